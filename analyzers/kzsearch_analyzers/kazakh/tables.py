"""compiled.npy: grammar and lexicon worked out beforehand, so that the first word of a process need not wait for them.

What is made from what, in the order of the commands:

suffixes.tsv, lexicon.tsv, closed_classes.tsv --python scripts/train_kazakh.py COUNTS--> weights.tsv
the four and their rules --python -m kzsearch_analyzers.kazakh.compile--> compiled.npy  (training does it too)
lexicon.tsv, by the lemmas that compiled.npy gives --python -m kzsearch_analyzers.bilingual--> translations.tsv

The file is the fields of Tables one after another, each as numpy.save writes it, text as UTF-8. It is not packed: each
process would unpack it anew, and wheels and git pack it anyway. Whether it is fresh is not asked when it is read, for
lexicon.tsv would have to be read too; a test compares it with tables made anew.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NAME = "compiled.npy"
COMMAND = "python -m kzsearch_analyzers.kazakh.compile"

DEAD, START = 0, 1  # states
IMPOSSIBLE = np.iinfo(np.int16).max  # a price: more than any stem costs at any boundary


class TablesError(OSError):
    """compiled.npy is missing, damaged, or not as this version writes it."""


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


_TEXTS = frozenset({"fingerprint", "shape_lines", "lemma_lines"})


def save(tables: Tables, path: Path) -> None:
    """Writes compiled.npy, the same bytes for the same tables."""
    with path.open("wb") as file:
        for field in fields(tables):
            column = getattr(tables, field.name)
            np.save(file, np.frombuffer(column.encode(), np.uint8) if field.name in _TEXTS else column)


@cache
def tables() -> Tables:
    """The tables that are shipped.

    >>> "мектеп" in tables().lemma_lines.split("\\n")
    True
    """
    return load(Path(__file__).with_name(NAME))


def load(path: Path) -> Tables:
    """Reads a file that `save` wrote; raises TablesError where it cannot."""
    try:
        return _load(path)
    except Exception as error:  # numpy has many
        raise TablesError(f"{path} cannot be read ({error!r}): install kzsearch anew, or run {COMMAND}") from error


def _load(path: Path) -> Tables:
    with path.open("rb") as file:
        columns = {field.name: np.load(file, allow_pickle=False) for field in fields(Tables)}
        if file.read(1):
            raise ValueError("more than the tables")
    return Tables(**{name: column.tobytes().decode() if name in _TEXTS else column for name, column in columns.items()})
