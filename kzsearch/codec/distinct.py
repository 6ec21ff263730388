"""Numbers without their repetitions, and where they stand among sorted ones."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_N = TypeVar("_N", bound=np.generic)


def distinct(numbers: NDArray[_N]) -> NDArray[_N]:
    """Each number once, ascending; shape (numbers,). np.unique loads numpy.ma, which takes longer than a search.

    >>> distinct(np.array([3, 1, 3]))
    array([1, 3])
    """
    ordered = np.sort(numbers)
    return ordered.compress(changes(ordered))  # at a third of the time of ordered[...]


def changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """True where a value differs from the one before it, and for the first; same shape.

    >>> changes(np.array([3, 3, 1]))
    array([ True, False,  True])
    """
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def counted(ordered: NDArray[_N]) -> tuple[NDArray[_N], NDArray[np.int64]]:
    """Each of some ascending numbers once, and how often it is there; same shape.

    >>> [found.tolist() for found in counted(np.array([1, 3, 3]))]
    [[1, 3], [1, 2]]
    """
    firsts = np.flatnonzero(changes(ordered))
    return ordered.take(firsts), np.diff(firsts, append=len(ordered))


def placed(wanted: NDArray[_N], ordered: NDArray[_N]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where numbers would stand among ascending ones, and whether they do; shape (wanted,).

    Both are to be of one type: numpy would copy all that are ordered into another.

    >>> [found.tolist() for found in placed(np.array([3, 4]), np.array([1, 3]))]
    [[1, 2], [True, False]]
    """
    at = ordered.searchsorted(wanted)
    return at, ordered.take(at, mode="clip") == wanted if len(ordered) else np.zeros(len(wanted), np.bool_)
