"""Documents with their scores, as sparse arrays; the union of several, and the best k of a sum of them."""

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from .codec.distinct import changes, distinct, placed

Docs = NDArray[np.int64]
Scores = NDArray[np.float64]
NarrowDocs = NDArray[np.int32]  # half the memory, of what is remembered
NarrowScores = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Scored(NamedTuple):
    """The documents that a clause scores.

    docs: int32, ascending; scores: float32, same shape; strict: which have the thing itself, not only something
    kindred: must and must not speak of them; matched: which match, the others count only where another clause matches;
    None for all of them; best: the largest score, 0 where there is none.
    """

    docs: NarrowDocs
    scores: NarrowScores
    strict: Mask | None = None
    matched: Mask | None = None
    best: float = 0.0

    @classmethod
    def of(
        cls,
        docs: NDArray[np.signedinteger[Any]],
        scores: NDArray[np.floating[Any]],
        strict: Mask | None = None,
        matched: Mask | None = None,
    ) -> "Scored":
        narrow = scores.astype(np.float32, copy=False)
        return cls(
            docs.astype(np.int32, copy=False), narrow, strict, matched, float(narrow.max()) if len(narrow) else 0.0
        )

    @property
    def nbytes(self) -> int:
        """Of the arrays."""
        return sum(array.nbytes for array in self[:4] if array is not None)

    def place(self, doc: int) -> int | None:
        """Where a document stands, None where it is not found."""
        at = int(np.searchsorted(self.docs, doc))
        return at if at < len(self.docs) and self.docs[at] == doc else None

    def strict_docs(self) -> NarrowDocs:
        """The documents that have the thing itself."""
        return self.docs if self.strict is None else self.docs[self.strict]

    def matched_docs(self) -> NarrowDocs:
        """The documents that match."""
        return self.docs if self.matched is None else self.docs[self.matched]


NOTHING = Scored(np.zeros(0, np.int32), np.zeros(0, np.float32))


class Union(NamedTuple):
    """docs: those of any list, each once, ascending; places: where each entry of the lists stands among them."""

    docs: Docs
    places: NDArray[np.int32]


_NO_DOCS = np.zeros(0, np.int64)
_SPARSE = 2  # documents to one that is there, from which on sorting is faster than looking at all


class Unions:
    """Works out unions of documents, on two arrays kept for each thread."""

    def __init__(self, documents: int, times: int = 1) -> None:
        """documents: how many there are; times: numbers may be as many times as large."""
        self.documents, self._size, self._of_thread = documents, documents * times, threading.local()
        self._narrow = np.int32 if self._size <= np.iinfo(np.int32).max else np.int64

    def of(self, docs: NDArray[Any], within: NDArray[Any] = _NO_DOCS) -> Union:
        """The union of lists of documents, given end to end. within: more of them, all of which are in the others.

        >>> Unions(10).of(np.array([1, 5, 3, 5]))
        Union(docs=array([1, 3, 5]), places=array([0, 2, 1, 2], dtype=int32))
        """
        kept = vars(self._of_thread)
        is_there, place = kept.pop("arrays", None) or self._arrays()
        if len(docs) * _SPARSE < self._size:
            found = distinct(docs.astype(self._narrow)).astype(np.int64)  # numpy sorts half the bytes in half the time
        else:
            is_there[docs] = True
            found = np.flatnonzero(is_there)
            is_there[found] = False
        place[found] = np.arange(len(found), dtype=np.int32)
        places = place.take(np.concatenate((docs, within)) if len(within) else docs)
        kept["arrays"] = is_there, place  # not of one that was interrupted half-way
        return Union(found, places)

    def _arrays(self) -> tuple[Mask, NDArray[np.int32]]:
        return np.zeros(self._size, np.bool_), np.empty(self._size, np.int32)

    def totals(self, lists: Sequence[tuple[Docs, Scores]]) -> tuple[Docs, Scores]:
        """The documents of any list, ascending, and the values of each, added in the order of the lists.

        lists: ascending documents and their values, same shape.

        >>> Unions(5).totals([(np.array([1, 3]), np.array([1.0, 2.0])), (np.array([2, 3]), np.array([4.0, 0.5]))])
        (array([1, 2, 3]), array([1. , 4. , 2.5]))
        """
        lists = [each for each in lists if len(each[0])]
        if len(lists) < 2:
            return lists[0] if lists else (_NO_DOCS, np.zeros(0))
        if sum(len(docs) for docs, _ in lists) * _SPARSE < self.documents:
            found, places = self.of(np.concatenate([docs for docs, _ in lists]))
            return found, summed(places, np.concatenate([values for _, values in lists]), len(found))
        kept = vars(self._of_thread)
        is_there, place = kept.pop("arrays", None) or self._arrays()
        dense = kept.pop("sums", None)
        dense = np.zeros(self.documents) if dense is None else dense
        for docs, values in lists:
            is_there[docs] = True
            dense[docs] += values
        found = np.flatnonzero(is_there[: self.documents])
        sums = dense.take(found)
        is_there[found], dense[found] = False, 0.0
        kept["arrays"], kept["sums"] = (is_there, place), dense
        return found, sums

    def sums(self, lists: "Sequence[Scored]") -> tuple[NarrowDocs, Scores]:
        """The documents of all lists end to end, and what each has together, added in the order of the lists.

        >>> lists = [Scored.of(np.array([1, 3]), np.array([1.0, 2.0])), Scored.of(np.array([3]), np.array([0.5]))]
        >>> [found.tolist() for found in Unions(5).sums(lists)]
        [[1, 3, 3], [1.0, 2.5, 2.5]]
        """
        docs = lists[0].docs if len(lists) == 1 else np.concatenate([each.docs for each in lists])
        if len(lists) == 1:
            return docs, lists[0].scores.astype(np.float64)
        kept = vars(self._of_thread)
        dense: Scores | None = kept.pop("sums", None)
        dense = np.zeros(self.documents) if dense is None else dense
        for each in lists:
            dense[each.docs] += each.scores
        sums = dense.take(docs)
        dense[docs] = 0.0
        kept["sums"] = dense  # not one that was left half-way
        return docs, sums


def added(unions: Unions, lists: Sequence[Scored]) -> Scored:
    """The documents of any of the lists, their scores added in the order of the lists."""
    if len(lists) == 1:
        return lists[0]
    if not lists:
        return NOTHING
    found, scores = united(unions, lists)
    sizes = [len(each.docs) for each in lists]
    strict = _any([each.strict for each in lists], found, sizes)
    return Scored.of(found.docs, scores, strict, _any([each.matched for each in lists], found, sizes))


def united(unions: Unions, lists: Sequence[Scored]) -> tuple[Union, Scores]:
    """The union of lists, of which there is one at least, and the sums of its documents, in the order of the lists."""
    found = unions.of(np.concatenate([each.docs for each in lists]))
    return found, summed(found.places, np.concatenate([each.scores for each in lists]), len(found.docs))


def summed(places: NDArray[np.integer], values: NDArray[Any], size: int) -> Scores:
    """The values of each place added up in their order, float64, shape (size,)."""
    return cast(Scores, np.bincount(places, values, size))


def _any(masks: Sequence[Mask | None], found: Union, sizes: Sequence[int]) -> Mask | None:
    """Of which documents of a union any of the lists' masks is true; None for all."""
    if all(mask is None for mask in masks):
        return None
    true = np.concatenate(
        [np.ones(size, np.bool_) if mask is None else mask for mask, size in zip(masks, sizes, strict=True)]
    )
    of_union = np.zeros(len(found.docs), np.bool_)
    of_union[found.places[true]] = True
    return of_union


def _near(docs: NarrowDocs, sums: Scores, most: int, kept: Mask | None) -> tuple[Docs, Scores]:
    """The documents that are kept with so many of the largest sums, ascending, each once. docs, sums: same shape."""
    if kept is not None:
        of_kept = kept.take(docs)
        docs, sums = docs.compress(of_kept), sums.compress(of_kept)
    if most < len(docs):
        near = np.flatnonzero(sums >= np.partition(sums, len(sums) - most)[len(sums) - most])
        docs, sums = docs.take(near), sums.take(near)
    order = np.argsort(docs)
    docs = docs.take(order)
    firsts = changes(docs)
    return docs.compress(firsts).astype(np.int64), sums.take(order).compress(firsts)


_ALL = 300_000  # entries up to which all are added: fewer are added faster than they are told apart
_SLACK = 1 - 1e-9  # for sums in another order
_SEARCHED = 3  # entries of a list that are added while a document is looked up in it
_KNOWN = 1000  # documents that tell the least of the best ones; more are slower to sort


def best_of(unions: Unions, lists: Sequence[Scored], k: int, kept: Mask | None = None) -> tuple[Docs, Scores]:
    """The k documents with the best sums, best first, ties by document order, and their scores.

    Exact: as of all documents scored. kept: of which documents to choose, shape (documents,), None for all. Lists whose
    best scores together cannot reach the k best are only looked up: MaxScore, Turtle and Flood (1995), "Query
    evaluation: strategies and optimizations".

    >>> lists = [Scored.of(np.array([1, 4]), np.array([1.0, 2.0])), Scored.of(np.array([1, 2]), np.array([1.5, 0.5]))]
    >>> [found.tolist() for found in best_of(Unions(5), lists, 2)]
    [[1, 4], [2.5, 2.0]]
    """
    lists = [each for each in lists if len(each.docs)]
    if k < 1 or not lists:
        return np.zeros(0, np.int64), np.zeros(0)
    docs, scores = _best(unions, lists, k, kept)
    if _are_matched(lists, docs):
        return docs, scores
    matched = mask(unions.documents, *(each.matched_docs() for each in lists))  # rarely: they have low scores
    return _best(unions, lists, k, matched if kept is None else matched & kept)


def _are_matched(lists: Sequence[Scored], docs: Docs) -> bool:
    """Does each of a few documents match in some list?"""
    for each in lists:
        at, there = _search(each, docs)
        if each.matched is not None:
            there &= each.matched.take(at, mode="clip")
        docs = docs[~there]
        if not len(docs):
            return True
    return False


def _best(unions: Unions, lists: Sequence[Scored], k: int, kept: Mask | None) -> tuple[Docs, Scores]:
    if sum(len(each.docs) for each in lists) <= _ALL:
        docs, scores = _near(*unions.sums(lists), k * len(lists), kept)
    else:
        docs = _leaders(unions.documents, lists, k, kept)
        scores = np.zeros(len(docs))
        for each in lists:
            scores += looked_up(each, docs)
    return top(docs, scores, k)


def _leaders(size: int, lists: Sequence[Scored], k: int, kept: Mask | None) -> Docs:
    """Documents among which the k best are, ascending. size: documents there are."""
    ordered = sorted(lists, key=lambda each: -each.best)
    rest = np.append(np.cumsum([each.best for each in ordered][::-1])[::-1], 0.0)  # the most of a list and those after
    known = np.zeros(0, np.int32)  # whose sums tell what the k best are at least
    sums, least, number = np.zeros(size), 0.0, 0
    while number < len(ordered) and rest[number] >= least:
        of_list = ordered[number].docs
        sums[of_list] += ordered[number].scores
        if len(known) < k:
            of_list = of_list if kept is None else of_list.compress(kept.take(of_list))
            known = distinct(np.concatenate((known, of_list)))
        if len(known) > max(k, _KNOWN):
            known = known.take(np.argpartition(-sums.take(known), max(k, _KNOWN))[: max(k, _KNOWN)])
        least = max(least, _kth(sums.take(known), k) * _SLACK)
        number += 1
    docs = (
        np.flatnonzero(sums >= least - rest[number]) if least else np.flatnonzero(mask(size, *(e.docs for e in lists)))
    )
    if kept is not None:
        docs = docs.compress(kept.take(docs))
    for each, after in zip(ordered[number:], rest[number + 1 :], strict=True):
        if len(each.docs) < _SEARCHED * len(docs):
            sums[each.docs] += each.scores
        else:
            sums[docs] += looked_up(each, docs)
        found = sums.take(docs)
        least = max(least, _kth(found, k) * _SLACK)
        near = found + after >= least
        docs, found = docs.compress(near), found.compress(near)
    return docs


def mask(size: int, *lists: NDArray[np.integer[Any]]) -> Mask:
    """True for the documents of any list, shape (size,)."""
    is_there = np.zeros(size, np.bool_)
    for docs in lists:
        is_there[docs] = True
    return is_there


def looked_up(each: Scored, docs: Docs) -> NarrowScores:
    """The score of each document in a list, 0 where it is not there."""
    if not len(each.docs):
        return np.zeros(len(docs), np.float32)
    at, there = _search(each, docs)
    return np.where(there, each.scores.take(at, mode="clip"), np.float32(0))


def _search(each: Scored, docs: Docs) -> tuple[NDArray[np.int64], Mask]:
    """Where documents would stand in a list, and whether they do."""
    return placed(docs.astype(np.int32), each.docs)


def _kth(scores: Scores, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if k <= len(scores) else 0.0


def top(docs: Docs, scores: Scores, k: int) -> tuple[Docs, Scores]:
    """The k best documents, best first, ties by document order, and their scores. docs: ascending.

    >>> [found.tolist() for found in top(np.array([2, 5, 7]), np.array([1.0, 3.0, 3.0]), 2)]
    [[5, 7], [3.0, 3.0]]
    """
    if k < len(docs):
        near = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
        docs, scores = docs.take(near), scores.take(near)
    order = np.argsort(-scores, kind="stable")[:k]
    return docs.take(order), scores.take(order)
