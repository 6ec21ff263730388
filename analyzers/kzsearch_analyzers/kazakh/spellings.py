"""How the lemmas of the lexicon are spelt before suffixes: кітаб- of кітап, орн- of орын, қо- of қой.

`compile` spells all of them out; what it found is read by stems.py and listed.py.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from .grammar import CLIPPED, DROPPED, GLIDED, PLAIN, SHORTENED, SOFT, UNMARKED_DROP, VOICED, Shape, unvoiced
from .lexicon import INFLECTED, VERB, Entry, closed_classes
from .sounds import CONSONANTS, VOWELS, final_class
from .stems import CLOSED, LEXICON, Stem, closed_key, tones
from .suffixes import ALONE, start_slots
from .weights import lemma_cost


def all_stems(words: Mapping[str, tuple[Entry, ...]]) -> Mapping[str, tuple[Stem, ...]]:
    """letters -> the stems spelt so: the closed classes, and lemmas as lexicon.words has them.

    >>> [stem.lemma for stem in all_stems({"кітап": (Entry("кітап", "noun"),)})["кітаб"]]
    ['кітап']
    """
    found: dict[str, list[Stem]] = {form: list(_closed(form)) for form in closed_classes()}
    for lemma, entries in words.items():
        for letters, stem in _spelt(lemma, entries):
            found.setdefault(letters, []).append(stem)
    return {letters: tuple(group) for letters, group in found.items()}


def _closed(form: str) -> Iterator[Stem]:
    for entry in closed_classes()[form]:
        shape, key = _shape(ALONE, final_class(form), None, None), closed_key(entry.lemma, form)
        yield Stem(entry.lemma, entry.pos, shape, lemma_cost(key, entry.pos), CLOSED, key)


def _spelt(lemma: str, entries: tuple[Entry, ...]) -> Iterator[tuple[str, Stem]]:
    """The stems of a lemma with their spellings."""
    for entry in entries:
        cost = lemma_cost(lemma, entry.pos)
        for letters, shape in _shapes(entry):
            yield letters, Stem(lemma, entry.pos, shape, cost, LEXICON)


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
