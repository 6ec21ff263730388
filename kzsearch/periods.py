"""Dates in ISO 8601 as times: a value is a moment, what is asked for a period, as long as it is exact.

    2024, 2024-05, 2024-05-01       a year, a month, a day; only days are values of documents
    2024-05-01T10:00                a minute; hours, seconds, fractions of them and a zone may be said too

A time without a zone is taken as Kazakhstan's, UTC+5 since 2024. The moment of a day is its first.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SECOND: Final = 1_000_000  # microseconds
DAY: Final = 86_400 * SECOND
NO_MOMENT: Final = -(2**63)  # that of a text that is no date

_ZONE: Final = 5 * 3600 * SECOND
_EPOCH: Final = datetime(1970, 1, 1)
_YEAR_OR_MONTH: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_END_OF_TIME: Final = re.compile(r"[Z+-]")  # where the zone begins
_WIDTHS: Final = {2: 3600 * SECOND, 4: 60 * SECOND, 6: SECOND}  # of a time with so many digits; 1 of one with more


class Period(NamedTuple):
    """Its first and its last microsecond since 1970-01-01 UTC."""

    first: int
    last: int


def period(text: str) -> Period | None:
    """The period that a date stands for, None for what is no date.

    >>> period("1970-01-01T05:00"), period("ертең")
    (Period(first=0, last=59999999), None)
    """
    rough = _YEAR_OR_MONTH.fullmatch(text)
    if rough:
        return _year_or_month(int(rough[1]), int(rough[2] or 0), has_month=rough[2] is not None)
    time = _time(text)
    if time is None:
        return None
    first = _moment(time)
    return Period(first, first + _width(text) - 1)


def moments(texts: Iterable[str]) -> NDArray[np.int64]:
    """The microseconds since 1970-01-01 UTC of each text, NO_MOMENT for what is no date; shape (texts,).

    >>> moments(["1970-01-02", "1970-01-01T00:00:01Z", "кеше"]) // SECOND
    array([         68400,              1, -9223372036855])
    """
    times = map(_time, texts)
    return np.array([NO_MOMENT if time is None else _moment(time) for time in times], np.int64)


def _time(text: str) -> datetime | None:
    if text[4:5] != "-" or text[7:8] != "-" or text[10:11] not in _BETWEEN:
        return None  # fromisoformat reads 10101010 and 2024-W01-1 too
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


_BETWEEN: Final = frozenset(("", "T", "t", " "))  # day and time


def _moment(time: datetime) -> int:
    zone = time.utcoffset()
    since = (time if zone is None else time.replace(tzinfo=None)) - _EPOCH
    return _microseconds(since) - (_ZONE if zone is None else _microseconds(zone))


def _microseconds(span: timedelta) -> int:
    return span.days * DAY + span.seconds * SECOND + span.microseconds


def _width(text: str) -> int:
    """The microseconds that a text leaves open."""
    if len(text) == len("2024-05-01"):
        return DAY
    digits = sum(map(str.isdigit, _END_OF_TIME.split(text[11:], maxsplit=1)[0]))
    return _WIDTHS.get(digits, 1)


def _year_or_month(year: int, month: int, has_month: bool) -> Period | None:
    try:
        first = date(year, month if has_month else 1, 1)
    except ValueError:
        return None
    days = monthrange(year, month)[1] if has_month else 365 + isleap(year)
    begin = (first - _EPOCH.date()).days * DAY - _ZONE
    return Period(begin, begin + days * DAY - 1)
