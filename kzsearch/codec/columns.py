"""Other keys of documents as columns, to filter and sort by: strings, numbers and truth values.

    column.NUMBER.places   uint32  for each document 0 where it lacks the key, or one more than the place of its value
    column.NUMBER.values   float64 the values of a key whose values are all numbers, each once, ascending
    column.NUMBER          sorted strings (dictionary.py) for all other keys

The segment's `about` names the keys in the order of NUMBER and their kinds. A key has no column where a value is a
list, an object or a long text; all of it is stored with the document.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from kzsearch_analyzers.codepage import encode_many
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter
from .dictionary import Dictionary, write_strings

LONGEST_VALUE = 255  # characters of a string in a column
MOST_KEYS = 200
NUMBER, STRING = "number", "string"


def write_columns(
    out: ColumnWriter, others: Sequence[Mapping[str, Any]], unfit: Iterable[str] = ()
) -> dict[str, list[Any]]:
    """Write the columns of documents. unfit: keys that get none.

    Returns what a segment's `about` tells of them: `columns`, each key with its kind, and `unfit`, the other keys.
    """
    keys = dict.fromkeys(key for other in others if other for key in other)
    written: list[tuple[str, str]] = []
    without = dict.fromkeys(unfit)
    for key in keys:
        values = [other.get(key) for other in others]
        kind = None if key in without or len(written) == MOST_KEYS else _kind([v for v in values if v is not None])
        if kind:
            (_write_numbers if kind == NUMBER else _write_strings)(out, f"column.{len(written)}", values)
            written.append((key, kind))
        else:
            without[key] = None
    return {"columns": written, "unfit": list(without)}


def _kind(values: Sequence[Any]) -> str | None:
    if not values or not all(isinstance(value, (str, bool, int, float)) for value in values):
        return None
    if not any(isinstance(value, (str, bool)) for value in values):
        return NUMBER
    return STRING if max(len(str(value)) for value in values) <= LONGEST_VALUE else None


def _write_numbers(out: ColumnWriter, name: str, values: Sequence[float | None]) -> None:
    numbers = np.array([math.nan if value is None else float(value) for value in values])
    there = ~np.isnan(numbers)
    distinct, places = np.unique(numbers[there], return_inverse=True)
    codes = np.zeros(len(numbers), np.uint32)
    codes[there] = places + 1
    out.add(f"{name}.places", codes)
    out.add(f"{name}.values", distinct)


def _write_strings(out: ColumnWriter, name: str, values: Sequence[Any]) -> None:
    written = [None if value is None else as_string(value) for value in values]
    distinct = sorted({value for value in written if value is not None})
    places = {value: i for i, value in enumerate(distinct, 1)}
    out.add(f"{name}.places", np.array([0 if value is None else places[value] for value in written], np.uint32))
    write_strings(out, name, *encode_many(distinct))


def as_string(value: Any) -> str:
    """A value as a string column holds it.

    >>> as_string("Алматы"), as_string(True), as_string(2024)
    ('Алматы', 'true', '2024')
    """
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
