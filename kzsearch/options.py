"""How a search is asked for, checked before anything is read."""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

from .errors import OptionError
from .scoring import DEFAULT, Scorer, is_number

LANGUAGES = ("kk", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recency:
    """Newer documents first: a score counts whole at `now`, and less the older the document is.

    score · (1 - share + share · 2^(-age / half_life)); a document without a date counts as infinitely old, one from the
    future as of now; a date begins at midnight, in Kazakhstan (UTC+5) where no zone is told. Source: Li, Croft (2003),
    "Time-based language models", with a floor.

    half_life: days, > 0; share: of the score that decays, from 0 to 1; key: of the documents' dates, ISO 8601; now: a
    date or a time, None for the time of the search. Raises OptionError.

    >>> import kzsearch
    >>> index = kzsearch.open()
    >>> days = ("2024-01-01", "2024-06-01")
    >>> report = index.add([{"id": day, "text": "Бюджет қабылданды", "date": day} for day in days])
    >>> june = datetime.date(2024, 6, 2)
    >>> [hit.id for hit in index.search("бюджет", recency=Recency(half_life=30, now=june))]
    ['2024-06-01', '2024-01-01']
    """

    half_life: float
    share: float = 0.5
    key: str = "date"
    now: datetime.date | None = None

    def __post_init__(self) -> None:
        if not is_number(self.half_life) or not 0 < self.half_life < math.inf:
            raise OptionError(f"half_life must be a finite number of days > 0, got {self.half_life!r}")
        if not is_number(self.share) or not 0 <= self.share <= 1:
            raise OptionError(f"share must be from 0 to 1, got {self.share!r}")
        if not isinstance(self.key, str):
            raise OptionError(f"key must be the name of a key of documents, got {self.key!r}")
        if self.now is not None and (not isinstance(self.now, datetime.date) or self.now != self.now):  # pandas.NaT
            raise OptionError(f"now must be a date, a datetime or None, got {self.now!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `Index.search` takes beside the question; raises OptionError for what is out of range."""

    limit: int = 10
    cross_lingual: bool | float = True
    lang: str | None = None
    offset: int = 0
    scorer: Scorer = DEFAULT
    where: Mapping[str, Any] = field(default_factory=dict)
    minimum_should_match: float = 1
    recency: Recency | None = None
    proximity: float = 0.0

    def __post_init__(self) -> None:
        for name, value, least in (("limit", self.limit, 1), ("offset", self.offset, 0)):
            if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
                raise OptionError(f"{name} must be a whole number >= {least}, got {value!r}")
        if not isinstance(self.cross_lingual, bool) and not (
            is_number(self.cross_lingual) and 0 <= self.cross_lingual <= 1
        ):
            raise OptionError(f"cross_lingual must be True, False or a weight from 0 to 1, got {self.cross_lingual!r}")
        if self.lang is not None and self.lang not in LANGUAGES:
            raise OptionError(f"lang must be one of {', '.join(LANGUAGES)} or None, got {self.lang!r}")
        if not isinstance(self.where, Mapping) or self.where:
            from .conditions import check

            check(self.where)
        match = self.minimum_should_match
        if not is_number(match) or not (0 < match < 1 or (match >= 1 and float(match).is_integer())):
            raise OptionError(
                f"minimum_should_match must be a number of words >= 1 or a share between 0 and 1, got {match!r}"
            )
        if self.recency is not None and not isinstance(self.recency, Recency):
            raise OptionError(f"recency must be a kzsearch.Recency or None, got {self.recency!r}")
        if not is_number(self.proximity) or not 0 <= self.proximity < math.inf:
            raise OptionError(f"proximity must be finite and >= 0, got {self.proximity!r}")
