"""Word forms that are spelt like another: those that share most runs of four letters with it."""

from collections.abc import Sequence

import numpy as np
from kzsearch_analyzers.normalizer import fold
from numpy.typing import NDArray

GRAM = 4  # letters
_START, _END = "\u0002", "\u0003"
_BITS = 16  # of a letter within a gram


class Spellings:
    """Forms by the grams of their folded spelling, for the forms most like a given one."""

    def __init__(self, forms: Sequence[str]) -> None:
        """forms: in any order, each once."""
        self._forms = forms
        grams, owners = _grams(forms)
        order = np.argsort(grams, kind="stable")  # owners stay ascending within a gram
        grams, owners = grams[order], owners[order]
        new = np.ones(len(grams), bool)
        new[1:] = (grams[1:] != grams[:-1]) | (owners[1:] != owners[:-1])
        self._grams, self._owners = grams[new], owners[new]
        self._sizes = np.bincount(self._owners, minlength=len(forms))

    def like(self, form: str, least: float, most: int) -> list[tuple[str, float]]:
        """The forms whose likeness is at least `least`, most alike first, at most that many, ties in their order.

        Likeness is the cosine of the sets of grams: shared / sqrt(grams of the one * grams of the other), in (0, 1].

        >>> Spellings(["мектепте", "мектептер", "мекен"]).like("мектептерде", 0.75, 10)
        [('мектептер', 0.7826237921249264)]
        """
        grams = np.unique(_grams([form])[0])
        starts, ends = np.searchsorted(self._grams, grams, "left"), np.searchsorted(self._grams, grams, "right")
        shared = np.bincount(
            np.concatenate([self._owners[a:b] for a, b in zip(starts, ends, strict=True)] or [self._owners[:0]]),
            minlength=len(self._forms),
        )
        near = np.flatnonzero(shared)
        likeness = shared[near] / np.sqrt(len(grams) * self._sizes[near])
        near, likeness = near[likeness >= least], likeness[likeness >= least]
        order = np.argsort(-likeness, kind="stable")[:most]
        return [(self._forms[i], float(x)) for i, x in zip(near[order], likeness[order], strict=True)]


def _grams(forms: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """All runs of GRAM letters of the forms with their edges, as numbers, and which form each is of; a form shorter
    than that is one run."""
    text = fold("".join(f"{_START}{form}{_END}".ljust(GRAM, _END) for form in forms))
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    letters &= np.uint64((1 << _BITS) - 1)
    sizes = np.fromiter((max(len(form) + 2, GRAM) for form in forms), np.int64, len(forms))
    owners = np.repeat(np.arange(len(forms)), sizes)
    runs = np.zeros(max(len(letters) - GRAM + 1, 0), np.uint64)
    for i in range(GRAM):
        runs = (runs << np.uint64(_BITS)) | letters[i : i + len(runs)]
    inside = owners[: len(runs)] == owners[GRAM - 1 :]
    return runs[inside], owners[: len(runs)][inside]
