"""Forms whose lemma is written down rather than chosen: closed_classes.tsv form by form, declined.tsv word by word."""

from functools import cache
from pathlib import Path


def rows(name: str) -> list[list[str]]:
    """The rows of a table in this folder below its heading, each split at tabs."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:] if line]


@cache
def closed_classes() -> dict[str, str]:
    """Form -> lemma: pronouns, prepositions with a vowel, clipped words, words of Kazakhstan.

    >>> closed_classes()["чему"], closed_classes()["млн"], closed_classes()["кызылорде"]
    ('что', 'миллион', 'кызылорда')
    """
    return _declined() | {form: lemma for form, lemma, _ in rows("closed_classes.tsv")}


def _declined() -> dict[str, str]:
    return {
        stem + ending.replace("-", ""): lemma
        for lemma, stem, endings, _ in rows("declined.tsv")
        for ending in endings.split()
    }
