"""Lemmas of many words are those of each, also where threads share what was met before."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import analysis
from kzsearch_analyzers.analysis import lemma_of, lemmas_of
from kzsearch_analyzers.tokenizer import COMPOUND, HASHTAG, NUMBER, WORD

Word = tuple[str, str, str]

WORDS = st.tuples(
    st.text(alphabet="абекқлмнрстыіё-1a", min_size=2, max_size=9),
    st.sampled_from([WORD, HASHTAG, NUMBER, COMPOUND]),
    st.sampled_from(["kk", "ru", ""]),
)


@settings(max_examples=100)
@given(st.lists(WORDS, max_size=20))
def test_many_lemmas_are_those_of_each(words: list[Word]) -> None:
    assert lemmas_of(words) == [lemma_of(*word) for word in words]


def test_threads_that_forget_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_MOST_MET", 5)
    texts = [[(f"мектеп{end}", WORD, "kk") for end in ("", "ке", "тің", "тер", "те")[: i % 5 + 1]] for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert all(set(found) == {"мектеп"} for found in pool.map(lemmas_of, texts))
