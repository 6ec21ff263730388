"""The main text, the title and the date of a text that was cut out of a web page.

A page is a head (menus, the headline, counters), the article and a tail (buttons, other headlines). Nothing is taken
away unless some lines can only come from a page; then the rules of `noise` clear the head and the tail, and what they
do not know stays when it could belong to the article.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from kzsearch.reading.feeds import ITEM, MENU, OTHER_ARTICLES, feed_items, is_feed_heading
from kzsearch.reading.noise import Noise, collapse, is_bulleted, noise
from kzsearch.reading.noise_rules import IN_LANGUAGES, IN_SECTIONS, OFFICIAL, Kind

MAX_TITLE: Final = 200  # characters
MAX_HEADLINE: Final = 250
MIN_SENTENCE: Final = 30  # characters; shorter lines with a full stop may be labels
MIN_PROSE: Final = 80  # characters of a line that only an article has
FEW_WORDS: Final = 3  # a line of as many words at most is a menu's, beside other noise
SHOWS_PAGE: Final = (Kind.SURE, Kind.INLINE)
MENUS: Final = (MENU, "a section of a newspaper")
MAIN_PAGE: Final = ("главная", "басты бет")
CONTACTS: Final = ("контакты", "байланыс", "байланыстар")  # the end of a site's footer
FRAME: Final = (IN_LANGUAGES, IN_SECTIONS, OFFICIAL)  # show a page by themselves, above an article without long lines
HINTS_AT_PAGE: Final = (Kind.LABEL, Kind.DATE, Kind.END)

_SENTENCE_END: Final = re.compile(r"[.!?…:;,][»\"”')\]]*$")
_STOP: Final = re.compile(r"[.!?…]+[»\"”')]*(?=\s+[«\"“(–—-]?\s?[^\Wa-zа-яёәғқңөұүһі_])")
_MARKUP: Final = re.compile(r"^(?:#{1,6}\s+|[*_]{1,2}(?=\S))")
# A full stop that ends no sentence: initials, г., ул., млн.
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s.«(])(?:[^\W\d_]|гг|им|ул|др|пр|тыс|млн|млрд|см|стр|т\.б|т\.д|т\.п|т\.ғ\.д)\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """The title, the ISO 8601 date if the page bears one, and the article's text without its headline."""

    title: str
    date: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    raw: str
    text: str  # white space collapsed
    noise: Noise | None

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_sentence(self) -> bool:
        """Whether only an article has the line: it ends as sentences and verses do, or is too long for a headline."""
        if self.noise or not self.text:
            return False
        if self.text.endswith(",") or len(self.text) > MAX_HEADLINE:
            return True
        return len(self.text) >= MIN_SENTENCE and _SENTENCE_END.search(self.text) is not None

    @property
    def is_prose(self) -> bool:
        return self.is_sentence and len(self.text) >= MIN_PROSE

    def is_of(self, *kinds: Kind) -> bool:
        return self.noise is not None and self.noise.kind in kinds


def main_text(text: str) -> Page:
    """The article of a page; an ordinary text comes back whole, its first sentence as the title.

    >>> main_text("Лента новостей\\nАқтауда мектеп ашылды\\n332 рет көрсетілді\\n" + "Қалада жаңа мектеп ашылды. " * 4)
    ... # doctest: +ELLIPSIS
    Page(title='Ақтауда мектеп ашылды', date=None, text='Қалада жаңа мектеп ашылды. ...')
    """
    lines = _without_feeds([_line(raw) for raw in text.splitlines()])
    head, tail = _zones(lines)
    date = _date(lines, head, tail)
    if not _is_page(lines, head, tail):
        return Page(first_sentence(text), date, text)
    headline = _headline(lines, head)
    kept = _without_noise(lines, head, tail, headline)
    body = _joined(kept)
    return Page(headline or first_sentence(body), date, body or headline or text)


def article(text: str, title: str, shown: str = "") -> str:
    """The text that was found in a page of HTML, without its title, links to other articles and what a site adds.

    `shown` is all that the page shows: what stands in it below the heading of other articles alone goes too.

    >>> article("Мектеп ашылды\\nҚалада үлкен жаңа мектеп ашылды.\\nСоңғы жаңалықтар\\nҚасқыр шапты", "Мектеп ашылды")
    'Қалада үлкен жаңа мектеп ашылды.'
    """
    others = _below_end(shown)
    found = [_line(raw) for raw in text.splitlines()]
    lines = _without_feeds([line for line in found if line.text.removeprefix("- ") not in others])
    head, tail = _zones(lines)
    if head == len(lines):
        return text
    if _is_page(lines, head, tail):
        kept = _without_noise(lines, head, tail, title)
    else:
        top = [line for line in lines[:head] if not line.is_of(Kind.SURE) and line.text != title]
        end = _first_ending(lines, tail)
        bottom = lines[tail : end if _is_other(lines[end:]) else len(lines)]
        kept = [line for line in (*top, *lines[head:tail], *bottom) if not line.is_of(Kind.INLINE, Kind.FEED)]
    return "\n".join(line.raw for line in kept).strip("\n") or text


def first_sentence(text: str) -> str:
    """The first sentence of a text, or its first line if that is shorter; cut at a word when over 200 characters.

    >>> first_sentence("А. Құнанбаев – ақын. Ол 1845 жылы туған.")
    'А. Құнанбаев – ақын.'
    """
    line = next((collapsed for collapsed in map(collapse, text.splitlines()) if collapsed), "")
    line = _MARKUP.sub("", line).rstrip("#*_ ") or line
    ends = (match.end() for match in _STOP.finditer(line) if not _ABBREVIATION.search(line[: match.end()]))
    return _cut(line[: next(ends, len(line))])


def _cut(title: str) -> str:
    if len(title) <= MAX_TITLE:
        return title
    head = title[:MAX_TITLE]
    return (head[: head.rfind(" ")] if " " in head else head[:-1]).rstrip(" ,;:–—-") + "…"


def _line(raw: str) -> _Line:
    text = collapse(raw)
    return _Line(raw, text, noise(text))


def _without_feeds(lines: list[_Line]) -> list[_Line]:
    """The lines, the items of news feeds among them known as noise."""
    texts, noises = [line.text for line in lines], [line.noise for line in lines]
    items = feed_items(texts, noises, lambda number: _is_body(lines[number]))
    return [replace(line, noise=ITEM) if number in items else line for number, line in enumerate(lines)]


def _is_body(line: _Line) -> bool:
    """A sentence that is no headline which asks or exclaims."""
    return line.is_sentence and (line.is_prose or not line.text.endswith(("?", "!", "…")))


def _zones(lines: list[_Line]) -> tuple[int, int]:
    """Where the head ends and the tail begins: the article's sentences lie between, if there are any."""
    end = _end_mark(lines)
    sentences = [number for number, line in enumerate(lines[:end]) if line.is_sentence]
    if not sentences:
        return len(lines), len(lines)
    first = next((number for number in sentences if not _is_asking_headline(lines, number)), sentences[0])
    return first, sentences[-1] + 1


def _end_mark(lines: list[_Line]) -> int:
    """Where a heading of other articles or of comments stands with prose (else sentences) above and none below."""
    prose = [number for number, line in enumerate(lines) if line.is_prose]
    sentences = prose or [number for number, line in enumerate(lines) if _is_body(line)]
    return _first_ending(lines, sentences[-1]) if sentences else len(lines)


def _first_ending(lines: list[_Line], start: int) -> int:
    """The first heading of other articles; of a feed only below all sentences: such a heading may be a link as well."""
    last = next((number for number in reversed(range(start, len(lines))) if _is_body(lines[number])), -1)
    endings = (
        number
        for number in range(start, len(lines))
        if lines[number].is_of(Kind.END) or (number > last and is_feed_heading(lines[number].noise))
    )
    return next(endings, len(lines))


def _below_end(shown: str) -> set[str]:
    """The lines that a page shows nowhere but below the heading of other articles."""
    lines = [_line(raw) for raw in shown.splitlines()]
    end = _end_mark(lines)
    below = {line.text for line in lines[end:] if line.text} if _is_other(lines[end:]) else set()
    return below - {line.text for line in lines[:end]}


def _is_other(ending: list[_Line]) -> bool:
    """Whether a heading and what stands below it surely are no section of the article."""
    heads = bool(ending) and ending[0].noise is not None and ending[0].noise.why == OTHER_ARTICLES
    return heads or not any(_is_body(line) for line in ending)


def _is_asking_headline(lines: list[_Line], number: int) -> bool:
    """A headline that asks or exclaims, known by the repetition, counter or date right below it."""
    line = lines[number]
    if not line.text.endswith(("?", "!")) or len(line.text) > MAX_TITLE:
        return False
    below = next((other for other in lines[number + 1 :] if other.text), None)
    return below is not None and (below.text == line.text or below.is_of(Kind.SURE, Kind.DATE, Kind.LABEL))


# --- is it a page? ------------------------------------------------------------------------------------------


def _is_page(lines: list[_Line], head: int, tail: int) -> bool:
    top, bottom = lines[:head], lines[tail:]
    sure = sum(line.is_of(*SHOWS_PAGE) for line in (*top, *bottom)) + sum(line.is_of(Kind.WIDGET) for line in top)
    inline = sum(line.is_of(Kind.INLINE) for line in lines[head:tail])
    hints = {line.noise.why for line in (*top, *bottom) if line.noise and line.is_of(*HINTS_AT_PAGE)}
    repeated, menu = _repeated(top) is not None, _menu(lines)
    if not any(line.is_prose for line in lines):
        frame = any(line.noise is not None and line.noise.why in FRAME for line in top)
        return sure + repeated + menu + frame + bool((sure or _footer(bottom)) and hints) + bool(_footer(bottom)) >= 2
    return sure + inline + menu > 0 or repeated or len(hints) >= 2 or _has_dated_headline(top)


def _menu(lines: list[_Line]) -> int:
    """How surely a text begins with a menu: two items at least; with a link to the main page it takes nothing else."""
    filled = [line for line in lines if line.text]
    menu = list(takewhile(lambda line: line.noise is not None and line.noise.why in MENUS, filled))
    if len(menu) < 2 or len(menu) == len(filled):
        return 0
    return 2 if any(line.text.lower() in MAIN_PAGE for line in menu) else 1


def _footer(bottom: list[_Line]) -> int:
    """How many lines at the very end are of a site's footer with its contacts."""
    run = list(takewhile(lambda line: not line.text or _is_above(line), reversed(bottom)))
    return len(run) if any(line.text.lower() in CONTACTS for line in run) else 0


def _has_dated_headline(top: list[_Line]) -> bool:
    """A headline with a date and a time right above or below it."""
    filled = [line for line in top if line.text]
    dated = [line.noise is not None and "T" in (line.noise.date or "") for line in filled]
    return any(
        (dated[number] and _may_be_headline(upper)) or (dated[number - 1] and _may_be_headline(lower))
        for number, (upper, lower) in enumerate(pairwise(filled), start=1)
    )


def _may_be_headline(line: _Line) -> bool:
    return bool(line.text) and line.noise is None and line.words >= FEW_WORDS and not is_bulleted(line.text)


# --- headline and date --------------------------------------------------------------------------------------


def _repeated(top: list[_Line]) -> str | None:
    """A line of the head that stands there twice: pages show the headline above and inside the article."""
    seen: set[str] = set()
    for line in filter(_may_be_headline, top):
        if line.text.lower() in seen:
            return line.text
        seen.add(line.text.lower())
    return None


def _headline(lines: list[_Line], head: int) -> str:
    """The headline of a page: the repeated line, else the fullest line of the head; empty if there is none."""
    top = [line for line in lines[:head] if line.text]
    repeated = _repeated(top)
    if repeated:
        return repeated
    candidates = [number for number, line in enumerate(top) if _may_be_headline(line)] or _short_headlines(top)
    best = max(candidates, key=lambda number: _headline_score(top, number), default=None)
    return "" if best is None else top[best].text


def _short_headlines(top: list[_Line]) -> list[int]:
    """Lines of one or two words right above a date or a counter: a page without another headline has one of these."""
    return [
        number
        for number, (line, below) in enumerate(pairwise(top))
        if line.noise is None and not is_bulleted(line.text) and below.is_of(Kind.DATE, Kind.SURE)
    ]


def _headline_score(top: list[_Line], number: int) -> int:
    """Words up to four, and marks for a date, a counter or a credit below, or else above; the first of equals wins."""
    below, above = top[number + 1 : number + 2], top[max(0, number - 1) : number]
    marks = [any(line.is_of(Kind.DATE, Kind.SURE, Kind.LABEL) for line in lines) for lines in (below, above)]
    return min(top[number].words, FEW_WORDS + 1) + (2 if marks[0] else int(marks[1]))


def _date(lines: list[_Line], head: int, tail: int) -> str | None:
    """The first date line of the head, else of the tail; one with a time before one without."""
    for zone in (lines[:head], lines[tail:]):
        dates = [line.noise.date for line in zone if line.noise and line.noise.date]
        if dates:
            return next((date for date in dates if "T" in date), dates[0])
    return None


# --- taking the noise away ----------------------------------------------------------------------------------


def _without_noise(lines: list[_Line], head: int, tail: int, headline: str) -> list[_Line]:
    middle = [
        line for line in lines[head:tail] if not line.is_of(Kind.INLINE, Kind.FEED)
    ]  # labels may be the article's own
    return [*_clean_head(lines[:head], headline), *middle, *_clean_tail(lines[tail:], headline)]


def _clean_head(top: list[_Line], headline: str) -> list[_Line]:
    """Known noise goes, and the headline, which is the title; of the rest, short lines with known noise below."""
    last = max((number for number, line in enumerate(top) if _is_above(line)), default=-1)
    sure = _repeated(top) is not None
    start = next((number for number, line in enumerate(top) if line.text == headline), 0) if headline else 0
    return [
        line
        for number, line in enumerate(top)
        if not line.text
        or (
            line.noise is None
            and line.text.lower() != headline.lower()
            and not (number < start and (sure or line.words <= FEW_WORDS))
            and not (number < last and line.words <= FEW_WORDS and not _is_below(line, number, start))
        )
    ]


def _is_below(line: _Line, number: int, headline: int) -> bool:
    """A short sentence under the headline."""
    return number > headline and line.text.endswith((".", "!", "?", "…"))


def _is_above(line: _Line) -> bool:
    return line.noise is not None and not (line.is_of(Kind.VALUE) and is_bulleted(line.text))


def _clean_tail(bottom: list[_Line], headline: str) -> list[_Line]:
    """Lines before the first known noise stay: they may be the article's last list. After it, short lines go; after
    the heading of a list of other articles, all go."""
    first = next((number for number, line in enumerate(bottom) if line.is_of(*SHOWS_PAGE, *HINTS_AT_PAGE)), len(bottom))
    first = min(first, len(bottom) - _footer(bottom))
    end = _first_ending(bottom, 0)
    rest = bottom[first:end]
    kept = [line for line in rest if line.noise is None and line.words > FEW_WORDS and line.text != headline]
    return [*bottom[:first], *kept]


def _joined(lines: list[_Line]) -> str:
    """The lines with one empty line at most between them, and none around."""
    joined = "\n".join(line.text for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")
