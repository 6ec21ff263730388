"""The numbers of a key as the terms of whoosh.fields.NUMERIC, from which it puts ranges together.

A number is a term at each of 16 tiers: a byte that says how many bits are cut off (0, 4, 8...), and the others,
big-endian. So a range is a few dozen terms. No tier is stored: the numbers are sorted, and a term of any tier is a
stretch of them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .whoosh_terms import Ints, TermPostings
from .whoosh_values import KeyTerms

STEP = 4  # bits that a tier cuts off more than the one before it
_BITS = 64
_WIDTH = 9  # bytes of a term


@dataclass(frozen=True, slots=True)
class _Tier:
    """heads: the numbers' leading bits, each once, uint64, ascending; starts: where the numbers of each begin, with the
    end; first: the number of its first term."""

    shift: int
    heads: NDArray[np.uint64]
    starts: Ints
    first: int

    def text(self, at: int) -> bytes:
        return bytes([self.shift]) + int(self.heads[at]).to_bytes(8, "big")


class NumberTerms(KeyTerms):
    """Numbers, tier after tier."""

    @cached_property
    def _tiers(self) -> list[_Tier]:
        codes = sortable(np.array(self.values.values, np.float64))
        tiers: list[_Tier] = []
        first = 0
        for shift in range(0, _BITS, STEP):
            heads, starts = np.unique(codes >> np.uint64(shift), return_index=True)
            tiers.append(_Tier(shift, heads, np.append(starts, len(codes)), first))
            first += len(heads)
        return tiers

    def find(self, text: bytes) -> TermPostings | None:
        number = self.first(text)
        if len(text) != _WIDTH or number == len(self) or self.texts(number, number + 1) != [text]:
            return None
        tier = self._tiers[text[0] // STEP]
        start, end = tier.starts[number - tier.first : number - tier.first + 2].tolist()
        return self.values.postings(start, end)

    def __len__(self) -> int:
        last = self._tiers[-1]
        return last.first + len(last.heads)

    def first(self, text: bytes) -> int:
        shift = text[0] if text else 0
        at = -(-shift // STEP)
        if at >= len(self._tiers):
            return len(self)
        tier = self._tiers[at]
        if shift % STEP:
            return tier.first
        head = int.from_bytes(text[1:_WIDTH].ljust(_WIDTH - 1, b"\0"), "big")
        return tier.first + int(np.searchsorted(tier.heads, np.uint64(head), "right" if len(text) > _WIDTH else "left"))

    def texts(self, first: int, last: int) -> list[bytes]:
        spans = ((tier, max(first - tier.first, 0), min(last - tier.first, len(tier.heads))) for tier in self._tiers)
        return [tier.text(at) for tier, start, end in spans for at in range(start, end)]


def sortable(numbers: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Numbers that are ordered as floats are; as whoosh.util.numeric.float_to_sortable_long, same shape.

    >>> sortable(np.array([-1.0, 0.0, 0.5])).argsort().tolist()
    [0, 1, 2]
    """
    bits = numbers.view(np.int64)
    return (bits ^ ((bits >> 63) & np.int64((1 << 63) - 1))).view(np.uint64) ^ np.uint64(1 << 63)
