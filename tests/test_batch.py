"""Many texts at once are analysed as each alone: forms, languages, lemmas, in whatever pieces; numbers of lemmas."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import kazakh, language, russian
from kzsearch_analyzers.analysis import analyze, form_term, lemma_of
from kzsearch_analyzers.batch import BatchAnalyzer, Words
from kzsearch_analyzers.codepage import encode_many
from kzsearch_analyzers.cyrillic_words import AFTER, CyrillicWords, Edits, Puts, traits_of
from kzsearch_analyzers.judging import judge
from kzsearch_analyzers.language import evidence
from kzsearch_analyzers.lemmas import Lemmas, LemmaTable
from kzsearch_analyzers.russian import machine

GOLDEN = Path(__file__).with_name("golden")
FORMS = sorted(
    {
        cell
        for path in sorted(GOLDEN.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for cell in line.split("\t")[:3]
        if cell
    }
)
ODD = """covid-19 #әкімдік #школах it-компания ата-ана кто-то 5-летнего Ё ёлка ещё щёголь сторожá нѣтъ кохаεмо époux 😀 дом😀 \ud800 сөз\ud800
    www.тест.рф a@b.kz 2024 10.5 ХХІ Kaspi тоқaeв ъ ь ы подынтервала предынтересный выдешь брегись белоцветным шестичасовую
    коалициясы Токаевым Динымо автоматтандырылмағандықтан қазақстандандыруымыздың противозаконнейшими""".split()
ODD += ["а" * 64, "а" * 65, "ә" * 70, "ж" * 300, "ы" * 17, "ё" * 20, "э" * 16]
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
WORDS = (
    st.sampled_from(FORMS)
    | st.sampled_from(ODD)
    | st.text(alphabet=LETTERS, min_size=1, max_size=20)
    | st.text(st.sampled_from(LETTERS[:8] + "#-'@.19aÉ😀\ud800"), max_size=8)
    | st.text(max_size=6)
)
TEXTS = st.lists(st.lists(WORDS, max_size=20).map(" ".join), max_size=6)


def one_by_one(texts: list[str]) -> list[tuple[str, bool, str]]:
    """Form, whether it is Kazakh, lemma of each word."""
    return [(token.form, token.lang == language.KAZAKH, token.lemma) for text in texts for token in analyze(text)]


def at_once(analyzer: BatchAnalyzer, texts: list[str]) -> list[tuple[str, bool, str]]:
    tokens = analyzer.vocabulary.tokenize(texts)
    is_kazakh = analyzer.kazakh(tokens)
    lemmas = analyzer.lemmas(Words(tokens.forms, is_kazakh))
    return list(zip(analyzer.vocabulary.forms(tokens.forms), is_kazakh.tolist(), lemmas, strict=True))


@settings(max_examples=100)
@given(TEXTS)
def test_texts_at_once_are_analysed_as_each_alone(texts: list[str]) -> None:
    analyzer = BatchAnalyzer()
    assert at_once(analyzer, texts) == one_by_one(texts)
    assert at_once(analyzer, texts[::-1]) == one_by_one(texts[::-1])


def test_real_texts() -> None:
    lines = [line for path in sorted(GOLDEN.glob("*.tsv")) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [" ".join(lines[first : first + 7]) for first in range(0, len(lines), 7)]
    assert at_once(BatchAnalyzer(), texts) == one_by_one(texts)


@settings(max_examples=50)
@given(TEXTS, st.integers(1, 3))
def test_pieces_come_to_the_same_as_the_whole(texts: list[str], size: int) -> None:
    whole, pieces = BatchAnalyzer(), BatchAnalyzer()
    tokens = [pieces.vocabulary.tokenize(texts[first : first + size]) for first in range(0, len(texts), size)]
    pieces.judge(np.concatenate([np.zeros(0, np.int32), *(piece.forms for piece in tokens)]))
    found = []
    for piece in tokens:
        is_kazakh = pieces.kazakh(piece)
        lemmas = pieces.lemmas(Words(piece.forms, is_kazakh))
        found += list(zip(pieces.vocabulary.forms(piece.forms), is_kazakh.tolist(), lemmas, strict=True))
    assert found == at_once(whole, texts)


def words_of(forms: list[str], is_kazakh: bool) -> tuple[BatchAnalyzer, Words]:
    analyzer = BatchAnalyzer()
    ids = analyzer.vocabulary.ids_of([(form, "word") for form in forms])
    return analyzer, Words(ids, np.full(len(ids), is_kazakh))


def expected(forms: list[str], is_kazakh: bool) -> list[str]:
    lang = language.KAZAKH if is_kazakh else language.RUSSIAN
    told = [language.is_cyrillic(form) or is_kazakh for form in forms]
    return [lemma_of(form, "word", lang if is_told else "") for form, is_told in zip(forms, told, strict=True)]


@pytest.mark.parametrize("is_kazakh", [True, False])
def test_any_word_in_either_language(is_kazakh: bool) -> None:
    forms = list(dict.fromkeys(form.lower() for form in [*FORMS, *ODD]))
    analyzer, words = words_of(forms, is_kazakh)
    assert analyzer.lemmas(words) == expected(forms, is_kazakh)


@settings(max_examples=100)
@given(st.lists(WORDS.filter(bool), max_size=20, unique=True), st.booleans())
def test_any_words_in_either_language(forms: list[str], is_kazakh: bool) -> None:
    analyzer, words = words_of(forms, is_kazakh)
    assert analyzer.lemmas(words) == expected(forms, is_kazakh)


def test_judging() -> None:
    analyzer = BatchAnalyzer()
    forms = [form.lower() for form in [*FORMS[::5], *ODD]]
    ids = analyzer.vocabulary.ids_of([(form, "word") for form in forms])
    analyzer.judge(np.concatenate((ids[:50], ids[:50])))
    analyzer.judge(ids)
    analyzer.judge(ids[:0])
    assert analyzer.evidence(ids).tolist() == list(map(evidence, forms))
    assert analyzer.is_cyrillic(ids).tolist() == list(map(language.is_cyrillic, forms))


def test_a_form_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("kzsearch_analyzers.batch.judge", lambda *args: asked.append(len(args[1])) or judge(*args))
    analyzer = BatchAnalyzer()
    tokens = analyzer.vocabulary.tokenize(["мектептер туралы заң", "мектептер туралы"])
    analyzer.judge(tokens.forms)
    analyzer.kazakh(tokens)
    analyzer.lemmas(Words(tokens.forms, analyzer.kazakh(tokens)))
    assert asked == [3]
    analyzer.kazakh(analyzer.vocabulary.tokenize(["заң мен заң"]))
    assert asked == [3, 1]


def test_more_forms_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kzsearch_analyzers.batch._BLOCK", 3)
    text = " ".join(FORMS[:40])
    assert at_once(BatchAnalyzer(), [text]) == one_by_one([text])


def test_evidence_taken_over_from_an_index() -> None:
    analyzer = BatchAnalyzer()
    ids = analyzer.vocabulary.ids_of([("қала", "word"), ("школы", "word")])
    analyzer.remember(ids, np.array([3, -4], np.int8))
    assert analyzer.evidence(ids).tolist() == [3, -4]
    tokens = analyzer.vocabulary.tokenize(["қала школы"])
    assert analyzer.kazakh(tokens).tolist() == [True, False]
    assert analyzer.lemmas(Words(ids, np.array([True, False]))) == ["қала", "школа"]


def test_nothing() -> None:
    analyzer = BatchAnalyzer()
    tokens = analyzer.vocabulary.tokenize([])
    assert analyzer.kazakh(tokens).tolist() == []
    assert analyzer.lemmas(Words(tokens.forms, analyzer.kazakh(tokens))) == []


def test_another_edition_of_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(russian, "fitting_machine", lambda: None)
    texts = ["Мектептер туралы заң, коалициясы министр", "О школах альназаровым белоцветным ёлки"]
    assert at_once(BatchAnalyzer(), texts) == one_by_one(texts)
    assert machine.fitting_machine() is not None


# Lemmas as keys


@settings(max_examples=100)
@given(st.lists(WORDS.filter(bool), max_size=20))
def test_lemmas_and_their_numbers(forms: list[str]) -> None:
    wanted = list(map(form_term, forms))
    codes, starts = encode_many(forms)
    for lemmas in (
        Lemmas.of(forms),
        Lemmas.as_written(np.append(codes, np.zeros(AFTER, np.uint8)), starts[:-1], np.diff(starts)),
    ):
        assert lemmas.strings() == wanted
        table = LemmaTable()
        first = table.numbers(Lemmas.of(forms[: len(forms) // 2])).tolist()
        numbers = table.numbers(lemmas).tolist()
        assert numbers[: len(first)] == first
        known = list(dict.fromkeys(wanted))
        assert len(table) == len(known)
        assert sorted(table.lemmas().strings()) == sorted(known)
        assert [table.lemmas().strings()[number] for number in numbers] == wanted


def test_what_edits_make_of_words() -> None:
    draw = random.Random(3)
    puts = ["", "а", "ының", "ё" * 9, "қ" * 16, "ыж" * 10]
    words = ["".join(draw.choices(LETTERS, k=draw.randint(1, 40))) for _ in range(500)]
    cuts = [draw.randint(0, len(word) - 1) for word in words]
    kept = [draw.randint(0, len(word) - cut) for word, cut in zip(words, cuts, strict=True)]
    put = [draw.randrange(len(puts)) if size else 1 for size in kept]
    lemmas = [word[cut:][:size] + puts[i] for word, cut, size, i in zip(words, cuts, kept, put, strict=True)]
    edits = Edits(np.array(cuts), np.array(kept), np.array(put), {7: "ёж", 8: "ё" * 30, 9: "😀"})
    lemmas[7:10] = ["еж", "е" * 30, "😀"]
    assert Lemmas.made(CyrillicWords.of(words), edits, Puts.of(puts)).strings() == list(map(form_term, lemmas))


@given(st.lists(WORDS, max_size=12))
def test_traits_are_those_of_the_letters(forms: list[str]) -> None:
    codes, starts = encode_many(forms)
    found = traits_of(np.append(codes, np.zeros(AFTER, np.uint8)), starts[:-1], np.diff(starts)).tolist()
    for form, traits in zip(forms, found, strict=True):
        if not traits & 16:
            assert bool(traits & 1) == language.is_cyrillic(form)
            assert bool(traits & 2) == (not set(form).isdisjoint("әғқңөұүһі"))
            assert bool(traits & 4) == (not set(form).isdisjoint("ёщъ"))
            assert bool(traits & 8) == (not set(form) <= set(LETTERS))


def test_the_lemmas_of_the_lexicon() -> None:
    lemmas = kazakh.lemmas().strings()
    assert len(lemmas) > 10_000
    assert kazakh.is_lemma_many(lemmas).all()
