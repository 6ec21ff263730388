"""Kazakh: the lemma of a word form.

The chain, in order: closed classes (closed_classes.tsv), then every reading by the suffix table (suffixes.tsv) with
stems of the lexicon (lexicon.tsv) before guessed ones, the cheapest first (morphology.py).
"""

from collections.abc import Sequence
from functools import lru_cache

from .morphology import CLOSE, Analysis
from .morphology import analyses as _analyses

__all__ = ["Analysis", "analyses", "candidates", "lemmatize", "lemmatize_many"]

_MOST_CANDIDATES = 4


@lru_cache(maxsize=1 << 18)
def analyses(form: str) -> tuple[Analysis, ...]:
    return _analyses(form.lower())


@lru_cache(maxsize=1 << 18)
def candidates(form: str) -> tuple[str, ...]:
    """The plausible lemmas of a word form, best first; the first is `lemmatize(form)`.

    >>> candidates("алма")[0]
    'алма'
    """
    found = analyses(form)
    if not found:
        return (form.lower(),)
    near = (a.lemma for a in found if a.cost <= found[0].cost + CLOSE)
    return tuple(dict.fromkeys(near))[:_MOST_CANDIDATES]


def lemmatize(form: str) -> str:
    """The lemma of a Kazakh word form, lower case; verbs as their stem.

    >>> lemmatize("министрлігінің"), lemmatize("келгендіктен"), lemmatize("халқының")
    ('министрлік', 'кел', 'халық')
    """
    return candidates(form)[0]


def lemmatize_many(forms: Sequence[str]) -> list[str]:
    """The lemma of each form, in their order.

    >>> lemmatize_many(["мектептер", "оларға"])
    ['мектеп', 'ол']
    """
    return [lemmatize(form) for form in forms]
