"""compiled.npz: what `compile` worked out from the dictionary, which holds for one edition of it alone."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.edits import Edit

NAME = "compiled.npz"
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


class TablesError(OSError):
    """compiled.npz is missing, damaged, or not as this version writes it."""


_MIXER = np.uint64(0x9E3779B97F4A7C15)


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
    edits: tuple[Edit, ...]
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
    """Writes compiled.npz."""
    edits = "\n".join(f"{edit.cut} {edit.strip} {edit.append}" for edit in tables.edits)
    np.savez_compressed(
        path,
        fingerprint=np.array(tables.fingerprint),
        edits=np.array(edits),
        kinds=tables.kinds,
        codes=tables.codes,
        other_firsts=tables.firsts ^ tables.codes,  # nearly always 0, which packs well
        marks=tables.marks,
        odd_steps=np.diff(tables.odd_keys, prepend=np.uint64(0)),
        odd_codes=tables.odd_codes,
        other_odd_firsts=tables.odd_firsts ^ tables.odd_codes,
        odd_marks=tables.odd_marks,
        ending_steps=np.diff(tables.ending_keys, prepend=np.uint64(0)),
        predicted=tables.predicted,
    )


@cache
def tables() -> Tables:
    """The tables that are shipped.

    >>> Edit(0, 3, "") in tables().edits  # законами -> закон
    True
    """
    with as_file(files("kzsearch_analyzers.russian").joinpath(NAME)) as path:
        return load(path)


def load(path: Path) -> Tables:
    """Reads a file that `save` wrote; raises TablesError where it cannot."""
    try:
        return _load(path)
    except Exception as error:  # numpy, zipfile and zlib each have their own
        repair = "install kzsearch anew, or run python -m kzsearch_analyzers.russian.compile"
        raise TablesError(f"{path} cannot be read ({error!r}): {repair}") from error


def _load(path: Path) -> Tables:
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        return Tables(
            fingerprint=str(file["fingerprint"]),
            edits=tuple(map(_edit, str(file["edits"]).split("\n"))),
            kinds=file["kinds"],
            codes=file["codes"],
            firsts=file["other_firsts"] ^ file["codes"],
            marks=file["marks"],
            odd_keys=file["odd_steps"].cumsum(dtype=np.uint64),
            odd_codes=file["odd_codes"],
            odd_firsts=file["other_odd_firsts"] ^ file["odd_codes"],
            odd_marks=file["odd_marks"],
            ending_keys=file["ending_steps"].cumsum(dtype=np.uint64),
            predicted=file["predicted"],
        )


def _edit(line: str) -> Edit:
    cut, strip, append = line.split(" ")
    return Edit(int(cut), int(strip), append)


def fingerprint(folder: Path) -> str:
    """What tells one edition of a dictionary from another, which may lack some of the files."""
    digest = hashlib.sha256()
    for path in (folder / name for name in SOURCES):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def odd_keys(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys of words in 40 bits, of which each takes three bytes in the file.

    >>> bool((odd_keys(np.array([1, 2], np.uint64)) < 1 << 40).all())
    True
    """
    return (keys * _MIXER) >> np.uint64(24)
