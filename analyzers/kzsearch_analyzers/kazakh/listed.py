"""Readings of many words by stems of the lexicon: a hash table of their spellings."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch import DIGITS, IMPOSSIBLE, Batch, Cuts, Ints, Readings, expand, fit_table, rank
from .grammar import Shape
from .stems import CLOSED, is_base, stems

CHUNKS = 3
LONGEST_SPELLING = CHUNKS * DIGITS  # of the lexicon
_CLOSED_FIRST = 1 << 62
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Keys = NDArray[np.uint64]  # shape (CHUNKS, words)


class Lexicon(NamedTuple):
    """An open-addressing table of spellings, and their stems.

    slots: index of a spelling or -1; keys: of the spellings; first: where the stems of a spelling begin; cost, shape,
    order, closed, lemmas: by stem; is_base: by spelling; fits: shape (boundaries, shapes).
    """

    slots: NDArray[np.int32]
    keys: Keys
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
    keys = _digits(batch, np.arange(len(spellings)), batch.lengths)
    return Lexicon(
        _slots(keys),
        keys,
        np.cumsum([0, *map(len, groups)]),
        np.array([stem.cost for stem in flat]),
        shape,
        np.array([order for group in groups for order in range(len(group))]),
        np.array([stem.source == CLOSED for stem in flat]),
        np.array([stem.lemma for stem in flat], object),
        np.array([is_base(spelling) for spelling in spellings]),
        fit_table(list(shapes), known=True),
    )


def _digits(batch: Batch, word: Ints, length: Ints) -> Keys:
    """The first letters of words as numbers, `CHUNKS` of them: no two stems of up to 33 letters share all."""
    keys = np.zeros((CHUNKS, len(word)), np.uint64)
    for i in range(CHUNKS):
        if len(batch.prefixes) > i * DIGITS + 1:
            chunk = batch.prefixes[np.minimum(length, (i + 1) * DIGITS), word]
            keys[i] = np.where(length > i * DIGITS, chunk, np.uint64(0))
    return keys


def _slot_of(keys: Keys, bits: int) -> Ints:
    mixed = keys[0]
    for further in keys[1:]:
        mixed = mixed * _MULTIPLIER ^ further
    return np.asarray(mixed * _MULTIPLIER >> np.uint64(64 - bits), np.int64)


def _slots(keys: Keys) -> NDArray[np.int32]:
    """A table at most a quarter full, filled a round at a time: who finds its slot taken goes on to the next."""
    bits = (4 * keys.shape[1]).bit_length()
    slots = np.full(1 << bits, -1, np.int32)
    waiting, place = np.arange(keys.shape[1]), _slot_of(keys, bits)
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
    keys = _digits(batch, word[asking], length[asking])
    place = _slot_of(keys, len(table.slots).bit_length() - 1)
    while len(asking):
        spelling = table.slots[place]
        same = (spelling >= 0) & (table.keys[:, spelling] == keys).all(0)
        found[asking[same]] = spelling[same]
        on = (spelling >= 0) & ~same
        asking, keys, place = asking[on], keys[:, on], (place[on] + 1) & (len(table.slots) - 1)
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
