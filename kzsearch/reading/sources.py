"""Files, folders and open streams -> documents: which format each is in, and what is passed over."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Final, get_args

from kzsearch.documents import NO_FIELDS, Document, Format, Skipped, Source
from kzsearch.errors import DocumentError, OptionError
from kzsearch.reading import dates, records
from kzsearch.reading.encodings import decode, known, mend
from kzsearch.reading.folders import Found, files
from kzsearch.reading.lines import BROKEN, decoded_lines, stream_bytes, unpacked, whole
from kzsearch.reading.markup import all_text, decode_html, main_html
from kzsearch.reading.pages import main_text
from kzsearch.reading.records import whole_letters
from kzsearch.reading.rows import STANDARD, Row, csv_rows, json_document, json_lines

FORMATS: Final[Mapping[str, Format]] = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
SNIFFED_BYTES: Final = 4096


def documents(
    sources: Sequence[Source], *, encoding: str | None, clean: bool, format: Format | None
) -> Iterator[Document | Skipped]:
    """What `kzsearch.read` promises; arguments are checked before the first document is asked for."""
    if format is not None and format not in get_args(Format):
        raise OptionError(f"format must be one of {', '.join(get_args(Format))}, got {format!r}")
    if encoding is not None:
        known(encoding)
    checked = [_checked(source) for source in sources]
    return _read_all(checked, _How(encoding, clean, format))


@dataclass(frozen=True, slots=True)
class _How:
    encoding: str | None
    clean: bool
    format: Format | None


def _checked(source: Source) -> Source:
    if hasattr(source, "read"):
        if getattr(source, "closed", False) is True:
            raise DocumentError(f"a source must be an open stream, got a closed one: {records.shown(source)}")
        return source
    try:
        path = Path(source)
        exists = source != "" and (path.is_file() or path.is_dir())  # Path("") is the folder one is in
    except (TypeError, ValueError) as error:
        raise DocumentError(f"a source must be a path or an open stream, got {source!r}") from error
    except OSError as error:  # a file in a forbidden folder, a name that is too long
        raise DocumentError(f"a source must be a file or a folder that {_reason(error)}, got {source!r}") from error
    if not exists:
        raise DocumentError(f"a source must be a file or a folder that exists, got {os.fspath(source)!r}")
    return path


def _read_all(sources: list[Source], how: _How) -> Iterator[Document | Skipped]:
    names = Counter(source.name for source in sources if isinstance(source, Path))
    for number, source in enumerate(sources, start=1):
        if isinstance(source, Path):
            name = _proper(source.name if names[source.name] == 1 else source.as_posix())
            yield from _read_folder(source, how) if os.path.isdir(source) else _read_file(source, name, how)  # noqa: PTH112 - it never raises
        else:
            yield from _read_stream(source, number, how)  # type: ignore[arg-type]


def _proper(name: str) -> str:
    """A name of bytes that are no UTF-8 with U+FFFD in their place: an id must be proper text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read_folder(folder: Path, how: _How) -> Iterator[Document | Skipped]:
    for found in files(folder):
        kind = _format(found.name)
        if found.fault:
            yield Skipped(found.name, found.fault)
        elif kind is None:
            yield Skipped(found.name, f"not a text, HTML, JSON lines or CSV file ({_extension(found)})")
        else:
            yield from _read_file(found.path, found.name, _How(how.encoding, how.clean, kind))


def _extension(found: Found) -> str:
    return "".join(found.path.suffixes[-2:] if found.name.lower().endswith(".gz") else found.path.suffixes[-1:]) or (
        "no extension"
    )


def _format(name: str) -> Format | None:
    lowered = name.lower().removesuffix(".gz")
    return FORMATS.get(os.path.splitext(lowered)[1])  # noqa: PTH122 - a name, not a path


def _read_file(path: Path, name: str, how: _How) -> Iterator[Document | Skipped]:
    with _opened(path, name) as opened:
        if isinstance(opened, Skipped):
            yield opened
        else:
            yield from _guarded(opened, name, how)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BufferedReader | Skipped]:
    try:
        file = path.open("rb")
    except OSError as error:
        yield Skipped(name, _reason(error))
        return
    with file:
        try:
            stream = unpacked(file)
        except BROKEN as error:
            yield Skipped(name, _reason(error))
            return
        yield stream


def _read_stream(source: IO[str] | IO[bytes], number: int, how: _How) -> Iterator[Document | Skipped]:
    given = getattr(source, "name", None)
    name = _proper(Path(given).name) if isinstance(given, str) and given else f"stream-{number}"
    try:
        stream = stream_bytes(source)
        # A text stream is decoded already: its bytes here are UTF-8.
        encoding = "utf-8" if stream_is_text(source) else how.encoding
    except (*BROKEN, ValueError) as error:  # ValueError: closed since it was given
        yield Skipped(name, _reason(error))
        return
    yield from _guarded(stream, name, _How(encoding, how.clean, how.format))


def stream_is_text(source: IO[str] | IO[bytes]) -> bool:
    """Whether a stream yields str.

    >>> import io
    >>> stream_is_text(io.StringIO("мәтін")), stream_is_text(io.BytesIO())
    (True, False)
    """
    return isinstance(source.read(0), str)


def _guarded(stream: BufferedReader, name: str, how: _How) -> Iterator[Document | Skipped]:
    """The documents of a stream up to where it breaks."""
    try:
        kind = how.format or _format(name) or _sniffed(stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES])
        yield from _READERS[kind](stream, name, how)
    except (*BROKEN, UnicodeError, DocumentError) as error:
        yield Skipped(name, _reason(error))


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return str(error) if isinstance(error, DocumentError) else f"cannot be read: {error}"


def _sniffed(head: bytes) -> Format:
    """The format that the first bytes tell of: text unless they are clearly another."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")):
        return "html"
    first, _, rest = start.partition(b"\n")
    if start.startswith((b'{"', b"[{", b"[\n", b"{\n")):
        return "jsonl" if first.rstrip().endswith(b"}") and rest.lstrip()[:1] in (b"{", b"") else "json"
    if first.startswith((b"sep=", b'"sep=')):
        return "csv"
    first = first.split(b"\r")[0]
    names = {name.strip(b' "') for mark in (b",", b";", b"\t", b"|") for name in first.split(mark)}
    return "csv" if {b"id", b"text"} <= names else "text"


# --- formats ------------------------------------------------------------------------------------------------


def _text(stream: BufferedReader, name: str, how: _How) -> Iterator[Document | Skipped]:
    text = decode(whole(stream), how.encoding).text
    fault = records.id_fault(name) or ("" if text.strip() else "no text in it")
    if fault:
        yield Skipped(name, fault)
    elif not how.clean:
        yield Document(name, text)
    else:
        page = main_text(mend(text))
        yield Document(name, page.text, page.title, page.date, None if page.text == text else text)


def _html(stream: BufferedReader, name: str, how: _How) -> Iterator[Document | Skipped]:
    html = decode_html(whole(stream), how.encoding)
    page = main_html(mend(html)) if how.clean else all_text(html)
    fault = records.id_fault(name) or ("" if page.text.strip() else "no text in it")
    yield Skipped(name, fault) if fault else Document(name, page.text, page.title, page.date, html)


def _json(stream: BufferedReader, name: str, how: _How) -> Iterator[Document | Skipped]:
    yield from _documents(json_document(decode(whole(stream), how.encoding).text), name, how)


def _jsonl(stream: BufferedReader, name: str, how: _How) -> Iterator[Document | Skipped]:
    yield from _documents(json_lines(decoded_lines(stream, how.encoding)), name, how)


def _csv(stream: BufferedReader, name: str, how: _How) -> Iterator[Document | Skipped]:
    yield from _documents(csv_rows(decoded_lines(stream, how.encoding)), name, how)


_READERS: Final = {"text": _text, "html": _html, "json": _json, "jsonl": _jsonl, "csv": _csv}


# --- records ------------------------------------------------------------------------------------------------


def _documents(rows: Iterator[Row], name: str, how: _How) -> Iterator[Document | Skipped]:
    for row in rows:
        source = f"{name}:{row.number}" if row.number else name
        fault = row.fault or records.fault(row.record or {})
        yield Skipped(source, fault) if fault else _document(row.record or {}, how)


def _document(record: Mapping[str, object], how: _How) -> Document:
    values = {whole_letters(key): _mended(value, how) for key, value in record.items()}
    given = record.get("date")
    date = dates.iso(str(given)) if given else None
    others = {key: value for key, value in values.items() if key not in STANDARD}
    if given and date is None:
        others["date"] = given  # not a date that can be compared; kept so that nothing is lost
    title = "" if record.get("title") is None else str(values["title"])
    return Document(str(record["id"]), str(values["text"]), title, date, None, others or NO_FIELDS)


def _mended(value: object, how: _How) -> object:
    """The value with every string in it mended; `records.fault` has bounded its depth."""
    if isinstance(value, dict):
        return {_mended(key, how): _mended(inner, how) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mended(inner, how) for inner in value]
    if not isinstance(value, str):
        return value
    return mend(whole_letters(value)) if how.clean else whole_letters(value)
