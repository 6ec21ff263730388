"""The letters of Kazakh words as small numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя-"
EDGE = 0  # of a word
OTHER = len(LETTERS) + 1  # anything else
SYMBOLS = OTHER + 1

_CODES = {letter: i for i, letter in enumerate(LETTERS, 1)}
_TABLE = np.full(0x600, OTHER, np.uint8)
_TABLE[[ord(letter) for letter in LETTERS]] = np.arange(1, OTHER)


def code(letter: str) -> int:
    """The number of a letter, from 1; all that is no letter of Kazakh or Russian or hyphen is OTHER.

    >>> code("а"), code("w") == OTHER
    (1, True)
    """
    return _CODES.get(letter, OTHER)


def codes(words: Sequence[str]) -> NDArray[np.uint8]:
    """The numbers of the letters of all words, one word after the other.

    >>> codes(["аб", "ә"]).tolist()
    [1, 3, 2]
    """
    points = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    return _TABLE[np.where(points < len(_TABLE), points, 0)]
