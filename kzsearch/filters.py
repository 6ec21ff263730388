"""Documents by their keys: `where={"rubric": "спорт", "date": Range("2024-01", "2024-06")}`.

    a value                 the document's value equals it; of a list in a document, one of its values does
    a list, tuple or set    any of these values
    Range(least, most)      from least to most, both included
    None                    the document lacks the key

All conditions have to be fulfilled. "lang" is the document's language, 'kk', 'ru' or '' for neither, and "id" its id.
How the values of another key compare depends on what all live documents of the index have under it:

    numbers only        as numbers; '2024' asks for 2024; not those in lists, nor in a segment with other values
    dates only          as times (periods.py); '2024-05' asks for the whole month; an empty string is no value
    anything else       as strings, by code points; True is 'true', 2024 and 2024.0 are '2024', dates are in ISO 8601
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .codec.columns import NUMBER, STRING, Column, as_string, unfit
from .codec.segment import LANGUAGES
from .conditions import (
    DATE,
    Bounds,
    Condition,
    Interval,
    Value,
    conditions,
    interval,
    is_reversed,
    reading,
)
from .errors import OptionError
from .periods import DAY, NO_MOMENT, period
from .scored import Mask
from .snapshot import Snapshot

__all__ = ["days", "kept", "times"]

_MOST_NAMED: Final = 8  # keys in a warning
_MOST_REMEMBERED: Final = 100  # values of a condition
_COMPARED: Final = {NUMBER: "numbers", DATE: "dates", STRING: "strings"}


def kept(snapshot: Snapshot, where: Mapping[str, object]) -> tuple[Mask, tuple[str, ...]]:
    """True for the live documents that fulfil all conditions, shape (size,), not to be changed; and warnings.

    Raises OptionError for what `check` refuses, for a key that is only stored, and for a condition that is no number or
    no date where a range, or a date, must be one.
    """
    asked = conditions(where)
    masks = [_remembered(snapshot, key, condition) for key, condition in asked.items()]
    warnings = [text for key, condition in asked.items() for text in _warnings(snapshot, key, condition)]
    return reduce(np.logical_and, masks) if masks else snapshot.alive, tuple(warnings)


def _remembered(snapshot: Snapshot, key: str, condition: Condition) -> Mask:
    def make() -> Mask:
        found = snapshot.alive & _MASKS.get(key, _of_column)(snapshot, key, condition)
        found.flags.writeable = False
        return found

    if (
        isinstance(condition, frozenset) and len(condition) > _MOST_REMEMBERED
    ):  # they would need more room than the mask
        return make()
    mask: Mask = snapshot.memory.get(("where", key, condition), make)
    return mask


def _of_language(snapshot: Snapshot, key: str, condition: Condition) -> Mask:
    asked = {""} if condition is None else {value.text for value in condition if value}
    masks = [snapshot.in_language(lang) for lang in LANGUAGES if lang in asked]
    return reduce(np.logical_or, masks, np.zeros(snapshot.size, np.bool_))


def _of_id(snapshot: Snapshot, key: str, condition: Condition) -> Mask:
    found = np.zeros(snapshot.size, np.bool_)
    if isinstance(condition, Bounds):
        intervals = _intervals(key, STRING, condition)
        for leaf in snapshot.generation.leaves:
            ids = leaf.segment.ids(np.arange(leaf.segment.documents))
            found[leaf.first : leaf.first + len(ids)] = _within(ids, intervals)
    else:
        numbers = (snapshot.number(value.text) for value in condition or ())
        found[[number for number in numbers if number is not None]] = True
    return found


_MASKS: Final[Mapping[str, Callable[[Snapshot, str, Condition], Mask]]] = {"lang": _of_language, "id": _of_id}


# -- keys with columns


class _Kind(NamedTuple):
    """What live documents have under a key: NUMBER, DATE, STRING, or '' for nothing; stray: where only some strings are
    dates, one that is none."""

    name: str
    stray: str | None = None

    @property
    def nbytes(self) -> int:
        return 100


def _kind(snapshot: Snapshot, key: str) -> _Kind:
    """Raises OptionError for a key that is only stored."""
    found: _Kind = snapshot.memory.get(("kind", key), lambda: _find_kind(snapshot, key))
    return found


def _find_kind(snapshot: Snapshot, key: str) -> _Kind:
    leaves = snapshot.generation.leaves
    for leaf in leaves:
        if why := unfit(leaf.segment.file.about).get(key):
            raise OptionError(f"{key!r} must have values that can be compared, it is only stored: {why}")
    found = [(column, leaf.alive) for leaf in leaves if (column := leaf.segment.columns.get(key))]
    used = [(column, there) for column, alive in found if (there := _used(column, alive)).any()]
    if all(column.kind == NUMBER for column, _ in used):
        return _Kind(NUMBER if used else "")
    if not any((column.moments[there] != NO_MOMENT).any() for column, there in used if column.kind != NUMBER):
        return _Kind(STRING)
    stray = next((stray for column, there in used for stray in _strays(column, there)), None)
    return _Kind(DATE if stray is None else STRING, stray)


def _used(column: Column, alive: Mask) -> Mask:
    """Which values live documents have, shape (values,)."""
    found = np.zeros(len(column), np.bool_)
    docs, places = column.entries()
    found[places[alive[docs]]] = True
    return found


def _strays(column: Column, used: Mask) -> Iterator[str]:
    """The values in use that are neither dates nor empty."""
    others = used if column.kind == NUMBER else used & (column.moments == NO_MOMENT)
    return (text for place in np.flatnonzero(others).tolist() if (text := as_string(column[place])))


def _of_column(snapshot: Snapshot, key: str, condition: Condition) -> Mask:
    kind = _kind(snapshot, key).name
    if condition is None:
        return ~_having(snapshot, key, lambda column: np.ones(len(column), np.bool_))
    if not kind:
        return np.zeros(snapshot.size, np.bool_)
    intervals = _intervals(key, kind, condition)
    return _having(snapshot, key, lambda column: _wanted(column, kind, intervals))


def _having(snapshot: Snapshot, key: str, wanted: Callable[[Column], Mask]) -> Mask:
    """True for the documents that have one of the wanted values, shape (size,)."""
    found = np.zeros(snapshot.size, np.bool_)
    for leaf in snapshot.generation.leaves:
        column = leaf.segment.columns.get(key)
        if column is not None:
            docs, places = column.entries()
            found[leaf.first + docs[wanted(column)[places]]] = True
    return found


def _intervals(key: str, kind: str, condition: frozenset[Value] | Bounds) -> list[Interval]:
    """What a value must be in one of."""
    if isinstance(condition, Bounds):
        return [_range(key, kind, condition)]
    found = {value: reading(value, kind) for value in condition}
    if kind == DATE:
        found |= {value: (NO_MOMENT, NO_MOMENT) for value in condition if not value.text}
        no_dates = sorted(value.text for value in condition if found[value] is None)
        if no_dates:
            raise OptionError(f"where[{key!r}] must be a date as its values are, got {no_dates[0]!r}")
    return [one for one in found.values() if one is not None]


def _range(key: str, kind: str, bounds: Bounds) -> Interval:
    found = interval(bounds, kind)
    least, most = (None if bound is None else bound.text for bound in bounds)
    if found is None:
        raise OptionError(
            f"where[{key!r}] must have bounds that are {_COMPARED[kind]} as its values are, got {least!r} and {most!r}"
        )
    if is_reversed(found):
        raise OptionError(
            f"where[{key!r}] must have least <= most, compared as {_COMPARED[kind]}, got {least!r} and {most!r}"
        )
    return found


def _wanted(column: Column, kind: str, intervals: list[Interval]) -> Mask:
    """Which values of a column are in one of the intervals, shape (values,)."""
    if kind == STRING and column.kind == NUMBER:
        return _within([as_string(value) for value in column.values()], intervals)
    found = np.zeros(len(column), np.bool_)
    if (kind == NUMBER) != (column.kind == NUMBER):  # it has only values of deleted documents
        return found
    for least, most in intervals:
        found[_in_time(column.moments, least, most) if kind == DATE else column.between(least, most)] = True
    return found


def _in_time(moments: NDArray[np.int64], least: int | None, most: int | None) -> Mask:
    since = moments >= (NO_MOMENT + 1 if least is None else least)
    return since if most is None else since & (moments <= most)


def _within(texts: list[str], intervals: list[Interval]) -> Mask:
    """Which strings are in one of the intervals, same shape."""
    equal = {least for least, most in intervals if least == most is not None}
    ranges = [(a, b) for a, b in intervals if a != b or a is None]
    found = (
        text in equal or any((a is None or a <= text) and (b is None or text <= b) for a, b in ranges) for text in texts
    )
    return np.fromiter(found, np.bool_, len(texts))


# -- warnings


def _warnings(snapshot: Snapshot, key: str, condition: Condition) -> Iterator[str]:
    if key in _MASKS:
        return
    kind = _kind(snapshot, key)
    if not kind.name:
        yield f"no document has the key {key!r}{_others(snapshot)}"
    elif kind.name == STRING and _are_numbers(condition) and _may_have_numbers(snapshot, key):
        yield f"the values of {key!r} are compared as strings, not as numbers: some are others, or in lists"
    elif kind.stray is not None and any(value and _is_date(value) for value in condition or ()):
        yield f"the values of {key!r} are compared as strings, since not all of them are dates: {kind.stray!r} is none"


def _are_numbers(condition: Condition) -> bool:
    """Is it a range of numbers?"""
    given = [bound for bound in condition if bound is not None] if isinstance(condition, Bounds) else []
    return bool(given) and all(bound.number is not None for bound in given)


def _may_have_numbers(snapshot: Snapshot, key: str) -> bool:
    """Have some segments only numbers under a key, or lists?"""
    columns = (leaf.segment.columns.get(key) for leaf in snapshot.generation.leaves)
    return any(column.kind != STRING for column in columns if column)


def _is_date(value: Value) -> bool:
    """A year may be a number."""
    return value.number is None and period(value.text) is not None


def _others(snapshot: Snapshot) -> str:
    """The keys that there are."""
    keys = sorted({key for leaf in snapshot.generation.leaves for key in leaf.segment.columns})
    more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    return f": there are {', '.join(map(repr, keys[:_MOST_NAMED]))}{more}" if keys else ""


# -- when documents are of


def times(snapshot: Snapshot, key: str) -> NDArray[np.float64]:
    """When each live document is of by a key that holds dates: days since 1970-01-01 UTC, shape (size,).

    NaN where it has none, or what is no date in ISO 8601; of a list the latest. Not to be changed. Raises OptionError
    for a key that is only stored.
    """
    found: NDArray[np.float64] = snapshot.memory.get(("times", key), lambda: _times(snapshot, key))
    return found


def _times(snapshot: Snapshot, key: str) -> NDArray[np.float64]:
    _kind(snapshot, key)
    found = np.full(snapshot.size, np.nan)
    for leaf in snapshot.generation.leaves:
        column = leaf.segment.columns.get(key)
        if column is not None and column.kind != NUMBER:
            docs, places = column.entries()
            of_values = np.where(column.moments == NO_MOMENT, np.nan, column.moments / DAY)
            np.fmax.at(found, leaf.first + docs, of_values[places])
    found[~snapshot.alive] = np.nan
    found.flags.writeable = False
    return found


def days(time: datetime.date) -> float:
    """Days since 1970-01-01 UTC of a time, or of the first moment of a date.

    >>> days(datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC))
    1.0
    """
    found = period(time.isoformat())
    return found.first / DAY if found else np.nan
