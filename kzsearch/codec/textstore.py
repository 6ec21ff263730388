"""Stored documents: title, text and other keys, compressed in blocks of documents.

    store.blocks        uint8   Zstandard frames end to end; each holds some documents whole
    store.block_starts  uint64  where each frame begins, and the end
    store.first_docs    uint32  the first document of each block, and the number of documents
    store.titles, store.texts, store.others  uint32  bytes of each part of each document

A block holds the titles of its documents, then their texts, each with a line break after it, in the code page
(kzsearch_analyzers.codepage), then their other keys as JSON in UTF-8, or nothing.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import zstandard
from kzsearch_analyzers.codepage import Bytes, Characters, decode
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter

if TYPE_CHECKING:
    from concurrent.futures import Future

BLOCK = 1 << 15  # bytes of documents before compression, about
LEVEL = 1  # of Zstandard: at 3, 4 % less and half as long again
PARTS = ("titles", "texts", "others")
_CACHED = 16  # blocks kept as they are read
_MOST_PENDING = 3  # batches that wait for the thread

Sizes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some documents, compressed. sizes: bytes of title, text and other keys, int64, shape (documents, 3)."""

    frame: bytes
    sizes: Sizes


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents to be stored.

    joined: their titles and texts with a line break after each; titles, texts: where each begins there, and the end,
    int64, shape (documents + 1,); others: their other keys.
    """

    joined: Characters
    titles: Sizes
    texts: Sizes
    others: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, titles: Sequence[str], texts: Sequence[str], others: Sequence[Mapping[str, Any]]) -> "Batch":
        """Documents given part by part."""
        ends = np.cumsum([0, *(len(part) + 1 for part in (*titles, *texts))])
        joined = Characters.of("\n".join((*titles, *texts, "")))
        return cls(joined, ends[: len(titles) + 1], ends[len(titles) :], others)


def compress(batch: Batch) -> Iterator[Block]:
    """The blocks of documents."""
    codes, starts = batch.joined.encoded(np.concatenate((batch.titles, batch.texts)))
    titles, texts = starts[: len(batch.titles)], starts[len(batch.titles) :]
    others = [_packed(other) for other in batch.others]
    sizes = np.column_stack((np.diff(titles) - 1, np.diff(texts) - 1, [len(other) for other in others])).astype(
        np.int64
    )
    edges = _edges(texts)
    blocks: list[Any] = [_joined(codes, titles, texts, others, first, last) for first, last in edges]
    if blocks:
        frames = zstandard.ZstdCompressor(level=LEVEL).multi_compress_to_buffer(blocks)  # one call, without the GIL
        for i, (first, last) in enumerate(edges):
            yield Block(frames[i].tobytes(), sizes[first:last])


def _packed(other: Mapping[str, Any]) -> bytes:
    return json.dumps(other, ensure_ascii=False).encode("utf-8", "surrogatepass") if other else b""


def _edges(texts: Sizes) -> list[tuple[int, int]]:
    """The first document of each block, and the one after its last."""
    edges, first, count = [], 0, len(texts) - 1
    while first < count:
        last = max(int(np.searchsorted(texts, texts[first] + BLOCK, side="right")) - 1, first + 1)
        edges.append((first, last))
        first = last
    return edges


def _joined(codes: Bytes, titles: Sizes, texts: Sizes, others: Sequence[bytes], first: int, last: int) -> bytes:
    parts = (codes[starts[first] : starts[last]].tobytes() for starts in (titles, texts))
    return b"".join((*parts, *others[first:last]))


class TextWriter:
    """Compresses documents and writes them in a thread of its own, while the next ones are analysed."""

    def __init__(self, out: ColumnWriter) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._out = out
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="kzsearch-texts")
        self._pending: deque[Future[None]] = deque()
        self._starts, self._first_docs, self._sizes = [0], [0], [np.zeros((0, 3), np.int64)]
        out.begin("store.blocks", np.uint8)

    def add(self, batch: Batch) -> None:
        """The next documents. Raises OSError if they, or those before, cannot be written."""
        self._pending.append(self._pool.submit(self._write, batch))
        while len(self._pending) > _MOST_PENDING:
            self._pending.popleft().result()

    def copy(self, block: Block) -> None:
        """The next documents, compressed already."""
        self._wait()
        self._put([block])

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

    def _write(self, batch: Batch) -> None:
        self._put(list(compress(batch)))

    def _put(self, blocks: Sequence[Block]) -> None:
        self._out.append(b"".join([block.frame for block in blocks]))
        for block in blocks:
            self._starts.append(self._starts[-1] + len(block.frame))
            self._first_docs.append(self._first_docs[-1] + len(block.sizes))
            self._sizes.append(block.sizes)


class TextStore:
    """The stored documents of a segment."""

    def __init__(self, file: ColumnFile) -> None:
        self._file = file
        self._read: dict[int, bytes] = {}

    def get(self, doc: int) -> tuple[str, str, dict[str, Any]]:
        """Title, text and other keys of a document."""
        number = int(self._file.array("store.first_docs").searchsorted(np.uint32(doc), side="right")) - 1
        first, last = self._file.part("store.first_docs", number, number + 2).tolist()
        return _document(self._block(number), self._sizes(first, last), doc - first)

    def blocks(self, alive: NDArray[np.bool_]) -> Iterator[Block]:
        """The documents that are alive, in blocks; a block of which all are is given as it is, if it is not small."""
        kept: list[tuple[str, str, dict[str, Any]]] = []
        for number, (first, last) in enumerate(pairwise(self._file.array("store.first_docs").tolist())):
            sizes, there = self._sizes(first, last), np.flatnonzero(alive[first:last]).tolist()
            is_whole = len(there) == last - first and int(sizes.sum()) > BLOCK // 2
            kept += [] if is_whole else [_document(self._block(number), sizes, doc) for doc in there]
            if kept and (is_whole or sum(len(text) for _, text, _ in kept) > BLOCK):
                yield from compress(Batch.of(*zip(*kept, strict=True)))
                kept.clear()
            if is_whole:
                yield Block(self._frame(number), sizes)
        if kept:
            yield from compress(Batch.of(*zip(*kept, strict=True)))

    def _sizes(self, first: int, last: int) -> Sizes:
        parts = [self._file.part(f"store.{part}", first, last) for part in PARTS]
        return np.column_stack(parts).astype(np.int64)

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


def _document(block: bytes, sizes: Sizes, doc: int) -> tuple[str, str, dict[str, Any]]:
    """Title, text and other keys of a document of a block."""
    breaks = np.array([1, 1, 0])
    ends = np.cumsum((sizes + breaks).T.ravel()).reshape(3, -1)[:, doc]
    (title, text, other) = (block[b - a - c : b - c] for b, a, c in zip(ends, sizes[doc], breaks, strict=True))
    return decode(title), decode(text), json.loads(other.decode("utf-8", "surrogatepass")) if other else {}
