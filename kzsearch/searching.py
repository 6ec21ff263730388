"""A question answered by one snapshot: parsed, compiled, evaluated for all documents at once; the best become hits."""

import time

from .compiler import compile_query
from .highlight import Wanted
from .plan import Outcome, wanted
from .query import parse
from .ranking import top
from .results import Hit, Results, Why
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
    hits = tuple(_hit(snapshot, outcome, int(doc), show, Why(clause, snapshot, int(doc))) for doc in best)
    return Results(hits, int(matched.sum()), query, parsed.warnings, time.perf_counter() - start)


def _hit(snapshot: Snapshot, outcome: Outcome, doc: int, show: Wanted, why: Why) -> Hit:
    found = snapshot.stored(doc)
    score = float(outcome.scores[doc])
    return Hit(found["id"], score, found["title"], found["text"], found["lang"], found["fields"], show, why)
