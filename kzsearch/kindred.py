"""Word forms that are spelt like another: those that begin alike and share most runs of four letters with it.

Spellings are compared folded (normalizer.fold), so Kazakh letters and those typed instead of them are the same; where
they begin, all vowels are alike too.
"""

from collections.abc import Sequence
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from kzsearch_analyzers.codepage import Bytes, encode, mapped
from kzsearch_analyzers.normalizer import fold
from numpy.typing import NDArray

from .codec.dictionary import Dictionary
from .codec.distinct import distinct

GRAM = 4  # letters
ALIKE = 3  # first letters in which forms agree: few of a word's misspellings, compounds and kin begin otherwise
_VOWELS = "аәеёиоөуұүыіэюя"
_START, _END = 1, 2  # codes that no character has
_FOLDED = mapped(fold)
_ALIKE = mapped(lambda character: "а" if character in _VOWELS else fold(character))


def like(forms: Dictionary, form: str, least: float) -> dict[str, float]:
    """The forms of a dictionary whose likeness is at least `least`.

    Likeness is the cosine of the grams of both: shared / sqrt(grams of the one * grams of the other), in (0, 1].
    """
    code = np.frombuffer(encode(form), np.uint8)
    wanted = distinct(_grams(*_edged(code, np.array([0, len(code)])))[0])
    ranges = _ranges(forms, form)
    if not ranges:
        return {}
    numbers = np.concatenate([np.arange(begin, end) for begin, end in ranges])
    grams, owners = _grams(*_edged(*_together([forms.codes_of(begin, end) for begin, end in ranges])))
    at = np.minimum(np.searchsorted(wanted, grams), len(wanted) - 1)
    hits = np.flatnonzero(wanted.take(at) == grams)
    pairs = distinct(owners.take(hits) * len(wanted) + at.take(hits))  # a gram counts once
    shared = np.bincount(pairs // len(wanted), minlength=len(numbers))
    likeness = shared / np.sqrt(len(wanted) * np.maximum(np.bincount(owners, minlength=len(numbers)), 1))
    near = np.flatnonzero(likeness >= least)
    return dict(zip(forms.strings(numbers[near]), likeness[near].tolist(), strict=True))


def _together(parts: Sequence[tuple[Bytes, NDArray[np.int64]]]) -> tuple[Bytes, NDArray[np.int64]]:
    """Strings of several parts as of one: codes, and where each begins, with the end."""
    sizes = np.concatenate([np.diff(starts) for _, starts in parts])
    return np.concatenate([codes for codes, _ in parts]), np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


def _ranges(forms: Dictionary, form: str) -> Sequence[tuple[int, int]]:
    """Where the forms stand that begin like a form."""
    if forms not in _BEGINNINGS:
        _BEGINNINGS[forms] = _beginnings(forms)
    code = np.frombuffer(encode(form)[:ALIKE], np.uint8)
    return _BEGINNINGS[forms].get(_ALIKE.take(code).tobytes(), ())


_BEGINNINGS: WeakKeyDictionary[Dictionary, dict[bytes, list[tuple[int, int]]]] = WeakKeyDictionary()


def _beginnings(forms: Dictionary) -> dict[bytes, list[tuple[int, int]]]:
    """Where the forms of each beginning stand: they are sorted, so those of one spelling are neighbours."""
    codes, starts = forms.all_codes()
    places = np.minimum(starts[:-1, None] + np.arange(ALIKE), max(len(codes) - 1, 0))
    inside = np.arange(ALIKE) < np.diff(starts)[:, None]
    first = np.where(inside, codes.take(places), 0).astype(np.uint8) if len(codes) else np.zeros(inside.shape, np.uint8)
    changes = np.flatnonzero((first[1:] != first[:-1]).any(axis=1)) + 1
    found: dict[bytes, list[tuple[int, int]]] = {}
    for begin, end in pairwise((0, *changes.tolist(), len(first))):
        if end > begin:
            found.setdefault(_ALIKE.take(first[begin]).tobytes().rstrip(b"\0"), []).append((begin, end))
    return found


def _edged(codes: Bytes, starts: NDArray[np.integer]) -> tuple[Bytes, NDArray[np.int64]]:
    """Folded strings with their edges around them, and where each begins, with the end."""
    begins = np.asarray(starts, np.int64) - starts[0] + 2 * np.arange(len(starts))
    out = np.full(int(begins[-1]), _END, np.uint8)
    out[begins[:-1]] = _START
    sizes = np.diff(starts)
    out[np.arange(len(codes)) + np.repeat(2 * np.arange(len(sizes)) + 1, sizes)] = _FOLDED.take(codes)
    return out, begins


def _grams(codes: Bytes, starts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All runs of GRAM codes of strings as numbers, and which string each is of; a shorter string is one run."""
    padded = np.concatenate((codes, np.zeros(GRAM, np.uint8)))
    runs = np.ndarray((len(codes),), "<u4", padded, strides=(1,))
    sizes = np.diff(starts)
    counts = np.maximum(sizes - GRAM + 1, 1)
    owners = np.repeat(np.arange(len(sizes)), counts)
    firsts = np.cumsum(counts) - counts
    places = np.arange(len(owners)) + np.repeat(starts[:-1] - firsts, counts)
    found = runs.take(places)
    short = np.flatnonzero(sizes < GRAM)
    if len(short):
        found[firsts[short]] &= (np.uint32(1) << (8 * sizes[short]).astype(np.uint32)) - np.uint32(1)
    return found, owners
