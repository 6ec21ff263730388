"""Kazakh stop words: the table stop_words.tsv as a set of lemmas and forms."""

from functools import cache

from .lexicon import rows


@cache
def stop_words() -> frozenset[str]:
    """
    >>> "және" in stop_words(), "мектеп" in stop_words()
    (True, False)
    """
    return frozenset(word for _kind, words in rows("stop_words.tsv") for word in words.split())
