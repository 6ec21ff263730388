"""pymorphy3's word automaton, walked for many words at once.

words.dawg is a double array: the child of a unit under a byte stands at `offset ^ byte`, and is one if that unit is
labelled so. A letter of Russian is two bytes in UTF-8, D0 or D1 and another, so the places after the first bytes are
worked out on loading, and a letter is one step. е may also be the dictionary's ё, D1 91.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.letters import CHARACTERS, YE

BLOCK = 1 << 14  # words: what a step touches should stay in the processor's second cache
_LEADS = (0xD0, 0xD1)
_PLAIN = 2  # the lead of symbols of one byte
_YO = "ё".encode()
_SEPARATOR = 1  # between a word and its payload
_MARGIN = 256  # units without a label after the last one, where whoever fails stays


@dataclass(frozen=True, slots=True)
class Automaton:
    """The states of a word automaton.

    `bases`: uint32, four a state: where its children by D0, by D1 and by one byte are counted from; `labels`: uint8;
    `payloads`: int32, the number of the payload under a state, -1 for none; `root`: a state. State 0 is failure.
    """

    bases: NDArray[np.uint32]
    labels: NDArray[np.uint8]
    payloads: NDArray[np.int32]
    root: int

    @property
    def size(self) -> int:
        """How many payloads there are."""
        return int(self.payloads.max()) + 1

    def look_up(
        self, symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Which words are known, and by which payloads: rows of words, int64, and numbers, int32.

        `symbols` holds the letters of all words, `starts` and `sizes` say where each begins and how long it is. A word
        is looked for as it is written, and only if that is unknown, with ё for each е; then it may have several
        payloads, and stands there several times.
        """
        states = np.zeros(len(starts), np.uint32)
        for first in range(0, len(starts), BLOCK):
            block = slice(first, first + BLOCK)
            states[block] = self._as_written(symbols, starts[block], sizes[block])
        numbers = self.payloads.take(states)
        rows = np.flatnonzero(numbers >= 0)
        other_rows, others = self._with_yo(symbols, starts, sizes, np.flatnonzero((numbers < 0) & (sizes > 0)))
        return np.concatenate((rows, other_rows)), np.concatenate((numbers[rows], others))

    def _as_written(
        self, symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> NDArray[np.uint32]:
        """The states at the ends of words, walked side by side, the longest first, so that those on their way are one
        slice."""
        order = np.argsort(-sizes.astype(np.int16), kind="stable")
        at = starts[order]
        counts = np.bincount(sizes, minlength=1)
        longer = len(sizes) - np.cumsum(counts)  # than the index
        states = np.full(len(order), self.root, np.uint32)
        ends = np.zeros(len(order), np.uint32)
        for step, live in enumerate(longer.tolist()):
            ends[live : len(states)] = states[live:]
            states = self._next(states[:live], symbols.take(at[:live] + step))
        result = np.empty_like(ends)
        result[order] = ends
        return result

    def _next(self, states: NDArray[np.uint32], symbol: NDArray[np.uint8]) -> NDArray[np.uint32]:
        trail = _TRAILS.take(symbol)
        child = self.bases.take((states << 2) | _LEAD_OF.take(symbol)) ^ trail
        return np.where(self.labels.take(child) == trail, child, 0).astype(np.uint32, copy=False)

    def _with_yo(
        self,
        symbols: NDArray[np.uint8],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        rows: NDArray[np.int64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The payloads of words some of whose е are the dictionary's ё: a path branches wherever both go on."""
        paths = _Paths(rows, starts[rows], sizes[rows], np.full(len(rows), self.root, np.uint32))
        found_rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
        while len(paths.rows):
            symbol = symbols.take(paths.starts)
            ye = np.flatnonzero(symbol == YE)
            yo = self.bases.take((paths.states[ye] << 2) | _YO_LEAD) ^ np.uint32(_YO[1])
            branches = paths.cut(ye).moved(np.where(self.labels.take(yo) == _YO[1], yo, 0).astype(np.uint32))
            paths = _Paths.joined(paths.moved(self._next(paths.states, symbol)), branches)
            numbers = self.payloads.take(paths.states)
            ended = np.flatnonzero((paths.sizes == 0) & (numbers >= 0))
            found_rows.append(paths.rows[ended])
            found.append(numbers[ended])
            paths = paths.cut(np.flatnonzero((paths.states > 0) & (paths.sizes > 0)))
        return np.concatenate(found_rows), np.concatenate(found)


class _Paths(NamedTuple):
    """Words on their way: their rows, where they stand, how many letters are left, and the states they are in."""

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    states: NDArray[np.uint32]

    def cut(self, which: NDArray[np.int64]) -> "_Paths":
        return _Paths(self.rows[which], self.starts[which], self.sizes[which], self.states[which])

    def moved(self, states: NDArray[np.uint32]) -> "_Paths":
        """One letter on."""
        return _Paths(self.rows, self.starts + 1, self.sizes - 1, states)

    def joined(self, others: "_Paths") -> "_Paths":
        return _Paths(
            np.concatenate((self.rows, others.rows)),
            np.concatenate((self.starts, others.starts)),
            np.concatenate((self.sizes, others.sizes)),
            np.concatenate((self.states, others.states)),
        )


def load(path: Path) -> Automaton:
    """Reads a words.dawg, whose payloads are numbered in the order in which they stand in it."""
    with path.open("rb") as file:
        count = int(np.fromfile(file, "<u4", 1)[0])
        units = np.fromfile(file, "<u4", count)
    labels = np.zeros(count + _MARGIN * 2, np.uint8)
    labels[:count] = np.where(units >> 31, 0, units & 0xFF)
    places = (np.arange(count, dtype=np.uint32) ^ ((units >> 10) << ((units & 512) >> 6))).astype(np.uint32)
    failed = (count + _MARGIN - 1) & -_MARGIN
    bases = np.full((len(labels), 4), failed, np.uint32)
    for lead, byte in enumerate(_LEADS):
        child, right = _child(places, labels, byte)
        bases[:count, lead] = np.where(right, places[np.where(right, child, 0)], failed)
    bases[:count, _PLAIN] = places
    np.minimum(bases, failed, out=bases)
    root = len(labels) - 1
    bases[root], bases[0] = bases[0], failed
    return Automaton(bases.ravel(), labels, _payloads(places, labels), root)


def _child(
    places: NDArray[np.uint32], labels: NDArray[np.uint8], byte: int
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    child = np.minimum(places ^ np.uint32(byte), len(labels) - 1)
    return child, labels[child] == byte


def _payloads(places: NDArray[np.uint32], labels: NDArray[np.uint8]) -> NDArray[np.int32]:
    child, right = _child(places, labels, _SEPARATOR)
    numbers = np.full(len(labels), -1, np.int32)
    is_payload = np.zeros(len(labels), np.bool_)
    is_payload[child[right]] = True
    number_of = np.cumsum(is_payload, dtype=np.int32) - 1
    numbers[: len(places)][right] = number_of[child[right]]
    numbers[0] = -1
    return numbers


def _codes() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The lead of each symbol and its last byte; FF, which UTF-8 never has, for what is no symbol."""
    leads, trails = (np.full(len(CHARACTERS) + 1, byte, np.uint32) for byte in (_PLAIN, 0xFF))
    for symbol, character in enumerate(CHARACTERS, 1):
        *lead, trail = character.encode()
        leads[symbol] = _LEADS.index(lead[0]) if lead else _PLAIN
        trails[symbol] = trail
    return leads, trails


_LEAD_OF, _TRAILS = _codes()
_YO_LEAD = np.uint32(_LEADS.index(_YO[0]))
