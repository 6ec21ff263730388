"""Translations between Kazakh and Russian as terms: from lexicon.tsv and abbreviations.tsv.

A key or translation is a tuple of lemmas, of one word or of the words of a phrase in their order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from math import sqrt

from .analysis import lemma_of
from .kazakh.lexicon import entries
from .language import KAZAKH, RUSSIAN
from .tokenizer import spans

MOST = 4  # translations of one word

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """Lemmas that may stand for others, with the weight of one of their occurrences, in (0, 1]."""

    terms: Terms
    weight: float


Table = Mapping[Terms, tuple[Translation, ...]]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """by_language: language of the question -> its words; same_thing: abbreviations, in any language; longest: words of
    the longest key."""

    by_language: Mapping[str, Table]
    same_thing: Table
    longest: int

    def translations(self, terms: Terms, lang: str) -> tuple[Translation, ...]:
        """What may stand for these lemmas; lang '' asks in both languages.

        >>> ("воз",) in [t.terms for t in dictionary().translations(("ддұ",), "kk")]
        True
        """
        tables = [self.by_language[lang]] if lang in self.by_language else list(self.by_language.values())
        return tuple(chain.from_iterable(table.get(terms, ()) for table in (self.same_thing, *tables)))


def terms_of(text: str, lang: str) -> Terms:
    """The lemmas of a name or phrase that is wholly in one language.

    >>> terms_of("денсаулық сақтау", "kk")
    ('денсаулық', 'сақта')
    """
    return tuple(lemma_of(form, kind, lang) for *_, kind, form in spans(text))


@cache
def dictionary() -> Dictionary:
    """All translations; read and lemmatised once a process."""
    to_russian: dict[Terms, list[Terms]] = {}
    to_kazakh: dict[Terms, list[tuple[int, Terms]]] = {}
    for entry in entries():
        source = terms_of(entry.lemma, KAZAKH)
        for rank, russian in enumerate(entry.russian):
            target = terms_of(russian, RUSSIAN)
            if source == target or not source or not target:
                continue
            to_russian.setdefault(source, []).append(target)
            to_kazakh.setdefault(target, []).append((rank, source))
    ordered = {key: [terms for _, terms in sorted(found, key=lambda x: x[0])] for key, found in to_kazakh.items()}
    same = _same_thing()
    keys = chain(to_russian, ordered, same)
    return Dictionary(
        {KAZAKH: _weighted(to_russian), RUSSIAN: _weighted(ordered)}, same, max((len(key) for key in keys), default=1)
    )


def _weighted(table: Mapping[Terms, Iterable[Terms]]) -> Table:
    """Each of n translations weighs 1 / sqrt(n)."""
    found = {}
    for key, targets in table.items():
        kept = list(dict.fromkeys(targets))[:MOST]
        found[key] = tuple(Translation(terms, 1 / sqrt(len(kept))) for terms in kept)
    return found


def _same_thing() -> Table:
    """abbreviations.tsv: every name of a row stands for every other, at full weight."""
    found: dict[Terms, list[Terms]] = {}
    for row in _abbreviation_rows():
        names = list(dict.fromkeys(terms for terms in row if terms))
        for name in names:
            found.setdefault(name, []).extend(other for other in names if other != name)
    return {key: tuple(Translation(t, 1.0) for t in dict.fromkeys(others)) for key, others in found.items()}


def _abbreviation_rows() -> Iterable[list[Terms]]:
    text = files(__package__).joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        columns = zip((KAZAKH, KAZAKH, RUSSIAN, RUSSIAN, ""), line.split("\t"), strict=True)
        yield [terms_of(name, lang) for lang, cell in columns for name in cell.split("; ") if name]
