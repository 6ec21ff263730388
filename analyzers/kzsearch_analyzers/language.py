"""Which language a word is in: its letters, what the lexicons say, and the words around it.

Each word gets evidence in tenths of a nat, above zero for Kazakh, below for Russian; a word's own evidence and a share
of its neighbours' add up. Words in Latin letters are told apart among themselves: Kazakh, or any other language. All
are whole numbers, so that words one by one (`evidence`, `word_languages`) and many at once (judging.py, `languages_of`)
come to the same.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, compress

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .kazakh import latin
from .kazakh.folded import KAZAKH_LETTERS
from .kazakh.latin_many import readings_by_skeletons
from .kazakh.lexicon import closed_classes
from .kazakh.stop_words import stop_words
from .tokenizer import spans

KAZAKH, RUSSIAN, NEITHER = "kk", "ru", ""

# evidence, in tenths of a nat; why
KAZAKH_LETTER = 80  # ә ғ қ ң ө ұ ү һ і stand in no Russian word
RUSSIAN_LETTER = -40  # ё щ ъ hardly ever in a Kazakh one
KAZAKH_GRAMMAR_WORD = 20
RUSSIAN_GRAMMAR_WORD = -30
GRAMMAR_WORD_OF_BOTH = -7  # той, ту, от: Kazakh words too, but far more often Russian grammar
KAZAKH_LEMMA = 30  # in our lexicon and not in the Russian dictionary
KAZAKH_FORM = 30  # a lexicon stem with Kazakh suffixes, not in the Russian dictionary
LOAN_FORM = 10  # a word of the Russian dictionary with Kazakh suffixes: коалициясы
RESTORED_FORM = 7  # such a form typed without Kazakh letters, not in the Russian dictionary: денсаулык
LATIN_FORM = 30  # in Latin letters, a Kazakh form: mektepterde
SHORT_LATIN_FORM = 10  # the same of few letters, as many an English word is: men, on
QAZAQ_FORM = 40  # the same with a q that English lacks: qala; names of other languages have it too
MARKED_LATIN_FORM = 50  # the same with marks: jaña
LATIN_LOAN = 5  # such a form that is a Russian word as it stands: English has most of these, as format
FOREIGN_WORD = -40  # of the grammar of another language in Latin letters
LATIN_WORD = -20  # in Latin letters, no Kazakh form
RUSSIAN_FORM = -25  # in the Russian dictionary and not its base form: loans in Kazakh texts are in their base form
FORM_OF_BOTH = 0  # болды, саны: a Kazakh form that happens to be spelt like a Russian one
LEMMA_OF_BOTH = 0
LEMMA_AND_FORM = 1  # сары, ауру: a Kazakh lemma, of the Russian words spelt so only a form
RUSSIAN_LEMMA = -6  # a base form may be a loan
UNTOLD = 0
_WINDOW = 8  # words on either side that speak for a word; a power of two
_PARTS = 4  # a word's own evidence counts for as many times a neighbour's
_MOST = 30  # tenths of a nat of one neighbour that count
_LATIN = 100  # of a word in Latin letters, twice, and the others around it: beyond that it is Kazakh
_PARTS_OF_LATIN = 2
_CERTAIN = 10  # tenths of a nat below which a lone word may be either

RUSSIAN_LETTERS = frozenset("ёщъ")
# the cases of surnames that no Kazakh suffix gives: Токаевым, Досаевой
_NAME_ENDINGS = {"ев": "ым ой ых ыми у е", "ов": "ым ой ых ыми у е", "ин": "ым ой ых ыми"}
RUSSIAN_NAMES = tuple(stem + ending for stem, endings in _NAME_ENDINGS.items() for ending in endings.split())


@lru_cache(maxsize=1 << 18)
def evidence(form: str) -> int:
    """How much a normalised word speaks for Kazakh (> 0) or Russian (< 0), in tenths of a nat; 0: it says nothing.
    A hashtag says what its word does.

    Words in Latin letters speak for Kazakh or for any other language, and to other such words alone.

    >>> evidence("қала"), evidence("здравоохранения"), evidence("2024")
    (80, -25, 0)
    """
    form = form.removeprefix("#")
    if not is_cyrillic(form):
        return int(latin_evidence([form])[0])
    letters = frozenset(form)
    if letters & KAZAKH_LETTERS:
        return KAZAKH_LETTER
    if letters & RUSSIAN_LETTERS:
        return RUSSIAN_LETTER
    told = grammar_words().get(form) or (KAZAKH_LEMMA if kazakh.is_lemma(form) else UNTOLD)
    if told == KAZAKH_LEMMA and russian.is_known(form):
        return LEMMA_OF_BOTH if russian.is_base(form) else LEMMA_AND_FORM
    return told or _by_dictionaries(form)


def latin_evidence(forms: Sequence[str]) -> NDArray[np.int16]:
    """The evidence of words without Cyrillic letters.

    >>> latin_evidence(["mektepterde", "jaña", "government", "jas", "format", "2024"]).tolist()
    [30, 50, -20, 10, 5, 0]
    """
    found = np.zeros(len(forms), np.int16)
    words = [i for i, form in enumerate(forms) if len(form) > 1 and latin.is_latin(form)]
    found[words] = [FOREIGN_WORD if forms[i] in latin.FOREIGN_WORDS else LATIN_WORD for i in words]
    asked = [i for i in words if not latin.is_foreign(forms[i])]
    by_skeletons = readings_by_skeletons([forms[i] for i in asked])
    rows = np.flatnonzero(by_skeletons.stem >= 0)
    is_loan = by_skeletons.is_bare[rows] & russian.is_known_many(by_skeletons.only(rows).lemmas())
    for row, loan in zip(rows.tolist(), is_loan.tolist(), strict=True):
        found[asked[row]] = LATIN_LOAN if loan else _of_latin_form(forms[asked[row]])
    return found


def _of_latin_form(form: str) -> int:
    if latin.is_marked(form):
        return QAZAQ_FORM if latin.is_plain(form) else MARKED_LATIN_FORM
    return SHORT_LATIN_FORM if latin.is_short(form) else LATIN_FORM


def is_cyrillic(form: str) -> bool:
    return any("\u0400" <= c <= "\u052f" for c in form)


@cache
def grammar_words() -> Mapping[str, int]:
    """The evidence of grammar words, which goes before that of lemmas."""
    in_kazakh, in_russian = stop_words() | closed_classes().keys(), russian.STOP_WORDS
    only_russian = sorted(in_russian - in_kazakh)
    return {
        **dict.fromkeys(in_kazakh - in_russian, KAZAKH_GRAMMAR_WORD),
        **dict.fromkeys(only_russian, RUSSIAN_GRAMMAR_WORD),
        **dict.fromkeys(compress(only_russian, kazakh.is_lemma_many(only_russian)), GRAMMAR_WORD_OF_BOTH),
    }


def _by_dictionaries(form: str) -> int:
    if russian.is_base(form):
        return RUSSIAN_LEMMA
    is_known = russian.is_known(form)
    if not is_known and form.endswith(RUSSIAN_NAMES):
        return RUSSIAN_FORM
    reading = kazakh.best(form)
    if reading.source == "lexicon":
        return FORM_OF_BOTH if is_known else KAZAKH_FORM
    if is_known:
        return RUSSIAN_FORM
    if reading.source == "restored":
        return RESTORED_FORM
    return LOAN_FORM if reading.taken and russian.is_known(reading.lemma) else UNTOLD


def languages_of(
    evidence: NDArray[np.int16], starts: NDArray[np.int64], is_cyrillic: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """The languages of the words of many texts laid end to end: 1 for Kazakh.

    `evidence`: int16, of each word; `starts`: int64, where each text begins, in order; two may be the same;
    `is_cyrillic`: bool, of each word. As `word_languages` has it; no text has a say in the next.

    >>> министр, әкім, covid = map(evidence, ("министр", "әкім", "covid"))
    >>> words, is_cyrillic = [министр, әкім, covid, министр], [True, True, False, True]
    >>> languages_of(np.array(words, np.int16), np.array([0, 3]), np.array(is_cyrillic))
    array([1, 1, 0, 0], dtype=int8)
    """
    of_cyrillic = evidence * is_cyrillic
    total = _around(np.clip(of_cyrillic, -_MOST, _MOST), starts)
    of_cyrillic *= _PARTS
    total += of_cyrillic
    found: NDArray[np.bool_] = (total > 0) & is_cyrillic
    found[_kazakh_in_latin(evidence, starts, is_cyrillic)] = True
    return found.view(np.int8)


def _kazakh_in_latin(
    evidence: NDArray[np.int16], starts: NDArray[np.int64], is_cyrillic: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The places of Kazakh words without Cyrillic letters: few, so that only what is near such words is looked at."""
    says_so = np.flatnonzero((evidence > 0) & ~is_cyrillic)
    if not len(says_so):
        return says_so
    near = np.zeros(len(evidence), np.bool_)
    around = says_so[:, None] + np.arange(-2 * _WINDOW, 2 * _WINDOW + 1)  # those beside them, and what these look at
    near[np.clip(around, 0, len(evidence) - 1)] = True
    places = np.flatnonzero(near & ~is_cyrillic)
    own = evidence.take(places)
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.clip(own, -_MOST, _MOST), dtype=np.int64)))
    text = starts.searchsorted(places, side="right")
    first = places.searchsorted(np.maximum(places - _WINDOW, starts.take(text - 1)))
    end = places.searchsorted(np.minimum(places + _WINDOW + 1, np.append(starts, len(evidence)).take(text)))
    found: NDArray[np.int64] = places[_PARTS_OF_LATIN * own + sums.take(end) - sums.take(first) > _LATIN]
    return found


def _around(counted: NDArray[np.int16], starts: NDArray[np.int64]) -> NDArray[np.int16]:
    """The sums of windows around each word, cut off where its text begins and ends."""
    size = len(counted)
    padded = np.zeros(size + 2 * _WINDOW, np.int16)
    padded[_WINDOW : _WINDOW + size] = counted
    sums, width = padded, 1
    while width < 2 * _WINDOW:  # sums of 2, 4, ... words: np.cumsum takes ten times as long
        sums, width = sums[:-width] + sums[width:], 2 * width
    around: NDArray[np.int16] = sums[:size] + padded[width : width + size]
    near, ends = np.arange(_WINDOW), np.append(starts[1:], size)
    for edges, inwards in ((starts, 1), (ends - 1, -1)):
        at = edges[:, None] + inwards * near
        inside = (at >= starts[:, None]) & (at < ends[:, None])
        others = padded.take(_WINDOW + edges[:, None] - inwards * (1 + near))  # words of other texts, the nearest first
        around[at[inside]] -= np.cumsum(others, axis=1, dtype=np.int16)[:, ::-1][inside]
    return around


def word_languages(forms: Sequence[str]) -> list[str]:
    """The language of each word of a text, 'kk', 'ru' or '' (numbers, words in Latin letters that are not Kazakh).

    >>> word_languages("министр қала әкімімен кездесті".split())
    ['kk', 'kk', 'kk', 'kk']
    >>> word_languages("jaña үкімет microsoft".split())
    ['kk', 'kk', '']
    """
    own = [evidence(form) for form in forms]
    in_cyrillic = [is_cyrillic(form) for form in forms]
    totals = _totals_of([e if cyrillic else 0 for e, cyrillic in zip(own, in_cyrillic, strict=True)])
    of_others = [0 if cyrillic else e for e, cyrillic in zip(own, in_cyrillic, strict=True)]
    latin = _totals_of(of_others, _PARTS_OF_LATIN)
    return [
        (KAZAKH if total > 0 else RUSSIAN) if cyrillic else KAZAKH if of_latin > _LATIN else NEITHER
        for cyrillic, total, of_latin in zip(in_cyrillic, totals, latin, strict=True)
    ]


def _totals_of(own: Sequence[int], parts: int = _PARTS) -> list[int]:
    sums = list(accumulate((max(-_MOST, min(_MOST, e)) for e in own), initial=0))
    return [parts * e + sums[min(len(own), i + _WINDOW + 1)] - sums[max(0, i - _WINDOW)] for i, e in enumerate(own)]


def certain(forms: Sequence[str]) -> list[bool]:
    """Of each word of a short text: do it and the words around it tell its language beyond doubt?

    >>> certain(["бас"]), certain(["бас", "қала"])
    ([False], [True, True])
    """
    own = [evidence(form) if is_cyrillic(form) else 0 for form in forms]
    around = sum(own)
    return [
        abs(_PARTS * e + around) >= _PARTS * _CERTAIN if is_cyrillic(form) else True
        for form, e in zip(forms, own, strict=True)
    ]


def detect(text: str) -> str:
    """The language that most words of a text are in: 'kk', 'ru', or '' where there are none of either.

    >>> detect("Қазақстан мен Израиль"), detect("Глава ВОЗ поддержал акима"), detect("2024 COVID")
    ('kk', 'ru', '')
    """
    return majority(word_languages([form for *_, form in spans(text)]))


def majority(languages: Sequence[str]) -> str:
    """The more frequent of 'kk' and 'ru' in a list of word languages, '' where neither occurs."""
    kk, ru = languages.count(KAZAKH), languages.count(RUSSIAN)
    if kk == ru == 0:
        return NEITHER
    return KAZAKH if kk >= ru else RUSSIAN
