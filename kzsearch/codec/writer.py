"""The one writer of an index: documents and deletions, from its lock to the commit, or nothing at all.

What is written stands in files that no manifest names until the commit, so a writer that fails or is killed leaves the
index as it was; its files are removed by the next one.
"""

import os
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from operator import itemgetter
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from kzsearch_analyzers.vocabulary import BATCH_CHARACTERS

from kzsearch.errors import IndexFolderError, KzSearchError

from .builder import Document
from .columnfile import ColumnWriter
from .generation import Leaf, open_generation, read_manifest
from .manifest import Deletions, Manifest, SegmentEntry, TranslationsEntry
from .merge import merge, worth_merging
from .segment import Segment, id_hash
from .storage import Folder, Storage
from .translations import Table, write_translations
from .worker import Building, Here, There

BUDGET = 256 << 20  # bytes of buffers
_A_DOCUMENT = 100  # characters that one counts beside its text: many short ones are a batch too


class StoredDocument(NamedTuple):
    """A document as it was added."""

    id: str
    title: str
    text: str
    fields: Mapping[str, Any]


class _Fresh:
    """The documents that a writer has written, by id."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}  # of documents as they came
        self._batches: list[tuple[int, str, int]] = []  # number, file and number in the file of each one's first
        self._count = 0

    def put(self, ids: Sequence[str], file: str, first: int) -> tuple[list[str], list[tuple[str, str, int]]]:
        """The next documents, which go to a file, the first with the number `first`. Returns the ids that are new, and
        id, file and number of the documents whose ids come again."""
        self._batches.append((self._count, file, first))
        numbers, self._count = range(self._count, self._count + len(ids)), self._count + len(ids)
        distinct = dict.fromkeys(ids)
        new, again = [id for id in distinct if id not in self._numbers], []
        if len(new) < len(ids):
            for id, number in zip(ids, numbers, strict=True):
                if id in self._numbers:
                    again.append((id, *self._place(self._numbers[id])))
                self._numbers[id] = number
        else:
            self._numbers.update(zip(ids, numbers, strict=True))
        return new, again

    def _place(self, number: int) -> tuple[str, int]:
        begin, file, first = self._batches[bisect_right(self._batches, number, key=itemgetter(0)) - 1]
        return file, first + number - begin


class Writer(AbstractContextManager["Writer"]):
    """Takes documents and deletions; leaving its block commits them, an exception within it undoes them.

    added, updated: numbers of documents; repeated: ids that came again, of which the last document is kept.
    """

    def __init__(self, storage: Storage, analysis: str, *, wait: float, budget: int = BUDGET, workers: int = 1) -> None:
        """analysis: its fingerprint; wait: seconds to wait for another writer; budget: bytes of buffers; workers:
        processes that build segments, where it is a folder's index."""
        self._storage, self._analysis, self._budget, self._workers = storage, analysis, budget, workers
        self._lock = storage.lock(wait)
        self.added = self.updated = 0
        self.repeated: list[str] = []
        self._batch: list[Document] = []
        self._characters = 0
        self._building: deque[Building] = deque()  # the one whose turn is next first
        self._written: list[SegmentEntry] = []
        self._fresh = _Fresh()
        self._outs: list[BinaryIO] = []
        self._dead: dict[str, set[int]] = defaultdict(set)  # file -> documents to delete

    def __enter__(self) -> "Writer":
        with _told(self._storage):
            self._lock.__enter__()
            try:
                self._before = open_generation(self._storage)
                self._translations = self._before.manifest.translations
                self._remove_others(self._before.manifest)
            except BaseException:
                self._lock.__exit__(None, None, None)
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        try:
            if error is None:
                with _told(self._storage):
                    self._commit()
        finally:
            self._cancel()
            self._lock.__exit__(None, None, None)

    # -- changes

    def put(self, document: Document) -> None:
        """Add a document, or replace the one with its id."""
        self._batch.append(document)
        self._characters += len(document.text) + len(document.title) + _A_DOCUMENT
        if self._characters >= BATCH_CHARACTERS:
            with _told(self._storage):
                self._flush()

    def stale(self) -> Iterator[StoredDocument]:
        """The committed documents whose terms another analysis made."""
        for leaf in self._before.leaves:
            if leaf.entry.analysis != self._analysis:
                for doc in np.flatnonzero(leaf.alive).tolist():
                    yield StoredDocument(leaf.segment.id(doc), *leaf.segment.texts.get(doc))

    def delete(self, id: str) -> bool:
        """Delete a committed document; was there one?"""
        for leaf, doc in self._before.numbers(id):
            if doc not in self._dead[leaf.entry.file]:
                self._dead[leaf.entry.file].add(doc)
                return True
        return False

    def replace_translations(self, table: Table | None) -> None:
        """Put a table in place of the one there, None to have none."""
        if table is None:
            self._translations = None
            return
        with _told(self._storage):
            file = f"{os.urandom(8).hex()}.dic"
            out = self._create(file)
            size = write_translations(out, table)
            self._storage.seal(file, out)
        self._translations = TranslationsEntry(file, size)

    def _flush(self) -> None:
        batch, self._batch, self._characters = self._batch, [], 0
        if not batch:
            return
        building = self._next()
        ids = [document.id for document in batch]
        new, again = self._fresh.put(ids, building.file, len(building))
        for id, file, earlier in again:
            self._dead[file].add(earlier)
            self.repeated.append(id)
        replaced = self._replace(new)
        self.updated += replaced
        self.added += len(new) - replaced
        building.add(batch)
        if building.is_full:
            self._building.remove(building)
            self._end(building)

    def _replace(self, ids: Sequence[str]) -> int:
        """Delete the committed documents with these ids; how many there were."""
        if not self._before.live:
            return 0
        hashes = np.fromiter(map(id_hash, ids), np.uint32, len(ids))
        found = 0
        for leaf in self._before.leaves:
            dead = self._dead[leaf.entry.file]
            known = leaf.segment.id_hashes()
            at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
            for i in np.flatnonzero(known[at] == hashes).tolist():
                docs = [doc for doc in leaf.segment.number(ids[i]) if leaf.alive[doc] and doc not in dead]
                dead.update(docs)
                found += len(docs)
        return found

    # -- segments

    def _next(self) -> Building:
        """The segment that the next batch goes to."""
        if len(self._building) < self._workers:
            self._building.append(self._begin(f"{os.urandom(8).hex()}.seg"))
        self._building.rotate(1)
        return self._building[0]

    def _begin(self, file: str) -> Building:
        if self._workers > 1 and isinstance(self._storage, Folder):
            return There(self._storage.path, file, self._budget // self._workers)
        return Here(self._storage, file, self._budget)

    def _end(self, building: Building) -> None:
        about = building.finish()
        self._written.append(SegmentEntry(building.file, about["bytes"], about["documents"], self._analysis))

    def _commit(self) -> None:
        self._flush()
        while self._building:
            self._end(self._building[0])
            self._building.popleft()
        before = self._before.manifest
        if not self._written and not any(self._dead.values()) and self._translations == before.translations:
            return
        entries = [self._with_deletions(entry) for entry in (*before.segments, *self._written)]
        entries = self._merged([entry for entry in entries if entry.live])
        manifest = Manifest(before.generation + 1, tuple(entries), self._translations)
        self._storage.write_manifest(manifest.dumps())
        self._written.clear()
        self._remove_others(manifest)

    def _with_deletions(self, entry: SegmentEntry) -> SegmentEntry:
        dead = self._dead.get(entry.file)
        if not dead:
            return entry
        known = self._deleted(entry)
        docs = np.union1d(known, np.fromiter(dead, np.int64, len(dead)))
        file = f"{os.urandom(8).hex()}.del"
        out = self._create(file)
        columns = ColumnWriter(out)
        columns.add("docs", docs.astype(np.uint32))
        size = columns.finish({"segment": entry.file})
        self._storage.seal(file, out)
        return entry._replace(deletions=Deletions(file, size, len(docs)))

    def _deleted(self, entry: SegmentEntry) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        if entry.deletions is None:
            return np.zeros(0, np.int64)
        file = self._storage.open(entry.deletions.file, entry.deletions.size)
        return file.array("docs").astype(np.int64)

    def _merged(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        """The segments after the merges that the policy asks for."""
        while chosen := worth_merging(entries):
            opened = {leaf.entry.file: leaf.segment for leaf in self._before.leaves}
            leaves = [
                Leaf(e, opened.get(e.file) or Segment(self._storage.open(e.file, e.size)), 0, self._deleted(e))
                for e in chosen
            ]
            file = f"{os.urandom(8).hex()}.seg"
            out = self._create(file)
            about = merge(leaves, out)
            self._storage.seal(file, out)
            analysis = next((e.analysis for e in chosen if e.analysis != self._analysis), self._analysis)
            merged = SegmentEntry(file, about["bytes"], about["documents"], analysis)
            at = entries.index(chosen[0])
            entries = [e for e in entries if e not in chosen]
            entries.insert(at, merged)
        return entries

    # -- files

    def _create(self, file: str) -> BinaryIO:
        out = self._storage.create(file)
        self._outs.append(out)
        return out

    def _cancel(self) -> None:
        """Remove what was begun and not committed."""
        for building in self._building:
            building.cancel()
        for out in self._outs:
            with suppress(OSError):
                out.close()
        with suppress(OSError, KzSearchError):
            self._remove_others(read_manifest(self._storage))

    def _remove_others(self, manifest: Manifest) -> None:
        """Remove files that are not of this generation. Snapshots have theirs open."""
        for file in self._storage.files().keys() - manifest.files():
            self._storage.remove(file)


@contextmanager
def _told(storage: Storage) -> Iterator[None]:
    """Errors of the system as errors of the index."""
    try:
        yield
    except KzSearchError:
        raise
    except OSError as error:
        raise IndexFolderError(
            f"cannot write {storage.name}: {error.strerror or error}; it stays at its last commit"
        ) from error
