"""One file of named arrays: written once, mapped into memory, each 64 kB of an array with a checksum of its own.

    magic (8 bytes) | arrays, each at a multiple of 64 bytes | checksums | directory | tail (28 bytes)

checksums: uint32, CRC-32 of each 64 kB block of each array, arrays in the order of the directory. directory: JSON in
UTF-8: `arrays`, name -> [offset, items, dtype], in the order of writing, `checksums`, the CRC-32 of all checksums, and
`about`, whatever the writer tells. tail: offset of the checksums, offset of the directory and its size (uint64 each),
CRC-32 of the directory (uint32); numbers are little-endian. Nothing is trusted before its checksum was compared.
"""

import json
import mmap
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from kzsearch.errors import IndexFolderError

MAGIC = b"KZSEARCH"
BLOCK = 1 << 16  # bytes that share a checksum
_ALIGNED = 64  # bytes
_TAIL = struct.Struct("<QQQI")
_DTYPES = frozenset({"|u1", "|i1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f8"})

Array = NDArray[Any]


class _Checksums:
    """Those of the blocks of one array, whose bytes come in parts."""

    def __init__(self) -> None:
        self._found: list[int] = []
        self._pending = bytearray()  # the block that is not full yet

    def add(self, data: memoryview) -> None:
        """The next bytes."""
        first = min(len(data), -len(self._pending) % BLOCK)
        self._pending += data[:first]
        if len(self._pending) == BLOCK:
            self._end_block()
        whole = first + (len(data) - first) // BLOCK * BLOCK
        self._found += [zlib.crc32(data[i : i + BLOCK]) for i in range(first, whole, BLOCK)]
        self._pending += data[whole:]

    def finish(self) -> list[int]:
        """All of them."""
        if self._pending:
            self._end_block()
        return self._found

    def _end_block(self) -> None:
        self._found.append(zlib.crc32(self._pending))
        self._pending.clear()


class ColumnWriter:
    """Writes a column file, array after array; some may be reserved and filled by turns."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = self._place = 0  # the end of what is written or reserved; where `out` writes next
        self._arrays: dict[str, tuple[int, int, str]] = {}
        self._checksums: dict[str, _Checksums] = {}
        self._write(MAGIC)

    def add(self, name: str, values: Array) -> None:
        """An array of one dimension; its dtype is kept."""
        self.begin(name, values.dtype)
        self.append(values)
        self.end()

    def begin(self, name: str, dtype: DTypeLike) -> None:
        """Begin an array that comes in parts."""
        self._open = (name, self._place_for(name), np.dtype(dtype).newbyteorder("<"))

    def append(self, values: Array | bytes) -> None:
        """The next part of the array begun, of its dtype."""
        name, _, dtype = self._open
        data = memoryview(values) if isinstance(values, bytes) else _bytes_of(values, dtype)
        self._write(data)
        self._checksums[name].add(data)

    def end(self) -> int:
        """End the array begun; how many items it has."""
        name, begin, dtype = self._open
        items = (self._at - begin) // dtype.itemsize
        self._arrays[name] = (begin, items, dtype.str)
        return items

    def reserve(self, name: str, dtype: DTypeLike, items: int) -> "ReservedArray":
        """Room for an array of so many items, to be filled before `finish`."""
        begin, stored = self._place_for(name), np.dtype(dtype).newbyteorder("<")
        self._arrays[name] = (begin, items, stored.str)
        self._at += items * stored.itemsize
        return ReservedArray(self, name, begin, items, stored)

    def fill(self, name: str, at: int, data: memoryview) -> None:
        """The next bytes of a reserved array."""
        self._write_at(at, data)
        self._checksums[name].add(data)

    def finish(self, about: Mapping[str, Any]) -> int:
        """Write the directory; the size of the file."""
        self._write(bytes(-self._at % _ALIGNED))
        found = [self._checksums[name].finish() for name in self._arrays]
        checksums, sums_at = np.array(list(chain.from_iterable(found)), "<u4").tobytes(), self._at
        self._write(checksums)
        content = {"arrays": self._arrays, "checksums": zlib.crc32(checksums), "about": dict(about)}
        directory, at = json.dumps(content).encode(), self._at  # in ASCII: a key may hold half a surrogate pair
        self._write(directory)
        self._write(_TAIL.pack(sums_at, at, len(directory), zlib.crc32(directory)))
        return self._at

    def _place_for(self, name: str) -> int:
        """Where the next array begins."""
        if name in self._checksums:
            raise ValueError(f"array {name!r} is there already")
        self._checksums[name] = _Checksums()
        self._write(bytes(-self._at % _ALIGNED))
        return self._at

    def _write(self, data: bytes | memoryview) -> None:
        self._write_at(self._at, data)
        self._at += len(data)

    def _write_at(self, at: int, data: bytes | memoryview) -> None:
        if at != self._place:
            self._out.seek(at)
        self._out.write(data)
        self._place = at + len(data)


class ReservedArray:
    """An array of a column file that is written while others are."""

    def __init__(self, writer: ColumnWriter, name: str, begin: int, items: int, dtype: np.dtype[Any]) -> None:
        self._writer, self._name, self._dtype = writer, name, dtype
        self._at, self._end = begin, begin + items * dtype.itemsize

    def append(self, values: Array) -> None:
        """The next items. Raises ValueError if there are more than were reserved."""
        data = _bytes_of(values, self._dtype)
        if self._at + len(data) > self._end:
            raise ValueError(f"more items than were reserved for {self._name!r}")
        self._writer.fill(self._name, self._at, data)
        self._at += len(data)

    def end(self) -> None:
        """Raises ValueError if there are fewer items than were reserved."""
        if self._at != self._end:
            raise ValueError(f"{self._end - self._at} bytes reserved for {self._name!r} are not written")


def _bytes_of(values: Array, dtype: np.dtype[Any]) -> memoryview:
    flat = np.ascontiguousarray(values).astype(dtype, copy=False)
    return flat.view(np.uint8).data if flat.size else memoryview(b"")


class ColumnFile:
    """The arrays of a column file, read-only; a block's checksum is compared when it is first used.

    Raises IndexFolderError, naming the file, wherever it is not what was written.
    """

    def __init__(self, source: Path | bytes, name: str, size: int | None = None) -> None:
        """source: a path, or the file's bytes; size: bytes that it must have."""
        self.name = name
        self._data = _mapped(source, name)
        if size is not None and size != len(self._data):
            raise self.damaged(f"it has {len(self._data)} bytes, {size} were written")
        content = self._directory()
        self.about: Mapping[str, Any] = content["about"]
        self._arrays: dict[str, Array] = {}
        self._sums_at: dict[str, int] = {}
        count = 0
        for key, (offset, items, dtype) in content["arrays"].items():
            self._arrays[key], self._sums_at[key] = self._view(key, offset, items, dtype), count
            count += -(-self._arrays[key].nbytes // BLOCK)
        self._checksums = self._view("checksums", self._at_sums, count, "<u4")
        if zlib.crc32(self._checksums.tobytes()) != content["checksums"]:
            raise self.damaged("its checksums are not those written")
        self._verified = bytearray(count)
        self._whole: set[str] = set()  # verified from end to end

    def _directory(self) -> dict[str, Any]:
        data = self._data
        if len(data) < len(MAGIC) + _TAIL.size or bytes(data[: len(MAGIC)]) != MAGIC:
            raise self.damaged("it does not begin as such files do")
        self._at_sums, at, size, crc = _TAIL.unpack(data[-_TAIL.size :])
        directory = bytes(data[at : at + size])
        if at + size + _TAIL.size != len(data) or zlib.crc32(directory) != crc:
            raise self.damaged("its directory is not the one written")
        try:
            content = json.loads(directory)
            if {"arrays", "checksums", "about"} <= content.keys():
                return cast(dict[str, Any], content)
        except (ValueError, AttributeError):
            pass
        raise self.damaged("its directory cannot be read")

    def _view(self, name: str, offset: int, items: int, dtype: str) -> Array:
        if dtype not in _DTYPES or not 0 <= offset <= offset + items * np.dtype(dtype).itemsize <= len(self._data):
            raise self.damaged(f"{name!r} lies outside of it")
        return np.frombuffer(self._data, dtype, items, offset)

    def damaged(self, why: str) -> IndexFolderError:
        """The error to raise where something in the file is not what it must be."""
        return IndexFolderError(f"{self.name} is damaged: {why}")

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> list[str]:
        """The arrays, in the order of writing."""
        return list(self._arrays)

    def array(self, name: str) -> Array:
        """A whole array, verified."""
        found = self._arrays[name]
        if name not in self._whole:
            self._verify(name, 0, found.nbytes)
            self._whole.add(name)
        return found

    def part(self, name: str, start: int, end: int) -> Array:
        """The items from `start` to `end` of an array, verified."""
        found = self._arrays[name]
        self._verify(name, start * found.itemsize, end * found.itemsize)
        return found[start:end]

    def parts(self, name: str, bounds: Sequence[tuple[int, int]]) -> Array:
        """The items of an array from `start` to `end` for each (start, end), end to end, verified."""
        found = self._arrays[name]
        if name not in self._whole:
            base, size, is_unverified = self._sums_at[name], found.itemsize, self._verified.find
            for start, end in bounds:
                first, last = base + start * size // BLOCK, base + (end * size - 1) // BLOCK + 1
                if start < end and is_unverified(0, first, last) >= 0:
                    self._verify(name, start * size, end * size)
        if len(bounds) == 1:
            start, end = bounds[0]
            return found[start:end]
        return np.concatenate([found[start:end] for start, end in bounds]) if bounds else found[:0]

    def unverified(self, name: str) -> Array:
        """A whole array; who uses it calls `verify` for the items looked at."""
        return self._arrays[name]

    def verify(self) -> None:
        """Compare every checksum of the file."""
        for name in self._arrays:
            self.array(name)

    def _verify(self, name: str, start: int, end: int) -> None:
        if end <= start:
            return
        base = self._sums_at[name]
        first, last = base + start // BLOCK, base + (end - 1) // BLOCK + 1
        if self._verified.find(0, first, last) < 0:
            return
        data = self._arrays[name].view(np.uint8)
        for block in range(first, last):
            at = (block - base) * BLOCK
            if zlib.crc32(data[at : at + BLOCK].data) != self._checksums[block]:
                raise self.damaged(f"bytes {at} to {min(at + BLOCK, len(data))} of {name!r} are not those written")
            self._verified[block] = 1


def _mapped(source: Path | bytes, name: str) -> bytes | mmap.mmap:
    if isinstance(source, bytes):
        return source
    try:
        with source.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError as error:  # an empty file cannot be mapped
        raise IndexFolderError(f"{name} is damaged: it is empty") from error
    except FileNotFoundError:
        raise  # a newer generation may have replaced it
    except OSError as error:
        raise IndexFolderError(f"{name} cannot be read: {error.strerror or error}") from error
