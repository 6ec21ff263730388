"""A question answered by one snapshot: parsed, compiled, scored; the best become hits."""

import time
from collections.abc import Sequence
from functools import partial

import numpy as np

from .compiler import Asked, compile_query
from .fields import FIELDS
from .plan import Sum
from .query import parse
from .results import Hit, Origin, Results
from .scored import Mask, Scored, added, best_of
from .scoring import BM25F
from .snapshot import Snapshot


def search(
    snapshot: Snapshot, query: str, limit: int, *, cross_lingual: bool, lang: str | None, offset: int, scorer: BM25F
) -> Results:
    """The documents that answer best; the options are as `Index.search` has checked them."""
    start = time.perf_counter()
    parsed = parse(query)
    if parsed.tree is None:
        return Results((), lambda: 0, query, parsed.warnings, time.perf_counter() - start)
    fields = tuple(field for field in FIELDS if scorer.weights[field])
    clause = compile_query(parsed.tree, Asked(snapshot, cross_lingual, scorer, fields))
    lists = clause.lists(snapshot) if isinstance(clause, Sum) else [clause.evaluate(snapshot)]
    kept = snapshot.in_language(lang) if lang else None
    docs, scores = (found[offset:].tolist() for found in best_of(snapshot.unions, lists, limit + offset, kept))
    hits = tuple(Hit(score, Origin(clause, snapshot, doc)) for doc, score in zip(docs, scores, strict=True))
    return Results(hits, partial(_count, snapshot, lists, kept), query, parsed.warnings, time.perf_counter() - start)


def _count(snapshot: Snapshot, lists: Sequence[Scored], kept: Mask | None) -> int:
    """How many documents match."""
    found = added(snapshot.unions, lists).matched_docs()
    return len(found) if kept is None else int(np.count_nonzero(kept[found]))
