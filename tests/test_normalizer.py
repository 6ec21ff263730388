"""One spelling for one word: contracts on any string, and the spellings that must and must not meet."""

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.normalizer import APOSTROPHES, HYPHENS, IGNORABLE, _normalized, fold, normalize

TRICKY = "аәбгғеёийкқоөуұүһіыьэABCEHKMOPTXaceopxyəƏVIХІ019 -\u2010\u2011\u2013'\u2019\u02bc\u0301\u0306\u0308\u00ad\u200b\ufeff"
STRINGS = st.text() | st.text(alphabet=TRICKY, max_size=12)


@settings(max_examples=300)
@given(STRINGS)
def test_normalize_is_idempotent(word: str) -> None:
    form = normalize(word)
    assume(unicodedata.is_normalized("NFC", form))  # else one of the known failures below
    assert normalize(form) == form


ORDINARY = st.text(st.characters(min_codepoint=0x400, max_codepoint=0x4FF) | st.sampled_from("ХІXVI"), max_size=12)
ASCII = st.text(st.characters(max_codepoint=0xFF), max_size=12)
ANY = st.text(st.characters(exclude_categories=()), max_size=20)


@settings(max_examples=1000)
@given(ORDINARY | ASCII | ANY | STRINGS)
def test_the_short_way_leads_where_the_long_one_does(word: str) -> None:
    assert normalize(word) == _normalized(word)


def test_the_short_way_for_every_character() -> None:
    for character in map(chr, range(0x500)):
        for word in (character, character * 2, f"ѣ{character}", f"é{character}", f"{character}k"):
            assert normalize(word) == _normalized(word)


def test_invisible_characters_inside_a_letter() -> None:
    assert normalize("и\u00ad\u0306") == "й"


def test_grave_stress_marks() -> None:
    assert [normalize("е\u0300"), normalize("и\u0300")] == ["е", "и"]


def test_look_alike_with_a_mark() -> None:
    assert normalize("Y\u0306\u0440\u0430") == "ўра"  # Latin Y


def test_latin_e_with_diaeresis() -> None:
    assert normalize("\u00ebлка") == "ёлка"


@settings(max_examples=300)
@given(STRINGS)
def test_fold_is_idempotent(word: str) -> None:
    assert fold(fold(word)) == fold(word)
    assert len(fold(word)) == len(word)


@settings(max_examples=200)
@given(STRINGS)
def test_nothing_invisible_is_left(word: str) -> None:
    form = normalize(word)
    assert not set(form) & set(IGNORABLE)
    assert not set(form) & (set(APOSTROPHES) | set(HYPHENS)) - set("'-`")


def test_grave_accent_as_apostrophe() -> None:
    assert normalize("O`Brien") == normalize("O\u2019Brien")


@settings(max_examples=200)
@given(st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", max_size=12))
def test_cyrillic_words_only_lose_their_capitals(word: str) -> None:
    assert normalize(word) == word
    assume(not set(word) <= set("хі"))  # ХІ is a Roman numeral
    assert normalize(word.upper()) == word
    assert normalize(unicodedata.normalize("NFD", word)) == word


@settings(max_examples=100)
@given(st.text(alphabet="аәбқоөһы", min_size=1, max_size=8), st.sampled_from(IGNORABLE), st.integers(0, 8))
def test_invisible_characters_do_not_matter(word: str, mark: str, at: int) -> None:
    assert normalize(word[:at] + mark + word[at:]) == word


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("", ""),
        ("ҚАЗАҚСТАН", "қазақстан"),
        ("Қазақ\u00adстан", "қазақстан"),
        ("\ufeffСәлем", "сәлем"),
        ("дауи\u0306", "дауй"),
        ("Е\u0308лка", "ёлка"),
        ("мини\u0301стр", "министр"),
        ("Cочи", "сочи"),  # Latin C
        ("Aлматы", "алматы"),  # Latin A
        ("Toқaeв", "тоқаев"),  # Latin T, o, a, e
        ("əлем", "әлем"),  # Latin schwa
        ("Əлем", "әлем"),
        ("СOVID", "covid"),  # Cyrillic С
        ("ХХІ", "xxi"),  # Cyrillic Х, Х, І
        ("XXI", "xxi"),
        ("ХIХ", "xix"),  # Cyrillic, Latin, Cyrillic
        ("АҚШ\u2019тың", "ақш'тың"),
        ("2019\u20132024", "2019-2024"),
        ("ﬁlm", "film"),
        ("КОВИД", "ковид"),
        ("Zoom-да", "zoom-да"),  # д has no Latin twin, Z no Cyrillic one: left alone
    ],
)
def test_spelling(written: str, form: str) -> None:
    assert normalize(written) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("маңғыстау", "мангистау"),
        ("қазақстан", "казакстан"),
        ("өскемен", "оскемен"),
        ("тоқаев", "токаев"),
        ("шымкент", "шимкент"),
        ("әділ", "адил"),
        ("ёлка", "елка"),
        ("жүсіп", "жусип"),
    ],
)
def test_spellings_that_meet(one: str, other: str) -> None:
    assert one != other
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("көл", "қол"), ("мен", "мың"), ("үш", "іш"), ("ел", "ол"), ("ёлка", "елка")]
)
def test_words_that_stay_apart(one: str, other: str) -> None:
    assert normalize(one) != normalize(other)


def test_fold_may_merge_words() -> None:
    """The price of finding what was typed without Kazakh letters."""
    assert fold("көл") == fold("қол") == "кол"
