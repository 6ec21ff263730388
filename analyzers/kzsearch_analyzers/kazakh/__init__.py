"""Kazakh: the lemma of a word form.

The chain, in order: closed classes (closed_classes.tsv), then every reading by the suffix table (suffixes.tsv) with
stems of the lexicon (lexicon.tsv) and guessed ones, the likeliest by weights.tsv first: morphology.py for one word,
cheapest.py for its lemmas alone, arrays.py for many. Where only guesses are left, the word may be one of the lexicon
typed without the letters of Kazakh: folded.py. Words in Latin letters are read by latin.py. All read compiled.npy,
which is made from these tables: tables.py tells how.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import arrays
from .arrays import UNREAD, Readings, are_listed, are_restored, are_suffixed, edits_of, lemmas, lemmas_of, puts, read
from .cheapest import Choice, choices
from .morphology import LIKELY, Analysis
from .morphology import analyses as _analyses
from .stems import LEXICON
from .stems import is_lemma as _is_lemma
from .weights import CENTINATS

__all__ = [
    "UNREAD",
    "Analysis",
    "Choice",
    "Readings",
    "analyses",
    "are_listed",
    "are_restored",
    "are_suffixed",
    "best",
    "candidates",
    "edits_of",
    "is_lemma",
    "is_lemma_many",
    "lemmas",
    "lemmas_of",
    "lemmatize",
    "lemmatize_many",
    "puts",
    "read",
    "readings_many",
]

_MOST_CANDIDATES = 4


@lru_cache(maxsize=1 << 18)
def analyses(form: str) -> tuple[Analysis, ...]:
    """Every reading of a word form, best first; a lemma and part of speech once.

    >>> [(a.lemma, a.pos, a.suffixes) for a in analyses("алмасын")[:2]]
    [('алма', 'noun', ('poss.3', 'acc')), ('ал', 'verb', ('neg', 'imp.3'))]
    """
    return _analyses(form.lower())


@lru_cache(maxsize=1 << 18)
def candidates(form: str) -> tuple[str, ...]:
    """The plausible lemmas of a word form, best first; the first is `lemmatize(form)`. `analyses` tells how probable.

    A form that the lexicon lists is one of them, however rare: суы, of су, is also the verb to cool down.

    >>> candidates("суы")
    ('су', 'суы')
    """
    form = form.lower()
    found = choices(form)
    least = min(choice.cost for choice in found)
    as_typed = {choice.lemma for choice in found if choice.source == LEXICON and choice.lemma == form}
    near = (choice.lemma for choice in found[1:] if choice.cost / CENTINATS <= least / CENTINATS + LIKELY)
    likely = tuple(dict.fromkeys((found[0].lemma, *near)))[:_MOST_CANDIDATES]
    return (*likely, *(as_typed - set(likely)))


def best(form: str) -> Choice:
    """The best reading of a word form: as `analyses(form)[0]`, but for the suffixes, in a tenth of the time.

    >>> found = best("мектептер")
    >>> found.lemma, found.pos, found.source, found.taken
    ('мектеп', 'noun', 'lexicon', 3)
    """
    return choices(form.lower())[0]


def lemmatize(form: str) -> str:
    """The lemma of a Kazakh word form, lower case; verbs as their stem.

    >>> lemmatize("министрлігінің"), lemmatize("келгендіктен"), lemmatize("халқының")
    ('министрлік', 'кел', 'халық')
    >>> lemmatize("министрлигинин")
    'министрлік'
    """
    return best(form).lemma


def lemmatize_many(forms: Sequence[str]) -> list[str]:
    """The lemma of each form, in their order: as `lemmatize`, a hundred times faster.

    >>> lemmatize_many(["мектептер", "оларға"])
    ['мектеп', 'ол']
    """
    return arrays.lemmatize_many(forms)


def readings_many(forms: Sequence[str]) -> Readings:
    """The best reading of each form: its lemma, whether its stem is in the lexicon, whether it has suffixes.

    >>> found = readings_many(["мектептер", "законами", "оларға"])
    >>> found.lemmas, found.listed.tolist(), found.suffixed.tolist()
    (['мектеп', 'законами', 'ол'], [True, False, False], [True, False, False])
    """
    return arrays.readings_many(forms)


def is_lemma(form: str) -> bool:
    """Whether a form is a lemma of the lexicon, closed classes and entries of several words apart.

    >>> is_lemma("мектеп"), is_lemma("мектептер"), is_lemma("абай жолы")
    (True, False, False)
    """
    return _is_lemma(form.lower())


def is_lemma_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """`is_lemma` of each form.

    >>> is_lemma_many(["мектеп", "мектептер"]).tolist()
    [True, False]
    """
    return arrays.is_lemma_many(forms)
