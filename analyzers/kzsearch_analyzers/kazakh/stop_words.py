"""Kazakh stop words: the table stop_words.tsv, of lemmas and forms; some are nouns too, which a question may mean."""

from collections.abc import Mapping
from functools import cache

from .cheapest import choices
from .lexicon import rows

_AS_IT_STANDS, _IN_ITS_CASES = "noun too", "noun in its cases"  # kinds of words that are nouns as well
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
    of_kind = _kinds()
    if form in of_kind[_AS_IT_STANDS]:
        return False
    if form in stop_words():
        return True
    is_noun_too = lemma in of_kind[_AS_IT_STANDS] or lemma in of_kind[_IN_ITS_CASES]
    return lemma in stop_words() and not (is_noun_too and choices(form)[0].pos in _NOMINAL)


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in rows("stop_words.tsv")}
