"""Makes names.npy from the Russian names of the bilingual lexicon: `python -m kzsearch_analyzers.russian.name_forms`.

All cases of a name get the name as their lemma. What the dictionary knows is left to it: names that it has (Абай) and
forms that are of other words (верну, of Верн). A form that is guessed right is left out, which keeps the table small.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kzsearch_analyzers.abbreviations import groups
from kzsearch_analyzers.kazakh.lexicon import NAMES, entries
from kzsearch_analyzers.russian import unknown
from kzsearch_analyzers.russian.closed_classes import closed_classes, rows
from kzsearch_analyzers.russian.entries import fitting_lexicon
from kzsearch_analyzers.russian.hyphens import CASES
from kzsearch_analyzers.russian.names import NAME, Names, save
from kzsearch_analyzers.russian.spelling import fold

ABBREVIATION, ANY, FIRST, PLACE = "abbreviation", "any", "first", "place"
SHORTEST = 4  # letters: the cases of shorter names are spelt like too many other words
_SINGULAR = (1 << len(CASES)) - 1  # of `cells`
_NAME = re.compile("[А-ЯЁ][а-яё]+")
_PLACE = re.compile("(?:город|село|пос[её]лок|станция|озеро|река|район|область) ([А-ЯЁ][а-яё]+)")


class Declension(NamedTuple):
    """A row of name_endings.tsv: names of a class that end so lose `cut` letters before the endings."""

    of: str
    end: re.Pattern[str]
    cut: int
    endings: tuple[str, ...]


@cache
def declensions() -> tuple[Declension, ...]:
    """name_endings.tsv; a row without endings leaves its names alone."""
    return tuple(
        Declension(
            of, re.compile(f"(?:{end})$"), int(cut), tuple(ending.replace("-", "") for ending in endings.split())
        )
        for of, end, cut, endings, _ in rows("name_endings.tsv")
    )


def declined(name: str, of: str) -> tuple[str, ...]:
    """The cases of a folded name of a class, by the first row that fits.

    >>> declined("дарига", "first")
    ('дарига', 'дариги', 'дариге', 'даригу', 'даригой', 'даригою')
    """
    fitting = (row for row in declensions() if row.of in (of, ANY) and row.end.search(name))
    return next((tuple(name[: len(name) - row.cut] + ending for ending in row.endings) for row in fitting), ())


def listed() -> dict[str, tuple[str, ...]]:
    """The single-word Russian names of lexicon.tsv and abbreviations.tsv that are ours to decline, with their cases.

    >>> listed()["абылай"]
    ('абылай', 'абылая', 'абылаю', 'абылаем', 'абылае')
    """
    found: dict[str, dict[str, None]] = {}
    for name, of in sorted((fold(name), of) for name, of in _named()):
        if len(name) >= SHORTEST and _is_ours(name, of):
            found.setdefault(name, {}).update(dict.fromkeys(declined(name, of)))
    return {name: tuple(forms) for name, forms in found.items() if forms}


def _named() -> Iterator[tuple[str, str]]:
    """Names as they are written, and their classes."""
    of_lexicon = (
        (russian, entry.pos if entry.pos in NAMES else ANY) for entry in entries() for russian in entry.russian
    )
    of_groups = (
        (name, ABBREVIATION) for group in groups() for name in (*group.russian_abbreviations, *group.russian_names)
    )
    for russian, of in (*of_lexicon, *of_groups):
        if _NAME.fullmatch(russian):
            yield russian, of
        elif place := _PLACE.fullmatch(russian):
            yield place[1], PLACE


def _is_ours(name: str, of: str) -> bool:
    """Whether the dictionary lacks a name, or has it as a first name that does not decline: Асель, Алтынай do here."""
    lexicon = fitting_lexicon()
    known = lexicon.listed(name)
    return not known or (of == FIRST and known[0].lemma == name and lexicon.cells(name) & _SINGULAR == _SINGULAR)


def lemmas() -> dict[str, str]:
    """Form -> name, of all forms that have to be written down. A form that is itself a listed name is of that name.

    >>> lemmas()["абылая"], "абая" in lemmas()  # the dictionary knows Абая
    ('абылай', False)
    """
    names = listed()
    owners = {form: name for name, forms in names.items() for form in forms} | {name: name for name in names}
    return {form: name for form, name in owners.items() if not is_taken(form) and _guessed(form) != name}


def is_taken(form: str) -> bool:
    """Whether something that goes before names tells the lemma of a form.

    >>> is_taken("верну"), is_taken("абылая")
    (True, False)
    """
    return form in closed_classes() or fitting_lexicon().has(form)


def _guessed(form: str) -> str:
    return unknown.guess(form, fitting_lexicon()).choices[0].lemma


if __name__ == "__main__":
    save(Names.of(lemmas()), Path(__file__).with_name(NAME))
