"""With `scoring.Whoosh` our index scores as plain Whoosh does, to 1e-4, on one text field; so do its arrays."""

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import FIELD_WORDS, trees
from twins import Asked, Twins, build, corpus, states
from whoosh import query as q
from whoosh import scoring as plain_scoring
from whoosh.util.numeric import byte_to_length, length_to_byte

from kzsearch import scoring
from kzsearch.errors import OptionError

DOCUMENTS = corpus(360, seed=11)
DELETED = {document["id"] for document in DOCUMENTS[::4]}
PARTS = [DOCUMENTS[:100], DOCUMENTS[100:330], DOCUMENTS[330:]]
QUIET = settings(suppress_health_check=list(HealthCheck))

STATES = states(PARTS, DELETED)


@pytest.fixture(scope="module", params=STATES)
def twins(request: pytest.FixtureRequest) -> Twins:
    return STATES[request.param]()


def same_scores(one: dict[str, float], other: dict[str, float]) -> None:
    assert one.keys() == other.keys()
    assert all(abs(one[id] - other[id]) < 1e-4 for id in one), max(abs(one[id] - other[id]) for id in one)


@pytest.mark.parametrize("name", ["text", "text_form", "title"])
def test_every_term_scores_the_same(twins: Twins, name: str) -> None:
    ours, plain = Asked(twins.ours, weighting=scoring.Whoosh), Asked(twins.plain)
    different = set()
    for term in FIELD_WORDS[name]:
        found = ours.scores(q.Term(name, term))
        same_scores(found, plain.scores(q.Term(name, term)))
        different.update(found.values())
    assert len(different) > 30


def test_random_queries_score_the_same(twins: Twins) -> None:
    ours, plain = Asked(twins.ours, weighting=scoring.Whoosh()), Asked(twins.plain)
    found = []

    @settings(QUIET, max_examples=60)
    @given(trees(["text"], scored=True))
    def ask(query: Any) -> None:
        scores = ours.scores(query)
        same_scores(scores, plain.scores(query))
        found.append(len(scores) > 0)

    ask()
    assert sum(found) > len(found) / 4


@pytest.mark.parametrize(("k1", "b"), [(0.0, 0.75), (2.0, 0.0), (1.2, 1.0), (7, 0.3)])
def test_other_parameters(k1: float, b: float) -> None:
    twins = build([DOCUMENTS[:60]])
    ours, plain = (
        Asked(twins.ours, weighting=scoring.Whoosh(k1=k1, b=b)),
        Asked(twins.plain, weighting=plain_scoring.BM25F(b, k1)),
    )
    for term in ("мектеп", "қала", "школа"):
        assert len(ours.scores(q.Term("text", term))) > 5
        same_scores(ours.scores(q.Term("text", term)), plain.scores(q.Term("text", term)))


def test_it_scores_plain_whoosh_as_plain_whoosh_does(twins: Twins) -> None:
    for query in (
        q.Term("text", "мектеп") | q.Term("title", "қала"),
        q.Term("rubric", "спорт"),
        q.Prefix("text_form", "м"),
    ):
        same_scores(Asked(twins.plain, weighting=scoring.Whoosh()).scores(query), Asked(twins.plain).scores(query))


def test_the_arrays_score_the_same() -> None:
    twins = build([DOCUMENTS], DELETED)
    asked = Asked(twins.ours, weighting=scoring.Whoosh(k1=1.5, b=0.6))
    reader = asked.searcher.reader()
    for term in ("мектеп", "министр", "covid-19"):
        matcher = reader.postings("text", term)
        frequencies, lengths, ids = [], [], []
        while matcher.is_active():
            frequencies.append(matcher.weight())
            lengths.append(reader.doc_field_length(matcher.id(), "text"))
            ids.append(asked.ids[matcher.id()])
            matcher.next()
        average = reader.field_length("text") / reader.doc_count_all()
        scores = scoring.Whoosh(k1=1.5, b=0.6).scores(
            frequencies, lengths, reader.doc_frequency("text", term), reader.doc_count_all(), average
        )
        assert scores.dtype == np.float64
        assert len(scores) > 10
        same_scores(asked.scores(q.Term("text", term)), dict(zip(ids, scores.tolist(), strict=True)))


@given(
    frequency=st.integers(1, 10_000), length=st.integers(1, 1 << 20), df=st.integers(0, 1000), more=st.integers(1, 10**6),
    k1=st.floats(0, 100), b=st.floats(0, 1), average=st.floats(0.01, 1e6),
)  # fmt: skip
def test_scores_are_finite_and_grow_with_frequency_and_rarity(
    frequency: int, length: int, df: int, more: int, k1: float, b: float, average: float
) -> None:
    model, documents = scoring.Whoosh(k1=k1, b=b), df + more
    one, twice, rarer, longer = (
        float(model.scores([f], [n], d, documents, average)[0])
        for f, n, d in ((frequency, length, df), (2 * frequency, length, df), (frequency, length, df // 2), (frequency, 2 * length, df))
    )  # fmt: skip
    assert math.isfinite(one)
    assert one >= 0
    assert twice >= one * (1 - 1e-12)
    assert rarer >= one
    assert longer <= one * (1 + 1e-12)
    assert one == pytest.approx(
        plain_scoring.bm25(
            math.log(documents / (df + 1)) + 1, frequency, byte_to_length(length_to_byte(length)), average, b, k1
        )
    )


def test_lengths_are_rounded_as_whoosh_does() -> None:
    lengths = np.array([*range(3000), *range(100_000, 110_000, 7), 1 << 40])
    wanted = [byte_to_length(length_to_byte(int(length))) for length in lengths]
    assert scoring.whoosh_length(lengths).tolist() == wanted


def test_a_document_without_the_term_scores_nothing() -> None:
    assert scoring.Whoosh(k1=0).scores([0, 2], [0, 3], 1, 2, 0.0).tolist() == [0.0, scoring.whoosh_idf(1, 2)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"k1": -1}, "k1 must be finite and >= 0, got -1"),
        ({"k1": math.inf}, "k1 must be finite and >= 0, got inf"),
        ({"k1": math.nan}, "k1 must be finite and >= 0, got nan"),
        ({"k1": "2"}, "k1 must be finite and >= 0, got '2'"),
        ({"b": 1.5}, "b must be from 0 to 1, got 1.5"),
        ({"b": -0.1}, "b must be from 0 to 1, got -0.1"),
        ({"b": True}, "b must be from 0 to 1, got True"),
    ],
)
def test_parameters_out_of_range(options: dict[str, Any], said: str) -> None:
    for engine in (scoring.Whoosh, scoring.Lucene):
        with pytest.raises(OptionError, match=f"^{re.escape(said)}$"):
            engine(**options)
