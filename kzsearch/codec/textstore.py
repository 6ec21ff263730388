"""Stored documents: title, text and other keys, compressed in blocks of documents.

    store.blocks        uint8   Zstandard frames end to end; each holds some documents whole
    store.block_starts  uint64  where each frame begins, and the end
    store.first_docs    uint32  the first document of each block, and the number of documents
    store.titles, store.texts, store.others  uint32  bytes of each part of each document

A document in a block is its title and its text in the code page, then its other keys as JSON in UTF-8, or nothing.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import zstandard
from kzsearch_analyzers.codepage import decode, encode_many
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter

BLOCK = 1 << 15  # bytes of documents before compression, about
LEVEL = 1  # of Zstandard: at 3, 4 % less and a third slower
PARTS = ("titles", "texts", "others")
_CACHED = 16  # blocks kept as they are read
_MOST_PENDING = 3  # batches that wait for the thread


@dataclass(frozen=True, slots=True)
class Block:
    """Some documents, compressed. sizes: bytes of title, text and other keys, int64, shape (documents, 3)."""

    frame: bytes
    sizes: NDArray[np.int64]


def compress(titles: Sequence[str], texts: Sequence[str], others: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """The blocks of documents."""
    packed = [
        json.dumps(other, ensure_ascii=False).encode("utf-8", "surrogatepass") if other else b"" for other in others
    ]
    codes, starts = encode_many([part for pair in zip(titles, texts, strict=True) for part in pair])
    sizes = np.column_stack((np.diff(starts).reshape(-1, 2), [len(p) for p in packed])).astype(np.int64)
    begins = starts[::2]
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    first = 0
    while first < len(texts):
        last = max(int(np.searchsorted(begins, begins[first] + BLOCK, side="right")) - 1, first + 1)
        yield Block(compressor.compress(_joined(codes, begins, packed, first, last)), sizes[first:last])
        first = last


def _joined(
    codes: NDArray[np.uint8], begins: NDArray[np.int64], packed: Sequence[bytes], first: int, last: int
) -> bytes:
    if not any(packed[first:last]):
        return codes[begins[first] : begins[last]].tobytes()
    parts = ((codes[begins[i] : begins[i + 1]].tobytes(), packed[i]) for i in range(first, last))
    return b"".join(part for pair in parts for part in pair)


class TextWriter:
    """Compresses documents and writes them in a thread of its own, while the next ones are analysed."""

    def __init__(self, out: ColumnWriter) -> None:
        self._out = out
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="kzsearch-texts")
        self._pending: deque[Future[None]] = deque()
        self._starts, self._first_docs, self._sizes = [0], [0], [np.zeros((0, 3), np.int64)]
        out.begin("store.blocks", np.uint8)

    def add(self, titles: Sequence[str], texts: Sequence[str], others: Sequence[Mapping[str, Any]]) -> None:
        """The next documents. Raises OSError if they, or those before, cannot be written."""
        self._pending.append(self._pool.submit(self._write, titles, texts, others))
        while len(self._pending) > _MOST_PENDING:
            self._pending.popleft().result()

    def copy(self, block: Block) -> None:
        """The next documents, compressed already."""
        self._wait()
        self._put(block)

    def finish(self) -> None:
        """Write what is left, and the arrays that lead to the documents."""
        self._wait()
        self._pool.shutdown()
        out, sizes = self._out, np.concatenate(self._sizes)
        out.end()
        out.add("store.block_starts", np.array(self._starts, np.uint64))
        out.add("store.first_docs", np.array(self._first_docs, np.uint32))
        for i, part in enumerate(PARTS):
            out.add(f"store.{part}", sizes[:, i].astype(np.uint32))

    def cancel(self) -> None:
        """Write nothing more."""
        self._pool.shutdown(cancel_futures=True)

    def _wait(self) -> None:
        while self._pending:
            self._pending.popleft().result()

    def _write(self, titles: Sequence[str], texts: Sequence[str], others: Sequence[Mapping[str, Any]]) -> None:
        for block in compress(titles, texts, others):
            self._put(block)

    def _put(self, block: Block) -> None:
        self._out.append(block.frame)
        self._starts.append(self._starts[-1] + len(block.frame))
        self._first_docs.append(self._first_docs[-1] + len(block.sizes))
        self._sizes.append(block.sizes)


class TextStore:
    """The stored documents of a segment."""

    def __init__(self, file: ColumnFile) -> None:
        self._file = file
        self._first_docs = file.unverified("store.first_docs")
        self._read: dict[int, bytes] = {}

    def get(self, doc: int) -> tuple[str, str, dict[str, Any]]:
        """Title, text and other keys of a document."""
        block = int(np.searchsorted(self._file.array("store.first_docs"), doc, side="right")) - 1
        first = int(self._first_docs[block])
        sizes = np.stack([self._file.part(f"store.{part}", first, doc + 1) for part in PARTS])
        end = int(sizes.sum(dtype=np.int64))
        title, text, other = (int(size) for size in sizes[:, -1])
        data = self._block(block)[end - title - text - other : end]
        keys = json.loads(data[title + text :].decode("utf-8", "surrogatepass")) if other else {}
        return decode(data[:title]), decode(data[title : title + text]), keys

    def blocks(self, alive: NDArray[np.bool_]) -> Iterator[Block]:
        """The documents that are alive, in blocks; a block of which all are is given as it is."""
        firsts = self._file.array("store.first_docs").tolist()
        sizes = np.column_stack([self._file.array(f"store.{part}").astype(np.int64) for part in PARTS])
        compressor = zstandard.ZstdCompressor(level=LEVEL)
        for number, (first, last) in enumerate(pairwise(firsts)):
            kept = alive[first:last]
            if kept.all():
                yield Block(self._frame(number), sizes[first:last])
            elif kept.any():
                data, ends = self._block(number), np.cumsum(sizes[first:last].sum(axis=1)).tolist()
                parts = (data[a:b] for a, b, keep in zip([0, *ends], ends, kept.tolist(), strict=False) if keep)
                yield Block(compressor.compress(b"".join(parts)), sizes[first:last][kept])

    def _frame(self, number: int) -> bytes:
        start, end = self._file.part("store.block_starts", number, number + 2).tolist()
        return self._file.part("store.blocks", start, end).tobytes()

    def _block(self, number: int) -> bytes:
        found = self._read.get(number)
        if found is None:
            try:
                found = zstandard.ZstdDecompressor().decompress(self._frame(number))
            except zstandard.ZstdError as error:
                raise self._file.damaged(f"block {number} of its documents cannot be read: {error}") from error
            if len(self._read) >= _CACHED:
                self._read.clear()
            self._read[number] = found
        return found
