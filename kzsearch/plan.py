"""A query compiled against one snapshot: what matches, with what score, and why.

`evaluate` gives the documents that match with their scores; `strict` of them are what must, must not and AND mean: not
those that only share a coarse key with a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from . import ranking
from .blending import blend
from .codec.distinct import counted
from .expansion import Alternative
from .fields import FIELDS
from .highlight import Wanted
from .postings import Occurrences, Postings
from .scored import Docs, Scored, Scores, added, mask
from .scoring import BM25F, DEFAULT
from .snapshot import Snapshot

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


class Clause(Protocol):
    """A node of the plan."""

    def evaluate(self, snapshot: Snapshot) -> Scored: ...

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation: ...


class Group(NamedTuple):
    """Terms that score as one: weight * idf * saturate(sum of weighted, normalised frequencies)."""

    label: str
    key: str
    weight: float
    alternatives: tuple[Alternative, ...]
    fields: tuple[str, ...] = FIELDS
    slop: int = 0
    scorer: BM25F = DEFAULT
    df: float | None = None  # in how many documents it counts as being; None: in those that have any alternative

    @property
    def groups(self) -> "tuple[Group, ...]":
        """This one."""
        return (self,)

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return evaluated(snapshot, [self])[0]

    def scored(self, snapshot: Snapshot, docs: Docs, frequencies: Scores, saturated: Scores) -> Scored:
        """The score of documents. frequencies, saturated: shape (1, docs)."""
        return Scored.of(docs, self.weighted_idf(snapshot, frequencies[0]) * saturated[0])

    def weighted_idf(self, snapshot: Snapshot, frequencies: Scores) -> float:
        """What saturated frequencies are multiplied with."""
        df = float(np.count_nonzero(frequencies)) if self.df is None else self.df
        return self.weight * ranking.idf(df, snapshot.live) if df else 0.0

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        df = self.df
        if df is None:
            df = len(blend(snapshot, [[self]], self.fields, self.scorer).docs)
        parts = [
            part
            for alternative in self.alternatives
            for field in self.fields
            for part in self._occurrences(snapshot, doc, alternative, field)
        ]
        frequency = Explanation(sum(p.value for p in parts), "frequency, sum of", tuple(parts))
        rarity = f"idf, df {min(df, snapshot.live):.4g} of {snapshot.live} documents"
        idf = Explanation(ranking.idf(df, snapshot.live), rarity)
        saturated = float(self.scorer.saturated(np.array([frequency.value]))[0])
        factors = (
            Explanation(self.weight, "weight of the key"),
            idf,
            Explanation(saturated, f"saturated, k1 {self.scorer.k1}", (frequency,)),
        )
        return Explanation(self.weight * idf.value * saturated, f"{self.label} by {self.key}: product of", factors)

    def _occurrences(self, snapshot: Snapshot, doc: int, alternative: Alternative, field: str) -> Iterator[Explanation]:
        words = alternative.words
        found = self.matches(snapshot, field, alternative) if words is None else snapshot.postings_of(field, words)
        at = int(np.searchsorted(found.docs, doc))
        if at < len(found.docs) and found.docs[at] == doc:
            gain = snapshot.gains(self.scorer)[field][doc]
            yield Explanation(
                float(alternative.weight * found.frequencies[at] * gain),
                f"{' '.join(alternative.terms)!r} ({alternative.via} {alternative.weight:.2g}) "
                f"{found.frequencies[at]:g} times in {field} (weight {self.scorer.weights[field]:g}) "
                f"of {snapshot.lengths[field][doc]:g} words",
            )

    def matches(self, snapshot: Snapshot, field: str, alternative: Alternative) -> Postings:
        """The documents with an alternative of several terms in a field."""
        return matches(snapshot, field, alternative.terms, self.slop)


def matches(snapshot: Snapshot, name: str, terms: tuple[str, ...], slop: int = 0) -> Postings:
    """Where lemmas stand side by side in their order with at most `slop` words between them in all."""
    places = [snapshot.occurrences(name, term) for term in terms]
    docs, counts = counted(_side_by_side(places, slop))
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

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return added(snapshot.unions, self.lists(snapshot))

    def lists(self, snapshot: Snapshot) -> list[Scored]:
        """What is added."""
        found = []
        for child in self.children:
            found += child.lists(snapshot) if isinstance(child, Sum) else [child.evaluate(snapshot)]
        return found

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        parts = tuple(e for e in (c.explain(snapshot, doc) for c in self.children) if e.value)
        return Explanation(sum(e.value for e in parts), self.label, parts)


BELOW = 1 - 1e-6  # of the least score of a document with the word itself


class KeyedWord(NamedTuple):
    """One word by its keys, their scores added. A document that shares only the coarse key, or is only spelt alike,
    never scores as much as one that has the word, its lemma or a translation."""

    label: str
    lemma: Group
    coarse: Group
    kindred: Group  # matches alone only where no document has the lemma or the coarse key
    form: Group

    @property
    def groups(self) -> tuple[Group, ...]:
        """Each in its row; the last one is left out where it has nothing."""
        rows = self.lemma, self.coarse, self.form, self.kindred
        return rows if self.kindred.alternatives else rows[:-1]

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return evaluated(snapshot, [self])[0]

    def scored(self, snapshot: Snapshot, docs: Docs, frequencies: Scores, saturated: Scores) -> Scored:
        """The score of documents. frequencies, saturated: shape (groups, docs)."""
        weights = [group.weighted_idf(snapshot, row) for group, row in zip(self.groups, frequencies, strict=True)]
        scores: Scores = np.einsum("i,ij->j", weights, saturated)  # `@` would wake the threads of a BLAS for so little
        count = np.count_nonzero(frequencies[0])
        if count == len(docs):
            return Scored.of(docs, scores)
        own = frequencies[0] > 0
        if count:
            scores = np.where(own, scores, np.minimum(scores, scores.compress(own).min() * BELOW))
        named = own | (frequencies[1] > 0)
        return Scored.of(docs, scores, own, named if 0 < np.count_nonzero(named) < len(docs) else None)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        parts = tuple(e for e in (group.explain(snapshot, doc) for group in self.groups) if e.value)
        total = Explanation(sum(e.value for e in parts), f"{self.label}: sum of", parts)
        found = self.evaluate(snapshot)
        at = int(np.searchsorted(found.docs, doc))
        if at < len(found.docs) and found.docs[at] == doc and found.scores[at] < total.value * BELOW:
            return Explanation(float(found.scores[at]), "at most, as it goes without the word itself,", (total,))
        return total


def evaluated(snapshot: Snapshot, clauses: Sequence[KeyedWord | Group]) -> list[Scored]:
    """What clauses of the same fields and scorer find; at most snapshot.BATCH of them, for the price of one."""
    first = clauses[0].groups[0]
    found = blend(snapshot, [clause.groups for clause in clauses], first.fields, first.scorer)
    saturated = first.scorer.saturated(found.frequencies)
    return [
        clause.scored(snapshot, found.docs[at:end], found.frequencies[:height, at:end], saturated[:height, at:end])
        for clause, (at, end) in zip(clauses, pairwise(found.bounds), strict=True)
        for height in [len(clause.groups)]
    ]


class Evaluated(NamedTuple):
    """A clause with what it came to in the snapshot that remembers it."""

    clause: Clause
    scored: Scored

    @property
    def nbytes(self) -> int:
        """About."""
        return 2000 + self.scored.nbytes

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return self.scored

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return self.clause.explain(snapshot, doc)


@dataclass(frozen=True)
class Conditions:
    """Documents that match every `must` and no `must_not`; with no must, any of `should` has to match."""

    should: tuple[Clause, ...]
    must: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()

    def evaluate(self, snapshot: Snapshot) -> Scored:
        must = [clause.evaluate(snapshot) for clause in self.must]
        found = added(snapshot.unions, [*must, *(clause.evaluate(snapshot) for clause in self.should)])
        if not self.should and not self.must:
            alive = np.flatnonzero(snapshot.alive)
            found = Scored.of(alive, np.zeros(len(alive)))
        docs = found.docs
        kept = np.ones(len(docs), np.bool_) if found.matched is None else found.matched
        for required in must:
            kept = kept & mask(snapshot.size, required.strict_docs()).take(docs)
        for clause in self.must_not:
            kept = kept & ~mask(snapshot.size, clause.evaluate(snapshot).strict_docs()).take(docs)
        return Scored.of(docs[kept], found.scores[kept], None if found.strict is None else found.strict[kept])

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return Sum((*self.must, *self.should)).explain(snapshot, doc)


def wanted(clause: Clause) -> Wanted:
    """What snippets mark: all that the groups of a plan stand for; what is excluded is not marked."""
    phrases: dict[tuple[str, ...], float] = {}
    others: dict[str, set[str]] = {"coarse": set(), "form": set(), "kindred": set()}
    for group in _groups(clause):
        for alternative in group.alternatives:
            key = _MARKED_BY.get(alternative.via, group.key)
            if key == "lemma":
                phrases[alternative.terms] = max(phrases.get(alternative.terms, 0.0), alternative.weight)
            else:
                others[key].update(alternative.terms)
    return Wanted(phrases, *(frozenset(others[key]) for key in ("coarse", "form", "kindred")))


_MARKED_BY = {"kindred": "kindred", "written": "form"}


def _groups(clause: Clause) -> Iterator[Group]:
    if isinstance(clause, Evaluated):
        clause = clause.clause
    if isinstance(clause, Group):
        yield clause
    elif isinstance(clause, KeyedWord):
        yield from clause.groups
    elif isinstance(clause, Sum):
        for child in clause.children:
            yield from _groups(child)
    elif isinstance(clause, Conditions):
        for child in (*clause.must, *clause.should):
            yield from _groups(child)
