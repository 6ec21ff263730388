"""Byte streams of files: unpacked, bounded, cut into lines and decoded one line at a time."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from kzsearch.errors import DocumentError, EncodingError
from kzsearch.reading.encodings import MARKS, decode, detect, known

MAX_DOCUMENT_BYTES: Final = 64 << 20
SAMPLE_BYTES: Final = 1 << 20  # what the encoding of a stream is told from, counted from the first byte above ASCII
CHUNK: Final = 1 << 16
GZIP_MARK: Final = b"\x1f\x8b"
# What reading a damaged or forbidden file raises; zlib and gzip do not derive theirs from OSError alone.
BROKEN: Final = (OSError, EOFError, zlib.error)


class Readable(Protocol):
    """An open text or binary stream."""

    def read(self, size: int, /) -> str | bytes | None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a stream with its end, or the fault for which it cannot be read; numbers count from 1."""

    number: int
    text: str
    fault: str = ""


class _Bytes(io.RawIOBase):
    """Any stream as a raw binary one, its text as UTF-8; closing it leaves the stream open."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if not self._rest:
            piece = _piece(self._source)
            self._rest = piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else bytes(piece or b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _piece(source: Readable) -> str | bytes | None:
    try:
        return source.read(CHUNK)
    except OSError:
        raise
    except ValueError as error:  # a closed stream, or a text stream whose bytes are wrong in its encoding
        raise OSError(str(error)) from error


class _Recoded(io.RawIOBase):
    """A UTF-16 or UTF-32 stream as UTF-8, in which a line's end is one byte."""

    def __init__(self, source: IO[bytes], encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._rest:
            piece = self._source.read(CHUNK)
            self._rest = self._decoder.decode(piece, not piece).encode("utf-8", "surrogatepass")
            if not piece:
                break
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def open_bytes(path: Path) -> io.BufferedReader:
    """The bytes of a file, unpacked when its name ends in .gz."""
    return unpacked(path.open("rb"))


def stream_bytes(stream: Readable) -> io.BufferedReader:
    """The bytes of an open stream, unpacked when they are a gzip file's; text comes as UTF-8."""
    return unpacked(io.BufferedReader(_Bytes(stream), CHUNK))


def unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream itself, or what is packed in it when it begins as a gzip file does."""
    if stream.peek(2)[:2] != GZIP_MARK:
        return stream
    return io.BufferedReader(gzip.GzipFile(fileobj=stream, mode="rb"), CHUNK)


def whole(stream: IO[bytes]) -> bytes:
    """All bytes of a stream; raises DocumentError when they are more than MAX_DOCUMENT_BYTES."""
    data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise DocumentError(too_long("text"))
    return data


def too_long(what: str) -> str:
    """The reason for passing over something too long."""
    return f"{what} must have at most {MAX_DOCUMENT_BYTES} bytes, this one has more"


def decoded_lines(stream: io.BufferedReader, encoding: str | None = None) -> Iterator[Line]:
    """The lines of a stream. Never more than one line and a sample is held; a wrong line does not end the stream.

    Raises EncodingError for an unknown encoding, or when the sample is text in none.
    """
    head = stream.peek(SAMPLE_BYTES)
    name = known(encoding) if encoding else _unicode_mark(head)
    if name and name.replace("_", "-").lower().startswith(("utf-16", "utf-32")):
        stream, name = io.BufferedReader(_Recoded(stream, name), CHUNK), "utf-8"
    pending: list[bytes | None] = []
    number = 0
    for raw in _raw_lines(stream):
        pending.append(raw)
        if name is None and raw is not None and not raw.isascii():
            sample, more = _sample(stream, raw)
            name = detect(sample, whole=False, by_line=True)
            pending.extend(more)
        for waiting in pending:
            number += 1
            yield _decoded(waiting, name or "ascii", number)
        pending.clear()


def _unicode_mark(head: bytes) -> str | None:
    """The encoding that the first bytes tell of: a mark, or UTF-16's zeros."""
    if any(head.startswith(mark) for mark, _ in MARKS):
        return detect(head, whole=False)
    if b"\x00" in head[:100] or b"\x04" in head[:100]:
        return detect(head[: len(head) & ~1], whole=False)
    return None


def _raw_lines(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """The lines as bytes; None for one that is too long, which is read past in pieces."""
    while line := stream.readline(MAX_DOCUMENT_BYTES + 1):
        if len(line) <= MAX_DOCUMENT_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (piece := stream.readline(CHUNK)) and not piece.endswith(b"\n"):
            pass
        yield None


def _sample(stream: io.BufferedReader, first: bytes) -> tuple[bytes, list[bytes | None]]:
    """Bytes to tell the encoding from: the line `first` and as many after it as make SAMPLE_BYTES."""
    lines: list[bytes | None] = []
    size = len(first)
    for line in _raw_lines(stream):
        lines.append(line)
        size += len(line or b"")
        if size >= SAMPLE_BYTES:
            break
    return b"".join([first, *(line for line in lines if line)]), lines


def _decoded(raw: bytes | None, encoding: str, number: int) -> Line:
    if raw is None:
        return Line(number, "", too_long("line"))
    try:
        return Line(number, decode(raw, encoding).text)
    except EncodingError as error:
        return Line(number, "", str(error))
