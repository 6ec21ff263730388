"""The language of words in sentences and of whole texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.language import KAZAKH, NEITHER, RUSSIAN, certain, detect, evidence, majority, word_languages
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


@pytest.mark.parametrize("form", ["2024", "3.5", "covid-19", "iphone", "xxi", "info@gov.kz", "", "\u0301", "한국"])
def test_words_of_neither_language_say_nothing(form: str) -> None:
    assert evidence(form) == 0
    assert word_languages(["қала", form, "школа"])[1] == NEITHER


def test_letters_decide() -> None:
    assert evidence("гүл") > evidence("бала") >= evidence("щека")


def test_short_questions() -> None:
    assert certain(["бас"]) == [False]
    assert certain(["адамның", "бас", "сүйегі"]) == [True, True, True]
    assert certain(["здравоохранение"]) == [True] or evidence("здравоохранение") > -1


@pytest.mark.parametrize(
    ("found", "language"), [([], ""), ([""], ""), (["kk", "ru"], "kk"), (["ru", "ru", "kk", ""], "ru"), (["kk"], "kk")]
)
def test_majority(found: list[str], language: str) -> None:
    assert majority(found) == language


FORMS = st.lists(
    st.text(max_size=6) | st.sampled_from("қала школа министр деп болды и в 2024 covid".split()), max_size=25
)


@settings(deadline=None, max_examples=100)
@given(FORMS)
def test_every_word_gets_one_of_three(forms: list[str]) -> None:
    found = word_languages(forms)
    assert len(found) == len(forms)
    for form, language in zip(forms, found, strict=True):
        assert language in ((KAZAKH, RUSSIAN) if CYRILLIC & set(form) else (NEITHER,))
    assert word_languages(forms) == found


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80))
def test_detect_never_raises(text: str) -> None:
    assert detect(text) in (KAZAKH, RUSSIAN, NEITHER)
