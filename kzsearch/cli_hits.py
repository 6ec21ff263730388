"""Hits as lines: wrapped and coloured on a terminal, plain elsewhere."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category, east_asian_width

import click

from .cli_display import clean, is_coloured, is_terminal, write

if TYPE_CHECKING:
    from .explanation import Explanation
    from .results import Hit

OPEN: Final = "\ue000"  # private characters, so that a text can be cleaned around the marks
CLOSE: Final = "\ue001"
PLAIN_MARK: Final = "**"
INDENT: Final = 5  # columns, below the rank
NARROWEST: Final = 10  # columns of a text
SNIPPET: Final = 240  # characters
WIDEST_TITLE: Final = 160  # characters
STYLES: Final[Mapping[str, str]] = {"title": "1", "about": "2", "explanation": "36", "match": "1;33"}  # SGR codes

_MARKED: Final = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_WORD: Final = re.compile(" *[^ ]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a result: clean, matched words between OPEN and CLOSE; label: what stands left of it."""

    text: str
    style: str = ""
    label: str = ""
    whole: bool = True  # wrapped when too wide, else cut


def show_hits(hits: Iterable["Hit"], *, first: int, explain: bool) -> None:
    """Hits on standard output; first: the rank of the first."""
    lines = [line for rank, hit in enumerate(hits, first) for line in _lines(rank, hit, explain)]
    if is_terminal(sys.stdout):
        width = max(shutil.get_terminal_size().columns - INDENT, NARROWEST)
        for row in (row for line in lines for row in _rows(line, width, is_coloured())):
            click.echo(row)  # it knows the consoles of Windows
    else:
        for line in lines:
            write(f"{line.label:<{INDENT}}{_plain(line.text)}".rstrip())


def explanation(why: "Explanation") -> dict[str, Any]:
    """An explanation as plain values."""
    return {
        "value": why.value,
        "operation": why.operation,
        "children": [explanation(child) for child in why.children],
    }


def _lines(rank: int, hit: "Hit", explain: bool) -> Iterator[Line]:
    title, id = _without_marks(clean(hit.title)), _without_marks(clean(hit.id))
    shown = title or id
    title = shown if len(shown) <= WIDEST_TITLE else shown[: WIDEST_TITLE - 1].rstrip() + "…"
    yield Line(title, "title", f"{rank:>{INDENT - 2}}.", whole=False)
    about = (hit.lang or "other", f"{hit.score:.2f}", clean(hit.date or ""), id)
    yield Line("  ".join(part for part in about if part), "about")
    yield Line(clean(hit.highlight(size=SNIPPET, before=OPEN, after=CLOSE)))
    if explain:
        yield Line(clean("; ".join(map(str, hit.matches))), "about")
        yield from (Line(_indented(line), "explanation") for line in str(hit.explain()).splitlines())
    yield Line("")


def _indented(line: str) -> str:
    """A line of an explanation: its depth is its white space."""
    return " " * (len(line) - len(line.lstrip(" "))) + clean(line)


def _plain(text: str) -> str:
    return _without_marks(_MARKED.sub(rf"{PLAIN_MARK}\1{PLAIN_MARK}", text))


def _without_marks(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


# --- rows of a terminal -------------------------------------------------------------------------------------


def _rows(line: Line, width: int, coloured: bool) -> Iterator[str]:
    """A line as rows that are at most `width` columns wide, beside its label."""
    text = _MARKED.sub(_word_by_word, line.text) if coloured else _plain(line.text)
    label = f"{line.label:<{INDENT}}"
    for row in wrapped(text, width) if line.whole else [cut(text, width)]:
        shown = _coloured(row, line.style) if coloured else row
        yield f"{_styled(label, 'about') if coloured and line.label else label}{shown}".rstrip()
        label = " " * INDENT


def _word_by_word(marked: re.Match[str]) -> str:
    """Marks around each word: a row may end between two of them."""
    return " ".join(f"{OPEN}{word}{CLOSE}" for word in marked[1].split(" "))


def _coloured(row: str, style: str) -> str:
    row = _without_marks(_MARKED.sub(lambda found: _styled(found[1], "match"), row))
    return _styled(row, style) if style and row else row


def _styled(text: str, style: str) -> str:
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m"


def cells(text: str) -> int:
    """The columns that a text takes on a terminal.

    >>> cells("мектеп"), cells("学校"), cells("ё"), cells("е\u0308")
    (6, 4, 1, 1)
    """
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(letter: str) -> int:
    if letter in (OPEN, CLOSE) or category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def wrapped(text: str, width: int) -> Iterator[str]:
    """The rows of a text, broken between words; a word wider than a row is broken anywhere.

    >>> list(wrapped("  жаңа мектеп ашылды", 13)), list(wrapped("", 13))
    (['  жаңа мектеп', 'ашылды'], [''])
    """
    row = ""
    for word in _WORD.findall(text):
        if row and cells(row) + cells(word) > width:
            yield row
            row, word = "", word.lstrip(" ")
        row += word
        while cells(row) > width:
            head = _head(row, width)
            yield head
            row = row[len(head) :]
    if row or not text.strip(" "):
        yield row


def cut(text: str, width: int) -> str:
    """A text on one row, with an ellipsis where it is too wide.

    >>> cut("мектептер", 7)
    'мектеп…'
    """
    return text if cells(text) <= width else _head(text, width - 1).rstrip() + "…"


def _head(text: str, width: int) -> str:
    """The longest beginning that is at most `width` columns wide, one letter at least."""
    taken = 0
    for at, letter in enumerate(text):
        taken += _cell(letter)
        if taken > width and at:
            return text[:at]
    return text
