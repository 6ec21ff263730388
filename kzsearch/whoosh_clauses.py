"""Clauses that only Whoosh's queries need; the others are groups.Group, plan.Sum and Conditions.

`parts` are the clauses that snippets mark. A document that a clause does not find is explained as 0.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .explanation import Explanation
from .plan import Clause, Sum
from .scored import Scored, Scores, united
from .snapshot import Snapshot


class Found(NamedTuple):
    """Documents that were looked up before."""

    label: str
    scored: Scored
    parts: tuple[Clause, ...] = ()

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return self.scored

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        at = self.scored.place(doc)
        return Explanation(0.0 if at is None else float(self.scored.scores[at]), self.label)


class Constant(NamedTuple):
    """The documents of a clause, each with the same score."""

    label: str
    clause: Clause
    score: float

    @property
    def parts(self) -> tuple[Clause, ...]:
        """The clause."""
        return (self.clause,)

    def evaluate(self, snapshot: Snapshot) -> Scored:
        docs = self.clause.evaluate(snapshot).docs
        return Scored.of(docs, np.full(len(docs), self.score))

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        is_there = self.clause.evaluate(snapshot).place(doc) is not None
        return Explanation(self.score if is_there else 0.0, f"{self.label}: constant score")


class AnyOf(NamedTuple):
    """Any of the parts, their scores added, as one word: a Prefix whose terms score apart."""

    parts: tuple[Clause, ...]

    def evaluate(self, snapshot: Snapshot) -> Scored:
        return Sum(self.parts).evaluate(snapshot)

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        return Sum(self.parts).explain(snapshot, doc)


class Maximum(NamedTuple):
    """Any of the parts, each document by the one that scores it best; tiebreak: what the others count."""

    parts: tuple[Clause, ...]
    tiebreak: float

    def evaluate(self, snapshot: Snapshot) -> Scored:
        lists = [part.evaluate(snapshot) for part in self.parts]
        (docs, places), sums = united(snapshot.unions, lists)
        best = np.zeros(len(docs))
        for each, at in zip(lists, np.split(places, np.cumsum([len(each.docs) for each in lists])), strict=False):
            best[at] = np.maximum(best[at], each.scores)
        return Scored.of(docs, best + self.tiebreak * (sums - best))

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        parts = tuple(e for e in (part.explain(snapshot, doc) for part in self.parts) if e.value)
        best = max(parts, key=lambda e: e.value, default=Explanation(0.0, ""))
        found = Explanation(best.value, "maximum of", parts)
        if not self.tiebreak:
            return found
        others = Explanation(
            sum(e.value for e in parts) - best.value, "sum of", tuple(e for e in parts if e is not best)
        )
        tie = Explanation(self.tiebreak * others.value, "product of", (Explanation(self.tiebreak, "tiebreak"), others))
        return Explanation(found.value + tie.value, "sum of", (found, tie))


class Coordinated(NamedTuple):
    """Any of n parts, documents that have m of them by weight * (n - 1) / n * (sum + (m - 1) / (n - scale) ** 2).

    The short query ranking that Whoosh has for Or(scale=), after Rose, Stevens (1996), "V-Twin: A lightweight engine
    for interactive use"; there n and m are numbers of terms.
    """

    parts: tuple[Clause, ...]
    scale: float
    weight: float

    def evaluate(self, snapshot: Snapshot) -> Scored:
        lists = [part.evaluate(snapshot) for part in self.parts]
        (docs, places), sums = united(snapshot.unions, lists)
        bonus = self._bonus(np.bincount(places, minlength=len(docs)))
        return Scored.of(docs, self._share * (sums + bonus))

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        there = sum(part.evaluate(snapshot).place(doc) is not None for part in self.parts)
        if not there:
            return Explanation(0.0, "sum of")
        scores = tuple(e for e in (part.explain(snapshot, doc) for part in self.parts) if e.value)
        bonus = Explanation(float(self._bonus(np.array([there]))[0]), f"for {there} of {len(self.parts)} parts")
        total = Explanation(sum(e.value for e in (*scores, bonus)), "sum of", (*scores, bonus))
        share = Explanation(self._share, f"weight {self.weight:g}, of {len(self.parts)} parts")
        return Explanation(share.value * total.value, "product of", (share, total))

    @property
    def _share(self) -> float:
        return self.weight * (len(self.parts) - 1) / len(self.parts)

    def _bonus(self, there: NDArray[np.int64]) -> Scores:
        bonus: Scores = (there - 1) / (len(self.parts) - self.scale) ** 2
        return bonus
