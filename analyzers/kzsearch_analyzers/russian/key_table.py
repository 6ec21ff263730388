"""A hash table of the keys of words: where each stands among the keys it was made of."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_MIXER = np.uint64(0x9E3779B97F4A7C15)
_ROOM = 4  # slots a key, at least: most keys stand in the first slot that is looked at


class KeyTable(NamedTuple):
    """`keys`: uint64, and one more, which is none; `places`: int32, of a key for each slot, -1 where it is free; the
    next slot is tried if one is taken.

    >>> KeyTable.of(np.array([3, 5], np.uint64)).find(np.array([5, 4], np.uint64))
    array([ 1, -1])
    """

    keys: NDArray[np.uint64]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, keys: NDArray[np.uint64]) -> "KeyTable":
        """A table of different keys."""
        places = np.full(1 << (_ROOM * len(keys)).bit_length(), -1, np.int32)
        table = cls(np.append(keys, np.uint64(0)), places)
        waiting, slots = np.arange(len(keys), dtype=np.int32), table._slots(keys)
        while len(waiting):
            free = np.flatnonzero(places.take(slots) < 0)
            places[slots.take(free)] = waiting.take(free)  # of several the last stays
            left = np.flatnonzero(places.take(slots) != waiting)
            waiting, slots = waiting.take(left), table._next(slots.take(left))
        return table

    def find(self, wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The place of each key, -1 for those that are not there: int64, the shape of `wanted`."""
        slots = self._slots(wanted)
        found = self.places.take(slots).astype(np.int64)
        is_other = self.keys.take(found, mode="clip") != wanted
        is_other &= found >= 0
        other = np.flatnonzero(is_other)
        slots = slots.take(other)
        while len(other):
            slots = self._next(slots)
            places = self.places.take(slots)
            found[other] = places
            on = np.flatnonzero((places >= 0) & (self.keys.take(places) != wanted.take(other)))
            other, slots = other.take(on), slots.take(on)
        return found

    def _slots(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        bits = len(self.places).bit_length() - 1
        return (keys * _MIXER >> np.uint64(64 - bits)).astype(np.int64)

    def _next(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        return (slots + 1) & (len(self.places) - 1)
