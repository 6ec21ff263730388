"""A whoosh.query.Query -> plan: terms, phrases and what is made of them as arrays, all else by Whoosh's own matchers.

Queries made of queries mean what Whoosh documents, not where it errs: docs/whoosh-differences.md. A boost is multiplied
down to what it weighs, a Not adds nothing to a score, and what stands for many terms scores the same in every index.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .codec.whoosh_imports import query as q
from .codec.whoosh_index import WhooshIndex
from .codec.whoosh_lookups import LeafLookup, NumberRange
from .codec.whoosh_schema import NumberField, key_of
from .compiler import Asked
from .errors import OptionError
from .expansion import Alternative
from .groups import Group
from .plan import Clause, Conditions, Sum
from .scored import Docs, Scored
from .whoosh_clauses import AnyOf, Constant, Coordinated, Found, Maximum
from .whoosh_walk import TermScores, clear_errors, named, queries_in, walked

_NOTHING = Sum(())


def compile_whoosh(query: Any, asked: Asked) -> Clause:
    """The plan of a query; asked.fields and cross_lingual say nothing: fields and terms are those of the query.

    Raises OptionError: a field that the index does not have, a boost below 0, a query that Whoosh cannot search for.

    >>> import kzsearch
    >>> from whoosh.query import And, Prefix, Term
    >>> index = kzsearch.open()
    >>> report = index.add({"id": "1", "text": "Мектептер ашылды", "rubric": "білім"})
    >>> snapshot, query = index._open_snapshot(), And([Term("rubric", "білім"), Prefix("text_form", "мектеп")])
    >>> compile_whoosh(query, Asked(snapshot, True, kzsearch.scoring.DEFAULT)).evaluate(snapshot).scores.tolist()
    [2.0]
    """
    return Compiler(asked).clause(query)


class Compiler(NamedTuple):
    """Makes the clauses of queries. boost: of all that a query is part of; `clause` multiplies its own in."""

    asked: Asked

    @property
    def index(self) -> WhooshIndex:
        """The snapshot's."""
        return self.asked.snapshot.whoosh

    def clause(self, query: Any, boost: float = 1.0) -> Clause:
        """The clause of any query."""
        if not isinstance(query, q.Query):
            raise OptionError(f"a query must be made of whoosh.query.Query, got {query!r} ({type(query).__name__})")
        self._check_field(query)
        way = _WAYS.get(type(query))  # a subclass may mean something else
        if way is None:
            return self.matched(query, boost)
        return way(self, query, boost * _checked("boost", getattr(query, "boost", 1.0)))

    def _check_field(self, query: Any) -> None:
        name, known = getattr(query, "fieldname", None), [n for n, field in self.index.schema.items() if field.indexed]
        if name is not None and name not in known:
            raise OptionError(f"a field of a query must be one of {', '.join(known)}, got {name!r}")

    # -- queries made of queries

    def and_(self, query: Any, boost: float) -> Clause:
        """Documents of all parts."""
        barred = [part for part in query.subqueries if type(part) is q.Not]
        required = tuple(self.clause(part, boost) for part in query.subqueries if type(part) is not q.Not)
        if not barred and len(required) < 2:
            return required[0] if required else _NOTHING
        return Conditions((), required, tuple(self.clause(part.query) for part in barred))

    def or_(self, query: Any, boost: float) -> Clause:
        """Documents of any part."""
        if query.scale and len(query.subqueries) > 1:
            if not 0 < _checked("scale", query.scale) < 1:
                raise OptionError(f"scale must be above 0 and below 1, got {query.scale!r}")
            return Coordinated(tuple(map(self.clause, query.subqueries)), query.scale, boost)
        return Sum(tuple(self.clause(part, boost) for part in query.subqueries))

    def not_(self, query: Any, boost: float) -> Clause:
        """All other documents, with a score of 0."""
        return Conditions((), (), (self.clause(query.query),))

    def and_not(self, query: Any, boost: float) -> Clause:
        """Documents of the first part that are not in the second."""
        return Conditions((), (self.clause(query.a, boost),), (self.clause(query.b),))

    def and_maybe(self, query: Any, boost: float) -> Clause:
        """Documents of the first part; the second adds to their scores."""
        return Conditions((self.clause(query.b, boost),), (self.clause(query.a, boost),))

    def require(self, query: Any, boost: float) -> Clause:
        """Documents of both parts with the score of the first."""
        return Conditions((), (self.clause(query.a, boost), Constant(named(query.b), self.clause(query.b), 0.0)))

    def otherwise(self, query: Any, boost: float) -> Clause:
        """The first part, the second where the first finds nothing in the whole index."""
        first, second = self.clause(query.a, boost), self.clause(query.b, boost)
        return first if len(first.evaluate(self.asked.snapshot).docs) else second

    def disjunction_max(self, query: Any, boost: float) -> Clause:
        """Documents of any part with the greatest of its scores."""
        parts = tuple(self.clause(part, boost) for part in query.subqueries)
        return Maximum(parts, _checked("tiebreak", query.tiebreak)) if parts else _NOTHING

    def constant(self, query: Any, boost: float) -> Clause:
        """Documents of a query, all with one score."""
        return Constant(named(query.child), self.clause(query.child), boost * _checked("score", query.score))

    def weighted(self, query: Any, boost: float) -> Clause:
        """A query scored by a weighting of Whoosh's."""
        return self.matched(query.child, boost, query.weighting)

    # -- terms

    def term(self, query: Any, boost: float) -> Clause:
        """Documents with a term."""
        with clear_errors(query):
            text = self._bytes(query.fieldname, query.text)
        return self._any_of(query, [] if text is None else [text], boost)

    def terms(self, query: Any, boost: float) -> Clause:
        """Documents with any of the terms that a Prefix, a Wildcard, a FuzzyTerm... stands for."""
        if _has_all_terms(query):
            return self.every(query, boost)
        with clear_errors(query):
            found = {self._bytes(*term) for reader in self._readers() for term in query.expanded_terms(reader)}
        texts = sorted(text for text in found if text)
        if query.constantscore:
            return Constant(str(query), self._any_of(query, texts, 1.0), boost)
        return AnyOf(tuple(self._any_of(query, [text], boost) for text in texts))

    def _readers(self) -> list[Any]:
        return [reader for reader, _ in self.index.reader().leaf_readers()] if self.index.segments else []

    def _any_of(self, query: Any, texts: Sequence[bytes], boost: float) -> Clause:
        """Documents with any of some terms, which score as one; 1.0 in a field that is not of words."""
        name = query.fieldname
        if key_of(name) and texts:
            return self.group(name, texts, boost)
        return self._found(str(query), (each.with_terms(name, texts) for each in self._leaves()), boost)

    def group(self, name: str, texts: Sequence[bytes], boost: float = 1.0) -> Group:
        """Terms of a field of words, which score as one."""
        field, key = key_of(name) or ("", "")
        terms = [text.decode("utf-8", "replace") for text in texts]
        label = f"{name}:{' '.join(terms)}"
        if key == "folded":
            keys = [segment.terms.keys for segment in self.index.segments]
            terms, key = [form for term in terms for each in keys for form in each.forms_of(term)], "form"
        words = self.asked.snapshot.words
        alternatives = tuple(Alternative((term,), 1.0, "typed", words(key, term)) for term in dict.fromkeys(terms))
        return Group(label, key, boost, alternatives, (field,), scorer=self.asked.scorer)

    def phrase(self, query: Any, boost: float) -> Clause:
        """Words each at most `slop` places after the one before; the sum of their scores."""
        name = query.fieldname
        if not key_of(name):
            raise OptionError(f"a Phrase must be of a field of words, got {name!r}")
        with clear_errors(query):
            texts = [self._bytes(name, word) or b"" for word in query.words if word is not None]
            there = [each.with_phrase(name, texts, query.slop) for each in self._leaves() if texts]
        if not texts:
            return _NOTHING
        words = (self.group(name, [text], boost) for text in texts)
        return Conditions((), (*words, self._found(named(query), there, 0.0)))

    def _bytes(self, name: str, text: Any) -> bytes | None:
        """A term as the field writes it, None where it cannot have it: letters among numbers."""
        try:
            found: bytes = self.index.schema[name].to_bytes(text)
        except ValueError:
            return None
        return found

    # -- whole fields

    def every(self, query: Any, boost: float) -> Clause:
        """All documents, or those that have a field."""
        name = query.fieldname
        label = "every document" + (f" with {name}" if name else "")
        return self._found(label, (each.with_field(name) for each in self._leaves()), boost)

    def number_range(self, query: Any, boost: float) -> Clause:
        """Documents with a number of a range."""
        name = query.fieldname
        field = self.index.schema[name]
        if not isinstance(field, NumberField):
            raise OptionError(f"a {type(query).__name__} must be of a field of numbers, got {name!r}")
        with clear_errors(query):
            start, end = (None if n is None else field.prepare_number(n) for n in (query.start, query.end))
        bounds = NumberRange(start, end, query.startexcl, query.endexcl)
        return self._found(str(query), (each.with_number(name, bounds) for each in self._leaves()), boost)

    def _leaves(self) -> Iterator[LeafLookup]:
        return map(LeafLookup, self.index.segments)

    def _found(self, label: str, docs: Iterable[Docs], score: float) -> Clause:
        found = np.concatenate([np.zeros(0, np.int64), *docs])
        return Found(label, Scored.of(found, np.full(len(found), score)))

    # -- all others

    def matched(self, query: Any, boost: float = 1.0, weighting: Any = None) -> Clause:
        """What Whoosh's own matchers find, its terms scored as ours are. weighting: of Whoosh's, instead."""
        for part in queries_in(query):
            self._check_field(part)
        with clear_errors(query), self.index.searcher(weighting=weighting or TermScores(self._scores_of)) as searcher:
            found = walked(query, searcher) if self.index.segments else {}
            alive = self.asked.snapshot.alive
        docs = np.array([doc for doc in sorted(found) if alive[doc]], np.int64)
        scores = boost * np.array([_checked("score", found[doc]) for doc in docs.tolist()])
        sought = queries_in(query, excluded=False)
        marked = tuple(self.clause(part) for part in sought if _WAYS.get(type(part)) in _OF_WORDS)
        return Found(f"by Whoosh's {named(query)}", Scored.of(docs, scores), marked)

    def _scores_of(self, name: str, text: bytes) -> dict[int, float] | None:
        """The score of each document for a term of a field of words."""
        if not key_of(name):
            return None
        found = self.group(name, [self._bytes(name, text) or b""]).evaluate(self.asked.snapshot)
        return dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True))


_WAYS: Mapping[type, Callable[[Compiler, Any, float], Clause]] = {
    q.And: Compiler.and_,
    q.Or: Compiler.or_,
    q.Not: Compiler.not_,
    q.AndNot: Compiler.and_not,
    q.AndMaybe: Compiler.and_maybe,
    q.Require: Compiler.require,
    q.Otherwise: Compiler.otherwise,
    q.DisjunctionMax: Compiler.disjunction_max,
    q.ConstantScoreQuery: Compiler.constant,
    q.WeightingQuery: Compiler.weighted,
    q.Term: Compiler.term,
    q.Prefix: Compiler.terms,
    q.Wildcard: Compiler.terms,
    q.Regex: Compiler.terms,
    q.FuzzyTerm: Compiler.terms,
    q.Variations: Compiler.terms,
    q.TermRange: Compiler.terms,
    q.Phrase: Compiler.phrase,
    q.Every: Compiler.every,
    q.NumericRange: Compiler.number_range,
    q.DateRange: Compiler.number_range,
    type(q.NullQuery): lambda *_: _NOTHING,
}
_OF_WORDS = {Compiler.term, Compiler.terms, Compiler.phrase}


def _has_all_terms(query: Any) -> bool:
    """Does it stand for all terms of its field?"""
    if type(query) is q.TermRange:
        return query.start is None and query.end is None
    return (type(query), query.text) in ((q.Prefix, ""), (q.Wildcard, "*"), (q.Regex, ".*"))


def _checked(name: str, value: Any) -> float:
    """A factor or a score: the best documents are found by bounds that only such have."""
    if not isinstance(value, int | float | np.number) or not 0 <= value < math.inf:
        raise OptionError(f"{name} of a query must be finite and >= 0, got {value!r}")
    return float(value)
