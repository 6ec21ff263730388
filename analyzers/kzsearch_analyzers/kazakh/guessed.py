"""Readings of many words by stems that the lexicon lacks: stems.guesses as arrays."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch import COST, Batch, Cuts, Ints, rank
from .letters import EDGE, LETTERS, SYMBOLS, code
from .listed import lexicon, look_up
from .sounds import HARMONIC, VOWELS, final_class, harmony
from .stems import (
    ANY_WORD,
    FINALS,
    GUESSES,
    LOAN_ENDS,
    LOAN_LETTERS,
    OPENED,
    PLAIN_NOUN,
    SOUNDS,
    TONES,
    TOO_SHORT,
    WORD_BUILDING,
    Guess,
)
from .suffixes import NOUN, PATRONYMICS, VERBAL
from .tables import IMPOSSIBLE, tables

_NONE, _BACK, _FRONT = range(3)
ENDINGS = ("", *WORD_BUILDING, *PATRONYMICS)
_BUILDS = np.array([ending in WORD_BUILDING for ending in ENDINGS])
_ENDING_SIZES = np.array(list(map(len, ENDINGS)))
_ENDING_TONES = np.array([TONES.index(harmony(ending)) for ending in ENDINGS])

# What the last letter of a stem adds, in one number: where each field begins. The sums of a word's 64 letters fit.
VERBAL_SUM, _LOAN_SUM, _VOWEL_SUM, ENDING_SUM = 18, 36, 43, 58
_COST_BITS, _BOTH_COSTS, _COUNT_BITS = (1 << 18) - 1, (1 << 36) - 1, (1 << 7) - 1


class LetterTables(NamedTuple):
    """What letters and triples of them tell.

    sums: by triple, of its last letter: the cost in a nominal and in a verbal stem, whether it is a loan's, whether a
    vowel, and which of ENDINGS ends so; costs: of letters in a nominal and in a verbal stem, shape (2 * triples,);
    ends: of a stem's end, shape (2 * pairs,); final, tone: by pair, index in FINALS, in TONES, -1 where the letters
    before decide; loan_end: by letter; opened: by pair, index in OPENED.
    """

    sums: Ints
    costs: NDArray[np.int16]
    ends: NDArray[np.int16]
    final: NDArray[np.int8]
    tone: NDArray[np.int8]
    loan_end: NDArray[np.bool_]
    opened: NDArray[np.int8]


@cache
def letter_tables() -> LetterTables:
    """The tables of sounds.py and of the letters' costs as arrays."""
    final, tone = np.zeros((2, SYMBOLS), np.int8)
    loan, loan_end, vowel = np.zeros((3, SYMBOLS), np.bool_)
    tone[EDGE + 1 :] = -1
    for letter in LETTERS:
        i = code(letter)
        final[i] = -1 if letter in "ьъ" else FINALS.index(final_class(letter))
        if letter in HARMONIC:
            tone[i] = TONES.index(harmony(letter))
        loan[i], loan_end[i], vowel[i] = letter in LOAN_LETTERS, letter in LOAN_ENDS, letter in VOWELS
    costs = tables().letter_costs
    sums = costs[0].astype(np.int64) | costs[1].astype(np.int64) << VERBAL_SUM
    sums |= loan.astype(np.int64) << _LOAN_SUM | vowel.astype(np.int64) << _VOWEL_SUM
    for number, ending in enumerate(ENDINGS[1:], 1):
        ends = [np.array(code(letter)) for letter in ending[-3:]]
        sums[(..., *ends)] |= number << ENDING_SUM
    opened = np.zeros((SYMBOLS, SYMBOLS), np.int8)
    opened[:, code("п")] = 1
    opened[:, [code("к"), code("қ")]] = 1 + vowel[:, None]
    return LetterTables(
        sums.ravel(),
        costs.ravel(),
        costs[..., EDGE].ravel(),
        _by_pair(final).ravel(),
        _by_pair(tone).ravel(),
        loan_end,
        opened.ravel(),
    )


def _by_pair(trait: NDArray[np.int8]) -> NDArray[np.int8]:
    """The trait of the second of two letters, or of the first where it has none."""
    return np.where(trait < 0, trait[:, None], trait)


class Ways(NamedTuple):
    """GUESSES as arrays.

    By guess: cost; field, which of the letters' sums; pairs, where the table of ends begins; dropped, how many letters
    of the form are not spelt out; added, the number of the letter that is put instead, EDGE for none, and
    added_in_front, of front harmony; adds_vowel. built_cost: of a built word. Bits of the guesses that may be made
    by_kind of state, by_letter at the end, by_ending. By kind, what guesses cost at the least, letters apart: least, of
    nominal and verbal ones as in the letters' sums, and built. rows: shape (guesses * kinds,), where in prices, shape
    (rows * sounds,), they begin.
    """

    cost: Ints
    field: Ints
    pairs: Ints
    dropped: Ints
    added: Ints
    added_in_front: Ints
    adds_vowel: NDArray[np.bool_]
    built_cost: int
    by_kind: NDArray[np.int16]
    by_letter: NDArray[np.int16]
    by_ending: NDArray[np.int16]
    least: Ints
    built: Ints
    rows: Ints
    prices: NDArray[np.int16]


@cache
def ways() -> Ways:
    """GUESSES, and what they cost where."""
    of = tables()
    bits = 1 << np.arange(len(GUESSES))
    possible = of.guess_kinds & bits[:, None] != 0
    least = np.full(possible.shape, np.int64(IMPOSSIBLE))
    least[possible] = of.guess_prices.min(1)
    rows = np.zeros(possible.shape, np.int64)
    rows[possible] = np.arange(len(of.guess_prices)) * len(SOUNDS)
    *cost, built_cost = of.guess_costs.tolist()
    verbal = np.array([guess.slot == VERBAL for guess in GUESSES])
    nominal = np.array([guess.slot == NOUN for guess in GUESSES])
    least_nominal, least_verbal = (least[group].min(0) + np.array(cost)[group][0] for group in (nominal, verbal))
    return Ways(
        cost=np.array(cost),
        field=verbal * VERBAL_SUM,
        pairs=verbal * SYMBOLS**2,
        dropped=np.array([len(guess.ends) + len(guess.shown_by) for guess in GUESSES]),
        added=np.array([_number(guess.becomes.replace("I", "ы")) for guess in GUESSES]),
        added_in_front=np.array([_number(guess.becomes.replace("I", "і")) for guess in GUESSES]),
        adds_vowel=np.array([guess.becomes in VOWELS | {"I"} for guess in GUESSES]),
        built_cost=built_cost + ANY_WORD,
        by_kind=of.guess_kinds.astype(np.int16),
        by_letter=_bits(lambda guess, letter: guess.ends in ("", letter), ("", *LETTERS, "")),
        by_ending=_bits(lambda guess, ending: guess.shown_by in ("", ending), ENDINGS),
        least=least_nominal + (least_verbal << VERBAL_SUM),
        built=least[GUESSES.index(PLAIN_NOUN)] + built_cost + ANY_WORD,
        rows=rows.ravel(),
        prices=of.guess_prices.ravel(),
    )


def _number(letter: str) -> int:
    return code(letter) if letter else EDGE


def _bits(fits: Callable[[Guess, str], bool], shown: Sequence[str]) -> NDArray[np.int16]:
    """The bits of the guesses that each of some letters or endings allows."""
    return np.array([sum(1 << i for i, guess in enumerate(GUESSES) if fits(guess, one)) for one in shown], np.int16)


def spelling_sums(batch: Batch) -> Ints:
    """What the letters of all words before each place add up to; fields as above."""
    letters = batch.letters.astype(np.uint16)
    triples = (letters[:-2] * np.uint16(SYMBOLS) + letters[1:-1]).astype(np.int64)
    triples *= SYMBOLS
    triples += batch.letters[2:]
    sums = np.zeros(len(letters) + 1, np.int64)
    np.cumsum(letter_tables().sums.take(triples), out=sums[3:])
    return sums


def guessed(batch: Batch, cuts: Cuts, best: Ints) -> tuple[Ints, Ints]:
    """Readings by guessed stems, where they may be as good as the best rank of the word: (word, rank)."""
    sums = spelling_sums(batch)
    hopeful = _hopeful(batch, cuts, best, sums)
    cuts = cuts.only(hopeful)
    sounds = _sounds(batch, cuts, sums)
    cut, guess, price = _standing(cuts, sounds)
    cost = cuts.cost.take(cut) + price + _stem_cost(batch, cuts, sounds, sums, guess, cut)
    word = cuts.word.take(cut)
    return word, rank(cost, cuts.length.take(cut), guess + len(lexicon().lemmas))


def _hopeful(batch: Batch, cuts: Cuts, best: Ints, sums: Ints) -> Ints:
    """The cuts before which a guessed stem may stand that is no dearer than the best reading of the word."""
    slack = (best >> COST).take(cuts.word) - cuts.cost
    before = sums.take(cuts.place - 1)
    ending = (sums.take(cuts.place) - before) >> ENDING_SUM
    before -= sums.take(batch.starts).take(cuts.word)
    least = (before & _BOTH_COSTS) + ways().least.take(cuts.kind)
    hopeful = np.minimum(least & _COST_BITS, least >> VERBAL_SUM) <= slack
    shown = np.flatnonzero(ending != 0)
    hopeful[shown] |= ~_BUILDS[ending[shown]] | (ways().built[cuts.kind[shown]] <= slack[shown])
    found = np.flatnonzero(hopeful)
    return found[cuts.length.take(found) > 0]


class _Sounds(NamedTuple):
    """Of each cut's stem, as stems.guesses sees them: last letter; which of ENDINGS it has, 0 for none; harmony, index
    in TONES; index of all its sounds in SOUNDS."""

    last: NDArray[np.uint8]
    ending: Ints
    tone: NDArray[np.int8]
    all: Ints


def _sounds(batch: Batch, cuts: Cuts, sums: Ints) -> _Sounds:
    of = letter_tables()
    last = batch.letters.take(cuts.place - 1)
    here = sums.take(cuts.place)
    has_loan = (here - sums.take(cuts.place - cuts.length)) >> _LOAN_SUM & _COUNT_BITS != 0
    ending = (here - sums.take(cuts.place - 1)) >> ENDING_SUM
    tone = _tones(batch, cuts.place)
    finals = _last_of(of.final, batch, cuts.place)
    opened = of.opened.take(_pairs(batch, cuts.place))
    sounds = finals.astype(np.int64) * len(TONES) + tone
    sounds = (2 * sounds + (has_loan | of.loan_end.take(last))) * len(OPENED) + opened
    return _Sounds(last, _whole_endings(batch, cuts, ending), tone, sounds)


def _pairs(batch: Batch, place: Ints) -> Ints:
    """The last two letters before each place, as one number."""
    return batch.letters.take(place - 2).astype(np.int64) * SYMBOLS + batch.letters.take(place - 1)


def _tones(batch: Batch, place: Ints) -> NDArray[np.int8]:
    """sounds.harmony of the letters before each place, index in TONES."""
    found = _last_of(letter_tables().tone, batch, place)
    found[batch.letters.take(place - 1) == code("ь")] = _FRONT
    return found


def _last_of(trait: NDArray[np.int8], batch: Batch, place: Ints) -> NDArray[np.int8]:
    """The trait of the last letter before each place that has one, 0 for none; trait: by pair."""
    found = trait.take(_pairs(batch, place))
    asking = np.flatnonzero(found < 0)
    at = place.take(asking)
    while len(asking):
        at -= 2
        own = trait.take(_pairs(batch, at))
        found[asking] = own
        on = np.flatnonzero(own < 0)
        asking, at = asking.take(on), at.take(on)
    return found


def _whole_endings(batch: Batch, cuts: Cuts, ending: Ints) -> Ints:
    """Which of ENDINGS the letters before each cut have; ending: by the last three of them."""
    ending = ending.copy()
    for number in np.flatnonzero(_ENDING_SIZES > 3).tolist():
        asking = np.flatnonzero(ending == number)
        for back, letter in enumerate(reversed(ENDINGS[number][:-3]), 4):
            other = batch.letters[cuts.place[asking] - back] != code(letter)
            ending[asking[other]] = 0
    return ending


def _standing(cuts: Cuts, sounds: _Sounds) -> tuple[Ints, Ints, Ints]:
    """The guesses that may stand: (place of the cut, index in GUESSES, price)."""
    of = ways()
    bits = of.by_kind.take(cuts.kind) & of.by_letter.take(sounds.last) & of.by_ending.take(sounds.ending)
    asked = [np.flatnonzero(bits & np.int16(1 << i) != 0) for i in range(len(GUESSES))]
    guess = np.repeat(np.arange(len(GUESSES)), list(map(len, asked)))
    cut = np.concatenate(asked)
    row = of.rows.take(guess * len(of.by_kind) + cuts.kind.take(cut))
    price = of.prices.take(row + sounds.all.take(cut))
    on = np.flatnonzero(price < IMPOSSIBLE)
    return cut.take(on), guess.take(on), price.take(on).astype(np.int64)


def _stem_cost(batch: Batch, cuts: Cuts, sounds: _Sounds, sums: Ints, guess: Ints, cut: Ints) -> Ints:
    """What each guessed stem costs; guess, cut: indices."""
    place, length = cuts.place.take(cut), cuts.length.take(cut)
    kept = place - ways().dropped.take(guess)
    spelt = sums.take(kept) - sums.take(place - length)
    cost = ways().cost.take(guess) + (spelt >> ways().field.take(guess) & _COST_BITS)
    cost += _end_cost(_pairs(batch, kept), sounds.tone, guess, cut)
    stem_length = kept - place + length + (ways().added != EDGE).take(guess)
    has_vowel = (spelt >> _VOWEL_SUM & _COUNT_BITS != 0) | ways().adds_vowel.take(guess)
    cost[(stem_length < 3) | ~has_vowel] += TOO_SHORT
    nouns = np.flatnonzero(guess == GUESSES.index(PLAIN_NOUN))
    nouns = nouns[_BUILDS.take(sounds.ending.take(cut.take(nouns)))]
    built = nouns[_is_built(batch, cuts, sounds, cut[nouns])]
    cost[built] = np.minimum(cost[built], ways().built_cost)
    return cost


def _end_cost(pair: Ints, tone: NDArray[np.int8], guess: Ints, cut: Ints) -> Ints:
    """What the letter that is put costs, and the end; pair: the two letters before."""
    of, letters = ways(), letter_tables()
    table = of.pairs.take(guess)
    last = table + pair
    cost = np.zeros(len(pair), np.int64)
    changed = np.flatnonzero(of.added.take(guess) != EDGE)
    if len(changed):
        made = guess[changed]
        added = np.where(tone[cut[changed]] == _BACK, of.added[made], of.added_in_front[made])
        cost[changed] = letters.costs.take(last[changed] * SYMBOLS + added)
        last[changed] = table[changed] + pair[changed] % SYMBOLS * SYMBOLS + added
    return cost + letters.ends.take(last)


def _is_built(batch: Batch, cuts: Cuts, sounds: _Sounds, cut: Ints) -> NDArray[np.bool_]:
    """stems.is_built of cuts that end so."""
    word, ending = cuts.word[cut], sounds.ending[cut]
    place = cuts.place[cut] - _ENDING_SIZES[ending]
    found = np.zeros(len(cut), np.bool_)
    at, spelling = look_up(batch, word, place - batch.starts[word])
    own = _tones(batch, place[at])
    found[at] = lexicon().is_base[spelling] & ((own == _NONE) | (own == _ENDING_TONES[ending[at]]))
    return found
