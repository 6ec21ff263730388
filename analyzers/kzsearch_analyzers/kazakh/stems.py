"""Stems: those of the lexicon as compiled.npy has them, and what any letters cost as a stem that it lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .grammar import OUT_OF_HARMONY, PLAIN, SHORTENED, SOFT, UNVOICED, UNVOICED_AFTER_VOWEL, VOICED, Shape, unvoiced
from .letters import EDGE, SEPARATOR, code, text
from .lexicon import POS, VERB
from .sounds import BACK, CLASSES, FRONT, VOWELS, final_class, harmony
from .suffixes import ADJECTIVE, NOUN, NUMERAL, OTHER, PATRONYMICS, POSSESSED, VERBAL
from .tables import machine, tables
from .weights import weights

CLOSED, LEXICON, BUILT, GUESS, RESTORED = "closed class", "lexicon", "built", "guess", "restored"
BASES = frozenset({NOUN, ADJECTIVE, NUMERAL, OTHER})  # slots of what is_base
LOAN_LETTERS = frozenset("вфцчщьэ")
MARKED_OTHERWISE = 100  # an entry marked back or front may still follow its vowels
LOAN_ENDS = ("б", "в", "г", "д")  # Kazakh words end in none: диалогтің, гонконгте


class Stem(NamedTuple):
    """A reading of some letters as a stem."""

    lemma: str
    pos: str
    shape: Shape
    cost: int
    source: str
    closed_key: str = ""


@lru_cache(maxsize=1 << 16)
def stems_of(letters: str) -> tuple[Stem, ...]:
    """The stems that are spelt so: closed classes first, then lemmas in the order of the lexicon.

    >>> [(stem.lemma, stem.shape.kind) for stem in stems_of("халқ")]
    [('халық', 'dropped')]
    """
    known = spellings()
    number = known.numbers.get(letters)
    return () if number is None else tuple(_stem(letters, i) for i in range(*known.first[number : number + 2].tolist()))


def stems_of_skeleton(letters: str) -> tuple[tuple[int, Stem], ...]:
    """The stems whose spelling has the skeleton, each with its number.

    >>> [stem.lemma for _, stem in stems_of_skeleton("кызыл")]
    ['қызыл']
    """
    return tuple((number, _stem("", number)) for number in by_skeleton().get(letters, ()))


@cache
def abbreviations() -> frozenset[str]:
    """Those of both languages; many lack a vowel, or the lexicon.

    >>> "бұұ" in abbreviations()
    True
    """
    return frozenset(tables().abbreviation_lines.split("\n"))


def letters_of(number: int) -> str:
    """How a stem is spelt.

    >>> [letters_of(number) for number, _ in stems_of_skeleton("казакстан")]
    ['қазақстан']
    """
    known = spellings()
    spelling = int(known.first.searchsorted(number, side="right")) - 1
    return known.letters[spelling] if spelling < len(known.letters) else known.lemmas[tables().lemmas[number]]


@cache
def by_skeleton() -> Mapping[str, Sequence[int]]:
    """The numbers of the stems of each skeleton."""
    of = machine(folded=True)
    spelt, stems = text(of.spellings).split(SEPARATOR)[:-1], of.stems.tolist()
    ends = np.cumsum(of.stem_counts, dtype=np.int64).tolist()
    return {letters: stems[first:end] for letters, first, end in zip(spelt, [0, *ends], ends, strict=False)}


def is_base(letters: str) -> bool:
    """Do the letters spell a nominal, no name, of the lexicon?"""
    number = spellings().numbers.get(letters)
    return number is not None and bool(tables().is_base[number])


def is_lemma(letters: str) -> bool:
    """Do the letters spell a lemma of the lexicon?"""
    number = spellings().numbers.get(letters)
    return number is not None and bool(tables().is_lemma[number])


def closed_key(lemma: str, form: str) -> str:
    """What a form of the closed classes is called in weights.tsv."""
    return f"{lemma} {form}"


def _stem(letters: str, number: int) -> Stem:
    of, known = tables(), spellings()
    lemma, shape = known.lemmas[of.lemmas[number]], known.shapes[of.shapes[number]]
    source = CLOSED if of.is_closed[number] else LEXICON
    key = closed_key(lemma, letters) if source == CLOSED else ""
    return Stem(lemma, POS[of.pos[number]], shape, int(of.costs[number]), source, key)


class Spellings(NamedTuple):
    """What Tables pack: the number of each spelling, where its stems begin, lemmas and shapes by number."""

    letters: list[str]
    numbers: Mapping[str, int]
    first: NDArray[np.int64]
    lemmas: list[str]
    shapes: list[Shape]


@cache
def spellings() -> Spellings:
    """All spellings of stems.

    >>> "кітаб" in spellings().numbers
    True
    """
    of = tables()
    first = np.concatenate(([0], np.cumsum(of.stem_counts, dtype=np.int64)))
    spelt = text(of.spellings).split(SEPARATOR)[:-1]
    numbers = dict(zip(spelt, range(len(spelt)), strict=True))
    return Spellings(spelt, numbers, first, of.lemma_lines.split("\n"), list(map(_shape, of.shape_lines.split("\n"))))


def line_of(shape: Shape) -> str:
    """A shape as compiled.npy has it."""
    return "\t".join("" if value is None else str(value) for value in astuple(shape))


def _shape(line: str) -> Shape:
    slot, final, back, front, kind, drop_cost, opened = line.split("\t")
    return Shape(slot, final, _cost(back), _cost(front), kind, int(drop_cost), int(opened))


def _cost(written: str) -> int | None:
    return int(written) if written else None


def tones(stem: str, marks: frozenset[str] = frozenset()) -> tuple[int | None, int | None]:
    """What suffixes of back and of front harmony cost after a stem, None where they cannot follow it.

    >>> tones("бала"), tones("мектеп"), tones("гонконг")
    ((0, None), (None, 0), (0, 500))
    """
    if marks & {BACK, FRONT}:
        return (0 if BACK in marks else MARKED_OTHERWISE), (0 if FRONT in marks else MARKED_OTHERWISE)
    return tones_of(harmony(stem), is_loan=is_loan(stem))


def tones_of(tone: str | None, *, is_loan: bool) -> tuple[int | None, int | None]:
    """The same by the stem's harmony."""
    other = OUT_OF_HARMONY if is_loan else None
    return (0 if tone != FRONT else other), (0 if tone != BACK else other)


def is_loan(stem: str) -> bool:
    """May suffixes follow it out of harmony?"""
    return stem.endswith(LOAN_ENDS) or not LOAN_LETTERS.isdisjoint(stem)


# Unknown stems: they cost their letters by trigrams.py.

TOO_SHORT = 300  # a guessed stem of two letters or fewer, or without a vowel
ANY_WORD = 920  # one of ten thousand
WORD_BUILDING = tuple("шы ші лық лік дық дік тық тік сыз сіз хана стан кер гер паз".split())


class Guess(NamedTuple):
    """A way to make a stem of letters: what they end in becomes something else, 'I' being ы or і by harmony; `shown_by`
    is an end that shows what it is, so that only the letters before it are strange."""

    slot: str
    kind: str
    ends: str = ""
    becomes: str = ""
    shown_by: str = ""

    @property
    def pos(self) -> str:
        """The part of speech of the stem."""
        return {VERBAL: VERB, POSSESSED: "surname"}.get(self.slot, "noun")

    def lemma(self, letters: str) -> str:
        """The stem made of the letters."""
        kept = letters[: len(letters) - len(self.ends)]
        if self.becomes == "I":
            return kept + ("ы" if harmony(letters) == BACK else "і")
        return kept + self.becomes


PLAIN_NOUN = Guess(NOUN, PLAIN)
GUESSES = (
    PLAIN_NOUN,
    Guess(VERBAL, PLAIN),
    *(Guess(slot, VOICED, soft, hard) for hard, soft in SOFT.items() for slot in (NOUN, VERBAL)),
    *(Guess(VERBAL, kind, "", restored) for restored, kind in SHORTENED.items()),
    *(Guess(POSSESSED, PLAIN, shown_by=patronymic) for patronymic in PATRONYMICS),
)

# What is heard of a guessed stem: its last sound, its harmony, whether it is a loan, what it costs it before a vowel.
FINALS = ("", *CLASSES)
TONES = (None, BACK, FRONT)
OPENED = (0, UNVOICED, UNVOICED_AFTER_VOWEL)
SOUNDS = tuple(product(FINALS, TONES, (False, True), OPENED))


def guesses(letters: str) -> Iterator[tuple[Guess, Shape]]:
    """The ways to read letters as a stem that the lexicon lacks."""
    sounds = final_class(letters), *tones(letters)
    as_they_are = unvoiced(letters)
    for guess in GUESSES:
        if letters.endswith(guess.ends) and letters.endswith(guess.shown_by):
            yield guess, Shape(guess.slot, *sounds, guess.kind, 0, as_they_are if guess.kind == PLAIN else 0)


def guessed(letters: str, guess: Guess, shape: Shape) -> Iterator[Stem]:
    """The stem so made, and the same as built on a word of the lexicon."""
    lemma = guess.lemma(letters)
    strange = lemma[: len(lemma) - len(guess.shown_by)]
    cost = weights().guess(guess.slot) + spelling_cost(strange, verbal=guess.slot == VERBAL)
    if len(strange) < 3 or VOWELS.isdisjoint(strange):
        cost += TOO_SHORT
    yield Stem(lemma, guess.pos, shape, cost, GUESS)
    if guess == PLAIN_NOUN and is_built(letters):
        yield Stem(lemma, guess.pos, shape, weights().guess(BUILT) + ANY_WORD, BUILT)


def spelling_cost(lemma: str, *, verbal: bool) -> int:
    """What the letters of an unknown stem cost."""
    costs = tables().letter_costs[int(verbal)]
    around = (EDGE, EDGE, *map(code, lemma), EDGE)
    return sum(int(costs[around[i : i + 3]]) for i in range(len(around) - 2))


def is_built(letters: str) -> bool:
    """Are the letters a word of the lexicon with an ending that makes nouns and adjectives?"""
    for ending in WORD_BUILDING:
        if letters.endswith(ending):
            base = letters[: -len(ending)]
            return is_base(base) and harmony(base) in (None, harmony(ending))
    return False
