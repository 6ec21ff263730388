"""Aligned sentences -> translations of lemmas, each with a weight: IBM Model 1 both ways.

P. F. Brown et al. 1993, "The Mathematics of Statistical Machine Translation: Parameter Estimation", Computational
Linguistics 19(2), section 4.1: every word of a sentence is made by one word of the other, or by none (NULL), and
expectation maximisation finds t(target | source), how likely a word makes another. One direction alone is worst where
the source is rare, for a rare word takes whatever its sentence has left; so both directions have to agree, and the
weight of two lemmas is the square root of the geometric mean of t both ways: the mean itself finds less where texts of
both languages compete (0.01 of nDCG@10 on five words of FLORES sentences), and as much where they do not.

Two lemmas also have to come together more often than chance would have it: their log-likelihood ratio (T. Dunning 1993,
"Accurate Methods for the Statistics of Surprise and Coincidence") is to reach that of two words that come once, in the
same pair (R. C. Moore 2004, "On Log-Likelihood-Ratios and the Significance of Rare Events"). That finds as much, and of
10,000 sentences put beside others that do not translate them 70 lemmas are learnt, not 1,350.

A cell is a Kazakh and a Russian lemma in one pair of sentences; all of them lie end to end in arrays.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from kzsearch_analyzers.language import KAZAKH, RUSSIAN
from numpy.typing import NDArray

from .aligned import Aligned, Side, aligned
from .codec.distinct import changes, counted, placed
from .codec.translations import Table, Translations

ROUNDS = 8  # of expectation maximisation
LEAST_TOGETHER = 2  # sentences that two lemmas have to share
LEAST_LIKELY = 0.02  # t in both directions
MOST = 4  # translations of a lemma
_BLOCK = 1 << 21  # cells worked on at once
_SHOWN = 5  # numbers of pairs in a report

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = tuple[Ints, Ints]  # distinct keys, ascending, and how often each came


@dataclass(frozen=True, slots=True)
class LearnReport:
    """What `learn_translations` did.

    given: how many pairs; pairs: how many of them it learnt from; to_russian, to_kazakh: lemmas that have translations
    now; swapped: which pairs had Russian first; skipped: why pairs were passed over, and which, by their number from 1;
    seconds: of learning.
    """

    given: int = 0
    pairs: int = 0
    to_russian: int = 0
    to_kazakh: int = 0
    swapped: tuple[int, ...] = ()
    skipped: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    seconds: float = field(default=0.0, compare=False)

    def __str__(self) -> str:
        learnt = f"{self.to_russian} Kazakh and {self.to_kazakh} Russian lemmas"
        lines = [f"translations of {learnt} learnt from {_pairs(self.pairs)} in {self.seconds:.1f} s"]
        if self.swapped:
            lines.append(f"  turned {_listed(self.swapped)}: Russian came first")
        return "\n".join([*lines, *(f"  skipped {_listed(which)}: {why}" for why, which in self.skipped.items())])


def _pairs(count: int) -> str:
    return f"{count} pair{'' if count == 1 else 's'}"


def _listed(which: tuple[int, ...]) -> str:
    some = ", ".join(map(str, which[:_SHOWN]))
    return f"{_pairs(len(which))} ({some}{', ...' if len(which) > _SHOWN else ''})"


def learn(pairs: Iterable[Any]) -> tuple[Table | None, LearnReport]:
    """The translations of the lemmas of (Kazakh, Russian) sentences, None where there are none. Raises DocumentError.

    >>> table, report = learn([
    ...     ("Мектеп ашылды", "Школа открылась"), ("Мектеп жабылды", "Школа закрылась"),
    ...     ("Дүкен ашылды", "Магазин открылся"), ("Дүкен жабылды", "Магазин закрылся"),
    ... ])
    >>> table["kk"]["мектеп"][0][0], table["ru"]["магазин"][0][0]
    ('школа', 'дүкен')
    """
    start = time.perf_counter()
    found = aligned(pairs)
    table = table_of(found)
    sizes, seconds = (len(table[KAZAKH]), len(table[RUSSIAN])), time.perf_counter() - start
    report = LearnReport(found.given, len(found), *sizes, found.swapped, found.skipped, seconds)
    return table if any(table.values()) else None, report


def table_of(found: Aligned) -> Table:
    """The translations of both languages."""
    cells = cells_of(found.kazakh, found.russian)
    of_kazakh = likelihoods(cells, from_kazakh=True)
    of_russian = likelihoods(cells, from_kazakh=False)
    is_likely = np.minimum(of_kazakh, of_russian) >= LEAST_LIKELY
    kept = np.flatnonzero(is_likely & (ratios(cells, len(found)) >= least_ratio(len(found))))
    weights = np.minimum((of_kazakh[kept] * of_russian[kept]) ** 0.25, 1.0)
    names = [
        (found.kazakh.lemmas[a], found.russian.lemmas[b])
        for a, b in zip(cells.kazakh[kept].tolist(), cells.russian[kept].tolist(), strict=True)
    ]
    rows = [(a, b, weight) for (a, b), weight in zip(names, weights.tolist(), strict=True) if a != b]
    return {KAZAKH: _best(rows), RUSSIAN: _best([(b, a, weight) for a, b, weight in rows])}


def _best(rows: list[tuple[str, str, float]]) -> Translations:
    """The best translations of each lemma; lemmas in alphabetical order."""
    found: dict[str, list[tuple[str, float]]] = {}
    for lemma, target, weight in sorted(rows, key=lambda row: (row[0], -row[2], row[1])):
        found.setdefault(lemma, []).append((target, weight))
    return {lemma: tuple(targets[:MOST]) for lemma, targets in found.items()}


class Cells(NamedTuple):
    """The cells of aligned sentences, of those lemmas that share enough of them.

    kazakh, russian: the lemmas of each distinct pair of lemmas, int64, shape (pairs,); pair: of each cell, int32;
    kazakh_word, russian_word: of each cell, its word's place in its side's `numbers`, int32, both ascending by
    sentence; kazakh_lemmas, russian_lemmas: what stands at those places, int32.
    """

    kazakh: Ints
    russian: Ints
    pair: NDArray[np.int32]
    kazakh_word: NDArray[np.int32]
    russian_word: NDArray[np.int32]
    kazakh_lemmas: NDArray[np.int32]
    russian_lemmas: NDArray[np.int32]


def cells_of(kazakh: Side, russian: Side) -> Cells:
    """The cells of two sides."""
    base = max(len(russian.lemmas), 1)
    known = _frequent(_keys(kazakh, russian, *words, base) for words in _products(kazakh.starts, russian.starts))
    kept: list[tuple[NDArray[np.int32], ...]] = [(np.zeros(0, np.int32),) * 3]
    for a, b in _products(kazakh.starts, russian.starts):
        pair, is_known = placed(_keys(kazakh, russian, a, b, base), known)
        kept.append(tuple(places[is_known].astype(np.int32) for places in (pair, a, b)))
    pairs, of_kazakh, of_russian = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    return Cells(known // base, known % base, pairs, of_kazakh, of_russian, kazakh.numbers, russian.numbers)


def _products(first: Ints, second: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Every place of a sentence's one side with every place of its other, a block of sentences at a time."""
    sizes, others = np.diff(first), np.diff(second)
    ends = np.cumsum(sizes * others)
    begin = 0
    while begin < len(sizes):
        done = int(ends[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(ends, done + _BLOCK, side="right")), begin + 1)
        rows = np.arange(first[begin], first[end])
        width = np.repeat(others[begin:end], sizes[begin:end])  # cells of each word of the first side
        within = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
        yield np.repeat(rows, width), np.repeat(np.repeat(second[begin:end], sizes[begin:end]), width) + within
        begin = end


def _keys(kazakh: Side, russian: Side, a: Ints, b: Ints, base: int) -> Ints:
    """Numbers of pairs of lemmas that sort by the Kazakh one first."""
    return kazakh.numbers.take(a).astype(np.int64) * base + russian.numbers.take(b)


def _frequent(blocks: Iterable[Ints]) -> Ints:
    """The keys that come often enough, ascending."""
    keys, counts, waiting = np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    more: list[Counts] = []
    for block in blocks:
        more.append(counted(np.sort(block)))
        waiting += len(more[-1][0])
        if waiting > max(len(keys), _BLOCK):
            (keys, counts), more, waiting = _together([(keys, counts), *more]), [], 0
    keys, counts = _together([(keys, counts), *more])
    return keys[counts >= LEAST_TOGETHER]


def _together(parts: list[Counts]) -> Counts:
    keys, counts = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    firsts = np.flatnonzero(changes(keys)) if len(keys) else np.zeros(0, np.int64)
    return keys[firsts], np.add.reduceat(counts, firsts) if len(keys) else counts


def ratios(cells: Cells, sentences: int) -> Floats:
    """The log-likelihood ratio G2 of each distinct pair of lemmas, 0 where they shun each other; shape (pairs,)."""
    both = np.bincount(cells.pair, minlength=len(cells.kazakh))
    kazakh = np.bincount(cells.kazakh_lemmas, minlength=1).take(cells.kazakh)
    russian = np.bincount(cells.russian_lemmas, minlength=1).take(cells.russian)
    return np.where(both * sentences > kazakh * russian, _ratio(both, kazakh, russian, sentences), 0.0)


def least_ratio(sentences: int) -> float:
    """G2 of two words that come once each, together; a little less, for what floats lose.

    >>> round(least_ratio(10_000), 1)
    20.4
    """
    once = np.ones(1, np.int64)
    return float(_ratio(once, once, once, max(sentences, 1))[0]) * (1 - 1e-9)


def _ratio(both: Ints, first: Ints, second: Ints, sentences: int) -> Floats:
    of_table = sum(map(_entropy, (both, first - both, second - both, sentences - first - second + both)))
    of_margins = sum(map(_entropy, (first, sentences - first, second, sentences - second)))
    return np.asarray(2 * (of_table - of_margins + _entropy(np.full(1, sentences))), np.float64)


def _entropy(counts: Ints) -> Floats:
    """n ln n of each count, same shape."""
    return np.asarray(counts * np.log(np.maximum(counts, 1)), np.float64)


def likelihoods(cells: Cells, *, from_kazakh: bool, rounds: int = ROUNDS) -> Floats:
    """t(target | source) of each distinct pair of lemmas, shape (pairs,); from_kazakh: Kazakh is the source."""
    if from_kazakh:
        source, word, lemmas = cells.kazakh, cells.russian_word, cells.russian_lemmas
    else:
        source, word, lemmas = cells.russian, cells.kazakh_word, cells.kazakh_lemmas
    pairs, targets = len(source), int(lemmas.max(initial=0)) + 1
    t, null = np.full(pairs, 1 / targets), np.full(targets, 1 / targets)
    for _ in range(rounds):
        counts, of_null = _expected(t, null, cells.pair, word, lemmas)
        t = counts / np.bincount(source, counts)[source]
        null = of_null / max(float(of_null.sum()), np.finfo(float).tiny)
    return t


def _expected(
    t: Floats, null: Floats, pair: NDArray[np.int32], word: NDArray[np.int32], lemmas: NDArray[np.int32]
) -> tuple[Floats, Floats]:
    """How often each pair of lemmas is expected to translate one another, and NULL each target."""
    blocks = [slice(i, i + _BLOCK) for i in range(0, len(pair), _BLOCK)]
    total = null.take(lemmas)
    for block in blocks:
        low = int(word[block].min())
        sums = np.bincount(word[block] - low, t.take(pair[block]))
        total[low : low + len(sums)] += sums
    counts = np.zeros(len(t))
    for block in blocks:
        counts += np.bincount(pair[block], t.take(pair[block]) / total.take(word[block]), minlength=len(t))
    of_null = np.bincount(lemmas, null.take(lemmas) / total, minlength=len(null))
    return counts, of_null.astype(np.float64, copy=False)
