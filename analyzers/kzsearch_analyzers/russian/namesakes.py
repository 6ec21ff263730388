"""Nouns whose first form texts are taken to mean another word: Песков, a form of песок; граната, of гранат.

In a text a word has one lemma. Other forms of such a noun, Пескова, гранатой, have it as their lemma, so who asks for
one of them has to ask for the first form too. namesakes.txt lists the surnames, and the nouns that the first form may
well be; `python -m kzsearch_analyzers.russian.namesakes` makes it, in a minute.
"""

from collections.abc import Iterable
from functools import cache
from itertools import compress
from pathlib import Path

from kzsearch_analyzers.russian import known_and_base_many, lemmatize_many
from kzsearch_analyzers.russian.choice import PLAUSIBLE, listed
from kzsearch_analyzers.russian.dictionary import all_forms, folder, readings
from kzsearch_analyzers.russian.stop_words import STOP_WORDS
from kzsearch_analyzers.russian.tables import fingerprint
from kzsearch_analyzers.wordlist import fingerprint_in, words_in, write

LIST = Path(__file__).with_name("namesakes.txt")
LEAST_SHARE = 0.25  # of the readings of the first form; лет, a flight, is far less of them than год
_SURNAME = "Surn"


def is_namesake(lemma: str) -> bool:
    """Is it such a noun?

    >>> is_namesake("песков"), is_namesake("песок"), is_namesake("лет")
    (True, False, False)
    """
    return lemma in namesakes()


@cache
def namesakes() -> frozenset[str]:
    """All of them."""
    return frozenset(words_in(LIST))


def is_fresh() -> bool:
    """Is the list made from the dictionary that is installed?"""
    return fingerprint_in(LIST) == fingerprint(folder())


def compiled(forms: Iterable[str]) -> list[str]:
    """Those of some forms of the dictionary that belong to the list, sorted.

    >>> compiled(["граната", "гранат", "гранатой", "лет", "жуков"])
    ['граната', 'жуков']
    """
    spelt = sorted({form.replace("ё", "е") for form in forms})
    _, are_bases = known_and_base_many(spelt)
    bases = list(compress(spelt, are_bases.tolist()))
    others = [base for base, lemma in zip(bases, lemmatize_many(bases), strict=True) if base != lemma]
    return [base for base in others if _may_be_meant(base)]


def _may_be_meant(base: str) -> bool:
    best, *others = listed(base)
    own = next((choice for choice in others if choice.lemma == base and choice.pos == "NOUN"), None)
    if own is None or not STOP_WORDS.isdisjoint((base, best.lemma)):
        return False
    is_surname = any(reading.lemma == base and _SURNAME in reading.grammemes for reading in readings(base))
    return own.share >= (PLAUSIBLE if is_surname else LEAST_SHARE)


if __name__ == "__main__":
    write(LIST, fingerprint(folder()), compiled(all_forms()))
