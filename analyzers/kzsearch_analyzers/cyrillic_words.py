"""Words of small Cyrillic letters alone, as one array: what the languages' arrays work on, and what they make of them.

A word that goes into an index has a code a letter (codepage.py), so it need not be a string on its way to its lemma.
Words with capitals, hyphens, digits or letters of other alphabets, one of five hundred, are left to the functions of
strings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .codepage import CHARACTERS, IS_GAP, Bytes, code_of, decode_many, encode_many, recoded
from .units import LONGEST as KEY_SIZE
from .units import keys

Ints = NDArray[np.int64]

ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіғқңүұһәө"
LONGEST = 64  # letters of a word; no language reads longer ones
AFTER = 32  # bytes after the last word, so that so many may be read from anywhere in it
HAS_CYRILLIC, HAS_KAZAKH, HAS_RUSSIAN, HAS_OTHER, HAS_GAP = 1, 2, 4, 8, 16  # see `traits_of`
_OF_KAZAKH, _OF_RUSSIAN = "әғқңөұүһі", "ёщъ"


@dataclass(frozen=True, slots=True)
class CyrillicWords:
    """Words of ALPHABET, of LONGEST letters at most, none empty.

    codes: of codepage.py, anything between words, AFTER bytes at least after the last; starts, sizes: int64, where in
    them each word begins and how long it is.
    """

    codes: Bytes
    starts: Ints
    sizes: Ints

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def of(cls, words: list[str]) -> "CyrillicWords":
        """Strings as words.

        >>> CyrillicWords.of(["сөз", "қала"]).only(np.array([1])).strings()
        ['қала']
        """
        codes, starts = encode_many(words)
        return cls(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts[:-1], np.diff(starts))

    def only(self, rows: Ints) -> "CyrillicWords":
        """Some of the words."""
        return CyrillicWords(self.codes, self.starts.take(rows), self.sizes.take(rows))

    def blocks(self, size: int) -> Iterator["CyrillicWords"]:
        """So many words at a time."""
        for first in range(0, len(self.starts), size):
            block = slice(first, first + size)
            yield CyrillicWords(self.codes, self.starts[block], self.sizes[block])

    def strings(self) -> list[str]:
        """The words as strings."""
        return decode_many(self.codes, self.starts, self.starts + self.sizes)


class Puts(NamedTuple):
    """What is put after words: codes, AFTER bytes at least after the last; where each begins and how long it is."""

    codes: Bytes
    starts: Ints
    sizes: Ints

    @classmethod
    def of(cls, strings: list[str]) -> "Puts":
        """Strings by their places."""
        codes, starts = encode_many(strings)
        return cls(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts[:-1], np.diff(starts))


class Edits(NamedTuple):
    """How words become lemmas: `cuts` letters are taken off the start, `kept` of those after them stay, and what stands
    at the place `put` in the language's Puts comes after; int64, one a word. given: row -> lemma, where no edit makes
    it.
    """

    cuts: Ints
    kept: Ints
    put: Ints
    given: Mapping[int, str]


def traits_of(codes: Bytes, starts: Ints, sizes: Ints) -> NDArray[np.uint8]:
    """What is true of any letter of each string, codes[starts[i] :][: sizes[i]], with AFTER bytes after the last.

    HAS_CYRILLIC; HAS_KAZAKH: one that stands in no Russian word; HAS_RUSSIAN: one that hardly ever does in a Kazakh
    one; HAS_OTHER: one not of ALPHABET; HAS_GAP: one without a code of its own, so that the rest says nothing.

    >>> words = CyrillicWords.of(["қала", "щит", "дом"])
    >>> traits_of(words.codes, words.starts, words.sizes).tolist()
    [3, 5, 1]
    """
    traits = recoded(codes, _TRAITS)
    found = keys(traits, starts, sizes)
    together = found[:, 0] | found[:, 1]
    for bits in (32, 16, 8):
        together |= together >> np.uint64(bits)
    result = together.astype(np.uint8)
    long = np.flatnonzero(sizes > KEY_SIZE)
    if len(long):
        bounds = np.stack((starts[long], (starts + sizes)[long]), axis=1).ravel()
        result[long] = np.bitwise_or.reduceat(traits, bounds)[::2]
    return result


def _traits() -> NDArray[np.uint8]:
    """By code."""
    traits = np.full(256, HAS_OTHER, np.uint8)
    traits[IS_GAP] = HAS_GAP
    traits[[code_of(letter) for letter in CHARACTERS if "\u0400" <= letter <= "\u052f"]] |= HAS_CYRILLIC
    traits[[code_of(letter) for letter in ALPHABET]] ^= HAS_OTHER
    traits[[code_of(letter) for letter in _OF_KAZAKH]] |= HAS_KAZAKH
    traits[[code_of(letter) for letter in _OF_RUSSIAN]] |= HAS_RUSSIAN
    return traits


_TRAITS = _traits()


def by_code(numbers: Mapping[str, int], other: int) -> NDArray[np.uint8]:
    """Letter -> number as an array by code."""
    found = np.full(256, other, np.uint8)
    for letter, number in numbers.items():
        found[code_of(letter)] = number
    return found
