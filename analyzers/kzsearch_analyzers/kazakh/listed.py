"""Readings of many words by stems of the lexicon: a hash table of their spellings."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch import DIGITS, IMPOSSIBLE, Batch, Cuts, Ints, Readings, expand, fit_table, rank
from .grammar import Shape
from .stems import CLOSED, is_base, stems

LONGEST_SPELLING = 2 * DIGITS  # of the lexicon
_CLOSED_FIRST = 1 << 62
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Lexicon(NamedTuple):
    """An open-addressing table of spellings, and their stems.

    slots: index of a spelling or -1; head, tail: shape (spellings), their first and further letters as digits; first:
    where the stems of a spelling begin; cost, shape, order, closed, lemmas: by stem; is_base: by spelling; fits: shape
    (boundaries, shapes).
    """

    slots: NDArray[np.int32]
    head: NDArray[np.uint64]
    tail: NDArray[np.uint64]
    first: Ints
    cost: Ints
    shape: Ints
    order: Ints
    closed: NDArray[np.bool_]
    lemmas: NDArray[np.object_]
    is_base: NDArray[np.bool_]
    fits: NDArray[np.int32]


@cache
def lexicon() -> Lexicon:
    """The stems of the lexicon and the closed classes."""
    spellings = sorted((s for s in stems() if len(s) <= LONGEST_SPELLING), key=len)
    groups = [stems()[spelling] for spelling in spellings]
    flat = [stem for group in groups for stem in group]
    shapes: dict[Shape, int] = {}
    shape = np.array([shapes.setdefault(stem.shape, len(shapes)) for stem in flat])
    batch = Batch.of(spellings)
    head, tail = _digits(batch, np.arange(len(spellings)), batch.lengths)
    return Lexicon(
        _slots(head, tail),
        head,
        tail,
        np.cumsum([0, *map(len, groups)]),
        np.array([stem.cost for stem in flat]),
        shape,
        np.array([order for group in groups for order in range(len(group))]),
        np.array([stem.source == CLOSED for stem in flat]),
        np.array([stem.lemma for stem in flat], object),
        np.array([is_base(spelling) for spelling in spellings]),
        fit_table(list(shapes), known=True),
    )


def _digits(batch: Batch, word: Ints, length: Ints) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The stems as two numbers; no two stems of up to 22 letters share both."""
    head = batch.prefixes[np.minimum(length, DIGITS), word]
    return head, np.where(length > DIGITS, batch.prefixes[length, word], np.uint64(0))


def _slot_of(head: NDArray[np.uint64], tail: NDArray[np.uint64], bits: int) -> Ints:
    mixed = (head ^ (tail * _MULTIPLIER >> np.uint64(17))) * _MULTIPLIER
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _slots(head: NDArray[np.uint64], tail: NDArray[np.uint64]) -> NDArray[np.int32]:
    """A table at most a quarter full, filled a round at a time: who finds its slot taken goes on to the next."""
    bits = (4 * len(head)).bit_length()
    slots = np.full(1 << bits, -1, np.int32)
    waiting, place = np.arange(len(head)), _slot_of(head, tail, bits)
    while len(waiting):
        free = slots[place] < 0
        slots[place[free]] = waiting[free]
        lost = slots[place] != waiting
        waiting, place = waiting[lost], (place[lost] + 1) & (len(slots) - 1)
    return slots


def look_up(batch: Batch, word: Ints, length: Ints) -> Ints:
    """The lexicon's spelling of the first letters of each word, or -1."""
    table = lexicon()
    found = np.full(len(word), -1)
    asking = np.flatnonzero(length <= LONGEST_SPELLING)
    head, tail = _digits(batch, word[asking], length[asking])
    place = _slot_of(head, tail, len(table.slots).bit_length() - 1)
    while len(asking):
        spelling = table.slots[place]
        same = (spelling >= 0) & (table.head[spelling] == head) & (table.tail[spelling] == tail)
        found[asking[same]] = spelling[same]
        on = (spelling >= 0) & ~same
        asking, head, tail, place = asking[on], head[on], tail[on], (place[on] + 1) & (len(table.slots) - 1)
    return found


def listed(batch: Batch, cuts: Cuts) -> Readings:
    """Readings by stems of the lexicon."""
    table = lexicon()
    spelt = look_up(batch, cuts.word, cuts.length)
    known = np.flatnonzero(spelt >= 0)
    cuts, spelt = cuts.only(known), spelt[known]
    rows, boundary, cost = cuts.boundaries()
    of_row, stem = expand(table.first, spelt[rows])
    fits = table.fits[boundary[of_row], table.shape[stem]]
    stands = fits < IMPOSSIBLE
    of_row, stem = of_row[stands], stem[stands]
    cut = rows[of_row]
    total = cost[of_row] + table.cost[stem] + fits[stands]
    ranks = rank(total, cuts.length[cut], table.order[stem]) - table.closed[stem] * _CLOSED_FIRST
    return Readings(cuts.word[cut], ranks, cuts.length[cut], stem)
