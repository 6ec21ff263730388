"""Which encoding bytes are in: Unicode by its marks, else the 8-bit encodings of Kazakhstan by their letters.

>>> decode("Қазақстан Республикасы".encode("kz1048"))
Decoded(text='Қазақстан Республикасы', encoding='kz1048')
"""

import codecs
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kzsearch.errors import EncodingError
from kzsearch.reading.letters import likelihood
from kzsearch.reading.mojibake import kazakh_codepage, mend

__all__ = ["Decoded", "decode", "detect", "mend"]

# Longest first: UTF-32's little-endian mark begins with UTF-16's.
MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MARK: Final = "\ufeff"  # what is left of a mark when the encoding named is one without, as utf-8
# encoding -> what makes it worth trying. cp1251 stands first: it needs no margin over the others.
SINGLE_BYTE: Final = (
    ("cp1251", "Windows; kz1048 and ptcp154 differ from it in the Kazakh letters only"),
    ("koi8-r", "Unix and mail of the nineties"),
    ("cp866", "DOS"),
    ("iso8859-5", "old databases"),
)
MARGIN: Final = 12.0  # nats by which another encoding must beat cp1251: about ten letters
SAMPLE_BYTES: Final = 1 << 16  # enough letters for the choice between single-byte encodings
MOST_LINES: Final = 0.9  # share of the lines above ASCII that are UTF-8 when the file is
MAX_CONTROLS: Final = 0.01  # share of control bytes above which bytes are no text

_HIGH: Final = re.compile(rb"[\x80-\xff]")
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x19\x7f]")
_UTF8_LETTER: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LATIN_WORD: Final = re.compile(r"[a-zA-Z][\xc0-\xff]|[\xc0-\xff][a-zA-Z]")
_LATIN_1_WORD: Final = re.compile(r"(?<![a-zA-Z\xc0-\xff])[\xc0-\xff]{2,}(?![a-zA-Z\xc0-\xff])")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the Python name of the encoding its bytes were in."""

    text: str
    encoding: str


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data`, which is in `encoding`, or in the encoding that its bytes tell of.

    Raises EncodingError when the encoding is unknown or the bytes are wrong in it.

    >>> decode("Сәлем, әлем".encode("utf-16")).text
    'Сәлем, әлем'
    """
    name = detect(data) if encoding is None else known(encoding)
    try:
        return Decoded(data.decode(name).removeprefix(MARK), name)
    except UnicodeDecodeError as error:
        raise EncodingError(f"byte 0x{data[error.start]:02x} at offset {error.start} is not {name} text") from error
    except UnicodeError as error:
        raise EncodingError(f"the bytes are not {name} text: {error}") from error


@lru_cache(maxsize=64)
def known(encoding: str) -> str:
    """`encoding` itself when Python has a text codec of that name; raises EncodingError otherwise.

    >>> known("windows-1251")
    'windows-1251'
    """
    try:
        io.TextIOWrapper(io.BytesIO(), codecs.lookup(encoding).name)  # which takes encodings of text only
    except (LookupError, ValueError, TypeError) as error:
        raise EncodingError(f"encoding must be a text encoding that Python knows, got {encoding!r}") from error
    return encoding


def detect(data: bytes, *, whole: bool = True, by_line: bool = False) -> str:
    """The Python name of the encoding of `data`; with `whole=False` its last letter may be cut.

    With `by_line` the lines are decoded one by one, so that a few may be wrong: UTF-8 when nearly all are UTF-8.

    Raises EncodingError when the bytes are text in no encoding tried.

    >>> detect("Министр провёл встречу".encode("cp1251")), detect("ә".encode()), detect(b"plain")
    ('cp1251', 'utf-8', 'utf-8')
    """
    mark = next((name for mark, name in MARKS if data.startswith(mark)), None)
    if mark is not None:
        return mark
    return _utf16(data) or (_utf8_lines(data) if by_line else None) or _utf8(data, whole) or _single_byte(data)


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is 0 (ASCII) or 4 (Cyrillic), the bytes between them are not."""
    sample = data[: SAMPLE_BYTES & ~1]
    if len(sample) < 4 or (len(data) < SAMPLE_BYTES and len(data) % 2):
        return None
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = sample[offset::2], sample[1 - offset :: 2]
        if _share(high, b"\x00\x04\x20") > 0.8 and _share(high, b"\x00\x04") > 0.6 and _share(low, b"\x00\x04") < 0.3:
            return name
    return None


def _share(data: bytes, wanted: bytes) -> float:
    return sum(data.count(byte) for byte in wanted) / len(data)


def _utf8(data: bytes, whole: bool) -> str | None:
    """UTF-8 when all of the bytes are; an error when nearly all are, since no other encoding looks like it."""
    _refuse_binary(data)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, whole)
    except UnicodeDecodeError as error:
        if _is_nearly_utf8(data):
            wrong = f"byte 0x{data[error.start]:02x} at offset {error.start}"
            raise EncodingError(f"{wrong} is not utf-8 text, though the rest is") from error
        return None
    return "utf-8"


def _is_nearly_utf8(data: bytes) -> bool:
    letters = sum(len(found) for found in _UTF8_LETTER.findall(data))
    return letters > 10 and letters > 0.9 * len(_HIGH.findall(data))


def _utf8_lines(data: bytes) -> str | None:
    lines = [line for line in data.splitlines() if not line.isascii()]
    good = sum(_is_utf8(line) for line in lines)
    return "utf-8" if good and (good >= MOST_LINES * len(lines) or _is_nearly_utf8(data)) else None


def _is_utf8(line: bytes) -> bool:
    try:
        return bool(line.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _refuse_binary(data: bytes) -> None:
    zero = data.find(b"\x00")
    if zero >= 0:
        raise EncodingError(f"not text: byte 0x00 at offset {zero}")
    if len(_CONTROL.findall(data[:SAMPLE_BYTES])) > MAX_CONTROLS * len(data[:SAMPLE_BYTES]) + 1:
        raise EncodingError("not text: more than 1 % of the bytes are control characters")


def _single_byte(data: bytes) -> str:
    """The 8-bit encoding in which the letters are the most likely ones."""
    sample = _lines_with_letters(data)
    if _looks_latin(sample):
        return "cp1252"
    scores = {name: _score(sample, name) for name, _ in SINGLE_BYTE}
    best = max(scores, key=lambda name: scores[name])
    if best != "cp1251" and scores[best] > max(scores["cp1251"], 0.0) + MARGIN:
        return best
    if scores["cp1251"] < 0 and len(_HIGH.findall(sample)) > 40:
        raise EncodingError(f"text in none of the encodings tried: utf-8, utf-16, {', '.join(scores)}")
    return kazakh_codepage(data.decode("cp1251", "replace")) or "cp1251"


def _lines_with_letters(data: bytes) -> bytes:
    """At most SAMPLE_BYTES from the first byte above ASCII on."""
    first = _HIGH.search(data)
    start = max(0, first.start() - 100) if first else 0
    return data[start : start + SAMPLE_BYTES]


def _score(sample: bytes, encoding: str) -> float:
    """Each word counts once: a rare letter repeated proves nothing."""
    return likelihood(" ".join(dict.fromkeys(sample.decode(encoding, "replace").split())))


def _looks_latin(sample: bytes) -> bool:
    """French or German in cp1252: accented letters stand next to ASCII ones, not in words of their own."""
    text = sample.decode("latin-1")
    mixed, alone = len(_LATIN_WORD.findall(text)), sum(map(len, _LATIN_1_WORD.findall(text)))
    return mixed > alone


def supported() -> Iterable[str]:
    """The single-byte encodings that `detect` tells apart.

    >>> "ptcp154" in supported()
    True
    """
    return (*(name for name, _ in SINGLE_BYTE), "kz1048", "ptcp154", "cp1252")
