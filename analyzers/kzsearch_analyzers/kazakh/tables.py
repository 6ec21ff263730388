"""compiled.npy: grammar and lexicon worked out beforehand, so that the first word of a process need not wait for them.

What is made from what, in the order of the commands:

suffixes.tsv, lexicon.tsv, closed_classes.tsv --python scripts/train_kazakh.py COUNTS--> weights.tsv
the four and their rules --python -m kzsearch_analyzers.kazakh.compile--> compiled.npy  (training does it too)
lexicon.tsv, by the lemmas that compiled.npy gives --python -m kzsearch_analyzers.bilingual--> translations.tsv

The file is the fields of Tables one after another (arrayfile.py), text as UTF-8. Whether it is fresh is not asked when
it is read, for lexicon.tsv would have to be read too; a test compares it with tables made anew.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.arrayfile import read_arrays, reading, write_arrays

NAME = "compiled.npy"
COMMAND = "python -m kzsearch_analyzers.kazakh.compile"

DEAD, START = 0, 1  # states
IMPOSSIBLE = np.iinfo(np.int16).max  # a price: more than any stem costs at any boundary


@dataclass(frozen=True, slots=True)
class Tables:
    """Costs are hundredths of a nat; a price is what a stem costs at the cheapest boundary of a kind of state.

    fingerprint: of all that the tables were made from.
    Automaton: following, weight: shape (states, SYMBOLS), the state after a letter and what the letter adds; kinds: by
    state, 0 where no stem may stand.
    Lexicon: spellings: the letters of all, EDGE after each; stem_counts, is_base (a nominal, no name), is_lemma: by
    spelling; costs, shapes, lemmas (lines of shape_lines and lemma_lines), pos (of lexicon.POS), is_closed: by stem,
    those of one spelling in a row; prices: shape (kinds, shapes).
    Guesses: letter_costs: of a letter after two others, shape (2, SYMBOLS, SYMBOLS, SYMBOLS), in nominal and in verbal
    stems; guess_costs: by guess, and that of a built word; guess_kinds: by kind, the bits of the guesses that may be
    made; guess_prices: by guess and kind that go together, shape (pairs, sounds).
    abbreviation_lines: those of both languages, which are known as they stand.
    Skeletons (folded.py): the same automaton and lexicon by them; folded_stems: the numbers of the stems.
    """

    fingerprint: str
    following: NDArray[np.uint16]
    weight: NDArray[np.uint16]
    kinds: NDArray[np.uint16]
    spellings: NDArray[np.uint8]
    stem_counts: NDArray[np.uint8]
    is_base: NDArray[np.bool_]
    is_lemma: NDArray[np.bool_]
    costs: NDArray[np.uint16]
    shapes: NDArray[np.uint16]
    lemmas: NDArray[np.uint16]
    pos: NDArray[np.uint8]
    is_closed: NDArray[np.bool_]
    shape_lines: str
    lemma_lines: str
    prices: NDArray[np.int16]
    letter_costs: NDArray[np.int16]
    guess_costs: NDArray[np.int16]
    guess_kinds: NDArray[np.uint16]
    guess_prices: NDArray[np.int16]
    abbreviation_lines: str
    folded_following: NDArray[np.uint16]
    folded_weight: NDArray[np.uint16]
    folded_kinds: NDArray[np.uint16]
    folded_prices: NDArray[np.int16]
    folded_spellings: NDArray[np.uint8]
    folded_stem_counts: NDArray[np.uint8]
    folded_stems: NDArray[np.uint16]


_TEXTS = frozenset({"fingerprint", "shape_lines", "lemma_lines", "abbreviation_lines"})


def save(tables: Tables, path: Path) -> None:
    """Writes compiled.npy, the same bytes for the same tables."""
    columns = {field.name: getattr(tables, field.name) for field in fields(tables)}
    write_arrays(path, (np.frombuffer(c.encode(), np.uint8) if name in _TEXTS else c for name, c in columns.items()))


@cache
def tables() -> Tables:
    """The tables that are shipped.

    >>> "мектеп" in tables().lemma_lines.split("\\n")
    True
    """
    return load(Path(__file__).with_name(NAME))


class Machine(NamedTuple):
    """What reads words spelt in one way: the automaton, what stems cost there, spellings, the numbers of their stems.
    Columns of Tables."""

    following: NDArray[np.uint16]
    weight: NDArray[np.uint16]
    kinds: NDArray[np.uint16]
    prices: NDArray[np.int16]
    spellings: NDArray[np.uint8]
    stem_counts: NDArray[np.uint8]
    stems: NDArray[Any]


def machine(*, folded: bool) -> Machine:
    """That of spellings as they are, or of their skeletons."""
    of = tables()
    columns = {name: getattr(of, f"folded_{name}" if folded else name) for name in Machine._fields if name != "stems"}
    return Machine(**columns, stems=of.folded_stems if folded else np.arange(len(of.costs)))


def load(path: Path) -> Tables:
    """Reads a file that `save` wrote; raises TablesError where it cannot."""
    names = [field.name for field in fields(Tables)]
    with reading(path, COMMAND):
        columns: dict[str, Any] = dict(zip(names, read_arrays(path, len(names)), strict=True))
        texts = {name: columns[name].tobytes().decode() for name in _TEXTS}
    return Tables(**columns | texts)
