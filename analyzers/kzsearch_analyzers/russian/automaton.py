"""pymorphy3's word automaton, walked for many words at once.

words.dawg is a double array: the child of a unit under a byte stands at `offset ^ number of the unit ^ byte`, and is
one if that unit is labelled so. On loading, each unit is written as what its child's place is counted from beside its
own label, so that a state is that number, and a step is one look at the array. A letter of Russian is two bytes in
UTF-8, D0 or D1 and another. е may also be the dictionary's ё, D1 91.
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.dictionary import folder
from kzsearch_analyzers.russian.letters import ALPHABET, CHARACTERS, YE, gathered
from kzsearch_analyzers.units import LONGEST as KEY_SIZE
from kzsearch_analyzers.units import keys

BLOCK = 1 << 14  # words, and units: what a step touches should stay in the processor's second cache
_loading = threading.Lock()
_YO = "ё".encode()
_YE_EVERYWHERE = np.uint64(YE * 0x0101010101010101)
_SEPARATOR = 1  # between a word and its payload
_LEAF = 1 << 31  # of a unit that ends a key, and has no label
_LABEL = 8  # bits
_OUTSIDE = 1 << 23  # no unit stands there, whatever byte is added; place 0 stands for it, so that state 0 is failure


@dataclass(frozen=True, slots=True)
class Automaton:
    """A word automaton.

    `units`: uint32, a state for each unit, 0 for those that are none, and one after the last: where its children are
    counted from, against _OUTSIDE, in the upper 24 bits, its label in the lower 8. Those with the label _SEPARATOR,
    under which a payload stands, hold its number instead. `size`: how many numbers there are; units that are not in use
    may have some too. `states`: the units as Python's integers.
    """

    units: NDArray[np.uint32]
    size: int
    states: "memoryview[int]"

    def payload_of(self, form: str) -> int:
        """The number of a payload of one word, -1 if it is unknown; as `look_up` finds it.

        >>> installed().payload_of("мектеп")
        -1
        """
        number = self._payload(self.after(self.start, form))
        return self._payload_with_yo(self.start, form) if number < 0 and "е" in form else number

    @property
    def start(self) -> int:
        """The state before all letters."""
        return self.states[0]

    def _payload_with_yo(self, state: int, letters: str) -> int:
        """The same from a state on, where some е may be the dictionary's ё."""
        start, ye, rest = letters.partition("е")
        state = self.after(state, start)
        if not state or not ye:
            return self._payload(state)
        number = self._payload_with_yo(self.after(state, "е"), rest)
        return number if number >= 0 else self._payload_with_yo(self.after(state, "ё"), rest)

    def after(self, state: int, letters: str) -> int:
        """The state that letters lead to, 0 for none.

        >>> words = installed()
        >>> words.is_end(words.after(words.start, "школ")), words.after(words.start, "мектеп")
        (True, 0)
        """
        if not state:
            return 0
        states = self.states
        for byte in letters.encode():
            state = states[(state >> _LABEL) ^ byte ^ _OUTSIDE]
            if (state ^ byte) & 0xFF:
                return 0
        return state

    def is_end(self, state: int) -> bool:
        """Does a word end there?"""
        return self._payload(state) >= 0

    def _payload(self, state: int) -> int:
        number = self.after(state, chr(_SEPARATOR))
        return number >> _LABEL if number else -1

    def look_up(
        self, symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Which words are known, and by which payloads: rows of words, int64, and numbers, int32.

        `symbols` holds the letters of all words, `starts` and `sizes` say where each begins and how long it is. A word
        is looked for as it is written, and only if that is unknown, with ё for each е; then it may have several
        payloads, and stands there several times.
        """
        numbers = np.empty(len(starts), np.int32)
        for first in range(0, len(starts), BLOCK):
            block = slice(first, first + BLOCK)
            numbers[block] = self._payloads(self._as_written(symbols, starts[block], sizes[block]))
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
        states = np.full(len(order), self.units[0], np.uint32)
        ends = np.zeros(len(order), np.uint32)
        for step, live in enumerate(longer.tolist()):
            ends[live : len(states)] = states[live:]
            states = self._next(states[:live], symbols.take(at[:live] + step))
        result = np.empty_like(ends)
        result[order] = ends
        return result

    def _next(self, states: NDArray[np.uint32], symbols: NDArray[np.uint8]) -> NDArray[np.uint32]:
        inside = self._child(states, _LEADS.take(symbols))
        plain = np.flatnonzero(symbols > len(ALPHABET))  # symbols of one byte
        inside[plain] = states[plain]
        return self._child(inside, _TRAILS.take(symbols))

    def _child(self, states: NDArray[np.uint32], steps: NDArray[np.uint32] | np.uint32) -> NDArray[np.uint32]:
        found = self.units.take((states >> _LABEL) ^ steps, mode="clip")
        found *= (found ^ steps).astype(np.uint8) == 0
        return found

    def _payloads(self, states: NDArray[np.uint32]) -> NDArray[np.int32]:
        """The number of the payload under each state, -1 for none."""
        found = self._child(states, _step(_SEPARATOR))
        return np.where(found > 0, (found >> _LABEL).astype(np.int32), np.int32(-1))

    def _with_yo(
        self,
        symbols: NDArray[np.uint8],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        rows: NDArray[np.int64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The payloads of words some of whose е are the dictionary's ё: a path branches wherever both go on."""
        paths = _Paths(rows, np.full(len(rows), self.units[0], np.uint32))
        found_rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
        place = 0
        while len(paths.rows):
            symbol = symbols.take(starts.take(paths.rows) + place)
            ye = np.flatnonzero(symbol == YE)
            yo = self._child(self._child(paths.states.take(ye), _step(_YO[0])), _step(_YO[1]))
            branches = np.flatnonzero(yo)
            paths = _Paths(
                np.concatenate((paths.rows, paths.rows.take(ye.take(branches)))),
                np.concatenate((self._next(paths.states, symbol), yo.take(branches))),
            ).alive()
            place += 1
            at_end = sizes.take(paths.rows) == place
            ended = np.flatnonzero(at_end)
            numbers = self._payloads(paths.states.take(ended))
            known = numbers >= 0
            found_rows.append(paths.rows.take(ended)[known])
            found.append(numbers[known])
            paths = paths.cut(np.flatnonzero(~at_end))
        return np.concatenate(found_rows), np.concatenate(found)


def _has_ye(symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    padded = np.concatenate((symbols, np.zeros(KEY_SIZE, np.uint8)))
    first, second = (keys(padded, starts, sizes) ^ _YE_EVERYWHERE).T
    found = _has_zero_byte(first) | _has_zero_byte(second)
    long = np.flatnonzero(sizes > KEY_SIZE)
    if len(long):
        at, begins = gathered(starts[long], sizes[long])
        found[long] = np.logical_or.reduceat(symbols.take(at) == YE, begins)
    return found


def _has_zero_byte(numbers: NDArray[np.uint64]) -> NDArray[np.bool_]:
    low, high = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
    found: NDArray[np.bool_] = (numbers - low) & ~numbers & high != 0
    return found


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
        units = np.zeros(count + 1, "<u4")
        file.readinto(units[:count].data)
    size = 0
    for first in range(0, count, BLOCK):
        size = _make_states(units[first : min(first + BLOCK, count)], first, size)
    states = units.astype(np.uint32, copy=False)
    return Automaton(states, size, states.data)


def installed() -> Automaton:
    """The automaton of the dictionary that is installed."""
    with _loading:  # `cache` alone would load two when two threads come at once
        return _installed()


@cache
def _installed() -> Automaton:
    return load(folder() / "words.dawg")


def _make_states(units: NDArray[np.uint32], first: int, size: int) -> int:
    """Units of the file -> states, in their place; how many payloads there are up to there."""
    labels = units & np.uint32(0xFF)
    offsets = units >> np.uint32(10)
    payloads = np.flatnonzero((labels == _SEPARATOR) & (units < _LEAF))
    offsets <<= (units & np.uint32(1 << 9)) >> np.uint32(6)
    offsets ^= np.arange(first, first + len(units), dtype=np.uint32) ^ np.uint32(_OUTSIDE)
    offsets[payloads] = np.arange(size, size + len(payloads), dtype=np.uint32)
    np.multiply(offsets << np.uint32(_LABEL) | labels, units < _LEAF, out=units)
    return size + len(payloads)


def _step(byte: int) -> np.uint32:
    """What leads from a state to its child by a byte."""
    return np.uint32(byte ^ _OUTSIDE)


def _steps() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The steps by the first and the last byte of each symbol; FF, which UTF-8 never has, for what is no symbol."""
    leads, trails = (np.full(len(CHARACTERS) + 1, _step(0xFF)) for _ in range(2))
    for symbol, character in enumerate(CHARACTERS, 1):
        *lead, trail = map(_step, character.encode())
        leads[symbol], trails[symbol] = (lead or [trail])[0], trail
    return leads, trails


_LEADS, _TRAILS = _steps()
