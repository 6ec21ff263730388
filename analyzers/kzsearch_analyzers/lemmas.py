"""Lemmas of many words as keys of 16 bytes, and their numbers: no string is made of them until someone reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .analysis import form_term
from .codepage import Bytes, code_of, decode_many, encode_many
from .cyrillic_words import AFTER, CyrillicWords, Edits, Ints, Puts
from .keytable import Keys, KeyTable
from .units import LONGEST, keys
from .units import sizes as sizes_of

_YO, _YE = (np.uint8(code_of(letter)) for letter in "ёе")
_PIECE = 1 << 14  # keys looked up at once, so that those who come again within a text are found soon


@dataclass(frozen=True, slots=True)
class Lemmas:
    """Lemmas; ё is written е.

    keys: the codes (codepage.py) of each, zeros after fewer than 16, uint64, shape (lemmas, 2); long: row -> the codes
    of those of more, whose keys are zero.
    """

    keys: Keys
    long: dict[int, bytes]

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, lemmas: Sequence[str]) -> "Lemmas":
        """Strings as lemmas, none empty.

        >>> Lemmas.of(["ёлка", "сөз", "күйзеліссіздендірілген"]).strings()
        ['елка', 'сөз', 'күйзеліссіздендірілген']
        """
        codes, starts = encode_many(list(map(form_term, lemmas)))
        return cls._at(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts[:-1], np.diff(starts))

    @classmethod
    def as_written(cls, codes: Bytes, starts: Ints, sizes: Ints) -> "Lemmas":
        """Words at some places of `codes`, which go on for AFTER bytes, that are their own lemmas."""
        found = cls._at(codes, starts, sizes)
        rows = np.flatnonzero((found.keys.view(np.uint8).reshape(-1, LONGEST) == _YO).any(1))
        rows = np.concatenate((rows, np.array(list(found.long), np.int64)))  # maybe within a character of several bytes
        return found.with_those(
            dict(zip(rows.tolist(), decode_many(codes, starts[rows], (starts + sizes)[rows]), strict=True))
        )

    @classmethod
    def _at(cls, codes: Bytes, starts: Ints, sizes: Ints) -> "Lemmas":
        found = keys(codes, starts, sizes)
        long = np.flatnonzero(sizes > LONGEST)
        found[long] = 0
        places = zip(long.tolist(), starts[long].tolist(), sizes[long].tolist(), strict=True)
        return cls(found, {row: codes[start : start + size].tobytes() for row, start, size in places})

    @classmethod
    def made(cls, words: CyrillicWords, edits: Edits, puts: Puts) -> "Lemmas":
        """Those that edits make of words.

        >>> words, puts = CyrillicWords.of(["законами", "школах"]), Puts.of(["", "а"])
        >>> Lemmas.made(words, Edits(np.zeros(2, int), np.array([5, 4]), np.array([0, 1]), {}), puts).strings()
        ['закон', 'школа']
        """
        starts, put_starts = words.starts + edits.cuts, puts.starts.take(edits.put)
        put_sizes = puts.sizes.take(edits.put)
        found = keys(words.codes, starts, edits.kept)
        _append(found, keys(puts.codes, put_starts, put_sizes), edits.kept)
        long = np.flatnonzero(edits.kept + put_sizes > LONGEST)
        found[long] = 0
        columns = (column[long].tolist() for column in (starts, edits.kept, put_starts, put_sizes))
        of_long = {
            row: words.codes[a : a + kept].tobytes() + puts.codes[b : b + put].tobytes()
            for row, a, kept, b, put in zip(long.tolist(), *columns, strict=True)
        }
        codes = found.view(np.uint8)
        codes[codes == _YO] = _YE
        of_long = {row: codes.replace(bytes([_YO]), bytes([_YE])) for row, codes in of_long.items()}
        return cls(found, of_long).with_those(edits.given)

    def with_those(self, given: Mapping[int, str]) -> "Lemmas":
        """The same but for the rows whose lemmas are given."""
        if not given:
            return self
        found, more, rows = self.keys.copy(), Lemmas.of(list(given.values())), list(given)
        found[rows] = more.keys
        kept = {row: codes for row, codes in self.long.items() if row not in given}
        return Lemmas(found, kept | {rows[i]: codes for i, codes in more.long.items()})

    @classmethod
    def joined(cls, lots: Sequence[tuple[Ints, "Lemmas"]]) -> "Lemmas":
        """Those of several lots, with the rows of each, which together are all rows."""
        found = np.empty((sum(len(rows) for rows, _ in lots), 2), np.uint64)
        long: dict[int, bytes] = {}
        for rows, lemmas in lots:
            found[rows] = lemmas.keys
            long |= {int(rows[i]): codes for i, codes in lemmas.long.items()}
        return cls(found, long)

    def codes(self) -> tuple[Bytes, Ints, Ints]:
        """All codes, with AFTER bytes after them, and where in them each lemma begins and its size."""
        rows = self.keys.view(np.uint8).reshape(-1, LONGEST)
        sizes = sizes_of(rows)
        starts = np.arange(len(rows), dtype=np.int64) * LONGEST
        at = np.array(list(self.long), np.int64)
        sizes[at] = list(map(len, self.long.values()))
        starts[at] = rows.size + np.cumsum(sizes[at]) - sizes[at]
        more = b"".join((*self.long.values(), bytes(AFTER)))
        return np.concatenate((rows.reshape(-1), np.frombuffer(more, np.uint8))), starts, sizes

    def strings(self) -> list[str]:
        """The lemmas as strings."""
        codes, starts, sizes = self.codes()
        return decode_many(codes, starts, starts + sizes)


def _append(found: Keys, more: Keys, sizes: Ints) -> None:
    """Put the bytes of `more` after the first bytes of each key; a shift by 64 bits or more leaves nothing."""
    bits = sizes.astype(np.uint64) << np.uint64(3)
    low, high = more[:, 0], more[:, 1]
    found[:, 0] |= low << bits
    found[:, 1] |= high << bits | low >> (np.uint64(64) - bits) | low << (bits - np.uint64(64))


class LemmaTable:
    """Numbers 0, 1, ... of lemmas as they come.

    >>> table = LemmaTable()
    >>> table.numbers(Lemmas.of(["сөз", "қала", "сөз"])).tolist(), len(table), table.lemmas().strings()
    ([0, 1, 0], 2, ['сөз', 'қала'])
    """

    def __init__(self) -> None:
        self._table = KeyTable()
        self._long: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._table) - 1

    def numbers(self, lemmas: Lemmas) -> NDArray[np.int32]:
        """The number of each lemma, new ones for those not there."""
        found = np.zeros(len(lemmas), np.int32)
        long = np.array(list(lemmas.long), np.int64)
        is_short = np.ones(len(lemmas), bool)
        is_short[long] = False
        short = np.flatnonzero(is_short)
        for first in range(0, len(short), _PIECE):
            rows = short[first : first + _PIECE]
            found[rows] = self._table.add(lemmas.keys[rows])
        found[long] = [self._long_number(codes) for codes in lemmas.long.values()]
        found -= 1
        return found

    def _long_number(self, codes: bytes) -> int:
        if codes not in self._long:
            self._long[codes] = int(self._table.reserve(1)[0])
        return self._long[codes]

    def lemmas(self) -> Lemmas:
        """All of them, in the order of their numbers."""
        found = self._table.keys(np.arange(1, len(self._table)))
        return Lemmas(found, {number - 1: codes for codes, number in self._long.items()})
