"""Letters of unknown stems: a trigram model, interpolated as Witten and Bell do, of the lexicon's lemmas."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .letters import EDGE, OTHER, SEPARATOR, SYMBOLS, codes
from .lexicon import INFLECTED, VERB, Entry
from .weights import CENTINATS


def letter_costs(words: Mapping[str, tuple[Entry, ...]]) -> NDArray[np.int16]:
    """Costs of a letter after two others, [first, second, third], of nominal and of verbal stems; 0 is the edge.

    words: as lexicon.words has them.
    """
    nominal = [lemma for lemma, group in words.items() if any(e.pos in INFLECTED for e in group)]
    verbal = [lemma for lemma, group in words.items() if any(e.pos == VERB for e in group)]
    return np.stack([_trigrams(nominal), _trigrams(verbal)])


def _trigrams(lemmas: list[str]) -> NDArray[np.int16]:
    """Shape (SYMBOLS, SYMBOLS, SYMBOLS), hundredths of a nat."""
    around = 2 * SEPARATOR
    text = np.minimum(codes(around + around.join(lemmas) + around), OTHER).astype(np.int64)
    first, second, third = text[:-2], text[1:-1], text[2:]
    across = (second == EDGE) & ((first != EDGE) | (third == EDGE))  # of two lemmas
    triples = ((first * SYMBOLS + second) * SYMBOLS + third)[~across]
    counts = np.bincount(triples, minlength=SYMBOLS**3).astype(np.float64).reshape((SYMBOLS,) * 3)
    uniform = np.full(SYMBOLS, 1 / SYMBOLS)
    single = _interpolated(counts.sum((0, 1)), uniform)
    pairs = _interpolated(counts.sum(0), single)
    costs: NDArray[np.int16] = np.rint(-CENTINATS * np.log(_interpolated(counts, pairs))).astype(np.int16)
    return costs


def _interpolated(counts: NDArray[np.float64], lower: NDArray[np.float64]) -> NDArray[np.float64]:
    """Witten and Bell (1991): a context backs off as often as it was followed by something new."""
    kinds = (counts > 0).sum(-1, keepdims=True)
    total = counts.sum(-1, keepdims=True)
    return np.where(total > 0, (counts + kinds * lower) / np.maximum(total + kinds, 1), lower)
