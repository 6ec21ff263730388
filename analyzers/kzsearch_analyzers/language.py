"""Which language a word is in: its letters, what the lexicons say, and the words around it.

Each word gets evidence in tenths of a nat, above zero for Kazakh, below for Russian; a word's own evidence and a share
of its neighbours' add up. Words without Cyrillic letters belong to neither. All are whole numbers, so that words one by
one (`evidence`, `word_languages`) and many at once (`evidence_many`, `languages_of`) come to the same.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .codepage import Bytes, decode_many, encode_many
from .cyrillic_words import (
    AFTER,
    HAS_CYRILLIC,
    HAS_GAP,
    HAS_KAZAKH,
    HAS_OTHER,
    HAS_RUSSIAN,
    LONGEST,
    CyrillicWords,
    Ints,
    traits_of,
)
from .kazakh.lexicon import closed_classes
from .kazakh.stop_words import stop_words
from .keytable import KeyTable
from .tokenizer import spans
from .units import LONGEST as LONGEST_KEY
from .units import keys

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
_OPEN = -1  # not told yet
_WINDOW = 8  # words on either side that speak for a word
_PARTS = 4  # a word's own evidence counts for as many times a neighbour's
_MOST = 30  # tenths of a nat of one neighbour that count
_CERTAIN = 10  # tenths of a nat below which a lone word may be either

_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_RUSSIAN_LETTERS = frozenset("ёщъ")
# the cases of surnames that no Kazakh suffix gives: Токаевым, Досаевой
_NAME_ENDINGS = {"ев": "ым ой ых ыми у е", "ов": "ым ой ых ыми у е", "ин": "ым ой ых ыми"}
_RUSSIAN_NAMES = tuple(stem + ending for stem, endings in _NAME_ENDINGS.items() for ending in endings.split())


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


def is_cyrillic_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Which words have a Cyrillic letter, and so a language.

    >>> is_cyrillic_many(["қала", "covid", "it-компания"])
    array([ True, False,  True])
    """
    return judge_many(forms)[1]


def judge_many(forms: Sequence[str]) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """`evidence_many` and `is_cyrillic_many` for the price of the first.

    >>> judge_many(["қала", "школы", "2024"])
    (array([ 80, -25,   0], dtype=int16), array([ True,  True, False]))
    """
    codes, starts = encode_many(forms)
    found = judge(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts[:-1], np.diff(starts))
    return found.evidence, found.is_cyrillic


class Judged(NamedTuple):
    """What is found out of words, each of shape (words,), when their languages are judged.

    evidence: int16, tenths of a nat; is_cyrillic: whether they have a Cyrillic letter; is_plain: whether they are
    CyrillicWords, so that these say something: readings, int64, for `kazakh.edits_of`, UNREAD where none was needed;
    told, int64, for `russian.edits_of`.
    """

    evidence: NDArray[np.int16]
    is_cyrillic: NDArray[np.bool_]
    is_plain: NDArray[np.bool_]
    readings: Ints
    told: Ints


def judge(codes: Bytes, starts: Ints, sizes: Ints) -> Judged:
    """The evidence of words at some places of `codes`, which are of codepage.py and go on for AFTER bytes.

    >>> words = CyrillicWords.of(["қала", "школы"])
    >>> judge(words.codes, words.starts, words.sizes).evidence
    array([ 80, -25], dtype=int16)
    """
    traits = traits_of(codes, starts, sizes)
    is_plain = (traits & (HAS_CYRILLIC | HAS_OTHER | HAS_GAP) == HAS_CYRILLIC) & (sizes <= LONGEST)
    found = Judged(
        np.zeros(len(starts), np.int16),
        traits & HAS_CYRILLIC != 0,
        is_plain,
        np.full(len(starts), kazakh.UNREAD),
        np.full(len(starts), russian.AS_WRITTEN),
    )
    rows = np.flatnonzero(is_plain)
    words = CyrillicWords(codes, starts.take(rows), sizes.take(rows))
    found.evidence[rows], found.readings[rows], found.told[rows] = _judge(words, traits.take(rows))
    odd = np.flatnonzero((traits & (HAS_CYRILLIC | HAS_GAP) != 0) & ~is_plain)
    forms = decode_many(codes, starts[odd], starts[odd] + sizes[odd])
    found.is_cyrillic[odd] = list(map(_is_cyrillic, forms))
    cyrillic = np.flatnonzero(found.is_cyrillic[odd])
    found.evidence[odd[cyrillic]] = _evidence_of_strings([forms[i] for i in cyrillic.tolist()])
    return found


def _evidence_of_strings(forms: Sequence[str]) -> list[int]:
    """That of words with other letters than small Cyrillic ones too, of which there are few."""
    is_lemma, readings = kazakh.is_lemma_many(forms), kazakh.readings_many(forms)
    is_known, is_base = russian.known_and_base_many(forms)
    is_loan = readings.suffixed & russian.is_known_many(readings.lemmas)
    by_letters = [(form, frozenset(form)) for form in forms]
    rules = (  # the first that holds counts, from the last to the first
        (is_loan, _LOAN_FORM),
        (is_known, _RUSSIAN_FORM),
        (readings.listed, np.where(is_known, _FORM_OF_BOTH, _KAZAKH_FORM)),
        (
            [not known and form.endswith(_RUSSIAN_NAMES) for form, known in zip(forms, is_known, strict=True)],
            _RUSSIAN_FORM,
        ),
        (is_base, _RUSSIAN_LEMMA),
        (is_lemma, np.where(is_known, _LEMMA_OF_BOTH, _KAZAKH_LEMMA)),
        ([form in _grammar_words() for form in forms], [_grammar_words().get(form, _UNTOLD) for form in forms]),
        ([not letters.isdisjoint(_RUSSIAN_LETTERS) for _, letters in by_letters], _RUSSIAN_LETTER),
        ([not letters.isdisjoint(_KAZAKH_LETTERS) for _, letters in by_letters], _KAZAKH_LETTER),
    )
    found = np.zeros(len(forms), np.int16)
    for holds, told in rules:
        found = np.where(holds, told, found)
    return found.tolist()


def _judge(words: CyrillicWords, traits: NDArray[np.uint8]) -> tuple[NDArray[np.int16], Ints, Ints]:
    """Judged.evidence, readings and told."""
    found, told = _evidence_of_letters().take(traits), np.full(len(words), russian.AS_WRITTEN)
    is_lettered = traits & HAS_KAZAKH != 0
    lettered, others = np.flatnonzero(is_lettered), np.flatnonzero(~is_lettered)
    looked = russian.look_up(words.only(others))
    told[others] = looked.told
    is_open = np.flatnonzero(traits.take(others) & HAS_RUSSIAN == 0)
    rows, is_known, is_base = others.take(is_open), looked.is_known.take(is_open), looked.is_base.take(is_open)
    found[rows] = _evidence_of_lists(words.only(rows), is_known, is_base)
    left = np.flatnonzero(found.take(rows) == _OPEN)
    rows, is_known = rows.take(left), is_known.take(left)
    unknown = np.flatnonzero(~is_known)
    names = unknown[_are_names(words.only(rows.take(unknown)))]
    found[rows[names]] = _RUSSIAN_FORM
    rows, is_known = np.delete(rows, names), np.delete(is_known, names)
    asked = np.concatenate((lettered, rows))
    readings = np.full(len(words), kazakh.UNREAD)
    readings[asked] = kazakh.read(words.only(asked), np.concatenate((np.ones(len(lettered), bool), ~is_known)))
    found[rows] = _evidence_of_readings(words.only(rows), is_known, readings.take(rows))
    return found, readings, told


def _evidence_of_lists(
    words: CyrillicWords, is_known: NDArray[np.bool_], is_base: NDArray[np.bool_]
) -> NDArray[np.int16]:
    """That of words of grammar, of lemmas of either language; _OPEN of others."""
    found = np.where(is_base, _RUSSIAN_LEMMA, _OPEN).astype(np.int16)
    lists = _lists()
    told = lists.evidence.take(lists.ids.find(keys(words.codes, words.starts, words.sizes)))
    long = np.flatnonzero(words.sizes > LONGEST_KEY)
    told[long] = [_KAZAKH_LEMMA if word in lists.long_lemmas else _OPEN for word in words.only(long).strings()]
    told[is_known & (told == _KAZAKH_LEMMA)] = _LEMMA_OF_BOTH
    listed = np.flatnonzero(told != _OPEN)
    found[listed] = told[listed]
    return found


class _Lists(NamedTuple):
    """Words of grammar and lemmas: ids, by their keys; evidence, by id; lemmas too long for a key."""

    ids: KeyTable
    evidence: NDArray[np.int16]
    long_lemmas: frozenset[str]


@cache
def _lists() -> _Lists:
    table, lemmas = KeyTable(), kazakh.lemmas()
    long = np.flatnonzero(lemmas.sizes > LONGEST_KEY)
    short = lemmas.only(np.flatnonzero(lemmas.sizes <= LONGEST_KEY))
    table.add(keys(short.codes, short.starts, short.sizes))
    grammar = CyrillicWords.of(list(_grammar_words()))
    of_grammar = table.add(keys(grammar.codes, grammar.starts, grammar.sizes))  # none is long
    of_words = np.full(len(table), _KAZAKH_LEMMA, np.int16)
    of_words[0], of_words[of_grammar] = _OPEN, list(_grammar_words().values())
    return _Lists(table, of_words, frozenset(lemmas.only(long).strings()))


def _are_names(words: CyrillicWords) -> NDArray[np.bool_]:
    """Which end like the surnames that no Kazakh suffix gives."""
    found = np.zeros(len(words), np.bool_)
    for size, numbers in _names_by_size().items():
        letters = _last_letters(words, size)
        letters[words.sizes < size] = 0
        for number in numbers:
            found |= letters == number
    return found


@cache
def _names_by_size() -> Mapping[int, Sequence[np.uint64]]:
    groups = groupby(sorted(_RUSSIAN_NAMES, key=len), len)
    return {size: list(_last_letters(CyrillicWords.of(list(names)), size)) for size, names in groups}


def _last_letters(words: CyrillicWords, size: int) -> NDArray[np.uint64]:
    """At most eight letters as one number."""
    ends = words.starts + words.sizes
    found = np.zeros(len(words), np.uint64)
    for place in range(1, size + 1):
        found = found << np.uint64(8) | words.codes.take(ends - place, mode="clip")
    return found


def _evidence_of_readings(words: CyrillicWords, is_known: NDArray[np.bool_], readings: Ints) -> NDArray[np.int16]:
    """That of words that may be Kazakh forms; no base forms of the Russian dictionary, which knows some of them."""
    is_listed = kazakh.are_listed(readings)
    of_listed = np.where(is_known, _FORM_OF_BOTH, _KAZAKH_FORM)
    of_others = np.where(is_known, _RUSSIAN_FORM, _UNTOLD)
    found = np.where(is_listed, of_listed, of_others).astype(np.int16)
    left = np.flatnonzero(~is_known & ~is_listed & kazakh.are_suffixed(readings, words.sizes))
    found[left[_are_known_stems(words.only(left), readings.take(left))]] = _LOAN_FORM
    return found


def _are_known_stems(words: CyrillicWords, readings: Ints) -> NDArray[np.bool_]:
    """Which are read as words of the Russian dictionary."""
    edits = kazakh.edits_of(words, readings)
    found = russian.are_known(CyrillicWords(words.codes, words.starts, edits.kept))
    is_more = edits.put > 0
    is_more[list(edits.given)] = True
    more = np.flatnonzero(is_more)
    found[more] = russian.is_known_many(kazakh.lemmas_of(words.only(more), readings.take(more)))
    return found


@cache
def _evidence_of_letters() -> NDArray[np.int16]:
    """By traits of a word."""
    traits = np.arange(HAS_GAP << 1)
    ordinary = np.where(traits & HAS_RUSSIAN, _RUSSIAN_LETTER, _UNTOLD)
    return np.where(traits & HAS_KAZAKH, _KAZAKH_LETTER, ordinary).astype(np.int16)


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
