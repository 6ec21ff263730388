"""News feeds beside an article: the headlines of other articles below a heading such as `Лента новостей`.

An item bears a time or a date, in its line or in the line beside it; without one, items are a run of headlines above
the article's own, which is the last of them or the one whose words the article repeats.
"""

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Final

from kzsearch.reading.noise import Noise, unbulleted
from kzsearch.reading.noise_rules import Kind

ITEM: Final = Noise(Kind.FEED, "an item of a news feed")
FEED_HEADING: Final = "the heading of a news feed"
OTHER_ARTICLES: Final = "a list of other articles"
MENU: Final = "an item of a menu"
MAX_ITEM: Final = 200  # characters
MAX_FEED: Final = 100  # lines below a heading that are looked at
MAX_BODY: Final = 2000  # characters of an article in which the words of its headline are looked for
MIN_RUN: Final = 3  # headlines without a time: two could be a headline and its subtitle
STEM: Final = 5  # letters that forms of one word share

_TIME: Final = r"(?:[01]?\d|2[0-3])[:.][0-5]\d"
_MONTH: Final = (
    r"(?:янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел)\w*"
)
_DAY: Final = (
    r"(?:сегодня|вчера|бүгін|кеше|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d"
    rf"|\d{{1,2}}\s{_MONTH}\.?(?:,?\s\d{{4}})?|\d{{1,2}}[./](?:0\d|1[0-2]))"
)
_AGO: Final = r"\d{1,2}\s(?:мин\w*|час\w*|сағат|дн\w*|күн)\.?\s(?:назад|бұрын)"
_STAMP: Final = rf"[\[(]?(?:{_DAY}(?:\s?[,|•·–—-]?\s?(?:в\s)?{_TIME})?|{_TIME}(?:\s?[,|•·–—-]?\s?{_DAY})?|{_AGO})[\])]?"
_ALONE: Final = re.compile(_STAMP, re.IGNORECASE)
_BEFORE: Final = re.compile(rf"{_STAMP}\s?[|•·:–—-]?\s(?=[«\"“]?[^\W_])", re.IGNORECASE)
_AFTER: Final = re.compile(rf"[^\W\d_][»\"”)?!…]?\s?[|•·,–—-]?\s{_STAMP}$", re.IGNORECASE)
_ENDED: Final = re.compile(r"[.:;,]$")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")


def feed_items(texts: Sequence[str], noises: Sequence[Noise | None], is_prose: Callable[[int], bool]) -> set[int]:
    """The numbers of the lines that are items of feeds; `is_prose` tells the numbers of lines of an article.

    >>> lines = ["Лента новостей", "12:05 Банк ограбили", "11:47 Снег в мае", "Открыли новый завод"]
    >>> sorted(feed_items(lines, [Noise(Kind.SURE, FEED_HEADING), None, None, None], lambda number: False))
    [1, 2]
    """
    filled = [number for number, text in enumerate(texts) if text]
    prose = [number for number in filled if is_prose(number)]
    known, first = set(prose), min(prose, default=len(texts))
    found: set[int] = set()
    for place, number in enumerate(filled):
        heading = noises[number]
        if heading is None or not _may_head(heading, number < first):
            continue
        below = list(takewhile(lambda other: other not in known, filled[place + 1 : place + 1 + MAX_FEED]))
        start = bisect(prose, number)
        body = " ".join(texts[other] for other in prose[start : start + 5])[:MAX_BODY]
        feed = _Feed(texts, noises, below, body)
        untimed = [] if heading.why == MENU else feed.run()
        found.update(feed.timed() or feed.alternating() or untimed)
    return found


def is_feed_heading(noise: Noise | None) -> bool:
    """Whether a line is the heading of a feed.

    >>> is_feed_heading(ITEM), is_feed_heading(Noise(Kind.SURE, FEED_HEADING))
    (False, True)
    """
    return noise is not None and noise.why == FEED_HEADING


def _may_head(noise: Noise | None, in_head: bool) -> bool:
    """A menu's `Новости` and a list of other articles head a feed only above the article."""
    return is_feed_heading(noise) or (noise is not None and in_head and noise.why in (OTHER_ARTICLES, MENU))


class _Feed:
    """The lines between a heading and the next prose, read as a feed of each form."""

    def __init__(self, texts: Sequence[str], noises: Sequence[Noise | None], below: Sequence[int], body: str) -> None:
        self._texts, self._noises, self._below = texts, noises, below
        self._stems = _stems(body)

    def timed(self) -> list[int]:
        """Items with the time in their lines; a single one only above another headline."""
        noise = list(takewhile(self._is_noise, self._below))
        block = takewhile(lambda number: self._is_item(number) or self._is_noise(number), self._below[len(noise) :])
        items = list(filter(self._is_item, block))
        return items if len(items) > 1 or self._headlines_below(items) else []

    def alternating(self) -> list[int]:
        """Items with the time on a line of its own, always above or always below them; two at least."""
        stamp_first = bool(self._below) and self._is_stamp(self._below[0])
        items: list[int] = []
        shapes: set[str] = set()
        for upper, lower in zip(self._below[::2], self._below[1::2], strict=False):
            stamp, item = (upper, lower) if stamp_first else (lower, upper)
            shapes.add(_shape(self._texts[stamp]))
            if not self._is_stamp(stamp) or not self._is_headline(item) or len(shapes) > 1:
                break
            items.append(item)
        if items and not self._headlines_below(items) and self._shared(items[-1]):
            items.pop()  # the article's own headline, dated as the others are
            return items
        return items if len(items) > 1 else []

    def run(self) -> list[int]:
        """Headlines in a row, without times, above the article's own."""
        run = list(takewhile(self._is_headline, self._below))
        if not self._stems or (len(run) < MIN_RUN and not self._is_other_and_own(run)):
            return []
        own = max(run, key=lambda number: (self._shared(number), number))
        return [number for number in run if number < own]

    def _is_other_and_own(self, run: Sequence[int]) -> bool:
        return len(run) == 2 and not self._shared(run[0]) and self._shared(run[1]) > 0

    def _headlines_below(self, items: Sequence[int]) -> bool:
        return bool(items) and any(self._is_headline(number) for number in self._below if number > items[-1])

    def _is_item(self, number: int) -> bool:
        return self._is_headline(number) and _has_stamp(unbulleted(self._texts[number]))

    def _is_noise(self, number: int) -> bool:
        return self._noises[number] is not None and not self._is_stamp(number)

    def _is_stamp(self, number: int) -> bool:
        return _ALONE.fullmatch(self._texts[number]) is not None

    def _is_headline(self, number: int) -> bool:
        text = unbulleted(self._texts[number])
        return self._noises[number] is None and len(text) <= MAX_ITEM and not _ENDED.search(text)

    def _shared(self, number: int) -> int:
        return len(_stems(self._texts[number]) & self._stems)


def _has_stamp(text: str) -> bool:
    return _BEFORE.match(text) is not None or _AFTER.search(text) is not None


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _WORD.findall(text.lower()))


def _shape(stamp: str) -> str:
    """The stamp with all numbers and all words alike: times are told from dates."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", stamp))
