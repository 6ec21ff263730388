"""What was worked out lately, within so many bytes. Threads may share it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_V = TypeVar("_V")


class Memory(Generic[_V]):
    """Values by key; the ones not asked for longest are let go.

    >>> memory = Memory(2, lambda word: 1)
    >>> [memory.get(word, lambda: word.upper()) for word in ("қала", "город", "қала", "ауыл")][-1], len(memory)
    ('АУЫЛ', 2)
    """

    def __init__(self, most: int, size: Callable[[_V], int]) -> None:
        """most: bytes; size: those of a value."""
        self._most, self._size, self._held = most, size, 0
        self._values: OrderedDict[Hashable, _V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """The value of a key, made where it is not there."""
        found = self.find(key)
        return self.put(key, make()) if found is None else found

    def find(self, key: Hashable) -> _V | None:
        """The value of a key, None where it is not there."""
        try:
            self._values.move_to_end(key)
            return self._values[key]
        except KeyError:  # never there, or another thread has just let it go
            return None

    def put(self, key: Hashable, value: _V) -> _V:
        """The value of a key from now on: this one, or that which another thread put."""
        with self._lock:
            if key in self._values:
                return self._values[key]
            self._values[key] = value
            self._held += self._size(value)
            while self._held > self._most and len(self._values) > 1:
                self._held -= self._size(self._values.popitem(last=False)[1])
        return value
