"""The Whoosh analysers: contract, pickling, a real Whoosh index; and plain Whoosh as the oracle of kzsearch."""

import pickle
import warnings
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

with warnings.catch_warnings():  # Whoosh's sources have invalid escapes
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3  # noqa: F401 - Whoosh would import it later, out of this block
    from whoosh import analysis, highlight, index, query
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import QueryParser

from kzsearch_analyzers.analysis import analyze, candidates, coarse_key, is_stop_word, query_languages
from kzsearch_analyzers.tokenizer import spans, tokenize
from kzsearch_analyzers.whoosh_filters import CoarseFilter, KzAnalyzer, KzTokenizer, LemmaFilter, StopFilter

import kzsearch

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["Мектептерде", "ДДҰ-ның", "COVID-19", "3,5", "#Астана", "әкім", "в", "és", "ёлки", "10млн", "«А»-ның"]
        ),
        st.text("абвгёжзийәғқңөұүһіABCxyz019-'’.,@#/ \u0301\u00ad\U0001f600\n", max_size=12),
        st.text(max_size=6),
    ),
    max_size=12,
).map(" ".join)

ALL = {"positions": True, "chars": True, "keeporiginal": True}


def in_memory(schema):
    """The name also names a folder of temporary files in /tmp, which Whoosh's default shares between processes."""
    return RamStorage().create_index(schema, indexname=uuid4().hex)


def terms(analyzer, text, **options):
    return [t.text for t in analyzer(text, **options)]


# -- contract


@given(TEXTS)
def test_tokenizer_gives_our_tokens(text):
    found = [(t.original, t.startchar, t.endchar, t.pos, t.kind, t.text) for t in KzTokenizer()(text, **ALL)]
    assert found == [(t.text, t.start, t.end, t.position, t.kind, t.form) for t in tokenize(text)]


@given(TEXTS)
def test_analyzer_gives_the_tokens_of_analyze(text):
    found = list(KzAnalyzer()(text, **ALL))
    expected = analyze(text)
    assert [(t.original, t.startchar, t.endchar, t.pos) for t in found] == [
        (t.text, t.start, t.end, t.position) for t in expected
    ]
    assert [(t.kind, t.form, t.lang, t.text) for t in found] == [(t.kind, t.form, t.lang, t.lemma) for t in expected]


@given(TEXTS)
def test_offsets_give_back_the_surface_and_rise(text):
    found = [(t.startchar, t.endchar, t.original) for t in KzAnalyzer(stop=True, minsize=2)(text, **ALL)]
    assert [text[a:b] for a, b, _ in found] == [original for *_, original in found]
    assert all(end <= start for (_, end, _), (start, _, _) in pairwise(found))


@given(TEXTS)
def test_stop_words_are_those_of_the_analysis(text):
    kept = [t.lemma for t in analyze(text) if not is_stop_word(t.form, t.lemma, t.lang)]
    assert terms(KzAnalyzer(stop=True), text) == kept


@given(TEXTS)
def test_stopped_words_stay_marked_where_they_are_not_to_be_removed(text):
    analyzer = KzAnalyzer(stop=True, minsize=3)
    kept = [(t.text, t.pos) for t in analyzer(text, positions=True, removestops=False) if not t.stopped]
    assert kept == [(t.text, t.pos) for t in analyzer(text, positions=True)]
    assert len(terms(analyzer, text, removestops=False)) == len(analyze(text))


@given(TEXTS)
def test_coarse_keys_of_words(text):
    words = [(t.lemma, t.kind) for t in analyze(text)]
    expected = [coarse_key(lemma) if kind in ("word", "hashtag") else lemma for lemma, kind in words]
    assert terms(KzAnalyzer() | CoarseFilter(), text) == expected


def test_attributes_that_were_not_asked_for_are_not_set():
    token = next(iter(KzAnalyzer()("мектеп")))
    assert not token.positions
    assert not {"pos", "startchar", "endchar", "original"} & vars(token).keys()


def test_start_of_positions_and_offsets():
    found = [(t.pos, t.startchar, t.endchar) for t in KzAnalyzer()("екі сөз", start_pos=5, start_char=10, **ALL)]
    assert found == [(5, 10, 13), (6, 14, 17)]


def test_mode_is_handed_on():
    assert {t.mode for t in KzAnalyzer()("екі сөз", mode="query")} == {"query"}


def test_text_that_is_not_to_be_tokenized_is_only_normalised():
    (token,) = list(KzAnalyzer()("Ёлки мекТЕПТЕР", tokenize=False, **ALL))
    assert (token.text, token.pos, token.startchar, token.endchar) == ("елки мектептер", 0, 0, 14)
    assert token.original == "Ёлки мекТЕПТЕР"


def test_positions_close_up_after_stop_words_only_when_renumbering():
    text = "мектеп және қала"
    assert [t.pos for t in KzAnalyzer(stop=True)(text, positions=True)] == [0, 1]
    kept = KzAnalyzer() | StopFilter(renumber=False)
    assert [t.pos for t in kept(text, positions=True)] == [0, 2]


def test_no_morph_leaves_forms():
    assert terms(KzAnalyzer(), "Мектептерде", no_morph=True) == terms(KzAnalyzer(lemmas=False), "Мектептерде")
    assert KzAnalyzer().has_morph()
    assert not KzAnalyzer(lemmas=False).has_morph()


def test_filters_work_behind_whooshs_own_tokenizer():
    chain = analysis.RegexTokenizer() | analysis.LowercaseFilter() | LemmaFilter() | StopFilter()
    assert terms(chain, "Мектептерде және школах") == ["мектеп", "школа"]
    assert terms(analysis.RegexTokenizer() | CoarseFilter(), "маңғыстау") == ["манги"]


# -- equality and pickling

ANALYZERS = [
    KzTokenizer(),
    LemmaFilter(),
    StopFilter(),
    StopFilter(renumber=False),
    CoarseFilter(),
    KzAnalyzer(),
    KzAnalyzer(stop=True),
    KzAnalyzer(minsize=2),
    KzAnalyzer(minsize=3),
    KzAnalyzer() | CoarseFilter(),
]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_analyzers_are_equal(protocol):
    assert [pickle.loads(pickle.dumps(analyzer, protocol)) for analyzer in ANALYZERS] == ANALYZERS


def test_only_the_same_analyzers_are_equal():
    equal = [(i, k) for (i, a), (k, b) in product(enumerate(ANALYZERS), repeat=2) if a == b]
    assert equal == [(i, i) for i in range(len(ANALYZERS))]
    assert all((a != b) is not (a == b) for a, b in product(ANALYZERS, repeat=2))


# -- in a Whoosh index

STORIES = {
    "kk": "Ауыл мектептерде жаңа спорт залы ашылды, деді министрліктің өкілі.",
    "ru": "Министр здравоохранения рассказал о новых школах.",
    "mixed": "ДДҰ-ның өкілі: «в школах Маңғыстау облысында COVID-19 жоқ».",
}


@pytest.fixture(params=["folder", "memory"])
def stories(request, tmp_path):
    """A Whoosh index of STORIES, in a folder opened again or in memory."""
    schema = Schema(id=ID(stored=True), text=TEXT(analyzer=KzAnalyzer(), phrase=True, chars=True, stored=True))
    made = index.create_in(str(tmp_path), schema) if request.param == "folder" else in_memory(schema)
    writer = made.writer()
    for id, text in STORIES.items():
        writer.add_document(id=id, text=text)
    writer.commit()
    return index.open_dir(str(tmp_path)) if request.param == "folder" else made


def ids(searcher, schema, typed):
    return {hit["id"] for hit in searcher.search(QueryParser("text", schema).parse(typed), limit=None)}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("мектеп", {"kk"}),
        ("МЕКТЕПТІҢ", {"kk"}),
        ("школа", {"ru", "mixed"}),
        ("школа министр", {"ru"}),
        ("школа NOT министр", {"mixed"}),
        ("мектеп OR школа", {"kk", "ru", "mixed"}),
        ('"жаңа спорт зал"', {"kk"}),
        ('"спорт жаңа"', set()),
        ('"жаңа зал"~2', {"kk"}),
        ("ДДҰ", {"mixed"}),
        ("covid-19", {"mixed"}),
        ("минист*", {"kk", "ru"}),
        ("МИНИСТРЛ*", {"kk"}),
        ("ш?ола", {"ru", "mixed"}),
    ],
)
def test_query_parser(stories, typed, expected):
    with stories.searcher() as searcher:
        assert ids(searcher, stories.schema, typed) == expected


@pytest.mark.parametrize("pinpoint", [False, True])
def test_highlights_stand_on_the_words_as_written(stories, pinpoint):
    with stories.searcher() as searcher:
        results = searcher.search(QueryParser("text", stories.schema).parse("ддұ OR мектеп OR школа"), terms=True)
        results.formatter = highlight.UppercaseFormatter()
        results.fragmenter = highlight.PinpointFragmenter() if pinpoint else highlight.WholeFragmenter()
        shown = {hit["id"]: hit.highlights("text") for hit in results}
    assert "МЕКТЕПТЕРДЕ жаңа" in shown["kk"]
    assert "новых ШКОЛАХ" in shown["ru"]
    assert "ДДҰ-НЫҢ өкілі" in shown["mixed"]
    assert "в ШКОЛАХ Маңғыстау" in shown["mixed"]


def test_characters_in_the_postings_are_offsets(stories):
    with stories.searcher() as searcher:
        matcher = searcher.postings("text", "мектеп")
        ((_, start, end),) = matcher.value_as("characters")
    assert STORIES["kk"][start:end] == "мектептерде"


def test_phrases_match_across_stop_words():
    schema = Schema(text=TEXT(analyzer=KzAnalyzer(stop=True), phrase=True))
    made = in_memory(schema)
    with made.writer() as writer:
        writer.add_document(text="министр және әкім")
    with made.searcher() as searcher:
        assert len(searcher.search(QueryParser("text", schema).parse('"министр әкім"'))) == 1
        assert len(searcher.search(QueryParser("text", schema).parse('"министр және әкім"'))) == 1


# -- plain Whoosh with the same tokens answers kzsearch's strict queries with the same documents
#
# A word between + ( ) AND - matches by lemma or as it is written, so these queries have no coarse keys in them. Whoosh counts the slop
# of each gap and one more; kzsearch counts words left out in the whole phrase: they agree on phrases of two words.

FORMS = (
    "мектеп мектептер мектептерде школа школы школами министр министрлік министрлігінің министром заң заңдар закон "
    "закона бас басы бар қала қалада салт сел села ел елге COVID-19 2024 және в"
).split()
PREFIXES = "мек мект шк министр министрл за ба се сел covid 20 ъъ".split()
FIELDS = ("title", "text")


@dataclass(frozen=True)
class Asked:
    """A query as typed in kzsearch and as a Whoosh query."""

    typed: str
    whoosh: query.Query


def in_fields(field, make):
    return query.Or([make(name) for name in ([field] if field else FIELDS)])


@cache
def lemmas_of(words):
    found = [(form, kind) for *_, kind, form in spans(words)]
    languages = query_languages([form for form, _ in found])
    return [candidates(form, kind, lang) for (form, kind), lang in zip(found, languages, strict=True)]


def typed_field(field):
    return f"{field}:" if field else ""


def a_word(field, form):
    (lemmas,) = lemmas_of(form)
    written = in_fields(field, lambda name: query.Term(f"{name}_form", form.lower()))
    asked = [in_fields(field, lambda name, lemma=lemma: query.Term(name, lemma)) for lemma in lemmas]
    return Asked(typed_field(field) + form, query.Or([*asked, written]))


def a_prefix(field, stem):
    return Asked(f"{typed_field(field)}{stem}*", in_fields(field, lambda name: query.Prefix(f"{name}_form", stem)))


def a_phrase(field, forms, slop):
    readings = product(*(lemmas[:2] for lemmas in lemmas_of(" ".join(forms))))
    asked = [in_fields(field, lambda name, r=r: query.Phrase(name, list(r), slop=slop + 1)) for r in readings]
    return Asked(f'{typed_field(field)}"{" ".join(forms)}"' + (f"~{slop}" if slop else ""), query.Or(asked))


def both(first, second):
    return Asked(f"({first.typed} AND {second.typed})", query.And([first.whoosh, second.whoosh]))


def either(first, second):
    return Asked(f"({first.typed} OR {second.typed})", query.Or([first.whoosh, second.whoosh]))


def without(first, second):
    minus = "NOT " if second.typed[0].isdigit() else "-"  # -2024 is a number
    asked = query.And([first.whoosh, query.Not(second.whoosh)])
    return Asked(f"(+{first.typed} {minus}{second.typed})", asked)


A_FORM = st.sampled_from(FORMS)
A_FIELD = st.sampled_from([None, *FIELDS])
QUERIES = st.recursive(
    st.one_of(
        st.builds(a_word, A_FIELD, A_FORM),
        st.builds(a_prefix, A_FIELD, st.sampled_from(PREFIXES)),
        st.builds(a_phrase, A_FIELD, st.lists(A_FORM, min_size=2, max_size=3), st.just(0)),
        st.builds(a_phrase, A_FIELD, st.lists(A_FORM, min_size=2, max_size=2, unique=True), st.integers(1, 3)),
    ),
    lambda inner: st.one_of(*(st.builds(join, inner, inner) for join in (both, either, without))),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def twins():
    """The same 300 documents of FORMS in kzsearch and in plain Whoosh, added in two halves."""
    from random import Random

    random = Random(7)
    docs = [
        {"id": str(n), "title": " ".join(random.choices(FORMS, k=random.randint(0, 3))), "text": "— " + " ".join(text)}
        for n, text in enumerate(random.choices(FORMS, k=random.randint(1, 8)) for _ in range(300))
    ]
    ours, plain = kzsearch.open(None), in_memory(twin_schema())
    for half in (docs[:150], docs[150:]):
        ours.add(half)
        with plain.writer() as writer:
            for doc in half:
                forms = {f"{name}_form": doc[name] for name in FIELDS}
                writer.add_document(**doc, **forms)
            writer.merge = False
    with plain.searcher() as searcher:
        yield ours, searcher


def twin_schema():
    lemmas = {name: TEXT(analyzer=KzAnalyzer(), phrase=True) for name in FIELDS}
    forms = {f"{name}_form": TEXT(analyzer=KzAnalyzer(lemmas=False), phrase=False) for name in FIELDS}
    return Schema(id=ID(stored=True), **lemmas, **forms)


@settings(max_examples=300)
@given(QUERIES)
def test_plain_whoosh_finds_the_same_documents(twins, asked):
    ours, searcher = twins
    found = ours.search(f"+({asked.typed}) -ъъъ", limit=300, cross_lingual=False)  # a lone + would not be strict
    assert not found.warnings
    expected = {searcher.stored_fields(doc)["id"] for doc in searcher.docs_for_query(asked.whoosh)}
    assert {hit.id for hit in found} == expected
