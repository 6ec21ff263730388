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
from kzsearch_analyzers.russian.edits import Edits

NAME = "compiled.npy"
SOURCES = (
    "words.dawg",
    "p_t_given_w.intdawg",
    "prediction-suffixes-0.dawg",
    "paradigms.array",
    "suffixes.json",
    "gramtab-opencorpora-int.json",
)

# Kinds of edits: what a lemma that they give is under a prefix.
ORDINARY, ADJECTIVE, UNFIT, PREDICTED = range(4)

# Marks of forms.
CELLS = (1 << 12) - 1  # the bits of `hyphens.cells`
MASS_NOUN = 1 << 12  # the lemma of a common noun without a plural
HAS_ODD = 1 << 13  # of a payload: some of its forms have entries of their own
BASE = 1 << 14  # the lemma of one of its readings


_MIXER = np.uint64(0x9E3779B97F4A7C15)
_PIECE = 1 << 17  # bytes of a file read at once
_COLUMNS = (
    *("kinds", "codes", "firsts", "marks", "odd_keys", "odd_codes", "odd_firsts", "odd_marks"),
    *("ending_keys", "predicted"),
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What becomes of the forms of a dictionary.

    `fingerprint`: of the dictionary; `edits`: all of them; `kinds`: uint8, of compounds with the lemma of each edit.
    By number of a payload, uint16: `codes`, the edit of its forms; `firsts`, the edit to the lemma that pymorphy3 gives
    first; `marks`. By key of a form that goes another way, sorted: `odd_keys`: uint64, and the same three as `odd_...`.
    By key of an ending, sorted: `ending_keys`: uint64, and `predicted`: uint16, three columns of edits, 0 for none:
    trusted, trusted where a verb may start so, likely.
    """

    fingerprint: str
    edits: Edits
    kinds: NDArray[np.uint8]
    codes: NDArray[np.uint16]
    firsts: NDArray[np.uint16]
    marks: NDArray[np.uint16]
    odd_keys: NDArray[np.uint64]
    odd_codes: NDArray[np.uint16]
    odd_firsts: NDArray[np.uint16]
    odd_marks: NDArray[np.uint16]
    ending_keys: NDArray[np.uint64]
    predicted: NDArray[np.uint16]

    def of_first_readings(self) -> "Tables":
        """The same with the edits to the lemmas that pymorphy3 gives first, before all that `choice` corrects."""
        return replace(self, codes=self.firsts, odd_codes=self.odd_firsts)


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
    return (keys * _MIXER) >> np.uint64(24)
