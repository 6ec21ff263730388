"""Readings of many words by stems of the lexicon: a hash table of their spellings."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch import CHUNK, FOLDED, LONGEST_SPELLING, Batch, Chunks, Cuts, Ints, chunks, expand, rank
from .letters import EDGE
from .tables import IMPOSSIBLE, machine, tables

_CHUNKS = LONGEST_SPELLING // CHUNK
CLOSED_FIRST = 1 << 62
_MULTIPLIERS = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
# of each length of a stem: the bits of its letters in each chunk
_LETTER_BITS = np.array(
    [
        [(1 << 8 * min(max(length - CHUNK * chunk, 0), CHUNK)) - 1 for length in range(LONGEST_SPELLING + 1)]
        for chunk in range(_CHUNKS)
    ],
    np.uint64,
)


class Lexicon(NamedTuple):
    """An open-addressing table of spellings, and their stems, or the same by skeletons.

    numbers: of the stems, in a rank; slots: index of a spelling or -1; keys: of the spellings, shape (_CHUNKS,
    spellings); first: where the stems of a spelling begin; cost, shape, closed_first (off their ranks), lemmas: by
    stem; is_base, is_lemma: by spelling; prices: shape (kinds, shapes).
    """

    numbers: Ints
    slots: NDArray[np.int32]
    keys: Chunks
    first: Ints
    cost: Ints
    shape: Ints
    closed_first: Ints
    lemmas: NDArray[np.object_]
    is_base: NDArray[np.bool_]
    is_lemma: NDArray[np.bool_]
    prices: NDArray[np.int16]


@cache
def lexicon(*, folded: bool = False) -> Lexicon:
    """The stems of the lexicon and the closed classes; folded: by their skeletons, which tell nothing of lemmas,
    is_base and is_lemma."""
    of, by_spelling = tables(), machine(folded=folded)
    keys, stems = keys_of(by_spelling.spellings), by_spelling.stems
    return Lexicon(
        stems.astype(np.int64) + (FOLDED if folded else 0),
        _slots(keys),
        keys,
        np.concatenate((np.zeros(1, np.int64), np.cumsum(by_spelling.stem_counts, dtype=np.int64))),
        of.costs.take(stems).astype(np.int64),
        of.shapes.take(stems).astype(np.int64),
        of.is_closed.take(stems) * np.int64(CLOSED_FIRST),
        np.zeros(0, object) if folded else np.array(of.lemma_lines.split("\n"), object).take(of.lemmas),
        np.zeros(0, np.bool_) if folded else of.is_base,
        np.zeros(0, np.bool_) if folded else of.is_lemma,
        by_spelling.prices,
    )


def keys_of(spellings: NDArray[np.uint8]) -> Chunks:
    """The letters of each spelling as numbers, shape (_CHUNKS, spellings); spellings: as Tables have them."""
    ends = np.flatnonzero(spellings == EDGE)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    letters = np.concatenate((spellings, np.zeros(LONGEST_SPELLING, np.uint8)))
    return np.stack([chunks(letters, i)[starts] & bits[ends - starts] for i, bits in enumerate(_LETTER_BITS)])


def _slot_of(first: Chunks, second: Chunks, bits: int) -> Ints:
    mixed = (first * _MULTIPLIERS[0] ^ second * _MULTIPLIERS[1]) >> np.uint64(64 - bits)
    return mixed.view(np.int64)


def _slots(keys: Chunks) -> NDArray[np.int32]:
    """A table at most a quarter full, filled a round at a time: who finds its slot taken goes on to the next."""
    bits = (4 * keys.shape[1]).bit_length()
    slots = np.full(1 << bits, -1, np.int32)
    waiting, place = np.arange(keys.shape[1]), _slot_of(keys[0], keys[1], bits)
    while len(waiting):
        free = slots[place] < 0
        slots[place[free]] = waiting[free]
        lost = slots[place] != waiting
        waiting, place = waiting[lost], (place[lost] + 1) & (len(slots) - 1)
    return slots


def look_up(batch: Batch, word: Ints, length: Ints, table: Lexicon | None = None) -> tuple[Ints, NDArray[np.int32]]:
    """The first letters of words in the lexicon: (places in `word` whose letters are spelt so there, spelling)."""
    table = table or lexicon()
    first, second = (batch.heads[i].take(word) & _LETTER_BITS[i].take(length, mode="clip") for i in range(2))
    slot = _slot_of(first, second, len(table.slots).bit_length() - 1)
    spelling = table.slots.take(slot)
    asking = np.flatnonzero(spelling >= 0)
    slot, spelling = slot.take(asking), spelling.take(asking)
    found = []
    while len(asking):
        same = table.keys[0].take(spelling) == first.take(asking)
        same &= table.keys[1].take(spelling) == second.take(asking)
        long = np.flatnonzero(length.take(asking) >= 2 * CHUNK)
        if len(long):
            at = asking.take(long)
            same[long] &= _goes_on_alike(batch, word.take(at), length.take(at), table.keys.take(spelling.take(long), 1))
        at = np.flatnonzero(same)
        found.append((asking.take(at), spelling.take(at)))
        on = np.flatnonzero(~same)
        asking, slot = asking.take(on), (slot.take(on) + 1) & (len(table.slots) - 1)
        spelling = table.slots.take(slot)
        on = np.flatnonzero(spelling >= 0)
        asking, slot, spelling = asking.take(on), slot.take(on), spelling.take(on)
    places, spellings = map(np.concatenate, zip(*found, strict=True)) if found else (asking, spelling)
    return places, spellings


def _goes_on_alike(batch: Batch, word: Ints, length: Ints, keys: Chunks) -> NDArray[np.bool_]:
    """Are letters and spelling the same after two chunks?"""
    start = batch.starts.take(word)
    same = length <= LONGEST_SPELLING
    for i in range(2, _CHUNKS):
        own = chunks(batch.letters, i)[start] & _LETTER_BITS[i].take(length, mode="clip")
        same &= own == keys[i]
    return same


def listed(batch: Batch, cuts: Cuts, *, folded: bool = False) -> tuple[Ints, Ints]:
    """Readings by stems of the lexicon: (word, rank). folded: batch and cuts are of skeletons."""
    table = lexicon(folded=True) if folded else lexicon()
    cut, spelling = look_up(batch, cuts.word, cuts.length, table)
    rows, stem = expand(table.first, spelling)
    cut = cut.take(rows)
    price = table.prices.ravel().take(cuts.kind.take(cut) * table.prices.shape[1] + table.shape.take(stem))
    on = np.flatnonzero(price < IMPOSSIBLE)
    cut, stem = cut.take(on), stem.take(on)
    cost = cuts.cost.take(cut) + table.cost.take(stem) + price.take(on)
    return cuts.word.take(cut), rank(cost, cuts.length.take(cut), table.numbers.take(stem)) - table.closed_first.take(
        stem
    )
