"""A sorted list of strings in a column file: string -> its number, number -> string, all with a prefix.

Strings are stored in the code page (kzsearch_analyzers.codepage), whose order is that of code points.

    NAME.codes    uint8   all strings end to end
    NAME.starts   uint32  where each begins, and the end (uint64 past 4 GB)
    NAME.heads    uint64  the first 8 bytes of every 16th string, big-endian
"""

from bisect import bisect_left, bisect_right
from functools import cached_property

import numpy as np
from kzsearch_analyzers.codepage import Bytes, decode, decode_many, encode
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter
from .distinct import changes

_STEP = 16
_HEAD = np.dtype("V8")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)  # how many bytes -> those bytes


def heads(codes: Bytes, starts: NDArray[np.integer], sizes: NDArray[np.integer], skip: int = 0) -> NDArray[np.uint64]:
    """Bytes skip to skip + 8 of each string as a number that sorts as they do, shape (strings,).

    >>> codes = np.frombuffer(b"abcab", np.uint8)
    >>> [hex(n) for n in heads(codes, np.array([0, 3]), np.array([3, 2]))]
    ['0x6162630000000000', '0x6162000000000000']
    """
    padded = np.concatenate((codes, np.zeros(8, np.uint8)))
    windows = np.ndarray((len(padded) - 7,), _HEAD, padded, strides=(1,))
    begins = np.minimum(np.asarray(starts, np.int64) + skip, len(codes))
    left = np.clip(np.asarray(sizes, np.int64) - skip, 0, 8)
    found = windows[begins].view("<u8") & _MASKS.take(left)  # not `take`, which would lay out all windows
    return found.byteswap()  # the first byte is to count most


def sort_order(
    codes: Bytes, starts: NDArray[np.integer], sizes: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The order that sorts strings by their codes, and in that order which strings are not the one before them again.

    Equal strings stay in their order. Shapes (strings,).

    >>> [found.tolist() for found in sort_order(np.frombuffer(b"bab", np.uint8), np.arange(3), np.array([1, 2, 1]))]
    [[1, 0, 2], [True, True, False]]
    """
    starts, sizes = np.asarray(starts, np.int64), np.asarray(sizes, np.int64)
    head = heads(codes, starts, sizes)
    order = np.argsort(head)
    group = _first_of_run(changes(head[order]))
    skip = 8
    while True:
        tied = _with_equals(group)
        rows = order[tied]
        if not (sizes[rows] > skip).any():  # what is tied is equal
            order[tied] = rows[np.lexsort((rows, group[tied]))]
            return order, changes(group)
        further = heads(codes, starts[rows], sizes[rows], skip)
        by = np.lexsort((further, group[tied]))
        order[tied] = rows[by]
        group[tied] = tied[_first_of_run(changes(group[tied]) | changes(further[by]))]
        skip += 8


def _first_of_run(changes: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The place where the run of each place begins."""
    return np.maximum.accumulate(np.where(changes, np.arange(len(changes)), 0))


def _with_equals(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places that share their group with a neighbour."""
    same = ~changes(group)
    same[:-1] |= same[1:]
    return np.flatnonzero(same)


def write_strings(out: ColumnWriter, name: str, codes: Bytes, starts: NDArray[np.int64]) -> None:
    """Write sorted strings codes[starts[i]:starts[i + 1]]."""
    out.add(f"{name}.codes", codes)
    out.add(f"{name}.starts", starts.astype(np.uint32 if starts[-1] < 1 << 32 else np.uint64))
    out.add(f"{name}.heads", heads(codes, starts[:-1:_STEP], np.diff(starts)[::_STEP]))


def gathered(codes: Bytes, starts: NDArray[np.integer], sizes: NDArray[np.integer]) -> tuple[Bytes, NDArray[np.int64]]:
    """Strings copied end to end: their codes, and where each begins, with the end."""
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
    places = np.arange(ends[-1]) + np.repeat(np.asarray(starts, np.int64) - ends[:-1], sizes)
    return codes.take(places), ends


class Dictionary:
    """The sorted strings of one name in a column file."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._file = file
        self._codes, self._starts, self._heads = (f"{name}.{part}" for part in ("codes", "starts", "heads"))
        self._size = len(file.unverified(self._starts)) - 1

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, number: int) -> str:
        return decode(self.code(number))

    def code(self, number: int) -> bytes:
        """The code of a string."""
        codes, starts = self._views
        return codes[starts[number] : starts[number + 1]].tobytes()

    def find(self, text: str) -> int:
        """The number of a string, -1 where it is not there."""
        code = encode(text)
        number = self.first(code)
        return number if number < len(self) and self.code(number) == code else -1

    def first(self, code: bytes) -> int:
        """The number of the first string that is not below a code."""
        (codes, starts), heads = self._views, self._heads_view
        head = int.from_bytes(code[:8].ljust(8, b"\0"), "big")
        low = bisect_left(heads, head)
        high = bisect_right(heads, head, low)
        low, high = max(low - 1, 0) * _STEP, min(high * _STEP, len(self))
        while low < high:
            middle = (low + high) // 2
            if codes[starts[middle] : starts[middle + 1]].tobytes() < code:
                low = middle + 1
            else:
                high = middle
        return low

    # a view of memory gives an item at a tenth of an array's time

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        return self._file.array(self._codes).data, self._file.array(self._starts).data

    @cached_property
    def _heads_view(self) -> memoryview:
        return self._file.array(self._heads).data

    def with_prefix(self, prefix: str) -> range:
        """The numbers of the strings that begin so."""
        code = encode(prefix)
        return range(self.first(code), self.first(code + b"\xff" * 4) if code else len(self))

    def all_codes(self) -> tuple[Bytes, NDArray[np.int64]]:
        """Every string: codes, and where each begins, with the end."""
        return self._file.array(self._codes), self._file.array(self._starts).astype(np.int64)

    def strings(self, numbers: range | NDArray[np.integer] | None = None) -> list[str]:
        """The strings of some numbers, of all without."""
        codes, starts = self._file.array(self._codes), self._file.array(self._starts)
        wanted = np.arange(len(self)) if numbers is None else np.asarray(numbers, np.int64)
        return decode_many(codes, starts[wanted].astype(np.int64), starts[wanted + 1])
