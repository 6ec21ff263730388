"""One byte a character: the letters, digits and signs of texts in the two languages, in the order of Unicode.

Words and texts become arrays of bytes, half the size of UTF-8, that numpy can look up, compare and hash. A character
that has no byte of its own is written as four: the code of the gap it falls into, then its code point in base 255. So
every string has a code, codes sort as the strings do by code point, and no code holds a zero byte.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

CHARACTERS = "".join(
    sorted(
        "\t\n "
        + "".join(map(chr, range(0x21, 0x7F)))
        + "\u00a0«°»"
        + "".join(map(chr, range(0x410, 0x450)))
        + "ЁёІіҒғҚқҢңҮүҰұҺһӘәӨө"
        + "–—‘’“”„…₸№−"
    )
)
_FIRST_CODE = 0x10  # codes below it are free for those who tag codes
ESCAPE_WIDTH = 4  # bytes of a character without a code of its own
_BASE = 255


def _assigned() -> tuple[NDArray[np.uint8], NDArray[np.uint16], list[int]]:
    """Character -> code (BMP), code -> character (0 for a gap), and the codes of gaps."""
    encode, decode, gaps = np.zeros(1 << 16, np.uint8), np.zeros(256, np.uint16), []
    code, points = _FIRST_CODE, [-1, *map(ord, CHARACTERS), 1 << 16]
    for before, point in pairwise(points):
        if point - before > 1:
            encode[before + 1 : point] = code
            gaps.append(code)
            code += 1
        if point < 1 << 16:
            encode[point], decode[code] = code, point
            code += 1
    if code > 256:
        raise ValueError(f"a code page has 256 codes, these characters need {code}")
    return encode, decode, gaps


ENCODE, DECODE, GAPS = _assigned()
IS_GAP = np.zeros(256, bool)
IS_GAP[GAPS] = True
_LAST_OF_BMP = (1 << 16) - 1  # its gap holds everything beyond the BMP too


def code_of(character: str) -> int:
    """The code of one of CHARACTERS.

    >>> chr(DECODE[code_of("қ")])
    'қ'
    """
    return int(ENCODE[ord(character)])


def characters(text: str) -> NDArray[np.uint16]:
    """The code points of a text, one entry a character; those beyond the BMP are given as U+FFFF.

    >>> characters("қа😀").tolist()
    [1179, 1072, 65535]
    """
    found = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(found) == len(text):
        return found
    return np.minimum(_code_points(text), _LAST_OF_BMP).astype(np.uint16)


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def encode_many(texts: Sequence[str]) -> tuple[Bytes, NDArray[np.int64]]:
    """The codes of many strings end to end, and where each begins, the last entry being the end.

    >>> codes, starts = encode_many(["сөз", "қала"])
    >>> starts.tolist(), decode(codes[3:].tobytes())
    ([0, 3, 7], 'қала')
    """
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    joined = "".join(texts)
    codes = ENCODE.take(characters(joined))
    if IS_GAP.take(codes).any():
        codes, widths = _escaped(joined)
        ends = np.concatenate(([0], np.cumsum(widths)))[np.cumsum(sizes)]
    else:
        ends = np.cumsum(sizes)
    return codes, np.concatenate((np.zeros(1, np.int64), ends))


def _escaped(text: str) -> tuple[Bytes, NDArray[np.int64]]:
    """The codes of a text with characters of four bytes, and the width of each character."""
    points = _code_points(text).astype(np.int64)
    codes = ENCODE.take(np.minimum(points, _LAST_OF_BMP))
    gap = IS_GAP.take(codes)
    widths = np.where(gap, ESCAPE_WIDTH, 1)
    at = np.cumsum(widths) - widths
    out = np.zeros(int(widths.sum()), np.uint8)
    out[at] = codes
    places, escaped = at[gap], points[gap]
    for i, power in enumerate((_BASE * _BASE, _BASE, 1), 1):
        out[places + i] = escaped // power % _BASE + 1
    return out, widths


def encode(text: str) -> bytes:
    """The code of one string.

    >>> len(encode("мектеп")), len(encode("😀"))
    (6, 4)
    """
    return encode_many([text])[0].tobytes()


def decode(codes: bytes) -> str:
    """The string of a code that `encode` made.

    >>> decode(encode("Ел 😀 \\ud800")) == "Ел 😀 \\ud800"
    True
    """
    found = np.frombuffer(codes, np.uint8)
    parts, at = [], 0
    for gap in np.flatnonzero(IS_GAP.take(found)).tolist():
        if gap < at:
            continue  # within the bytes of an escaped character
        high, middle, low = (byte - 1 for byte in codes[gap + 1 : gap + ESCAPE_WIDTH])
        parts += [_plain(found[at:gap]), chr((high * _BASE + middle) * _BASE + low)]
        at = gap + ESCAPE_WIDTH
    return "".join((*parts, _plain(found[at:])))


def _plain(codes: Bytes) -> str:
    return DECODE.take(codes).tobytes().decode("utf-16-le")


def decode_many(codes: Bytes, starts: NDArray[np.integer], ends: NDArray[np.integer]) -> list[str]:
    """The strings whose codes are codes[starts[i]:ends[i]].

    >>> decode_many(*(lambda codes, at: (codes, at[:-1], at[1:]))(*encode_many(["сөз", "😀", "қала"])))
    ['сөз', '😀', 'қала']
    """
    sizes = np.asarray(ends, np.int64) - starts
    ends_there = np.cumsum(sizes + 1)  # a line break after each
    inside = np.ones(int(ends_there[-1]) if len(sizes) else 0, bool)
    inside[ends_there - 1] = False
    lines = np.full(len(inside), _LINE_BREAK, np.uint8)
    gathered = codes.take(np.arange(int(sizes.sum())) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes))
    odd = np.flatnonzero(_IS_ODD.take(gathered))
    if len(odd):
        strings = np.unique(np.searchsorted(np.cumsum(sizes), odd, side="right"))
        raw, gathered = gathered.tobytes(), gathered.copy()
        gathered[odd] = _SPACE
    lines[inside] = gathered
    found = _plain(lines).split("\n")[:-1]
    if len(odd):
        last = np.cumsum(sizes)
        for i in strings.tolist():
            found[i] = decode(raw[last[i] - sizes[i] : last[i]])
    return found


_LINE_BREAK, _SPACE = code_of("\n"), code_of(" ")
_IS_ODD = IS_GAP.copy()  # not one character a byte, or a line break
_IS_ODD[_LINE_BREAK] = True
