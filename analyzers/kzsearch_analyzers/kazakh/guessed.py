"""Readings of many words by stems that the lexicon lacks: stems.guesses as arrays."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch import IMPOSSIBLE, LENGTH, Batch, Cuts, Ints, Readings, fit_table, rank
from .grammar import PLAIN, UNVOICED, UNVOICED_AFTER_VOWEL, Shape
from .letters import EDGE, LETTERS, SYMBOLS, code
from .listed import lexicon, look_up
from .sounds import BACK, CLASSES, FRONT, HARMONIC, VOWELS, final_class, harmony
from .stems import (
    ANY_WORD,
    BUILT,
    GUESSES,
    LOAN_ENDS,
    LOAN_LETTERS,
    PLAIN_NOUN,
    TOO_SHORT,
    WORD_BUILDING,
    Guess,
    letter_costs,
    tones_of,
)
from .suffixes import NOUN, PATRONYMICS, VERBAL
from .weights import weights

_AFTER_LISTED = 1 << LENGTH - 1  # more stems than a spelling has


class _Sounds(NamedTuple):
    """Of each cut's stem, as stems.guesses sees them: index of its Shape but for slot and kind; whether its harmony is
    back, it is built on a word of the lexicon. Of the first letters of each word, shape (longest + 1, words): whether a
    vowel is among them."""

    shape: Ints
    is_back: NDArray[np.bool_]
    vowels: NDArray[np.int8]
    is_built: NDArray[np.bool_]


_TONES = (None, BACK, FRONT)
_OPENED = (0, UNVOICED, UNVOICED_AFTER_VOWEL)
_FINALS = ("", *CLASSES)


@cache
def guess_fits() -> tuple[NDArray[np.int32], ...]:
    """For each of GUESSES: what its shapes cost at a boundary, shape (boundaries, shapes)."""
    sounds = list(product(_FINALS, _TONES, (False, True), _OPENED))
    return tuple(
        fit_table(
            [
                Shape(
                    guess.slot,
                    final,
                    *tones_of(tone, is_loan=loan),
                    guess.kind,
                    0,
                    opened if guess.kind == PLAIN else 0,
                )
                for final, tone, loan, opened in sounds
            ],
            known=False,
        )
        for guess in GUESSES
    )


def spelling_costs(batch: Batch) -> NDArray[np.int32]:
    """What the first letters of each word cost, in a nominal and in a verbal stem: shape (2, longest + 1, words)."""
    costs = np.zeros((2, len(batch.letters) - 2, len(batch.words)), np.int32)
    letters = batch.letters.astype(np.int64)
    for i in range(1, costs.shape[1]):
        triple = (letters[i - 1] * SYMBOLS + letters[i]) * SYMBOLS + letters[i + 1]
        for verbal in range(2):
            costs[verbal, i] = costs[verbal, i - 1] + letter_costs()[verbal].ravel()[triple]
    return costs


def least_guess(batch: Batch, cuts: Cuts, spelling: NDArray[np.int32]) -> Ints:
    """What a guessed stem costs at the least, its last letter and its sounds left out."""
    kept, built = cuts.length - 1, weights().guess(BUILT) + ANY_WORD
    nominal = spelling[0, kept, cuts.word] + weights().guess(NOUN)
    verbal = spelling[1, kept, cuts.word] + weights().guess(VERBAL)
    least = np.minimum(np.minimum(nominal, verbal), built)
    return np.where(_ends(batch, cuts, PATRONYMICS) > 0, 0, least)


def guessed(batch: Batch, cuts: Cuts, spelling: NDArray[np.int32]) -> Iterator[Readings]:
    """Readings by guessed stems."""
    rows, boundary, cost = cuts.boundaries()
    sounds = _sounds(batch, cuts)
    for number, (guess, fits) in enumerate(zip(GUESSES, guess_fits(), strict=True)):
        asked = np.flatnonzero((fits.min(1) < IMPOSSIBLE)[boundary])
        if guess.ends:
            last = batch.letters[cuts.length + 1, cuts.word] == code(guess.ends)
            asked = asked[last[rows[asked]]]
        if guess.shown_by:
            asked = asked[_ends(batch, cuts, (guess.shown_by,))[rows[asked]] > 0]
        price = fits[boundary[asked], sounds.shape[rows[asked]]]
        stands = price < IMPOSSIBLE
        asked, price = asked[stands], price[stands]
        cut = rows[asked]
        total = cost[asked] + price + _stem_cost(batch, cuts, sounds, spelling, guess, cut)
        ranks = rank(total, cuts.length[cut], _AFTER_LISTED + number)
        yield Readings(cuts.word[cut], ranks, cuts.length[cut], np.full(len(cut), -1 - number))


def _stem_cost(batch: Batch, cuts: Cuts, sounds: _Sounds, spelling: NDArray[np.int32], guess: Guess, cut: Ints) -> Ints:
    """What the guessed stem costs at each of the cuts."""
    verbal = int(guess.slot == VERBAL)
    table = letter_costs()[verbal].ravel()
    word, kept = cuts.word[cut], cuts.length[cut] - len(guess.ends) - len(guess.shown_by)
    first, second = batch.letters[kept, word].astype(np.int64), batch.letters[kept + 1, word].astype(np.int64)
    cost = spelling[verbal, kept, word] + weights().guess(guess.slot)
    length, has_vowel = kept, sounds.vowels[kept, word] > 0
    if guess.becomes:
        added: Ints | int = code(guess.becomes)
        if guess.becomes == "I":
            added = np.where(sounds.is_back[cut], code("ы"), code("і"))
        cost = cost + table[(first * SYMBOLS + second) * SYMBOLS + added]
        first, second = second, np.broadcast_to(added, second.shape)
        length = length + 1
        has_vowel = has_vowel | (guess.becomes in VOWELS | {"I"})
    cost = cost + table[(first * SYMBOLS + second) * SYMBOLS + EDGE]
    cost = cost + TOO_SHORT * ((length < 3) | ~has_vowel)
    if guess == PLAIN_NOUN:
        cost = np.where(sounds.is_built[cut], np.minimum(cost, weights().guess(BUILT) + ANY_WORD), cost)
    return np.asarray(cost, np.int64)


class _LetterTables(NamedTuple):
    """By letter: the class of a final sound (-1 for signs), the harmony it gives (-1 for none), whether it is a loan's,
    whether it is a vowel."""

    final: NDArray[np.int8]
    tone: NDArray[np.int8]
    loan: NDArray[np.int8]
    vowel: NDArray[np.int8]


@cache
def _letter_tables() -> _LetterTables:
    final, tone, loan, vowel = (np.zeros(SYMBOLS, np.int8) for _ in range(4))
    tone -= 1
    for letter in LETTERS:
        i = code(letter)
        final[i] = -1 if letter in "ьъ" else _FINALS.index(final_class(letter))
        if letter in HARMONIC:
            tone[i] = _TONES.index(harmony(letter))
        loan[i] = letter in LOAN_LETTERS
        vowel[i] = letter in VOWELS
    return _LetterTables(final, tone, loan, vowel)


def _sounds(batch: Batch, cuts: Cuts) -> _Sounds:
    of = _letter_tables()
    letters = batch.letters[2:]
    final, tone, loan, vowel = (np.zeros(letters.shape, np.int8) for _ in range(4))
    for i in range(1, len(letters)):
        own = letters[i - 1]
        final[i] = np.where(of.final[own] < 0, final[i - 1], of.final[own])
        tone[i] = np.where(of.tone[own] < 0, tone[i - 1], of.tone[own])
        loan[i] = loan[i - 1] | of.loan[own]
        vowel[i] = vowel[i - 1] | of.vowel[own]
    at = cuts.length, cuts.word
    last, before = batch.letters[cuts.length + 1, cuts.word], batch.letters[cuts.length, cuts.word]
    tones = np.where(last == code("ь"), _TONES.index(FRONT), tone[at])
    loans = (loan[at] > 0) | np.isin(last, [code(letter) for letter in LOAN_ENDS])
    velar = (last == code("к")) | (last == code("қ"))
    opened = np.where(velar & (of.vowel[before] > 0), 2, velar | (last == code("п")))
    shape = ((final[at] * np.int64(len(_TONES)) + tones) * 2 + loans) * len(_OPENED) + opened
    return _Sounds(shape, tones == _TONES.index(BACK), vowel, _built(batch, cuts, tone))


def _ends(batch: Batch, cuts: Cuts, endings: Sequence[str]) -> NDArray[np.int64]:
    """The place from 1 of the ending that the letters before each cut have, 0 for none."""
    last, before = batch.letters[cuts.length + 1, cuts.word], batch.letters[cuts.length, cuts.word]
    pairs = np.zeros(SYMBOLS * SYMBOLS, np.bool_)
    pairs[[code(ending[-2]) * SYMBOLS + code(ending[-1]) for ending in endings]] = True
    found = np.zeros(len(cuts.word), np.int64)
    near = np.flatnonzero(pairs[before.astype(np.int64) * SYMBOLS + last])
    word, length = cuts.word[near], cuts.length[near]
    for number, ending in enumerate(endings, 1):
        same = length >= len(ending)
        for back, letter in enumerate(reversed(ending)):
            same &= batch.letters[np.maximum(length + 1 - back, 0), word] == code(letter)
        found[near[same]] = number
    return found


def _built(batch: Batch, cuts: Cuts, tone: NDArray[np.int8]) -> NDArray[np.bool_]:
    """stems.is_built of each cut; tone: harmony of the letters up to each place."""
    ending = _ends(batch, cuts, WORD_BUILDING)
    sizes = np.array([0, *map(len, WORD_BUILDING)])
    found = np.zeros(len(cuts.word), np.bool_)
    asking = np.flatnonzero((ending > 0) & (cuts.length > sizes[ending]))
    word, length = cuts.word[asking], cuts.length[asking] - sizes[ending[asking]]
    spelt = look_up(batch, word, length)
    own = np.where(batch.letters[length + 1, word] == code("ь"), _TONES.index(FRONT), tone[length, word])
    wanted = np.array([0, *(_TONES.index(harmony(ending)) for ending in WORD_BUILDING)])[ending[asking]]
    found[asking] = (spelt >= 0) & lexicon().is_base[spelt] & ((own == _TONES.index(None)) | (own == wanted))
    return found
