"""Scoring functions over arrays. No input or output, no state; arguments are never changed.

BM25F: Robertson, Zaragoza, Taylor (2004), "Simple BM25 extension to multiple weighted fields". Weighted groups of
terms score as one term: Darwish, Oard (2003), "Probabilistic structured query methods for cross-language IR".
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

K1 = 1.2  # saturation of frequencies
B = 0.75  # share of length normalisation


def idf(df: float, live: int) -> float:
    """ln(1 + (N - df + 0.5) / (df + 0.5)), with df capped at N: the rarity of a term, in nats.

    >>> round(idf(1, 5), 3), round(idf(5, 5), 3)
    (1.386, 0.087)
    """
    df = min(float(live), df)
    return float(np.log1p((live - df + 0.5) / (df + 0.5)))


def length_norm(lengths: Floats, average: float, b: float = B) -> Floats:
    """1 - b + b * length / average for each document; all ones where the average is 0.

    lengths: words, shape (documents,). Returns float64, same shape.

    >>> length_norm(np.array([2.0, 4.0]), 4.0, b=0.5).tolist()
    [0.75, 1.0]
    """
    if average <= 0:
        return np.ones(len(lengths))
    return 1.0 - b + b * (np.asarray(lengths, dtype=np.float64) / average)


def saturate(frequencies: Floats, k1: float = K1) -> Floats:
    """tf (k1 + 1) / (tf + k1): from 0 for a word that is not there towards k1 + 1.

    >>> saturate(np.array([0.0, 1.0]), k1=1.0).tolist()
    [0.0, 1.0]
    """
    found = frequencies + k1
    if k1 > 0:
        np.divide(frequencies, found, out=found)
    else:  # 0 / 0 of a word that is not there
        np.divide(frequencies, found, out=found, where=found > 0)
    found *= k1 + 1.0
    return found
