"""The evidence of many words at once: language.evidence on arrays.

What is found out on the way goes to those who want lemmas next: how a word is read in Kazakh, and what the Russian
dictionary says of it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .codepage import CHARACTERS, IS_GAP, Bytes, code_of, decode_many, encode_many
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
from .forms_of_both import forms_of_both
from .kazakh import latin
from .kazakh.folded import KAZAKH_LETTERS
from .keytable import KeyTable
from .language import (
    FORM_OF_BOTH,
    KAZAKH_FORM,
    KAZAKH_LEMMA,
    KAZAKH_LETTER,
    LEMMA_AND_FORM,
    LEMMA_OF_BOTH,
    LOAN_FORM,
    RESTORED_FORM,
    RUSSIAN_FORM,
    RUSSIAN_LEMMA,
    RUSSIAN_LETTER,
    RUSSIAN_LETTERS,
    RUSSIAN_NAMES,
    UNTOLD,
    grammar_words,
    is_cyrillic,
    latin_evidence,
)
from .units import LONGEST as LONGEST_KEY
from .units import keys

_OPEN = -1  # not told yet


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

    evidence: int16, tenths of a nat, that of words in Latin letters among themselves; is_cyrillic: whether they have a
    Cyrillic letter; is_plain: whether they are CyrillicWords, so that these say something: readings, int64, for
    `kazakh.edits_of`, UNREAD where none was needed; told, int64, for `russian.edits_of`.
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
    forms = _strings(codes, starts[odd], sizes[odd])
    found.is_cyrillic[odd] = list(map(is_cyrillic, forms))
    told = list(map(_told_by_letters, forms))
    found.evidence[odd] = [UNTOLD if evidence is None else evidence for evidence in told]
    left = [i for i, evidence in enumerate(told) if evidence is None]
    found.evidence[odd[left]] = _evidence_of_strings([forms[i] for i in left])
    rows = np.flatnonzero(~found.is_cyrillic & (sizes > 0) & _begins_latin().take(codes.take(starts, mode="clip")))
    found.evidence[rows] = latin_evidence(_strings(codes, starts[rows], sizes[rows]))
    return found


def _strings(codes: Bytes, starts: Ints, sizes: Ints) -> list[str]:
    """The words as strings, without the # of hashtags."""
    return [form.removeprefix("#") for form in decode_many(codes, starts, starts + sizes)]


@cache
def _begins_latin() -> NDArray[np.bool_]:
    """The codes that a word in Latin letters may begin with, or its hashtag."""
    found = IS_GAP.copy()
    found[[code_of(letter) for letter in CHARACTERS if letter in latin.LETTERS or letter == "#"]] = True
    return found


def _told_by_letters(form: str) -> int | None:
    """The evidence of a form that needs no dictionary."""
    if not is_cyrillic(form):
        return UNTOLD
    if not KAZAKH_LETTERS.isdisjoint(form):
        return KAZAKH_LETTER
    return None if RUSSIAN_LETTERS.isdisjoint(form) else RUSSIAN_LETTER


def _evidence_of_strings(forms: Sequence[str]) -> NDArray[np.int16]:
    """That of words of which some letters are small Cyrillic ones, and these tell nothing; there are few of them."""
    is_lemma, readings = kazakh.is_lemma_many(forms), kazakh.readings_many(forms)
    is_known, is_base = russian.known_and_base_many(forms)
    is_loan = readings.suffixed & russian.is_known_many(readings.lemmas)
    is_name = ~is_known & np.array([form.endswith(RUSSIAN_NAMES) for form in forms], np.bool_)
    rules = (  # of those that hold the last counts
        (is_loan, LOAN_FORM),
        (readings.restored, RESTORED_FORM),
        (is_known, RUSSIAN_FORM),
        (readings.listed, np.where(is_known, FORM_OF_BOTH, KAZAKH_FORM)),
        (is_name, RUSSIAN_FORM),
        (is_base, RUSSIAN_LEMMA),
        (is_lemma, np.where(is_known, np.where(is_base, LEMMA_OF_BOTH, LEMMA_AND_FORM), KAZAKH_LEMMA)),
        ([form in grammar_words() for form in forms], [grammar_words().get(form, UNTOLD) for form in forms]),
    )
    found = np.full(len(forms), UNTOLD, np.int16)
    for holds, told in rules:
        found = np.where(holds, told, found).astype(np.int16)
    return found


def _judge(words: CyrillicWords, traits: NDArray[np.uint8]) -> tuple[NDArray[np.int16], Ints, Ints]:
    """Judged.evidence, readings and told."""
    found, told = _evidence_of_letters().take(traits), np.full(len(words), russian.AS_WRITTEN)
    is_lettered = traits & HAS_KAZAKH != 0
    lettered, others = np.flatnonzero(is_lettered), np.flatnonzero(~is_lettered)
    looked = russian.look_up(words.only(others))
    told[others] = looked.told
    is_open = np.flatnonzero(traits.take(others) & HAS_RUSSIAN == 0)
    rows, is_known, is_base = others.take(is_open), looked.is_known.take(is_open), looked.is_base.take(is_open)
    found[rows], may_be_kazakh = _evidence_of_lists(words.only(rows), is_known, is_base)
    left = np.flatnonzero(found.take(rows) == _OPEN)
    rows, is_known, may_be_kazakh = rows.take(left), is_known.take(left), may_be_kazakh.take(left)
    unknown = np.flatnonzero(~is_known)
    may_be_kazakh[unknown] = ~_are_names(words.only(rows.take(unknown)))
    found[rows[~may_be_kazakh]] = RUSSIAN_FORM
    rows, is_known = rows[may_be_kazakh], is_known[may_be_kazakh]
    asked = np.concatenate((lettered, rows))
    readings = np.full(len(words), kazakh.UNREAD)
    readings[asked] = kazakh.read(words.only(asked), np.concatenate((np.ones(len(lettered), bool), ~is_known)))
    found[rows] = _evidence_of_readings(words.only(rows), is_known, readings.take(rows))
    return found, readings, told


def _evidence_of_lists(
    words: CyrillicWords, is_known: NDArray[np.bool_], is_base: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """That of words of grammar, of lemmas of either language; _OPEN of others, and which of the known may be Kazakh."""
    found = np.where(is_base, RUSSIAN_LEMMA, _OPEN).astype(np.int16)
    lists = _lists()
    ids = lists.ids.find(keys(words.codes, words.starts, words.sizes))
    told, may_be_kazakh = lists.evidence.take(ids), lists.may_be_kazakh.take(ids)
    long = np.flatnonzero(words.sizes > LONGEST_KEY)
    may_be_kazakh[long] = True
    told[long] = [KAZAKH_LEMMA if word in lists.long_lemmas else _OPEN for word in words.only(long).strings()]
    told[is_known & (told == KAZAKH_LEMMA)] = LEMMA_AND_FORM
    told[is_base & (told == LEMMA_AND_FORM)] = LEMMA_OF_BOTH
    listed = np.flatnonzero(told != _OPEN)
    found[listed] = told[listed]
    return found, may_be_kazakh


class _Lists(NamedTuple):
    """Words of grammar, lemmas, and forms of both languages: ids, by their keys; by id the evidence, and whether words
    of the Russian dictionary may be Kazakh forms; lemmas too long for a key."""

    ids: KeyTable
    evidence: NDArray[np.int16]
    may_be_kazakh: NDArray[np.bool_]
    long_lemmas: frozenset[str]


@cache
def _lists() -> _Lists:
    table, lemmas = KeyTable(), kazakh.lemmas()
    long = np.flatnonzero(lemmas.sizes > LONGEST_KEY)
    short = lemmas.only(np.flatnonzero(lemmas.sizes <= LONGEST_KEY))
    table.add(keys(short.codes, short.starts, short.sizes))
    grammar = CyrillicWords.of(list(grammar_words()))
    of_grammar = table.add(keys(grammar.codes, grammar.starts, grammar.sizes))  # none is long
    of_words = np.full(len(table), KAZAKH_LEMMA, np.int16)
    of_words[0], of_words[of_grammar] = _OPEN, list(grammar_words().values())
    both = CyrillicWords.of(forms_of_both())
    table.add(keys(both.codes, both.starts, both.sizes))
    of_both = np.full(len(table) - len(of_words), _OPEN, np.int16)
    may_be_kazakh = np.ones(len(table), np.bool_)
    may_be_kazakh[0] = not russian.has_tables()  # another edition of the dictionary may have more forms of both
    return _Lists(table, np.concatenate((of_words, of_both)), may_be_kazakh, frozenset(lemmas.only(long).strings()))


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
    groups = groupby(sorted(RUSSIAN_NAMES, key=len), len)
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
    of_listed = np.where(is_known, FORM_OF_BOTH, KAZAKH_FORM)
    of_others = np.where(is_known, RUSSIAN_FORM, UNTOLD)
    found = np.where(is_listed, of_listed, of_others).astype(np.int16)
    is_restored = kazakh.are_restored(readings)
    found[~is_known & is_restored] = RESTORED_FORM
    left = np.flatnonzero(~is_known & ~is_listed & ~is_restored & kazakh.are_suffixed(readings, words.sizes))
    found[left[_are_known_stems(words.only(left), readings.take(left))]] = LOAN_FORM
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
    ordinary = np.where(traits & HAS_RUSSIAN, RUSSIAN_LETTER, UNTOLD)
    return np.where(traits & HAS_KAZAKH, KAZAKH_LETTER, ordinary).astype(np.int16)
