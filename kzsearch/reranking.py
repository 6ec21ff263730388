"""What moves documents up beside their scores: their age, and the words of the question standing close together."""

import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .explanation import Explanation
from .fields import FIELDS
from .filters import days, times
from .groups import POSITIONS, Group, Word, side_by_side
from .options import Options, Recency
from .plan import Clause, scored_words
from .scored import NOTHING, Docs, Mask, Scored, Scores, added, best_of, looked_up, top, united
from .snapshot import Snapshot

REORDERED = 100  # best documents that words close together put in another order
_SECONDS = 86_400  # of a day


class Ranking:
    """The order of the documents that match, by more than their scores."""

    def __init__(self, snapshot: Snapshot, clause: Clause, options: Options) -> None:
        self._snapshot, self._clause = snapshot, clause
        self._decay = Decay.of(snapshot, options.recency) if options.recency else None
        self._nearness = Nearness(snapshot, clause, options.proximity) if options.proximity else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about it."""
        if self._decay is None or not np.isnan(self._decay.ages[self._snapshot.alive]).all():
            return ()
        return (f"no document has a date under the key {self._decay.recency.key!r}",)

    def best(self, lists: Sequence[Scored], k: int, kept: Mask | None) -> list[tuple[int, float]]:
        """The k best documents, best first, and their scores; lists, kept: as of scored.best_of."""
        wanted = k if self._nearness is None else max(k, REORDERED)
        if self._decay is None:
            docs, scores = best_of(self._snapshot.unions, lists, wanted, kept)
        else:
            found, (_, sums) = added(self._snapshot.unions, lists), united(self._snapshot.unions, lists or [NOTHING])
            chosen = np.ones(len(found.docs), np.bool_) if found.matched is None else found.matched
            chosen = chosen if kept is None else chosen & kept.take(found.docs)
            docs = found.docs.compress(chosen)
            docs, scores = top(docs, sums.compress(chosen) * self._decay.factors.take(docs), wanted)
        if self._nearness is not None:
            scores[:REORDERED] += self._nearness.bonuses(docs[:REORDERED])
            order = np.lexsort((docs, -scores))[:k]
            docs, scores = docs[order], scores[order]
        return list(zip(docs.tolist(), scores.tolist(), strict=True))

    def explain(self, doc: int, rank: int) -> Explanation:
        """How a document came by its score. rank: among the best, from 0."""
        found = self._clause.explain(self._snapshot, doc)
        if self._decay is not None:
            decay = self._decay.explain(doc)
            found = Explanation(found.value * decay.value, "product of", (found, decay))
        if self._nearness is not None and rank < REORDERED:
            bonus = self._nearness.explain(doc)
            found = Explanation(found.value + bonus.value, "sum of", (found, bonus)) if bonus.value else found
        return found


class Decay(NamedTuple):
    """A Recency at one moment. ages: of each document in days, NaN where it has no date, shape (documents,)."""

    recency: Recency
    ages: Scores

    @classmethod
    def of(cls, snapshot: Snapshot, recency: Recency) -> "Decay":
        now = time.time() / _SECONDS if recency.now is None else days(recency.now)
        return cls(recency, np.maximum(now - times(snapshot, recency.key), 0.0))

    @property
    def factors(self) -> Scores:
        """What each document's score is multiplied with, same shape as ages."""
        share = self.recency.share
        with np.errstate(over="ignore"):  # of a half-life of next to nothing
            left: Scores = np.exp2(-self.ages / self.recency.half_life)
        return 1.0 - share + share * np.where(np.isnan(left), 0.0, left)

    def explain(self, doc: int) -> Explanation:
        """What the score of a document is multiplied with."""
        age = float(self.ages[doc])
        what = f"no date in {self.recency.key!r}" if np.isnan(age) else f"{age:.1f} days old"
        factor = float(Decay(self.recency, self.ages[doc : doc + 1]).factors[0])
        half_life, share = self.recency.half_life, self.recency.share
        return Explanation(factor, f"recency, {what}, half-life {half_life:g} days, share {share:g}")


class _Pair(NamedTuple):
    """Two neighbouring words of a question in one document."""

    words: str
    least: float  # score of the two
    distance: int  # in words, from 1; 0 where they do not stand in one field

    @property
    def value(self) -> float:
        return self.least / self.distance if self.distance else 0.0


class Nearness:
    """A bonus for neighbouring words of a question that stand close together in a document, in whichever order.

    weight · sum over neighbours of (the lesser of their scores / the least distance in words, in one field). Sources:
    Tao, Zhai (2007), "An exploration of proximity measures in information retrieval"; Metzler, Croft (2005), "A Markov
    random field model for term dependencies", whose sequential model looks at neighbours only.
    """

    def __init__(self, snapshot: Snapshot, clause: Clause, weight: float) -> None:
        self._snapshot, self._clause, self._weight = snapshot, clause, weight

    def bonuses(self, docs: Docs) -> Scores:
        """Those of some documents, float64, same shape."""
        found = np.zeros(len(docs))
        for pairs in self._pairs(docs):
            found += [pair.value for pair in pairs]
        return self._weight * found

    def explain(self, doc: int) -> Explanation:
        """The bonus of a document."""
        pairs = [pair for [pair] in self._pairs(np.array([doc])) if pair.value]
        parts = tuple(
            Explanation(
                pair.value,
                f"{pair.words}: product of",
                (
                    Explanation(pair.least, "the lesser of their scores"),
                    Explanation(1 / pair.distance, f"1 / their distance, {pair.distance}"),
                ),
            )
            for pair in pairs
        )
        total = Explanation(sum(part.value for part in parts), "sum of", parts)
        weight = Explanation(self._weight, "weight of proximity")
        return Explanation(self._weight * total.value, "proximity: product of", (weight, total))

    @cached_property
    def _words(self) -> list[tuple[Word, Scored]]:
        return list(scored_words(self._snapshot, self._clause))

    def _pairs(self, docs: Docs) -> Iterator[list[_Pair]]:
        """Each two neighbours, in each of some documents."""
        order = np.argsort(docs)
        ordered = docs[order]
        for (one, of_one), (other, of_other) in pairwise(self._words):
            if one is other:
                continue
            least = np.minimum(looked_up(of_one, docs), looked_up(of_other, docs))
            distances = np.zeros(len(docs), np.int64)
            distances[order] = self._distances(one, other, ordered)
            label = f"{one.label} and {other.label}"
            yield [_Pair(label, *found) for found in zip(least.tolist(), distances.tolist(), strict=True)]

    def _distances(self, one: Word, other: Word, docs: Docs) -> NDArray[np.int64]:
        """The least distance of two words in each of some ascending documents, 0 where they share no field."""
        least = np.full(len(docs), POSITIONS)
        for field in FIELDS:
            places, others = (self._places(word, field, docs) for word in (one, other))
            if len(places) and len(others):
                before, after = others.searchsorted(places) - 1, others.searchsorted(places, side="right")
                for at in (before, after):
                    neighbour = others.take(at, mode="clip")
                    same = (places // POSITIONS == neighbour // POSITIONS) & (
                        places != neighbour
                    )  # one token is no two
                    rows = docs.searchsorted(places[same] // POSITIONS)
                    np.minimum.at(least, rows, np.abs(places - neighbour)[same])
        return np.where(least < POSITIONS, least, 0)

    def _places(self, word: Word, field: str, docs: Docs) -> NDArray[np.int64]:
        """Where the lemmas of a word and their translations begin in some ascending documents: document and position in
        one number, ascending."""
        found = [np.zeros(0, np.int64)]
        for group in word.groups:
            if group.key == "lemma" and field in group.fields:
                found += self._of_group(group, field, docs)
        places = np.concatenate(found)
        places.sort()
        return places

    def _of_group(self, group: Group, field: str, docs: Docs) -> Iterator[NDArray[np.int64]]:
        for alternative in group.alternatives:
            if alternative.via == "kindred":
                continue
            if alternative.words is not None:
                at = [self._snapshot.occurrences_of(field, alternative.words)]
            else:
                at = [self._snapshot.occurrences(field, term) for term in alternative.terms]
            yield side_by_side([occurrences.within(docs) for occurrences in at], group.slop)
