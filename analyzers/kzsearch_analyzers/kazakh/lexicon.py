"""The tables beside this file: Kazakh lemmas with part of speech and Russian translations, and the closed classes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VERB = "verb"
INFLECTED = frozenset(
    {"noun", "adj", "adv", "num", "pron", "post", "modal", "first", "surname", "place", "org"}
)  # may take the noun's suffixes
UNINFLECTED = frozenset({"conj", "part", "intj"})
NAMES = frozenset({"first", "surname", "place", "org"})
PHRASE = "phrase"
POS = tuple(sorted(INFLECTED | UNINFLECTED | {VERB, PHRASE}))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of lexicon.tsv.

    marks: drop, the last vowel drops before a vowel (орын -> орны); back, front, the harmony of its suffixes where its
    vowels say otherwise; irr, irregular; own, a word of its own though it looks like the passive or gerund of another;
    poss, ends in a possessive and takes the cases that follow one (отбасы -> отбасында); time, takes -ғы (қысқы).
    """

    lemma: str
    pos: str
    russian: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()


def rows(name: str, wanted: Callable[[str], bool] = bool) -> Iterator[list[str]]:
    """The rows of a table of this package that are wanted, without comments, split at tabs."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and wanted(line) and not line.startswith("#"))


@cache
def entries() -> tuple[Entry, ...]:
    """All of lexicon.tsv, in the order of the file."""
    return tuple(
        Entry(lemma, pos, tuple(filter(None, russian.split("; "))), frozenset(marks.split()))
        for lemma, pos, russian, marks in rows("lexicon.tsv")
    )


@cache
def words() -> Mapping[str, tuple[Entry, ...]]:
    """lemma -> its entries, multi-word entries left out."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries():
        if " " not in entry.lemma:
            found[entry.lemma] = (*found.get(entry.lemma, ()), entry)
    return found


@cache
def closed_classes() -> Mapping[str, tuple[Entry, ...]]:
    """form -> (lemma, part of speech) for words outside the suffix tables.

    >>> [e.lemma for e in closed_classes()["оған"]]
    ['ол']
    """
    found: dict[str, tuple[Entry, ...]] = {}
    for lemma, pos, forms, _why in rows("closed_classes.tsv"):
        entry = Entry(lemma, pos)
        for form in dict.fromkeys([lemma, *forms.split()]):
            if form != lemma or pos != VERB:
                found[form] = (*found.get(form, ()), entry)
    return found
