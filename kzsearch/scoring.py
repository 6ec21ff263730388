"""The scores of other engines, for those who compare or move: the formula and the rounding of each, over arrays.

The default of kzsearch is BM25F proper (ranking.py); what stands here is held to its engine on one text field.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import ranking
from .errors import OptionError

# The lengths that Whoosh has a byte for; whoosh.util.numeric lists them and tells this formula
WHOOSH_LENGTHS = np.array([round((1.033**n - 1) * 27) for n in range(256)], np.int64)
_LENGTHS = tuple(WHOOSH_LENGTHS.tolist())

FIELD_WEIGHTS: Mapping[str, float] = MappingProxyType({"title": 2.0, "text": 1.0})


@dataclass(frozen=True, kw_only=True, eq=False)
class BM25F:
    """The default: BM25F proper, one saturation of what all fields have together.

    score = idf · tf (k1 + 1) / (tf + k1); tf = sum over fields of weight · frequency / (1 - b + b length / average);
    idf = ln(1 + (N - df + 0.5) / (df + 0.5)). N, df and average are of the live documents, the average of those that
    have the field. Source: Robertson, Zaragoza, Taylor (2004), "Simple BM25 extension to multiple weighted fields".

    k1: saturation of frequencies, finite and >= 0; b: share of length normalisation, from 0 to 1, or one for each
    field; weights: what an occurrence counts by field, finite and >= 0. Raises OptionError.
    """

    k1: float = ranking.K1
    b: float | Mapping[str, float] = ranking.B
    weights: Mapping[str, float] = field(default_factory=lambda: FIELD_WEIGHTS)

    def gains(self, name: str, lengths: NDArray[np.float64], average: float) -> NDArray[np.float64]:
        """What an occurrence in each document counts, float64, shape (documents,). lengths: words of each."""
        b = self.b[name] if isinstance(self.b, Mapping) else self.b
        return self.weights[name] / ranking.length_norm(lengths, average, b)

    def saturated(self, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is multiplied with the idf, same shape. frequencies: weighted, normalised, added up over fields."""
        return ranking.saturate(frequencies, self.k1)


DEFAULT = BM25F()


@dataclass(frozen=True, kw_only=True, slots=True)
class Whoosh:
    """Whoosh's BM25F: `ix.searcher(weighting=Whoosh())`, or over arrays by `scores`.

    score = idf · tf (k1 + 1) / (tf + k1 (1 - b + b length / average)), idf = ln(N / (df + 1)) + 1

    N and df count deleted documents too; average is that of all documents, also those that lack the field; length is
    rounded up to one of 256 (61 words count as 63). Several fields are scored apart and added. Source: whoosh.scoring,
    after Robertson, Zaragoza (2009), "The probabilistic relevance framework: BM25 and beyond".

    k1: saturation of frequencies, finite and >= 0; b: share of length normalisation, from 0 to 1. Raises OptionError.

    >>> texts = ["мектеп ашылды", "мектеп пен мектеп", "қала"]
    >>> frequencies, lengths = [text.split().count("мектеп") for text in texts], [len(t.split()) for t in texts]
    >>> Whoosh().scores(frequencies, lengths, df=2, documents=3, average=2.0).round(4).tolist()
    [1.0, 1.2055, 0.0]
    """

    k1: float = 1.2
    b: float = 0.75

    def __post_init__(self) -> None:
        if not _is_number(self.k1) or not math.isfinite(self.k1) or self.k1 < 0:
            raise OptionError(f"k1 must be finite and >= 0, got {self.k1!r}")
        if not _is_number(self.b) or not 0 <= self.b <= 1:
            raise OptionError(f"b must be from 0 to 1, got {self.b!r}")

    def scores(
        self, frequencies: ArrayLike, lengths: ArrayLike, df: int, documents: int, average: float
    ) -> NDArray[np.float64]:
        """The score of each document for one term, float64, of the shape of `frequencies`.

        frequencies: of the term in each document; lengths: words of each, exact; df: documents with the term;
        documents: how many there are; average: words of a document.
        """
        found = np.asarray(frequencies, np.float64)
        rounded = whoosh_length(np.asarray(lengths, np.int64)).astype(np.float64)
        scores: NDArray[np.float64] = self._score(whoosh_idf(df, documents), found, rounded, average)
        return scores

    def _score(self, idf: float, frequency: Any, length: Any, average: float) -> Any:
        """Of numbers or of arrays; 0 where the frequency is 0."""
        norm = self.k1 * ((1 - self.b) + self.b * length / (average or 1))
        return idf * ((frequency * (self.k1 + 1)) / (frequency + norm + (frequency == 0)))

    # -- as a whoosh.scoring.WeightingModel

    @property
    def use_final(self) -> bool:
        """Whoosh asks whether the scores are changed at the end."""
        return False

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        """The rarity of a term of Whoosh's searcher."""
        parent = searcher.get_parent()
        return whoosh_idf(parent.doc_frequency(fieldname, text), parent.doc_count_all())

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: float = 1) -> Any:
        """What scores the postings of a term of Whoosh's searcher; fields without lengths score by weight."""
        if not searcher.schema[fieldname].scorable:
            return _ByWeight()
        parent = searcher.get_parent()
        average = parent.avg_field_length(fieldname) or 1.0
        return _Scorer(self, searcher, fieldname, parent.idf(fieldname, text), average)


def whoosh_idf(df: int, documents: int) -> float:
    """ln(N / (df + 1)) + 1: the rarity of a term.

    >>> round(whoosh_idf(1, 10), 4)
    2.6094
    """
    return math.log(documents / (df + 1)) + 1


def whoosh_length(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lengths as Whoosh has them after a byte held them, same shape.

    >>> whoosh_length(np.array([10, 11, 61, 1_000_000])).tolist()
    [10, 12, 63, 106374]
    """
    return WHOOSH_LENGTHS[np.minimum(np.searchsorted(WHOOSH_LENGTHS, lengths), len(WHOOSH_LENGTHS) - 1)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Unbounded:
    """A scorer that promises nothing of the scores to come, so that no document is left out."""

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        return math.inf

    def block_quality(self, matcher: Any) -> float:
        return math.inf


class _ByWeight(_Unbounded):
    def score(self, matcher: Any) -> float:
        return float(matcher.weight())


class _Scorer(_Unbounded):
    def __init__(self, model: Whoosh, searcher: Any, fieldname: str, idf: float, average: float) -> None:
        self._model, self._searcher, self._fieldname = model, searcher, fieldname
        self._idf, self._average = idf, average

    def score(self, matcher: Any) -> float:
        length = self._searcher.doc_field_length(matcher.id(), self._fieldname, 1) or 1
        rounded = _LENGTHS[min(bisect_left(_LENGTHS, length), len(_LENGTHS) - 1)]
        return float(self._model._score(self._idf, float(matcher.weight()), rounded, self._average))
