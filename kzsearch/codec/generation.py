"""One generation of an index, opened: its segments with their deletions, documents numbered through."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kzsearch.errors import IndexFolderError

from .manifest import Manifest, SegmentEntry, loads
from .segment import Segment
from .storage import Storage
from .translations import LearntTranslations

_TRIES = 20  # newer manifests to try where files of one are gone before they were opened


@dataclass(frozen=True)
class Leaf:
    """A segment within a generation. first: the number of its first document; deleted: its deleted documents by their
    number in the segment, int64, ascending."""

    entry: SegmentEntry
    segment: Segment
    first: int
    deleted: NDArray[np.int64]

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """True for the documents that are not deleted, shape (documents,)."""
        found = np.ones(self.segment.documents, bool)
        found[self.deleted] = False
        return found


class Generation:
    """The documents of one commit. Threads may share it."""

    def __init__(
        self, manifest: Manifest, leaves: Sequence[Leaf], translations: LearntTranslations | None = None
    ) -> None:
        self.manifest = manifest
        self.translations = translations
        self.leaves = tuple(leaves)
        self.size = sum(leaf.segment.documents for leaf in self.leaves)
        self.live = sum(entry.live for entry in manifest.segments)
        self._firsts = [leaf.first for leaf in self.leaves]

    def leaf(self, doc: int) -> Leaf:
        """The segment that a document is in."""
        return self.leaves[bisect_right(self._firsts, doc) - 1]

    def numbers(self, id: str) -> Iterator[tuple[Leaf, int]]:
        """The live documents with an id, with their number in the segment; there is at most one."""
        for leaf in self.leaves:
            for doc in leaf.segment.number(id):
                if not _has(leaf.deleted, doc):
                    yield leaf, doc

    def verify(self) -> None:
        """Compare every checksum of every file."""
        for leaf in self.leaves:
            leaf.segment.file.verify()
        if self.translations:
            self.translations.file.verify()


def _has(values: NDArray[np.int64], value: int) -> bool:
    at = int(np.searchsorted(values, value))
    return at < len(values) and int(values[at]) == value


def read_manifest(storage: Storage) -> Manifest:
    """The newest manifest. Raises IndexFolderError where it is damaged or gone."""
    text = storage.read_manifest()
    if text is None:
        raise IndexFolderError(f"{storage.name} is gone: it has no kzsearch.json")
    return loads(text, storage.name)


def open_generation(storage: Storage, known: Mapping[str, Segment] | None = None) -> Generation:
    """The newest generation, all its files opened. known: segments that are open already, by file.

    Raises IndexFolderError: a file is damaged or gone.
    """
    for attempt in range(_TRIES):
        manifest = read_manifest(storage)
        try:
            return Generation(manifest, _leaves(storage, manifest, known or {}), _translations(storage, manifest))
        except FileNotFoundError as error:
            if attempt == _TRIES - 1 or read_manifest(storage).generation == manifest.generation:
                raise IndexFolderError(f"{storage.name} is damaged: {error.filename!r} is gone") from error
    raise AssertionError("unreachable")


def _leaves(storage: Storage, manifest: Manifest, known: Mapping[str, Segment]) -> list[Leaf]:
    leaves, first = [], 0
    for entry in manifest.segments:
        segment = known.get(entry.file) or Segment(storage.open(entry.file, entry.size))
        deleted = np.zeros(0, np.int64)
        if entry.deletions:
            deleted = storage.open(entry.deletions.file, entry.deletions.size).array("docs").astype(np.int64)
        leaves.append(Leaf(entry, segment, first, deleted))
        first += segment.documents
    return leaves


def _translations(storage: Storage, manifest: Manifest) -> LearntTranslations | None:
    learnt = manifest.translations
    return LearntTranslations(storage.open(learnt.file, learnt.size)) if learnt else None
