"""names.npy: forms of names of Kazakhstan that the dictionary lacks and a guess gets wrong, and their lemmas.

`name_forms` makes the file from the bilingual lexicon. It is the columns of Names one after another (arrayfile.py).
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.arrayfile import read_arrays, reading, write_arrays
from kzsearch_analyzers.russian.edits import Edit, Edits, edit
from kzsearch_analyzers.russian.letters import key

NAME = "names.npy"


@dataclass(frozen=True, slots=True)
class Names:
    """`keys`: uint64, of the forms, sorted; `codes`: uint16, the number of each form's edit among `edits`;
    `longest`: letters of the longest form."""

    keys: NDArray[np.uint64]
    codes: NDArray[np.uint16]
    edits: Edits
    longest: int

    @classmethod
    def of(cls, lemmas: dict[str, str]) -> "Names":
        """The table of forms with their lemmas.

        >>> Names.of({"абылая": "абылай"}).edits.listed()
        [Edit(cut=0, strip=1, append='й')]
        """
        made = {key(form): edit(form, lemma) for form, lemma in lemmas.items()}
        edits = sorted(set(made.values()))
        numbers = {each: number for number, each in enumerate(edits)}
        return cls(
            keys=np.array(sorted(made), np.uint64),
            codes=np.array([numbers[made[each]] for each in sorted(made)], np.uint16),
            edits=Edits.of(edits),
            longest=max(map(len, lemmas), default=0),
        )

    def edit_of(self, folded: str) -> Edit | None:
        """The edit of a form in Russian letters alone, None where it is no such name."""
        if len(folded) > self.longest:
            return None
        wanted = key(folded)
        place = bisect_left(self.keys.data, wanted)
        found = place < len(self.keys) and self.keys.item(place) == wanted
        return self.edits.one(self.codes.item(place)) if found else None


def lemma_of_name(folded: str) -> str | None:
    """The lemma of a form in Russian letters alone, None where it is no such name.

    >>> lemma_of_name("абылая"), lemma_of_name("мектеп")
    ('абылай', None)
    """
    found = names().edit_of(folded)
    return found.of(folded) if found else None


@cache
def names() -> Names:
    """The names that are shipped."""
    return load(Path(__file__).with_name(NAME))


def save(table: Names, path: Path) -> None:
    """Writes names.npy, the same bytes for the same names."""
    edits = (table.edits.cuts.astype(np.uint8), table.edits.strips.astype(np.uint8), table.edits.units.astype("<u2"))
    write_arrays(path, (table.keys, table.codes, *edits, np.array(table.longest, np.uint8)))


def load(path: Path) -> Names:
    """Reads a file that `save` wrote; raises TablesError where it cannot."""
    with reading(path, "python -m kzsearch_analyzers.russian.name_forms"):
        keys, codes, cuts, strips, units, longest = read_arrays(path, 6)
        edits = Edits.of_columns(cuts.astype(np.int64), strips.astype(np.int64), units.astype(np.uint16))
        return Names(keys.astype(np.uint64), codes.astype(np.uint16), edits, longest.item())
