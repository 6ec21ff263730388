"""A hash table of the keys of words: where each stands among the keys it was made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MIXER = np.uint64(0x9E3779B97F4A7C15)
_ROOM = 4  # slots a key, at least: most keys stand in the first slot that is looked at


@dataclass(frozen=True, slots=True)
class KeyTable:
    """`keys`: uint64 and `places`: int32, one a slot, -1 where it is free; the next slot is tried if one is taken.

    >>> KeyTable.of(np.array([3, 5], np.uint64)).find(np.array([5, 4], np.uint64))
    array([ 1, -1])
    """

    keys: NDArray[np.uint64]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, keys: NDArray[np.uint64]) -> "KeyTable":
        """A table of different keys."""
        size = 1 << (_ROOM * len(keys)).bit_length()
        table = cls(np.zeros(size, np.uint64), np.full(size, -1, np.int32))
        waiting, slots = np.arange(len(keys), dtype=np.int32), table._slots(keys)
        while len(waiting):
            free = table.places[slots] < 0
            table.places[slots[free]] = waiting[free]  # of several the last stays
            left = table.places[slots] != waiting
            waiting, slots = waiting[left], (slots[left] + 1) & (size - 1)
        taken = np.flatnonzero(table.places >= 0)
        table.keys[taken] = keys[table.places[taken]]
        return table

    def find(self, wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The place of each key, -1 for those that are not there: int64, the shape of `wanted`."""
        slots = self._slots(wanted)
        found = self.places.take(slots).astype(np.int64)
        other = np.flatnonzero((found >= 0) & (self.keys.take(slots) != wanted))
        slots = slots.take(other)
        while len(other):
            slots = (slots + 1) & (len(self.keys) - 1)
            places = self.places.take(slots)
            found[other] = places
            on = np.flatnonzero((places >= 0) & (self.keys.take(slots) != wanted.take(other)))
            other, slots = other.take(on), slots.take(on)
        return found

    def _slots(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        bits = len(self.keys).bit_length() - 1
        return (keys * _MIXER >> np.uint64(64 - bits)).astype(np.int64)
