"""Whoosh's queries compiled into arrays: they find what they mean, and score as Whoosh's own matchers do.

`trees.matches` reads the documents; `Compiler.matched` gives a whole query to Whoosh's matchers, where they do not err.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_answers import QUIET, SPANS
from trees import FIELD_WORDS, Read, kinds, leaves, matches, trees
from twins import TEXT_FIELDS, Document, build, corpus, generation, merged
from twins import Asked as Plain
from whoosh import query as q
from whoosh import scoring as plain_scoring
from whoosh.query import spans

import kzsearch
from kzsearch.compiler import Asked
from kzsearch.errors import OptionError
from kzsearch.explanation import Explanation
from kzsearch.groups import Group
from kzsearch.plan import Clause
from kzsearch.scoring import DEFAULT, BM25Plus, Lucene, Scorer, Whoosh
from kzsearch.snapshot import Snapshot
from kzsearch.whoosh_queries import Compiler, compile_whoosh

T = q.Term
DOCUMENTS = corpus(200, seed=7)
DELETED = {document["id"] for document in DOCUMENTS[::3]}
PARTS = [DOCUMENTS[:30], DOCUMENTS[30:31], DOCUMENTS[31:120], DOCUMENTS[120:]]
SCORERS = [DEFAULT, BM25Plus(delta=0.5), Whoosh(), Lucene(k1=0.9)]

Answer = dict[int, float]


class Built:
    """A snapshot, and its live documents read."""

    def __init__(
        self, parts: Iterable[Sequence[Document]], deleted: Iterable[str] = (), *, merge: bool = False
    ) -> None:
        index = kzsearch.open()
        for part in parts:
            index.add(part)
        index.delete(*deleted)
        found = generation(index)
        self.snapshot = Snapshot(merged(found) if merge else found)
        documents = {document["id"]: document for part in parts for document in part}
        self.read = {
            doc: Read(documents[self.snapshot.id(doc)], self.snapshot.language(doc))
            for doc in self.snapshot.documents()
        }

    def asked(self, scorer: Scorer = DEFAULT) -> Asked:
        return Asked(self.snapshot, True, scorer)

    def compiled(self, query: Any, scorer: Scorer = DEFAULT) -> Clause:
        return compile_whoosh(query, self.asked(scorer))

    def answer(self, query: Any, scorer: Scorer = DEFAULT) -> Answer:
        return self.came_to(self.compiled(query, scorer))

    def by_matchers(self, query: Any, scorer: Scorer = DEFAULT) -> Answer:
        return self.came_to(Compiler(self.asked(scorer)).matched(query))

    def came_to(self, clause: Clause) -> Answer:
        found = clause.evaluate(self.snapshot)
        assert (np.diff(found.docs) > 0).all()
        return dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True))


STATES: dict[str, Callable[[], Built]] = {
    "one segment": lambda: Built([DOCUMENTS]),
    "several segments": lambda: Built(PARTS),
    "one segment with deletions": lambda: Built([DOCUMENTS], DELETED),
    "several segments with deletions": lambda: Built(PARTS, DELETED),
    "several segments with deletions merged": lambda: Built(PARTS, DELETED, merge=True),
}


@pytest.fixture(scope="module", params=STATES)
def built(request: pytest.FixtureRequest) -> Built:
    return STATES[request.param]()


def same(one: Answer, other: Answer) -> None:
    assert one.keys() == other.keys()
    assert one == pytest.approx(other, rel=1e-5, abs=1e-9)


# -- what they find


def _boosted(query: Any, boost: float) -> Any:
    return query.with_boost(boost) if hasattr(query, "boost") and query != q.NullQuery else query


@st.composite
def all_trees(draw: st.DrawFn, depth: int = 2) -> Any:
    """Queries of all kinds, those too that Whoosh errs in."""
    part = all_trees(depth - 1) if depth else leaves()
    several, share = st.lists(part, max_size=3), st.sampled_from([0.0, 0.3, 1.0])
    ways = [
        trees(depth=depth),
        several.map(q.And),
        several.map(q.Or),
        st.builds(lambda parts: q.Or(parts, scale=0.7), several),
        st.builds(lambda parts, no: q.Or([*parts, q.Not(no)]), several, part),
        part.map(q.Not),
        st.builds(q.AndNot, part, part),
        st.builds(q.AndMaybe, part, part),
        st.builds(q.Require, part, part),
        st.builds(q.DisjunctionMax, several, tiebreak=share),
        st.builds(q.ConstantScoreQuery, part, st.sampled_from([0.0, 2.5])),
        st.just(q.NullQuery),
    ]
    query = draw(draw(st.sampled_from(ways)))
    return _boosted(query, draw(st.sampled_from([1.0, 1.0, 0.0, 0.5, 2.0])))


KINDS = (
    "Term Prefix Wildcard Regex FuzzyTerm TermRange NumericRange Phrase Every And Or Not AndNot AndMaybe Require "
    "DisjunctionMax ConstantScoreQuery _NullQuery"
).split()


def test_random_queries_find_what_they_mean(built: Built) -> None:
    found: Counter[str] = Counter()

    @settings(QUIET, derandomize=True, max_examples=150)
    @given(all_trees())
    def ask(query: Any) -> None:
        answer = built.answer(query)
        assert set(answer) == {doc for doc, read in built.read.items() if matches(query, read)}
        found["asked"] += 1
        found["some"] += 0 < len(answer) < len(built.read)
        found.update(kinds(query) if answer else ())

    for _ in range(4):
        ask()
        if set(KINDS) <= found.keys():
            break
    assert found["some"] > found["asked"] / 4
    assert set(KINDS) <= found.keys(), found


texts = st.lists(st.sampled_from([*FIELD_WORDS["text_form"], "Мектептер", "."]), min_size=1, max_size=8).map(" ".join)
documents = st.lists(
    st.fixed_dictionaries(
        {"text": texts.filter(lambda text: text.strip(" .") != "")},
        optional={"title": texts, "rubric": st.sampled_from(["а", "спорт", "э", ""]), "year": st.integers(-9, 9)},
    ),
    min_size=1,
    max_size=8,
)


@settings(QUIET, derandomize=True, max_examples=25)
@given(st.lists(documents, min_size=1, max_size=3), st.lists(all_trees(), min_size=4, max_size=8), st.randoms())
def test_drawn_documents_answer_what_queries_mean(parts: list[list[Document]], asked: list[Any], random: Any) -> None:
    parts[0].append({"text": "су", "rubric": "б", "year": 1, "price": 0.5})  # each field is in some document
    numbered = [[{**document, "id": f"{p}.{n}"} for n, document in enumerate(part)] for p, part in enumerate(parts)]
    last = numbered[0][-1]["id"]
    ids = [document["id"] for part in numbered for document in part if document["id"] != last]
    built = Built(numbered, random.sample(ids, random.randrange(len(ids) + 1)))
    for query in asked:
        assert set(built.answer(query)) == {doc for doc, read in built.read.items() if matches(query, read)}


# -- what they score


@st.composite
def scored_trees(draw: st.DrawFn, fields: Sequence[str] = TEXT_FIELDS) -> Any:
    """Queries whose scores Whoosh does not err in, with boosts. A Not within And would add 1.0."""
    query = draw(trees(fields, scored=True).filter(lambda tree: "Not" not in kinds(tree)))
    part = st.one_of(st.just(query), trees(fields, scored=True, depth=0))
    boosts = st.sampled_from([0.5, 1.0, 3.0])
    parts = [
        _boosted(each, draw(boosts))
        for each in draw(st.lists(part, min_size=2, max_size=4))
        if "Not" not in kinds(each)
    ]
    return draw(st.sampled_from([query, *([q.Or(parts, boost=draw(boosts))] if len(parts) > 1 else [])]))


@pytest.mark.parametrize("scorer", SCORERS, ids=lambda scorer: type(scorer).__name__)
def test_both_ways_are_the_same(built: Built, scorer: Scorer) -> None:
    found = []

    @settings(QUIET, derandomize=True, max_examples=40)
    @given(scored_trees())
    def ask(query: Any) -> None:
        answer = built.answer(query, scorer)
        same(answer, built.by_matchers(query, scorer))
        found.append(len(answer) > 0)

    ask()
    assert sum(found) > len(found) / 4


def test_both_ways_find_the_same_terms(built: Built) -> None:
    queries = [q.Prefix("text_form", "м"), q.Wildcard("title", "*е*"), q.Regex("text_folded", "[мк].*"),
               q.FuzzyTerm("text", "мектеб"), q.TermRange("rubric", "а", "т"), q.TermRange("title_coarse", None, None),
               q.Prefix("title", ""), q.Wildcard("year", "*"), q.Regex("rubric", ".*"), q.Every("title_coarse"),
               q.Every("price"), q.NumericRange("year", None, 4, endexcl=True), q.NumericRange("price", -1.0, None)]  # fmt: skip
    for query in queries:
        answer = built.answer(query)
        assert 0 < len(answer) < len(built.read)
        assert set(answer.values()) == {1.0}
        assert answer.keys() == built.by_matchers(query).keys()


def test_scores_of_plain_whoosh() -> None:
    twins = build([DOCUMENTS])
    plain, ours = Plain(twins.plain), Built([DOCUMENTS])
    found = []

    @settings(QUIET, derandomize=True, max_examples=100)
    @given(scored_trees(["text"]))
    def ask(query: Any) -> None:
        scores = {ours.snapshot.id(doc): score for doc, score in ours.answer(query, Whoosh()).items()}
        wanted = plain.scores(query)
        assert scores.keys() == wanted.keys()
        assert scores == pytest.approx(wanted, rel=1e-5, abs=1e-4)
        found.append(len(scores) > 0)

    ask()
    assert sum(found) > len(found) / 4


def test_terms_of_keys_score_their_boost(built: Built) -> None:
    for query in (T("rubric", "спорт", boost=2.5), T("year", 3, boost=2.5), q.Every("year", boost=2.5)):
        assert set(built.answer(query).values()) == {2.5}
    assert built.answer(T("year", "abc")) == built.answer(T("rubric", "жоқ")) == {}


def test_what_queries_of_queries_score(built: Built) -> None:
    one, other = T("text", "мектеп"), T("text", "қала")
    ones, others = built.answer(one), built.answer(other)
    either, both = ones.keys() | others.keys(), ones.keys() & others.keys()
    assert 0 < len(both) < len(either)

    def summed(docs: Iterable[int]) -> Answer:
        return {doc: ones.get(doc, 0.0) + others.get(doc, 0.0) for doc in docs}

    same(built.answer(q.And([one, other])), summed(both))
    same(built.answer(q.Or([one, other])), summed(either))
    same(built.answer(q.AndMaybe(one, other)), summed(ones))
    same(built.answer(q.Require(one, other)), {doc: ones[doc] for doc in both})
    without = {doc: ones[doc] for doc in ones.keys() - both}
    same(built.answer(q.AndNot(one, other)), without)
    same(built.answer(q.And([one, q.Not(other)])), without)
    rest = dict.fromkeys(built.read.keys() - others.keys(), 0.0)
    same(built.answer(q.Not(other)), rest)
    same(built.answer(q.Or([one, q.Not(other)])), rest | ones)
    for tiebreak in (0.0, 0.25):
        best = {doc: max(ones.get(doc, 0.0), others.get(doc, 0.0)) for doc in either}
        tied = {doc: best[doc] + tiebreak * (score - best[doc]) for doc, score in summed(either).items()}
        same(built.answer(q.DisjunctionMax([one, other], tiebreak=tiebreak)), tied)
    same(built.answer(q.ConstantScoreQuery(one, 7.0)), dict.fromkeys(ones, 7.0))
    same(built.answer(q.Otherwise(one, other)), ones)
    same(built.answer(q.Otherwise(T("text", "жоқ"), other)), others)
    bonus = {doc: ((doc in ones) + (doc in others) - 1) / (2 - 0.9) ** 2 for doc in either}
    coordinated = {doc: 3.0 * (score + bonus[doc]) / 2 for doc, score in summed(either).items()}
    same(built.answer(q.Or([one, other], scale=0.9, boost=3.0)), coordinated)


def test_boosts_are_multiplied() -> None:
    built = Built([DOCUMENTS])
    query = q.Or([T("text", "мектеп"), q.Prefix("text_form", "қ"), q.Phrase("text", ["мектеп", "қала"], slop=3)])
    plain = built.answer(query)
    for boosted in (query.with_boost(6.0), q.And([query.with_boost(2.0)], boost=3.0)):
        same(built.answer(boosted), {doc: 6 * score for doc, score in plain.items()})


def test_many_terms_score_the_same_however_many_match() -> None:
    built = Built([[{"id": "0", "text": "мектептер мектепте мектебі"}, {"id": "1", "text": "мектепте"}]])
    for query in (
        q.Prefix("text_form", "мектептер"),
        q.Prefix("text_form", "мект"),
        q.FuzzyTerm("text_form", "мектепте"),
    ):
        assert set(built.answer(query).values()) == {1.0}
        assert set(built.answer(query.with_boost(3.0)).values()) == {3.0}
    several, one = (
        built.answer(q.Prefix("text_form", prefix, constantscore=False)) for prefix in ("мектеп", "мектептер")
    )
    same(one, built.answer(T("text_form", "мектептер")))
    same(several, built.answer(q.Or([T("text_form", "мектептер"), T("text_form", "мектепте")])))


@pytest.mark.parametrize("name", SPANS)
def test_queries_of_places_are_left_to_whoosh(built: Built, name: str) -> None:
    answer = built.answer(SPANS[name])
    assert 0 < len(answer) < len(built.read)
    if name != "nested":
        assert all(score > 0 for score in answer.values())


@pytest.mark.parametrize("scorer", SCORERS, ids=lambda scorer: type(scorer).__name__)
def test_places_are_scored_by_their_terms(built: Built, scorer: Scorer) -> None:
    for field in ("text", "title_folded", "text_coarse"):
        one, other = (T(field, word) for word in FIELD_WORDS[field][3:5])
        near = built.answer(q.Or([spans.SpanNear2([one, other], slop=30, ordered=False)], boost=2.0), scorer)
        both = built.answer(q.And([one, other], boost=2.0), scorer)
        same(near, {doc: both[doc] for doc in near})


def test_a_span_that_excludes_what_a_segment_lacks() -> None:
    built = Built([[{"id": "0", "text": "мектеп"}], [{"id": "1", "text": "қала"}]])
    for other in ("қала", "жоқ"):
        assert built.answer(spans.SpanNot(*(T("text", word) for word in ("мектеп", other)))).keys() == {0}


def test_columns_are_asked_of_live_documents() -> None:
    built = Built([[{"id": str(n), "text": "су", "year": n} for n in range(5)]], ["3"])
    assert built.answer(q.ColumnQuery("year", lambda year: year > 1)) == {2: 1.0, 4: 1.0}
    assert built.answer(q.And([T("text", "су"), q.ColumnQuery("year", 3)])) == {}


def test_a_query_with_a_weighting_of_its_own() -> None:
    built = Built(PARTS)
    found = built.answer(q.WeightingQuery(T("text", "мектеп"), plain_scoring.Frequency()))
    assert found == {doc: len(read.positions("text", "мектеп")) for doc, read in built.read.items() if found.get(doc)}
    assert found.keys() == built.answer(T("text", "мектеп")).keys()


def sought_in(clause: Any) -> set[str]:
    """The terms that snippets may mark."""
    if isinstance(clause, Group):
        return {term for alternative in clause.alternatives for term in alternative.terms}
    return {term for part in clause.parts for term in sought_in(part)}


def test_what_is_excluded_is_not_marked() -> None:
    built = Built([DOCUMENTS])
    one, other, many = T("text", "мектеп"), T("text", "қала"), q.Prefix("text_form", "город")
    for query in (
        q.Sequence([one, many], slop=9),
        q.NestedParent(T("lang", "kk"), q.And([one, q.Not(other), many])),
        spans.SpanFirst(spans.SpanNot(q.Or([many, one]), other), limit=90),
        q.ConstantScoreQuery(q.DisjunctionMax([spans.SpanOr([one, many]), q.Or([one, many], scale=0.5)])),
    ):
        assert sought_in(built.compiled(query)) == {"мектеп", "город", "города", "городе"}


class OwnTerm(q.Term):  # type: ignore[misc]
    """A subclass may mean something else than its parent."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        return q.Not(q.Term(self.fieldname, self.text)).matcher(searcher, context)


def test_queries_that_whoosh_does_not_have_are_left_to_their_matchers(built: Built) -> None:
    wanted = built.read.keys() - built.answer(T("text", "мектеп")).keys()
    assert built.answer(OwnTerm("text", "мектеп")).keys() == wanted
    assert built.answer(q.And([OwnTerm("text", "мектеп"), T("text", "қала")])).keys() == (
        wanted & built.answer(T("text", "қала")).keys()
    )


# -- explanations


def follows(found: Explanation, scorer: Any) -> None:
    """Does each value follow from those below it?"""
    values = [child.value for child in found.children]
    operations: dict[str, Callable[[], float]] = {
        "sum of": lambda: sum(values),
        "product of": lambda: math.prod(values),
        "maximum of": lambda: max(values, default=0.0),
        "saturated": lambda: float(scorer.saturated(np.array(values))[0]),
    }
    for name, operation in operations.items():
        if found.operation.endswith(name) or found.operation.startswith(name):
            assert found.value == pytest.approx(operation(), rel=1e-6), found
            break
    else:
        assert not found.children or type(scorer).__name__ in found.operation, found
    for child in found.children:
        follows(child, scorer)


@pytest.mark.parametrize("scorer", [DEFAULT, Whoosh()], ids=lambda scorer: type(scorer).__name__)
def test_explanations_come_to_the_score(built: Built, scorer: Scorer) -> None:
    @settings(QUIET, derandomize=True, max_examples=40)
    @given(all_trees(), st.randoms())
    def ask(query: Any, random: Any) -> None:
        clause = built.compiled(query, scorer)
        scores = built.came_to(clause)
        for doc in random.sample(sorted(built.read), 4):
            explained = clause.explain(built.snapshot, doc)
            assert explained.value == pytest.approx(scores.get(doc, 0.0), rel=1e-5)
            follows(explained, scorer)

    ask()


# -- what cannot be asked


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (T("body", "су"), "a field of a query must be one of id, lang, price, rubric, text, text_coarse, .*, got 'body'"),
        (q.And([T("text", "су"), q.Not(q.Every("body"))]), "got 'body'"),
        (q.NumericRange("body", 1, 2), "got 'body'"),
        (spans.SpanNear(T("text", "су"), T("body", "су")), "got 'body'"),
        (q.NumericRange("rubric", 1, 2), "a NumericRange must be of a field of numbers, got 'rubric'"),
        (q.NumericRange("year", "бір", 2), "Whoosh cannot search for NumericRange"),
        (q.Phrase("rubric", ["а", "б"]), "a Phrase must be of a field of words, got 'rubric'"),
        (q.Regex("text", "("), r"Whoosh cannot search for Regex\('text', '\('\): error: missing \)"),
        (T("text", 5), r"Whoosh cannot search for Term\('text', 5\)"),
        (None, r"a query must be made of whoosh.query.Query, got None \(NoneType\)"),
        (["су"], "a query must be made of whoosh.query.Query"),
        (q.Not(None), "got None"),
        (q.AndMaybe(T("text", "су"), None), "got None"),
        (q.ConstantScoreQuery("су"), "got 'су'"),
        (q.Or([T("text", "су", boost=-1)]), "boost of a query must be finite and >= 0, got -1"),
        (q.And([T("text", "су")], boost=math.nan), "boost of a query must be finite and >= 0, got nan"),
        (q.ConstantScoreQuery(T("text", "су"), -2), "score of a query must be finite and >= 0, got -2"),
        (q.DisjunctionMax([T("text", "су")], tiebreak="x"), "tiebreak of a query must be finite and >= 0, got 'x'"),
        (q.Or([T("text", "су"), q.Every()], scale=2), "scale must be above 0 and below 1, got 2"),
        (spans.SpanFirst(None), "Whoosh cannot search for SpanFirst"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(query: Any, said: str) -> None:
    with pytest.raises(OptionError, match=said):
        Built([DOCUMENTS[:40]]).compiled(query)


def test_a_part_that_became_none() -> None:
    for query in (q.And([T("text", "су")]), q.Or([T("text", "су")]), q.DisjunctionMax([T("text", "су")])):
        query.subqueries.append(None)
        with pytest.raises(OptionError, match="got None"):
            Built([DOCUMENTS[:2]]).compiled(query)
    built = Built([DOCUMENTS])
    assert built.answer(q.Phrase("text", ["мектеп", None])) == built.answer(T("text", "мектеп")) != {}


@pytest.mark.parametrize("documents", [[], DOCUMENTS[:20]])
def test_queries_without_parts_find_nothing(documents: list[Document]) -> None:
    built = Built([documents])
    for query in (q.And([]), q.Or([]), q.DisjunctionMax([]), q.Phrase("text", []), q.NullQuery, q.And([q.Or([])]),
                  q.Prefix("text", "жоқ"), spans.SpanNear(T("text", "жоқ"), T("text", "су"))):  # fmt: skip
        assert built.answer(query) == {}
        assert built.compiled(query).explain(built.snapshot, 0).value == 0
    assert built.answer(q.Not(q.Or([]))).keys() == built.answer(q.Every()).keys() == built.read.keys()
