"""Ranking by kind of query: the ten best documents for twenty queries, beside plain Whoosh with equal results.

Both have the same documents, analysed by our analyser, and are asked the same whoosh.query objects with Whoosh's own
formula (scoring.Whoosh), so that both find the same documents with the same scores: that is asserted, to 1e-4.
Measured: matching, scoring, choosing ten and their ids. Not measured: parsing, analysis and expansion, of which these
queries have none (bench_search.py has them); large indexes (2000 documents here). Of such queries ours remembers only
where terms are and which documents a rubric has, which Whoosh is given as a set; Whoosh keeps its searcher.
"""

import warnings
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from kzsearch_analyzers import analyze

import kzsearch
from benchmarks.conftest import Measure
from benchmarks.corpus import SEED, Corpus
from kzsearch import scoring

with warnings.catch_warnings():  # Whoosh's sources have invalid escapes
    warnings.simplefilter("ignore")
    from kzsearch_analyzers.whoosh_filters import KzAnalyzer
    from whoosh import fields
    from whoosh import query as q
    from whoosh.filedb.filestore import RamStorage

COUNT = 20
RUBRICS = ("қоғам", "спорт", "экономика", "политика")
WHOOSH = scoring.Whoosh()


class Asked(NamedTuple):
    """A query, and a rubric that documents must have."""

    query: Any
    rubric: str | None = None


Search = Callable[[Asked, int | None], dict[str, float]]  # query, limit (None: all) -> id: score, best first


def _words(random: Random, lemmas: list[str], count: int) -> list[Any]:
    return [q.Term("text", lemma) for lemma in random.sample(lemmas, count)]


def _side_by_side(random: Random, lemmas: list[str], slop: int) -> Any:
    at = random.randrange(len(lemmas) - slop)
    return q.Phrase("text", [lemmas[at], lemmas[at + slop]], slop=slop)


KINDS: dict[str, Callable[[Random, list[str]], Asked]] = {
    "1 word": lambda random, lemmas: Asked(*_words(random, lemmas, 1)),
    "3 words": lambda random, lemmas: Asked(q.Or(_words(random, lemmas, 3))),
    "10 words": lambda random, lemmas: Asked(q.Or(_words(random, lemmas, 10))),
    "all of 3 words": lambda random, lemmas: Asked(q.And(_words(random, lemmas, 3))),
    "all of 2 and 1 that should": lambda random, lemmas: Asked(
        q.AndMaybe(q.And(_words(random, lemmas, 2)), *_words(random, lemmas, 1))
    ),
    "words with weights": lambda random, lemmas: Asked(
        q.Or([q.Term("text", lemma, boost=random.uniform(0.2, 2)) for lemma in random.sample(lemmas, 4)])
    ),
    "two fields": lambda random, lemmas: Asked(
        q.Or([q.Term(name, lemma) for lemma in random.sample(lemmas, 3) for name in ("title", "text")])
    ),
    "phrase": lambda random, lemmas: Asked(_side_by_side(random, lemmas, 1)),
    "phrase with slop 3": lambda random, lemmas: Asked(_side_by_side(random, lemmas, 3)),
    "3 words of a rubric": lambda random, lemmas: Asked(q.Or(_words(random, lemmas, 3)), random.choice(RUBRICS)),
    "prefix": lambda random, lemmas: Asked(q.ConstantScoreQuery(q.Prefix("text", random.choice(lemmas)[:3]))),
}

each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def documents(large_corpus: Corpus) -> list[dict[str, str]]:
    return [doc | {"rubric": RUBRICS[n * 7 % 4]} for n, doc in enumerate(large_corpus.documents)]


@pytest.fixture(scope="module")
def ours(documents: list[dict[str, str]]) -> Search:
    index = kzsearch.open(None)
    index.add(documents)

    def search(asked: Asked, limit: int | None) -> dict[str, float]:
        where = {"rubric": asked.rubric} if asked.rubric else None
        return {h.id: h.score for h in index.search(asked.query, limit or len(documents), where=where, scorer=WHOOSH)}

    return search


@pytest.fixture(scope="module")
def whoosh(documents: list[dict[str, str]]) -> Iterator[Search]:
    words = {name: fields.TEXT(analyzer=KzAnalyzer()) for name in ("title", "text")}
    schema = fields.Schema(id=fields.ID(stored=True), rubric=fields.ID(), **words)
    index = RamStorage().create_index(schema, indexname=uuid4().hex)
    writer = index.writer(limitmb=128)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    with index.searcher() as searcher:
        numbers = {rubric: set(searcher.docs_for_query(q.Term("rubric", rubric))) for rubric in RUBRICS}
        yield lambda asked, limit: {
            hit["id"]: hit.score
            for hit in searcher.search(asked.query, limit=limit, filter=numbers.get(asked.rubric or ""))
        }


@pytest.fixture(scope="module")
def queries(documents: list[dict[str, str]]) -> dict[str, list[Asked]]:
    """By kind, each of the words of another document."""
    found = {}
    for kind, make in KINDS.items():
        random = Random(f"{SEED} {kind}")
        sources = [[t.lemma for t in analyze(d["text"])] for d in random.sample(documents, COUNT)]
        stand_so = "phrase" in kind
        found[kind] = [make(random, lemmas if stand_so else list(dict.fromkeys(lemmas))) for lemmas in sources]
    return found


def ask(measure: Measure, kind: str, asked: list[Asked], search: Search) -> list[dict[str, float]]:
    """Time the queries of a kind: the scores of the ten best."""
    return measure(f"ranking, {kind}", lambda: [search(each, 10) for each in asked])


@each_kind
def test_ours(measure: Measure, kind: str, queries: dict[str, list[Asked]], ours: Search, whoosh: Search) -> None:
    best = ask(measure, kind, queries[kind], ours)
    found = 0
    for asked, ten in zip(queries[kind], best, strict=True):
        expected = whoosh(asked, None)
        assert ours(asked, None) == pytest.approx(expected, rel=1e-4)
        assert list(ten.values()) == pytest.approx(sorted(expected.values(), reverse=True)[:10], rel=1e-4)
        found += len(expected)
    assert found >= COUNT / 2


@each_kind
def test_whoosh(measure: Measure, kind: str, queries: dict[str, list[Asked]], whoosh: Search) -> None:
    ask(measure, kind, queries[kind], whoosh)
