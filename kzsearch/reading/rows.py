"""Rows of JSON lines, JSON and CSV files as mappings; a row that is none comes as a fault."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kzsearch.reading import lines as bounded
from kzsearch.reading.lines import Line, too_long
from kzsearch.reading.records import shown

DELIMITERS: Final = (",", ";", "\t", "|")
REQUIRED: Final = ("id", "text")
STANDARD: Final = ("id", "title", "text", "date")
_SEPARATOR: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)  # the first line of some files of Excel
_CR_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# A field of tab-separated values that begins with a quotation mark and has text behind the closing one.
_LITERAL: Final = re.compile(r'(?<![^\t])"(?:[^"\t]|"")*"[^"\t\r\n][^\t\r\n]*')


@dataclass(frozen=True, slots=True)
class Row:
    """One record with the number of its line, or the fault for which it is none; number 0 is the whole file."""

    number: int
    record: Mapping[str, object] | None
    fault: str = ""


def json_lines(lines: Iterable[Line]) -> Iterator[Row]:
    """A record a line; empty lines are none.

    >>> [row.record for row in json_lines([Line(1, '{"id": 1, "text": "Сәлем"}'), Line(2, "")])]
    [{'id': 1, 'text': 'Сәлем'}]
    """
    for line in lines:
        if line.fault:
            yield Row(line.number, None, line.fault)
        elif line.text.strip():
            yield _json_row(line.number, line.text)


def _json_row(number: int, text: str) -> Row:
    try:
        return _record(number, json.loads(text))
    except json.JSONDecodeError as error:
        return Row(number, None, f"not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        return Row(number, None, f"not JSON that can be read: {error}")


def _record(number: int, value: object) -> Row:
    if isinstance(value, dict):
        return Row(number, value)
    return Row(number, None, f"a record must be a JSON object, got {shown(value)}")


def json_document(text: str) -> Iterator[Row]:
    """A list of objects, or one object, or JSON lines named .json; the number of a row is that of the list's item.

    >>> [row.number for row in json_document('[{"id": 1, "text": "бір"}, {"id": 2, "text": "екі"}]')]
    [1, 2]
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            yield from json_lines(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
        else:
            yield Row(0, None, f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}")
    except (ValueError, RecursionError) as error:
        yield Row(0, None, f"not JSON that can be read: {error}")
    else:
        items = value if isinstance(value, list) else [value]
        yield from (_record(number, item) for number, item in enumerate(items, start=1))


class _Feed:
    """Lines for csv.reader, with what went wrong in those of the current record."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = _cr_lines(lines)
        self.tabs = False
        self.ended = False
        self.begin()

    def begin(self) -> None:
        self.fault, self.size, self.first = "", 0, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        begins = self.first == 0
        self.first = self.first or line.number
        self.fault = self.fault or line.fault
        self.size += len(line.text)
        if self.size > bounded.MAX_DOCUMENT_BYTES:
            self._pass_quoted()
            raise csv.Error(too_long("record") + "; is a quotation mark not closed?")
        return _LITERAL.sub(_quoted, line.text) if self.tabs and begins else line.text

    def _pass_quoted(self) -> None:
        """Read on past the line that closes the quotation mark: what lies between is no row."""
        next((line for line in self._lines if line.text.count('"') % 2), None)


def _cr_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, cut at carriage returns too when the first one that is not empty is: old files of Macs and Excel."""
    cut: bool | None = None
    passed = 0
    for line in lines:
        if cut is None and line.text.strip():
            cut = "\r" in line.text.strip("\r\n")
        pieces = _CR_LINE.findall(line.text) if cut and not line.fault else [line.text]
        for number, piece in enumerate(pieces, start=line.number + passed):
            yield Line(number, piece, line.fault)
        passed += len(pieces) - 1


def _quoted(field: "re.Match[str]") -> str:
    """A field that is no quoted one, spelled so that csv.reader gives it back as it is."""
    return '"' + field.group().replace('"', '""') + '"'


def csv_rows(lines: Iterable[Line]) -> Iterator[Row]:
    """The rows below the header, which must name the columns id and text; comma, semicolon, tab or bar between.

    >>> text = ["id;text", "1;Сәлем", '2;"Алма; алмұрт"']
    >>> [row.record for row in csv_rows(Line(number, line) for number, line in enumerate(text, start=1))]
    [{'id': '1', 'text': 'Сәлем'}, {'id': '2', 'text': 'Алма; алмұрт'}]
    """
    # The limit is the csv module's own and holds for the process: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), bounded.MAX_DOCUMENT_BYTES))
    feed = _Feed(lines)
    header = _filled(feed)
    separator = _SEPARATOR.fullmatch(header)
    header = _filled(feed) if separator else header
    columns, delimiter = _columns(header, (separator[1],) if separator else DELIMITERS)
    missing = [name for name in REQUIRED if name not in columns]
    if feed.fault or missing or len(set(columns)) < len(columns):
        fault = feed.fault or (
            f"a CSV file must have the columns id and text, each once; this one has {', '.join(columns) or 'none'}"
        )
        yield Row(0, None, fault)
        return
    feed.tabs = delimiter == "\t"
    spaced = delimiter + " " in header
    reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=spaced, strict=feed.tabs)
    while True:
        feed.begin()
        row = _next_row(reader, feed, columns)
        if row is None:
            return
        if row.fault or row.record:
            yield row


def _filled(feed: _Feed) -> str:
    return next((text for text in feed if text.strip() or feed.fault), "")


def _columns(header: str, delimiters: tuple[str, ...]) -> tuple[list[str], str]:
    """The names of the columns, and the delimiter that yields the required ones or else the most."""
    read = {delimiter: _names(header, delimiter) for delimiter in delimiters}
    best = max(delimiters, key=lambda delimiter: (set(REQUIRED) <= set(read[delimiter]), len(read[delimiter])))
    return read[best], best


def _names(header: str, delimiter: str) -> list[str]:
    try:
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:  # a carriage return in the middle
        return []
    return [name.lower() if name.lower() in STANDARD else name for name in names]


def _next_row(reader: "Iterator[list[str]]", feed: _Feed, columns: list[str]) -> Row | None:
    """The next row; None at the end, a row with neither record nor fault for an empty line."""
    try:
        values = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return Row(feed.first, None, f"not CSV: {error}")
    if feed.fault:
        return Row(feed.first, None, feed.fault)
    if feed.ended:
        return Row(feed.first, None, "not CSV: a quotation mark opened here is not closed")
    if values and len(values) != len(columns):
        return Row(feed.first, None, f"a row must have {len(columns)} values as the header has, got {len(values)}")
    return Row(feed.first, dict(zip(columns, values, strict=True)) if values else None)
