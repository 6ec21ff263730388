"""One byte a character: the letters, digits and signs of texts in the two languages, in the order of Unicode.

Words and texts become arrays of bytes, half the size of UTF-8, that numpy can look up, compare and hash. A character
that has no byte of its own is written as four: the code of the gap it falls into, then its code point in base 255. So
every string has a code, codes sort as the strings do by code point, and no code holds a zero byte.
"""

from codecs import charmap_decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
_PIECE = 1 << 16  # characters looked up at once: numpy makes eight bytes of each
_RARE = 64  # characters to one without a code of its own, from which on they are worth a step of Python each


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
_CODES = {character: int(ENCODE[ord(character)]) for character in CHARACTERS}
_UNDEFINED = "\ufffe"  # what charmap_decode takes for no character
_DECODING = "".join({code: character for character, code in _CODES.items()}.get(i, _UNDEFINED) for i in range(256))
_LAST_OF_BMP = (1 << 16) - 1  # its gap holds everything beyond the BMP too


def mapped(change: Callable[[str], str]) -> Bytes:
    """Code -> the code of its character after a change of one character into one; other codes stay. Shape (256,).

    >>> DECODE[mapped(str.lower)[code_of("Қ")]] == ord("қ")
    np.True_
    """
    table = np.arange(256, dtype=np.uint8)
    for character in CHARACTERS:
        table[code_of(character)] = code_of(change(character))
    return table


def recoded(codes: Bytes, table: Bytes) -> Bytes:
    """table[codes], at a tenth of the time and of the memory. codes: in one piece; table: shape (256,).

    >>> decode(recoded(np.frombuffer(encode("Қала"), np.uint8), mapped(str.lower)).tobytes())
    'қала'
    """
    return np.frombuffer(bytearray(codes.data).translate(table.tobytes()), np.uint8).reshape(codes.shape)


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
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    return Characters.of("".join(texts)).encoded(np.concatenate((np.zeros(1, np.int64), ends)))


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a text. points: as `characters` gives them; codes: of each, that of its gap where it has none,
    both of shape (characters,); gaps: where those without one stand, int64.
    """

    text: str
    points: NDArray[np.uint16]
    codes: Bytes
    gaps: NDArray[np.int64]

    @classmethod
    def of(cls, text: str) -> "Characters":
        """Those of a text."""
        points = characters(text)
        codes = codes_of(points)
        return cls(text, points, codes, np.flatnonzero(IS_GAP.take(codes)))

    def encoded(self, starts: NDArray[np.int64]) -> tuple[Bytes, NDArray[np.int64]]:
        """The codes of the text, and where in them those of its characters number `starts` begin, same shape.

        >>> codes, starts = Characters.of("a😀қала").encoded(np.array([0, 2, 6]))
        >>> starts.tolist(), decode(codes[5:].tobytes())
        ([0, 5, 9], 'қала')
        """
        return _escaped(self, starts) if len(self.gaps) else (self.codes, starts)


def codes_of(points: NDArray[np.uint16]) -> Bytes:
    """The code of each character that `characters` gave, that of its gap where it has none; same shape."""
    codes = np.empty(len(points), np.uint8)
    for first in range(0, len(points), _PIECE):
        piece = slice(first, first + _PIECE)
        ENCODE.take(points[piece], out=codes[piece], mode="clip")  # nothing is clipped; checking is what takes time
    return codes


def _escaped(of: Characters, starts: NDArray[np.int64]) -> tuple[Bytes, NDArray[np.int64]]:
    codes, gaps = of.codes, of.gaps
    escaped = of.points[gaps].astype(np.int64)
    beyond = np.flatnonzero(escaped == _LAST_OF_BMP)
    escaped[beyond] = [ord(of.text[i]) for i in gaps[beyond].tolist()]
    more = ESCAPE_WIDTH - 1
    places = gaps + more * np.arange(len(gaps))
    out = np.empty(len(codes) + more * len(gaps), np.uint8)
    if len(gaps) * _RARE < len(codes):
        for begin, end, to in zip(
            (0, *(gaps + 1).tolist()), (*(gaps + 1).tolist(), len(codes)), (0, *(places + 4).tolist()), strict=True
        ):
            out[to : to + end - begin] = codes[begin:end]
    else:
        shifts = np.repeat(np.arange(len(gaps) + 1), np.diff(gaps + 1, prepend=0, append=len(codes)))
        out[np.arange(len(codes)) + more * shifts] = codes
    for i, power in enumerate((_BASE * _BASE, _BASE, 1), 1):
        out[places + i] = escaped // power % _BASE + 1
    return out, starts + more * np.searchsorted(gaps, starts)


def encode(text: str) -> bytes:
    """The code of one string.

    >>> len(encode("мектеп")), len(encode("😀"))
    (6, 4)
    """
    try:
        return bytes(map(_CODES.__getitem__, text))
    except KeyError:
        return encode_many([text])[0].tobytes()


def decode(codes: bytes) -> str:
    """The string of a code that `encode` made.

    >>> decode(encode("Ел 😀 \\ud800")) == "Ел 😀 \\ud800"
    True
    """
    try:
        return charmap_decode(codes, "strict", _DECODING)[0]
    except UnicodeDecodeError:
        return _with_gaps(np.frombuffer(codes, np.uint8))


def _with_gaps(codes: Bytes) -> str:
    """The text of codes, whatever characters they hold."""
    maybe = np.flatnonzero(IS_GAP.take(codes)).tolist()
    if not maybe:
        return _plain(codes)
    found, end = [], 0
    for at in maybe:
        if at >= end:  # not within the bytes of an escaped character
            found.append(at)
            end = at + ESCAPE_WIDTH
    gaps = np.array(found, np.int64)
    points = DECODE.take(codes).astype(np.uint32)
    high, middle, low = (codes[gaps + i].astype(np.uint32) - 1 for i in range(1, ESCAPE_WIDTH))
    points[gaps] = (high * _BASE + middle) * _BASE + low
    kept = np.ones(len(codes), bool)
    for i in range(1, ESCAPE_WIDTH):
        kept[gaps + i] = False
    return points[kept].tobytes().decode("utf-32-le", "surrogatepass")


def _plain(codes: Bytes) -> str:
    """The text of codes of which each is a character."""
    return DECODE.take(codes).tobytes().decode("utf-16-le")


def decode_many(codes: Bytes, starts: NDArray[np.integer], ends: NDArray[np.integer]) -> list[str]:
    """The strings whose codes are codes[starts[i]:ends[i]].

    >>> decode_many(*(lambda codes, at: (codes, at[:-1], at[1:]))(*encode_many(["сөз", "😀", "қала"])))
    ['сөз', '😀', 'қала']
    """
    sizes = np.asarray(ends, np.int64) - starts
    lasts = np.cumsum(sizes)
    gathered = codes.take(np.arange(int(sizes.sum())) + np.repeat(starts - (lasts - sizes), sizes))
    odd = np.flatnonzero(_IS_ODD.take(gathered))
    found = _lines(gathered, sizes, _plain)
    if len(odd):  # decode the strings anew that have them
        strings = np.searchsorted(lasts, odd, side="right")
        strings = strings[np.flatnonzero(np.diff(strings, prepend=-1))]
        breaks = np.searchsorted(lasts, np.flatnonzero(gathered == _LINE_BREAK), side="right")
        kept = np.zeros(len(sizes), bool)
        kept[strings], kept[breaks] = True, False
        together = _lines(gathered[np.repeat(kept, sizes)], sizes[kept], _with_gaps)
        for i, string in zip(np.flatnonzero(kept).tolist(), together, strict=True):
            found[i] = string
        for i in set(breaks.tolist()):
            found[i] = decode(gathered[lasts[i] - sizes[i] : lasts[i]].tobytes())
    return found


def _lines(codes: Bytes, sizes: NDArray[np.int64], decoded: Callable[[Bytes], str]) -> list[str]:
    """Strings that lie end to end, decoded together; their number is kept even where they hold line breaks."""
    ends = np.cumsum(sizes + 1)  # a line break after each
    inside = np.ones(int(ends[-1]) if len(sizes) else 0, bool)
    inside[ends - 1] = False
    lines = np.full(len(inside), _LINE_BREAK, np.uint8)
    lines[inside] = np.where(codes == _LINE_BREAK, np.uint8(_SPACE), codes)
    return decoded(lines).split("\n")[:-1]


_LINE_BREAK, _SPACE = code_of("\n"), code_of(" ")
_IS_ODD = IS_GAP.copy()  # not one character a byte, or a line break
_IS_ODD[_LINE_BREAK] = True
