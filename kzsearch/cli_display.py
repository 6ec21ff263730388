"""How the command line shows things: without control characters, wrapped and coloured on a terminal, plain elsewhere.

rich is imported when there is a terminal to show something on.
"""

import json
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.text import Text

    from .plan import Explanation
    from .results import Hit

_T = TypeVar("_T")

OPEN: Final = "\ue000"  # private characters, so that a text can be cleaned around the marks
CLOSE: Final = "\ue001"
PLAIN_MARK: Final = "**"
MATCH_STYLE: Final = "bold yellow"
INDENT: Final = 5  # columns, below the rank
SNIPPET: Final = 240  # characters
WIDEST_TITLE: Final = 160  # characters

# Escape sequences as a whole, then what is left of C0 and C1, then characters that reorder a line.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?"
)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REORDERING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_JSON_CONTROLS: Final = re.compile("[\x7f-\x9f\u2028\u2029]")
_MARKED: Final = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


def clean(text: object) -> str:
    """A text on one line, without what a terminal would obey.

    >>> clean("Жаңа \\x1b[31mмектеп\\x1b[0m\\n\\tашылды\\x07")
    'Жаңа мектеп ашылды'
    """
    bare = _REORDERING.sub("", _CONTROLS.sub(" ", _ESCAPES.sub("", str(text))))
    return " ".join(bare.split())


def tolerate(stream: IO[str] | None) -> None:
    """Make a stream show '?' for characters its encoding lacks, where it would raise."""
    if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="replace")


def write(text: str) -> None:
    """A line on standard output, which may be closed."""
    print(text)


def note(text: object) -> None:
    """A line on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(clean(text) + "\n")


def write_json(content: object) -> None:
    """One JSON object on standard output; \\u escapes only where the encoding or a terminal asks for them."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(content, indent=2, default=str)
    write(_JSON_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


# --- terminals ----------------------------------------------------------------------------------------------


def is_terminal(stream: IO[str] | None) -> bool:
    """Is a person looking at it?"""
    return stream is not None and not stream.closed and stream.isatty()


def console(stream: IO[str]) -> "Console":
    """A terminal; NO_COLOR and a dumb terminal mean no escape sequences in texts."""
    from rich.console import Console

    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colours: Literal["auto"] | None = None if plain else "auto"
    return Console(file=stream, force_terminal=True, color_system=colours, highlight=False, markup=False, emoji=False)


@contextmanager
def progress(items: Iterator[_T], *, shown: bool) -> Iterator[Iterator[_T]]:
    """The same items; while they are taken, a bar on standard error counts them."""
    if not shown:
        yield items
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=None), TimeElapsedColumn())
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        yield _counted(items, bar, bar.add_task("Reading", total=None))


def _counted(items: Iterator[_T], bar: "Progress", task: "TaskID") -> Iterator[_T]:
    for number, item in enumerate(items, 1):
        yield item
        bar.update(task, description=f"Indexing: {number}")
    bar.update(task, description="Writing the index")


# --- hits ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a result: clean, matched words between OPEN and CLOSE; label: what stands left of it."""

    text: str
    style: str = ""
    label: str = ""
    whole: bool = True  # wrapped when too wide, else cut


def show_hits(hits: Iterable["Hit"], *, first: int, explain: bool) -> None:
    """Hits on standard output; first: the rank of the first."""
    lines = [line for rank, hit in enumerate(hits, first) for line in _hit_lines(rank, hit, explain)]
    if is_terminal(sys.stdout):
        terminal = console(sys.stdout)
        for line in lines:
            _print(terminal, line)
    else:
        for line in lines:
            write(f"{line.label:<{INDENT}}{_plain(line.text)}".rstrip())


def _hit_lines(rank: int, hit: "Hit", explain: bool) -> Iterator[Line]:
    title, id = _without_marks(clean(hit.title)), _without_marks(clean(hit.id))
    yield Line(_cut(title or id), "bold", f"{rank:>{INDENT - 2}}.", whole=False)
    about = (hit.lang or "other", f"{hit.score:.2f}", clean(hit.date or ""), id)
    yield Line("  ".join(part for part in about if part), "dim")
    yield Line(clean(hit.highlight(size=SNIPPET, before=OPEN, after=CLOSE)))
    if explain:
        yield from (Line(_indented(line), "cyan") for line in str(hit.explain()).splitlines())
    yield Line("")


def _plain(text: str) -> str:
    return _without_marks(_MARKED.sub(rf"{PLAIN_MARK}\1{PLAIN_MARK}", text))


def _without_marks(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _cut(title: str) -> str:
    return title if len(title) <= WIDEST_TITLE else title[: WIDEST_TITLE - 1].rstrip() + "…"


def _indented(line: str) -> str:
    """A line of an explanation: its depth is its white space."""
    return " " * (len(line) - len(line.lstrip(" "))) + clean(line)


def _print(terminal: "Console", line: Line) -> None:
    text = _styled(line.text, line.style, coloured=terminal.color_system is not None)
    width = max(terminal.width - INDENT, 10)
    if not line.whole:
        text.truncate(width, overflow="ellipsis")
    for number, row in enumerate(text.wrap(terminal, width) if text.plain.strip() else [text]):
        row.rstrip()
        terminal.print(_labelled(line.label if number == 0 else "", row), soft_wrap=True)


def _labelled(label: str, row: "Text") -> "Text":
    from rich.text import Text

    return Text.assemble((f"{label:<{INDENT}}", "dim" if label else ""), row) if row.plain else Text()


def _styled(text: str, style: str, *, coloured: bool) -> "Text":
    """Texts are never read as rich's markup: styles are attached to their parts."""
    from rich.text import Text

    if not coloured:
        return Text(_plain(text))
    parts = map(_without_marks, _MARKED.split(text))
    return Text.assemble(*((part, MATCH_STYLE if i % 2 else "") for i, part in enumerate(parts)), style=style)


def explanation(why: "Explanation") -> dict[str, Any]:
    """An explanation as plain values."""
    return {
        "value": why.value,
        "operation": why.operation,
        "children": [explanation(child) for child in why.children],
    }


# --- tables -------------------------------------------------------------------------------------------------


def show_table(header: Sequence[str], rows: Iterable[Sequence[object]], *, narrow: Collection[str] = ()) -> None:
    """A table as wide as the terminal at most; elsewhere values between tabs. narrow: columns that never wrap."""
    cells = ([clean(cell) for cell in row] for row in rows)
    if is_terminal(sys.stdout):
        _print_table(header, cells, narrow)
    else:
        for row in (header, *cells):
            write("\t".join(row))


def _print_table(header: Sequence[str], rows: Iterable[Sequence[str]], narrow: Collection[str]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for name in header:
        table.add_column(name, overflow="fold", no_wrap=name in narrow)
    for row in rows:
        table.add_row(*map(Text, row))
    console(sys.stdout).print(table)


def show_values(values: Iterable[tuple[str, object]]) -> None:
    """Names and values, one pair a line."""
    pairs = [(name, clean(value)) for name, value in values]
    width = max(len(name) for name, _ in pairs) + 1
    for name, value in pairs:
        write(f"{name + ':':<{width}} {value}")
