"""The postings of one field in a column file.

FIELD.lists        uint32   the lists that have postings, ascending; missing where all of the segment's have
FIELD.starts       uint32   where the documents of each begin, and the end (uint64 past 4 billion)
FIELD.places       uint32   where its occurrences begin, and the end (uint64 past 4 billion)
FIELD.docs         uint16   documents, ascending within a list (uint32 where there are more than 65,536)
FIELD.frequencies  uint8    occurrences in each document (narrow.py)
FIELD.positions    uint16   the word's place in its document, by list, document and place (narrow.py)
FIELD.tags         uint8    which of the list's words it is (narrow.py)
FIELD.lengths      uint16   words of each document (narrow.py)
"""

from collections.abc import Iterable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from .columnfile import ColumnWriter
from .inversion import Postings
from .narrow import NarrowWriter, write_narrow

_IN_MEMORY = 16 << 20  # bytes of an array kept in memory until its turn to be written
_COPIED = 1 << 20  # bytes


class _Spool:
    """An array that is made along with others and written after them; on disk where it is large."""

    def __init__(self, dtype: type[np.unsignedinteger[Any]]) -> None:
        self._dtype, self._size = dtype, 0
        self._parts: list[NDArray[Any]] = []
        self._file: IO[bytes] | None = None

    def append(self, values: NDArray[Any]) -> None:
        self._parts.append(np.ascontiguousarray(values, self._dtype))
        self._size += self._parts[-1].nbytes
        if len(self._parts) > 1 and self._size > _IN_MEMORY:
            self._spill()

    def _spill(self) -> None:
        from tempfile import TemporaryFile

        self._file = self._file or TemporaryFile()  # noqa: SIM115 - closed by drain
        for part in self._parts:
            self._file.write(part.data)
        self._parts.clear()
        self._size = 0

    def drain(self, out: ColumnWriter, name: str) -> None:
        out.begin(name, self._dtype)
        if self._file:
            with self._file as file:
                file.seek(0)
                while data := file.read(_COPIED):
                    out.append(data)
        for part in self._parts:
            out.append(part)
        out.end()


def write_field(
    out: ColumnWriter, field: str, pieces: Iterable[Postings], lengths: NDArray[np.int64], lists: int
) -> dict[str, int]:
    """Write the postings of a field, given in the order of lists. lists: how many the segment has.

    Returns how many lists, postings and occurrences the field has.
    """
    docs = _Spool(np.uint16 if len(lengths) <= 1 << 16 else np.uint32)
    narrow = {
        "frequencies": NarrowWriter(np.uint8),
        "positions": NarrowWriter(np.uint16),
        "tags": NarrowWriter(np.uint8),
    }
    spools = {name: _Spool(writer.dtype) for name, writer in narrow.items()}
    own, sizes, places = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for piece in pieces:
        docs.append(piece.docs)
        for name, writer in narrow.items():
            spools[name].append(writer.part(getattr(piece, name)))
        own.append(piece.lists)
        sizes.append(np.diff(piece.starts))
        places.append(np.diff(piece.places))
    with_postings, starts, ends = np.concatenate(own), _offsets(sizes), _offsets(places)
    if len(with_postings) != lists:
        out.add(f"{field}.lists", with_postings.astype(np.uint32))
    out.add(f"{field}.starts", starts)
    out.add(f"{field}.places", ends)
    docs.drain(out, f"{field}.docs")
    for name, writer in narrow.items():
        spools[name].drain(out, f"{field}.{name}")
        writer.finish(out, f"{field}.{name}")
    write_narrow(out, f"{field}.lengths", lengths, np.uint16)
    return {"lists": len(with_postings), "postings": int(starts[-1]), "occurrences": int(ends[-1])}


def _offsets(sizes: list[NDArray[np.int64]]) -> NDArray[Any]:
    found = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate(sizes))))
    return found.astype(np.uint32 if found[-1] < 1 << 32 else np.uint64)
