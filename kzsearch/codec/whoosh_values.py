"""The ids, languages and other keys of a segment's documents: values that Whoosh finds by term and sorts by."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from .columns import NUMBER, Entries, as_string
from .dictionary import sort_order
from .distinct import distinct
from .segment import LANGUAGES, Segment
from .whoosh_terms import Ints, TermPostings, Terms, to_bytes


@dataclass(frozen=True)
class Values:
    """The values of each document: none, one, or several distinct ones where strings are in lists.

    documents: how many there are; entries: the values one by one; values: ascending, each once; missing: what documents
    without one sort by.
    """

    documents: int
    entries: Entries
    values: Sequence[Any]
    missing: Any

    @cached_property
    def codes(self) -> Ints:
        """0, or one more than the place of the least value of a document, shape (documents,)."""
        docs, places = self.entries
        found = np.zeros(self.documents, np.int64)
        found[docs[::-1]] = places[::-1] + 1
        return found

    @cached_property
    def by_document(self) -> list[Any]:
        """The least value of each document."""
        known = [self.missing, *self.values]
        return [known[code] for code in self.codes.tolist()]

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.entries.places, kind="stable")

    @cached_property
    def _starts(self) -> Ints:
        """Where the entries of each value begin in `_order`, and the end."""
        return np.searchsorted(self.entries.places[self._order], np.arange(len(self.values) + 1))

    def postings(self, first: int, last: int) -> TermPostings:
        """The documents with the values from `first` to `last`."""
        docs = distinct(self.entries.docs[self._order[self._starts[first] : self._starts[last]]])
        return TermPostings(docs, np.ones(len(docs), np.int64), lambda: np.zeros(0, np.int64))


def of_strings(documents: int, entries: Entries, strings: Sequence[str]) -> Values:
    """Values that are strings. entries: their places are those in `strings`, which are distinct, some unused."""
    texts = [to_bytes(string) for string in strings]
    order = sorted(distinct(entries.places).tolist(), key=texts.__getitem__)
    ranks = np.zeros(len(texts), np.int64)
    ranks[order] = np.arange(len(order))
    return Values(documents, Entries(entries.docs, ranks[entries.places]), [texts[i] for i in order], b"")


def ids(segment: Segment) -> Values:
    """The documents' ids."""
    codes, starts = segment.id_codes()
    order, is_new = sort_order(codes, starts[:-1], np.diff(starts))
    places = np.zeros(segment.documents, np.int64)
    places[order] = np.cumsum(is_new) - 1
    texts = [to_bytes(id) for id in segment.ids(order[is_new])]
    return Values(segment.documents, Entries(np.arange(segment.documents), places), texts, b"")


def languages(segment: Segment) -> Values:
    """The documents' languages; a document in neither has none."""
    docs = np.flatnonzero(segment.languages)
    places = segment.languages[docs].astype(np.int64) - 1
    return of_strings(segment.documents, Entries(docs, places), LANGUAGES[1:])


def column(segment: Segment, key: str, kind: str) -> Values:
    """Another key of the documents. kind: that of the whole index."""
    found = segment.columns.get(key)
    if found is None:
        nothing = np.zeros(0, np.int64)
        return Values(segment.documents, Entries(nothing, nothing), [], inf if kind == NUMBER else b"")
    if kind == NUMBER:
        numbers = [float(value) + 0.0 for value in found.values()]  # -0.0 is 0.0
        return Values(segment.documents, found.entries(), numbers, inf)
    return of_strings(segment.documents, found.entries(), [as_string(value) for value in found.values()])


class KeyTerms(Terms):
    """The values of a key as terms."""

    def __init__(self, make: Callable[[], Values]) -> None:
        """make: gives the values when they are first needed."""
        self._make = make

    @cached_property
    def values(self) -> Values:
        """The values of each document."""
        return self._make()


class StringTerms(KeyTerms):
    """Strings: one term a value."""

    def find(self, text: bytes) -> TermPostings | None:
        values = self.values.values
        place = bisect_left(values, text)
        return self.values.postings(place, place + 1) if place < len(values) and values[place] == text else None

    def __len__(self) -> int:
        return len(self.values.values)

    def first(self, text: bytes) -> int:
        return bisect_left(self.values.values, text)

    def texts(self, first: int, last: int) -> list[bytes]:
        return list(self.values.values[first:last])
