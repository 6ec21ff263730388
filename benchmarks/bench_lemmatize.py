"""Lemmas of words.

Measured: `lemmatize_many`, which remembers nothing, over unique inflected forms and over the words of running texts;
beside snowballstemmer's Russian stemmer, which remembers nothing and cuts endings, and pymorphy3's
`parse`, which gives every reading and remembers nothing. Kazakh has no such peers: the same two run over its words only
as a yardstick. Not measured: telling the language, loading dictionaries (before the warm-up), unknown names.
"""

import re
import sys
from collections.abc import Callable
from typing import Any

import pymorphy3
import pytest
import snowballstemmer
from kzsearch_analyzers.kazakh import lemmatize_many as lemmatize_kazakh
from kzsearch_analyzers.russian import lemmatize_many as lemmatize_russian

from benchmarks.conftest import Measure
from benchmarks.corpus import Corpus, Vocabulary, kazakh, russian

Lemmatizer = Callable[[list[str]], list[str]]

OURS: dict[str, Lemmatizer] = {"kazakh": lemmatize_kazakh, "russian": lemmatize_russian}
VOCABULARIES: dict[str, Callable[[], Vocabulary]] = {"kazakh": kazakh, "russian": russian}
LEAST_RIGHT = 0.9  # share of forms that come back to the word that they were made from
UNIQUE = 3000

each_language = pytest.mark.parametrize("language", ["kazakh", "russian"])


def forget_words() -> None:
    """Empty the caches of our analysis that hold words; those without a bound hold tables."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kzsearch_analyzers"):
            for value in vars(module).values():
                if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]:
                    value.cache_clear()


def unique_words(language: str) -> dict[str, str]:
    """Form -> the lemma it was made from."""
    return dict(list(VOCABULARIES[language]().lemma_of.items())[:UNIQUE])


def running_words(language: str, corpus: Corpus) -> list[str]:
    """The words of all texts in a language, in their order."""
    texts = corpus.texts[("kazakh", "russian").index(language) :: 2]
    return [word for text in texts for word in re.findall(r"[^\W\d]+", text.lower())]


def share_right(found: list[str], expected: list[str]) -> float:
    return sum(a == b for a, b in zip(found, expected, strict=True)) / len(expected)


@each_language
def test_unique_ours_cold(measure: Measure, language: str) -> None:
    words = unique_words(language)
    found = measure(f"unique {language} words", lambda: OURS[language](list(words)), setup=forget_words)
    assert share_right(found, list(words.values())) >= LEAST_RIGHT


@each_language
def test_unique_snowball(measure: Measure, language: str, snowball: Any) -> None:
    words = list(unique_words(language))
    found: list[str] = measure(f"unique {language} words", lambda: snowball.stemWords(words))
    assert [word[:2] for word in found] == [word[:2] for word in words]


@each_language
def test_unique_pymorphy3(measure: Measure, language: str, morph: Any) -> None:
    words = unique_words(language)
    found = measure(f"unique {language} words", lambda: parse(morph, list(words)))
    assert language == "kazakh" or share_right(found, list(words.values())) >= LEAST_RIGHT


@each_language
def test_running_ours_warm(measure: Measure, language: str, corpus: Corpus) -> None:
    words = running_words(language, corpus)
    known = VOCABULARIES[language]().lemma_of
    found = measure(f"running {language} words", lambda: OURS[language](words))
    pairs = [(lemma, known[word]) for lemma, word in zip(found, words, strict=True) if word in known]
    assert share_right(*map(list, zip(*pairs, strict=True))) >= LEAST_RIGHT


@each_language
def test_running_snowball(measure: Measure, language: str, corpus: Corpus, snowball: Any) -> None:
    words = running_words(language, corpus)
    found: list[str] = measure(f"running {language} words", lambda: snowball.stemWords(words))
    assert len(found) == len(words)


@each_language
def test_running_pymorphy3(measure: Measure, language: str, corpus: Corpus, morph: Any) -> None:
    words = running_words(language, corpus)
    assert len(measure(f"running {language} words", lambda: parse(morph, words), rounds=3)) == len(words)


def parse(morph: Any, words: list[str]) -> list[str]:
    return [morph.parse(word)[0].normal_form for word in words]


@pytest.fixture(scope="module")
def snowball() -> Any:
    return snowballstemmer.stemmer("russian")


@pytest.fixture(scope="module")
def morph() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")
