"""A question answered by one snapshot: parsed, compiled, evaluated for all documents at once; the best become hits."""

import time

from .compiler import compile_query
from .plan import wanted
from .query import parse
from .ranking import top
from .results import Hit, Origin, Results
from .snapshot import Snapshot


def search(
    snapshot: Snapshot, query: str, limit: int, *, cross_lingual: bool, lang: str | None, offset: int
) -> Results:
    """The documents that answer best; the options are as `Index.search` has checked them."""
    start = time.perf_counter()
    parsed = parse(query)
    if parsed.tree is None:
        return Results((), 0, query, parsed.warnings, time.perf_counter() - start)
    clause = compile_query(parsed.tree, snapshot, cross_lingual=cross_lingual)
    outcome = clause.evaluate(snapshot)
    matched = outcome.matched & snapshot.in_language(lang) if lang else outcome.matched
    best = top(outcome.scores, matched, limit + offset)[offset:]
    show = wanted(clause)
    scores = outcome.scores[best].tolist()
    hits = tuple(
        Hit(score, show, Origin(clause, snapshot, doc)) for doc, score in zip(best.tolist(), scores, strict=True)
    )
    return Results(hits, int(matched.sum()), query, parsed.warnings, time.perf_counter() - start)
