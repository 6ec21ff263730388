"""Random queries, and what they mean: `matches` says by reading a document's tokens whether it answers."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from kzsearch_analyzers import analyze
from twins import TERMS, TEXT_FIELDS, WORDS, Document, places
from whoosh import query as q

FIELD_WORDS = {
    field + key: sorted({term for word in WORDS for token in analyze(word) for term in terms(token)})
    for field in ("title", "text")
    for key, terms in TERMS.items()
}
UNKNOWN = "жоқсөз"
NUMBERS = st.integers(-4, 13) | st.none()
EXCLUSIVE = st.booleans()


@st.composite
def leaves(draw: st.DrawFn, fields: Sequence[str] = TEXT_FIELDS, *, scored: bool = False) -> Any:
    """A query of one field. scored: only kinds whose scores do not depend on how documents lie in segments."""
    name = draw(st.sampled_from(fields))
    words = st.sampled_from([*FIELD_WORDS[name], UNKNOWN])
    word = draw(words)
    kinds = ["term", "term", "phrase"] if scored else ["term", "term", "prefix", "wildcard", "regex", "fuzzy", "range"]
    kinds += [] if scored else ["phrase", "phrase", "number", "key", "every"]
    match draw(st.sampled_from(kinds)):
        case "prefix":
            return q.Prefix(name, word[: draw(st.integers(1, 4))])
        case "wildcard":
            at = draw(st.integers(0, len(word) - 1))
            return q.Wildcard(name, word[:at] + draw(st.sampled_from("*?")) + word[at + draw(st.integers(0, 2)) :])
        case "regex":
            return q.Regex(name, re.escape(word[0]) + ".*" + re.escape(word[-1]) + "$")
        case "fuzzy":
            return q.FuzzyTerm(
                name, word, maxdist=draw(st.integers(1, 2)), prefixlength=draw(st.integers(0, len(word) - 1))
            )
        case "range":
            first, last = sorted([word, draw(words)])
            return q.TermRange(name, first, last, draw(EXCLUSIVE), draw(EXCLUSIVE))
        case "phrase":
            return q.Phrase(name, draw(st.lists(words, min_size=2, max_size=3)), slop=draw(st.integers(1, 4)))
        case "number":
            first, last = draw(NUMBERS), draw(NUMBERS)
            return q.NumericRange(
                draw(st.sampled_from(["year", "price"])), first, last, draw(EXCLUSIVE), draw(EXCLUSIVE)
            )
        case "key":
            return draw(
                st.sampled_from(
                    [q.Term("rubric", "спорт"), q.Prefix("rubric", "э"), q.Term("year", 3), q.Term("price", -2.5),
                     q.TermRange("id", "d0200", "d0700"), q.TermRange("rubric", "к", None), q.Term("lang", "kk")]
                )
            )  # fmt: skip
        case "every":
            return q.Every(draw(st.sampled_from([None, "title", "rubric", "year"])))
        case _:
            return q.Term(name, word)


@st.composite
def trees(draw: st.DrawFn, fields: Sequence[str] = TEXT_FIELDS, *, scored: bool = False, depth: int = 2) -> Any:
    """Queries of several parts, without those that Whoosh errs in: see test_known_errors.py.

    Not stands within And only, and there is no AndNot.
    """
    part = trees(fields, scored=scored, depth=depth - 1) if depth else leaves(fields, scored=scored)
    several = st.lists(part, min_size=2, max_size=3)
    ways = [
        leaves(fields, scored=scored),
        several.map(q.And),
        several.map(q.Or),
        st.builds(lambda some, no: q.And([*some, q.Not(no)]), st.lists(part, min_size=1, max_size=2), part),
    ]
    unscored = [several.map(q.DisjunctionMax), part.map(q.ConstantScoreQuery), st.builds(q.AndMaybe, part, part)]
    ways += [] if scored else unscored
    return draw(draw(st.sampled_from(ways)))


def kinds(query: Any) -> set[str]:
    """The kinds of a query and of its parts."""
    parts = getattr(query, "subqueries", None) or [
        getattr(query, name) for name in ("child", "query") if hasattr(query, name)
    ]
    return {type(query).__name__}.union(*map(kinds, parts))


# -- what queries mean


class Read:
    """A document with its terms."""

    def __init__(self, document: Document, lang: str) -> None:
        self.document = document | ({"lang": lang} if lang else {})

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, str]]]:
        return {name: places(self.document, name) for name in TEXT_FIELDS}

    def terms(self, name: str) -> set[Any]:
        """The terms of a field."""
        if name in TEXT_FIELDS:
            return {term for _, term in self._places[name]}
        return {self.document[name]} if name in self.document else set()

    def words(self, name: str) -> int:
        """How many words a field has."""
        return len(self._places[name])

    def positions(self, name: str, term: str) -> list[int]:
        """Where a term stands."""
        return [position for position, found in self._places[name] if found == term]


def matches(query: Any, doc: Read) -> bool:
    """Does a document answer a query?"""
    match query:
        case q.Term():
            return query.text in doc.terms(query.fieldname)
        case q.Prefix():
            return any(term.startswith(query.text) for term in doc.terms(query.fieldname))
        case q.Wildcard():
            return any(fnmatchcase(term, query.text) for term in doc.terms(query.fieldname))
        case q.Regex():
            return any(re.match(query.text, term) for term in doc.terms(query.fieldname))
        case q.FuzzyTerm():
            start = query.text[: query.prefixlength]
            near = (term for term in doc.terms(query.fieldname) if term.startswith(start))
            return any(distance(term, query.text) <= query.maxdist for term in near)
        case q.TermRange() | q.NumericRange():
            return any(_within(term, query) for term in doc.terms(query.fieldname))
        case q.Phrase():
            return _has_phrase([doc.positions(query.fieldname, word) for word in query.words], query.slop)
        case q.Every():
            return query.fieldname is None or bool(doc.terms(query.fieldname))
        case q.ConstantScoreQuery():
            return matches(query.child, doc)
        case q.Not():
            return not matches(query.query, doc)
        case q.AndNot():
            return matches(query.a, doc) and not matches(query.b, doc)
        case q.Require():
            return matches(query.a, doc) and matches(query.b, doc)
        case q.AndMaybe():
            return matches(query.a, doc)
        case q.And():
            return bool(query.subqueries) and all(matches(part, doc) for part in query.subqueries)
        case q.Or() | q.DisjunctionMax():
            return any(matches(part, doc) for part in query.subqueries)
    if query == q.NullQuery:
        return False
    raise NotImplementedError(query)


def _within(term: Any, query: Any) -> bool:
    above = query.start is None or term > query.start or (term == query.start and not query.startexcl)
    return above and (query.end is None or term < query.end or (term == query.end and not query.endexcl))


def _has_phrase(positions: list[list[int]], slop: int) -> bool:
    reached = set(positions[0])
    for _, following in pairwise(positions):
        reached = {place for place in following if any(1 <= place - before <= slop for before in reached)}
    return bool(reached)


def distance(one: str, other: str) -> int:
    """The number of letters to insert, leave out or exchange (Levenshtein, 1965)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row = row, [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted)))
    return row[-1]
