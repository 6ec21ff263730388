"""Other keys of documents as columns, to filter and sort by: strings, numbers and truth values, alone or in lists.

Each key has one of three kinds, in the files of one segment:

    number   all values are numbers
    column.NUMBER.values   float64 the distinct values, ascending
    column.NUMBER.places   uint32  for each document 0 where it lacks the key, or one more than the place of its value

    string   other values, one a document
    column.NUMBER          the distinct values as sorted strings (dictionary.py)
    column.NUMBER.places   uint32  as for numbers

    strings  some documents have lists
    column.NUMBER          the distinct values of all lists as sorted strings
    column.NUMBER.firsts   uint32  where the values of each document begin in `places`, and the end (uint64 past 4
                                   billion); a document with an empty list lacks the key
    column.NUMBER.places   uint32  the places of each document's distinct values, ascending

The segment's `about` names the keys in the order of NUMBER with their kinds (`columns`) and the keys that have no
column with the reason (`unfit`): a value is an object, a long text, a huge number, a long list or one of lists. All of
it is stored with the document. Format 2 had no lists, and no reasons: its `unfit` is a list of keys.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from kzsearch_analyzers.codepage import encode, encode_many
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter
from .dictionary import Dictionary, write_strings

LONGEST_VALUE = 255  # characters of a string in a column
LONGEST_LIST = 1000  # values
LARGEST = 2**53  # a whole number that a float64 tells from its neighbours
MOST_KEYS = 200
NUMBER, STRING, STRINGS = "number", "string", "strings"
_TOO_MANY = f"documents have more than {MOST_KEYS} keys"
_BEFORE_LISTS = "a value is a list, an object, a long text or a huge number; lists have columns if indexed anew"


class Columns:
    """Collects the keys of documents, those only that a column can hold."""

    def __init__(self) -> None:
        self._docs = 0
        self._values: dict[str, list[tuple[int, Any]]] = {}  # by key: document, value or distinct strings of a list
        self._unfit: dict[str, str] = {}  # keys that get no column, and why
        self._strings: dict[str, str] = {}  # those of lists, each kept once

    def add(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """The keys of the next documents."""
        for doc, fields in enumerate(documents, self._docs):
            if fields:
                self._add(doc, fields)
        self._docs += len(documents)

    def _add(self, doc: int, fields: Mapping[str, Any]) -> None:
        for key, value in fields.items():
            if key in self._unfit or value is None:
                continue
            if isinstance(value, list):
                self._add_list(key, doc, value)
            elif not (fault := _fault(value)) and (key in self._values or len(self._values) < MOST_KEYS):
                self._values.setdefault(key, []).append((doc, value))
            else:
                self.leave_out(key, fault or _TOO_MANY)

    def _add_list(self, key: str, doc: int, values: Sequence[Any]) -> None:
        """The distinct strings of a list; one without values is none."""
        fault = _fault_of_list(values)
        strings = {} if fault else dict.fromkeys(map(as_string, (value for value in values if value is not None)))
        if strings and (key in self._values or len(self._values) < MOST_KEYS):
            kept = [self._strings.setdefault(string, string) for string in strings]
            self._values.setdefault(key, []).append((doc, kept))
        elif fault or strings:
            self.leave_out(key, fault or _TOO_MANY)

    def leave_out(self, key: str, why: str) -> None:
        """Give a key no column; the first reason is kept."""
        self._unfit.setdefault(key, why)
        self._values.pop(key, None)

    def write(self, out: ColumnWriter) -> dict[str, Any]:
        """Write the columns.

        Returns what a segment's `about` tells: `columns`, each key with its kind, and `unfit`, the other keys.
        """
        written: list[tuple[str, str]] = []
        for key, found in self._values.items():
            docs, values = [doc for doc, _ in found], [value for _, value in found]
            name, kind = f"column.{len(written)}", _kind(values)
            if kind == STRINGS:
                self._write_lists(out, name, docs, values)
            else:
                codes = np.zeros(self._docs, np.uint32)
                codes[docs] = (_write_numbers if kind == NUMBER else _write_strings)(out, name, values) + 1
                out.add(f"{name}.places", codes)
            written.append((key, kind))
        return {"columns": written, "unfit": self._unfit}

    def _write_lists(self, out: ColumnWriter, name: str, docs: Sequence[int], values: Sequence[Any]) -> None:
        rows = [value if isinstance(value, list) else [value] for value in values]
        counts = np.zeros(self._docs, np.int64)
        counts[docs] = [len(row) for row in rows]
        places = _write_strings(out, name, list(chain.from_iterable(rows)))
        firsts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        out.add(f"{name}.firsts", firsts.astype(np.uint32 if firsts[-1] < 1 << 32 else np.uint64))
        order = np.lexsort((places, np.repeat(np.arange(self._docs), counts)))
        out.add(f"{name}.places", places[order].astype(np.uint32))


def _fault(value: Any) -> str:
    """Why a value that is no list fits into no column; empty where it does."""
    if isinstance(value, str):
        return "" if len(value) <= LONGEST_VALUE else f"a value is a text of more than {LONGEST_VALUE} characters"
    if isinstance(value, int):
        return "" if abs(value) <= LARGEST else "a value is a whole number beyond 2 ** 53"
    return "" if isinstance(value, float) else "a value is an object"


def _fault_of_list(values: Sequence[Any]) -> str:
    if len(values) > LONGEST_LIST:
        return f"a value is a list of more than {LONGEST_LIST} values"
    if list in map(type, values):
        return "a value is a list of lists"
    return next(filter(None, map(_fault, (value for value in values if value is not None))), "")


def _kind(values: Sequence[Any]) -> str:
    types = set(map(type, values))
    if any(issubclass(type, list) for type in types):
        return STRINGS
    is_number = all(issubclass(type, int | float) and type is not bool for type in types)
    return NUMBER if is_number else STRING


def _write_numbers(out: ColumnWriter, name: str, values: Sequence[float]) -> NDArray[np.int64]:
    """Write the distinct values; the place of each."""
    distinct, places = np.unique(np.array(values, np.float64), return_inverse=True)
    out.add(f"{name}.values", distinct)
    return places


def _write_strings(out: ColumnWriter, name: str, values: Sequence[Any]) -> NDArray[np.int64]:
    written = [as_string(value) for value in values]
    distinct = sorted(set(written))
    places = {value: i for i, value in enumerate(distinct)}
    write_strings(out, name, *encode_many(distinct))
    return np.array([places[value] for value in written], np.int64)


def as_string(value: Any) -> str:
    """A value as a string column holds it.

    >>> as_string("Алматы"), as_string(True), as_string(2024), as_string(2024.0)
    ('Алматы', 'true', '2024', '2024')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        value = int(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def unfit(about: Mapping[str, Any]) -> Mapping[str, str]:
    """The keys of a segment that have no column, and why, given what it is about."""
    found = about["unfit"]
    return found if isinstance(found, dict) else dict.fromkeys(found, _BEFORE_LISTS)


class Entries(NamedTuple):
    """The values of the documents one by one. docs: int64, ascending; places: of the values, ascending within a
    document, same shape."""

    docs: NDArray[np.int64]
    places: NDArray[np.int64]


class Column:
    """One key of the documents of a segment."""

    def __init__(self, file: ColumnFile, number: int, kind: str) -> None:
        self._file, self._name, self.kind = file, f"column.{number}", kind

    def __len__(self) -> int:
        """How many distinct values there are."""
        return len(self._numbers if self.kind == NUMBER else self._strings)

    def __getitem__(self, place: int) -> Any:
        """The value at a place."""
        return self._numbers[place] if self.kind == NUMBER else self._strings[place]

    @cached_property
    def _numbers(self) -> memoryview:
        return self._file.array(f"{self._name}.values").data

    @cached_property
    def _strings(self) -> Dictionary:
        return Dictionary(self._file, self._name)

    def entries(self) -> Entries:
        """The values of the documents."""
        places = self._file.array(f"{self._name}.places").astype(np.int64)
        if self.kind == STRINGS:
            firsts: NDArray[np.int64] = self._file.array(f"{self._name}.firsts").astype(np.int64)
            counts = np.diff(firsts)
            return Entries(np.repeat(np.arange(len(counts)), counts), places)
        docs = np.flatnonzero(places)
        return Entries(docs, places[docs] - 1)

    def values(self) -> list[str] | list[float]:
        """The values, each once, ascending."""
        if self.kind == NUMBER:
            found: list[float] = self._file.array(f"{self._name}.values").tolist()
            return found
        return self._strings.strings()

    def between(self, least: Any, most: Any) -> slice:
        """Where the values from `least` to `most` stand, both included; None: no bound. Numbers where it is a column of
        numbers, strings otherwise."""
        if self.kind == NUMBER:
            first = 0 if least is None else bisect_left(self._numbers, least)
            return slice(first, len(self) if most is None else bisect_right(self._numbers, most))
        first = 0 if least is None else self._strings.first(encode(least))
        if most is None:
            return slice(first, len(self))
        last = first if most == least else self._strings.first(encode(most))
        return slice(first, last + (last < len(self) and self[last] == most))

    @cached_property
    def moments(self) -> NDArray[np.int64]:
        """When each value is, if it is a date: see periods.moments. Of a column of strings; shape (values,)."""
        from kzsearch.periods import moments  # for who filters by dates

        return moments(self._strings.strings())
