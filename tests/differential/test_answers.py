"""The same documents with the same tokens answer the same queries: ours through Whoosh's interfaces, and plain Whoosh.

Every answer is also held to `trees.matches`, which reads the documents themselves. All answers are with `limit=None`;
where Whoosh errs, test_known_errors.py has it.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import Read, kinds, matches, trees
from twins import WORDS, Asked, Document, Twins, build, corpus, states
from whoosh import query as q
from whoosh import sorting
from whoosh.query import spans

from kzsearch import scoring

DOCUMENTS = corpus(360, seed=4)
DELETED = {document["id"] for document in DOCUMENTS[::3]}
PARTS = [DOCUMENTS[:40], DOCUMENTS[40:41], DOCUMENTS[41:230], DOCUMENTS[230:]]
_DRAWS = 4  # of 80 trees, each: once in some hundred, one draw has no answer to one of the kinds
QUIET = settings(suppress_health_check=list(HealthCheck))


KINDS = (
    "Term Prefix Wildcard Regex FuzzyTerm TermRange NumericRange Phrase Every "
    "And Or Not AndMaybe DisjunctionMax ConstantScoreQuery"
).split()


class Pair:
    """Both indexes with a searcher each, and the live documents read."""

    def __init__(self, twins: Twins) -> None:
        self.ours, self.plain = Asked(twins.ours, weighting=scoring.Whoosh()), Asked(twins.plain)
        stored = {fields["id"]: fields["lang"] for fields in self.ours.searcher.reader().all_stored_fields()}
        self.read = {document["id"]: Read(document, stored[document["id"]]) for document in twins.documents}

    def same(self, query: Any) -> int:
        """How many answers there are, the same three ways."""
        wanted = {id for id, document in self.read.items() if matches(query, document)}
        assert set(self.ours.scores(query)) == wanted
        assert set(self.plain.scores(query)) == wanted
        return len(wanted)


STATES = states(PARTS, DELETED)


@pytest.fixture(scope="module", params=STATES)
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(STATES[request.param]())


def test_random_queries_find_the_same_documents(pair: Pair) -> None:
    found: Counter[str] = Counter()

    @settings(QUIET, max_examples=80)
    @given(trees())
    def ask(query: Any) -> None:
        answers = pair.same(query)
        found["asked"] += 1
        found["some"] += 0 < answers < len(pair.read)
        found.update(kinds(query) if answers else ())

    for _ in range(_DRAWS):
        ask()
        if set(KINDS) <= found.keys():
            break
    assert found["some"] > found["asked"] / 3
    assert set(KINDS) <= found.keys(), found


def best_are_kept(asked: Asked, query: Any, limit: int) -> bool:
    best = sorted(asked.scores(query).values(), reverse=True)[:limit]
    return bool(sorted(asked.scores(query, limit=limit).values(), reverse=True) == pytest.approx(best))


def test_the_best_few_are_the_best_of_all(pair: Pair) -> None:
    @settings(QUIET, max_examples=60)
    @given(trees(scored=True), st.integers(1, 8))
    def ask(query: Any, limit: int) -> None:
        if not best_are_kept(pair.ours, query, limit):
            assert not best_are_kept(pair.plain, query, limit), "number 29 of docs/whoosh-differences.md is of both"

    ask()


T = q.Term
SPANS = {
    "near": spans.SpanNear(T("text", "мектеп"), T("text", "қала"), slop=4, ordered=False),
    "near, in order": spans.SpanNear(T("text_form", "мектептер"), T("text_form", "мектепте"), slop=5),
    "near three": spans.SpanNear2([T("text", w) for w in ("мектеп", "қала", "министр")], slop=5, ordered=False),
    "first": spans.SpanFirst(T("text", "мектеп"), limit=2),
    "not": spans.SpanNot(T("text", "мектеп"), T("text", "қала")),
    "or": spans.SpanOr([T("title", "мектеп"), T("title", "қала")]),
    "contains": spans.SpanContains(
        spans.SpanNear(T("text", "мектеп"), T("text", "қала"), slop=6), T("text", "министр")
    ),
    "before": spans.SpanBefore(T("text", "мектеп"), T("text", "қала")),
    "condition": spans.SpanCondition(T("text", "мектеп"), T("text", "бюджет")),
    "sequence": q.Sequence([T("text", "мектеп"), T("text", "қала")], slop=3),
    "ordered": q.Ordered([T("text", "мектеп"), T("text", "қала")]),
    "phrase of one word twice": q.Phrase("text", ["мектеп", "мектеп"]),
    "variations": q.Variations("text_form", "covid-19"),
    "nested": q.NestedParent(T("lang", "kk"), T("text", "қала")),
}


@pytest.mark.parametrize("name", SPANS)
def test_queries_of_places_find_the_same_documents(pair: Pair, name: str) -> None:
    # parents are looked for within a segment, of which plain Whoosh has one
    if name == "nested" and not pair.ours.searcher.is_atomic():
        return
    ours, plain = pair.ours.scores(SPANS[name]), pair.plain.scores(SPANS[name])
    assert ours.keys() == plain.keys()
    assert 0 < len(ours) < len(pair.read)


def test_spans_are_the_same() -> None:
    pair = Pair(build([DOCUMENTS], DELETED))
    seen = 0
    for query in (SPANS["near"], SPANS["near three"], T("title_folded", "мектеп"), SPANS["or"]):
        one, other = (
            query.matcher(side.searcher, side.searcher.context(needs_current=True)) for side in (pair.ours, pair.plain)
        )
        while one.is_active():
            assert one.id() == other.id()
            assert [(s.start, s.end) for s in one.spans()] == [(s.start, s.end) for s in other.spans()]
            seen += len(one.spans())
            one.next()
            other.next()
        assert not other.is_active()
    assert seen > 100


SORTS = {
    "number": {"sortedby": "year"},
    "number, last first": {"sortedby": "year", "reverse": True},
    "number, falling": {"sortedby": sorting.FieldFacet("year", reverse=True)},
    "string": {"sortedby": "rubric"},
    "string, falling": {"sortedby": sorting.FieldFacet("rubric", reverse=True)},
    "id": {"sortedby": "id", "limit": 25},
    "id, last first": {"sortedby": "id", "reverse": True},
    "two keys": {"sortedby": [sorting.FieldFacet("rubric", reverse=True), "year"]},
    "words": {"sortedby": "title"},
    "language, then score": {"sortedby": ["lang", sorting.ScoreFacet()]},
}


@pytest.mark.parametrize("name", SORTS)
def test_documents_sort_the_same(pair: Pair, name: str) -> None:
    for query in (T("text", "мектеп"), q.Every(), T("text", "қала") | T("title", "мектеп")):
        ours = pair.ours.order(query, **SORTS[name])
        assert ours == pair.plain.order(query, **SORTS[name])
        assert len(ours) > 20


def test_filters_and_masks_are_the_same(pair: Pair) -> None:
    for query in (T("text", "мектеп"), q.Every(), q.Prefix("text_form", "м")):
        for option in ("filter", "mask"):
            for chosen in (T("rubric", "спорт"), q.NumericRange("year", 0, 5), q.TermRange("id", None, "d0500")):
                ours, plain = (set(side.scores(query, **{option: chosen})) for side in (pair.ours, pair.plain))
                assert ours == plain
                wanted = matches(chosen, pair.read[next(iter(ours))])
                assert wanted is (option == "filter")


def test_groups_are_the_same(pair: Pair) -> None:
    fields = [sorting.FieldFacet(name) for name in ("rubric", "year", "lang")]
    for facet in (*fields, sorting.RangeFacet("year", 0, 10, 3), sorting.FieldFacet("rubric", allow_overlap=True)):
        groups = []
        for side in (pair.ours, pair.plain):
            found = side.searcher.search(T("text", "мектеп"), limit=None, groupedby={"by": facet}).groups("by")
            groups.append({_name(name): {side.ids[doc] for doc in docs} for name, docs in found.items()})
        assert groups[0] == groups[1]
        assert len(groups[0]) > 1


def _name(name: Any) -> Any:
    return None if name == 2**63 - 1 else name  # plain Whoosh's name of a missing number


def test_terms_are_the_same(pair: Pair) -> None:
    ours, plain = pair.ours.searcher.reader(), pair.plain.searcher.reader()
    numbers = {"year", "price"}
    counted = 0
    for name in pair.plain.searcher.schema.names():
        schemas = ours.schema, plain.schema
        terms = [
            [schema[name].from_bytes(t) for t in schema[name].sortable_terms(r, name)]
            for schema, r in zip(schemas, (ours, plain), strict=True)
        ]
        assert terms[0] == terms[1]
        counted += len(terms[0])
        for term in [] if name in numbers else terms[0][:40]:
            infos = [reader.term_info(name, term) for reader in (ours, plain)]
            for get in ("weight", "doc_frequency", "max_weight"):
                assert getattr(infos[0], get)() == getattr(infos[1], get)(), (name, term)
            assert ours.frequency(name, term) == plain.frequency(name, term)
            assert ours.doc_frequency(name, term) == plain.doc_frequency(name, term)
        if name not in numbers:
            assert list(ours.expand_prefix(name, "м")) == list(plain.expand_prefix(name, "м"))
    assert counted > 500
    assert ours.most_frequent_terms("text", 8) == plain.most_frequent_terms("text", 8)
    assert sorted(ours.most_distinctive_terms("text", 5)) == sorted(plain.most_distinctive_terms("text", 5))
    if not ours.has_deletions():
        for name in ("text", "title_form"):
            assert ours.field_length(name) == sum(document.words(name) for document in pair.read.values())


def test_and_not_errs_in_its_first_document_only(pair: Pair) -> None:
    wrong = right = 0
    for first, second in permutations(("мектеп", "қала", "министр", "бюджет", "заң"), 2):
        one, other = T("text", first), T("title", second)
        answers = set(pair.ours.scores(q.AndNot(one, other)))
        wanted = {id for id, read in pair.read.items() if matches(one, read) and not matches(other, read)}
        assert wanted <= answers
        assert len(answers - wanted) <= len(pair.ours.searcher.leaf_searchers())
        wrong, right = wrong + len(answers - wanted), right + len(wanted)
    assert right > 50 * wrong


def test_plain_whoosh_merged_answers_the_same() -> None:
    twins = build([DOCUMENTS], DELETED)
    twins.plain.optimize()
    pair = Pair(twins)
    assert not pair.plain.searcher.reader().has_deletions()
    answers = [
        pair.same(T("text", word) & T("title", other)) for word, other in permutations(("мектеп", "қала", "заң"), 2)
    ]
    assert sum(answers) > 30


# -- corpora that hypothesis draws

texts = st.lists(st.sampled_from([*WORDS, ".", "Мектептер", "ШКОЛА"]), min_size=1, max_size=12).map(" ".join)
documents = st.lists(
    st.fixed_dictionaries(
        {"text": texts.filter(lambda text: text.strip(" .") != "")},
        optional={
            "title": texts,
            "rubric": st.sampled_from(["а", "б", "Ә"]),
            "year": st.integers(-9, 9),
        },
    ),
    min_size=1,
    max_size=12,
)


@settings(QUIET, max_examples=25)
@given(
    parts=st.lists(documents, min_size=1, max_size=3),
    kept=st.randoms(use_true_random=False),
    asked=st.lists(trees(), min_size=4, max_size=8),
    merge=st.booleans(),
)
def test_drawn_documents_answer_the_same(
    parts: Sequence[list[Document]], kept: Any, asked: list[Any], merge: bool
) -> None:
    keys = {
        "id": "d0999",
        "text": "су",
        "rubric": "б",
        "year": 1,
        "price": 0.5,
    }  # a field that no document has is an error
    parts = [[keys, *parts[0]], *parts[1:]]
    numbered = [
        [{**document, "id": f"d{100 * p + n:04}"} for n, document in enumerate(part)] for p, part in enumerate(parts)
    ]
    ids = [document["id"] for part in numbered for document in part]
    pair = Pair(build(numbered, kept.sample(ids[1:], kept.randrange(len(ids))), merge_ours=merge))
    for query in asked:
        pair.same(query)
