"""Tokens: contracts on any text, examples in a one-line notation, time."""

import gc
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import analyze, tokenizer
from kzsearch_analyzers.tokenizer import Token, tokenize

KINDS = frozenset({"word", "number", "compound", "hashtag", "mention", "email", "url"})
PIECES = (
    "сөз Қазақстан АҚШ ДДҰ школа й ё ь I ХХІ iPhone COVID gov kz 2020 19 3 5 ның тың дан шы й го "
    "- \u2010 \u2011 \u2013 \u2014 ' \u2019 \u02bc ` « » ” . , : / @ # № % _ http:// www. 😀 👩\u200d👩 \u0301 \u0306 \u00ad \u200b \ufeff"
).split() + [" ", "\u00a0", "\n", "\t"]
TEXTS = (
    st.text(max_size=60)
    | st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
    | st.text(alphabet="аәбйёқңүһьABcx019-'\u2019\u02bc.,@#_/:\u0301\u0306\u00ad\u200b «»", max_size=40)
)


def tokens_by_hand(text: str, tokens: list[Token]) -> None:
    """What every list of tokens of a text must be."""
    assert [t.position for t in tokens] == list(range(len(tokens)))
    end = 0
    for t in tokens:
        assert end <= t.start < t.end <= len(text), "offsets strictly increase and do not overlap"
        assert text[t.start : t.end] == t.text
        assert t.form
        assert t.form == t.form.strip()
        assert t.kind in KINDS
        end = t.end


@settings(max_examples=500)
@given(TEXTS)
@example("«Самұрық-Қазына»-ның")
@example("10млн-нан")
@example("АҚШ\u2019тың-тың-тың")
def test_offsets(text: str) -> None:
    tokens_by_hand(text, tokenize(text))


@settings(max_examples=100)
@given(TEXTS)
def test_the_same_twice(text: str) -> None:
    assert tokenize(text) == tokenize(text)


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_lines_are_independent(one: str, other: str) -> None:
    together = [(t.text, t.form, t.kind, t.start, t.end) for t in tokenize(one + "\n" + other)]
    apart = [(t.text, t.form, t.kind, t.start, t.end) for t in tokenize(one)]
    shift = len(one) + 1
    apart += [(t.text, t.form, t.kind, t.start + shift, t.end + shift) for t in tokenize(other)]
    assert together == apart


@settings(max_examples=100)
@given(TEXTS)
def test_analysis_keeps_the_tokens(text: str) -> None:
    found = analyze(text)
    assert [(t.text, t.start, t.end, t.position, t.kind, t.form) for t in found] == [
        (t.text, t.start, t.end, t.position, t.kind, t.form) for t in tokenize(text)
    ]
    assert all(t.lemma and t.source and t.lang in {"kk", "ru", ""} for t in found)


@settings(max_examples=200)
@given(TEXTS)
def test_no_letter_is_lost(text: str) -> None:
    """Every letter stands in a token, but for a suffix that is written after a closing quotation mark."""
    covered = set().union(*(range(t.start, t.end) for t in tokenize(text)))
    lost = [i for i, c in enumerate(text) if "а" <= c.lower() <= "я" and i not in covered]
    assert not lost or any(mark in text for mark in '»”"“')


def test_the_same_from_threads() -> None:
    texts = [f"ДДҰ-ның {i}-шы есебі: COVID-{i}, «Самұрық-Қазына»-ның {i},5 млн info{i}@gov.kz" for i in range(200)]
    expected = [tokenize(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: [tokenize(text) for text in texts], range(4)):
            assert found == expected


def test_tokens_do_not_change() -> None:
    token = tokenize("сөз")[0]
    with pytest.raises(AttributeError):
        token.form = "басқа"  # type: ignore[misc]


# Examples. Left of `=` the text, right its tokens between bars; `text>form` where the form is not the lower-cased text.


def partition(text: str) -> str:
    """The tokens of a text in the notation of the examples.

    >>> partition("ДДҰ-ның есебі")
    'ДДҰ-ның>ддұ|есебі'
    """
    return "|".join(t.text if t.form == t.text.lower() else f"{t.text}>{t.form}" for t in tokenize(text))


ABBREVIATIONS = """
ДДҰ-ның = ДДҰ-ның>ддұ
АҚШ-тың = АҚШ-тың>ақш
АҚШ’тың = АҚШ’тың>ақш
АҚШ'тың = АҚШ'тың>ақш
АҚШ‑тың = АҚШ‑тың>ақш
АҚШ–тың = АҚШ–тың>ақш
БҰҰ-да, ЕО-ға = БҰҰ-да>бұұ|ЕО-ға>ео
ТОО-ның = ТОО-ның>тоо
Google-дың iPhone-ды = Google-дың>google|iPhone-ды>iphone
G20-ның 5G-дің = G20-ның>g20|5G-дің>5g
«Самұрық-Қазына»-ның = Самұрық|Қазына
«КазМунайГаз» АҚ-ның = КазМунайГаз|АҚ-ның>ақ
«Нұр Отан»-нан = Нұр|Отан
Қ.Тоқаевтың = Қ|Тоқаевтың
Қ. К. Тоқаев = Қ|К|Тоқаев
МЕМЛЕКЕТТІК-ЖЕКЕШЕЛІК = МЕМЛЕКЕТТІК|ЖЕКЕШЕЛІК
"""

NUMBERS = """
2020-шы = 2020-шы>2020
2020–шы = 2020–шы>2020
5-ші = 5-ші>5
30-да = 30-да>30
20-дан = 20-дан>20
2050-ге = 2050-ге>2050
79-й = 79-й>79
90-х = 90-х>90
5-го = 5-го>5
3,5 = 3,5>3.5
3.5 = 3.5
3, 5 = 3|5
2019-2024 = 2019|2024
2019–2024 = 2019|2024
1,5-2,5 = 1,5>1.5|2,5>2.5
10:30 = 10|30
01.02.2024 = 01|02|2024
10млн = 10|млн
10 млн = 10|млн
10кг/12сағат = 10|кг|12|сағат
100% = 100
+7 701 = 7|701
№5 = 5
15-бап = 15|бап
5-сынып = 5|сынып
1-қаңтар = 1|қаңтар
ХХІ = ХХІ>xxi
XXI = XXI
ХХІ ғасыр = ХХІ>xxi|ғасыр
ХХІ-ғасырдың = ХХІ>xxi|ғасырдың
"""

COMPOUNDS = """
COVID-19 = COVID-19
COVID-19-дың = COVID-19-дың>covid-19
COVID–19 = COVID–19>covid-19
Т-34 = Т-34
№ 561-IV = 561-IV
4-а = 4-а
B2B 3D = B2B|3D
ЭКСПО-2017 = ЭКСПО|2017
ЭКСПО-2017-нің = ЭКСПО|2017-нің>2017
"""

ADDRESSES = """
info@gov.kz = info@gov.kz
info@gov.kz. = info@gov.kz
info.press@mail.gov.kz, = info.press@mail.gov.kz
ақпарат@сайт.қаз = ақпарат@сайт.қаз
https://egov.kz/cms/kk). = https://egov.kz/cms/kk
http://a.kz/x?y=1, = http://a.kz/x?y=1
www.tengrinews.kz! = www.tengrinews.kz
«https://gov.kz»-тан = https://gov.kz
gov.kz = gov.kz
gov.kz. = gov.kz
(egov.kz) = egov.kz
egov.kz/kk/1 сайты = egov.kz/kk/1|сайты
#Астана = #Астана
#Қазақстан2050 #1 = #Қазақстан2050|1
@akorda_press. = @akorda_press
a@b = a|b
"""

WORDS = """
ата-ана = ата|ана
қазақ-орыс = қазақ|орыс
рок-н-ролл = рок|н|ролл
кто-то = кто-то>кто
какой-либо = какой-либо>какой
келді-ау = келді-ау>келді
келсе-ақ = келсе-ақ>келсе
сөз—сөз = сөз|сөз
сөз_сөз = сөз|сөз
сөз/сөз = сөз|сөз
-сөз- = сөз
'сөз' = сөз
д’Артаньян = д’Артаньян>д'артаньян
O'Brien = O'Brien
😀сөз😀 = сөз
т.б. = т|б
ёлка = ёлка
съезд = съезд
-- = 
' = 
"""


def cases(table: str) -> list[list[str]]:
    """
    >>> cases("а б = а|б")
    [['а б', 'а|б']]
    """
    return [line.split(" = ") for line in table.splitlines() if line]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [case for table in (ABBREVIATIONS, NUMBERS, COMPOUNDS, ADDRESSES, WORDS) for case in cases(table)],
)
def test_partition(text: str, tokens: str) -> None:
    assert partition(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Қазақ\u00a0елі", "Қазақ|елі"),
        ("Қазақ\u00adстан", "Қазақ\u00adстан>қазақстан"),
        ("\ufeffСәлем", "Сәлем"),
        ("дау\u200bыс", "дау\u200bыс>дауыс"),
        ("дауи\u0306", "дауи\u0306>дауй"),
        ("мини\u0301стр", "мини\u0301стр>министр"),
        ("Е\u0308лка", "Е\u0308лка>ёлка"),
        ("K\u0430зақстан", "Kазақстан>казақстан"),  # Latin K
        ("C\u043eчи", "Cочи>сочи"),  # Latin C
        ("A\u043bматы", "Aлматы>алматы"),  # Latin A
        ("\u0421OVID", "СOVID>covid"),  # Cyrillic С
        ("\u0421OVID-19", "СOVID-19>covid-19"),
    ],
)
def test_invisible_characters_and_look_alikes(text: str, tokens: str) -> None:
    assert partition(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("gov.kz-та", "gov.kz-та>gov.kz"),
        ("1,5-тен", "1,5-тен>1.5"),
        ("ІІ-ші", "ІІ-ші>ii"),
        ("Тоқаев’тың", "Тоқаев’тың>тоқаев"),
        ("\u02bc", ""),
    ],
)
def test_suffixes_of_odd_tokens(text: str, tokens: str) -> None:
    assert partition(text) == tokens


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Қазақстан 2024 COVID-19 #той @akorda a@b.kz https://a.kz egov.kz",
            "word number compound hashtag mention email url url",
        ),
        ("3,5 10млн ХХІ Т-34", "number number word word compound"),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert [t.kind for t in tokenize(text)] == kinds.split()


# Time

LONG = 100_000  # characters
MOST_SECONDS = 2.0
RUNS = [
    "а",
    "-",
    "'",
    "\u02bc",
    "1.",
    "1,",
    "a.",
    "Қ.",
    "a@",
    "@",
    "www.",
    "http://",
    "#",
    "\u0301",
    "\u0306",
    "а\u0301",
] + ["\u200b", "_", "%", ".", "а-", "1-", "A1-", "»-а", "a\u02bc", "а'", "a1", "😀", "«", "ның-"]


def timed(text: str) -> float:
    """Seconds of this thread, no collection of what other tests left behind falling into them."""
    gc.collect()
    gc.disable()
    try:
        started = time.thread_time()
        tokenize(text)
        return time.thread_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize("piece", RUNS)
def test_time_is_linear(piece: str) -> None:
    """On a tenth of the length, ten times the time it may take; the whole length only where that went well."""
    for length in (LONG // 10, LONG):
        text = (piece * (length // len(piece) + 1))[:length]
        seconds = timed(text)
        assert seconds < MOST_SECONDS * length / LONG, f"{length} characters of {piece!r}: {seconds:.2f} s"


@settings(max_examples=500)
@given(st.text(alphabet="абёқҰһxIV ж", max_size=16) | TEXTS)
def test_words_alone_are_taken_apart_as_all_texts_are(text: str) -> None:
    """Most questions are nothing else, and take a shorter way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tokenizer, "is_plain", lambda text: False)
        expected = tokenize(text)
    assert tokenize(text) == expected
