"""Whoosh's own matchers, walked from the first document to the last: no limit, so that none of its short ways err."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from .codec.whoosh_imports import query as q
from .codec.whoosh_imports import spans
from .errors import KzSearchError, OptionError

Scores = dict[int, float]  # by document number


class TermScores:
    """As a whoosh.scoring.WeightingModel: a term scores what it is told to, in fields that are not of words 1.0."""

    use_final = False

    def __init__(self, scores_of: Callable[[str, bytes], Scores | None]) -> None:
        """scores_of: gives the scores of the documents that have a term, None in fields that are not of words."""
        self._scores_of = cache(scores_of)

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: float = 1) -> "_TermScorer":
        """What scores the postings of a term in one segment."""
        return _TermScorer(self._scores_of, fieldname, text, searcher.reader().segment().leaf.first)


class _TermScorer:
    def __init__(self, scores_of: Callable[[str, bytes], Scores | None], name: str, text: bytes, first: int) -> None:
        self._scores_of, self._name, self._text, self._first = scores_of, name, text, first

    def score(self, matcher: Any) -> float:
        scores = self._scores_of(self._name, self._text)
        return float(matcher.weight()) if scores is None else scores[self._first + matcher.id()]


def walked(query: Any, searcher: Any) -> Scores:
    """What a query finds, segment by segment, deleted documents too where Whoosh finds them."""
    found: Scores = {}
    for leaf, first in searcher.leaf_searchers():
        context = leaf.context(needs_current=query.needs_spans())
        matcher = _matcher(query, leaf, context)
        if isinstance(query, q.ColumnQuery):  # its matcher has no score
            found |= {first + doc: 1.0 for doc in matcher.all_ids()}
            continue
        while matcher.is_active():
            found.setdefault(first + matcher.id(), float(matcher.score()))
            matcher.next()
    return found


def _matcher(query: Any, leaf: Any, context: Any) -> Any:
    """Without what a SpanNot excludes where a segment has none of it: Whoosh fails then."""
    if type(query) is spans.SpanNot and not query.b.matcher(leaf, context).is_active():
        query = query.a
    return query.matcher(leaf, context)


def queries_in(query: Any, *, excluded: bool = True) -> list[Any]:
    """A query and those that it is made of, each once. excluded: those too that documents must not match."""
    found, to_do = {}, [query]
    while to_do:
        each = to_do.pop()
        if isinstance(each, q.Query) and id(each) not in found:
            found[id(each)] = each
            for value in _parts(each) if excluded else _sought(each):
                to_do += value if isinstance(value, list | tuple) else [value]
    return list(found.values())


def _parts(query: Any) -> list[Any]:
    return list(vars(query).values())


def _sought(query: Any) -> list[Any]:
    if isinstance(query, q.AndNot | spans.SpanNot):
        return [query.a]
    return [] if isinstance(query, q.Not) else _parts(query)


@contextmanager
def clear_errors(query: Any) -> Iterator[None]:
    """What a query cannot be searched for, as OptionError."""
    try:
        yield
    except KzSearchError:
        raise
    except Exception as error:
        raise OptionError(f"Whoosh cannot search for {named(query)}: {type(error).__name__}: {error}") from error


def named(query: Any) -> str:
    """A query as it is shown; some of Whoosh's would show nothing but their address."""
    kind: Any = type(query)
    return f"a {kind.__name__}" if kind.__repr__ is object.__repr__ else repr(query)
