"""Forms whose lemma is written down in closed_classes.tsv rather than chosen."""

from functools import cache
from importlib.resources import files


def rows(name: str) -> list[list[str]]:
    """The rows of a table in this folder below its heading, each split at tabs."""
    text = files("kzsearch_analyzers.russian").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:] if line]


@cache
def closed_classes() -> dict[str, str]:
    """Form -> lemma: pronouns, prepositions with a vowel, clipped words, indeclinables.

    >>> closed_classes()["чему"], closed_classes()["млн"]
    ('что', 'миллион')
    """
    return {form: lemma for form, lemma, _ in rows("closed_classes.tsv")}
