"""Arrays of small numbers with a few large ones: most in one or two bytes, the large ones beside them.

NAME         uint8 or uint16   the numbers; the largest of the type stands for a number as large or larger
NAME.at      uint64            where those stand, ascending
NAME.large   uint32            what they are
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter

Numbers = NDArray[Any]


class NarrowWriter:
    """Collects the large numbers of one array while its parts are written in order."""

    def __init__(self, dtype: type[np.unsignedinteger[Any]]) -> None:
        self._dtype, self._most, self._size = dtype, int(np.iinfo(dtype).max), 0
        self._at: list[NDArray[np.uint64]] = []
        self._large: list[NDArray[np.uint32]] = []

    def part(self, values: Numbers) -> Numbers:
        """The next numbers (not negative) as they are stored; same shape."""
        large = np.flatnonzero(values >= self._most)
        if len(large):
            self._at.append((large + self._size).astype(np.uint64))
            self._large.append(values[large].astype(np.uint32))
            values = np.minimum(values, self._most)
        self._size += len(values)
        return values.astype(self._dtype)

    def finish(self, out: ColumnWriter, name: str) -> None:
        """Write the large numbers."""
        out.add(f"{name}.at", np.concatenate([np.zeros(0, np.uint64), *self._at]))
        out.add(f"{name}.large", np.concatenate([np.zeros(0, np.uint32), *self._large]))


def write_narrow(out: ColumnWriter, name: str, values: Numbers, dtype: type[np.unsignedinteger[Any]]) -> None:
    """Write a whole array."""
    narrow = NarrowWriter(dtype)
    out.add(name, narrow.part(values))
    narrow.finish(out, name)


class Narrow:
    """Reads what `write_narrow` wrote."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._file, self._name = file, name
        array = file.unverified(name)
        self._most, self._has_large = np.iinfo(array.dtype).max, len(file.unverified(f"{name}.at")) > 0
        self._size = len(array)

    def __len__(self) -> int:
        return self._size

    def part(self, start: int, end: int) -> Numbers:
        """The numbers from `start` to `end`, in the stored type, in uint32 where there are large ones among them."""
        found = self._file.part(self._name, start, end)
        if not self._has_large or not (found == self._most).any():
            return found
        at = self._file.array(f"{self._name}.at")
        first, last = np.searchsorted(at, np.array([start, end], np.uint64))
        wide = found.astype(np.uint32)
        wide[at[first:last].astype(np.int64) - start] = self._file.array(f"{self._name}.large")[first:last]
        return wide

    def parts(self, bounds: Sequence[tuple[int, int]]) -> Numbers:
        """The numbers of several parts end to end."""
        found = self._file.parts(self._name, bounds)
        if not self._has_large or not (found == self._most).any():
            return found
        return np.concatenate([self.part(start, end) for start, end in bounds])

    def take(self, places: NDArray[np.int64]) -> Numbers:
        """The numbers at some places, same shape."""
        found: Numbers = self._file.array(self._name)[places]
        large = np.flatnonzero(found == self._most) if self._has_large else places[:0]
        if not len(large):
            return found
        at = self._file.array(f"{self._name}.at")
        wide = found.astype(np.uint32)
        wide[large] = self._file.array(f"{self._name}.large")[np.searchsorted(at, places[large].astype(np.uint64))]
        return wide

    def all(self) -> Numbers:
        """The whole array."""
        return self.part(0, self._size)
