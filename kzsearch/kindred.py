"""Lemmas that are spelt like another: those that begin alike and share most runs of four letters with it.

Spellings are compared folded (normalizer.fold), so Kazakh letters and those typed instead of them are the same; where
they begin, all vowels are alike too.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from kzsearch_analyzers.codepage import Bytes, encode, mapped
from kzsearch_analyzers.normalizer import fold
from numpy.typing import NDArray

from .codec.dictionary import Dictionary, gathered
from .codec.distinct import changes, distinct
from .memory import Memory

GRAM = 4  # letters
ALIKE = 3  # first letters in which lemmas agree: few of a word's misspellings, compounds and kin begin otherwise
_VOWELS = "аәеёиоөуұүыіэюя"
_START, _END = 1, 2  # codes that no character has
_FOLDED = mapped(fold)
_FOLDED_BYTES = _FOLDED.tobytes()
_ALIKE_BYTES = mapped(lambda character: "а" if character in _VOWELS else fold(character)).tobytes()
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(GRAM + 1)], np.uint32)  # how many codes -> those
_REMEMBERED = 1 << 24  # bytes of grams of a dictionary


def like(strings: Dictionary, asked: str, least: float, most: int) -> dict[int, float]:
    """The strings of a dictionary that are most like one, by number, with their likeness, most alike first.

    Likeness is the cosine of the grams of both: shared / sqrt(grams of the one * grams of the other), in (0, 1]. Those
    below `least`, which is above 0, are left out, and all but `most`; ties by number.
    """
    if strings not in _SPELLINGS:
        _SPELLINGS[strings] = _Spellings(strings)
    return _SPELLINGS[strings].like(encode(asked), least, most)


class _Grams(NamedTuple):
    """The grams of strings that begin alike.

    numbers: of the strings in their dictionary; scales: 1 / sqrt(how many grams each has), same shape; grams: those of
    all, each once, ascending; starts: where the strings of each begin in `owners`, and the end; owners: their
    places in `numbers`.
    """

    numbers: NDArray[np.int64]
    scales: NDArray[np.float64]
    grams: NDArray[np.uint32]
    starts: NDArray[np.int64]
    owners: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Of all arrays."""
        return sum(array.nbytes for array in self)


class _Spellings:
    """The strings of a dictionary by how they begin."""

    def __init__(self, strings: Dictionary) -> None:
        self._codes, self._starts = strings.all_codes()
        self._ranges = _beginnings(self._codes, self._starts)
        self._memory: Memory[_Grams] = Memory(_REMEMBERED, lambda grams: grams.nbytes)

    def like(self, code: bytes, least: float, most: int) -> dict[int, float]:
        """kindred.like."""
        beginning = code[:ALIKE].translate(_ALIKE_BYTES)
        ranges = self._ranges.get(beginning)
        if not ranges:
            return {}
        of = self._memory.get(beginning, lambda: self._grams(ranges))
        edged = b"%c%b%c" % (_START, code.translate(_FOLDED_BYTES), _END)
        runs = {int.from_bytes(edged[i : i + GRAM], "little") for i in range(max(len(edged) - GRAM + 1, 1))}
        owners, grams, starts = [], of.grams.data, of.starts.data
        for run in runs:
            at = bisect_left(grams, run)
            if at < len(grams) and grams[at] == run:
                owners.append(of.owners[starts[at] : starts[at + 1]])
        if not owners:
            return {}
        likeness = np.bincount(np.concatenate(owners), minlength=len(of.numbers)) * of.scales
        likeness /= sqrt(len(runs))
        near = np.flatnonzero(likeness >= least)
        alike = likeness.take(near)
        best = np.argsort(-alike, kind="stable")[:most]
        return dict(zip(of.numbers.take(near.take(best)).tolist(), alike.take(best).tolist(), strict=True))

    def _grams(self, ranges: Sequence[tuple[int, int]]) -> _Grams:
        numbers = np.concatenate([np.arange(begin, end) for begin, end in ranges])
        starts = self._starts.take(numbers)
        grams, owners = _grams(*_edged(*gathered(self._codes, starts, self._starts.take(numbers + 1) - starts)))
        scales = 1 / np.sqrt(np.maximum(np.bincount(owners, minlength=len(numbers)), 1))
        pairs = distinct(grams.astype(np.uint64) << np.uint64(32) | owners.astype(np.uint64))  # a gram counts once
        found = (pairs >> np.uint64(32)).astype(np.uint32)
        firsts = np.flatnonzero(changes(found))
        return _Grams(numbers, scales, found[firsts], np.append(firsts, len(pairs)), pairs.astype(np.int32))


_SPELLINGS: WeakKeyDictionary[Dictionary, _Spellings] = WeakKeyDictionary()


def _beginnings(codes: Bytes, starts: NDArray[np.int64]) -> Mapping[bytes, list[tuple[int, int]]]:
    """Where the strings of each beginning stand: they are sorted, so those of one spelling are neighbours."""
    first = _runs(codes)[starts[:-1]] & _MASKS.take(np.minimum(np.diff(starts), ALIKE))
    bounds = np.append(np.flatnonzero(changes(first)), len(first))
    found: dict[bytes, list[tuple[int, int]]] = {}
    for spelt, (begin, end) in zip(first.take(bounds[:-1]).tolist(), pairwise(bounds.tolist()), strict=True):
        beginning = spelt.to_bytes(GRAM, "little").rstrip(b"\0").translate(_ALIKE_BYTES)
        found.setdefault(beginning, []).append((begin, end))
    return found


def _runs(codes: Bytes) -> NDArray[np.uint32]:
    """GRAM codes from each place on as one number, the first code in its lowest byte; shape (codes + 1,)."""
    padded = np.concatenate((codes, np.zeros(GRAM, np.uint8)))
    return np.ndarray((len(codes) + 1,), "<u4", padded, strides=(1,))


def _edged(codes: Bytes, starts: NDArray[np.int64]) -> tuple[Bytes, NDArray[np.int64]]:
    """Folded strings with their edges around them, and where each begins, with the end."""
    begins = starts + 2 * np.arange(len(starts))
    out = np.full(int(begins[-1]), _END, np.uint8)
    out[begins[:-1]] = _START
    sizes = np.diff(starts)
    out[np.arange(len(codes)) + np.repeat(2 * np.arange(len(sizes)) + 1, sizes)] = _FOLDED.take(codes)
    return out, begins


def _grams(codes: Bytes, starts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All runs of GRAM codes of strings as numbers, and which string each is of; a shorter string is one run."""
    sizes = np.diff(starts)
    counts = np.maximum(sizes - GRAM + 1, 1)
    owners = np.repeat(np.arange(len(sizes)), counts)
    firsts = np.cumsum(counts) - counts
    places = np.arange(len(owners)) + np.repeat(starts[:-1] - firsts, counts)
    found = _runs(codes)[places]
    short = np.flatnonzero(sizes < GRAM)
    if len(short):
        found[firsts[short]] &= _MASKS.take(sizes[short])
    return found, owners
