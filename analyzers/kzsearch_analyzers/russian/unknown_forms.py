"""Forms that the dictionary lacks, as arrays: their ends and starts as keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.endings import ends
from kzsearch_analyzers.russian.letters import BASE, Words, key
from kzsearch_analyzers.russian.predictions import TELLING
from kzsearch_analyzers.russian.spelling import RESPELLINGS
from kzsearch_analyzers.russian.unknown import HARD_PREFIXES, LONGEST_PREFIX, listed_prefixes


@dataclass(frozen=True, slots=True)
class Unknown:
    """Forms that the dictionary lacks: their rows among the words, and where their letters are.

    `tails`: uint8, a row for each place counted from the end, the letter there, 0 before the start.
    `tail_keys`: uint64, a row for each number of letters, 0 and more: the keys of ends of so many letters, the last
    letter first. `head_keys`: the same of starts.
    """

    words: Words
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    tails: NDArray[np.uint8]
    tail_keys: NDArray[np.uint64]
    head_keys: NDArray[np.uint64]

    @classmethod
    def of(cls, words: Words, rows: NDArray[np.int64]) -> "Unknown":
        """Some rows of words."""
        starts, sizes = words.starts[rows], words.sizes[rows]
        tails = _letters(words, starts, sizes, range(-1, -1 - _longest_end(), -1))
        heads = _letters(words, starts, sizes, range(_longest_head()))
        return cls(words, rows, starts, sizes, tails, _growing_keys(tails), _growing_keys(heads))

    def end_with(self, *ends: str) -> NDArray[np.bool_]:
        """Which end with any of these."""
        fit = np.zeros(len(self.rows), np.bool_)
        for end in ends:
            fit |= self.tail_keys[len(end)] == np.uint64(key(end[::-1]))
        return fit

    def start_with(self, *starts: str) -> NDArray[np.bool_]:
        """Which start with any of these."""
        fit = np.zeros(len(self.rows), np.bool_)
        for start in starts:
            fit |= self.head_keys[len(start)] == np.uint64(key(start))
        return fit


@cache
def _longest_end() -> int:
    respelt = (len(end) for rule in RESPELLINGS for end in rule.ends)
    return max(TELLING, *respelt, *(max(map(len, table)) for table in ends()))


@cache
def _longest_head() -> int:
    respelt = (len(start) for rule in RESPELLINGS for start in rule.starts)
    return max(LONGEST_PREFIX, *respelt, *map(len, listed_prefixes()), *(len(prefix) + 1 for prefix in HARD_PREFIXES))


def _letters(
    words: Words, starts: NDArray[np.int64], sizes: NDArray[np.int64], places: Iterable[int]
) -> NDArray[np.uint8]:
    """The letters at some places, those below zero counted from the end; 0 where the word is too short."""
    columns = []
    for place in places:
        is_there = sizes >= (-place if place < 0 else place + 1)
        at = starts + place + (sizes if place < 0 else 0)
        columns.append(np.where(is_there, words.symbols[np.where(is_there, at, 0)], 0))
    return np.array(columns, np.uint8).reshape(len(columns), len(starts))


def _growing_keys(letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    powers = np.array([BASE**place for place in range(len(letters))], np.uint64)
    grown = np.cumsum(letters * powers[:, None], axis=0, dtype=np.uint64)
    return np.concatenate((np.zeros((1, letters.shape[1]), np.uint64), grown))
