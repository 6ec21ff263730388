"""One commit of an index, read-only: postings, lengths and stored documents as arrays. Threads may share it."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .kindred import Spellings
from .store import FIELDS, field_name

_CACHED = 4096  # posting lists
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Postings:
    """docs: int64, ascending; frequencies: float64, same shape."""

    docs: NDArray[np.int64]
    frequencies: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a term stands: docs and positions, int64, same shape, ascending by both."""

    docs: NDArray[np.int64]
    positions: NDArray[np.int64]


class Snapshot:
    """The documents and postings of one commit; deleted documents are left out of everything."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._leaves: list[tuple[Any, int]] = [
            (leaf, offset) for leaf, offset in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self._lock = threading.RLock()  # Whoosh's readers share file positions
        self._cache: OrderedDict[tuple[str, ...], object] = OrderedDict()
        self.size: int = reader.doc_count_all()  # document numbers are below it
        self.live: int = reader.doc_count()

    def postings(self, field: str, key: str, term: str) -> Postings:
        """The live documents with a term in a field, empty where there are none."""
        name = field_name(field, key)
        return self._cached((name, term), lambda: self._read_postings(name, term))

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Every place of a lemma in a field."""
        return self._cached(("at", field, term), lambda: self._read_occurrences(field, term))

    def _cached(self, key: tuple[str, ...], read: Callable[[], _T]) -> _T:
        with self._lock:
            if key not in self._cache:
                self._cache[key] = read()
                if len(self._cache) > _CACHED:
                    self._cache.popitem(last=False)
            self._cache.move_to_end(key)
            return self._cache[key]  # type: ignore[return-value]

    def _matches(self, name: str, term: str) -> Iterator[tuple[Any, int]]:
        """Whoosh's matcher at each posting of a term, and what to add to its document number."""
        encoded = term.encode("utf-8", "replace")
        for leaf, offset in self._leaves:
            if (name, encoded) in leaf:
                matcher = leaf.postings(name, encoded)
                while matcher.is_active():
                    yield matcher, offset
                    matcher.next()

    def _read_postings(self, name: str, term: str) -> Postings:
        found = [(matcher.id() + offset, matcher.weight()) for matcher, offset in self._matches(name, term)]
        docs, weights = zip(*found, strict=True) if found else ((), ())
        return Postings(np.array(docs, dtype=np.int64), np.array(weights, dtype=np.float64))

    def _read_occurrences(self, field: str, term: str) -> Occurrences:
        found = [(matcher.id() + offset, matcher.value()) for matcher, offset in self._matches(field, term)]
        docs, values = zip(*found, strict=True) if found else ((), ())
        counts = [len(value) // 4 for value in values]
        places = np.frombuffer(b"".join(values), dtype=np.uint32).astype(np.int64)
        return Occurrences(np.repeat(np.array(docs, dtype=np.int64), counts), places)

    def forms_from(self, prefix: str, fields: tuple[str, ...], most: int) -> list[str]:
        """The word forms with a prefix, in alphabetical order, at most that many."""
        found: set[str] = set()
        with self._lock:
            for name in fields:
                terms = self._reader.expand_prefix(field_name(name, "form"), prefix.encode("utf-8", "replace"))
                found.update(term.decode("utf-8") for term in islice(terms, most))
        return sorted(found)[:most]

    def forms_like(self, form: str, least: float, most: int) -> list[tuple[str, float]]:
        """The word forms spelt most like one, with their likeness: see kindred.Spellings."""
        return self._cached(("like", form, str(least), str(most)), lambda: self._spellings.like(form, least, most))

    @cached_property
    def _spellings(self) -> Spellings:
        with self._lock:
            terms = {term for name in FIELDS for term in self._reader.lexicon(field_name(name, "form"))}
        return Spellings(sorted(term.decode("utf-8") for term in terms))

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """True for the documents that are not deleted, shape (size,)."""
        found = np.ones(self.size, dtype=bool)
        for leaf, offset in self._leaves:
            deleted = [n for n in range(leaf.doc_count_all()) if leaf.is_deleted(n)] if leaf.has_deletions() else []
            found[[n + offset for n in deleted]] = False
        return found

    @cached_property
    def lengths(self) -> Mapping[str, NDArray[np.float64]]:
        """Words of each document by field, 0 for deleted ones, shape (size,)."""
        with self._lock:
            return {field: self._read_lengths(field) for field in FIELDS}

    def _read_lengths(self, field: str) -> NDArray[np.float64]:
        parts = [np.zeros(0)]
        for leaf, _ in self._leaves:
            column = leaf.column_reader(f"{field}_length")
            parts.append(
                np.fromiter((column[i] for i in range(leaf.doc_count_all())), np.float64, leaf.doc_count_all())
            )
        return np.where(self.alive, np.concatenate(parts), 0.0)

    @cached_property
    def averages(self) -> Mapping[str, float]:
        """Mean words by field, over the live documents that have the field."""
        return {f: float(n[n > 0].mean()) if (n > 0).any() else 0.0 for f, n in self.lengths.items()}

    def in_language(self, lang: str) -> NDArray[np.bool_]:
        """True for the documents in a language, shape (size,)."""
        found = np.zeros(self.size, dtype=bool)
        found[self._cached(("lang", lang), lambda: self._read_postings("lang", lang)).docs] = True
        return found

    def number(self, id: str) -> int | None:
        """The document number of an id, None where there is none."""
        with self._lock:
            docs = self._read_postings("id", id).docs
        return int(docs[0]) if len(docs) else None

    def stored(self, doc: int) -> dict[str, Any]:
        """What was stored of a document: id, title, text, lang and its other keys."""
        with self._lock:
            found: dict[str, Any] = json.loads(self._reader.stored_fields(doc)["data"])
        return found

    def documents(self) -> list[int]:
        """The numbers of the live documents."""
        return [int(n) for n in np.flatnonzero(self.alive)]
