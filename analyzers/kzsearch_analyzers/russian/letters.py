"""Many words as one array of UTF-16 code units, folded, with the symbol under which each letter is looked up."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.codepage import DECODE, code_of, recoded
from kzsearch_analyzers.cyrillic_words import ALPHABET as CYRILLIC_ALPHABET
from kzsearch_analyzers.cyrillic_words import CyrillicWords, by_code
from kzsearch_analyzers.russian.spelling import fold

ENCODING = f"utf-16-{sys.byteorder[0]}e"
SEPARATOR = "\n"
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
CHARACTERS = ALPHABET + "-0123456789"  # of dictionary words; their symbols are 1, 2, ..., and 0 is that of any other
SYMBOL = {character: symbol for symbol, character in enumerate(CHARACTERS, 1)}
YE = SYMBOL["е"]
_HYPHEN = SYMBOL["-"]
OF_CODEPAGE = by_code({letter: SYMBOL.get(fold(letter), 0) for letter in CYRILLIC_ALPHABET}, 0)  # code -> symbol
_STRANGE = "\ufffd"  # is INTRICATE

FOREIGN = 1 << 0  # a letter that is none of ALPHABET, or any other code unit but a hyphen
JOINED = 1 << 1  # a hyphen
INTRICATE = 1 << 2  # a code unit whose folding depends on its neighbours or is not one code unit

_CHARTED = (0x00, 0x80), (0x0400, 0x0500), (0x2010, 0x2012)  # code units that fold one by one: ASCII, Cyrillic, hyphens
_UNITS = DECODE.copy()  # code of codepage.py -> folded code unit, a separator for 0
_UNITS[0], _UNITS[code_of("ё")] = ord(SEPARATOR), ord(fold("ё"))


@dataclass(frozen=True, slots=True)
class Words:
    """Words one after another.

    `units`: uint16, folded code units with a separator after each word; `symbols`: uint8, in step with them;
    `starts`, `sizes`: int64, one a word; `traits`: uint8, FOREIGN, JOINED and INTRICATE of each word's units together.
    """

    units: NDArray[np.uint16]
    symbols: NDArray[np.uint8]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    traits: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Chart:
    """What becomes of each of the 65,536 code units."""

    units: NDArray[np.uint16]
    symbols: NDArray[np.uint8]
    traits: NDArray[np.uint8]


def words_of(forms: Sequence[str]) -> Words:
    """Folds forms and lays them one after another; one that holds a separator becomes a single INTRICATE code unit.

    >>> words = words_of(["Ещё", "дом"])
    >>> words.starts.tolist(), words.sizes.tolist()
    ([0, 4], [3, 3])
    >>> words.units.tobytes().decode(ENCODING).split()
    ['еще', 'дом']
    """
    text = SEPARATOR.join(forms) + SEPARATOR * bool(len(forms))
    raw = np.frombuffer(text.encode(ENCODING, "surrogatepass"), np.uint16)
    chart = _chart()
    ends = np.flatnonzero(raw == ord(SEPARATOR))
    if len(ends) != len(forms):
        return words_of([_STRANGE if SEPARATOR in form else form for form in forms])
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1)) if len(ends) else np.zeros(0, np.int64)
    places = raw.astype(np.intp)
    traits = np.bitwise_or.reduceat(chart.traits.take(places), starts) if len(ends) else np.zeros(0, np.uint8)
    return Words(chart.units.take(places), chart.symbols.take(places), starts, ends - starts, traits)


def words_of_letters(given: CyrillicWords) -> Words:
    """Words that are not strings.

    >>> words = words_of_letters(CyrillicWords.of(["ещё", "дом"]))
    >>> words.units.tobytes().decode(ENCODING).split(), words.traits.tolist()
    (['еще', 'дом'], [0, 0])
    """
    at, starts = gathered(given.starts, given.sizes + 1)
    codes = given.codes.take(at)
    ends = starts + given.sizes
    codes[ends] = 0
    symbols = recoded(codes, OF_CODEPAGE)
    is_foreign = symbols == 0
    is_foreign[ends] = False
    traits = np.bitwise_or.reduceat(is_foreign, starts).view(np.uint8) if len(starts) else np.zeros(0, np.uint8)
    return Words(_UNITS.take(codes), symbols, starts, given.sizes, traits)


def laid(words: Words, more: Words) -> Words:
    """Words, and more words after them.

    >>> laid(words_of(["дом"]), words_of(["закон"])).starts.tolist()
    [0, 4]
    """
    return Words(
        np.concatenate((words.units, more.units)),
        np.concatenate((words.symbols, more.symbols)),
        np.concatenate((words.starts, more.starts + len(words.units))),
        np.concatenate((words.sizes, more.sizes)),
        np.concatenate((words.traits, more.traits)),
    )


def are_words(words: Words) -> NDArray[np.bool_]:
    """Which are Russian letters alone, with single hyphens between them: `spelling.is_word` but for the length.

    >>> are_words(words_of(["дом", "ата-ана", "-то", "it-компания"]))
    array([ True,  True, False, False])
    """
    found: NDArray[np.bool_] = (words.traits & (FOREIGN | INTRICATE) == 0) & (words.sizes > 0)
    hyphens = np.flatnonzero(words.symbols == _HYPHEN)
    is_edge = np.isin(np.arange(256), (0, _HYPHEN))  # 0: the separator, of words that have no foreign letter
    bad = is_edge.take(words.symbols.take(hyphens - 1, mode="wrap")) | is_edge.take(words.symbols.take(hyphens + 1))
    found[np.searchsorted(words.starts, hyphens[bad], side="right") - 1] = False
    return found


@cache
def _chart() -> _Chart:
    units = np.arange(1 << 16, dtype=np.uint16)
    symbols = np.zeros(1 << 16, np.uint8)
    traits = np.full(1 << 16, FOREIGN | INTRICATE, np.uint8)
    for code in (code for start, stop in _CHARTED for code in range(start, stop)):
        folded = fold(chr(code))
        if len(folded) == 1 and fold(f"а{chr(code)}и") == f"а{folded}и":
            units[code] = ord(folded)
            symbols[code] = SYMBOL.get(folded, 0)
            traits[code] = JOINED if folded == "-" else 0 if folded in ALPHABET else FOREIGN
    traits[ord(SEPARATOR)] = 0
    return _Chart(units, symbols, traits)


def gathered(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of all members of slices, slice after slice, and where each slice then begins.

    >>> gathered(np.array([5, 0]), np.array([2, 1]))
    (array([5, 6, 0]), array([0, 2]))
    """
    begins = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) + np.repeat(starts - begins, sizes), begins


BASE = 53  # above all symbols; keys of up to 11 letters are exact, those of longer words wrap around at 64 bits
_POWERS = np.full(256, BASE, np.uint64).cumprod(dtype=np.uint64) * np.uint64(pow(BASE, -1, 1 << 64))


def keys(symbols: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each word, the same as `key` gives; no word may be empty or longer than 256 letters.

    >>> words = words_of(["дом", "закон"])
    >>> keys(words.symbols, words.starts, words.sizes).tolist() == [key("дом"), key("закон")]
    True
    """
    if not len(starts):
        return np.zeros(0, np.uint64)
    at, begins = gathered(starts, sizes)
    places = np.arange(len(at)) - np.repeat(begins, sizes)
    return np.add.reduceat(symbols.take(at) * _POWERS.take(places), begins)


def key(letters: str) -> int:
    """The letters as digits of a number in base BASE, the first the least.

    >>> key("аб") == 1 + 2 * BASE
    True
    """
    found = 0
    for letter in reversed(letters):
        found = found * BASE + SYMBOL[letter]
    return found % (1 << 64)
