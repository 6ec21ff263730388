"""A query compiled against one snapshot: what matches, with what score, and why.

Every node answers for all documents at once: `evaluate` gives float64 scores and two masks, shape (documents,). The
strict mask is for must, must not and AND: it leaves out documents that only share a coarse key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from . import ranking
from .expansion import Alternative
from .snapshot import Occurrences, Postings, Snapshot
from .store import FIELDS

Mask = NDArray[np.bool_]

FIELD_WEIGHTS: Mapping[str, float] = {"title": 2.0, "text": 1.0}
_POSITIONS = 1 << 32  # documents and positions packed into one number


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and what it is made of: each value follows from its children by the operation that is named.

    >>> print(Explanation(3.0, "sum", (Explanation(1.0, "a"), Explanation(2.0, "b"))))
    3.0000  sum
      1.0000  a
      2.0000  b
    """

    value: float
    operation: str
    children: tuple["Explanation", ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.value:.4f}  {self.operation}"]
        lines += ["  " + line for child in self.children for line in str(child).splitlines()]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Outcome:
    """scores, matched, strict: shape (documents,)."""

    scores: NDArray[np.float64]
    matched: Mask
    strict: Mask


class Clause(Protocol):
    """A node of the plan."""

    def evaluate(self, snapshot: Snapshot) -> Outcome: ...

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation: ...


@dataclass(frozen=True)
class Group:
    """Terms that score as one: weight * idf * saturate(sum of weighted, normalised frequencies)."""

    label: str
    key: str
    weight: float
    alternatives: tuple[Alternative, ...]
    fields: tuple[str, ...] = FIELDS
    slop: int = 0
    essential: bool = True  # counts for the strict mask

    def evaluate(self, snapshot: Snapshot) -> Outcome:
        frequencies = np.zeros(snapshot.size)
        df = 0.0
        for alternative, by_field in self._postings(snapshot):
            df += alternative.weight * _documents(by_field.values())
            for name, found in by_field.items():
                frequencies[found.docs] += _normalised(snapshot, name, alternative, found)
        matched = frequencies > 0
        scores = self.weight * ranking.idf(df, snapshot.live) * ranking.saturate(frequencies)
        return Outcome(scores, matched, matched if self.essential else np.zeros(snapshot.size, dtype=bool))

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        df, parts = 0.0, []
        for alternative, by_field in self._postings(snapshot):
            df += alternative.weight * _documents(by_field.values())
            for name, found in by_field.items():
                at = np.searchsorted(found.docs, doc)
                if at < len(found.docs) and found.docs[at] == doc:
                    value = float(_normalised(snapshot, name, alternative, found)[at])
                    parts.append(Explanation(value, self._describe(snapshot, alternative, name, found, int(at), doc)))
        frequency = Explanation(sum(p.value for p in parts), "frequency, sum of", tuple(parts))
        idf = Explanation(
            ranking.idf(df, snapshot.live), f"idf, df {min(df, snapshot.live):.4g} of {snapshot.live} documents"
        )
        saturated = Explanation(
            float(ranking.saturate(np.array([frequency.value]))[0]), f"saturated, k1 {ranking.K1}", (frequency,)
        )
        value = self.weight * idf.value * saturated.value
        return Explanation(
            value,
            f"{self.label} by {self.key}: product of",
            (Explanation(self.weight, "weight of the key"), idf, saturated),
        )

    def _describe(
        self, snapshot: Snapshot, alternative: Alternative, name: str, found: Postings, at: int, doc: int
    ) -> str:
        return (
            f"{' '.join(alternative.terms)!r} ({alternative.via} {alternative.weight:.2g}) "
            f"{found.frequencies[at]:g} times in {name} (weight {FIELD_WEIGHTS[name]:g}) "
            f"of {snapshot.lengths[name][doc]:g} words"
        )

    def _postings(self, snapshot: Snapshot) -> list[tuple[Alternative, dict[str, Postings]]]:
        return [
            (a, {name: matches(snapshot, name, self.key, a.terms, self.slop) for name in self.fields})
            for a in self.alternatives
        ]


def _documents(found: Iterable[Postings]) -> int:
    """How many documents are in any of the lists."""
    return len(reduce(np.union1d, [p.docs for p in found], np.zeros(0, dtype=np.int64)))


def _normalised(snapshot: Snapshot, name: str, alternative: Alternative, found: Postings) -> NDArray[np.float64]:
    norm = ranking.length_norm(snapshot.lengths[name][found.docs], snapshot.averages[name])
    return FIELD_WEIGHTS[name] * alternative.weight * found.frequencies / norm


def matches(snapshot: Snapshot, name: str, key: str, terms: tuple[str, ...], slop: int = 0) -> Postings:
    """Where a term stands, or several side by side in their order with at most `slop` words between them in all."""
    if len(terms) == 1:
        return snapshot.postings(name, key, terms[0])
    places = [snapshot.occurrences(name, term) for term in terms]
    docs, counts = np.unique(_side_by_side(places, slop), return_counts=True)
    return Postings(docs, counts.astype(np.float64))


def _side_by_side(places: list[Occurrences], slop: int) -> NDArray[np.int64]:
    """The document of each place where all stand in order, one entry a start."""
    packed = [p.docs * _POSITIONS + p.positions for p in places]
    starts = ends = packed[0]
    spent = np.zeros(len(starts), dtype=np.int64)
    for following in packed[1:]:
        at = np.searchsorted(following, ends, side="right")
        inside = at < len(following)
        after = following[np.minimum(at, len(following) - 1)] if len(following) else ends
        spent = spent + (after - ends - 1)
        kept = inside & (after // _POSITIONS == starts // _POSITIONS) & (spent <= slop)
        starts, ends, spent = starts[kept], after[kept], spent[kept]
    return starts // _POSITIONS


@dataclass(frozen=True)
class Sum:
    """Any of the children, their scores added."""

    children: tuple[Clause, ...]
    label: str = "sum of"

    def evaluate(self, snapshot: Snapshot) -> Outcome:
        scores, matched, strict = _nothing(snapshot)
        for child in self.children:
            found = child.evaluate(snapshot)
            scores, matched, strict = scores + found.scores, matched | found.matched, strict | found.strict
        return Outcome(scores, matched, strict)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        parts = tuple(e for e in (c.explain(snapshot, doc) for c in self.children) if e.value)
        return Explanation(sum(e.value for e in parts), self.label, parts)


BELOW = 1 - 1e-9  # of the least score of a document with the word itself


@dataclass(frozen=True)
class KeyedWord:
    """One word by its keys, their scores added. A document that shares only the coarse key never scores as much as one
    that has the word, its lemma or a translation."""

    label: str
    lemma: Group
    form: Group
    coarse: Group

    def evaluate(self, snapshot: Snapshot) -> Outcome:
        lemma, form, coarse = (group.evaluate(snapshot) for group in (self.lemma, self.form, self.coarse))
        own = lemma.matched | form.matched
        scores = lemma.scores + form.scores + coarse.scores
        limit = _least(scores, own)
        return Outcome(np.where(own, scores, np.minimum(scores, limit)), own | coarse.matched, lemma.strict)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        lemma, form, coarse = (group.evaluate(snapshot) for group in (self.lemma, self.form, self.coarse))
        own = lemma.matched | form.matched
        limit = _least(lemma.scores + form.scores + coarse.scores, own)
        parts = [e for e in (g.explain(snapshot, doc) for g in (self.lemma, self.form, self.coarse)) if e.value]
        total = Explanation(sum(e.value for e in parts), f"{self.label}: sum of", tuple(parts))
        if own[doc] or total.value <= limit:
            return total
        return Explanation(limit, "at most, as it goes without the word itself,", (total,))


def _least(scores: NDArray[np.float64], own: Mask) -> float:
    return float(scores[own].min()) * BELOW if own.any() else np.inf


@dataclass(frozen=True)
class Conditions:
    """Documents that match every `must` and no `must_not`; with no must, any of `should` has to match."""

    should: tuple[Clause, ...]
    must: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = field(default=())

    def evaluate(self, snapshot: Snapshot) -> Outcome:
        wanted = Sum((*self.must, *self.should)).evaluate(snapshot)
        matched, strict = wanted.matched, wanted.strict
        if not self.should and not self.must:
            matched = strict = snapshot.alive
        for clause in self.must:
            required = clause.evaluate(snapshot).strict
            matched, strict = matched & required, strict & required
        for clause in self.must_not:
            barred = clause.evaluate(snapshot).strict
            matched, strict = matched & ~barred, strict & ~barred
        return Outcome(wanted.scores, matched, strict)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return Sum((*self.must, *self.should)).explain(snapshot, doc)


def _nothing(snapshot: Snapshot) -> tuple[NDArray[np.float64], Mask, Mask]:
    return np.zeros(snapshot.size), np.zeros(snapshot.size, dtype=bool), np.zeros(snapshot.size, dtype=bool)
