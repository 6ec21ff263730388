"""Posting lists as arrays, and what is done with them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .codec.distinct import changes

Word = tuple[int, int | None]  # a list, and which of its words: None for all
WordsOfSegment = Sequence[Word]
Words = tuple[WordsOfSegment, ...]  # by segment


class Postings(NamedTuple):
    """docs: int64, ascending; frequencies: float64, same shape."""

    docs: NDArray[np.int64]
    frequencies: NDArray[np.float64]


class Occurrences(NamedTuple):
    """Where a term stands: docs and positions, int64, same shape, ascending by both."""

    docs: NDArray[np.int64]
    positions: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Of both arrays."""
        return self.docs.nbytes + self.positions.nbytes

    def within(self, docs: NDArray[np.int64]) -> "Occurrences":
        """Those in some ascending documents.

        >>> Occurrences(np.array([1, 2, 2, 5]), np.array([0, 3, 4, 9])).within(np.array([2, 4]))
        Occurrences(docs=array([2, 2]), positions=array([3, 4]))
        """
        first, last = self.docs.searchsorted(docs), self.docs.searchsorted(docs, side="right")
        sizes = last - first
        at = np.arange(int(sizes.sum())) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        return Occurrences(self.docs.take(at), self.positions.take(at))


def joined(lists: Sequence[Postings]) -> Postings:
    """Lists one after another, each list's documents above those of the one before."""
    if len(lists) == 1:
        return lists[0]
    docs = np.concatenate([np.zeros(0, np.int64), *(found.docs for found in lists)])
    return Postings(docs, np.concatenate([np.zeros(0), *(found.frequencies for found in lists)]))


def summed(lists: Sequence[Postings]) -> Postings:
    """The documents of any of the lists, with their frequencies added.

    >>> one, other = Postings(np.array([1, 5]), np.array([1.0, 1.0])), Postings(np.array([5]), np.array([2.0]))
    >>> summed([one, other]).frequencies.tolist()
    [1.0, 3.0]
    """
    if len(lists) == 1:
        return lists[0]
    docs, frequencies = joined(lists)
    order = np.argsort(docs, kind="stable")
    docs, frequencies = docs[order], frequencies[order]
    first = np.flatnonzero(changes(docs))
    return Postings(docs[first], np.add.reduceat(frequencies, first) if len(first) else frequencies)
