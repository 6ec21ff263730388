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

from kzsearch_analyzers.russian.letters import CHARACTERS, YE, gathered

BLOCK = 1 << 14  # words: what a step touches should stay in the processor's second cache
_LEADS = (0xD0, 0xD1)
_PLAIN = 2  # the lead of symbols of one byte
_YO = "ё".encode()
_SEPARATOR = 1  # between a word and its payload
_LEAF = 1 << 31  # of a unit that ends a key, and has no label
_MARGIN = 256  # units without a label after the last one, where whoever fails stays


@dataclass(frozen=True, slots=True)
class Automaton:
    """The states of a word automaton.

    `bases`: uint32, of all states where their children by D0 are counted from, then the same by D1, then by one byte;
    `labels`: uint8; `payloads`: int32, the number of the payload under a state, -1 for none; `root`: a state. State 0
    is failure.
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
        unknown = np.flatnonzero((numbers < 0) & (sizes > 0))
        unknown = unknown[_has_ye(symbols, starts[unknown], sizes[unknown])]
        other_rows, others = self._with_yo(symbols, starts, sizes, unknown)
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
        child = self.bases.take(_LEAD_OF.take(symbol) * np.uint32(len(self.labels)) + states) ^ trail
        return np.where(self.labels.take(child) == trail, child, 0).astype(np.uint32, copy=False)

    def _with_yo(
        self,
        symbols: NDArray[np.uint8],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        rows: NDArray[np.int64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The payloads of words some of whose е are the dictionary's ё: a path branches wherever both go on."""
        paths = _Paths(rows, np.full(len(rows), self.root, np.uint32))
        found_rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
        place, by_yo = 0, np.uint32(_YO_LEAD * len(self.labels))
        while len(paths.rows):
            symbol = symbols.take(starts.take(paths.rows) + place)
            ye = np.flatnonzero(symbol == YE)
            yo = self.bases.take(paths.states.take(ye) + by_yo) ^ np.uint32(_YO[1])
            branches = np.flatnonzero(self.labels.take(yo) == _YO[1])
            paths = _Paths(
                np.concatenate((paths.rows, paths.rows.take(ye.take(branches)))),
                np.concatenate((self._next(paths.states, symbol), yo.take(branches))),
            ).alive()
            place += 1
            at_end = sizes.take(paths.rows) == place
            ended = np.flatnonzero(at_end)
            numbers = self.payloads.take(paths.states.take(ended))
            known = numbers >= 0
            found_rows.append(paths.rows.take(ended)[known])
            found.append(numbers[known])
            paths = paths.cut(np.flatnonzero(~at_end))
        return np.concatenate(found_rows), np.concatenate(found)


def _has_ye(symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(starts):
        return np.zeros(0, np.bool_)
    at, begins = gathered(starts, sizes)
    return np.logical_or.reduceat(symbols.take(at) == YE, begins)


class _Paths(NamedTuple):
    """Words on their way: their rows, and the states they are in."""

    rows: NDArray[np.int64]
    states: NDArray[np.uint32]

    def cut(self, which: NDArray[np.int64]) -> "_Paths":
        return _Paths(self.rows.take(which), self.states.take(which))

    def alive(self) -> "_Paths":
        """Those that have not failed."""
        return self.cut(np.flatnonzero(self.states))


def load(path: Path) -> Automaton:
    """Reads a words.dawg, whose payloads are numbered in the order in which they stand in it."""
    with path.open("rb") as file:
        count = int(np.fromfile(file, "<u4", 1)[0])
        units: NDArray[np.uint32] = np.fromfile(file, "<u4", count)
    size = count + _MARGIN * 2
    labels = np.zeros(size, np.uint8)
    np.multiply(units.astype(np.uint8), units < _LEAF, out=labels[:count])
    failed = (count + _MARGIN - 1) & -_MARGIN
    places = units >> np.uint32(10)
    places <<= (units & np.uint32(512)) >> np.uint32(6)
    places ^= np.arange(count, dtype=np.uint32)
    np.minimum(places, failed, out=places)
    bases = np.full((3, size), failed, np.uint32)
    for lead, byte in enumerate(_LEADS):
        child, right = _child(places, labels, byte)
        np.copyto(bases[lead, :count], places.take(child, mode="clip"), where=right)
    bases[_PLAIN, :count] = places
    root = size - 1
    bases[:, root], bases[:, 0] = bases[:, 0], failed
    return Automaton(bases.ravel(), labels, _payloads(places, labels), root)


def _child(
    places: NDArray[np.uint32], labels: NDArray[np.uint8], byte: int
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    child = places ^ np.uint32(byte)
    return child, labels.take(child) == byte


def _payloads(places: NDArray[np.uint32], labels: NDArray[np.uint8]) -> NDArray[np.int32]:
    child, right = _child(places, labels, _SEPARATOR)
    parents = np.flatnonzero(right)
    children = child.take(parents)
    is_payload = np.zeros(len(labels), np.bool_)
    is_payload[children] = True
    numbers = np.full(len(labels), -1, np.int32)
    numbers[parents] = (np.cumsum(is_payload, dtype=np.int32) - 1).take(children)
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
_YO_LEAD = _LEADS.index(_YO[0])
