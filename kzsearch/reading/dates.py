"""Dates of pages: numeric, ISO and in words of both languages; never relative ones, never in the future.

>>> find("Қоғам 18 Қыркүйек, 2020").iso, iso("11.11.2023 08:25")
('2020-09-18', '2023-11-11T08:25')
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

FIRST_YEAR: Final = 1900  # earlier numbers on a page are years of something else

_TIME: Final = (
    r"(?:\s*[,|•·/-]?\s*(?:T|в|сағ\.?|сағат)?\s*(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?"
)
_EARLY: Final = r"(?:(?<![\d:.])(?P<early>(?:[01]?\d|2[0-3]):[0-5]\d)\s*[,|•·/–—-]?\s*)?"  # the time before the date
# pattern -> example. A date takes its time along when one follows it.
FORMS: Final = (
    (_EARLY + r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)" + _TIME, "2023-11-11 08:25"),
    (
        _EARLY
        + r"(?<![\d.,])(?P<day>\d{1,2})\s?[./-]\s?(?P<month>\d{1,2})\s?[./-]\s?(?P<year>\d{4})(?!\d|\.\d)"
        + _TIME,
        "11.11.2023 08:25",
    ),
    (
        _EARLY + r"(?<!\d)(?P<day>\d{1,2})(?:-го)?\s+(?P<name>[^\W\d_]{3,})\.?,?\s+(?P<year>\d{4})(?!\d)"
        r"(?:\s*(?:года|год|жылы|жыл|г|ж)\b\.?)?" + _TIME,
        "18 Қыркүйек, 2020; 11 ноября 2023 года, 08:25",
    ),
    (
        _EARLY
        + r"(?<!\d)(?P<year>\d{4})\s*(?:жылғы|жылдың|жылы|жыл|ж\.|года|год)?"
        + r",?\s*(?P<day>\d{1,2})(?:-ші|-шы)?\s+(?P<name>[^\W\d_]{3,})"
        + _TIME,
        "2023 жылғы 11 қараша",
    ),
)  # fmt: skip
_FORMS: Final = tuple(re.compile(pattern, re.IGNORECASE) for pattern, _ in FORMS)
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
# Endings of Kazakh months that dateparser does not know: (жылдың 18) қыркүйегі, қарашада, мамырдың.
_MONTH_ENDING: Final = re.compile(r"(?:[дт][аеы]н?|[дт][ыі]ң|[ыі])$")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a line: ISO 8601, and where in the line it stands."""

    iso: str
    start: int
    end: int

    @property
    def has_time(self) -> bool:
        """Whether the page says the time of day too."""
        return "T" in self.iso


def find(line: str, *, today: date | None = None) -> Found | None:
    """The first date in `line` that a page could bear, or None.

    A date after tomorrow is none: `today` is today in UTC unless given.

    >>> find("11 ноября 2023 года, 08:25").iso, find("Закон № 174-VI")
    ('2023-11-11T08:25', None)
    """
    for form in _FORMS:
        for match in form.finditer(line):
            found = _read(match, today)
            if found:
                return found
    return None


def iso(value: str, *, today: date | None = None) -> str | None:
    """`value`, which is nothing but a date, in ISO 8601; a proper ISO date or date-time stays as it is.

    >>> iso("2023-11-11T08:25:00+06:00"), iso("5 мамыр 2021 ж."), iso("вчера")
    ('2023-11-11T08:25:00+06:00', '2021-05-05', None)
    """
    stripped = value.strip()
    if _ISO.fullmatch(stripped):
        try:
            day = datetime.fromisoformat(stripped.replace(",", ".")).date()
        except ValueError:
            return None
        return stripped.replace(" ", "T") if _possible(day, today) else None
    found = find(stripped, today=today)
    if found is None or (stripped[: found.start] + stripped[found.end :]).strip(" .,"):
        return None
    return found.iso


def _read(match: "re.Match[str]", today: date | None) -> Found | None:
    parts = match.groupdict()
    month = _month(parts["name"].lower()) if "name" in parts else int(parts["month"])
    if month is None:
        return None
    try:
        day = date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
    if not _possible(day, today):
        return None
    early = f"T{parts['early'].zfill(5)}" if parts["early"] else ""
    time = f"T{int(parts['hour']):02}:{parts['minute']}" if parts["hour"] else early
    return Found(day.isoformat() + time, match.start(), match.end())


def _possible(day: date, today: date | None) -> bool:
    latest = (today or datetime.now(UTC).date()) + timedelta(days=1)
    return day.year >= FIRST_YEAR and day <= latest


@lru_cache(maxsize=1024)
def _month(name: str) -> int | None:
    """The number of a month named in Russian or Kazakh, in full or short, in any case."""
    stem = _MONTH_ENDING.sub("", name)
    return _known_month(name) or _known_month(stem) or _known_month(re.sub("г$", "к", stem))


def _known_month(name: str) -> int | None:
    import dateparser  # 0.1 s that only pages with a date in words pay

    settings = {"DATE_ORDER": "DMY", "STRICT_PARSING": True}
    found = dateparser.parse(f"15 {name} 2000", languages=["ru", "kk"], settings=settings)
    return found.month if found and (found.day, found.year) == (15, 2000) else None
