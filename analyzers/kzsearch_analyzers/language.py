"""Which language a word is in: its letters, what the lexicons say, and the words around it.

Each word gets evidence in nats, above zero for Kazakh, below for Russian; a word's own evidence and a share of its
neighbours' add up. Words without Cyrillic letters belong to neither.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from . import kazakh, russian
from .kazakh.lexicon import closed_classes, words
from .kazakh.stop_words import stop_words
from .tokenizer import spans

KAZAKH, RUSSIAN, NEITHER = "kk", "ru", ""

# evidence, in nats; why
_KAZAKH_LETTER = 8.0  # ә ғ қ ң ө ұ ү һ і stand in no Russian word
_RUSSIAN_LETTER = -4.0  # ё щ ъ hardly ever in a Kazakh one
_KAZAKH_GRAMMAR_WORD = 2.0
_RUSSIAN_GRAMMAR_WORD = -3.0
_KAZAKH_LEMMA = 3.0  # in our lexicon and not in the Russian dictionary
_KAZAKH_FORM = 3.0  # a lexicon stem with Kazakh suffixes, not in the Russian dictionary
_LOAN_FORM = 1.0  # a word of the Russian dictionary with Kazakh suffixes: коалициясы
_RUSSIAN_FORM = -2.5  # in the Russian dictionary and not its base form: loans in Kazakh texts are in their base form
_FORM_OF_BOTH = 0.0  # болды, саны: a Kazakh form that happens to be spelt like a Russian one
_RUSSIAN_LEMMA = -0.6  # a base form may be a loan
_WINDOW = 8  # words on either side that speak for a word
_SHARE = 0.25  # of their evidence
_MOST = 3.0  # nats that one neighbour can add
_CERTAIN = 1.0  # nats below which a lone word may be either

_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_RUSSIAN_LETTERS = frozenset("ёщъ")
# the cases of surnames that no Kazakh suffix gives: Токаевым, Досаевой
_RUSSIAN_NAME = re.compile("(?:[ое]в(?:ым|ой|ых|ыми|у|е)|ин(?:ым|ой|ых|ыми))$")


@lru_cache(maxsize=1 << 18)
def evidence(form: str) -> float:
    """How much a normalised word speaks for Kazakh (> 0) or Russian (< 0), in nats; 0 where it says nothing.

    >>> evidence("қала") > 0, evidence("здравоохранения") < 0, evidence("2024")
    (True, True, 0.0)
    """
    letters = frozenset(form)
    if not any("\u0400" <= c <= "\u052f" for c in letters):
        return 0.0
    if letters & _KAZAKH_LETTERS:
        return _KAZAKH_LETTER
    if letters & _RUSSIAN_LETTERS:
        return _RUSSIAN_LETTER
    return _grammar_words(form) or _lexicons(form)


def _grammar_words(form: str) -> float:
    in_kazakh = form in stop_words() or form in closed_classes()
    in_russian = form in russian.STOP_WORDS
    return _KAZAKH_GRAMMAR_WORD * (in_kazakh and not in_russian) + _RUSSIAN_GRAMMAR_WORD * (
        in_russian and not in_kazakh
    )


def _lexicons(form: str) -> float:
    in_kazakh, in_russian = form in words(), russian.is_known(form)
    if in_kazakh:
        return 0.0 if in_russian else _KAZAKH_LEMMA
    if in_russian:
        if form in russian.candidates(form):
            return _RUSSIAN_LEMMA
        return _FORM_OF_BOTH if kazakh.analyses(form)[0].source == "lexicon" else _RUSSIAN_FORM
    if _RUSSIAN_NAME.search(form):
        return _RUSSIAN_FORM
    reading = kazakh.analyses(form)[0]
    if reading.source == "lexicon":
        return _KAZAKH_FORM
    return _LOAN_FORM if reading.suffixes and russian.is_known(reading.lemma) else 0.0


def word_languages(forms: Sequence[str]) -> list[str]:
    """The language of each word of a text, 'kk', 'ru' or '' (numbers, Latin words).

    >>> word_languages("министр қала әкімімен кездесті".split())
    ['kk', 'kk', 'kk', 'kk']
    """
    own = [evidence(form) for form in forms]
    sums = list(accumulate((max(-_MOST, min(_MOST, e)) for e in own), initial=0.0))
    found = []
    for i, (form, e) in enumerate(zip(forms, own, strict=True)):
        around = sums[min(len(own), i + _WINDOW + 1)] - sums[max(0, i - _WINDOW)]
        found.append(_verdict(form, e + _SHARE * around))
    return found


def _verdict(form: str, total: float) -> str:
    if not any("\u0400" <= c <= "\u052f" for c in form):
        return NEITHER
    return KAZAKH if total > 0 else RUSSIAN


def certain(forms: Sequence[str]) -> list[bool]:
    """Of each word of a short text: do it and the words around it tell its language beyond doubt?

    >>> certain(["бас"]), certain(["бас", "қала"])
    ([False], [True, True])
    """
    own = [evidence(form) for form in forms]
    around = _SHARE * sum(own)
    return [abs(e + around) >= _CERTAIN for e in own]


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
