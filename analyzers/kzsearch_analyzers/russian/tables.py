"""compiled.npy: what `compile` worked out from the dictionary, which holds for one edition of it alone.

The file is the columns of Tables one after another (arrayfile.py).
"""

import zlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.arrayfile import read_arrays, reading, write_arrays
from kzsearch_analyzers.russian.dictionary import folder
from kzsearch_analyzers.russian.edits import Edit, Edits

NAME = "compiled.npy"
SOURCES = (
    "words.dawg",
    "p_t_given_w.intdawg",
    "prediction-suffixes-0.dawg",
    "paradigms.array",
    "suffixes.json",
    "gramtab-opencorpora-int.json",
)

NONE = 0  # the number of a list of edits, where nothing is predicted
# Marks of forms.
CELLS = (1 << 12) - 1  # the bits of `hyphens.cells`
MASS_NOUN = 1 << 12  # the lemma of a common noun without a plural
HAS_ODD = 1 << 13  # of a payload: some of its forms have entries of their own
BASE = 1 << 14  # the lemma of one of its readings


_MIXER = 0x9E3779B97F4A7C15
_KEY_SHIFT = 24  # bits of a key of 64 that an odd form's does without
_PIECE = 1 << 17  # bytes of a file read at once
_COLUMNS = (
    *("kinds", "bounds", "members", "lists", "firsts", "marks", "odd_keys", "odd_lists", "odd_firsts", "odd_marks"),
    *("ending_keys", "predicted"),
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What becomes of the forms of a dictionary.

    `fingerprint`: of the dictionary; `edits`: all of them; `kinds`: uint8, of the lemma that each edit gives.
    `members`: uint16, lists of numbers of edits one after another, each with the edit to the best lemma first;
    `bounds`: uint16, where the list of each number begins, and where the last ends. By number of a payload, uint16:
    `lists`, the list of its forms; `firsts`, the list whose first edit is to the lemma that pymorphy3 gives first;
    `marks`. By key of a form that goes another way, sorted: `odd_keys`: uint64, and the same three as `odd_...`.
    By key of an ending, sorted: `ending_keys`: uint64, and `predicted`: uint16, three columns of lists, NONE for none:
    trusted, trusted where a verb may start so, likely.
    """

    fingerprint: str
    edits: Edits
    kinds: NDArray[np.uint8]
    bounds: NDArray[np.uint16]
    members: NDArray[np.uint16]
    lists: NDArray[np.uint16]
    firsts: NDArray[np.uint16]
    marks: NDArray[np.uint16]
    odd_keys: NDArray[np.uint64]
    odd_lists: NDArray[np.uint16]
    odd_firsts: NDArray[np.uint16]
    odd_marks: NDArray[np.uint16]
    ending_keys: NDArray[np.uint64]
    predicted: NDArray[np.uint16]

    def of_first_readings(self) -> "Tables":
        """The same with the edits to the lemmas that pymorphy3 gives first, before all that `choice` corrects."""
        return replace(self, lists=self.firsts, odd_lists=self.odd_firsts)

    def bests(self) -> NDArray[np.int64]:
        """By number of a list, the number of its first edit."""
        return self.members[self.bounds[:-1]].astype(np.int64)

    def listed(self, number: int) -> list[tuple[Edit, int]]:
        """The edits of a list, and their kinds.

        >>> tables().listed(NONE)
        [(Edit(cut=0, strip=0, append=''), 0)]
        """
        codes = self.members[self.bounds[number] : self.bounds[number + 1]].tolist()
        return [(self.edits.one(code), self.kinds.item(code)) for code in codes]


def save(tables: Tables, path: Path) -> None:
    """Writes compiled.npy, the same bytes for the same tables."""
    columns = (
        np.frombuffer(tables.fingerprint.encode(), np.uint8),
        *(column.astype(np.uint8) for column in (tables.edits.cuts, tables.edits.strips)),
        tables.edits.units.astype("<u2"),
        *(getattr(tables, name) for name in _COLUMNS),
    )
    write_arrays(path, columns)


@cache
def tables() -> Tables:
    """The tables that are shipped.

    >>> from kzsearch_analyzers.russian.edits import Edit
    >>> Edit(0, 3, "") in tables().edits.listed()  # законами -> закон
    True
    """
    return load(Path(__file__).with_name(NAME))


@cache
def fitting_tables() -> Tables | None:
    """Those that are shipped, or None where the dictionary is not the edition that they were made from.

    Raises TablesError where they cannot be read.
    """
    shipped = tables()
    return shipped if fingerprint(folder()) == shipped.fingerprint else None


def load(path: Path) -> Tables:
    """Reads a file that `save` wrote; raises TablesError where it cannot."""
    with reading(path, "python -m kzsearch_analyzers.russian.compile"):
        return _load(path)


def _load(path: Path) -> Tables:
    fingerprint, cuts, strips, units, *columns = read_arrays(path, 4 + len(_COLUMNS))
    edits = Edits.of_columns(cuts.astype(np.int64), strips.astype(np.int64), units.astype(np.uint16))
    return Tables(fingerprint.tobytes().decode(), edits, **dict(zip(_COLUMNS, columns, strict=True)))


def fingerprint(folder: Path) -> str:
    """What tells one edition of a dictionary from another, which may lack some of the files: checksums, not digests, of
    15 MB, since nobody is kept from anything, and a process has to wait for it."""
    return " ".join(f"{name} {_checksum_of(folder / name):08x}" for name in SOURCES)


def _checksum_of(path: Path) -> int:
    checksum, piece = 0, memoryview(bytearray(_PIECE))
    if path.is_file():
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(piece):
                checksum = zlib.crc32(piece[:size], checksum)
    return checksum


def odd_keys(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys of words in 40 bits, of which each takes three bytes in the file.

    >>> bool((odd_keys(np.array([1, 2], np.uint64)) < 1 << 40).all())
    True
    """
    return (keys * np.uint64(_MIXER)) >> np.uint64(_KEY_SHIFT)


def odd_key(key: int) -> int:
    """The same of one key.

    >>> odd_key(2) == int(odd_keys(np.array([2], np.uint64))[0])
    True
    """
    return key * _MIXER % (1 << 64) >> _KEY_SHIFT
