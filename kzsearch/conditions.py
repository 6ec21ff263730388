"""What `where` asks of the keys of documents, checked: values, ranges of them, None for documents without the key."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from .codec.columns import NUMBER, STRING, as_string
from .codec.segment import LANGUAGES
from .errors import OptionError
from .periods import period
from .reading.records import LARGEST, shown

DATE: Final = "date"
_SEARCHED = ("title", "text")


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `least` to `most`, both included: numbers, strings or dates; None: no bound.

    A date may be as rough as a month or a year, which lasts from its first to its last moment.

    >>> import kzsearch
    >>> index = kzsearch.open()
    >>> report = index.add([{"id": "1", "text": "Бюджет қабылданды", "date": "2024-06-30T18:00"}])
    >>> [hit.id for hit in index.search("бюджет", where={"date": kzsearch.Range("2024-01", "2024-06")})]
    ['1']
    """

    least: Any = None
    most: Any = None


class Value(NamedTuple):
    """A value that is asked for, as strings and dates compare with it, and as numbers do if they can."""

    text: str
    number: float | None


class Bounds(NamedTuple):
    """A Range."""

    least: Value | None
    most: Value | None


Condition = frozenset[Value] | Bounds | None
Interval = tuple[Any, Any]  # the least and the most value in it, None for no bound


def check(where: Mapping[str, Any]) -> None:
    """Raise OptionError for what is wrong whatever the index holds.

    >>> check({"rubric": ["спорт", "қоғам"], "year": Range(2020, 2024), "tags": None})
    """
    conditions(where)


def conditions(where: Mapping[str, Any]) -> dict[str, Condition]:
    """The conditions by key. Raises OptionError."""
    if not isinstance(where, Mapping):
        raise OptionError(f"where must be a mapping of keys to conditions, got {_shown(where)}")
    return {_key(key): _condition(key, asked) for key, asked in where.items()}


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise OptionError(f"the keys of where must be strings, got {_shown(key)}")
    if key in _SEARCHED:
        raise OptionError(f"the keys of where must be others than title and text, which are searched, got {key!r}")
    return key


def _condition(key: str, asked: Any) -> Condition:
    if asked is None:
        return None
    if isinstance(asked, Range):
        return _bounds(key, asked)
    several = asked if isinstance(asked, list | tuple | set | frozenset) else [asked]
    values = frozenset(_value(key, _plain(one)) for one in several)
    unknown = sorted(value.text for value in values if key == "lang" and value.text not in LANGUAGES)
    if unknown:
        raise OptionError(f"where['lang'] must be one of 'kk', 'ru' and '', got {unknown[0]!r}")
    return values


def _plain(given: Any) -> Any:
    """The same without numpy."""
    if isinstance(given, np.datetime64):
        return str(given)
    return given.item() if isinstance(given, np.generic) else given


def _value(key: str, given: Any) -> Value:
    if isinstance(given, datetime.date):
        return Value(given.isoformat(), None)
    if isinstance(given, str):
        return Value(str.__str__(given), _number(given))  # of an enum its value
    if isinstance(given, bool):
        return Value(as_string(given), None)
    if isinstance(given, float | int) and -LARGEST < given < LARGEST:
        return Value(as_string(given), given)
    raise OptionError(
        f"where[{key!r}] must be a string, a finite number, a truth value, a date, a list, tuple or set of them, "
        f"a Range or None, got {_shown(given)}"
    )


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return None if np.isnan(found) else found


def _bounds(key: str, asked: Range) -> Bounds:
    if key == "lang":
        raise OptionError(f"where['lang'] must be one of 'kk', 'ru' and '', got {_shown(asked)}")
    given = [_plain(bound) for bound in (asked.least, asked.most)]
    bounds = Bounds(*(None if bound is None else _value(key, bound) for bound in given))
    intervals = [found for kind in _kinds(given) if (found := interval(bounds, kind))]
    if not intervals:
        raise OptionError(f"where[{key!r}] must have numbers, strings or dates as bounds, got {_shown(asked)}")
    if all(map(is_reversed, intervals)):
        raise OptionError(f"where[{key!r}] must have least <= most, got {_shown(asked)}")
    return bounds


def _kinds(bounds: list[Any]) -> tuple[str, ...]:
    """As what bounds can be compared."""
    types = {type(bound) for bound in bounds if bound is not None}
    if bool in types:
        return ()
    numbers = {type for type in types if issubclass(type, int | float)}
    if numbers:
        return (NUMBER,) if numbers == types else ()
    return (DATE,) if any(issubclass(type, datetime.date) for type in types) else (NUMBER, DATE, STRING)


def reading(value: Value, kind: str) -> Interval | None:
    """What equals a value among those of a kind; None where it is not of that kind.

    >>> reading(Value("2024", 2024.0), NUMBER), reading(Value("қоғам", None), DATE)
    ((2024.0, 2024.0), None)
    """
    if kind == NUMBER:
        return None if value.number is None else (value.number, value.number)
    return period(value.text) if kind == DATE else (value.text, value.text)


def interval(bounds: Bounds, kind: str) -> Interval | None:
    """From one bound to the other among values of a kind; None where one is not of that kind."""
    least, most = (None if bound is None else reading(bound, kind) for bound in bounds)
    if (bounds.least and not least) or (bounds.most and not most):
        return None
    return least[0] if least else None, most[1] if most else None


def is_reversed(found: Interval) -> bool:
    """Is the least above the most?"""
    least, most = found
    return least is not None and most is not None and bool(most < least)


def _shown(value: object) -> str:
    return f"{shown(value)} ({type(value).__name__})"
