"""What `Index.search(scorer=)` takes: BM25F, the default; BM25+; other engines' formulas; one's own.

BM25F and BM25+ add up what all fields have before they saturate. The others score each field by itself: formula and
rounding of an engine over arrays, held to that engine on one text field. `Index.search` gives them N, df and average of
the live documents as FieldScorer says: the engine's own scores where all documents have the field and none is deleted.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, TypeGuard, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import ranking
from .errors import OptionError
from .fields import FIELDS

# The lengths that Whoosh has a byte for; whoosh.util.numeric lists them and tells this formula
WHOOSH_LENGTHS = np.array([round((1.033**n - 1) * 27) for n in range(256)], np.int64)
_LENGTHS = tuple(WHOOSH_LENGTHS.tolist())

# What Lucene's bytes stand for: up to 40 exactly, from there eight to each doubling of length - 24 (SmallFloat.int4)
LUCENE_LENGTHS = np.array([n if n < 32 else 24 + ((8 | n & 7) << (n - 32) // 8) for n in range(256)], np.int64)

LARGEST = 1e30  # score: they are kept as 32-bit floats
FIELD_WEIGHTS: Mapping[str, float] = MappingProxyType({"title": 2.0, "text": 1.0})


@dataclass(frozen=True, kw_only=True, eq=False)
class BM25F:
    """The default: BM25F proper, one saturation of what all fields have together.

    score = idf · tf (k1 + 1) / (tf + k1); tf = sum over fields of weight · frequency / (1 - b + b length / average);
    idf = ln(1 + (N - df + 0.5) / (df + 0.5)). N, df and average are of the live documents, the average of those that
    have the field. Source: Robertson, Zaragoza, Taylor (2004), "Simple BM25 extension to multiple weighted fields".

    k1: saturation of frequencies, finite and >= 0; b: share of length normalisation, from 0 to 1, or one for each
    field; weights: what an occurrence counts by field, finite and >= 0, not all of them 0; fields that are left out
    keep their default. Raises OptionError.

    >>> import kzsearch
    >>> index = kzsearch.open()
    >>> report = index.add([{"id": "1", "title": "Мектеп", "text": "Ашылды"}, {"id": "2", "text": "Мектеп, мектеп"}])
    >>> [hit.id for hit in index.search("мектеп", scorer=BM25F(weights={"title": 0.1}))]
    ['2', '1']
    """

    k1: float = ranking.K1
    b: float | Mapping[str, float] = ranking.B
    weights: Mapping[str, float] = field(default_factory=lambda: FIELD_WEIGHTS)
    _hash: int = field(init=False, repr=False, default=0)

    def __post_init__(self) -> None:
        _check_k1(self.k1)
        for b in _known(self.b, "b").values() if isinstance(self.b, Mapping) else (self.b,):
            _check_b(b)
        for name, weight in _known(self.weights, "weights").items():
            if not is_number(weight) or not 0 <= weight <= LARGEST:
                raise OptionError(f"weights must be from 0 to {LARGEST:g}, got {weight!r} for {name!r}")
        weights = {**FIELD_WEIGHTS, **self.weights}
        if not any(weights.values()):
            raise OptionError("weights must not all be 0")
        object.__setattr__(self, "weights", MappingProxyType(weights))
        if isinstance(self.b, Mapping):
            object.__setattr__(self, "b", MappingProxyType(dict(self.b)))
        object.__setattr__(self, "_hash", hash(self._values()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BM25F) and self._values() == other._values()

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        """For pickle, which does not take read-only mappings."""
        given = {parameter.name: getattr(self, parameter.name) for parameter in fields(self) if parameter.init}
        values: dict[str, Any] = {
            name: dict(value) if isinstance(value, Mapping) else value for name, value in given.items()
        }
        return partial(type(self), **values), ()

    def _values(self) -> tuple[object, ...]:
        return type(self), self.k1, *(self._b(name) for name in FIELDS), *(self.weights[name] for name in FIELDS)

    def _b(self, name: str) -> float:
        return self.b.get(name, ranking.B) if isinstance(self.b, Mapping) else self.b

    def gains(self, name: str, lengths: NDArray[np.float64], average: float) -> NDArray[np.float64]:
        """What an occurrence in each document counts, float64, shape (documents,). lengths: words of each in the
        field of that name."""
        norm = ranking.length_norm(lengths, average, self._b(name))
        return self.weights[name] / np.where(norm > 0, norm, 1.0)  # b of 1 leaves nothing of a field without words

    def saturated(self, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is multiplied with the idf, same shape. frequencies: weighted, normalised, added up over fields."""
        return ranking.saturate(frequencies, self.k1)


@dataclass(frozen=True, kw_only=True, eq=False)
class BM25Plus(BM25F):
    """BM25F with a floor: a word that is there counts for `delta` at least, however long the document.

    score = idf · (delta + tf (k1 + 1) / (tf + k1)). Source: Lv, Zhai (2011), "Lower-bounding term frequency
    normalization".

    delta: finite and >= 0; the others as of BM25F. Raises OptionError.

    >>> BM25Plus(delta=0.5).saturated(np.array([0.0, 1e9])).round(3).tolist()
    [0.0, 2.7]
    """

    delta: float = 1.0

    def __post_init__(self) -> None:
        if not is_number(self.delta) or not 0 <= self.delta <= LARGEST:
            raise OptionError(f"delta must be from 0 to {LARGEST:g}, got {self.delta!r}")
        super().__post_init__()

    def _values(self) -> tuple[object, ...]:
        return *super()._values(), self.delta

    def saturated(self, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is multiplied with the idf, same shape."""
        return super().saturated(frequencies) + self.delta * (frequencies > 0)


def _known(values: Mapping[str, float], name: str) -> Mapping[str, float]:
    if not isinstance(values, Mapping):
        raise OptionError(f"{name} must be a mapping of fields to numbers, got {values!r}")
    for key in values:
        if key not in FIELDS:
            raise OptionError(f"{name} must be of the fields {', '.join(FIELDS)}, got {key!r}")
    return values


def _check_k1(k1: object) -> None:
    if not is_number(k1) or not 0 <= k1 < math.inf:
        raise OptionError(f"k1 must be finite and >= 0, got {k1!r}")


def _check_b(b: object) -> None:
    if not is_number(b) or not 0 <= b <= 1:
        raise OptionError(f"b must be from 0 to 1, got {b!r}")


def is_number(value: object) -> TypeGuard[float]:
    """Is it a number that a float can be? True and False are none.

    >>> is_number(2), is_number(True), is_number(10**400)
    (True, False, False)
    """
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            return False
        return math.isfinite(value)
    except OverflowError:
        return False


DEFAULT = BM25F()


@runtime_checkable
class FieldScorer(Protocol):
    """What scores a term in one field; a document's scores in several are added."""

    def scores(
        self, frequencies: NDArray[np.float64], lengths: NDArray[np.float64], df: float, documents: int, average: float
    ) -> NDArray[np.float64]:
        """The score of each document, float64, of the shape of `frequencies`.

        frequencies: of the term in each document, weighted where it stands for several; lengths: words of each; df:
        documents with the term; documents: how many live; average: words of a document that has the field.
        """


Scorer = BM25F | FieldScorer
Formula = Callable[[NDArray[np.float64], NDArray[np.float64], float, int, float], ArrayLike]


@dataclass(frozen=True, slots=True)
class Own:
    """One's own formula: a function of frequencies, lengths, df, documents and average, as FieldScorer.scores has them.

    It gives a number from 0 to LARGEST for each document, else OptionError is raised. Every posting is scored. What it
    gives is remembered: for other parameters make another function.

    >>> import kzsearch
    >>> def tf_idf(frequencies, lengths, df, documents, average):
    ...     return frequencies / lengths * np.log1p(documents / df)
    >>> index = kzsearch.open()
    >>> report = index.add([{"id": "1", "text": "Мектеп, қала"}, {"id": "2", "text": "Мектеп"}])
    >>> [hit.id for hit in index.search("мектеп", scorer=tf_idf)]
    ['2', '1']
    """

    formula: Formula

    def scores(
        self, frequencies: NDArray[np.float64], lengths: NDArray[np.float64], df: float, documents: int, average: float
    ) -> NDArray[np.float64]:
        """What the formula gives, checked."""
        given = self.formula(frequencies, lengths, df, documents, average)
        name = getattr(self.formula, "__name__", repr(self.formula))
        try:
            found = np.asarray(given).astype(np.float64, casting="same_kind")
        except (TypeError, ValueError) as error:
            raise OptionError(f"scorer {name} must give an array of numbers, got {type(given).__name__}") from error
        if found.shape != frequencies.shape:
            raise OptionError(f"scorer {name} must give an array of shape {frequencies.shape}, got {found.shape}")
        wrong = found[~((found >= 0) & (found <= LARGEST))]
        if len(wrong):
            raise OptionError(f"scorer {name} must give numbers from 0 to {LARGEST:g}, got {wrong[0]}")
        return found


def scorer_of(given: object) -> Scorer:
    """What a search scores with. Raises OptionError."""
    if isinstance(given, BM25F) or (isinstance(given, Whoosh | Lucene) and type(given) in (Whoosh, Lucene)):
        return given
    formula = given.formula if isinstance(given, Own) else given
    formula = formula.scores if isinstance(formula, FieldScorer) and not isinstance(formula, type) else formula
    if not callable(formula) or isinstance(formula, type):
        raise OptionError(
            "scorer must be a BM25F, BM25Plus, Whoosh or Lucene of kzsearch.scoring or a function, "
            f"got {given!r} ({type(given).__name__})"
        )
    try:
        hash(formula)  # what it scored is remembered
    except TypeError as error:
        raise OptionError(f"scorer must be hashable, got {given!r}") from error
    return Own(formula)


@dataclass(frozen=True, kw_only=True)
class _Okapi:
    """What the engines have in common."""

    k1: float = 1.2
    b: float = 0.75

    def __post_init__(self) -> None:
        _check_k1(self.k1)
        _check_b(self.b)

    def _share(self, frequency: Any, length: Any, average: float) -> Any:
        """tf / (tf + k1 (1 - b + b length / average)) of numbers or of arrays; 0 where the frequency is 0."""
        norm = self.k1 * ((1 - self.b) + self.b * length / (average or 1))
        return frequency / (frequency + norm + (frequency == 0))


@dataclass(frozen=True, kw_only=True)
class Whoosh(_Okapi):
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

    def scores(
        self, frequencies: ArrayLike, lengths: ArrayLike, df: float, documents: int, average: float
    ) -> NDArray[np.float64]:
        """The score of each document for one term, float64, of the shape of `frequencies`.

        frequencies: of the term in each document; lengths: words of each, exact; df: documents with the term;
        documents: how many there are; average: words of a document.
        """
        rounded = whoosh_length(np.asarray(lengths, np.int64))
        found: NDArray[np.float64] = self._score(
            whoosh_idf(df, documents), np.asarray(frequencies, np.float64), rounded, average
        )
        return found

    def _score(self, idf: float, frequency: Any, length: Any, average: float) -> Any:
        return idf * (self.k1 + 1) * self._share(frequency, length, average)

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


def whoosh_idf(df: float, documents: int) -> float:
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


@dataclass(frozen=True, kw_only=True)
class Lucene(_Okapi):
    """Lucene's BM25Similarity, from version 8 on: `scores` over arrays.

    score = idf · tf / (tf + k1 (1 - b + b length / average)), idf = ln(1 + (N - df + 0.5) / (df + 0.5))

    N and average are of the documents that have the field; N and df count deleted documents until a merge drops them;
    length is rounded down to one of 256 (61 words count as 60). Several fields are scored apart and added. Lucene 7,
    and Elasticsearch to this day, multiply by k1 + 1. Source: org.apache.lucene.search.similarities.BM25Similarity,
    after Robertson and others (1994), "Okapi at TREC-3".

    k1: saturation of frequencies, finite and >= 0; b: share of length normalisation, from 0 to 1. Raises OptionError.

    >>> texts = ["мектеп ашылды", "мектеп пен мектеп", "қала"]
    >>> frequencies, lengths = [text.split().count("мектеп") for text in texts], [len(t.split()) for t in texts]
    >>> Lucene().scores(frequencies, lengths, df=2, documents=3, average=2.0).round(4).tolist()
    [0.2136, 0.2575, 0.0]
    """

    def scores(
        self, frequencies: ArrayLike, lengths: ArrayLike, df: float, documents: int, average: float
    ) -> NDArray[np.float64]:
        """The score of each document for one term, float64, of the shape of `frequencies`.

        frequencies: of the term in each document; lengths: words of each, exact; df: documents with the term;
        documents: how many have the field; average: words of such a document.
        """
        rounded = lucene_length(np.asarray(lengths, np.int64))
        found: NDArray[np.float64] = ranking.idf(df, documents) * self._share(
            np.asarray(frequencies, np.float64), rounded, average
        )
        return found


def lucene_length(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lengths as Lucene has them after a byte held them, same shape.

    >>> lucene_length(np.array([40, 41, 61, 1_000_000])).tolist()
    [40, 40, 60, 983064]
    """
    return LUCENE_LENGTHS[np.searchsorted(LUCENE_LENGTHS, lengths, "right") - 1]


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
