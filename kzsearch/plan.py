"""A query compiled against one snapshot: what matches, with what score, and why.

`evaluate` gives the documents that match with their scores; `strict` of them are what must, must not and AND mean: not
those that only share a coarse key with a word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np

from .explanation import Explanation
from .groups import Word
from .highlight import Wanted
from .scored import Scored, added, mask
from .snapshot import Snapshot


class Clause(Protocol):
    """A node of the plan; snippets mark its `parts` where it has such."""

    def evaluate(self, snapshot: Snapshot) -> Scored: ...

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation: ...


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
    """Documents that match every `must`, no `must_not` and `least` of `should`; with no must, any of `should` has to
    match; with neither, all documents do. Where `least` is set, no Sum is among `should`."""

    should: tuple[Clause, ...]
    must: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    least: int = 0

    def evaluate(self, snapshot: Snapshot) -> Scored:
        must = [clause.evaluate(snapshot) for clause in self.must]
        should = Sum(self.should).lists(snapshot)
        found = added(snapshot.unions, [*must, *should])
        if not self.should and not self.must:
            alive = np.flatnonzero(snapshot.alive)
            found = Scored.of(alive, np.zeros(len(alive)))
        docs = found.docs
        kept = np.ones(len(docs), np.bool_) if found.matched is None else found.matched
        for required in must:
            kept = kept & mask(snapshot.size, required.strict_docs()).take(docs)
        for clause in self.must_not:
            kept = kept & ~mask(snapshot.size, clause.evaluate(snapshot).strict_docs()).take(docs)
        if self.least:
            counts = np.zeros(snapshot.size, np.int32)
            for each in should:
                counts[each.strict_docs()] += 1
            kept = kept & (counts.take(docs) >= self.least)
        return Scored.of(docs[kept], found.scores[kept], None if found.strict is None else found.strict[kept])

    def explain(self, snapshot: Snapshot, doc: int) -> Explanation:
        is_there = self.evaluate(snapshot).place(doc) is not None
        return Sum((*self.must, *self.should) if is_there else ()).explain(snapshot, doc)


def at_least(clause: Clause, least: float) -> Clause:
    """The same with a number of words that have to match, or a share of them, rounded down; all where there are fewer.
    Where that is one, any may match, as without a number: a word that is only spelt alike too."""
    given = clause
    if isinstance(clause, Sum):
        clause = Conditions(clause.children)
    if not isinstance(clause, Conditions):
        return clause
    words = [*_words(clause.should)]
    number = int(least) if least >= 1 else max(1, int(least * len(words) + 1e-9))
    number = min(number, len(words))
    return given if number <= 1 else replace(clause, should=tuple(words), least=number)


def _words(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Those of brackets too, where any of them may match."""
    for clause in clauses:
        if isinstance(clause, Sum):
            yield from _words(clause.children)
        elif isinstance(clause, Conditions) and not (clause.must or clause.must_not or clause.least):
            yield from _words(clause.should)
        else:
            yield clause


def scored_words(snapshot: Snapshot, clause: Clause) -> Iterator[tuple[Word, Scored]]:
    """The words and phrases that documents are ranked by, and what they come to."""
    for leaf in _leaves(clause):
        word = leaf.clause if isinstance(leaf, Evaluated) else leaf
        if isinstance(word, Word):
            yield word, leaf.evaluate(snapshot)


def words_of(clause: Clause) -> Iterator[Word]:
    """The words and phrases of a plan, but for what is excluded; those of Whoosh's clauses too."""
    for leaf in _leaves(clause):
        word = leaf.clause if isinstance(leaf, Evaluated) else leaf
        if isinstance(word, Word):
            yield word
        else:
            for part in getattr(word, "parts", ()):
                yield from words_of(part)


def _leaves(clause: Clause) -> Iterator[Clause]:
    """What is made of no other clauses that may or must match."""
    if isinstance(clause, Sum | Conditions):
        for child in clause.children if isinstance(clause, Sum) else (*clause.must, *clause.should):
            yield from _leaves(child)
    else:
        yield clause


def wanted(clause: Clause) -> Wanted:
    """What snippets mark: all that the groups of a plan stand for; what is excluded is not marked."""
    phrases: dict[tuple[str, ...], float] = {}
    others: dict[str, set[str]] = {"coarse": set(), "form": set(), "kindred": set()}
    for group in (group for word in words_of(clause) for group in word.groups):
        for alternative in group.alternatives:
            key = _MARKED_BY.get(alternative.via, group.key)
            if key == "lemma":
                phrases[alternative.terms] = max(phrases.get(alternative.terms, 0.0), alternative.weight)
            else:
                others[key].update(alternative.terms)
    return Wanted(phrases, *(frozenset(others[key]) for key in ("coarse", "form", "kindred")))


_MARKED_BY = {"kindred": "kindred", "written": "form"}
