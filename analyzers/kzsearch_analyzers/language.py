"""Which language a word is in: its letters, what the lexicons say, and the words around it.

Each word gets evidence in tenths of a nat, above zero for Kazakh, below for Russian; a word's own evidence and a share
of its neighbours' add up. Words without Cyrillic letters belong to neither. All are whole numbers, so that words one by
one (`evidence`, `word_languages`) and many at once (`evidence_many`, `languages_of`) come to the same.
"""

import sys
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, compress

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .kazakh.lexicon import closed_classes
from .kazakh.stop_words import stop_words
from .tokenizer import spans

KAZAKH, RUSSIAN, NEITHER = "kk", "ru", ""

# evidence, in tenths of a nat; why
_KAZAKH_LETTER = 80  # ә ғ қ ң ө ұ ү һ і stand in no Russian word
_RUSSIAN_LETTER = -40  # ё щ ъ hardly ever in a Kazakh one
_KAZAKH_GRAMMAR_WORD = 20
_RUSSIAN_GRAMMAR_WORD = -30
_KAZAKH_LEMMA = 30  # in our lexicon and not in the Russian dictionary
_KAZAKH_FORM = 30  # a lexicon stem with Kazakh suffixes, not in the Russian dictionary
_LOAN_FORM = 10  # a word of the Russian dictionary with Kazakh suffixes: коалициясы
_RUSSIAN_FORM = -25  # in the Russian dictionary and not its base form: loans in Kazakh texts are in their base form
_FORM_OF_BOTH = 0  # болды, саны: a Kazakh form that happens to be spelt like a Russian one
_LEMMA_OF_BOTH = 0
_RUSSIAN_LEMMA = -6  # a base form may be a loan
_UNTOLD = 0
_WINDOW = 8  # words on either side that speak for a word
_PARTS = 4  # a word's own evidence counts for as many times a neighbour's
_MOST = 30  # tenths of a nat of one neighbour that count
_CERTAIN = 10  # tenths of a nat below which a lone word may be either

_CYRILLIC = range(0x0400, 0x0530)
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_RUSSIAN_LETTERS = frozenset("ёщъ")
# the cases of surnames that no Kazakh suffix gives: Токаевым, Досаевой
_NAME_ENDINGS = {"ев": "ым ой ых ыми у е", "ов": "ым ой ых ыми у е", "ин": "ым ой ых ыми"}
_RUSSIAN_NAMES = tuple(stem + ending for stem, endings in _NAME_ENDINGS.items() for ending in endings.split())

_BLOCK = 1 << 16  # words worked on at once; fewer cost more calls of numpy each, more no longer fit into the cache
_SEPARATOR = "\n"
_ENCODING = f"utf-16-{sys.byteorder[0]}e"
_IS_CYRILLIC, _IS_KAZAKH, _IS_RUSSIAN = 1, 2, 4  # of a letter


@lru_cache(maxsize=1 << 18)
def evidence(form: str) -> int:
    """How much a normalised word speaks for Kazakh (> 0) or Russian (< 0), in tenths of a nat; 0: it says nothing.

    >>> evidence("қала"), evidence("здравоохранения"), evidence("2024")
    (80, -25, 0)
    """
    if not _is_cyrillic(form):
        return _UNTOLD
    letters = frozenset(form)
    if letters & _KAZAKH_LETTERS:
        return _KAZAKH_LETTER
    if letters & _RUSSIAN_LETTERS:
        return _RUSSIAN_LETTER
    told = _grammar_words().get(form) or (_KAZAKH_LEMMA if kazakh.is_lemma(form) else _UNTOLD)
    if told == _KAZAKH_LEMMA and russian.is_known(form):
        return _LEMMA_OF_BOTH
    return told or _by_dictionaries(form)


def _is_cyrillic(form: str) -> bool:
    return any("\u0400" <= c <= "\u052f" for c in form)


@cache
def _grammar_words() -> Mapping[str, int]:
    """The evidence of grammar words, which goes before that of lemmas."""
    in_kazakh, in_russian = stop_words() | closed_classes().keys(), russian.STOP_WORDS
    return {
        **dict.fromkeys(in_kazakh - in_russian, _KAZAKH_GRAMMAR_WORD),
        **dict.fromkeys(in_russian - in_kazakh, _RUSSIAN_GRAMMAR_WORD),
    }


def _by_dictionaries(form: str) -> int:
    if russian.is_base(form):
        return _RUSSIAN_LEMMA
    is_known = russian.is_known(form)
    if not is_known and form.endswith(_RUSSIAN_NAMES):
        return _RUSSIAN_FORM
    reading = kazakh.analyses(form)[0]
    if reading.source == "lexicon":
        return _FORM_OF_BOTH if is_known else _KAZAKH_FORM
    if is_known:
        return _RUSSIAN_FORM
    return _LOAN_FORM if reading.suffixes and russian.is_known(reading.lemma) else _UNTOLD


def evidence_many(forms: Sequence[str]) -> NDArray[np.int16]:
    """`evidence` of each word, in their order: int16, tenths of a nat.

    >>> evidence_many(["қала", "здравоохранения", "2024"])
    array([ 80, -25,   0], dtype=int16)
    """
    return judge_many(forms)[0]


def judge_many(forms: Sequence[str]) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """`evidence_many` and `is_cyrillic_many` for the price of the first.

    >>> judge_many(["қала", "школы", "2024"])
    (array([ 80, -25,   0], dtype=int16), array([ True,  True, False]))
    """
    found, is_cyrillic = np.zeros(len(forms), np.int16), np.zeros(len(forms), np.bool_)
    for first in range(0, len(forms), _BLOCK):
        block = slice(first, first + _BLOCK)
        traits = _traits(forms[block])
        found[block], is_cyrillic[block] = _evidence(forms[block], traits), traits > 0
    return found, is_cyrillic


def _evidence(forms: Sequence[str], traits: NDArray[np.uint8]) -> NDArray[np.int16]:
    found = _evidence_of_letters().take(traits)
    is_open = traits == _IS_CYRILLIC
    found[is_open] = _evidence_of_words(list(compress(forms, is_open.tolist())))
    return found


def _evidence_of_words(forms: Sequence[str]) -> NDArray[np.int16]:
    """That of words whose letters tell nothing."""
    of_lemmas = np.where(kazakh.is_lemma_many(forms), _KAZAKH_LEMMA, _UNTOLD).tolist()
    found = np.fromiter(map(_grammar_words().get, forms, of_lemmas), np.int16, len(forms))
    is_known, is_base = russian.known_and_base_many(forms)
    is_open = found == _UNTOLD
    found[is_known & (found == _KAZAKH_LEMMA)] = _LEMMA_OF_BOTH
    found[is_open & is_base] = _RUSSIAN_LEMMA
    left = is_open & ~is_base
    found[left] = _evidence_of_readings(list(compress(forms, left.tolist())), is_known[left])
    return found


def _evidence_of_readings(forms: Sequence[str], is_known: NDArray[np.bool_]) -> NDArray[np.int16]:
    """That of words that may be Kazakh forms; no base forms of the Russian dictionary, which knows some of them."""
    is_listed = kazakh.is_listed_many(forms)
    found = np.where(is_known, _RUSSIAN_FORM, _UNTOLD).astype(np.int16)
    found[is_listed] = np.where(is_known[is_listed], _FORM_OF_BOTH, _KAZAKH_FORM)
    unknown = np.flatnonzero(~is_known)
    is_name = np.array([forms[row].endswith(_RUSSIAN_NAMES) for row in unknown.tolist()], np.bool_)
    found[unknown[is_name]] = _RUSSIAN_FORM
    left = unknown[~is_name & ~is_listed[unknown]]
    found[left[_are_loans([forms[row] for row in left.tolist()])]] = _LOAN_FORM
    return found


def _are_loans(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Which are words of the Russian dictionary with Kazakh suffixes."""
    readings = kazakh.readings_many(forms)
    return readings.suffixed & russian.is_known_many(readings.lemmas)


def is_cyrillic_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Which words have a Cyrillic letter, and so a language.

    >>> is_cyrillic_many(["қала", "covid", "it-компания"])
    array([ True, False,  True])
    """
    blocks = [_traits(forms[first : first + _BLOCK]) > 0 for first in range(0, len(forms), _BLOCK)]
    return np.concatenate([np.zeros(0, np.bool_), *blocks])


def _traits(forms: Sequence[str]) -> NDArray[np.uint8]:
    """What is true of any letter of each word: _IS_CYRILLIC, _IS_KAZAKH, _IS_RUSSIAN."""
    text = _SEPARATOR.join([*forms, ""])
    units = np.frombuffer(text.encode(_ENCODING, "surrogatepass"), np.uint16)
    ends = np.flatnonzero(units == ord(_SEPARATOR))
    if len(ends) != len(forms):
        return _traits([form.replace(_SEPARATOR, " ") for form in forms])
    starts = np.concatenate((np.zeros(1, np.intp), ends[:-1] + 1))
    return np.bitwise_or.reduceat(_traits_of_units().take(units), starts)


@cache
def _traits_of_units() -> NDArray[np.uint8]:
    """By UTF-16 code unit, 65,536 of them."""
    traits = np.zeros(1 << 16, np.uint8)
    traits[_CYRILLIC.start : _CYRILLIC.stop] = _IS_CYRILLIC
    traits[[ord(letter) for letter in _KAZAKH_LETTERS]] |= _IS_KAZAKH
    traits[[ord(letter) for letter in _RUSSIAN_LETTERS]] |= _IS_RUSSIAN
    return traits


@cache
def _evidence_of_letters() -> NDArray[np.int16]:
    """By traits of a word."""
    traits = np.arange(8)
    ordinary = np.where(traits & _IS_RUSSIAN, _RUSSIAN_LETTER, _UNTOLD)
    return np.where(traits & _IS_KAZAKH, _KAZAKH_LETTER, ordinary).astype(np.int16)


def languages_of(evidence: NDArray[np.int16], starts: NDArray[np.int64]) -> NDArray[np.int8]:
    """The languages of the words of many texts laid end to end, with no regard to words of neither: 1 for Kazakh.

    `evidence`: int16, of each word; `starts`: int64, where each text begins, in order; two may be the same. As
    `word_languages` has it; no text has a say in the next.

    >>> министр, әкім = evidence_many(["министр", "әкім"])
    >>> languages_of(np.array([министр, әкім, министр]), np.array([0, 2]))
    array([1, 1, 0], dtype=int8)
    """
    total = _around(np.clip(evidence, -_MOST, _MOST), starts)
    total += _PARTS * evidence
    return (total > 0).view(np.int8)


def _around(counted: NDArray[np.int16], starts: NDArray[np.int64]) -> NDArray[np.int16]:
    """The sums of windows around each word, cut off where its text begins and ends."""
    size = len(counted)
    sums = np.zeros(size + 2 * _WINDOW + 1, np.int16)  # may wrap around, and their differences wrap back
    np.cumsum(counted, dtype=np.int16, out=sums[_WINDOW + 1 : _WINDOW + 1 + size])
    sums[_WINDOW + 1 + size :] = sums[_WINDOW + size]
    around: NDArray[np.int16] = sums[2 * _WINDOW + 1 :] - sums[:size]
    first, last = starts[:, None], np.append(starts[1:], size)[:, None]
    near = np.arange(_WINDOW)
    for at in (first + near, last - 1 - near):
        inside = (at >= first) & (at < last)
        left, right = np.maximum(at - _WINDOW, first), np.minimum(at + _WINDOW + 1, last)
        around[at[inside]] = (sums.take(right[inside] + _WINDOW)) - sums.take(left[inside] + _WINDOW)
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
    if not _is_cyrillic(form):
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
