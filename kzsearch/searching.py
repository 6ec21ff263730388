"""A question answered by one snapshot: parsed, compiled, scored; the best become hits."""

import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from .compiler import LONG, Asked, compile_query
from .fields import FIELDS
from .options import Options
from .plan import Clause, Sum, at_least
from .query import parse
from .results import Hit, Origin, Results
from .scored import Mask, Scored, added, best_of
from .scoring import BM25F
from .snapshot import Snapshot


def search(snapshot: Snapshot, query: Any, options: Options) -> Results:
    """The documents that answer best. query: a text, or a query of Whoosh. Raises OptionError."""
    if not isinstance(query, str):  # may take seconds, by Whoosh's matchers
        return _search(snapshot, query, options)
    with snapshot.turn:
        return _search(snapshot, query, options)


def _search(snapshot: Snapshot, query: Any, options: Options) -> Results:
    start = time.perf_counter()
    clause, text, warnings = _compiled(snapshot, query, options)
    suggest = partial(_suggestion, snapshot, query, options)
    if clause is None:
        return Results((), lambda: 0, suggest, text, warnings, time.perf_counter() - start)
    lists = clause.lists(snapshot) if isinstance(clause, Sum) else [clause.evaluate(snapshot)]
    kept = snapshot.in_language(options.lang) if options.lang else None
    if options.where:
        from .filters import kept as fulfilling

        fulfilled, more = fulfilling(snapshot, options.where)
        kept, warnings = fulfilled if kept is None else kept & fulfilled, warnings + more
    if options.recency is None and not options.proximity:
        docs, scores = best_of(snapshot.unions, lists, options.limit + options.offset, kept)
        best: Iterable[tuple[int, float]] = zip(docs.tolist(), scores.tolist(), strict=True)
        explain = None
    else:
        from .reranking import Ranking

        ranking = Ranking(snapshot, clause, options)
        best, explain = ranking.best(lists, options.limit + options.offset, kept), ranking.explain
        warnings += ranking.warnings
    hits = tuple(
        Hit(score, Origin(clause, snapshot, doc, None if explain is None else partial(explain, doc, rank)))
        for rank, (doc, score) in enumerate(best)
        if rank >= options.offset
    )
    count = partial(_count, snapshot, lists, kept)
    return Results(hits, count, suggest, text, warnings, time.perf_counter() - start)


def _compiled(snapshot: Snapshot, query: Any, options: Options) -> tuple[Clause | None, str, tuple[str, ...]]:
    """The plan of a question, None where it asks for nothing; how it reads; what was odd about it."""
    scorer = options.scorer
    fields = tuple(field for field in FIELDS if not isinstance(scorer, BM25F) or scorer.weights[field])
    is_long = isinstance(query, str) and len(query.split()) >= LONG
    asked = Asked(snapshot, options.cross_lingual, scorer, fields, is_long)
    if isinstance(query, str):
        parsed = parse(query)
        text, warnings = query, parsed.warnings
        clause = None if parsed.tree is None else compile_query(parsed.tree, asked)
    else:
        from .whoosh_queries import compile_whoosh
        from .whoosh_walk import named

        text, warnings, clause = named(query), (), compile_whoosh(query, asked)
    if clause is not None and options.minimum_should_match != 1:
        clause = at_least(clause, options.minimum_should_match)
    return clause, text, warnings


def _count(snapshot: Snapshot, lists: Sequence[Scored], kept: Mask | None) -> int:
    """How many documents match."""
    found = added(snapshot.unions, lists).matched_docs()
    return len(found) if kept is None else int(np.count_nonzero(kept[found]))


def _suggestion(snapshot: Snapshot, query: Any, options: Options) -> str | None:
    """What a text may have been meant to be, None for a query of Whoosh."""
    if not isinstance(query, str):
        return None
    from .suggesting import suggestion

    return suggestion(snapshot, query, cross_lingual=bool(options.cross_lingual))
