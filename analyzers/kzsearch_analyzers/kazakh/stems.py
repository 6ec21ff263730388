"""Stems as they are spelt before suffixes: those of the lexicon, and what any letters cost as a stem that it lacks."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .grammar import (
    CLIPPED,
    DROPPED,
    GLIDED,
    OUT_OF_HARMONY,
    PLAIN,
    SHORTENED,
    SOFT,
    UNMARKED_DROP,
    VOICED,
    Shape,
    unvoiced,
)
from .letters import EDGE, SEPARATOR, SYMBOLS, code, codes
from .letters import OTHER as OTHER_LETTER
from .lexicon import INFLECTED, VERB, Entry, closed_classes, words
from .sounds import BACK, CONSONANTS, FRONT, VOWELS, final_class, harmony
from .suffixes import ADJECTIVE, ALONE, NOUN, NUMERAL, OTHER, PATRONYMICS, POSSESSED, VERBAL, start_slots
from .weights import CENTINATS, weights

CLOSED, LEXICON, BUILT, GUESS = "closed class", "lexicon", "built", "guess"
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


@cache
def stems() -> Mapping[str, tuple[Stem, ...]]:
    """letters -> the stems of the closed classes and the lexicon spelt so: stems_of for all letters at once.

    >>> [stem.lemma for stem in stems()["кітаб"]]
    ['кітап']
    """
    found: dict[str, list[Stem]] = {form: list(_closed(form)) for form in closed_classes()}
    for lemma in words():
        for letters, stem in _spelt(lemma):
            found.setdefault(letters, []).append(stem)
    return {letters: tuple(group) for letters, group in found.items()}


@lru_cache(maxsize=1 << 16)
def stems_of(letters: str) -> tuple[Stem, ...]:
    """The stems that are spelt so, without spelling out the whole lexicon.

    >>> [(stem.lemma, stem.shape.kind) for stem in stems_of("халқ")]
    [('халық', 'dropped')]
    """
    lemmas = sorted(lemma for lemma in {*_lemmas_of(letters)} if lemma in words())
    listed = (stem for lemma in lemmas for spelling, stem in _spelt(lemma) if spelling == letters)
    return *_closed(letters), *listed


def _closed(form: str) -> Iterator[Stem]:
    for entry in closed_classes().get(form, ()):
        shape, key = _shape(ALONE, final_class(form), None, None), f"{entry.lemma} {form}"
        yield Stem(entry.lemma, entry.pos, shape, weights().lemma(key, entry.pos), CLOSED, key)


def _spelt(lemma: str) -> Iterator[tuple[str, Stem]]:
    """The stems of a lemma with their spellings."""
    for entry in words()[lemma]:
        cost = weights().lemma(lemma, entry.pos)
        for letters, shape in _shapes(entry):
            yield letters, Stem(lemma, entry.pos, shape, cost, LEXICON)


def _lemmas_of(letters: str) -> Iterator[str]:
    """What _spellings may have been made from, and more."""
    yield letters
    if not letters:
        return
    kept, last = letters[:-1], letters[-1]
    yield from (letters + more for more in ("й", "и", "ы", "і", "ь", "т", "д", "ть", last))
    yield from (kept + vowel + last for vowel in "ыі")
    yield from (kept + hard for hard, soft in SOFT.items() if soft == last)
    yield from (kept, kept + "п")


def _shapes(entry: Entry) -> Iterator[tuple[str, Shape]]:
    """The spellings of an entry before suffixes."""
    of_lemma = tones(entry.lemma, entry.marks)
    sounds = []
    for letters, kind, cost in _spellings(entry):
        is_shorter = kind == PLAIN or len(letters) < len(entry.lemma)
        back, front = of_lemma if is_shorter else tones(letters, entry.marks)
        opened = unvoiced(letters) if kind == PLAIN else 0
        sounds.append((letters, (final_class(letters), back, front, kind, cost, opened)))
    for slot in start_slots(entry):
        for letters, sound in sounds:
            yield letters, _shape(slot, *sound)


_shape = cache(Shape)  # there are few


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


def _spellings(entry: Entry) -> Iterator[tuple[str, str, int]]:
    """(letters, kind of Shape, cost of a vowel dropped)"""
    lemma = entry.lemma
    yield lemma, PLAIN, 0
    if len(lemma) < 2 or (entry.pos != VERB and entry.pos not in INFLECTED):
        return
    last, before = lemma[-1], lemma[-2]
    if last in SOFT:
        yield lemma[:-1] + SOFT[last], VOICED, 0
    if len(lemma) > 3 and before in "ыі" and last in CONSONANTS and (lemma[-3] in CONSONANTS or lemma[-3] == "у"):
        yield lemma[:-2] + last, DROPPED, 0 if "drop" in entry.marks else UNMARKED_DROP
    if entry.pos == VERB:
        yield from _verb_spellings(lemma)
    elif len(lemma) > 2:
        yield from _loan_spellings(lemma)


def _verb_spellings(lemma: str) -> Iterator[tuple[str, str, int]]:
    last = lemma[-1]
    if last == "п" and lemma[-2] in VOWELS:
        yield lemma[:-1] + "у", GLIDED, 0
    if last in "йи":
        yield lemma[:-1], SHORTENED[last], 0
    if last in "ыі":
        yield lemma[:-1], SHORTENED["I"], 0


def _loan_spellings(lemma: str) -> Iterator[tuple[str, str, int]]:
    """Loans are cited in their Russian spelling: медаль, процесс, журналист, проспект."""
    ends_twice = lemma[-1] == lemma[-2] and lemma[-1] in CONSONANTS
    if lemma.endswith("ь") or ends_twice or (lemma.endswith(("ст", "зд")) and len(lemma) > 3):  # not аст, үст
        yield lemma[:-1], CLIPPED, 0
    if lemma.endswith("сть"):
        yield lemma[:-2], CLIPPED, 0
    if lemma.endswith(("кт", "нк", "рк", "пт", "нг", "рт")):
        yield lemma + "і", CLIPPED, 0


# Letters of unknown stems: a trigram model, interpolated as Witten and Bell do, of the lexicon's lemmas.


@cache
def letter_costs() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Costs of a letter after two others, [first, second, third], of nominal and of verbal stems; 0 is the edge."""
    nominal = [lemma for lemma, group in words().items() if any(e.pos in INFLECTED for e in group)]
    verbal = [lemma for lemma, group in words().items() if any(e.pos == VERB for e in group)]
    return _trigrams(nominal), _trigrams(verbal)


def _trigrams(lemmas: list[str]) -> NDArray[np.int32]:
    """Shape (SYMBOLS, SYMBOLS, SYMBOLS), hundredths of a nat."""
    around = 2 * SEPARATOR
    text = np.minimum(codes(around + around.join(lemmas) + around), OTHER_LETTER).astype(np.int64)
    first, second, third = text[:-2], text[1:-1], text[2:]
    across = (second == EDGE) & ((first != EDGE) | (third == EDGE))  # of two lemmas
    triples = ((first * SYMBOLS + second) * SYMBOLS + third)[~across]
    counts = np.bincount(triples, minlength=SYMBOLS**3).astype(np.float64).reshape((SYMBOLS,) * 3)
    uniform = np.full(SYMBOLS, 1 / SYMBOLS)
    single = _interpolated(counts.sum((0, 1)), uniform)
    pairs = _interpolated(counts.sum(0), single)
    costs: NDArray[np.int32] = np.rint(-CENTINATS * np.log(_interpolated(counts, pairs))).astype(np.int32)
    return costs


def _interpolated(counts: NDArray[np.float64], lower: NDArray[np.float64]) -> NDArray[np.float64]:
    """Witten and Bell (1991): a context backs off as often as it was followed by something new."""
    kinds = (counts > 0).sum(-1, keepdims=True)
    total = counts.sum(-1, keepdims=True)
    return np.where(total > 0, (counts + kinds * lower) / np.maximum(total + kinds, 1), lower)


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
    costs = letter_costs()[verbal]
    text = (EDGE, EDGE, *map(code, lemma), EDGE)
    return sum(int(costs[text[i : i + 3]]) for i in range(len(text) - 2))


def is_built(letters: str) -> bool:
    """Are the letters a word of the lexicon with an ending that makes nouns and adjectives?"""
    for ending in WORD_BUILDING:
        if letters.endswith(ending):
            base = letters[: -len(ending)]
            return is_base(base) and harmony(base) in (None, harmony(ending))
    return False


def is_base(letters: str) -> bool:
    """Do the letters spell a nominal, no name, of the lexicon?"""
    return any(slot in BASES for entry in words().get(letters, ()) for slot in start_slots(entry))


BASES = frozenset({NOUN, ADJECTIVE, NUMERAL, OTHER})
