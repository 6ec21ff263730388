"""Russian: the lemma of a word form.

The chain, in order: the closed classes, pymorphy3's dictionary, hyphenated words part by part, the names of our
lexicon, and for what none of them knows the guesses of `unknown`, Snowball's stem last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.cyrillic_words import CyrillicWords, Edits, Puts
from kzsearch_analyzers.russian import batch, unknown
from kzsearch_analyzers.russian.choice import ORDINARY, UNFIT, Choice, is_surname, plausible
from kzsearch_analyzers.russian.closed_classes import closed_classes
from kzsearch_analyzers.russian.dictionary import first_lemma, readings
from kzsearch_analyzers.russian.entries import fitting_lexicon
from kzsearch_analyzers.russian.hyphens import is_numeral, lemma_of_parts
from kzsearch_analyzers.russian.lexicon import PARSED, Lexicon
from kzsearch_analyzers.russian.machine import UNKNOWN, fitting_machine
from kzsearch_analyzers.russian.names import lemma_of_name
from kzsearch_analyzers.russian.spelling import fold, has_russian_end, is_word
from kzsearch_analyzers.russian.stop_words import STOP_WORDS
from kzsearch_analyzers.russian.tables import BASE

__all__ = [
    "AS_WRITTEN",
    "STOP_WORDS",
    "Analysis",
    "analyses",
    "are_known",
    "candidates",
    "edits_of",
    "first_lemma",
    "first_lemmas",
    "has_tables",
    "is_base",
    "is_known",
    "is_known_many",
    "known_and_base_many",
    "lemmatize",
    "lemmatize_many",
    "look_up",
    "puts",
]

Source = Literal["table", "dictionary", "parts", "name", "unchanged"] | unknown.Source

MOST_CANDIDATES = 4
AS_WRITTEN = 0  # the edit of words that stay as they are
_REMEMBERED = 200_000
_BLOCK = 1 << 17  # forms worked on at once; more take more memory, and no less time


@dataclass(frozen=True, slots=True)
class Analysis:
    """A lemma of a form, its part of speech as OpenCorpora calls it, where it is from, its share of the score."""

    lemma: str
    pos: str
    source: Source
    score: float


@lru_cache(maxsize=_REMEMBERED)
def analyses(form: str) -> tuple[Analysis, ...]:
    """Every lemma found for a form, best first, and where it is from.

    >>> [(analysis.lemma, analysis.source) for analysis in analyses("банком")]
    [('банк', 'dictionary')]
    """
    folded = fold(form)
    choices, source = _told(folded, PARSED)
    if source == "dictionary" and is_surname(folded, readings(folded)):
        source = "ending"
    return tuple(Analysis(choice.lemma, choice.pos, source, choice.share) for choice in choices)


def _told(folded: str, lexicon: Lexicon) -> tuple[tuple[Choice, ...], Source]:
    """The lemmas of a folded form, best first, and where they are from."""
    if not is_word(folded) and not has_russian_end(folded):
        return (Choice(folded, "X", 1.0, ORDINARY),), "unchanged"
    if folded in closed_classes():
        return (Choice(closed_classes()[folded], "X", 1.0, ORDINARY),), "table"
    if not is_numeral(folded) and (choices := lexicon.listed(folded)):
        return choices, "dictionary"
    if "-" in folded:
        lemma = lemma_of_parts(folded, lambda part: _told(part, lexicon)[0][0].lemma, lexicon.cells)
        return (Choice(lemma, "X", 1.0, ORDINARY),), "parts"
    if (name := lemma_of_name(folded)) is not None:
        return (Choice(name, "NOUN", 1.0, UNFIT),), "name"
    return unknown.guess(folded, lexicon)


@lru_cache(maxsize=_REMEMBERED)
def candidates(form: str) -> tuple[str, ...]:
    """The plausible lemmas of a form, best first; the first is `lemmatize(form)`.

    >>> candidates("стали")
    ('стать', 'сталь')
    """
    choices, _ = _told(fold(form), fitting_lexicon())
    return tuple(dict.fromkeys(choice.lemma for choice in plausible(choices)))[:MOST_CANDIDATES]


def lemmatize(form: str) -> str:
    """The best lemma of a form: lower case, ё as е; what is not Russian comes back in lower case as it is.

    >>> lemmatize("Токаевым"), lemmatize("людей"), lemmatize("пришли"), lemmatize("Kaspi")
    ('токаев', 'человек', 'прийти', 'kaspi')
    """
    return candidates(form)[0]


@lru_cache(maxsize=_REMEMBERED)
def is_known(form: str) -> bool:
    """Whether pymorphy3's dictionary holds the form, е standing for ё where it does.

    >>> is_known("ещё"), is_known("еще"), is_known("мектеп")
    (True, True, False)
    """
    folded = fold(form)
    return is_word(folded) and fitting_lexicon().has(folded)


def is_base(form: str) -> bool:
    """Whether the dictionary holds the form and one of its readings has the form itself as its lemma.

    >>> is_base("сталь"), is_base("стали"), is_base("мектеп")
    (True, False, False)
    """
    folded = fold(form)
    return is_word(folded) and fitting_lexicon().has_base(folded)


def lemmatize_many(forms: Sequence[str]) -> list[str]:
    """The best lemma of each form, in their order: as `lemmatize` gives it, but all at once, on arrays.

    >>> lemmatize_many(["законах", "приняты"])
    ['закон', 'принять']
    """
    found = fitting_machine()
    if found is None:
        return [lemmatize(form) for form in forms]
    lemmas: list[str] = []
    for block in _blocks(forms):
        lemmas += batch.lemmas(found, block, lemmatize)
    return lemmas


def first_lemmas(forms: Sequence[str]) -> list[str | None]:
    """The lemma of each form that pymorphy3 ranks first, as `first_lemma` gives it: no table, no correction, no guess.

    >>> first_lemmas(["законах", "быстро", "мектеп"])
    ['закон', 'быстро', None]
    """
    found = fitting_machine()
    if found is None:
        return [first_lemma(form) for form in forms]
    lemmas: list[str | None] = []
    for block in _blocks(forms):
        lemmas += batch.first_lemmas(found, block, first_lemma)
    return lemmas


def is_known_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Whether pymorphy3's dictionary holds each form, as `is_known` tells.

    >>> is_known_many(["ещё", "мектеп"])
    array([ True, False])
    """
    found = fitting_machine()
    if found is None:
        return np.array([is_known(form) for form in forms], np.bool_)
    known = [batch.known(found, block, is_known) for block in _blocks(forms)]
    return np.concatenate([np.zeros(0, np.bool_), *known])


def known_and_base_many(forms: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which forms pymorphy3's dictionary holds, and which of them are their own lemma: `is_known` and `is_base`.

    >>> known_and_base_many(["банк", "банком", "мектеп"])
    (array([ True,  True, False]), array([ True, False, False]))
    """
    found = fitting_machine()
    if found is None:
        return is_known_many(forms), np.array([is_base(form) for form in forms], np.bool_)
    known, base = [np.zeros(0, np.bool_)], [np.zeros(0, np.bool_)]
    for block in _blocks(forms):
        known_of_block, base_of_block = batch.known_and_base(found, block, is_known, is_base)
        known.append(known_of_block)
        base.append(base_of_block)
    return np.concatenate(known), np.concatenate(base)


def has_tables() -> bool:
    """Is the dictionary the edition that our tables were made from? Else each word is looked up by itself."""
    return fitting_machine() is not None


class Looked(NamedTuple):
    """What the dictionary says of words.

    is_known: whether it holds them; is_base: whether they are the lemma of one of their readings; told: int64, for
    `edits_of`.
    """

    is_known: NDArray[np.bool_]
    is_base: NDArray[np.bool_]
    told: NDArray[np.int64]


def look_up(words: CyrillicWords) -> Looked:
    """`known_and_base_many` of words that are not strings, and what tells their lemmas. None has a Kazakh letter.

    >>> [column.tolist() for column in look_up(CyrillicWords.of(["банком", "мектеп"]))[:2]]
    [[True, False], [False, False]]
    """
    found = fitting_machine()
    if found is None:
        return Looked(*known_and_base_many(words.strings()), np.full(len(words), UNKNOWN))
    of_words = batch.looked_up(found, words)
    return Looked(of_words.known, of_words.known & (of_words.marks & BASE != 0), of_words.codes)


def are_known(words: CyrillicWords) -> NDArray[np.bool_]:
    """`Looked.is_known` alone.

    >>> are_known(CyrillicWords.of(["банком", "мектеп"]))
    array([ True, False])
    """
    found = fitting_machine()
    return is_known_many(words.strings()) if found is None else batch.are_known(found, words)


def edits_of(words: CyrillicWords, told: NDArray[np.int64]) -> Edits:
    """How words become lemmas, given what `look_up` told of them, AS_WRITTEN for those with
    Kazakh letters; what is put is of `puts`."""
    found = fitting_machine()
    if found is not None:
        return batch.edits_of(found, words, told)
    nothing = np.zeros(len(words), np.int64)
    return Edits(nothing, words.sizes, nothing, dict(enumerate(map(lemmatize, words.strings()))))


def puts() -> Puts:
    """What is put after words to make lemmas."""
    found = fitting_machine()
    return Puts.of([""]) if found is None else batch.puts_of(found)


def _blocks(forms: Sequence[str]) -> Iterator[Sequence[str]]:
    listed = forms.tolist() if isinstance(forms, np.ndarray) else forms  # at a third of what its items cost one by one
    plain = listed if isinstance(listed, list | tuple) else list(map(str, listed))
    return (plain[first : first + _BLOCK] for first in range(0, len(plain), _BLOCK))
