"""The live documents of a segment that have terms, phrases, numbers, fields: what Whoosh's queries ask, over arrays.

All give the numbers that documents have in the whole index, int64, ascending.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .distinct import distinct
from .whoosh_reader import LeafSegment
from .whoosh_schema import key_of
from .whoosh_terms import Ints

_POSITIONS = 1 << 32  # documents and positions packed into one number


class NumberRange(NamedTuple):
    """A range of numbers, open where a bound is None; start_out, end_out: the bound itself is outside."""

    start: float | None
    end: float | None
    start_out: bool
    end_out: bool


class LeafLookup:
    """Looks up documents of a segment."""

    def __init__(self, segment: LeafSegment) -> None:
        self._leaf, self._terms = segment.leaf, segment.terms

    def _live(self, docs: Ints) -> Ints:
        return docs[self._leaf.alive[docs]] + self._leaf.first

    def with_terms(self, name: str, texts: Sequence[bytes]) -> Ints:
        """Documents with any of some terms."""
        found = [postings.docs for text in texts if (postings := self._terms.fields[name].find(text))]
        return self._live(distinct(np.concatenate([np.zeros(0, np.int64), *found])))

    def with_field(self, name: str | None) -> Ints:
        """Documents that have a field, all where it is None."""
        if name is None:
            return self._live(np.arange(self._leaf.segment.documents))
        words = key_of(name)
        if words:
            return self._live(np.flatnonzero(self._leaf.segment.fields[words[0]].lengths))
        values = self._terms.values(name)
        return self._live(np.zeros(0, np.int64) if values is None else values.postings(0, len(values.values)).docs)

    def with_number(self, name: str, bounds: NumberRange) -> Ints:
        """Documents with a number of a range."""
        values = self._terms.values(name)
        if values is None:
            return np.zeros(0, np.int64)
        start, end, numbers = bounds.start, bounds.end, values.values
        first = 0 if start is None else (bisect_right if bounds.start_out else bisect_left)(numbers, start)
        last = len(numbers) if end is None else (bisect_left if bounds.end_out else bisect_right)(numbers, end)
        return self._live(values.postings(first, max(first, last)).docs)

    def with_phrase(self, name: str, texts: Sequence[bytes], slop: int) -> Ints:
        """Documents where each of some terms stands at most `slop` places after one of the places reached before."""
        places = [self._places(name, text) for text in texts]
        reached, widest = places[0], min(max(slop, 0), _POSITIONS >> 1)
        for following in places[1:]:
            nearest = reached.searchsorted(following - widest)
            reached = following[nearest < reached.searchsorted(following)]
        return self._live(distinct(reached // _POSITIONS))

    def _places(self, name: str, text: bytes) -> Ints:
        """Every place of a term, document and position in one number."""
        found = self._terms.fields[name].find(text)
        if found is None:
            return np.zeros(0, np.int64)
        return found.docs.repeat(found.frequencies) * _POSITIONS + found.positions()
