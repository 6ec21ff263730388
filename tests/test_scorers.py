"""Scorers of one field, ages, neighbouring words, numbers of words: each against plain Python over the same texts."""

import datetime
import math
import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.analysis import AnalyzedToken, analyze
from references import WORDS, capped, documents, keys_of
from whoosh import query

import kzsearch
from kzsearch import OptionError, Recency, ranking, scoring
from kzsearch.explanation import Explanation
from kzsearch.reranking import REORDERED
from kzsearch.scoring import BM25F

FIELDS = ("title", "text")
RUSSIAN = "школы город врачами закон".split()  # read alike alone and side by side


def index_of(docs: list[dict[str, str]]) -> kzsearch.Index:
    """Two segments and a deletion."""
    index = kzsearch.open()
    index.add(docs[: len(docs) // 2])
    index.add([*docs[len(docs) // 2 :], {"id": "gone", "title": " ".join(WORDS), "text": " ".join(WORDS)}])
    index.delete("gone")
    return index


def follows(why: Explanation) -> bool:
    """Does each value follow from its children by the operation that is named?"""
    values = [child.value for child in why.children]
    if why.operation.endswith("product of"):
        right = why.value == pytest.approx(math.prod(values), rel=1e-5)
    elif why.operation.endswith("sum of"):
        right = why.value == pytest.approx(sum(values), rel=1e-5)
    elif why.operation.startswith("at most"):
        right = why.value <= values[0]
    elif " in t" in why.operation and values:
        name = why.operation.split()[0]
        formula = {"Whoosh": scoring.Whoosh().scores, "Lucene": scoring.Lucene().scores, "tf_idf": tf_idf}[name]
        frequency, length, df, live, average = values
        [score] = formula(np.array([frequency]), np.array([length]), df, int(live), average)
        right = why.value == pytest.approx(score, rel=1e-5)
    else:
        right = True
    return right and all(map(follows, why.children))


# -- scorers of one field


def tf_idf(frequencies: Any, lengths: Any, df: float, documents: int, average: float) -> Any:
    return frequencies / (lengths + average) * np.log1p(documents / df)


SCORERS: dict[str, Any] = {"Whoosh": scoring.Whoosh(), "Lucene": scoring.Lucene(), "own": tf_idf}


def reference(docs: list[dict[str, str]], word: str, scores: Callable[..., Any]) -> dict[str, float]:
    """The score of each document for one word that has one lemma in each key, without translations."""
    [token] = analyze(word)
    keys = keys_of(token)
    total: Counter[str] = Counter()
    own = set()
    for field in FIELDS:
        texts = {d["id"]: found for d in docs if (found := analyze(d[field]))}
        average = sum(map(len, texts.values())) / max(len(texts), 1)
        for key, (weight, same) in keys.items():
            df = min(len(docs), _df(key, token, list(texts.values()), same))
            for id, tokens in texts.items():
                count = sum(map(same, tokens))
                if count:
                    one = scores(np.array([float(count)]), np.array([float(len(tokens))]), df, len(docs), average)
                    total[id] += weight * float(one[0])
                    own |= {id} if key == "lemma" else set()
    return capped(total, own)


def _df(key: str, token: AnalyzedToken, texts: list[Any], same: Callable[[AnalyzedToken], bool]) -> int:
    if key == "form":
        return sum(any(map(same, text)) for text in texts)
    if key == "lemma":  # the lemma and the form read otherwise are alternatives, with documents of their own
        return sum(len({t.lemma == token.lemma for t in text if same(t)}) for text in texts)
    return sum(len({t.lemma for t in text if same(t)}) for text in texts)


@settings(max_examples=40)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["мектептерде", "дәрігерлер", "ұлттық", "врачами", "бюджет"]),
    st.sampled_from(sorted(SCORERS)),
)
def test_fields_are_scored_apart_and_added(seed: int, word: str, name: str) -> None:
    docs, scorer = documents(seed), SCORERS[name]
    index = index_of(docs)
    for asked in (scorer, scoring.DEFAULT, scorer):  # what is remembered of one scorer is not another's
        hits = index.search(word, limit=100, cross_lingual=False, scorer=asked)
        assert [hit.explain().value for hit in hits] == pytest.approx([hit.score for hit in hits])
        assert all(follows(hit.explain()) for hit in hits)
    expected = reference(docs, word, tf_idf if name == "own" else scorer.scores)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(expected)


@pytest.mark.parametrize(
    "asked", ["министр бюджет", '"министр бюджет"~3', "мин*", "+министр -бюджет", "школа", "text:министр"]
)
def test_one_field_by_ones_own_formula_is_bm25f(asked: str) -> None:
    docs = [{"id": d["id"], "text": d["text"]} for d in documents(4, most=60)]

    def formula(frequencies: Any, lengths: Any, df: float, documents: int, average: float) -> Any:
        return ranking.idf(df, documents) * ranking.saturate(frequencies / ranking.length_norm(lengths, average))

    ours, own = (index_of(docs).search(asked, limit=100, scorer=scorer) for scorer in (scoring.DEFAULT, formula))
    assert len(ours) > 1
    assert {hit.id: hit.score for hit in own} == pytest.approx({hit.id: hit.score for hit in ours})
    assert own.total == ours.total


class Wrong(scoring.Whoosh):
    def scores(self, frequencies: Any, *given: Any, **named: Any) -> Any:
        return frequencies * np.nan


class Unhashable:
    __hash__ = None  # type: ignore[assignment]

    def __call__(self, *given: Any) -> Any:
        return given[0]


@pytest.mark.parametrize(
    ("scorer", "said"),
    [
        (lambda f, n, df, all, average: -f, "scorer <lambda> must give numbers from 0 to 1e+30, got -1.0"),
        (lambda f, n, df, all, average: f * np.nan, "must give numbers from 0 to 1e+30, got nan"),
        (lambda f, n, df, all, average: [1.0, 2.0], "must give an array of shape (1,), got (2,)"),
        ("bm25", "scorer must be a BM25F, BM25Plus, Whoosh or Lucene of kzsearch.scoring or a function, got 'bm25'"),
        (scoring.Lucene, "or a function, got <class"),
        (None, "or a function, got None"),
        (Unhashable(), "scorer must be hashable"),
        (lambda f, n, df, all, average: f * 1e39, "must give numbers from 0 to 1e+30, got 1e+39"),
        (lambda f, n, df, all, average: f + 1j, "must give an array of numbers, got ndarray"),
        (lambda f, n, df, all, average: {"a": 1}, "must give an array of numbers, got dict"),
        (lambda f, n, df, all, average: [[1], [1, 2]], "must give an array of numbers, got list"),
        (scoring.Own([]), "or a function, got "),  # type: ignore[arg-type]
        (Wrong(), "must give numbers from 0 to 1e+30, got nan"),
    ],
)
def test_scorers_that_do_not_score(scorer: Any, said: str) -> None:
    index = kzsearch.open()
    index.add({"id": "1", "text": "мектеп"})
    with pytest.raises(OptionError, match=re.escape(said)):
        index.search("мектеп", scorer=scorer)


def test_a_k1_of_0_is_explained() -> None:
    index = kzsearch.open()
    index.add([{"id": "1", "text": "бюджет"}, {"id": "2", "text": "мектеп"}])
    for hit in index.search("бюджет мектеп", scorer=BM25F(k1=0)):
        assert hit.explain().value == pytest.approx(hit.score)


def test_errors_of_ones_own_formula_are_ones_own() -> None:
    index = kzsearch.open()
    index.add({"id": "1", "text": "мектеп"})
    with pytest.raises(ZeroDivisionError):
        index.search("мектеп", scorer=lambda f, n, df, all, average: 1 // 0)


# -- how many words have to match


@settings(max_examples=40)
@given(
    st.integers(0, 10**6),
    st.lists(st.sampled_from(RUSSIAN), min_size=1, max_size=4, unique=True),
    st.sampled_from([2, 3, 9, 0.5, 0.4, 0.99]),
)
def test_so_many_words_match(seed: int, words: list[str], least: float) -> None:
    docs, index = documents(seed), index_of(documents(seed))
    with_word = [{hit.id for hit in index.search(f"+{word}", limit=100, cross_lingual=False)} for word in words]
    number = min(len(words), least if least >= 1 else max(1, int(least * len(words))))
    expected = {d["id"] for d in docs if sum(d["id"] in ids for ids in with_word) >= number}
    asked, options = " ".join(words), dict[str, Any](limit=100, cross_lingual=False)
    found = index.search(asked, **options, minimum_should_match=least)
    assert {hit.id for hit in found} == expected
    assert found.total == len(expected)
    scores = {hit.id: hit.score for hit in index.search(asked, **options)}
    assert {hit.id: hit.score for hit in found} == pytest.approx({id: scores[id] for id in expected})


def test_what_must_match_does_not_count_among_those_that_should() -> None:
    index = kzsearch.open()
    index.add({"id": words, "text": words} for words in ("мектеп қала", "мектеп қала бюджет", "қала бюджет", "мектеп"))
    found = index.search("+мектеп қала бюджет", minimum_should_match=2)
    assert [hit.id for hit in found] == ["мектеп қала бюджет"]
    assert len(index.search("+мектеп қала бюджет", minimum_should_match=1)) == 3
    assert [hit.id for hit in index.search('мектеп OR "қала бюджет"', minimum_should_match=2)] == ["мектеп қала бюджет"]
    for brackets in ("(мектеп OR қала) OR бюджет", "(мектеп қала) бюджет"):
        assert [hit.id for hit in index.search(brackets, minimum_should_match=3)] == ["мектеп қала бюджет"]


def test_words_of_whooshs_queries_count_too() -> None:
    index = kzsearch.open()
    index.add({"id": words, "text": words} for words in ("мектеп министр", "мектеп қала", "министр", "қала бюджет"))
    word, both = query.Term("text", "қала"), query.Prefix("text_form", "м", constantscore=False)
    found = index.search(query.Or([both, word]), minimum_should_match=2)
    assert [hit.id for hit in found] == ["мектеп қала"]
    nested = query.Or([query.Or([query.Term("text", "мектеп"), query.Term("text", "министр")]), word])
    assert {hit.id for hit in index.search(nested, minimum_should_match=2)} == {"мектеп министр", "мектеп қала"}


def test_a_share_that_comes_to_one_word_asks_for_any() -> None:
    index = kzsearch.open()
    index.add([{"id": "1", "text": "министр сөз"}, {"id": "2", "text": "қала"}])
    for least in (1, 0.5, 0.99, 7):
        assert [hit.id for hit in index.search("министрр", minimum_should_match=least)] == ["1"]
        assert [hit.id for hit in index.search("+қала министр", minimum_should_match=least)] == ["2"]


# -- ages


def test_a_decay_of_nothing_keeps_the_order() -> None:
    rnd = random.Random(2)
    index = kzsearch.open()
    index.add({"id": str(n), "text": " ".join(rnd.choices(WORDS, k=rnd.randint(3, 9)))} for n in range(800))
    for words in ("министр школы бюджет", "город закон врачами", "ұлттық қаланың министр"):
        plain = [hit.id for hit in index.search(words, limit=200)]
        found = index.search(words, limit=200, recency=Recency(half_life=1, share=0))
        assert [hit.id for hit in found] == plain
        assert found.warnings == ("no document has a date under the key 'date'",)


@settings(max_examples=30)
@given(
    st.integers(0, 10**6),
    st.floats(0.5, 1000),
    st.floats(0, 1),
    st.sampled_from([None, datetime.date(2024, 6, 1), datetime.datetime(2024, 6, 1, 15, tzinfo=datetime.UTC)]),
    st.integers(1, 40),
)
def test_scores_decay_by_age(seed: int, half_life: float, share: float, now: datetime.date | None, limit: int) -> None:
    docs = documents(seed)
    for doc in docs[::5]:
        del doc["date"]
    index = index_of(docs)
    hits = index.search("министр школа", limit=limit, recency=Recency(half_life=half_life, share=share, now=now))
    zone = datetime.timezone(datetime.timedelta(hours=5))
    moment = datetime.datetime.now(zone)
    if now is not None:
        is_time = isinstance(now, datetime.datetime)
        moment = now if is_time else datetime.datetime(now.year, now.month, now.day, tzinfo=zone)  # type: ignore[assignment]
    expected = {}
    dates = {doc["id"]: doc.get("date") for doc in docs}
    for hit in index.search("министр школа", limit=100):
        left, date = 0.0, dates[hit.id]
        if date:
            age = (moment - datetime.datetime.fromisoformat(date).replace(tzinfo=zone)).total_seconds() / 86400
            left = 2 ** -(max(age, 0) / half_life)
        expected[hit.id] = hit.score * (1 - share + share * left)
    best = sorted(expected.values(), reverse=True)[:limit]
    assert [hit.score for hit in hits] == pytest.approx(best, rel=1e-4, abs=1e-9)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(
        {h.id: expected[h.id] for h in hits}, rel=1e-4, abs=1e-9
    )
    assert all(follows(hit.explain()) for hit in hits)
    assert [hit.explain().value for hit in hits] == pytest.approx([hit.score for hit in hits], rel=1e-4, abs=1e-9)


# -- neighbouring words


def test_words_close_together_come_first() -> None:
    index = kzsearch.open()
    far = "министр " + "басқа сөздер тұр " * 5 + "здравоохранения"
    near = "басқа сөздер тұр " * 5 + "министр здравоохранения"
    index.add([{"id": "far", "text": far}, {"id": "near", "text": near}])
    index.add([{"id": "kk", "text": "басқа сөздер тұр " * 5 + "денсаулық сақтау министрі"}])
    assert [hit.id for hit in index.search("министр здравоохранения")][:2] == ["far", "near"]
    found = index.search("министр здравоохранения", proximity=0.5)
    assert found[0].id == "near"
    assert {hit.id: hit.score > plain for hit in found for plain in [_plain(index)[hit.id]]} == dict.fromkeys(
        ("near", "far", "kk"), True
    )
    for hit in found:
        assert follows(hit.explain())
        assert hit.explain().value == pytest.approx(hit.score)
        assert "proximity" in str(hit.explain())


def _plain(index: kzsearch.Index) -> dict[str, float]:
    return {hit.id: hit.score for hit in index.search("министр здравоохранения")}


def test_one_word_is_no_neighbour_of_itself() -> None:
    index = kzsearch.open()
    index.add([{"id": "1", "text": "мектеп ашылды"}, {"id": "2", "text": "қала"}])
    plain, found = (index.search("мектеп школа", proximity=weight)[0] for weight in (0.0, 1.0))
    assert found.score == pytest.approx(plain.score)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(RUSSIAN), min_size=2, max_size=3), st.floats(0.1, 2))
def test_bonuses_are_those_of_the_least_distance(seed: int, words: list[str], weight: float) -> None:
    docs = documents(seed)
    index = index_of(docs)
    found = index.search(" ".join(words), limit=100, cross_lingual=False, proximity=weight)
    plain = {hit.id: hit.score for hit in index.search(" ".join(words), limit=100, cross_lingual=False)}
    each = [{hit.id: hit.score for hit in index.search(w, limit=100, cross_lingual=False)} for w in words]
    texts = {doc["id"]: {field: analyze(doc[field]) for field in FIELDS} for doc in docs}
    expected = {}
    for id, score in plain.items():
        bonus = 0.0
        for i, (one, other) in enumerate(pairwise(words)):
            distance = min((_distance(texts[id][f], one, other) for f in FIELDS), default=0)
            if one != other and distance < math.inf:
                bonus += min(each[i].get(id, 0.0), each[i + 1].get(id, 0.0)) / distance
        expected[id] = score + weight * bonus
    assert {hit.id: hit.score for hit in found} == pytest.approx(expected, rel=1e-5)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def _distance(tokens: list[AnalyzedToken], one: str, other: str) -> float:
    wanted = [analyze(word)[0] for word in (one, other)]
    places = [[i for i, t in enumerate(tokens) if t.lemma == w.lemma or t.form == w.form] for w in wanted]
    return min((abs(a - b) for a in places[0] for b in places[1]), default=math.inf)


def test_only_the_first_hundred_change_their_order() -> None:
    index = kzsearch.open()
    rnd = random.Random(6)
    index.add({"id": str(n), "text": " ".join(rnd.choices(WORDS, k=rnd.randint(20, 60)))} for n in range(300))
    plain = [hit.id for hit in index.search("министр бюджет", limit=300)]
    found = index.search("министр бюджет", limit=300, proximity=3.0)
    ids = [hit.id for hit in found]
    assert len(plain) > 150
    assert set(ids[:REORDERED]) == set(plain[:REORDERED])
    assert ids[:REORDERED] != plain[:REORDERED]
    assert ids[REORDERED:] == plain[REORDERED:]
    pages = [
        hit.id for first in range(0, 300, 7) for hit in index.search("министр бюджет", 7, offset=first, proximity=3.0)
    ]
    assert pages == ids
    assert all(hit.explain().value == pytest.approx(hit.score) for hit in found[95:105])


# -- options out of range


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"minimum_should_match": 0}, "minimum_should_match must be a number of words >= 1 or a share between 0 and 1"),
        ({"minimum_should_match": 1.5}, "got 1.5"),
        ({"minimum_should_match": math.inf}, "got inf"),
        ({"minimum_should_match": "75%"}, "got '75%'"),
        ({"minimum_should_match": True}, "got True"),
        ({"proximity": -1}, "proximity must be finite and >= 0, got -1"),
        ({"proximity": 10**400}, "proximity must be finite and >= 0"),
        ({"minimum_should_match": 10**400}, "minimum_should_match must be"),
        ({"proximity": math.nan}, "proximity must be finite and >= 0, got nan"),
        ({"where": []}, "where must be a mapping"),
        ({"where": 0}, "where must be a mapping"),
        ({"where": np.array([1, 2])}, "where must be a mapping"),
        ({"recency": 30}, "recency must be a kzsearch.Recency or None, got 30"),
    ],
)
def test_options_out_of_range(options: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError, match=re.escape(said)):
        kzsearch.open().search("мектеп", **options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"half_life": 0}, "half_life must be a finite number of days > 0, got 0"),
        ({"half_life": math.inf}, "half_life must be a finite number of days > 0, got inf"),
        ({"half_life": 1, "share": 1.1}, "share must be from 0 to 1, got 1.1"),
        ({"half_life": 1, "key": 3}, "key must be the name of a key of documents, got 3"),
        ({"half_life": 1, "now": pd.NaT}, "now must be a date, a datetime or None, got NaT"),
        ({"half_life": 1, "now": "2024"}, "now must be a date, a datetime or None, got '2024'"),
    ],
)
def test_recency_out_of_range(options: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError, match=re.escape(said)):
        Recency(**options)


def test_all_of_it_at_once() -> None:
    docs = documents(11, most=200)
    index = index_of(docs)
    found = index.search(
        "министр школа бюджет", lang="ru", minimum_should_match=2, scorer=BM25F(k1=0.9), where={"date": kzsearch.Range("2024-03", "2024-10")},
        recency=Recency(half_life=90, now=datetime.date(2024, 12, 31)), proximity=0.3,
    )  # fmt: skip
    assert len(found) > 0
    for hit in found:
        assert hit.lang == "ru"
        assert "2024-03" <= hit["date"] < "2024-11"
        assert follows(hit.explain())
        assert hit.explain().value == pytest.approx(hit.score, rel=1e-4)
