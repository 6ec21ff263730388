"""Our index behind Whoosh's interfaces: fields, terms, matchers, columns, and that nothing is unpickled or written.

That answers and scores are those of plain Whoosh is held by tests/differential.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import fold

import kzsearch
from kzsearch.codec.whoosh_index import ReadOnlyIndexError, WhooshIndex
from kzsearch.codec.whoosh_matcher import ArrayMatcher
from kzsearch.codec.whoosh_schema import ArrayPositions
from kzsearch.codec.whoosh_terms import TermPostings

QUIET = settings(suppress_health_check=list(HealthCheck))
DOCUMENTS: list[dict[str, Any]] = [
    {
        "id": "kk",
        "title": "Денсаулық сақтау",
        "text": "Министр ауруханаға барды. Дәрігерлер қуанды, ал министрлер Маңғыстауда болды.",
        "rubric": "қоғам",
        "year": 2024,
        "checked": True,
    },
    {"id": "ru", "title": "Здравоохранение", "text": "Министр посетил больницу. Врачи были рады.", "rubric": "общество", "year": 2023.5},
    {"id": "other", "text": "Ёлки дорожали в Актау: COVID-19, инфляция 🙂 и №5", "tags": ["а", "б"], "year": -3, "_own": 1, "my key": "в"},
    {"id": "gone", "text": "Министр ушёл", "rubric": "қоғам", "year": 1999},
    {"id": "more", "title": "Министрлік", "text": "министр министр қала", "rubric": ""},
]  # fmt: skip


def whoosh_of(index: kzsearch.Index) -> WhooshIndex:
    return WhooshIndex(index._open_snapshot().generation)


@pytest.fixture(scope="module", params=[5, 4, 2], ids=["one segment", "two segments", "three segments"])
def index(request: pytest.FixtureRequest) -> WhooshIndex:
    made = kzsearch.open()
    for first in range(0, 5, request.param):
        made.add(DOCUMENTS[first : first + request.param])
    made.delete("gone")
    return whoosh_of(made)


@pytest.fixture
def searcher(index: WhooshIndex) -> Any:
    with index.searcher() as searcher:
        yield searcher


def ids(results: Any) -> list[str]:
    return [hit["id"] for hit in results]


def ask(searcher: Any, text: str, **options: Any) -> list[str]:
    from whoosh.qparser import QueryParser

    query = QueryParser("text", searcher.schema).parse(text)
    return ids(searcher.search(query, **{"limit": None, **options}))


# -- fields and questions


def test_the_schema(index: WhooshIndex) -> None:
    words = [field + key for field in ("title", "text") for key in ("", "_form", "_coarse", "_folded")]
    assert index.schema.names() == sorted([*words, "id", "lang", "rubric", "year", "checked", "tags"])
    assert sorted(index.schema.stored_names()) == ["checked", "id", "lang", "rubric", "tags", "text", "title", "year"]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("министров", ["more", "kk", "ru"]),
        ("министр AND врач", ["ru"]),
        ("министр врач", ["ru"]),
        ("врач OR қала", ["more", "ru"]),
        ("министр NOT врач", ["more", "kk"]),
        ("NOT министр", ["other"]),
        ('"министр посетить"', ["ru"]),
        ('"посетил больницы"', ["ru"]),
        ('"министр больница"~2', ["ru"]),
        ('"больница министр"~2', []),
        ("мини*", ["more", "kk", "ru"]),
        ("больни?а", ["ru"]),
        ("text_form:министрлер", ["kk"]),
        ("text_form:министров", []),
        ("text_form:ёлки", ["other"]),
        ("text_form:[в TO врачи]", ["ru", "other"]),
        ("text_folded:мангистауда", ["kk"]),
        ("text_folded:МАҢҒЫС*", ["kk"]),
        ("text_coarse:мангистауский", ["kk"]),
        ("text_coarse:covid-20", []),
        ("text_coarse:covid-19", ["other"]),
        ("title:министрліктер", ["more"]),
        ("title_form:министрлік", ["more"]),
        ("id:more", ["more"]),
        ("id:gone", []),
        ("lang:kk", ["kk", "more"]),
        ("rubric:қоғам", ["kk"]),
        ("checked:true", ["kk"]),
        ("tags:а", ["other"]),
        ("tags:[б TO я]", ["other"]),
        ("tags:в", []),
        ("tags:*", ["other"]),
        ("year:2024", ["kk"]),
        ("year:2024.0", ["kk"]),
        ("year:[2000 TO 2024]", ["kk", "ru"]),
        ("year:{-3 TO 2024}", ["ru"]),
        ("year:[TO 0]", ["other"]),
        ("rubric:*", ["kk", "ru", "more"]),
        ("*:*", ["kk", "ru", "other", "more"]),
        ("жоқсөз", []),
        ("жоқсөз*", []),
    ],
)
def test_questions_through_whooshs_parser(searcher: Any, question: str, wanted: list[str]) -> None:
    from whoosh.qparser import FuzzyTermPlugin, QueryParser

    parser = QueryParser("text", searcher.schema)
    parser.add_plugin(FuzzyTermPlugin())
    found = ids(searcher.search(parser.parse(question), limit=None))
    assert sorted(found) == sorted(wanted)
    if searcher.is_atomic() and ":" not in question:
        assert found == wanted  # ranked


def test_stored_fields(searcher: Any) -> None:
    assert searcher.document(id="kk") == {**DOCUMENTS[0], "lang": "kk"}
    assert searcher.document(id="other") == {**DOCUMENTS[2], "title": "", "lang": "ru"}
    assert searcher.document(id="gone") is None
    assert searcher.document(id="nobody") is None
    assert searcher.document_number(id="more") == 4
    assert sorted(fields["id"] for fields in searcher.reader().all_stored_fields()) == ["kk", "more", "other", "ru"]


def test_counts(index: WhooshIndex) -> None:
    reader = index.reader()
    assert (index.doc_count(), index.doc_count_all(), reader.doc_count(), reader.doc_count_all()) == (4, 5, 4, 5)
    assert reader.has_deletions()
    assert [reader.is_deleted(doc) for doc in range(5)] == [False, False, False, True, False]
    assert list(reader.all_doc_ids()) == [0, 1, 2, 4]
    assert reader.doc_frequency("text", "министр") == 4  # deleted ones count, as in Whoosh
    assert reader.frequency("text", "министр") == 6
    assert reader.frequency("text", "жоқсөз") == reader.doc_frequency("text", "жоқсөз") == 0
    assert reader.max_field_length("text") == 9
    assert reader.doc_field_length(4, "text_folded") == 3
    assert reader.doc_field_length(4, "rubric", default=9) == 9
    assert ("text", "министр") in reader
    assert ("text", "министрлер") not in reader
    assert ("nofield", "министр") not in reader


def test_highlights_and_likeness(searcher: Any) -> None:
    from whoosh.query import Term

    found = searcher.search(Term("text", "министр"), limit=None)
    texts = {hit["id"]: hit.highlights("text") for hit in found}
    assert ">Министр</b> ауруханаға" in texts["kk"]
    assert ">министрлер</b> Маңғыстауда" in texts["kk"]
    assert texts["kk"].count("<b ") == 2
    assert "kk" in ids(searcher.more_like(searcher.document_number(id="more"), "text"))
    assert "қала" in dict(searcher.key_terms([searcher.document_number(id="more")], "text"))


def test_spelling(searcher: Any) -> None:
    assert searcher.suggest("text_form", "минстр") == ["министр"]
    assert searcher.suggest("text", "болница") == ["больница"]
    assert searcher.reader().most_frequent_terms("text", 1) == [(6.0, "министр".encode())]
    assert list(searcher.reader().terms_within("text", "қал", 1, prefix=50 if searcher.is_atomic() else 1)) == ["қала"]


# -- sorting and groups


@pytest.mark.parametrize(
    ("key", "rising", "falling"),
    [
        ("year", ["other", "ru", "kk", "more"], ["more", "kk", "ru", "other"]),  # more has none
        (
            "rubric",
            ["other", "more", "ru", "kk"],
            ["kk", "ru", "other", "more"],
        ),  # other has none, that of more is empty
        ("id", ["kk", "more", "other", "ru"], ["ru", "other", "more", "kk"]),
        ("lang", ["kk", "more", "ru", "other"], ["ru", "other", "kk", "more"]),
        ("checked", ["ru", "other", "more", "kk"], ["kk", "ru", "other", "more"]),
        ("tags", ["kk", "ru", "more", "other"], ["other", "kk", "ru", "more"]),
    ],
)
def test_sorting(searcher: Any, key: str, rising: list[str], falling: list[str]) -> None:
    from whoosh.query import Every
    from whoosh.sorting import FieldFacet

    assert ids(searcher.search(Every(), limit=None, sortedby=key)) == rising
    assert ids(searcher.search(Every(), limit=2, sortedby=key)) == rising[:2]
    assert ids(searcher.search(Every(), limit=None, sortedby=FieldFacet(key, reverse=True))) == falling


def test_groups(searcher: Any) -> None:
    from whoosh.query import Every
    from whoosh.sorting import FieldFacet

    facets = {
        "rubric": FieldFacet("rubric", reverse=True),
        "year": FieldFacet("year", reverse=True),
        "all": FieldFacet("lang", allow_overlap=True),
    }
    found = searcher.search(Every(), limit=None, groupedby=facets)
    assert found.groups("rubric") == {"": [2, 4], "общество": [1], "қоғам": [0]}
    assert found.groups("year") == {2024.0: [0], 2023.5: [1], -3.0: [2], None: [4]}
    assert found.groups("all") == {"kk": [0, 4], "ru": [1, 2]}


def test_columns(index: WhooshIndex) -> None:
    reader = index.reader()
    assert list(reader.column_reader("year")) == [2024.0, 2023.5, -3.0, 1999.0, None]
    assert [reader.column_reader("rubric")[doc] for doc in range(5)] == ["қоғам", "общество", "", "қоғам", ""]
    assert not reader.has_column("text")


def test_a_key_of_two_kinds_is_a_string_and_what_whoosh_cannot_name_is_stored() -> None:
    made = kzsearch.open()
    made.add({"id": "1", "text": "а", "size": 12, "lang": "xx", "text_form": "өз", "half": "\ud800", "zero": -0.0})
    made.add({"id": "2", "text": "б", "size": "орташа", "long": "ұ" * 300, "zero": 0})
    made.add({"id": "3", "text": "в", "long": "қысқа", "size": 0.5})
    with whoosh_of(made).searcher() as searcher:
        assert list(searcher.lexicon("size")) == [b"0.5", b"12", "орташа".encode()]
        assert ask(searcher, "size:12") == ["1"]
        assert ask(searcher, "long:қысқа") == ["3"]
        assert searcher.document(id="1")["text_form"] == "өз"
        assert searcher.document(id="1")["lang"] != "xx"
        assert searcher.document(half="\ud800")["id"] == "1"
        assert sorted(ask(searcher, "zero:0")) == sorted(ask(searcher, "zero:-0.0")) == ["1", "2"]
        assert ask(searcher, "*:*", sortedby="size") == ["3", "1", "2"]


@pytest.mark.parametrize("batch", [4, 1], ids=["one segment", "four segments"])
def test_a_document_has_a_term_for_each_value_of_a_list(batch: int) -> None:
    from whoosh.query import Every
    from whoosh.sorting import FieldFacet

    made = kzsearch.open()
    tags: list[Any] = [["спорт", 2024, True, "спорт"], "әкім", [], 2024.0]
    documents = [{"id": str(n), "text": "сөз", "tags": value} for n, value in enumerate(tags)]
    for first in range(0, 4, batch):
        made.add(documents[first : first + batch])
    with whoosh_of(made).searcher() as searcher:
        assert list(searcher.lexicon("tags")) == [text.encode() for text in ("2024", "true", "спорт", "әкім")]
        assert sorted(ask(searcher, "tags:2024")) == ["0", "3"]
        assert ask(searcher, "tags:true") == ask(searcher, "tags:спорт") == ["0"]
        assert ask(searcher, "*:*", sortedby="tags") == ["2", "0", "3", "1"]
        facets = {"least": FieldFacet("tags"), "each": FieldFacet("tags", allow_overlap=True)}
        found = searcher.search(Every(), groupedby=facets)
        assert found.groups("least") == {"2024": [0, 3], "әкім": [1], "": [2]}
        assert found.groups("each") == {"2024": [0, 3], "true": [0], "спорт": [0], "әкім": [1], None: [2]}
        assert searcher.document(id="0")["tags"] == ["спорт", 2024, True, "спорт"]


def test_one_id_many_times_in_a_segment() -> None:
    made = kzsearch.open()
    made.add([{"id": "same", "text": f"сөз{n}"} for n in range(5)] + [{"id": "other", "text": "сөз"}])
    with whoosh_of(made).searcher() as searcher:
        assert searcher.document(id="same")["text"] == "сөз4"
        assert list(searcher.lexicon("id")) == [b"other", b"same"]
        assert len(list(searcher.documents(id="same"))) == 1


def test_words_that_repeat_the_title_stand_in_the_title_only() -> None:
    made = kzsearch.open()
    made.add({"id": "1", "title": "Бюджет туралы", "text": "Бюджет туралы заң қабылданды"})
    with whoosh_of(made).searcher() as searcher:
        assert ask(searcher, "бюджет") == []
        assert ask(searcher, "title:бюджет") == ["1"]
        assert ask(searcher, '"заң қабылдану"') == ask(searcher, 'text_form:"заң қабылданды"') == ["1"]
        matcher = searcher.postings("text", b"\xd0\xb7\xd0\xb0\xd2\xa3")
        assert matcher.value_as("positions") == [2]


# -- an index that is only read


def test_it_is_read_only(index: WhooshIndex) -> None:
    for change in (
        index.writer,
        lambda: index.delete_by_term("id", "kk"),
        lambda: index.add_field("x", index.schema["id"]),
        lambda: next(iter(index.reader().leaf_readers()))[0].codec().per_document_writer(None, None),
    ):
        with pytest.raises(ReadOnlyIndexError, match=r"kzsearch\.Index\.add"):
            change()
    assert isinstance(ReadOnlyIndexError("x"), kzsearch.KzSearchError)


def test_an_index_without_documents() -> None:
    made = kzsearch.open()
    index = whoosh_of(made)
    assert index.is_empty()
    with index.searcher() as searcher:
        assert ask(searcher, "министр OR title:[а TO я]") == ask(searcher, "*:*") == []
        assert searcher.up_to_date()
    made.add({"id": "1", "text": "сөз"})
    made.delete("1")
    assert whoosh_of(made).doc_count() == 0


def test_generations_and_readers(index: WhooshIndex) -> None:
    searcher = index.searcher()
    assert searcher.up_to_date()
    assert searcher.refresh() is searcher
    assert index.latest_generation() == searcher.reader().generation()
    other = index.searcher()
    searcher.close()
    assert ask(other, "id:kk") == ["kk"]
    assert repr(index) == f"<WhooshIndex: generation {index.latest_generation()}, 4 documents>"


def test_a_searcher_keeps_its_commit() -> None:
    made = kzsearch.open()
    made.add(DOCUMENTS[:2])
    before = whoosh_of(made).searcher()
    made.add({"id": "kk", "text": "басқа"})
    assert sorted(ask(before, "министр")) == ["kk", "ru"]
    assert ask(whoosh_of(made).searcher(), "министр") == ["ru"]


def test_threads_may_share_it(index: WhooshIndex) -> None:
    def work(number: int) -> list[list[str]]:
        with index.searcher() as searcher:
            return [
                ask(searcher, question)
                for question in ("министр", "text_folded:м*", "year:[0 TO 3000]", '"министр посетить"')
            ]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(40)))
    assert all(answers == found[0] for answers in found)
    assert all(found[0])


def test_nothing_is_unpickled(index: WhooshIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    from whoosh import query as q
    from whoosh.query import spans

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("unpickled")

    loaders = [pickle.load, pickle.loads, pickle.Unpickler, pickle._load, pickle._loads, pickle._Unpickler]  # type: ignore[attr-defined]
    patched = 0
    for name, module in list(sys.modules.items()):
        for attribute, value in (
            list(vars(module).items()) if name.partition(".")[0] in ("pickle", "_pickle", "whoosh") else ()
        ):
            if any(value is loader for loader in loaders):
                monkeypatch.setattr(module, attribute, refuse)
                patched += 1
    assert patched > 8
    with pytest.raises(AssertionError, match="unpickled"):
        pickle.loads(pickle.dumps(1))
    fresh = WhooshIndex(index._generation)
    with fresh.searcher() as searcher:
        one, other = q.Term("text", "министр"), q.Term("text", "қала")
        for query in (
            one, q.Prefix("text_form", "м"), q.Wildcard("text_folded", "*а?"), q.Regex("text", "м.*"), q.FuzzyTerm("text", "министер"),
            q.Variations("text", "covid-19"), one & other, one | other, q.Not(one), q.AndNot(one, other), q.AndMaybe(one, other),
            q.Require(one, other), q.Phrase("text", ["министр", "қала"], slop=2), spans.SpanNear(one, other, slop=3),
            spans.SpanFirst(one), spans.SpanOr([one, other]), spans.SpanContains(one, other), spans.SpanBefore(one, other),
            q.TermRange("text", "а", "я"), q.NumericRange("year", 0, None), q.Every(), q.Every("title"), q.NullQuery,
            q.ConstantScoreQuery(one), q.DisjunctionMax([one, other]), q.NestedParent(q.Every(), one),
        ):  # fmt: skip
            for hit in searcher.search(query, limit=3, groupedby="rubric", filter=q.Every(), terms=True):
                hit.highlights("text")
            searcher.search(query, limit=None, sortedby=["year", "rubric"])
            list(searcher.docs_for_query(query))
        reader = searcher.reader()
        list(reader.iter_postings())
        assert [list(m.items_as("positions")) for m in [reader.postings("text", "қала")] if reader.is_atomic()] in (
            [],
            [[(4, [2])]],
        )


FRESH = """
import kzsearch, sys
index = kzsearch.open()
index.add([{"id": "1", "text": "Мектептер ашылды", "year": 5}])
assert "whoosh" not in sys.modules
from kzsearch.codec.whoosh_index import WhooshIndex
from whoosh import query, qparser, highlight, sorting
with WhooshIndex(index._open_snapshot().generation).searcher() as searcher:
    for text in ("мектеп", "мек*", "year:[1 TO 9]", "text_folded:мектептер"):
        (hit,) = searcher.search(qparser.QueryParser("text", searcher.schema).parse(text), groupedby="year")
        hit.highlights("text")
    (hit,) = searcher.search(query.FuzzyTerm("text", "мектп"))
"""


def test_it_gives_no_warnings(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-W", "error", "-c", FRESH], capture_output=True, text=True, env=env)
    assert (done.returncode, done.stderr) == (0, "")


# -- terms and matchers


def test_every_reader_of_terms_agrees(index: WhooshIndex) -> None:
    readers = [reader for reader, _ in index.reader().leaf_readers()]
    seen = 0
    for reader in readers:
        terms = list(reader.all_terms())
        assert terms == sorted(terms)
        assert terms == [term for term, _ in reader]
        assert set(reader.indexed_field_names()) == set(index.schema.names())
        for name in reader.indexed_field_names():
            own = [text for field, text in terms if field == name]
            cursor = reader.cursor(name)
            walked = [cursor.term()] if cursor.first() is not None else []
            while cursor.next() is not None:
                walked.append(cursor.term())
            assert walked == own
            for text in own:
                cursor.find(text)
                assert cursor.term() == text
                assert name == "year" or cursor.text() == index.schema[name].from_bytes(text)
                assert cursor.term_info().doc_frequency() == reader.doc_frequency(name, text) > 0
                assert next(iter(reader.terms_from(name, text))) == (name, text)
                seen += 1
            cursor.find(b"\xff\xff")
            assert cursor.text() is None
            assert cursor.term_info() is None
    assert seen > 100


def test_terms_that_are_not_there(index: WhooshIndex) -> None:
    from whoosh.reading import TermNotFound

    reader = index.reader()
    for ask_for in (
        lambda: reader.postings("text", "жоқсөз"),
        lambda: reader.term_info("text", "жоқсөз"),
        lambda: reader.first_id("text", "жоқсөз"),
        lambda: reader.first_id("id", "gone"),
        lambda: reader.term_info("text", b"\xff\xfe"),
    ):
        with pytest.raises(TermNotFound):
            ask_for()
    assert ("text", b"\xff\xfe") not in reader


LETTERS = st.text("аәбғёіұүһцы eé😀漢#@-19 .", min_size=1, max_size=30).filter(lambda text: text.strip() != "")


@settings(QUIET, max_examples=60)
@given(texts=st.lists(LETTERS, min_size=1, max_size=6))
def test_folded_terms_are_the_folded_forms(texts: list[str]) -> None:
    made = kzsearch.open()
    made.add({"id": str(n), "text": text + " ұзақ"} for n, text in enumerate(texts))
    reader = whoosh_of(made).reader()
    wanted: dict[str, dict[int, list[int]]] = {}
    for form in reader.field_terms("text_form"):
        matcher = reader.postings("text_form", form)
        while matcher.is_active():
            wanted.setdefault(fold(form), {}).setdefault(matcher.id(), []).extend(matcher.value_as("positions"))
            matcher.next()
    assert list(reader.field_terms("text_folded")) == sorted(wanted)
    for term, docs in wanted.items():
        matcher = reader.postings("text_folded", term)
        assert dict(matcher.items_as("positions")) == {doc: sorted(at) for doc, at in docs.items()}


postings = st.dictionaries(
    st.integers(0, 60), st.lists(st.integers(0, 70_000), min_size=1, max_size=4, unique=True).map(sorted), max_size=12
)


def array_matcher(found: dict[int, list[int]], deleted: set[int]) -> ArrayMatcher:
    docs = sorted(found)
    frequencies = np.array([len(found[doc]) for doc in docs], np.int64)
    positions = np.array([at for doc in docs for at in found[doc]], np.int64)
    alive = np.array([doc not in deleted for doc in range(61)]) if deleted else None
    term = TermPostings(np.array(docs, np.int64), frequencies, lambda: positions)
    return ArrayMatcher(("text", b"x"), term, alive, ArrayPositions(), None)


@given(
    found=postings, deleted=st.sets(st.integers(0, 60), max_size=8), steps=st.lists(st.integers(-1, 62), max_size=12)
)
def test_a_matcher_walks_as_a_list_does(found: dict[int, list[int]], deleted: set[int], steps: list[int]) -> None:
    from whoosh.matching import ReadTooFar

    live = [doc for doc in sorted(found) if doc not in deleted]
    matcher, at = array_matcher(found, deleted), 0
    assert list(matcher.all_ids()) == live
    assert not matcher.supports_block_quality()
    for step in steps:
        kept = matcher.copy()
        assert matcher.is_active() == (at < len(live))
        if at == len(live):
            assert matcher.id() > 1 << 40
            for move in (matcher.next, lambda: matcher.skip_to(3)):
                with pytest.raises(ReadTooFar):
                    move()
            break
        doc = live[at]
        assert type(matcher.id()) is int
        assert (matcher.id(), matcher.weight(), matcher.score()) == (doc, len(found[doc]), len(found[doc]))
        assert (
            matcher.value_as("positions")
            == matcher.positions()
            == [span.start for span in matcher.spans()]
            == found[doc]
        )
        assert (matcher.value_as("frequency"), matcher.value_as("weight")) == (len(found[doc]), len(found[doc]))
        at = at + 1 if step < 0 else max(at, next((n for n, doc in enumerate(live) if doc >= step), len(live)))
        matcher.next() if step < 0 else matcher.skip_to(step)
        assert kept.id() == doc
    matcher.reset()
    assert [(doc, at) for doc, at in matcher.items_as("positions")] == [(doc, found[doc]) for doc in live]


@pytest.mark.parametrize("limit", [1, 3])
def test_the_best_are_the_best_of_all(index: WhooshIndex, limit: int) -> None:
    from whoosh import query as q

    words = ["министр", "қала", "врач", "в", "барды"]
    queries: list[Callable[[Any, Any], Any]] = [
        lambda a, b: a | b,
        q.AndMaybe,
        lambda a, b: q.DisjunctionMax([a, b]),
        lambda a, b: q.Or([a, q.Not(b)]),
    ]
    with index.searcher() as searcher:
        for make in queries:
            for one in words:
                for other in words:
                    query = make(q.Term("text", one), q.Term("text", other))
                    best = [score for score, _ in searcher.search(query, limit=None).top_n[:limit]]
                    assert [score for score, _ in searcher.search(query, limit=limit).top_n] == best
