"""How the command line shows things: without control characters, tables and a progress bar on a terminal.

rich is imported for those two only.
"""

import json
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Final, Literal, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

_T = TypeVar("_T")

# Escape sequences as a whole, then what is left of C0 and C1, then characters that reorder a line.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?"
)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REORDERING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_JSON_CONTROLS: Final = re.compile("[\x7f-\x9f\u2028\u2029]")


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


def is_coloured() -> bool:
    """May a terminal be sent escape sequences? NO_COLOR and a dumb terminal mean no."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def console(stream: IO[str]) -> "Console":
    """A terminal for rich."""
    from rich.console import Console

    colours: Literal["auto"] | None = "auto" if is_coloured() else None
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
        bar.update(task, description=f"Indexing: {number}", refresh=number == 1)
    bar.update(task, description="Writing the index")


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
