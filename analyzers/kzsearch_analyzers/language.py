"""Which language a word is in: its letters, what the lexicons say, and the words around it.

Each word gets evidence in tenths of a nat, above zero for Kazakh, below for Russian; a word's own evidence and a share
of its neighbours' add up. Words without Cyrillic letters belong to neither. All are whole numbers, so that words one by
one (`evidence`, `word_languages`) and many at once (judging.py, `languages_of`) come to the same.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .kazakh.lexicon import closed_classes
from .kazakh.stop_words import stop_words
from .tokenizer import spans

KAZAKH, RUSSIAN, NEITHER = "kk", "ru", ""

# evidence, in tenths of a nat; why
KAZAKH_LETTER = 80  # ә ғ қ ң ө ұ ү һ і stand in no Russian word
RUSSIAN_LETTER = -40  # ё щ ъ hardly ever in a Kazakh one
KAZAKH_GRAMMAR_WORD = 20
RUSSIAN_GRAMMAR_WORD = -30
KAZAKH_LEMMA = 30  # in our lexicon and not in the Russian dictionary
KAZAKH_FORM = 30  # a lexicon stem with Kazakh suffixes, not in the Russian dictionary
LOAN_FORM = 10  # a word of the Russian dictionary with Kazakh suffixes: коалициясы
RUSSIAN_FORM = -25  # in the Russian dictionary and not its base form: loans in Kazakh texts are in their base form
FORM_OF_BOTH = 0  # болды, саны: a Kazakh form that happens to be spelt like a Russian one
LEMMA_OF_BOTH = 0
RUSSIAN_LEMMA = -6  # a base form may be a loan
UNTOLD = 0
_WINDOW = 8  # words on either side that speak for a word; a power of two
_PARTS = 4  # a word's own evidence counts for as many times a neighbour's
_MOST = 30  # tenths of a nat of one neighbour that count
_CERTAIN = 10  # tenths of a nat below which a lone word may be either

KAZAKH_LETTERS = frozenset("әғқңөұүһі")
RUSSIAN_LETTERS = frozenset("ёщъ")
# the cases of surnames that no Kazakh suffix gives: Токаевым, Досаевой
_NAME_ENDINGS = {"ев": "ым ой ых ыми у е", "ов": "ым ой ых ыми у е", "ин": "ым ой ых ыми"}
RUSSIAN_NAMES = tuple(stem + ending for stem, endings in _NAME_ENDINGS.items() for ending in endings.split())


@lru_cache(maxsize=1 << 18)
def evidence(form: str) -> int:
    """How much a normalised word speaks for Kazakh (> 0) or Russian (< 0), in tenths of a nat; 0: it says nothing.

    >>> evidence("қала"), evidence("здравоохранения"), evidence("2024")
    (80, -25, 0)
    """
    if not is_cyrillic(form):
        return UNTOLD
    letters = frozenset(form)
    if letters & KAZAKH_LETTERS:
        return KAZAKH_LETTER
    if letters & RUSSIAN_LETTERS:
        return RUSSIAN_LETTER
    told = grammar_words().get(form) or (KAZAKH_LEMMA if kazakh.is_lemma(form) else UNTOLD)
    if told == KAZAKH_LEMMA and russian.is_known(form):
        return LEMMA_OF_BOTH
    return told or _by_dictionaries(form)


def is_cyrillic(form: str) -> bool:
    return any("\u0400" <= c <= "\u052f" for c in form)


@cache
def grammar_words() -> Mapping[str, int]:
    """The evidence of grammar words, which goes before that of lemmas."""
    in_kazakh, in_russian = stop_words() | closed_classes().keys(), russian.STOP_WORDS
    return {
        **dict.fromkeys(in_kazakh - in_russian, KAZAKH_GRAMMAR_WORD),
        **dict.fromkeys(in_russian - in_kazakh, RUSSIAN_GRAMMAR_WORD),
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
    return LOAN_FORM if reading.taken and russian.is_known(reading.lemma) else UNTOLD


def languages_of(evidence: NDArray[np.int16], starts: NDArray[np.int64]) -> NDArray[np.int8]:
    """The languages of the words of many texts laid end to end, with no regard to words of neither: 1 for Kazakh.

    `evidence`: int16, of each word; `starts`: int64, where each text begins, in order; two may be the same. As
    `word_languages` has it; no text has a say in the next.

    >>> министр, әкім = evidence("министр"), evidence("әкім")
    >>> languages_of(np.array([министр, әкім, министр], np.int16), np.array([0, 2]))
    array([1, 1, 0], dtype=int8)
    """
    total = _around(np.clip(evidence, -_MOST, _MOST), starts)
    total += _PARTS * evidence
    return (total > 0).view(np.int8)


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
    """The language of each word of a text, 'kk', 'ru' or '' (numbers, Latin words).

    >>> word_languages("министр қала әкімімен кездесті".split())
    ['kk', 'kk', 'kk', 'kk']
    """
    own = [evidence(form) for form in forms]
    sums = list(accumulate((max(-_MOST, min(_MOST, e)) for e in own), initial=0))
    found = []
    for i, (form, e) in enumerate(zip(forms, own, strict=True)):
        around = sums[min(len(own), i + _WINDOW + 1)] - sums[max(0, i - _WINDOW)]
        found.append(_verdict(form, _PARTS * e + around))
    return found


def _verdict(form: str, total: int) -> str:
    if not is_cyrillic(form):
        return NEITHER
    return KAZAKH if total > 0 else RUSSIAN


def certain(forms: Sequence[str]) -> list[bool]:
    """Of each word of a short text: do it and the words around it tell its language beyond doubt?

    >>> certain(["бас"]), certain(["бас", "қала"])
    ([False], [True, True])
    """
    own = [evidence(form) for form in forms]
    around = sum(own)
    return [abs(_PARTS * e + around) >= _PARTS * _CERTAIN for e in own]


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
