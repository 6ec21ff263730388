"""Searching: the ten best documents for twenty queries of a kind.

Measured: parsing, analysis, matching, ranking and the ids of the hits, of words, phrases, prefixes and AND/NOT, across
both languages and within one, and by one thread and by four, beside plain Whoosh with its StemmingAnalyzer and OR
between words. All queries were asked before (warm-up), and ours remembers what their words came to. The engines answer
different questions: ours asks for lemmas, forms, coarse keys and translations, Whoosh for the form as typed, so it has
fewer documents to rank. Not measured: words never asked before, which cost ours several times as much, snippets,
opening an index, large indexes (2000 documents here).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import kzsearch
from benchmarks.conftest import Measure
from benchmarks.corpus import Corpus, Question, questions
from benchmarks.peers import add_to_whoosh, new_whoosh, whoosh_parser

KINDS = [*(f"{n} word{'s' * (n > 1)}" for n in range(1, 6)), "phrase", "prefix", "boolean"]
COUNT = 20

Search = Callable[[str, int], list[str]]  # query, limit -> ids

each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def ours(large_corpus: Corpus) -> kzsearch.Index:
    index = kzsearch.open(None)
    index.add(large_corpus.documents)
    return index


@pytest.fixture(scope="module")
def whoosh(large_corpus: Corpus) -> Iterator[Search]:
    index: Any = new_whoosh(None)
    add_to_whoosh(index, large_corpus.documents)
    parser = whoosh_parser(index)
    with index.searcher() as searcher:
        yield lambda query, limit: [hit["id"] for hit in searcher.search(parser.parse(query), limit=limit)]


def ask(measure: Measure, kind: str, corpus: Corpus, search: Search) -> None:
    """Time the queries of a kind; each finds the document that it was taken from, the ten best ones first."""
    asked = questions(corpus, kind, COUNT)
    found = measure(f"search, {kind}", lambda: [search(question.text, 10) for question in asked])
    everything = [search(question.text, len(corpus.documents)) for question in asked]
    assert [source_is_in(ids, question) for ids, question in zip(everything, asked, strict=True)] == [True] * COUNT
    assert [len(ids) for ids in found] == [min(10, len(ids)) for ids in everything]


def source_is_in(ids: list[str], question: Question) -> bool:
    return question.source in ids


@each_kind
def test_ours_across_languages(measure: Measure, large_corpus: Corpus, ours: kzsearch.Index, kind: str) -> None:
    ask(measure, kind, large_corpus, lambda query, limit: [hit.id for hit in ours.search(query, limit)])


@each_kind
def test_ours_in_one_language(measure: Measure, large_corpus: Corpus, ours: kzsearch.Index, kind: str) -> None:
    ask(
        measure,
        kind,
        large_corpus,
        lambda query, limit: [hit.id for hit in ours.search(query, limit, cross_lingual=False)],
    )


@each_kind
def test_whoosh(measure: Measure, large_corpus: Corpus, whoosh: Search, kind: str) -> None:
    ask(measure, kind, large_corpus, whoosh)


@pytest.mark.parametrize("threads", [1, 4])
def test_ours_by_threads(measure: Measure, large_corpus: Corpus, ours: kzsearch.Index, threads: int) -> None:
    asked = [question.text for kind in KINDS[:3] for question in questions(large_corpus, kind, COUNT)] * 5
    expected = [[hit.id for hit in found] for found in ours.search_many(asked)]
    with ThreadPoolExecutor(threads) as pool:
        found = measure("search, by threads", lambda: [*pool.map(lambda q: [hit.id for hit in ours.search(q)], asked)])
    assert found == expected
