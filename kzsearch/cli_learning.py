"""The command `learn-translations`: a file of aligned sentences -> translations in an index."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from . import cli_display as display
from .cli_group import FOUND, NOT_FOUND
from .cli_options import STDIN, index_option, json_option, opened_index, stdin

if TYPE_CHECKING:
    from .learning import LearnReport
    from .reading.lines import Line

HEADERS: Final = tuple(
    frozenset(names.split())
    for names in ("kk kz kaz kazakh қаз қазақ қазақша каз казахский", "ru rus russian рус русский орыс орысша")
)
_SHOWN: Final = 10  # lines of a report

Faults = dict[str, list[int]]


@click.command("learn-translations")
@click.argument(
    "file", metavar="[FILE.tsv]", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)
@index_option
@click.option("--remove", is_flag=True, help="Remove what was learnt, in place of learning.")
@json_option
def learn_translations(file: str | None, folder: str, remove: bool, as_json: bool) -> int:
    """Learn translations of words from a file of your own sentences (- for standard input), for searches to use.

    A line a pair: a Kazakh sentence, a tab, its Russian translation; a first line of language names is left out. The
    encoding is found out, and a packed file (.gz) unpacked. Thousands of pairs of your subject are best. They replace
    what was learnt before. Exit code 1: nothing could be learnt or removed, and the index is as it was.

    \b
    Examples:
      kzsearch learn-translations сөйлемдер.tsv --index my-index
      cat предложения-*.tsv | kzsearch learn-translations - --index my-index
    """
    from .reading.lines import decoded_lines, stream_bytes

    if (file is None) != remove:
        raise click.UsageError("give either FILE.tsv or --remove")
    with opened_index(folder) as opened:
        if file is None:
            were_learnt = any(opened.learnt().values())
            opened.learn_translations([])
            return _show_removed(folder, as_json, removed=were_learnt)
        lines: list[int] = []
        faults: Faults = {}
        with nullcontext(stdin()) if file == STDIN else Path(file).open("rb") as source:
            pairs = _pairs(decoded_lines(stream_bytes(source)), lines, faults)
            first = next(pairs, None)
            if first is None:  # no pairs would remove what is there
                report = None
            else:
                shown = not as_json and display.is_terminal(sys.stderr)
                report = opened.learn_translations(chain([first], pairs), progress=shown)
    return _show(report, lines, faults, folder, as_json)


def _pairs(source: Iterable["Line"], lines: list[int], faults: Faults) -> Iterator[tuple[str, str]]:
    """The pairs of a file; `lines` are given the number of the line of each, `faults` those of lines that have none."""
    for line in source:
        columns = line.text.rstrip("\r\n").split("\t")
        while len(columns) > 2 and not columns[-1].strip():  # as spreadsheets end lines
            columns.pop()
        if line.fault:
            faults.setdefault("no text in the encoding of the others, or too long", []).append(line.number)
        elif len(columns) == 2 and not (line.number == 1 and is_header(columns)):
            lines.append(line.number)
            yield columns[0], columns[1]
        elif len(columns) != 2 and any(map(str.strip, columns)):
            faults.setdefault("not two columns with a tab between them", []).append(line.number)


def is_header(columns: Sequence[str]) -> bool:
    """Do two cells name the languages?

    >>> is_header(["Қазақша", "Русский"]), is_header(["Қазақ тілі", "Казахский язык"])
    (True, False)
    """
    first, second = (cell.strip().strip('"').casefold().replace("_", "-").split("-")[0] for cell in columns)
    return any(first in a and second in b for a, b in (HEADERS, HEADERS[::-1]))


def _show_removed(folder: str, as_json: bool, *, removed: bool) -> int:
    if as_json:
        display.write_json({"index": folder, "removed": removed})
    elif removed:
        display.write(f"learnt translations removed: {display.clean(folder)}")
    else:
        display.note("kzsearch: no translations were learnt")
    return FOUND if removed else NOT_FOUND


def _show(report: "LearnReport | None", lines: Sequence[int], faults: Faults, folder: str, as_json: bool) -> int:
    skipped = dict(faults)
    for why, numbers in report.skipped.items() if report else ():
        skipped[why] = [lines[number - 1] for number in numbers]
    swapped = [lines[number - 1] for number in report.swapped] if report else []
    learnt = {name: getattr(report, name, 0) for name in ("pairs", "to_russian", "to_kazakh", "seconds")}
    if as_json:
        display.write_json({"index": folder, **learnt, "swapped": swapped, "skipped": skipped})
    else:
        for why, which in skipped.items():
            display.note(f"skipped {_listed(which)}: {why}")
        if swapped:
            display.note(f"turned {_listed(swapped)}: Russian came first")
        if report and (report.to_russian or report.to_kazakh):
            display.write(f"{str(report).splitlines()[0]}: {display.clean(folder)}")
    if report and (report.to_russian or report.to_kazakh):
        return FOUND
    display.note("kzsearch: nothing could be learnt")
    return NOT_FOUND


def _listed(which: Sequence[int]) -> str:
    some = ", ".join(map(str, which[:_SHOWN])) + (", ..." if len(which) > _SHOWN else "")
    return f"line {some}" if len(which) == 1 else f"{len(which)} lines ({some})"
