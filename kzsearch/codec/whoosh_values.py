"""The ids, languages and other keys of a segment's documents: values that Whoosh finds by term and sorts by."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import NUMBER, as_string
from .dictionary import sort_order
from .segment import LANGUAGES, Segment
from .whoosh_terms import Ints, TermPostings, Terms, to_bytes

MISSING = {NUMBER: math.inf}  # what a document without the key sorts as; others as the empty string


@dataclass(frozen=True)
class Values:
    """One value or none for each document.

    codes: 0, or one more than the place of its value, int64, shape (documents,); texts: the values as terms, ascending;
    values: the same as sorting has them; missing: the value of documents that have none.
    """

    codes: Ints
    texts: Sequence[bytes]
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
        return np.searchsorted(self.codes[self._order], np.arange(1, len(self.texts) + 2))

    def documents(self, place: int) -> Ints:
        """The documents with a value, ascending."""
        return self._order[self._starts[place] : self._starts[place + 1]]


def of_strings(codes: NDArray[Any], strings: Sequence[str]) -> Values:
    """Values that are strings. codes: 0, or one more than a place in `strings`, which are distinct."""
    texts = [to_bytes(string) for string in strings]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.zeros(len(texts) + 1, np.int64)
    ranks[np.array(order, np.int64) + 1] = np.arange(1, len(texts) + 1)
    ordered = [texts[i] for i in order]
    return Values(ranks[codes], ordered, ordered, b"")


def ids(segment: Segment) -> Values:
    """The documents' ids."""
    codes, starts = segment.id_codes()
    order, is_new = sort_order(codes, starts[:-1], np.diff(starts))
    places = np.zeros(segment.documents, np.int64)
    places[order] = np.cumsum(is_new)
    texts = [to_bytes(id) for id in segment.ids(order[is_new])]
    return Values(places, texts, texts, b"")


def languages(segment: Segment) -> Values:
    """The documents' languages; a document in neither has none."""
    return of_strings(segment.languages, LANGUAGES[1:])


def column(segment: Segment, key: str, kind: str, number_term: Callable[[float], bytes]) -> Values:
    """Another key of the documents. kind: that of the whole index; number_term: the term of a number."""
    found = segment.columns.get(key)
    if found is None:
        return Values(np.zeros(segment.documents, np.int64), [], [], MISSING.get(kind, b""))
    codes, values = found.codes().astype(np.int64), found.values()
    if kind == NUMBER:
        return Values(codes, [number_term(float(value)) for value in values], values, MISSING[NUMBER])
    return of_strings(codes, [as_string(_whole(value)) for value in values])


def _whole(value: Any) -> Any:
    """A number without a fraction as an integer: the string of 2024 is not 2024.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class ValueTerms(Terms):
    """Values as terms."""

    def __init__(self, make: Callable[[], Values]) -> None:
        """make: gives the values when they are first needed."""
        self._make = make

    @cached_property
    def values(self) -> Values:
        return self._make()

    def find(self, text: bytes) -> TermPostings | None:
        texts = self.values.texts
        place = bisect_left(texts, text)
        if place == len(texts) or texts[place] != text:
            return None
        docs = self.values.documents(place)
        return TermPostings(docs, np.ones(len(docs), np.int64), lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.values.texts)

    def first(self, text: bytes) -> int:
        return bisect_left(self.values.texts, text)

    def texts(self, first: int, last: int) -> list[bytes]:
        return list(self.values.texts[first:last])
