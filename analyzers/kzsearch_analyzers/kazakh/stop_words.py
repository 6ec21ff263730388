"""Kazakh stop words: the table stop_words.tsv, of lemmas and forms; some are nouns too, which a question may mean."""

from collections.abc import Mapping
from functools import cache

from .cheapest import choices
from .lexicon import rows

_NOUN_TOO = "noun too"  # words that are rather nouns, standing in a question as they are
_NOMINAL = frozenset({"noun", "adj"})


@cache
def stop_words() -> frozenset[str]:
    """
    >>> "және" in stop_words(), "мектеп" in stop_words()
    (True, False)
    """
    return frozenset().union(*_kinds().values())


def is_stop_word(form: str, lemma: str) -> bool:
    """Is a word of the table meant, and not the noun that is spelt so?

    >>> is_stop_word("етеді", "ет"), is_stop_word("еті", "ет"), is_stop_word("ет", "ет")  # does, its meat, meat
    (True, False, False)
    """
    if form in stop_words():
        return form not in _kinds()[_NOUN_TOO]
    return lemma in stop_words() and choices(form)[0].pos not in _NOMINAL


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in rows("stop_words.tsv")}
