"""The language of words in sentences and of whole texts."""

from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import forms_of_both, russian
from kzsearch_analyzers.judging import evidence_many, is_cyrillic_many, judge_many
from kzsearch_analyzers.kazakh.latin import is_latin
from kzsearch_analyzers.kazakh.lexicon import closed_classes, words
from kzsearch_analyzers.kazakh.stop_words import stop_words
from kzsearch_analyzers.language import (
    KAZAKH,
    NEITHER,
    RUSSIAN,
    certain,
    detect,
    evidence,
    languages_of,
    majority,
    word_languages,
)
from kzsearch_analyzers.russian.dictionary import all_forms
from kzsearch_analyzers.tokenizer import tokenize

CYRILLIC = frozenset(map(chr, range(0x400, 0x530)))


def languages(text: str) -> dict[str, str]:
    forms = [token.form for token in tokenize(text)]
    return dict(zip(forms, word_languages(forms), strict=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Бүгін министр депутаттар алдында есеп берді", "министр депутаттар есеп"),
        ("Жаңа бюджет қабылданды", "бюджет"),
        ("Парламент депутаттары бюджет туралы заң жобасын қарады", "парламент депутаттары бюджет туралы"),
        ("Мемлекет басшысы банк саласындағы реформа туралы айтты", "мемлекет басшысы банк реформа айтты"),
        ("Астанада спорт мектебі салынды", "астанада спорт мектебі салынды"),
        ("Банкте доллар арзандады", "банкте доллар арзандады"),
        ("Марат пен Роман келді", "марат роман"),
        ("Дала мен тау", "дала мен тау"),
        ("Заводта адамдар жұмыс істейді", "заводта адамдар"),
        ("Қаланың әкімі комиссия құрамын бекітті", "комиссия"),
        ("Сот отырысы болды", "сот отырысы болды"),
    ],
)
def test_kazakh_words_without_kazakh_letters(text: str, words: str) -> None:
    found = languages(text)
    assert {word: found[word] for word in words.split()} == dict.fromkeys(words.split(), KAZAKH)


@pytest.mark.parametrize(
    "text",
    [
        "Депутаты обсудили бюджет и закон",
        "Министр открыл школу в городе",
        "Глава государства принял акима",
        "Аким области посетил новый завод",
        "Суд вынес приговор по делу",
        "Нам нужен мир",
        "В больнице работают врачи и медсёстры",
        "Он сказал, что бюджет принят",
    ],
)
def test_russian_words_in_russian_text(text: str) -> None:
    assert set(languages(text).values()) == {RUSSIAN}


def test_russian_quotation_inside_a_kazakh_sentence() -> None:
    found = languages(
        "Қазақстан Республикасының Президенті өз сөзінде «мы построим новые школы и больницы во всех областях страны» "
        "деп айтты және әкімдерге тиісті тапсырмалар жүктеді"
    )
    quoted = "мы построим новые школы и больницы всех областях страны".split()
    around = "қазақстан республикасының президенті өз сөзінде және әкімдерге тиісті тапсырмалар жүктеді".split()
    assert {word: found[word] for word in quoted} == dict.fromkeys(quoted, RUSSIAN)
    assert {word: found[word] for word in around} == dict.fromkeys(around, KAZAKH)


def test_kazakh_words_beside_a_russian_quotation() -> None:
    found = languages("Министр айтты: «мы построим новые школы и больницы», — деп хабарлайды агенттік")
    assert [found[word] for word in ("айтты", "деп", "хабарлайды", "агенттік")] == [KAZAKH] * 4


def test_kazakh_name_in_a_russian_sentence_is_known_by_its_letters() -> None:
    found = languages("В городе открыли музей Мұқағали и выставку картин")
    assert found.pop("мұқағали") == KAZAKH
    assert set(found.values()) == {RUSSIAN}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Қазақстан Республикасының Президенті Жарлыққа қол қойды", KAZAKH),
        ("Бала мектепке барады", KAZAKH),
        ("Ол келді", KAZAKH),
        ("Мектептер туралы", KAZAKH),
        ("Президент Республики Казахстан подписал Указ", RUSSIAN),
        ("Ребёнок идёт в школу", RUSSIAN),
        ("Он пришёл", RUSSIAN),
        ("Республика Казахстан", RUSSIAN),
        ("", NEITHER),
        ("2024 COVID-19", NEITHER),
        ("Hello, world! 12 345,67 info@gov.kz", NEITHER),
        ("— … 😀 \u0301", NEITHER),
        ("한국 日本 ελληνικά", NEITHER),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("form", ["2024", "3.5", "covid-19", "xxi", "info@gov.kz", "", "\u0301", "한국"])
def test_words_of_neither_language_say_nothing(form: str) -> None:
    assert evidence(form) == 0
    assert word_languages(["қала", form, "школа"])[1] == NEITHER


@pytest.mark.parametrize("form", ["iphone", "qala", "mektepter", "men"])
def test_words_in_latin_letters_speak_to_each_other_alone(form: str) -> None:
    for word in ("қала", "школа", "министр"):
        assert word_languages([word, form])[0] == word_languages([word])[0]
    assert word_languages(["қала", form, "школа"])[1] == (KAZAKH if form == "qala" else NEITHER)


def test_kazakh_in_latin_letters() -> None:
    for text in ("Qazaqstan Respublikasynyñ Ükımetı", "Qazaqstan Respýblıkasynyń Úkimeti", "mektep balalary keldi"):
        assert detect(text) == KAZAKH
    for text in ("The men and women of the government", "Deutsche Welle berichtet über Kasachstan", "Istanbul top 10"):
        assert detect(text) == NEITHER
    assert word_languages("из qazaqstan google".split()) == [RUSSIAN, NEITHER, NEITHER]
    assert word_languages("из qazaqstan jaña google".split()) == [RUSSIAN, KAZAKH, KAZAKH, NEITHER]
    assert (
        detect("The war in Iraq and Qatar") == detect("FAQ: how to scan a QR code with IQ Option on Nasdaq") == NEITHER
    )
    assert detect("Je ne sais pas ce qu'il veut, mais il n'est pas là aujourd'hui.") == NEITHER


def test_letters_decide() -> None:
    assert evidence("гүл") > evidence("бала") >= evidence("щека")


def test_short_questions() -> None:
    assert certain(["бас"]) == [False]
    assert certain(["адамның", "бас", "сүйегі"]) == [True, True, True]
    assert certain(["здравоохранение"]) == [True] or evidence("здравоохранение") > -10


@pytest.mark.parametrize(
    ("found", "language"), [([], ""), ([""], ""), (["kk", "ru"], "kk"), (["ru", "ru", "kk", ""], "ru"), (["kk"], "kk")]
)
def test_majority(found: list[str], language: str) -> None:
    assert majority(found) == language


FORMS = st.lists(
    st.text(max_size=6) | st.sampled_from("қала школа министр деп болды и в 2024 covid".split()), max_size=25
)


@settings(max_examples=100)
@given(FORMS)
def test_every_word_gets_one_of_three(forms: list[str]) -> None:
    found = word_languages(forms)
    assert len(found) == len(forms)
    for form, lang in zip(forms, found, strict=True):
        others = (NEITHER, KAZAKH) if is_latin(form) else (NEITHER,)
        assert lang in ((KAZAKH, RUSSIAN) if CYRILLIC & set(form) else others)
    assert word_languages(forms) == found


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_detect_never_raises(text: str) -> None:
    assert detect(text) in (KAZAKH, RUSSIAN, NEITHER)


def agree(forms: list[str]) -> None:
    found = evidence_many(forms)
    assert found.dtype == np.int16
    wanted = list(map(evidence, forms))
    assert [row for row in zip(forms, found.tolist(), wanted, strict=True) if row[1] != row[2]] == []
    is_cyrillic = is_cyrillic_many(forms)
    assert is_cyrillic.tolist() == [not CYRILLIC.isdisjoint(form) for form in forms]
    judged = judge_many(forms)
    assert (judged[0] == found).all()
    assert (judged[1] == is_cyrillic).all()


GOLDEN = sorted(Path(__file__).with_name("golden").glob("*.tsv"))


def golden_forms() -> list[str]:
    lines = [line.split("\t") for path in GOLDEN for line in path.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(cell.lower() for cells in lines for cell in cells[:3]))


def test_many_words_of_both_languages() -> None:
    forms = golden_forms()
    assert len(forms) > 3_000
    agree(forms)
    assert {80, 30, 10, 0, -6, -25} <= set(evidence_many(forms).tolist())


def test_many_words_of_the_lists() -> None:
    agree([*closed_classes(), *stop_words(), *russian.STOP_WORDS, *list(words())[::10]])


def test_many_words_of_the_russian_dictionary() -> None:
    starts = ("ала", "бар", "дан", "кел", "мала", "сана", "тау")
    agree([form.replace("ё", "е") for start in starts for form in dict.fromkeys(all_forms(start))][::4])


ODD = ["", " ", "\n", "қала\n", "\nдома", "до\nма", "2024", "covid", "it-компании", "😀", "дом😀", "\ud800", "дом\udfff", "\ud800ә",
       "а" * 300, "ә" * 300, "ё", "Ә", "Ё", "ҚАЛА", "Дом", "ДОМА", "қ", "-", "--", "дом-", "ата-ана", "кто-то", "ѐ", "Ѐ", "\u0400",
       "\u052f", "\u03ff", "\u0530", "\x00", "дом\x00", "не\u0301бо", "\u00ad", "до\u00adма", "токаевым", "токаевым\n", "униным"]  # fmt: skip


def test_many_odd_strings_alone_and_together() -> None:
    for form in ODD:
        agree([form])
    agree(ODD)
    agree(ODD[::-1] * 2)


def test_nothing_at_all() -> None:
    assert evidence_many([]).tolist() == is_cyrillic_many([]).tolist() == []
    nothing = np.zeros(0, np.int64)
    assert languages_of(np.zeros(0, np.int16), nothing, np.zeros(0, bool)).tolist() == []
    assert languages_of(np.zeros(0, np.int16), np.zeros(3, np.int64), np.zeros(0, bool)).tolist() == []


def test_a_word_of_each_kind() -> None:
    agree("қала школа министр деп болды и в 2024 covid саны стали коалициясы токаевым".split())


LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі-"
FUZZED = st.text(alphabet=LETTERS, max_size=9) | st.text(alphabet=LETTERS[:33], max_size=7) | st.text(max_size=8)
ENDED = st.builds(
    "".join,
    st.tuples(
        st.sampled_from("министр бала коалиция ақта дом кел".split()),
        st.sampled_from("ды лар ы дан сы ами овым".split()),
    ),
)


@settings(max_examples=100)
@given(st.lists(FUZZED | ENDED | st.text(st.characters(categories=("Cs", "Ll", "Lu"))), max_size=30))
def test_any_words(forms: list[str]) -> None:
    agree(forms)


def starts_of(texts: list[list[str]]) -> np.ndarray:
    return np.array([*accumulate(map(len, texts), initial=0)][:-1], np.int64)


WORDS = "қала школа министр деп болды и в 2024 covid әкім дома банк сот мен что qala mektepte men the".split()


@settings(max_examples=150)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=30), max_size=8))
def test_languages_of_many_texts(texts: list[list[str]]) -> None:
    forms = [form for text in texts for form in text]
    is_cyrillic = is_cyrillic_many(forms)
    found = languages_of(evidence_many(forms), starts_of(texts), is_cyrillic)
    assert found.dtype == np.int8
    told = np.where(found == 1, KAZAKH, np.where(is_cyrillic, RUSSIAN, NEITHER)).tolist()
    assert told == [lang for text in texts for lang in word_languages(text)]


def test_languages_of_long_texts() -> None:
    draw = np.random.default_rng(1)
    drawn = draw.choice(np.array([80, 30, 20, 10, 0, -6, -25, -30, -40], np.int16), 20_000)
    sizes = np.r_[draw.integers(0, 20, 300), 0, 5_000, 0, 0, 12_000]
    starts = np.minimum(np.cumsum(sizes) - sizes, len(drawn))
    ends = [*starts[1:].tolist(), len(drawn)]
    wanted = [
        4 * one + sum(max(-30, min(30, other)) for other in text[max(0, i - 8) : i + 9]) > 0
        for text in (drawn[start:end].tolist() for start, end in zip(starts.tolist(), ends, strict=True))
        for i, one in enumerate(text)
    ]
    before = drawn.copy()
    assert languages_of(drawn, starts, np.ones(len(drawn), bool)).tolist() == wanted
    with_an_empty_text = np.append(starts, len(drawn))
    assert languages_of(drawn, with_an_empty_text, np.ones(len(drawn), bool)).tolist() == wanted
    assert (drawn == before).all()


# Words of the Russian dictionary that are Kazakh forms as well


def test_the_list_of_forms_of_both_is_fresh() -> None:
    assert forms_of_both.is_fresh(), "run python -m kzsearch_analyzers.forms_of_both"


@pytest.mark.parametrize("start", ["бал", "сан", "мар", "э"])
def test_a_part_of_the_forms_of_both_made_anew(start: str) -> None:
    listed = [form for form in forms_of_both.forms_of_both() if form.startswith(start)]
    assert listed == forms_of_both.compiled(all_forms(start))
