"""Other keys of documents as columns, to filter and sort by: strings, numbers and truth values.

    column.NUMBER.places   uint32  for each document 0 where it lacks the key, or one more than the place of its value
    column.NUMBER.values   float64 the values of a key whose values are all numbers, each once, ascending
    column.NUMBER          sorted strings (dictionary.py) for all other keys

The segment's `about` names the keys in the order of NUMBER and their kinds. A key has no column where a value is a
list, an object, a long text or a huge number; all of it is stored with the document.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from kzsearch_analyzers.codepage import encode_many
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter
from .dictionary import Dictionary, write_strings

LONGEST_VALUE = 255  # characters of a string in a column
LARGEST = 2**53  # a whole number that a float64 tells from its neighbours
MOST_KEYS = 200
NUMBER, STRING = "number", "string"


class Columns:
    """Collects the keys of documents, those only that a column can hold."""

    def __init__(self) -> None:
        self._docs = 0
        self._values: dict[str, list[tuple[int, Any]]] = {}  # by key: document, value
        self._unfit: dict[str, None] = {}  # keys that get no column

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
            if _is_fit(value) and (key in self._values or len(self._values) < MOST_KEYS):
                self._values.setdefault(key, []).append((doc, value))
            else:
                self.leave_out(key)

    def leave_out(self, key: str) -> None:
        """Give a key no column."""
        self._unfit[key] = None
        self._values.pop(key, None)

    def write(self, out: ColumnWriter) -> dict[str, list[Any]]:
        """Write the columns.

        Returns what a segment's `about` tells: `columns`, each key with its kind, and `unfit`, the other keys.
        """
        written: list[tuple[str, str]] = []
        for key, found in self._values.items():
            name, docs, values = f"column.{len(written)}", [doc for doc, _ in found], [value for _, value in found]
            is_number = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)
            places = (_write_numbers if is_number else _write_strings)(out, name, values)
            codes = np.zeros(self._docs, np.uint32)
            codes[docs] = places
            out.add(f"{name}.places", codes)
            written.append((key, NUMBER if is_number else STRING))
        return {"columns": written, "unfit": list(self._unfit)}


def _is_fit(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_VALUE
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= LARGEST)


def _write_numbers(out: ColumnWriter, name: str, values: Sequence[float]) -> NDArray[np.int64]:
    """Write the distinct values; one more than the place of each."""
    distinct, places = np.unique(np.array(values, np.float64), return_inverse=True)
    out.add(f"{name}.values", distinct)
    return places + 1


def _write_strings(out: ColumnWriter, name: str, values: Sequence[Any]) -> NDArray[np.int64]:
    written = [as_string(value) for value in values]
    distinct = sorted(set(written))
    places = {value: i for i, value in enumerate(distinct, 1)}
    write_strings(out, name, *encode_many(distinct))
    return np.array([places[value] for value in written], np.int64)


def as_string(value: Any) -> str:
    """A value as a string column holds it.

    >>> as_string("Алматы"), as_string(True), as_string(2024), as_string(2024.0)
    ('Алматы', 'true', '2024', '2024')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


class Column:
    """One key of the documents of a segment."""

    def __init__(self, file: ColumnFile, number: int, kind: str) -> None:
        self._file, self._name, self.kind = file, f"column.{number}", kind

    def codes(self) -> NDArray[np.uint32]:
        """For each document 0, or one more than the place of its value, shape (documents,)."""
        return self._file.array(f"{self._name}.places")

    def values(self) -> list[str] | list[float]:
        """The values, each once, ascending."""
        if self.kind == NUMBER:
            found: list[float] = self._file.array(f"{self._name}.values").tolist()
            return found
        return Dictionary(self._file, self._name).strings()
