"""The letters of Kazakh words as small numbers."""

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.codepage import code_of
from kzsearch_analyzers.cyrillic_words import by_code

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя-"
EDGE = 0  # of a word
OTHER = len(LETTERS) + 1  # anything else
SYMBOLS = OTHER + 1
CAPITAL = 255  # or any letter that may be one
SEPARATOR = "\n"  # between words that lie in one text

_CODES = {letter: i for i, letter in enumerate(LETTERS, 1)}
_CHARTED = 0x600
_TABLE = np.array([OTHER if chr(i) == chr(i).lower() else CAPITAL for i in range(_CHARTED)] + [CAPITAL], np.uint8)
_TABLE[[ord(letter) for letter in LETTERS]] = np.arange(1, OTHER)
_TABLE[ord(SEPARATOR)] = EDGE
_LETTERS = np.array([ord(letter) for letter in SEPARATOR + LETTERS], "<u4")


OF_CODEPAGE = by_code(_CODES, OTHER)  # code of codepage.py -> number

CODES = np.array([0, *(code_of(letter) for letter in LETTERS)], np.uint8)  # number below OTHER -> code of codepage.py


def code(letter: str) -> int:
    """The number of a letter, from 1; all that is no letter of Kazakh or Russian or hyphen is OTHER.

    >>> code("а"), code("w") == OTHER
    (1, True)
    """
    return _CODES.get(letter, OTHER)


def codes(text: str) -> NDArray[np.uint8]:
    """The numbers of the letters of a text, EDGE for separators, CAPITAL for what may have another lower case.

    >>> codes("аб\\nә").tolist(), codes("Ә").tolist() == [CAPITAL]
    ([1, 3, 0, 2], True)
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _TABLE.take(points, mode="clip")


def text(codes: NDArray[np.uint8]) -> str:
    """The letters of numbers below OTHER.

    >>> text(codes("аб\\nә"))
    'аб\\nә'
    """
    return _LETTERS.take(codes).tobytes().decode("utf-32-le")
