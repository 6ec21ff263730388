"""Lemmas of Russian words never seen before.

Measured: `lemmatize_many` over dictionary forms drawn at random, and over the same with one word in twelve made up, as
in running texts; `is_known_many`; beside them `lemmatize`, which takes the same words one by one. No word is seen
twice, and the caches of words are emptied before each round. Not measured: loading the tables (before the warm-up).
"""

import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from kzsearch_analyzers import russian
from kzsearch_analyzers.russian.dictionary import all_forms

from benchmarks.conftest import Measure

FORMS = 60_000
ONE_BY_ONE = 2000
ONE_UNKNOWN_IN = 12
LETTERS = "абвгдежзиклмнопрстуфхцчшщыэюя"


@cache
def dictionary_forms() -> tuple[str, ...]:
    forms = sorted(set(all_forms("к")))
    return tuple(random.Random(1).sample(forms, FORMS))


@cache
def mixed_forms() -> tuple[str, ...]:
    """Dictionary forms, some with a strange beginning, so that only their ends are known."""
    source = random.Random(2)
    return tuple(
        "".join(source.choices(LETTERS, k=6)) + form[-6:] if source.randrange(ONE_UNKNOWN_IN) == 0 else form
        for form in dictionary_forms()
    )


each_kind = pytest.mark.parametrize("forms", [dictionary_forms, mixed_forms])


def forget_words() -> None:
    russian.analyses.cache_clear()
    russian.is_known.cache_clear()
    russian.candidates.cache_clear()


@each_kind
def test_lemmas_at_once(measure: Measure, forms: Callable[[], tuple[str, ...]]) -> None:
    words = forms()
    found: list[str] = measure("lemmas", lambda: russian.lemmatize_many(words), setup=forget_words)
    assert found[:ONE_BY_ONE] == [russian.lemmatize(word) for word in words[:ONE_BY_ONE]]


@each_kind
def test_lemmas_one_by_one(measure: Measure, forms: Callable[[], tuple[str, ...]]) -> None:
    words = forms()[:ONE_BY_ONE]
    found: list[str] = measure(
        "lemmas one by one", lambda: [russian.lemmatize(word) for word in words], setup=forget_words
    )
    assert found == russian.lemmatize_many(words)


@each_kind
def test_known_at_once(measure: Measure, forms: Callable[[], tuple[str, ...]]) -> None:
    words = forms()
    known: Any = measure("known", lambda: russian.is_known_many(words), setup=forget_words)
    assert known.mean() > 0.9
