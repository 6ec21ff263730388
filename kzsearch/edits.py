"""The strings of dictionaries that a word may be a misspelling of, and what the slips cost that make it so.

Optimal string alignment (Damerau 1964; Wagner and Fischer 1974): letters put in, left out, replaced, or swapped with
their neighbour. What people do often costs less than a whole letter: Kazakh letters typed as those of the Russian
keyboard, letters doubled or not, keys side by side, letters that sound alike. A first letter is seldom wrong (Pollock
and Zamora 1984).
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from kzsearch_analyzers.codepage import CHARACTERS, Bytes, code_of, decode_many, encode, mapped
from kzsearch_analyzers.normalizer import fold
from numpy.typing import NDArray

from .codec.dictionary import Dictionary, gathered

# What a slip costs, in tenths of a letter
LETTER = 10
SWAPPED = 7
NEIGHBOUR = 7  # a key beside the right one
SOUND = 7  # a letter that sounds alike, unstressed or at the end
DOUBLED = 5  # a letter once more, or once less, than it should be
SIGN = 7  # ь or ъ too much or left out
UNTYPED = 2  # a Kazakh letter typed as one of the Russian keyboard, or the other way round; ё and е
FIRST = 2  # more, for the first letter

FURTHEST = 2  # by which sizes differ, and how many letters either has that the other lacks
LONGEST = 40  # letters; longer words have none
TOO_FAR = 10_000
_BAND = 2 * FURTHEST + 1

_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_DIGITS_ROW = "әіңғ үұқөһ"  # where the Kazakh layout has them
_LEAST = min(NEIGHBOUR, SOUND, SIGN)  # of a slip that changes the set of folded letters
_SOUNDS = "әя үю оа еи ея ыи йи дт бп гк зс жш вф шщ".split()
_UNTYPED = "әа ғг қк ңн өо ұу үу ұү іи іы һх ыи ёе".split()
_FOLDED = mapped(fold)
_BLOCK = 1 << 16  # strings whose letters are looked at together
_Costs = NDArray[np.int16]


def near(dictionaries: Iterable[Dictionary], word: str, most: int) -> dict[str, int]:
    """The strings of some dictionaries that a word may be a misspelling of, with the cost, at most `most`.

    Not the word itself, and none beyond FURTHEST.
    """
    code = encode(word)
    if not 1 < len(code) <= LONGEST or most < UNTYPED:
        return {}
    codes, starts = _like(dictionaries, code, FURTHEST, min(most // _LEAST, FURTHEST))
    found = costs(code, codes, starts, most)
    kept = np.flatnonzero((found <= most) & (found > 0))
    words = decode_many(codes, starts.take(kept), starts.take(kept + 1))
    return dict(zip(words, found.take(kept).tolist(), strict=True))


def untyped(dictionaries: Iterable[Dictionary], word: str) -> dict[str, int]:
    """The strings of some dictionaries that differ from a word in Kazakh letters only, with the cost; not itself."""
    code = encode(word)
    if not 1 < len(code) <= LONGEST:
        return {}
    own, (codes, starts) = np.frombuffer(code, np.uint8), _like(dictionaries, code, 0, 0)
    letters = codes.reshape(-1, len(own))
    differ = np.count_nonzero(letters != own, axis=1)
    kept = np.flatnonzero((differ > 0) & (_FOLDED.take(letters) == _FOLDED.take(own)).all(axis=1))
    words = decode_many(codes, starts.take(kept), starts.take(kept + 1))
    return dict(zip(words, (UNTYPED * differ.take(kept)).tolist(), strict=True))


def cost(typed: str, meant: str) -> int:
    """What the slips cost that make one word of another, TOO_FAR beyond FURTHEST.

    >>> cost("денсаулык", "денсаулық"), cost("министрр", "министр"), cost("бюдежт", "бюджет"), cost("мектуп", "мектеп")
    (2, 5, 7, 10)
    """
    codes = np.frombuffer(encode(meant), np.uint8)
    found = costs(encode(typed), codes, np.array([0, len(codes)]), TOO_FAR)
    return min(int(found[0]), TOO_FAR)


def costs(typed: bytes, codes: Bytes, starts: NDArray[np.int64], most: int) -> _Costs:
    """`cost` of the words codes[starts[i]:starts[i + 1]], shape (words,); above `most` it may be any number above."""
    sizes = np.diff(starts)
    out = np.full(len(sizes), TOO_FAR, np.int16)
    places = np.flatnonzero(np.abs(sizes - len(typed)) <= FURTHEST)
    sizes = sizes.take(places)
    letters = _columns(codes, starts.take(places), sizes, len(typed))
    before = row = _first_row(letters)
    for i in range(1, len(typed) + 1):
        before, row = row, _next_row(typed[:i], letters[i : i + _BAND + 1], row, before)
        alive = np.flatnonzero(np.minimum(row.min(axis=0), before.min(axis=0)) <= most)
        if 2 * len(alive) < len(places):
            places, sizes, letters = places.take(alive), sizes.take(alive), letters.take(alive, axis=1)
            before, row = before.take(alive, axis=1), row.take(alive, axis=1)
    out[places] = row[sizes - len(typed) + FURTHEST, np.arange(len(places))]
    return out


# Cell k of row i is the cost of the first i letters typed for the first i + k - FURTHEST of each word; each row has one
# cell more, beyond all words.


def _first_row(letters: Bytes) -> _Costs:
    row = np.full((_BAND + 1, letters.shape[1]), TOO_FAR, np.int16)
    row[FURTHEST] = 0
    return _put_in(row, letters[: _BAND + 1], FIRST)


def _next_row(typed: bytes, letters: Bytes, before: _Costs, above: _Costs) -> _Costs:
    """The row of the letters typed so far. letters: those before which its cells end, and the one before them."""
    own, last = typed[-1], typed[-2:-1]
    first = 0 if last else FIRST
    replaced = _replaced()[own].take(letters[1:])
    if first:
        replaced[FURTHEST] += FIRST * (replaced[FURTHEST] > UNTYPED)
    left_out = DOUBLED if last == typed[-1:] else int(_superfluous()[own])
    row = np.full_like(before, TOO_FAR)
    np.minimum(before[1:] + np.int16(left_out + first), before[:-1] + replaced, out=row[:-1])
    if last:
        at = np.nonzero((letters[1:] == last[0]) & (letters[:-1] == own))
        is_first = (at[0] == FURTHEST) & (len(typed) == 2)
        row[at] = np.minimum(row[at], above[:-1][at] + np.where(is_first, SWAPPED + FIRST, SWAPPED))
    return _put_in(row, letters, 0)


def _put_in(row: _Costs, letters: Bytes, first: int) -> _Costs:
    """A row, its words' letters put in where that is cheaper. letters: as for _next_row; first: more for the first."""
    row = row.copy()
    for k in range(1, _BAND):
        price = np.where(letters[k + 1] == letters[k], DOUBLED, _superfluous().take(letters[k + 1])).astype(np.int16)
        np.minimum(row[k], row[k - 1] + price + np.int16(first * (k == FURTHEST + 1)), out=row[k])
    return row


def _columns(codes: Bytes, begins: NDArray[np.int64], sizes: NDArray[np.int64], typed: int) -> Bytes:
    """Words as columns, with FURTHEST + 2 zeros before and zeros behind, shape (typed + _BAND + 1, words)."""
    out = np.zeros((typed + _BAND + 1, len(sizes)), np.uint8)
    found, starts = gathered(codes, begins, sizes)
    words = np.repeat(np.arange(len(sizes)), sizes)
    out[np.arange(len(found)) - starts[:-1].take(words) + FURTHEST + 2, words] = found
    return out


class _Spellings:
    """The strings of a dictionary by size, with the set of the letters of each: a bit a letter, Kazakh ones folded."""

    def __init__(self, strings: Dictionary) -> None:
        self._codes, self._starts = strings.all_codes()
        sizes = np.minimum(np.diff(self._starts), LONGEST + FURTHEST + 1).astype(np.uint8)
        self._numbers = np.argsort(sizes, kind="stable").astype(np.int32)
        self._bounds = np.searchsorted(sizes.take(self._numbers), np.arange(LONGEST + FURTHEST + 2))
        self._sets = self._letter_sets().take(self._numbers)

    def _letter_sets(self) -> NDArray[np.uint64]:
        sets = np.zeros(len(self._starts) - 1, np.uint64)
        for first in range(0, len(sets), _BLOCK):
            block = self._starts[first : first + _BLOCK + 1]
            letters = _bits().take(self._codes[block[0] : block[-1]])
            full = np.flatnonzero(np.diff(block))  # an empty string, if any, has no letter
            if len(full):
                sets[first + full] = np.bitwise_or.reduceat(letters, block[full] - block[0])
        return sets

    def like(self, code: bytes, longer: int, most: int) -> tuple[Bytes, NDArray[np.int64]]:
        """Codes of strings end to end, and their sizes: those that are at most so many codes longer or shorter than a
        code, with at most so many letters that it lacks, and the other way round."""
        first, last = self._bounds[max(len(code) - longer, 1)], self._bounds[len(code) + longer + 1]
        own = np.bitwise_or.reduce(_bits().take(np.frombuffer(code, np.uint8)))
        sets = self._sets[first:last]
        few = np.flatnonzero(_are_few(own & ~sets, most))
        places = first + few.compress(_are_few(sets.take(few) & ~own, most))
        numbers = self._numbers.take(places)
        begins = self._starts.take(numbers)
        sizes = self._starts.take(numbers + 1) - begins
        return gathered(self._codes, begins, sizes)[0], sizes


_SPELLINGS: WeakKeyDictionary[Dictionary, _Spellings] = WeakKeyDictionary()


def _like(dictionaries: Iterable[Dictionary], code: bytes, longer: int, most: int) -> tuple[Bytes, NDArray[np.int64]]:
    """What _Spellings.like finds in dictionaries: codes, and where each string begins, with the end."""
    codes, sizes = [np.zeros(0, np.uint8)], [np.zeros(1, np.int64)]
    for strings in dictionaries:
        if strings not in _SPELLINGS:
            _SPELLINGS[strings] = _Spellings(strings)
        found = _SPELLINGS[strings].like(code, longer, most)
        codes.append(found[0])
        sizes.append(found[1])
    return np.concatenate(codes), np.cumsum(np.concatenate(sizes))


def _are_few(sets: NDArray[np.uint64], most: int) -> NDArray[np.bool_]:
    """Which sets have at most so many bits."""
    for _ in range(most):
        sets = sets & (sets - np.uint64(1))
    few: NDArray[np.bool_] = sets == 0
    return few


@lru_cache(maxsize=1)
def _bits() -> NDArray[np.uint64]:
    """Code -> the bit of its letter; all that are no letters share one. Shape (256,)."""
    letters = sorted({fold(character) for character in CHARACTERS if character.islower()})
    bits = np.full(256, len(letters), np.uint64)
    bits[[code_of(letter) for letter in letters]] = np.arange(len(letters), dtype=np.uint64)
    return (np.uint64(1) << bits).take(_FOLDED)


@lru_cache(maxsize=1)
def _replaced() -> _Costs:
    """What it costs to type one letter for another, by their codes, shape (256, 256)."""
    found = np.full((256, 256), LETTER, np.int16)
    for price, pairs in ((NEIGHBOUR, _neighbours()), (SOUND, _SOUNDS), (UNTYPED, _UNTYPED)):
        for one, other in (map(code_of, pair) for pair in pairs):
            found[[one, other], [other, one]] = price
    np.fill_diagonal(found, 0)
    return found


def _neighbours() -> list[str]:
    side = [left + right for row in _ROWS for left, right in pairwise(row)]
    rows = (*pairwise(_ROWS[:3]), *pairwise(_ROWS[3:]))
    side += [pair for pair in map("".join, pairwise(_DIGITS_ROW)) if " " not in pair]
    return side + [above + below for upper, lower in rows for above, below in zip(upper, lower, strict=False)]


@lru_cache(maxsize=1)
def _superfluous() -> _Costs:
    """What it costs to type a letter too much or to leave it out, by its code, shape (256,)."""
    found = np.full(256, LETTER, np.int16)
    found[[code_of("ь"), code_of("ъ")]] = SIGN
    return found
