"""Numbers without their repetitions."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_N = TypeVar("_N", bound=np.integer[Any])


def distinct(numbers: NDArray[_N]) -> NDArray[_N]:
    """Each number once, ascending; shape (numbers,). np.unique loads numpy.ma, which takes longer than a search.

    >>> distinct(np.array([3, 1, 3]))
    array([1, 3])
    """
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    return ordered[is_new]
