"""A hash table of short byte strings for whole arrays of them at once: letters -> id.

Open addressing with linear probing, all rows in step. A key is two numbers that tell all letters (units.keys), and
every match compares both, so no two strings ever share an id.
"""

import os

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Ids = NDArray[np.int32]
Slots = NDArray[np.int64]

_BITS = 17  # of the number of slots at first
_GROWTH = 2  # more bits when the slots are full
_ROOM = 2  # fewer bits: a quarter of the slots taken is full, since probing is dearer than room
_ROW = np.dtype("V16")  # a key as one thing: gathered at half the time of its two numbers


class KeyTable:
    """Ids 1, 2, ... of the keys in the order in which they came. Id 0 is none.

    >>> table = KeyTable()
    >>> keys = np.array([[5, 1], [6, 1], [5, 1]], np.uint64)
    >>> table.add(keys).tolist(), table.find(keys[1:]).tolist(), len(table)
    ([1, 2, 1], [2, 1], 3)
    """

    def __init__(self) -> None:
        odd = np.frombuffer(os.urandom(16), np.uint64) | np.uint64(1)
        self._multipliers: tuple[np.uint64, ...] = tuple(odd)  # nobody can aim at a slot
        self._bits = _BITS
        self._slots = np.zeros(1 << self._bits, np.int32)
        self._keys = np.zeros((1 << self._bits - _ROOM, 2), np.uint64)
        self._size = 1

    def __len__(self) -> int:
        """One more than the largest id."""
        return self._size

    def keys(self, ids: NDArray[np.integer]) -> Keys:
        """The keys of ids, shape (ids, 2); zeros where an id was reserved."""
        return _rows(self._keys).take(ids).view(np.uint64).reshape(-1, 2)

    def find(self, keys: Keys) -> Ids:
        """The id of each key, 0 for those not there. keys: uint64, shape (keys, 2), not zero; returns shape (keys,)."""
        at, last = self._slots_of(keys), len(self._slots) - 1
        ids = self._slots.take(at)
        left = np.flatnonzero(_differ(self.keys(ids), keys) & (ids != 0))
        at, wanted = at.take(left), _rows(keys).take(left)
        while len(left):
            at = (at + 1) & last
            ids[left] = found = self._slots.take(at)
            more = np.flatnonzero((found != 0) & _differ(self.keys(found), wanted.view(np.uint64).reshape(-1, 2)))
            left, at, wanted = left.take(more), at.take(more), wanted.take(more)
        return ids

    def add(self, keys: Keys) -> Ids:
        """The id of each key, new ones for those not there; the same for equal keys. Shapes as of `find`."""
        ids = self.find(keys)
        new = np.flatnonzero(ids == 0)
        ids[new] = self.insert(keys[new])
        return ids

    def insert(self, keys: Keys) -> Ids:
        """New ids of keys that are not there; the same for equal keys. Shapes as of `find`."""
        self._make_room(len(keys))
        size = self._size
        self._keys[size : size + len(keys)] = keys
        slots, ids = self._placed(keys, np.arange(size, size + len(keys), dtype=np.int32))
        return self._close_up(ids, slots)

    def _placed(self, keys: Keys, ids: Ids) -> tuple[Slots, Ids]:
        """Where each key has its place now, under the id that stands there: its own or that of an equal key."""
        slots, placed = self._slots_of(keys), np.zeros(len(keys), np.int32)
        left = np.arange(len(keys))
        while len(left):
            at = slots[left]
            free = np.flatnonzero(self._slots.take(at) == 0)[::-1]
            self._slots[at[free]] = ids[left[free]]  # of several in one slot the last stays: here the first key
            placed[left] = found = self._slots.take(at)
            left = left[_differ(self.keys(found), keys[left])]
            slots[left] = (slots[left] + 1) & (len(self._slots) - 1)
        return slots, placed

    def _close_up(self, ids: Ids, slots: Slots) -> Ids:
        """Number the rows that got a slot of their own without the gaps that equal keys leave."""
        size = self._size
        own = np.flatnonzero(ids == np.arange(size, size + len(ids)))
        final = np.zeros(len(ids), np.int32)
        final[own] = np.arange(size, size + len(own), dtype=np.int32)
        self._slots[slots[own]] = final[own]
        self._keys[size : size + len(own)] = self._keys[size + own]
        self._size = size + len(own)
        return final[ids - size]

    def reserve(self, count: int) -> Ids:
        """New ids that no key leads to."""
        self._make_room(count)
        found = np.arange(self._size, self._size + count, dtype=np.int32)
        self._keys[found] = 0
        self._size += count
        return found

    def _slots_of(self, keys: Keys) -> Slots:
        mixed = keys[:, 0] * self._multipliers[0]
        mixed += keys[:, 1] * self._multipliers[1]
        mixed ^= mixed >> np.uint64(29)
        mixed *= self._multipliers[0]
        mixed >>= np.uint64(64 - self._bits)
        return mixed.view(np.int64)

    def _make_room(self, more: int) -> None:
        if self._size + more <= len(self._keys):
            return
        while self._size + more > 1 << self._bits - _ROOM:
            self._bits += _GROWTH
        room = np.zeros((1 << self._bits - _ROOM, 2), np.uint64)
        room[: self._size] = self._keys[: self._size]
        self._keys, self._slots = room, np.zeros(1 << self._bits, np.int32)
        ids = np.flatnonzero(room[: self._size, 0] | room[: self._size, 1]).astype(np.int32)
        self._place_anew(room[ids], ids)

    def _place_anew(self, keys: Keys, ids: Ids) -> None:
        """Give different keys their places in empty slots."""
        slots = self._slots_of(keys)
        while len(ids):
            free = np.flatnonzero(self._slots.take(slots) == 0)[::-1]
            self._slots[slots[free]] = ids[free]
            left = np.flatnonzero(self._slots.take(slots) != ids)
            slots, ids = (slots.take(left) + 1) & (len(self._slots) - 1), ids.take(left)


def _rows(keys: Keys) -> NDArray[np.void]:
    return keys.view(_ROW).ravel()


def _differ(some: Keys, others: Keys) -> NDArray[np.bool_]:
    """Which keys are not the same, shape (keys,)."""
    differ: NDArray[np.bool_] = (some != others).view(np.uint16).ravel() != 0
    return differ
