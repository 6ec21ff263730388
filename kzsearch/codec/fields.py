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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columnfile import ColumnWriter
from .inversion import Postings, Total
from .narrow import NarrowWriter, write_narrow


def write_field(
    out: ColumnWriter, field: str, pieces: Iterable[Postings], total: Total, lengths: NDArray[np.int64], lists: int
) -> dict[str, int]:
    """Write the postings of a field, given in the order of lists. total: of all; lists: how many the segment has.

    Returns how many lists, postings and occurrences the field has.
    """
    docs = out.reserve(f"{field}.docs", np.uint16 if len(lengths) <= 1 << 16 else np.uint32, total.postings)
    arrays = {
        name: (NarrowWriter(dtype), out.reserve(f"{field}.{name}", dtype, items))
        for name, dtype, items in (
            ("frequencies", np.uint8, total.postings),
            ("positions", np.uint16, total.occurrences),
            ("tags", np.uint8, total.occurrences),
        )
    }
    own, sizes, places = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for piece in pieces:
        docs.append(piece.docs)
        for name, (writer, array) in arrays.items():
            array.append(writer.part(getattr(piece, name)))
        own.append(piece.lists)
        sizes.append(np.diff(piece.starts))
        places.append(np.diff(piece.places))
    docs.end()
    for name, (writer, array) in arrays.items():
        array.end()
        writer.finish(out, f"{field}.{name}")
    with_postings = np.concatenate(own)
    if len(with_postings) != lists:
        out.add(f"{field}.lists", with_postings.astype(np.uint32))
    out.add(f"{field}.starts", _offsets(sizes))
    out.add(f"{field}.places", _offsets(places))
    write_narrow(out, f"{field}.lengths", lengths, np.uint16)
    return {"lists": len(with_postings), "postings": total.postings, "occurrences": total.occurrences}


def _offsets(sizes: list[NDArray[np.int64]]) -> NDArray[Any]:
    found = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate(sizes))))
    return found.astype(np.uint32 if found[-1] < 1 << 32 else np.uint64)
