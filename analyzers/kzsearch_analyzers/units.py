"""Texts -> units, many texts at once: arrays of where each begins and of its letters as numbers.

A unit is a run of letters that no rule of the tokenizer could cut or join, in lower case; or all that stands between
two spaces, as written, where some rule might: a digit, a hyphen or an apostrophe within it, an address, letters of two
alphabets. The first are nearly all of a text; the second, and what may be a Roman numeral, are hard: left to the
tokenizer, once each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .codepage import CHARACTERS, Bytes, Characters, characters, code_of, codes_of, recoded

# What stands in a text, one byte a character. Those that may make a chunk hard come first, then spaces, letters last:
# every question about a character is one comparison.
_JOINER, _DOT, _HARD, _DIGIT, _GAP, _SPACE, _GROUPING, _SIGN = range(8)
_LATIN, _CYRILLIC, _NUMERAL = 186, 212, 254  # the first small letter of each alphabet, the first of ХІ
_LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяёіғқңүұһәөХІ"  # ХХІ is XXI and ххі is not
_JOINERS = "-–'’‘`"  # hyphens and apostrophes
_HARD_SIGNS = "@#/"
_GROUPING_SPACES = " \u00a0"  # may stand between the digits of one number
_ODD_GROUPING_SPACES = "\u202f\u2009"  # these too: kept within chunks, as characters without a code
_SPACES = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)))) + (
    "\u2028\u2029\u202f\u205f\u3000"  # all that str.isspace knows
)

_OPENING, _CLOSING = "(«№", '.,;:!?)…»"'  # no rule looks at them at the ends of a chunk
_MOST_TRIMMED = 3  # signs at the end of a chunk, and one at its beginning

LONGEST = 16  # bytes of a unit that its key tells whole
PAD = 40  # spaces after the last text, so that a key can be read anywhere


def _letters_last() -> Bytes:
    """Code of codepage.py -> code of units: the same below 0x10, which no character has, and the letters at the end."""
    letters = [code_of(character) for character in _LETTERS]
    others = sorted({*range(0x10, 256)}.difference(letters))
    codes = np.arange(256, dtype=np.uint8)
    codes[others + letters] = range(0x10, 256)
    return codes


def _class_of(character: str) -> int:
    """The class of a sign, or the code of the small letter."""
    if character.isalpha():
        return int(FROM_CODEPAGE[code_of(character if character in _LETTERS else character.lower())])
    signs = {**dict.fromkeys(_JOINERS, _JOINER), **dict.fromkeys(_HARD_SIGNS, _HARD), ".": _DOT}
    return _DIGIT if character.isdecimal() else signs.get(character, _SIGN)


def _classes() -> Bytes:
    """Character of the BMP -> its class or its letter."""
    classes = np.full(1 << 16, _GAP, np.uint8)
    classes[[ord(character) for character in CHARACTERS]] = [_class_of(character) for character in CHARACTERS]
    classes[[ord(space) for space in _SPACES]] = _SPACE
    classes[[ord(space) for space in _GROUPING_SPACES]] = _GROUPING
    classes[[ord(space) for space in _ODD_GROUPING_SPACES]] = _GAP
    return classes


def _folded_codes() -> Bytes:
    """Code of codepage.py -> class or letter of its character; _GAP of a gap, though it may have spaces in it."""
    folded = np.full(256, _GAP, np.uint8)
    folded[[code_of(character) for character in CHARACTERS]] = _FOLDED[[ord(character) for character in CHARACTERS]]
    return folded


def _among(signs: str) -> NDArray[np.bool_]:
    """Is a character of the BMP one of these?"""
    among = np.zeros(1 << 16, bool)
    among[[ord(sign) for sign in signs]] = True
    return among


FROM_CODEPAGE = _letters_last()
TO_CODEPAGE = np.argsort(FROM_CODEPAGE).astype(np.uint8)
_FOLDED = _classes()
_FOLDED_CODES = _folded_codes()
_IS_OPENING, _IS_CLOSING = _among(_OPENING), _among(_CLOSING)
_MASKS = np.tri(LONGEST + 1, LONGEST, -1, np.uint8) * np.uint8(255)  # how many bytes -> those bytes

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of many texts.

    joined: all texts end to end, a line break before the first and after each; letters: its characters in the codes of
    units, hard ones as written, the others in lower case, anything between them; starts, sizes: of each unit in both,
    int64, shape (units,); texts: where each text begins there, int64, shape (texts + 1,); is_hard: for the tokenizer,
    is_foreign: with characters that have no code, shape (units,).
    """

    joined: Characters
    letters: Bytes
    starts: Places
    sizes: Places
    texts: Places
    is_hard: NDArray[np.bool_]
    is_foreign: NDArray[np.bool_]

    def bounds(self) -> Places:
        """The number of the first unit of each text, the last entry being all units, shape (texts + 1,)."""
        return np.searchsorted(self.starts, self.texts)

    def written(self, units: NDArray[np.integer]) -> list[str]:
        """Units as they are written."""
        starts = self.starts[units]
        text = self.joined.text
        return [text[a:b] for a, b in zip(starts.tolist(), (starts + self.sizes[units]).tolist(), strict=True)]

    def coded(self, units: NDArray[np.integer]) -> list[bytes]:
        """The letters of units, a byte each."""
        starts, letters = self.starts[units], self.letters.tobytes()
        return [letters[a:b] for a, b in zip(starts.tolist(), (starts + self.sizes[units]).tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Hard chunks of a text: where each begins and ends, and whether it has characters without a code."""

    begins: Places
    ends: Places
    is_foreign: NDArray[np.bool_]

    def places(self) -> Places:
        """Where their characters are."""
        sizes = self.ends - self.begins
        before = np.cumsum(sizes) - sizes
        within: Places = np.arange(int(sizes.sum())) - np.repeat(before, sizes)
        return within + np.repeat(self.begins, sizes)


def split(texts: Sequence[str]) -> Units:
    """The units of texts.

    >>> found = split(["Мектептер ашылды,", "2024-жылы ата-ана"])
    >>> found.written(np.arange(4)), found.is_hard.tolist()
    (['Мектептер', 'ашылды', '2024-жылы', 'ата-ана'], [False, False, True, True])
    """
    joined = "\n".join(("", *texts, "\n" * PAD))
    written = characters(joined)
    codes = codes_of(written)
    letters = recoded(codes, _FOLDED_CODES)
    gaps = np.flatnonzero(letters == _GAP)
    letters[gaps] = _FOLDED.take(written.take(gaps))
    inside = letters >= _LATIN
    chunks, numerals = _hard(letters, written, inside)
    places = chunks.places()
    letters[places], inside[places] = recoded(codes.take(places), FROM_CODEPAGE), True
    edges = np.flatnonzero(_changes(inside))
    starts, ends = edges[0::2].copy(), edges[1::2]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    begins = np.concatenate((np.ones(1, np.int64), 1 + np.cumsum(lengths + 1)))
    joined_codes = Characters(joined, written, codes, gaps)
    return Units(joined_codes, letters, starts, ends - starts, begins, *_marks(starts, chunks, numerals))


def _changes(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which differ from the one before, same shape."""
    changes = np.empty_like(flags)
    changes[0] = False
    np.not_equal(flags[1:], flags[:-1], out=changes[1:])
    return changes


def _marks(starts: Places, chunks: _Chunks, numerals: Places) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which units are hard and which are foreign."""
    is_hard, is_foreign = np.zeros(len(starts), bool), np.zeros(len(starts), bool)
    is_hard[np.searchsorted(starts, numerals, side="right") - 1] = True
    units = np.searchsorted(starts, chunks.begins)
    is_hard[units], is_foreign[units] = True, chunks.is_foreign
    return is_hard, is_foreign


def _hard(letters: Bytes, written: NDArray[np.uint16], inside: NDArray[np.bool_]) -> tuple[_Chunks, Places]:
    """The chunks that need the tokenizer, and where capitals of Roman numerals stand."""
    spaces = np.flatnonzero(letters - np.uint8(_SPACE) < 2)
    maybe = np.flatnonzero(letters <= _GAP)
    found = letters.take(maybe)
    is_hard = np.zeros(len(spaces), bool)  # the chunk before each space
    is_hard[np.searchsorted(spaces, maybe[_cut_or_join(letters, maybe, found)])] = True
    is_hard[np.searchsorted(spaces, np.flatnonzero(_changes(letters >= _CYRILLIC) > _changes(inside)))] = True
    after = np.flatnonzero(is_hard)
    begins, ends = _trimmed(written, *_whole_numbers(letters, spaces[after - 1] + 1, spaces[after]))
    is_foreign = np.zeros(len(begins), bool)
    is_foreign[np.searchsorted(begins, maybe[found == _GAP], side="right") - 1] = True
    return _Chunks(begins, ends, is_foreign), np.flatnonzero(letters >= _NUMERAL)


def _cut_or_join(letters: Bytes, at: Places, found: Bytes) -> NDArray[np.bool_]:
    """Which characters make their chunk hard: digits and the like; a hyphen or apostrophe with something on both sides;
    a dot after a Latin letter with something after it."""
    before, after = letters.take(at - 1), letters.take(at + 1)
    closed = (before - np.uint8(_SPACE) >= 2) & (after - np.uint8(_SPACE) >= 2)
    closed &= (found == _JOINER) | (before - np.uint8(_LATIN) < _CYRILLIC - _LATIN)
    return closed | (found >= _HARD)


def _whole_numbers(letters: Bytes, begins: Places, ends: Places) -> tuple[Places, Places]:
    """The chunks, those being one that have digits on both sides of the space between them: 1 000 000."""
    grouping = np.flatnonzero(letters.take(ends) == _GROUPING)
    before, after = letters.take(ends[grouping] - 1), letters.take(ends[grouping] + 1)
    joined = np.zeros(len(ends) + 1, bool)
    joined[grouping + 1] = (before - np.uint8(_DIGIT) < 2) & (after - np.uint8(_DIGIT) < 2)
    return begins[~joined[:-1]], ends[~joined[1:]]


def _trimmed(written: NDArray[np.uint16], begins: Places, ends: Places) -> tuple[Places, Places]:
    """The chunks without the signs around them that no rule looks at. What is hard of a chunk is left of it."""
    begins = begins + _IS_OPENING.take(written.take(begins))
    for _ in range(_MOST_TRIMMED):
        ends = ends - (_IS_CLOSING.take(written.take(ends - 1)) & ~_opens_address(written, ends))
    return begins, ends


def _opens_address(written: NDArray[np.uint16], ends: Places) -> NDArray[np.bool_]:
    """Does a sign that ends there belong to an address? www.) and http://) are some, www. and http:// are not."""
    before = written.take(ends - 2)
    opens: NDArray[np.bool_] = (before == ord("/")) | ((before == ord(".")) & (written.take(ends - 3) == ord("w")))
    return opens


def small_letters(codes: Bytes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which codes of units are small letters, Latin and Cyrillic, same shape each."""
    latin, cyrillic = np.uint8(_LATIN), np.uint8(_CYRILLIC)
    return codes - latin < _CYRILLIC - _LATIN, codes - cyrillic < _NUMERAL - _CYRILLIC


def keys(letters: Bytes, starts: Places, sizes: Places) -> Keys:
    """The first 16 bytes of letters[starts[i]:starts[i] + sizes[i]], with zeros after fewer, as two numbers.

    No letter is zero, so of units of at most 16 bytes the numbers tell all letters and the size. `letters` goes on for
    at least 16 bytes after each start. Returns uint64, shape (units, 2).
    """
    windows = np.ndarray((len(letters) - LONGEST + 1,), _KEY, letters, strides=(1,))
    found: Keys = windows[starts].view(np.uint64)
    found &= _MASKS.view(_KEY).ravel().take(sizes, mode="clip").view(np.uint64)
    return found.reshape(-1, 2)


def sizes(rows: Bytes) -> NDArray[np.int64]:
    """How many bytes of each row of LONGEST are not zero, shape (rows,)."""
    flags = (rows != 0).view(np.uint64) * np.uint64(0x0101010101010101) >> np.uint64(56)  # eight added up at once
    found: NDArray[np.int64] = (flags[:, 0] + flags[:, 1]).view(np.int64)
    return found


_KEY = np.dtype("V16")
