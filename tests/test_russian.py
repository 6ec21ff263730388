"""Contracts of the Russian analyser."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import russian
from kzsearch_analyzers.russian.closed_classes import closed_classes, rows
from kzsearch_analyzers.russian.endings import ends
from kzsearch_analyzers.russian.spelling import MAX_LETTERS, fold, is_word

ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" + "АЯЁЙ" + "әғқңөұүһі" + "azQ" + "0197" + "-‑'.\u0301\u0306\u0308😀 "
WORDS = st.text(alphabet=ALPHABET, max_size=24) | st.text(max_size=12)
RUSSIAN = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=14)


def golden(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / "golden" / f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:] if line]


def golden_words() -> list[tuple[str, str]]:
    """(form, lemma) of the golden words that are right; test_golden.py checks each."""
    failures = {form for form, *_ in golden("russian_known_failures")}
    return [(form, lemma) for form, lemma, _ in golden("russian") if form not in failures]


def test_lemmas_of_golden_words_are_their_own_lemmas() -> None:
    moved = {lemma for _, lemma in golden_words() if russian.lemmatize(lemma) != lemma}
    assert moved == set()


@settings(max_examples=300)
@given(WORDS)
def test_any_text_has_a_lemma(form: str) -> None:
    lemma = russian.lemmatize(form)
    assert bool(lemma) == bool(form)
    assert lemma == fold(lemma)
    assert russian.candidates(form)[0] == lemma
    assert russian.analyses(form)[0].lemma == lemma
    assert all(0.0 <= analysis.score <= 1.0 for analysis in russian.analyses(form))


@settings(max_examples=150)
@given(RUSSIAN)
def test_case_and_yo_change_nothing(form: str) -> None:
    assert russian.lemmatize(form.upper()) == russian.lemmatize(form) == russian.lemmatize(form.replace("ё", "е"))


@settings(max_examples=50)
@given(st.lists(WORDS, max_size=20))
def test_many_equal_one_by_one(forms: list[str]) -> None:
    assert russian.lemmatize_many(forms) == [russian.lemmatize(form) for form in forms]


@given(WORDS)
def test_folding_twice_is_folding_once(form: str) -> None:
    assert fold(fold(form)) == fold(form)


def test_the_same_lemmas_again_and_from_threads() -> None:
    forms = [form for form, _ in golden_words()]
    before = russian.lemmatize_many(forms)
    russian.candidates.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(russian.lemmatize, forms)) == before


def test_candidates_are_the_plausible_lemmas() -> None:
    assert russian.candidates("стали") == ("стать", "сталь")
    assert russian.candidates("молодымъ") == ("молодой", "молодая", "молодые")
    assert russian.candidates("завесть") == ("завесть", "заведать")
    assert russian.candidates("орындай") == ("орындай", "орындая")
    assert [analysis.lemma for analysis in russian.analyses("роман")] == ["роман", "романа"]
    assert russian.candidates("роман") == ("роман",)


@pytest.mark.parametrize("form", ["", "123", "3,5", "QazaqGaz", "covid-19", "сөз", "а--б", "-", "b2b", "слoво"])
def test_what_is_not_russian_comes_back_in_lower_case(form: str) -> None:
    assert russian.candidates(form) == (form.lower(),)
    assert russian.analyses(form)[0].source == "unchanged"


def test_an_endless_word_is_returned_as_it_is() -> None:
    endless = "превысокомногорассмотрительствующий" * 300
    assert russian.lemmatize(endless) == endless
    assert russian.analyses("а" * (MAX_LETTERS + 1))[0].source == "unchanged"


def test_many_hyphens_end() -> None:
    assert russian.lemmatize("а-" * 30 + "а")


def test_composed_and_decomposed_letters_are_one() -> None:
    assert russian.lemmatize("рои\u0306") == russian.lemmatize("рой") == "рой"
    assert russian.lemmatize("е\u0308лками") == "елка"
    assert russian.lemmatize("за\u0301мка") == "замок"


SOURCES = {
    "table": "чему",
    "dictionary": "законами",
    "parts": "человека-паука",
    "name": "абылая",
    "respelling": "спасиииибо",
    "missing plural": "халвами",
    "compound": "микросервисов",
    "prediction": "сериализовали",
    "ending": "альназаровым",
    "snowball": "брегись",
    "unchanged": "сөздік",
}


@pytest.mark.parametrize(("source", "form"), SOURCES.items())
def test_analyses_tell_where_a_lemma_is_from(source: str, form: str) -> None:
    assert russian.analyses(form)[0].source == source


def test_known_words() -> None:
    assert all(map(russian.is_known, ["закон", "Законами", "ещё", "еще", "кто-то"]))
    assert not any(map(russian.is_known, ["", "мектеп", "сөз", "kaspi", "12", "ырзкпф", "а" * 10_000]))


NAMES = {
    "альназаров": "альназаров альназарова альназарову альназаровым альназарове альназаровой альназаровы альназаровых",
    "токаев": "токаев токаева токаеву токаевым токаеве токаевой токаевых",
    "жумахметин": "жумахметин жумахметина жумахметину жумахметиным жумахметиной жумахметиных",
    "кызылорда": "кызылорда кызылорды кызылорде кызылорду кызылордой",
    "шымкент": "шымкент шымкента шымкенту шымкентом шымкенте",
    "казатомпром": "казатомпром казатомпрома казатомпрому казатомпромом казатомпроме",
    "костанайский": "костанайский костанайская костанайской костанайскую костанайского костанайских",
    "ривароксабан": "ривароксабан ривароксабана ривароксабану ривароксабаном ривароксабане",
}


@pytest.mark.parametrize(("lemma", "forms"), NAMES.items())
def test_the_cases_of_an_unknown_word_meet(lemma: str, forms: str) -> None:
    assert set(russian.lemmatize_many(forms.split())) == {lemma}


def test_stop_words_are_folded_words_each_of_one_class() -> None:
    words = [word for word, _ in rows("stop_words.tsv")]
    assert len(words) == len(set(words)) == len(russian.STOP_WORDS)
    assert {fold(word) for word in words} == russian.STOP_WORDS


def test_stop_words_hold_question_words_and_no_content() -> None:
    assert set("что как где когда сколько кто какой почему и в не он этот быть".split()) <= russian.STOP_WORDS
    assert not russian.STOP_WORDS & set("закон человек год время дело страна работать хороший новый один".split())


def test_closed_classes_are_folded_words() -> None:
    assert all(is_word(form) and form == fold(form) and lemma for form, lemma in closed_classes().items())


def test_endings_leave_a_word() -> None:
    tables = ends()
    assert all(tables)
    assert all(rule.edit.of(end) or len(end) < 4 for table in tables for end, rule in table.items())
