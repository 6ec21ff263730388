"""What turns a form into its lemma: letters taken off both ends, letters put to the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.letters import ENCODING, SEPARATOR

FALLEN_PREFIXES = ("", "по", "наи")  # of comparatives and superlatives: покрасивее is of красивый


class Edit(NamedTuple):
    """Takes `cut` letters off a form's start and `strip` off its end, and puts `append` there."""

    cut: int
    strip: int
    append: str

    def of(self, form: str) -> str:
        """The lemma.

        >>> Edit(0, 2, "ый").of("красным")
        'красный'
        """
        return form[self.cut : max(self.cut, len(form) - self.strip)] + self.append


def edit(form: str, lemma: str) -> Edit:
    """The edit that puts the fewest letters.

    >>> edit("законами", "закон"), edit("покрасивее", "красивый")
    (Edit(cut=0, strip=3, append=''), Edit(cut=2, strip=2, append='ый'))
    """
    kept = {len(prefix): _shared(form[len(prefix) :], lemma) for prefix in FALLEN_PREFIXES if form.startswith(prefix)}
    cut = max(kept, key=kept.__getitem__)
    return Edit(cut, len(form) - cut - kept[cut], lemma[kept[cut] :])


def _shared(one: str, other: str) -> int:
    """How many letters two words share at their start."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


@dataclass(frozen=True, slots=True)
class Edits:
    """Edits in columns, int64: `cuts`, `strips`, and where what they put, with a separator after it, is in `units`.

    >>> Edits.of([Edit(0, 2, "ый"), Edit(0, 3, "")]).listed()
    [Edit(cut=0, strip=2, append='ый'), Edit(cut=0, strip=3, append='')]
    """

    cuts: NDArray[np.int64]
    strips: NDArray[np.int64]
    units: NDArray[np.uint16]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> "Edits":
        """Edits in their order."""
        return cls.of_columns(
            np.array([made.cut for made in edits], np.int64),
            np.array([made.strip for made in edits], np.int64),
            np.frombuffer("".join(made.append + SEPARATOR for made in edits).encode(ENCODING), np.uint16),
        )

    @classmethod
    def of_columns(cls, cuts: NDArray[np.int64], strips: NDArray[np.int64], units: NDArray[np.uint16]) -> "Edits":
        """The columns that tell the others."""
        ends = np.flatnonzero(units == ord(SEPARATOR)) + 1
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))[: len(ends)]
        return cls(cuts, strips, units, starts, ends - starts)

    def __len__(self) -> int:
        return len(self.cuts)

    def and_also(self, more: "Edits") -> "Edits":
        """These edits, and others after them."""
        return self.of_columns(
            np.concatenate((self.cuts, more.cuts)),
            np.concatenate((self.strips, more.strips)),
            np.concatenate((self.units, more.units)),
        )

    def one(self, number: int) -> Edit:
        """The edit of a number.

        >>> Edits.of([Edit(0, 2, "ый"), Edit(0, 3, "")]).one(0)
        Edit(cut=0, strip=2, append='ый')
        """
        start, size = self.starts.item(number), self.sizes.item(number) - len(SEPARATOR)
        append = self.units[start : start + size].tobytes().decode(ENCODING)
        return Edit(self.cuts.item(number), self.strips.item(number), append)

    def listed(self) -> list[Edit]:
        """One by one."""
        appended = self.units.tobytes().decode(ENCODING).split(SEPARATOR)
        return list(map(Edit, self.cuts.tolist(), self.strips.tolist(), appended[: len(self)]))

    def end_in(self, letters: str) -> NDArray[np.bool_]:
        """Which edits put letters that end so."""
        units = np.frombuffer(letters.encode(ENCODING), np.uint16)
        fit: NDArray[np.bool_] = self.sizes > len(units)
        for place, unit in enumerate(units[::-1], 2):
            fit &= self.units.take(self.starts + self.sizes - place, mode="clip") == unit
        return fit
