"""The words of a query as weighted groups of terms: what they find in a snapshot, with what score, and why."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import ranking
from .blending import Blend, blend, blend_one
from .codec.distinct import counted, distinct
from .expansion import Alternative
from .explanation import Explanation
from .fields import FIELDS
from .postings import Occurrences, Postings
from .scored import Docs, Scored, Scores
from .scoring import BM25F, DEFAULT, FieldScorer, Own, Scorer
from .snapshot import Snapshot

POSITIONS = 1 << 32  # documents and positions packed into one number
FEW = 32  # alternatives that are read faster list by list than all at once
BELOW = 1 - 1e-6  # of the least score of a document with the word itself


class Group(NamedTuple):
    """Terms that score as one: weight * idf * saturate(sum of weighted, normalised frequencies).

    By a FieldScorer weight * what it gives: its groups are of one field.
    """

    label: str
    key: str
    weight: float
    alternatives: tuple[Alternative, ...]
    fields: tuple[str, ...] = FIELDS
    slop: int = 0
    scorer: Scorer = DEFAULT
    df: float | None = None  # in how many documents it counts as being; None: in those that have any alternative

    @property
    def groups(self) -> "tuple[Group, ...]":
        """This one."""
        return (self,)

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return evaluated(snapshot, [self])[0]

    def scored(self, docs: Docs, frequencies: Scores, values: Scores, factors: Sequence[float]) -> Scored:
        """The score of documents. values: what the factors are multiplied with; both arrays of shape (1, docs)."""
        return Scored.of(docs, factors[0] * values[0])

    def dfs(self, frequencies: Scores) -> list[float]:
        """In how many documents it counts as being. frequencies: shape (1, docs)."""
        return [float(np.count_nonzero(frequencies[0])) if self.df is None else self.df]

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        [df] = _dfs(snapshot, self)
        df = min(df, snapshot.live)
        parts = [
            part
            for alternative in self.alternatives
            for field in self.fields
            for part in self._occurrences(snapshot, doc, alternative, field)
        ]
        frequency = Explanation(sum((p.value for p in parts), 0.0), "frequency, sum of", tuple(parts))
        if isinstance(self.scorer, BM25F):
            idf = Explanation(ranking.idf(df, snapshot.live), f"idf, df {df:.4g} of {snapshot.live} documents")
            saturated = float(self.scorer.saturated(np.array([frequency.value]))[0])
            factors = [idf, Explanation(saturated, f"saturated, k1 {self.scorer.k1}", (frequency,))]
        else:
            factors = [self._explain_field(snapshot, doc, frequency, df)]
        value = self.weight * math.prod(factor.value for factor in factors)
        weight = Explanation(self.weight, "weight of the key")
        return Explanation(value, f"{self.label} by {self.key}: product of", (weight, *factors))

    def _explain_field(self, snapshot: Snapshot, doc: int, frequency: Explanation, df: float) -> Explanation:
        [field] = self.fields
        docs, _, values = _of_field(snapshot, self)
        at = int(np.searchsorted(docs, doc))
        value = float(values[0, at]) if at < len(docs) and docs[at] == doc else 0.0
        given = (
            frequency,
            Explanation(float(snapshot.lengths[field][doc]), "length"),
            Explanation(df, "df"),
            Explanation(snapshot.live, "documents"),
            Explanation(snapshot.averages[field], "average length"),
        )
        return Explanation(value, f"{_name(self.scorer)} in {field} of", given if value else ())

    def _occurrences(self, snapshot: Snapshot, doc: int, alternative: Alternative, field: str) -> Iterator[Explanation]:
        words = alternative.words
        found = self.matches(snapshot, field, alternative) if words is None else snapshot.postings_of(field, words)
        at = int(np.searchsorted(found.docs, doc))
        if at < len(found.docs) and found.docs[at] == doc:
            gain = snapshot.gains(self.scorer)[field][doc]
            weight = f" (weight {self.scorer.weights[field]:g})" if isinstance(self.scorer, BM25F) else ""
            yield Explanation(
                float(alternative.weight * found.frequencies[at] * gain),
                f"{' '.join(alternative.terms)!r} ({alternative.via} {alternative.weight:.2g}) "
                f"{found.frequencies[at]:g} times in {field}{weight} "
                f"of {snapshot.lengths[field][doc]:g} words",
            )

    def matches(self, snapshot: Snapshot, field: str, alternative: Alternative) -> Postings:
        """The documents with an alternative of several terms in a field."""
        return matches(snapshot, field, alternative.terms, self.slop)


def matches(snapshot: Snapshot, name: str, terms: tuple[str, ...], slop: int = 0) -> Postings:
    """Where lemmas stand side by side in their order with at most `slop` words between them in all."""
    places = [snapshot.occurrences(name, term) for term in terms]
    docs, counts = counted(side_by_side(places, slop) // POSITIONS)
    return Postings(docs, counts.astype(np.float64))


def side_by_side(places: Sequence[Occurrences], slop: int) -> NDArray[np.int64]:
    """Where all stand in order, with at most `slop` words between them in all: document and position of the first in
    one number, ascending."""
    packed = [p.docs * POSITIONS + p.positions for p in places]
    starts = ends = packed[0]
    spent = np.zeros(len(starts), dtype=np.int64)
    for following in packed[1:]:
        at = np.searchsorted(following, ends, side="right")
        inside = at < len(following)
        after = following[np.minimum(at, len(following) - 1)] if len(following) else ends
        spent = spent + (after - ends - 1)
        kept = inside & (after // POSITIONS == starts // POSITIONS) & (spent <= slop)
        starts, ends, spent = starts[kept], after[kept], spent[kept]
    return starts


class KeyedWord(NamedTuple):
    """One word by its keys, their scores added. A document that shares only the coarse key, or is only spelt alike,
    never scores as much as one that has the word, its lemma or a translation."""

    form: str
    lemma: Group
    coarse: Group
    kindred: Group  # matches alone only where no document has the lemma or the coarse key
    typed: Group  # the form

    @property
    def label(self) -> str:
        """What it is called."""
        return repr(self.form)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Each in its row; the last ones are left out where they have nothing."""
        if self.kindred.alternatives:
            return self.lemma, self.coarse, self.typed, self.kindred
        return (self.lemma, self.coarse, self.typed) if self.typed.alternatives else (self.lemma,)

    def dfs(self, frequencies: Scores) -> list[float]:
        """In how many documents each group counts as being; lemmas spelt alike are as rare as the word is. frequencies:
        shape (groups, docs)."""
        found = [df for group, row in zip(self.groups, frequencies, strict=True) for df in group.dfs(row[None])]
        found[3:] = [found[0] or df for df in found[3:]]
        return found

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return evaluated(snapshot, [self])[0]

    def scored(self, docs: Docs, frequencies: Scores, values: Scores, factors: Sequence[float]) -> Scored:
        """The score of documents. values: what the factors of the groups are multiplied with; both arrays of shape
        (groups, docs)."""
        scores: Scores = np.einsum("i,ij->j", factors, values)  # `@` would wake the threads of a BLAS for so little
        others = np.flatnonzero(frequencies[0] == 0)
        if not len(others):
            return Scored.of(docs, scores)
        own = frequencies[0] > 0
        if len(others) < len(docs):
            most = scores.compress(own).min() * BELOW
            scores[others] = np.minimum(scores.take(others), most)
        are_named = frequencies[1].take(others) > 0
        if are_named.all() or (len(others) == len(docs) and not are_named.any()):
            return Scored.of(docs, scores, own)
        named = own.copy()
        named[others] = are_named
        return Scored.of(docs, scores, own, named)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return _explained(self, [self], snapshot, doc)


class ByField(NamedTuple):
    """A word or a phrase by a FieldScorer: a clause for each field, their scores added."""

    clauses: "tuple[KeyedWord | Group, ...]"

    @property
    def label(self) -> str:
        """What it is called."""
        return self.clauses[0].label

    @property
    def groups(self) -> tuple[Group, ...]:
        """Those of all fields."""
        return tuple(group for clause in self.clauses for group in clause.groups)

    def evaluate(self, snapshot: Snapshot) -> Scored:
        found = [_of_field(snapshot, clause) for clause in self.clauses]
        docs = distinct(np.concatenate([each.docs for each in found]))
        tallest = max(self.clauses, key=lambda clause: len(clause.groups))
        frequencies, values = np.zeros((2, len(tallest.groups), len(docs)))
        for each in found:
            rows, columns = slice(len(each.values)), docs.searchsorted(each.docs)
            frequencies[rows, columns] += each.frequencies
            values[rows, columns] += each.values
        return tallest.scored(docs, frequencies, values, [group.weight for group in tallest.groups])

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return _explained(self, self.clauses, snapshot, doc)


Word = KeyedWord | Group | ByField


def _explained(
    clause: KeyedWord | ByField, by_field: Sequence[KeyedWord | Group], snapshot: Snapshot, doc: int
) -> Explanation:
    groups = [
        group._replace(df=df) for each in by_field for group, df in zip(each.groups, _dfs(snapshot, each), strict=True)
    ]
    parts = tuple(e for e in (group.explain(snapshot, doc) for group in groups) if e.value)
    total = Explanation(sum(e.value for e in parts), f"{clause.label}: sum of", parts)
    found = clause.evaluate(snapshot)
    at = found.place(doc)
    if at is not None and found.scores[at] < total.value * BELOW:
        return Explanation(float(found.scores[at]), "at most, as it goes without the word itself,", (total,))
    return total


def _dfs(snapshot: Snapshot, clause: KeyedWord | Group) -> list[float]:
    if isinstance(clause, Group) and clause.df is not None:
        return [clause.df]
    groups = clause.groups
    return clause.dfs(blend(snapshot, [groups], groups[0].fields, groups[0].scorer).frequencies)


class _OfField(NamedTuple):
    """What groups of a FieldScorer find in their field; both arrays of shape (groups, docs)."""

    docs: Docs
    frequencies: Scores
    values: Scores


def _of_field(snapshot: Snapshot, clause: KeyedWord | Group) -> _OfField:
    groups = clause.groups
    [field], scorer = groups[0].fields, groups[0].scorer
    assert isinstance(scorer, FieldScorer)
    docs, _, frequencies = blend(snapshot, [groups], [field], scorer)
    lengths, values = snapshot.lengths[field].take(docs), np.zeros_like(frequencies)
    for df, of_group, value in zip(clause.dfs(frequencies), frequencies, values, strict=True):
        there = np.flatnonzero(of_group)
        if len(there):
            value[there] = scorer.scores(
                of_group.take(there),
                lengths.take(there),
                min(df, snapshot.live),
                snapshot.live,
                snapshot.averages[field],
            )
    return _OfField(docs, frequencies, values)


def _name(scorer: Scorer) -> str:
    if isinstance(scorer, Own):
        return getattr(scorer.formula, "__name__", repr(scorer.formula))
    return type(scorer).__name__


def evaluated(snapshot: Snapshot, clauses: Sequence[Word]) -> list[Scored]:
    """What clauses of the same fields and scorer find; at most snapshot.BATCH of them, for the price of one."""
    first = clauses[0].groups[0]
    if not isinstance(first.scorer, BM25F):
        return [(each if isinstance(each, ByField) else ByField((each,))).evaluate(snapshot) for each in clauses]
    batch = [clause for clause in clauses if not _is_simple(clause)]
    of_batch: Iterator[Scored] = iter(())
    if batch:
        found = blend(snapshot, [clause.groups for clause in batch], first.fields, first.scorer)
        of_batch = _scored(snapshot, first.scorer, batch, found)
    return [
        _of_group(snapshot, clause.groups[0], first.scorer) if _is_simple(clause) else next(of_batch)
        for clause in clauses
    ]


def _is_simple(clause: Word) -> bool:
    """Is it of one group, with few alternatives?"""
    return len(clause.groups) == 1 and len(clause.groups[0].alternatives) <= FEW


def _scored(snapshot: Snapshot, scorer: BM25F, clauses: Sequence[Word], found: Blend) -> Iterator[Scored]:
    saturated = scorer.saturated(found.frequencies)
    for clause, (at, end) in zip(clauses, pairwise(found.bounds), strict=True):
        assert not isinstance(clause, ByField)
        height = len(clause.groups)
        frequencies = found.frequencies[:height, at:end]
        idfs = _weighted_idfs(clause, frequencies, snapshot.live)
        yield clause.scored(found.docs[at:end], frequencies, saturated[:height, at:end], idfs)


def _of_group(snapshot: Snapshot, group: Group, scorer: BM25F) -> Scored:
    docs, frequencies = blend_one(snapshot, group, group.fields, scorer)
    scores = scorer.saturated(frequencies)
    [df] = group.dfs(frequencies[None])
    scores *= group.weight * ranking.idf(df, snapshot.live) if df else 0.0
    return Scored.of(docs, scores)


def _weighted_idfs(clause: KeyedWord | Group, frequencies: Scores, live: int) -> list[float]:
    """What saturated frequencies of the groups are multiplied with, 0 of what is nowhere."""
    dfs = zip(clause.groups, clause.dfs(frequencies), strict=True)
    return [group.weight * ranking.idf(df, live) if df else 0.0 for group, df in dfs]
