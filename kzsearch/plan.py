"""A query compiled against one snapshot: what matches, with what score, and why.

Every node answers for all documents at once: `evaluate` gives float64 scores and two masks, shape (documents,). The
strict mask is for must, must not and AND: it leaves out documents that only share a coarse key.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from . import ranking
from .expansion import Alternative
from .fields import FIELDS
from .highlight import Wanted
from .postings import Occurrences, Postings
from .snapshot import Snapshot

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
        frequencies, scores = np.zeros((2, snapshot.size))
        matched = np.zeros(snapshot.size, dtype=bool)
        df, lists = 0.0, []
        for alternative, by_field in self._postings(snapshot):
            df += alternative.weight * _documents(snapshot, by_field.values())
            for name, found in by_field.items():
                frequencies[found.docs] += _normalised(snapshot, name, alternative, found)
                lists.append(found.docs)
        factor = self.weight * ranking.idf(df, snapshot.live)
        for docs in lists:  # not all documents: most have none of the words
            scores[docs] = factor * ranking.saturate(frequencies.take(docs))
            matched[docs] = True
        return Outcome(scores, matched, matched if self.essential else np.zeros(snapshot.size, dtype=bool))

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        df, parts = 0.0, []
        for alternative, by_field in self._postings(snapshot):
            df += alternative.weight * _documents(snapshot, by_field.values())
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


def _documents(snapshot: Snapshot, found: Iterable[Postings]) -> int:
    """How many documents are in any of the lists."""
    lists = [postings.docs for postings in found if len(postings.docs)]
    if len(lists) < 2:
        return sum(map(len, lists))
    is_there = np.zeros(snapshot.size, dtype=bool)
    for docs in lists:
        is_there[docs] = True
    return int(np.count_nonzero(is_there))


def _normalised(snapshot: Snapshot, name: str, alternative: Alternative, found: Postings) -> NDArray[np.float64]:
    return FIELD_WEIGHTS[name] * alternative.weight * found.frequencies / snapshot.norms[name].take(found.docs)


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
        return _added(snapshot, [child.evaluate(snapshot) for child in self.children])

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        parts = tuple(e for e in (c.explain(snapshot, doc) for c in self.children) if e.value)
        return Explanation(sum(e.value for e in parts), self.label, parts)


def _added(snapshot: Snapshot, outcomes: list[Outcome]) -> Outcome:
    scores, matched, strict = np.zeros(snapshot.size), *np.zeros((2, snapshot.size), dtype=bool)
    for found in outcomes:
        scores += found.scores
        matched |= found.matched
        strict |= found.strict
    return Outcome(scores, matched, strict)


BELOW = 1 - 1e-9  # of the least score of a document with the word itself


@dataclass(frozen=True)
class KeyedWord:
    """One word by its keys, their scores added. A document that shares only the coarse key never scores as much as one
    that has the word, its lemma or a translation."""

    label: str
    lemma: Group
    form: Group
    coarse: Group
    kindred: Group

    def evaluate(self, snapshot: Snapshot) -> Outcome:
        total, own, limit = self._keys(snapshot)
        return Outcome(np.where(own, total.scores, np.minimum(total.scores, limit)), total.matched, total.strict)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        _, own, limit = self._keys(snapshot)
        total = Sum((self.lemma, self.form, self.coarse, self.kindred), f"{self.label}: sum of").explain(snapshot, doc)
        if own[doc] or total.value <= limit:
            return total
        return Explanation(limit, "at most, as it goes without the word itself,", (total,))

    def _keys(self, snapshot: Snapshot) -> tuple[Outcome, Mask, float]:
        """The keys' scores added, the documents with the word itself, and what the others stay below."""
        lemma, form, coarse = (group.evaluate(snapshot) for group in (self.lemma, self.form, self.coarse))
        kindred = self.kindred.evaluate(snapshot)
        total, own = _added(snapshot, [lemma, form, coarse, kindred]), lemma.matched | form.matched
        named = own | coarse.matched
        if named.any():  # spellings alike are asked only where nothing else answers
            total = Outcome(total.scores, named, total.strict)
        return total, own, float(total.scores[own].min()) * BELOW if own.any() else np.inf


@dataclass(frozen=True)
class Conditions:
    """Documents that match every `must` and no `must_not`; with no must, any of `should` has to match."""

    should: tuple[Clause, ...]
    must: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()

    def evaluate(self, snapshot: Snapshot) -> Outcome:
        must = [clause.evaluate(snapshot) for clause in self.must]
        wanted = _added(snapshot, [*must, *(clause.evaluate(snapshot) for clause in self.should)])
        kept = snapshot.alive
        for required in must:
            kept = kept & required.strict
        for clause in self.must_not:
            kept = kept & ~clause.evaluate(snapshot).strict
        if not self.should and not self.must:
            return Outcome(wanted.scores, kept, kept)
        return Outcome(wanted.scores, wanted.matched & kept, wanted.strict & kept)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return Sum((*self.must, *self.should)).explain(snapshot, doc)


def wanted(clause: Clause) -> Wanted:
    """What snippets mark: all that the groups of a plan stand for; what is excluded is not marked."""
    phrases: dict[tuple[str, ...], float] = {}
    others: dict[str, set[str]] = {"coarse": set(), "form": set(), "kindred": set()}
    for group in _groups(clause):
        for alternative in group.alternatives:
            if group.key == "lemma":
                phrases[alternative.terms] = max(phrases.get(alternative.terms, 0.0), alternative.weight)
            else:
                others[alternative.via if alternative.via == "kindred" else group.key].update(alternative.terms)
    return Wanted(phrases, *(frozenset(others[key]) for key in ("coarse", "form", "kindred")))


def _groups(clause: Clause) -> Iterator[Group]:
    if isinstance(clause, Group):
        yield clause
    elif isinstance(clause, KeyedWord):
        yield from (clause.lemma, clause.form, clause.coarse, clause.kindred)
    elif isinstance(clause, Sum):
        for child in clause.children:
            yield from _groups(child)
    elif isinstance(clause, Conditions):
        for child in (*clause.must, *clause.should):
            yield from _groups(child)
