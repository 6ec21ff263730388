"""The ids, languages and other keys of a segment's documents: values that Whoosh finds by term and sorts by."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import NUMBER, as_string
from .dictionary import sort_order
from .segment import LANGUAGES, Segment
from .whoosh_terms import Ints, TermPostings, Terms, to_bytes


@dataclass(frozen=True)
class Values:
    """One value or none for each document.

    codes: 0, or one more than the place of its value, int64, shape (documents,); values: ascending, each once; missing:
    the value of documents that have none.
    """

    codes: Ints
    values: Sequence[Any]
    missing: Any

    @cached_property
    def by_document(self) -> list[Any]:
        """The value of each document."""
        known = [self.missing, *self.values]
        return [known[code] for code in self.codes.tolist()]

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.codes, kind="stable")

    @cached_property
    def _starts(self) -> Ints:
        """Where the documents of each value begin in `_order`, and the end."""
        return np.searchsorted(self.codes[self._order], np.arange(1, len(self.values) + 2))

    def postings(self, first: int, last: int) -> TermPostings:
        """The documents with the values from `first` to `last`."""
        docs = np.sort(self._order[self._starts[first] : self._starts[last]])
        return TermPostings(docs, np.ones(len(docs), np.int64), lambda: np.zeros(0, np.int64))


def of_strings(codes: NDArray[Any], strings: Sequence[str]) -> Values:
    """Values that are strings. codes: 0, or one more than a place in `strings`, which are distinct, some unused."""
    texts = [to_bytes(string) for string in strings]
    order = sorted((np.setdiff1d(codes, [0]) - 1).tolist(), key=texts.__getitem__)
    ranks = np.zeros(len(texts) + 1, np.int64)
    ranks[np.array(order, np.int64) + 1] = np.arange(1, len(order) + 1)
    ordered = [texts[i] for i in order]
    return Values(ranks[codes], ordered, b"")


def ids(segment: Segment) -> Values:
    """The documents' ids."""
    codes, starts = segment.id_codes()
    order, is_new = sort_order(codes, starts[:-1], np.diff(starts))
    places = np.zeros(segment.documents, np.int64)
    places[order] = np.cumsum(is_new)
    texts = [to_bytes(id) for id in segment.ids(order[is_new])]
    return Values(places, texts, b"")


def languages(segment: Segment) -> Values:
    """The documents' languages; a document in neither has none."""
    return of_strings(segment.languages, LANGUAGES[1:])


def column(segment: Segment, key: str, kind: str) -> Values:
    """Another key of the documents. kind: that of the whole index."""
    found = segment.columns.get(key)
    if found is None:
        return Values(np.zeros(segment.documents, np.int64), [], inf if kind == NUMBER else b"")
    codes, values = found.codes().astype(np.int64), found.values()
    if kind == NUMBER:
        return Values(codes, [float(value) + 0.0 for value in values], inf)  # -0.0 is 0.0
    return of_strings(codes, [as_string(_whole(value)) for value in values])


def _whole(value: Any) -> Any:
    """A number without a fraction as an integer: the string of 2024 is not 2024.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class KeyTerms(Terms):
    """The values of a key as terms."""

    def __init__(self, make: Callable[[], Values]) -> None:
        """make: gives the values when they are first needed."""
        self._make = make

    @cached_property
    def values(self) -> Values:
        """The value of each document."""
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
