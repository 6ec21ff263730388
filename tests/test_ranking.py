"""Scoring: plain-Python references, and what must hold of any score."""

import math
import pickle
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.analysis import AnalyzedToken, analyze
from references import capped, documents, keys_of

import kzsearch
from kzsearch import ranking
from kzsearch.compiler import FREQUENT_FROM
from kzsearch.groups import matches
from kzsearch.scoring import BM25F, DEFAULT, FIELD_WEIGHTS, BM25Plus
from kzsearch.snapshot import Snapshot

frequencies = st.floats(0, 1e6)


@given(frequencies, frequencies)
def test_saturation_grows_with_frequency_and_stays_below_its_bound(a: float, b: float) -> None:
    low, high = ranking.saturate(np.array(sorted((a, b))))
    assert 0 <= low <= high <= ranking.K1 + 1


@given(st.integers(1, 10**6), st.floats(0, 1e7), st.floats(0, 1e7))
def test_rarer_terms_have_more_idf(live: int, a: float, b: float) -> None:
    rare, common = sorted((a, b))
    assert ranking.idf(rare, live) >= ranking.idf(common, live) > 0


@given(st.lists(st.integers(0, 10**5), min_size=1, max_size=20), st.floats(0, 1))
def test_longer_documents_have_a_larger_norm(lengths: list[int], b: float) -> None:
    array = np.array(sorted(lengths), dtype=np.float64)
    norm = ranking.length_norm(array, float(array.mean()), b)
    assert (np.diff(norm) >= 0).all()
    assert (norm >= 0).all()
    assert (ranking.length_norm(array, 0.0) == 1).all()


# -- BM25F once more, in plain Python over the analysed texts


def _reference(docs: list[dict[str, str]], word: str, scorer: BM25F) -> dict[str, float]:
    """The score of each document for one word that has one lemma in each key, without translations."""
    bs = scorer.b if isinstance(scorer.b, Mapping) else dict.fromkeys(FIELD_WEIGHTS, scorer.b)
    delta = scorer.delta if isinstance(scorer, BM25Plus) else 0.0
    fields = {field: {d["id"]: analyze(d[field]) for d in docs} for field in FIELD_WEIGHTS}
    [token] = analyze(word)
    keys = keys_of(token)
    total: Counter[str] = Counter()
    for key, (weight, same) in keys.items():
        frequency: dict[str, float] = {}
        for field, texts in fields.items():
            lengths = [len(tokens) for tokens in texts.values() if tokens]
            average = sum(lengths) / len(lengths) if lengths else 1.0
            for id, tokens in texts.items():
                norm = 1 - bs[field] + bs[field] * len(tokens) / average
                count = sum(map(same, tokens))
                frequency[id] = frequency.get(id, 0.0) + (scorer.weights[field] * count / norm if count else 0.0)
        df = min(len(docs), _df(key, token, [{f: texts[d["id"]] for f, texts in fields.items()} for d in docs], same))
        idf = math.log(1 + (len(docs) - df + 0.5) / (df + 0.5))
        for id, f in frequency.items():
            total[id] += weight * idf * (delta + f * (scorer.k1 + 1) / (f + scorer.k1)) if f else 0.0
    is_own = keys["lemma"][1]
    own = {d["id"] for d in docs if any(is_own(t) for texts in fields.values() for t in texts[d["id"]])}
    return capped(total, own)


def _df(
    key: str,
    token: AnalyzedToken,
    docs: Sequence[Mapping[str, Sequence[AnalyzedToken]]],
    same: Callable[[AnalyzedToken], bool],
) -> int:
    """In how many documents a key counts as being."""
    if key == "lemma":  # the lemma and the form read otherwise are alternatives, with documents of their own
        return sum(len({t.lemma == token.lemma for f in doc.values() for t in f if same(t)}) for doc in docs)
    if key == "coarse":  # so do its lemmas, in each field
        return sum(len({t.lemma for t in field if same(t)}) for doc in docs for field in doc.values())
    return sum(any(same(t) for field in doc.values() for t in field) for doc in docs)


def test_a_coarse_match_never_outranks_the_word() -> None:
    """Kindred words in short texts, many times, against the word once in a long one."""
    index = kzsearch.open()
    index.add([{"id": "word", "text": "министр " + "басқа сөз " * 300}])
    index.add({"id": str(n), "title": "министерство", "text": "министерство " * 5} for n in range(3))
    found = index.search("министр", cross_lingual=False)
    assert found[0].id == "word"
    assert all(hit.explain().value == pytest.approx(hit.score) for hit in found)


SHARES = st.floats(0, 1)
POSITIVE = st.floats(0.1, 10)
SCORERS = st.one_of(
    st.just(DEFAULT),
    st.builds(BM25F, k1=st.floats(0, 5), b=SHARES | st.fixed_dictionaries({"title": SHARES, "text": SHARES})),
    st.builds(BM25F, weights=st.fixed_dictionaries({"title": POSITIVE}, optional={"text": POSITIVE})),
    st.builds(BM25Plus, delta=st.floats(0, 2), b=SHARES),
)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(["мектептерде", "дәрігерлер", "ұлттық", "врачами", "бюджет"]), SCORERS)
def test_scores_are_bm25f(seed: int, word: str, scorer: BM25F) -> None:
    docs = documents(seed)
    index = kzsearch.open()
    index.add(docs[: len(docs) // 2])
    index.add([*docs[len(docs) // 2 :], {"id": "gone", "text": word}])  # two segments and a deletion
    index.delete("gone")
    for asked in (scorer, DEFAULT, scorer):  # what is remembered of one scorer is not another's
        hits = index.search(word, limit=100, cross_lingual=False, scorer=asked)
        assert {hit.id: hit.score for hit in hits} == pytest.approx(_reference(docs, word, asked))
        assert [hit.explain().value for hit in hits] == pytest.approx([hit.score for hit in hits])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: BM25F(k1=-1), "k1 must be finite and >= 0, got -1"),
        (lambda: BM25F(k1=math.inf), "k1 must be finite"),
        (lambda: BM25F(k1=True), "k1 must be finite"),
        (lambda: BM25F(b=1.5), "b must be from 0 to 1, got 1.5"),
        (lambda: BM25F(b={"title": 2}), "b must be from 0 to 1, got 2"),
        (lambda: BM25F(b={"body": 0.5}), "b must be of the fields title, text, got 'body'"),
        (lambda: BM25F(weights={"text": math.nan}), "weights must be from 0 to 1e+30, got nan for 'text'"),
        (lambda: BM25F(weights={"title": 1e308}), "weights must be from 0 to 1e+30, got 1e+308 for 'title'"),
        (lambda: BM25F(weights=[]), "weights must be a mapping of fields to numbers, got []"),  # type: ignore[arg-type]
        (lambda: BM25F(weights={"title": 0, "text": 0}), "weights must not all be 0"),
        (lambda: BM25Plus(delta=-0.1), "delta must be from 0 to 1e+30, got -0.1"),
        (lambda: kzsearch.open().search("x", scorer="bm25"), "scorer must be a BM25F"),  # type: ignore[arg-type]
    ],
)
def test_parameters_out_of_range(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(kzsearch.OptionError, match=re.escape(said)):
        wrong()


def test_scorers_are_what_their_parameters_are() -> None:
    assert BM25F(b=0.75) == DEFAULT == BM25F(b={"text": 0.75}, weights={"title": 2.0})
    assert hash(BM25F(b=0.75)) == hash(DEFAULT)
    assert BM25Plus(delta=0.0) != DEFAULT != BM25F(k1=1.3)
    for scorer in (DEFAULT, BM25F(b={"text": 0.1}, weights={"title": 3.0}), BM25Plus(delta=0.3)):
        assert pickle.loads(pickle.dumps(scorer)) == scorer
    index = kzsearch.open()
    index.add([{"id": "1", "title": "мектеп", "text": "қала"}])
    assert not index.search("мектеп", scorer=BM25F(weights={"title": 0}))
    for n in range(20):  # each is another scorer
        assert index.search("мектеп", scorer=BM25F(k1=n / 10))


def test_a_word_and_its_translation_score_as_one_term() -> None:
    """Frequencies are added before saturation, so two words of one group never count twice."""
    index = kzsearch.open()
    index.add([{"id": "both", "text": "аурухана больница"}, {"id": "one", "text": "аурухана аурухана"}])
    index.add([{"id": str(n), "text": "басқа сөздер"} for n in range(5)])
    both, one = index.search("аурухана")[0], index.search("аурухана")[1]
    assert {both.id, one.id} == {"both", "one"}
    group = next(e for e in index.search("аурухана")[1].explain().children if e.value)
    assert "lemma" in str(group)


# -- words side by side, against a search of every place


@settings(max_examples=80)
@given(
    st.lists(st.lists(st.sampled_from("абв"), min_size=1, max_size=12), min_size=1, max_size=5),
    st.lists(st.sampled_from("абв"), min_size=2, max_size=3),
    st.integers(0, 3),
)
def test_phrases_against_every_place(texts: list[list[str]], phrase: list[str], slop: int) -> None:
    index = kzsearch.open()
    index.add({"id": str(n), "text": " ".join(f"слово{w}" for w in text)} for n, text in enumerate(texts))
    snapshot: Snapshot = index._open_snapshot()
    lemmas = tuple(analyze(f"слово{w}")[0].lemma for w in phrase)
    found = matches(snapshot, "text", lemmas, slop)
    expected = {n: c for n, text in enumerate(texts) if (c := _starts(text, phrase, slop))}
    assert dict(zip(found.docs.tolist(), found.frequencies.tolist(), strict=True)) == expected


def _starts(text: list[str], phrase: list[str], slop: int) -> int:
    count = 0
    for start, word in enumerate(text):
        at, spent = start, 0
        for wanted in phrase[1:]:
            following = next((i for i in range(at + 1, len(text)) if text[i] == wanted), None)
            if following is None:
                spent = slop + 1
                break
            spent, at = spent + following - at - 1, following
        count += word == phrase[0] and spent <= slop
    return count


def test_a_frequent_word_counts_by_its_lemma_alone() -> None:
    index = kzsearch.open()
    frequent = [{"id": f"a{n}", "text": "министр сөйледі"} for n in range(FREQUENT_FROM + 1)]
    index.add([*frequent, *({"id": f"b{n}", "text": "министерство молчит"} for n in range(10))])
    assert index.search("министр", cross_lingual=False).total == FREQUENT_FROM + 1
    index.delete("a0", "a1")
    found = index.search("министр", cross_lingual=False)
    assert found.total == FREQUENT_FROM - 1 + 10  # with the coarse key
    assert found[0].explain().value == pytest.approx(found[0].score)
