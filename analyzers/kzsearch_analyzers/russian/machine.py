"""What batches are worked with: the automaton, tables, edits and rules as arrays; look-ups and edits of many words.

The automaton gives the payload of each word, the payload its edit; odd forms and closed classes have edits by their
keys; all edits are made in one gathering of letters.
"""

import threading
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian import automaton
from kzsearch_analyzers.russian.automaton import BLOCK, Automaton
from kzsearch_analyzers.russian.closed_classes import closed_classes
from kzsearch_analyzers.russian.edits import Edit, Edits, edit
from kzsearch_analyzers.russian.endings import ends
from kzsearch_analyzers.russian.key_table import KeyTable
from kzsearch_analyzers.russian.letters import (
    ENCODING,
    SEPARATOR,
    Words,
    gathered,
    keys,
    words_of,
)
from kzsearch_analyzers.russian.names import Names, names
from kzsearch_analyzers.russian.tables import HAS_ODD, Tables, fitting_tables, odd_keys

UNKNOWN = -1
WHOLE = Edit(0, 0, "")

_assembling = threading.Lock()


class Editor:
    """Edits that come after those of the tables, by number."""

    def __init__(self, known: Edits) -> None:
        self._known = known
        self._numbers: dict[Edit, int] = {}

    def number(self, made: Edit) -> int:
        """The number of an edit."""
        return self._numbers.setdefault(made, len(self._known) + len(self._numbers))

    def edits(self) -> Edits:
        """All edits so far."""
        return self._known.and_also(Edits.of(list(self._numbers)))


class Rules(NamedTuple):
    """`endings.ends` as arrays.

    By place of an end in the table `ends`: the rank of its rule anywhere, and of its rule after a vowel, int64,
    the number of all rules for none. By rank: the number of the edit, and whether that gives an adjective.
    """

    ends: KeyTable
    anywhere: NDArray[np.int64]
    after_vowel: NDArray[np.int64]
    codes: NDArray[np.int64]
    is_adjective: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything a batch is worked on with.

    `bests`: by number of a list of `tables`, the number of its first edit;
    `closed`: the keys of the forms of closed classes and of names, and the numbers of their edits, `closed_codes`;
    `odd` and `endings`: the keys of `tables`;
    `longest_closed`: letters of the longest of them; `has_keyed`: by number of a payload, whether some of its forms are
    odd or of a closed class;
    `appends_oi`, `appends_i`: by number of an edit, whether it puts -ой, whether it puts й.
    """

    automaton: Automaton
    tables: Tables
    bests: NDArray[np.int64]
    edits: Edits
    has_keyed: NDArray[np.bool_]
    closed: KeyTable
    closed_codes: NDArray[np.int64]
    odd: KeyTable
    endings: KeyTable
    longest_closed: int
    rules: Rules
    appends_oi: NDArray[np.bool_]
    appends_i: NDArray[np.bool_]


def fitting_machine() -> Machine | None:
    """What is worked with, or None where the dictionary is not the edition that the tables were made from.

    Raises TablesError where the tables cannot be read.

    >>> machine = fitting_machine()
    >>> words = words_of(["законами"])
    >>> found = ways(machine, words.symbols, words.starts, words.sizes, closed=True)
    >>> edited(machine, words, np.array([0]), found.codes)
    ['закон']
    """
    with _assembling:  # `cache` alone would assemble two when two threads come at once
        return _fitting_machine()


@cache
def _fitting_machine() -> Machine | None:
    fitting = fitting_tables()
    return assembled(fitting) if fitting else None


def assembled(shipped: Tables) -> Machine:
    """Everything that works with some tables of the dictionary."""
    words = automaton.installed()
    editor = Editor(shipped.edits)
    closed = closed_classes()
    forms = words_of(list(closed))
    closed_codes = np.array([editor.number(edit(form, lemma)) for form, lemma in closed.items()])
    name_codes = _codes_of(names(), editor)
    rules = _rules(editor)
    return Machine(
        automaton=words,
        tables=shipped,
        bests=shipped.bests(),
        edits=editor.edits(),
        has_keyed=_has_keyed(shipped, words, forms),
        closed=KeyTable.of(np.concatenate((_keys_of(forms), names().keys))),
        closed_codes=np.concatenate((closed_codes, name_codes)),
        odd=KeyTable.of(shipped.odd_keys),
        endings=KeyTable.of(shipped.ending_keys),
        longest_closed=max(int(forms.sizes.max()), names().longest),
        rules=rules,
        appends_oi=shipped.edits.end_in("ой"),
        appends_i=shipped.edits.end_in("й") & (shipped.edits.sizes == len("й" + SEPARATOR)),
    )


def _has_keyed(shipped: Tables, words: Automaton, forms: Words) -> NDArray[np.bool_]:
    """forms: of closed classes."""
    has_keyed: NDArray[np.bool_] = np.not_equal(shipped.marks & HAS_ODD, 0)
    has_keyed[words.look_up(forms.symbols, forms.starts, forms.sizes)[1]] = True
    return has_keyed


def _codes_of(listed: Names, editor: Editor) -> NDArray[np.int64]:
    """By place of a name's form, the number of its edit."""
    return np.array([editor.number(made) for made in listed.edits.listed()], np.int64).take(listed.codes)


def _keys_of(words: Words) -> NDArray[np.uint64]:
    return keys(words.symbols, words.starts, words.sizes)


def _rules(editor: Editor) -> Rules:
    tables = ends()
    ranked = sorted({*tables.anywhere.values(), *tables.after_vowel.values()})
    rank_of = {rule: rank for rank, rule in enumerate(ranked)}
    place_of = {end: place for place, end in enumerate({**tables.anywhere, **tables.after_vowel})}
    anywhere, after_vowel = np.full((2, len(place_of)), len(ranked))
    anywhere[: len(tables.anywhere)] = [rank_of[rule] for rule in tables.anywhere.values()]
    after_vowel[[place_of[end] for end in tables.after_vowel]] = [rank_of[r] for r in tables.after_vowel.values()]
    return Rules(
        ends=KeyTable.of(_keys_of(words_of([end[::-1] for end in place_of]))),
        anywhere=anywhere,
        after_vowel=after_vowel,
        codes=np.array([editor.number(rule.edit) for rule in ranked]),
        is_adjective=np.array([rule.pos == "ADJF" and rule.edit != WHOLE for rule in ranked]),
    )


def found_in(sorted_keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where each key stands among sorted ones, -1 for those that do not.

    >>> found_in(np.array([3, 5], np.uint64), np.array([5, 4], np.uint64))
    array([ 1, -1])
    """
    if not len(sorted_keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.where(sorted_keys[at] == wanted, at, -1)


class Ways(NamedTuple):
    """What the dictionary tells of words.

    `codes`: the number of the edit, UNKNOWN where there is none; `marks`; `known`: whether the dictionary has the word,
    which it may lack though a closed class gives an edit.
    """

    codes: NDArray[np.int64]
    marks: NDArray[np.uint16]
    known: NDArray[np.bool_]


def ways(
    machine: Machine, symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64], *, closed: bool
) -> Ways:
    """Looks words up in the dictionary, with `closed` in the closed classes also."""
    codes, marks = np.full(len(starts), UNKNOWN), np.zeros(len(starts), np.uint16)
    rows, payloads = machine.automaton.look_up(symbols, starts, sizes)
    codes[rows] = machine.bests.take(machine.tables.lists.take(payloads))
    marks[rows] = machine.tables.marks.take(payloads)
    known = codes >= 0
    keyed = rows[machine.has_keyed.take(payloads)]
    if closed:
        is_short = (codes < 0) & (sizes > 0) & (sizes <= machine.longest_closed)
        keyed = np.concatenate((keyed, np.flatnonzero(is_short)))
    key_of = keys(symbols, starts[keyed], sizes[keyed])
    odd = machine.odd.find(odd_keys(key_of))
    is_odd = (odd >= 0) & (codes[keyed] >= 0)
    codes[keyed[is_odd]] = machine.bests.take(machine.tables.odd_lists[odd[is_odd]])
    marks[keyed[is_odd]] = machine.tables.odd_marks[odd[is_odd]]
    if closed:
        entry = machine.closed.find(key_of)
        codes[keyed[entry >= 0]] = machine.closed_codes[entry[entry >= 0]]
    return Ways(codes, marks, known)


class Letters(NamedTuple):
    """Words by their symbols: uint8, and where each begins and how long it is, int64."""

    symbols: NDArray[np.uint8]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]


def together(machine: Machine, *asked: Letters) -> list[Ways]:
    """`ways` of several lots of words, in the dictionary alone, for the price of one.

    >>> words = [words_of(["дома"]), words_of(["мектеп", "школа"])]
    >>> lots = together(fitting_machine(), *(Letters(lot.symbols, lot.starts, lot.sizes) for lot in words))
    >>> [lot.known.tolist() for lot in lots]
    [[True], [False, True]]
    """
    offsets = np.cumsum([0, *(len(lot.symbols) for lot in asked)])
    found = ways(
        machine,
        np.concatenate([lot.symbols for lot in asked]),
        np.concatenate([lot.starts + offset for lot, offset in zip(asked, offsets[:-1], strict=True)]),
        np.concatenate([lot.sizes for lot in asked]),
        closed=False,
    )
    ends = np.cumsum([0, *(len(lot.starts) for lot in asked)]).tolist()
    return [
        Ways(found.codes[first:end], found.marks[first:end], found.known[first:end]) for first, end in pairwise(ends)
    ]


def edited(machine: Machine, words: Words, rows: NDArray[np.int64], codes: NDArray[np.int64]) -> list[str]:
    """The words of some rows, each edited."""
    made: list[str] = []
    for first in range(0, len(rows), BLOCK):
        block = slice(first, first + BLOCK)
        made += _edited(machine.edits, words, rows[block], codes[block])
    return made


def _edited(edits: Edits, words: Words, rows: NDArray[np.int64], codes: NDArray[np.int64]) -> list[str]:
    """Of each word two pieces: what is left of it, and what the edit puts."""
    first, last = int(rows.min()), int(rows.max())
    begin, end = int(words.starts[first]), int(words.starts[last] + words.sizes[last])
    units = words.units[begin:end]
    starts, sizes = words.starts[rows] - begin, words.sizes[rows]
    cuts = np.minimum(edits.cuts.take(codes), sizes)
    pieces, lengths = np.empty((2, len(rows), 2), np.int64)
    pieces[:, 0], lengths[:, 0] = starts + cuts, np.maximum(sizes - cuts - edits.strips.take(codes), 0)
    pieces[:, 1], lengths[:, 1] = edits.starts.take(codes) + len(units), edits.sizes.take(codes)
    at, _ = gathered(pieces.ravel(), lengths.ravel())
    lemmas = np.concatenate((units, edits.units)).take(at)[:-1]
    return lemmas.tobytes().decode(ENCODING, "surrogatepass").split(SEPARATOR)
