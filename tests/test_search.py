"""Searching as people do it: both languages, the query language, results that show themselves and outlive the index."""

import json
import pickle
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import kzsearch
from kzsearch import OptionError
from kzsearch.codec.textstore import TextStore
from kzsearch.compiler import LONG

Array = NDArray[np.float64]


def ids(results: kzsearch.Results) -> list[str]:
    return [hit.id for hit in results]


# -- searching


def test_both_languages_from_one_question(news: kzsearch.Index) -> None:
    assert ids(news.search("больница"))[:2] == ["ru", "kk"]
    assert ids(news.search("аурухана"))[:2] == ["kk", "ru"]
    assert ids(news.search("больница", cross_lingual=False)) == ["ru"]
    assert ids(news.search("министр", lang="kk")) == ["kk"]
    assert ids(news.search("министр", lang="ru")) == ["ru"]


def test_title_counts_more_than_text() -> None:
    index = kzsearch.open()
    index.add(
        [
            {"id": "text", "title": "Жаңалықтар", "text": "бюджет туралы бір сөз айтылды"},
            {"id": "title", "title": "Бюджет", "text": "жаңалықтар туралы бір сөз айтылды"},
        ]
    )
    assert ids(index.search("бюджет")) == ["title", "text"]


def test_a_title_repeated_in_the_text_counts_once() -> None:
    index = kzsearch.open()
    body = "Министр приехал в город и встретился с врачами."
    index.add([{"id": "once", "title": "Бюджет принят", "text": body}])
    index.add([{"id": "twice", "title": "Бюджет принят", "text": f"Бюджет принят\n{body}"}])
    once, twice = sorted(index.search("бюджет"), key=lambda hit: hit.id)
    assert once.score == pytest.approx(twice.score)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"министр посетил"', ["ru"]),
        ('"посетил министр"', []),
        ('"министр больницу"~1', ["ru"]),
        ('"министр больницу"', []),
        ("+министр -больница", ["kk"]),
        ("министр AND врачи", ["kk", "ru"]),
        ("(нефть OR врачи) AND NOT министр", ["other"]),
        ("title:здравоохранение AND министр", ["kk", "ru"]),
        ("title:министр AND министр", []),
        ("больниц*", ["ru"]),
        ("-министр", ["other"]),
    ],
)
def test_query_language(news: kzsearch.Index, query: str, found: list[str]) -> None:
    assert sorted(ids(news.search(query))) == found


@pytest.mark.parametrize(
    "query",
    [
        '"(((',
        "C++ 2:1",
        "-",
        "что делать?",
        "",
        "   ",
        "AND OR NOT",
        "((()",
        '""',
        "*",
        "??",
        "title:",
        "a" * 20_000,
        "\0",
        "+-+-",
        "(" * 350 + "a" + ")" * 350,
        "-(" * 3000 + "a" + ")" * 3000,
    ],
)
def test_no_query_raises(news: kzsearch.Index, query: str) -> None:
    results = news.search(query)
    assert results.query == query
    assert len(results) or results.warnings or results.total == 0


def test_an_empty_query_finds_nothing_and_warns(news: kzsearch.Index) -> None:
    for query in ("", "  ", "-", "((("):
        results = news.search(query)
        assert (len(results), results.total) == (0, 0)
        assert results.warnings


def test_stop_words_are_searched_when_there_is_nothing_else(news: kzsearch.Index) -> None:
    assert ids(news.search("на"))[:1] == ["other"]
    assert "kk" not in ids(news.search("нефть на", cross_lingual=False))


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from('абвқі "()+-*:~?ANDORNT1 '), max_size=30) | st.text(max_size=30))
def test_any_text_is_a_query(query: str) -> None:
    results = _SHARED.search(query)
    assert results.total >= len(results)
    for hit in results:
        assert hit.explain().value == pytest.approx(hit.score)
        assert hit.snippet


_SHARED = kzsearch.open()
_SHARED.add([{"id": "1", "title": "абв", "text": "аб ва қі 1 AND"}, {"id": "2", "text": "NOT бар қіқ ab"}])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"limit": 0}, "limit must be a whole number >= 1, got 0"),
        ({"limit": 2.5}, "limit"),
        ({"offset": -1}, "offset must be a whole number >= 0, got -1"),
        ({"lang": "en"}, "lang must be one of kk, ru or None, got 'en'"),
    ],
)
def test_options_out_of_range(news: kzsearch.Index, options: dict[str, int], said: str) -> None:
    with pytest.raises(OptionError, match="must be") as caught:
        news.search("x", **options)  # type: ignore[arg-type]
    assert said in str(caught.value)
    with pytest.raises(OptionError, match="query must be a string"):
        news.search(5)  # type: ignore[arg-type]


def test_limit_and_offset(news: kzsearch.Index) -> None:
    news.add({"id": str(n), "text": "слово " * (n + 1)} for n in range(30))
    everything = ids(news.search("слово", limit=100))
    assert len(everything) == 30
    assert ids(news.search("слово", limit=5, offset=10)) == everything[10:15]
    assert news.search("слово", limit=5).total == 30


def test_many_questions_are_those_asked_one_by_one(news: kzsearch.Index) -> None:
    queries = ["министр", "больница -нефть", '"министр посетил"', "врач*", "жоқсөз"]
    found = news.search_many(queries, limit=3, lang="ru")
    assert [r.query for r in found] == queries
    assert [[(h.id, h.score) for h in r] for r in found] == [
        [(h.id, h.score) for h in news.search(q, limit=3, lang="ru")] for q in queries
    ]
    assert news.search_many([]) == []
    for wrong in ("министр", ["министр", 5]):
        with pytest.raises(OptionError, match="must be"):
            news.search_many(wrong)  # type: ignore[arg-type]


def test_a_total_is_counted_when_it_is_asked_for(news: kzsearch.Index) -> None:
    found = news.search("министр школа", limit=1)
    everything = news.search("министр школа", limit=100)
    assert found.total == len(everything) > 1
    assert pickle.loads(pickle.dumps(found)).total == found.total
    assert found[:1].total == found.total


def test_threads_share_an_index(news: kzsearch.Index) -> None:
    queries = ["министр", "больница", "нефть", '"министр посетил"', "врач* дәрігер"]
    expected = {q: [(h.id, h.score) for h in news.search(q)] for q in queries}
    news.refresh()
    failures: list[object] = []

    def ask() -> None:
        for q in queries * 20:
            if [(h.id, h.score) for h in news.search(q)] != expected[q]:
                failures.append(q)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_scorer_may_ask_the_index(news: kzsearch.Index) -> None:
    asked: list[str] = []

    def most_for_what_is_there(tf: Array, length: Array, df: float, documents: int, average: float) -> Array:
        asked.extend(hit.id for hit in news.search("министр"))
        return tf / (tf + 1)

    assert news.search("больница", scorer=most_for_what_is_there)
    assert asked


def test_a_long_question_asks_for_lemmas_alone(news: kzsearch.Index) -> None:
    news.add([{"id": "kin", "text": "Министерство"}, {"id": "other", "text": "Егіншілік"}])
    filler = " ".join(f"сөз{n}" for n in range(LONG))
    short, long = ({hit.id for hit in news.search(f"министр {words}", limit=100)} for words in ("", filler))
    assert short - long == {"kin"}
    assert short > long
    misspelt = news.search(f"егіншилик {filler}")
    assert misspelt[0].id == "other"  # a word that no document has keeps all its keys
    best = news.search(f"министр {filler}", cross_lingual=False)[0]
    assert best.explain().value == pytest.approx(best.score)


# -- results


def test_results_are_a_list_that_outlives_the_index(news: kzsearch.Index) -> None:
    results = news.search("министр")
    news.close()
    assert len(results) == results.total == 2
    assert [hit.id for hit in results[:1]] == [results[0].id]
    assert isinstance(results[:1], kzsearch.Results)
    hit = results[0]
    assert "**Министр**" in hit.snippet
    assert hit["rubric"] == hit.fields["rubric"]
    assert hit["id"] == hit.id
    assert hit.explain().value == pytest.approx(hit.score)
    again = pickle.loads(pickle.dumps(results))
    assert [(h.id, h.score, h.text, h.snippet) for h in again] == [(h.id, h.score, h.text, h.snippet) for h in results]
    assert str(again[0].explain()) == str(hit.explain())


def test_what_is_stored_is_read_when_it_is_looked_at(news: kzsearch.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    of_block = TextStore.get
    monkeypatch.setattr(TextStore, "get", lambda store, doc: read.append(doc) or of_block(store, doc))
    results = news.search("министр")
    assert sorted((hit.id, hit.lang, hit.score > 0) for hit in results) == [("kk", "kk", True), ("ru", "ru", True)]
    assert read == []
    hit = results[0]
    stored = news.get(hit.id)
    assert stored is not None
    assert (hit.title, hit.text, hit["rubric"]) == (stored["title"], stored["text"], stored["rubric"])
    assert len(read) == 2  # by the hit, once, and by the index
    assert pickle.loads(pickle.dumps(hit)) == hit
    assert results[1] != hit
    assert repr(hit).startswith(f"Hit(id='{hit.id}', score=")
    with pytest.raises(AttributeError):
        hit.text = "another"


def test_results_show_themselves(news: kzsearch.Index) -> None:
    news.add({"id": "<b>", "title": "<script>", "text": "министр <i>наклонно</i>"})
    results = news.search('министр "')
    shown = repr(results)
    assert "3 documents" in shown
    assert "quotation mark" in shown
    assert "**Министр**" in shown
    page = results._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<mark>" in page
    assert json.loads(json.dumps(results.to_dicts()))[0]["id"] == results[0].id
    frame = results.to_pandas()
    assert list(frame["id"]) == ids(results)


def test_dates_are_stored_as_text(news: kzsearch.Index) -> None:
    hit = news.search("нефть")[0]
    assert hit.date == "2024-05-01"
    assert hit.original == hit.text


def test_explain_is_the_score(news: kzsearch.Index) -> None:
    for query in ("министр больница", '"министр посетил"', "врач*", "+министр нефть", "министр AND врачи"):
        for hit in news.search(query):
            explanation = hit.explain()
            assert explanation.value == pytest.approx(hit.score)
            assert "idf" in str(explanation)


def test_a_prefix_of_one_letter(news: kzsearch.Index) -> None:
    news.add({"id": "йод", "text": "Йод пен тұз"})
    assert "йод" in ids(news.search("й*"))
    assert "йод" in ids(news.search("йо*"))


def test_keys_of_the_document_come_before_those_of_the_hit(news: kzsearch.Index) -> None:
    news.add({"id": "own", "text": "ерекше сөз", "score": 99, "lang": "en"})
    hit = news.search("ерекше")[0]
    assert (hit["score"], hit["lang"], hit.lang) == (99, "en", "kk")
    assert hit.score != 99
    with pytest.raises(KeyError):
        hit["missing"]


def test_no_hits_make_an_empty_table(news: kzsearch.Index) -> None:
    assert list(news.search("жоқсөз").to_pandas().columns) == ["id", "score", "title", "text", "lang", "snippet"]


def test_what_cannot_be_printed_is_shown_all_the_same(news: kzsearch.Index) -> None:
    news.add({"id": "odd", "text": "a\ud800 ерекше"})
    repr(news.search("ерекше")).encode("utf-8")


# -- through what a hit was found


def test_matches_tell_through_what() -> None:
    index = kzsearch.open()
    index.add([{"id": "1", "text": "В городе открылась новая школа"}, {"id": "2", "text": "Министрство қаласы"}])
    [hit] = index.search("жаңа мектеп")
    assert [str(match) for match in hit.matches] == ["жаңа -> новый 0.85", "мектеп -> школа 0.85"]
    assert pickle.loads(pickle.dumps(hit)).matches == hit.matches
    assert [match.via for match in index.search("министр")[0].matches] == ["kindred"]
    assert [str(match) for match in index.search('"новая школа"')[0].matches] == ["'новая школа' -> новый школа 1"]
    assert [match.found for match in index.search("школ*")[0].matches] == ["школа"]


def test_what_is_spelt_alike_weighs_less() -> None:
    index = kzsearch.open()
    index.add([{"id": "1", "text": "Министрство қаласы"}, {"id": "2", "text": "Бектұров кеше айтты"}])
    for question in ("министр", "Бектұрғанов"):
        assert [match.weight < 0.5 for match in index.search(question)[0].matches] == [True]


def test_words_of_the_same_lemmas_are_remembered_apart() -> None:
    """бала is a lemma as it stands; балам may be of it, or of бал."""
    index = kzsearch.open()
    index.add({"id": "1", "text": "Ауылда бала туды"})
    for question, weight in (("балам", 0.5), ("бала", 1.0), ("балам", 0.5)):
        assert [m.weight for m in index.search(question, cross_lingual=False)[0].matches] == [weight]


@pytest.mark.parametrize(
    "question",
    ["Пескова", "о Пескове", "+Пескова -нефть", "Песковтың", "Песковпен кездесу"],
)
def test_a_surname_spelt_like_a_form_of_a_word(question: str) -> None:
    """Песков is of песок (gen. pl.) too, and texts keep one lemma a word."""
    with kzsearch.open() as index:
        index.add(
            [
                {"id": "he", "text": "пресс-секретарь Дмитрий Песков ответил журналистам"},
                {"id": "sand", "text": "машина застряла в песке у реки"},
            ]
        )
        [he] = index.search(question)
        assert "**Песков**" in he.snippet
        assert he.explain().value == pytest.approx(he.score)
        assert [hit.id for hit in index.search("-Пескова песок ответил")] == ["sand"]


def test_a_word_spelt_like_a_form_of_another_is_found_in_its_cases() -> None:
    with kzsearch.open() as index:
        index.add([{"id": "1", "text": "Граната взорвалась"}, {"id": "2", "text": "Сок из граната"}])
        assert [hit.id for hit in index.search("гранатой")] == ["1", "2"]


def test_what_a_translation_weighs() -> None:
    index = kzsearch.open()
    index.add([{"id": "ru", "text": "новая школа"}, {"id": "kk", "text": "жаңа мектеп"}])
    whole, half = (index.search("мектеп", cross_lingual=weight) for weight in (1.0, 0.5))
    assert ids(whole) == ids(half) == ["kk", "ru"]
    assert half[1].score / half[0].score < whole[1].score / whole[0].score < 1
    assert ids(index.search("мектеп", cross_lingual=0)) == ids(index.search("мектеп", cross_lingual=False)) == ["kk"]
    for wrong in (1.5, -0.1, "yes", None, float("nan")):
        with pytest.raises(OptionError, match="cross_lingual must be"):
            index.search("мектеп", cross_lingual=wrong)  # type: ignore[arg-type]
