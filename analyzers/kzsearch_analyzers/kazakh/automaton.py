"""The suffix grammar as a deterministic automaton that reads a word from its end.

A state is a set of places in the grammar, each with what it costs beyond the cheapest of them: the weighted subset
construction (Mohri 1997). Adding up the weights along the letters read, and the cost of a place in the state reached,
gives the cheapest way to take suffixes off up to there. `compile` builds it; batch.py walks it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .grammar import Boundary, starts, steps
from .letters import SYMBOLS, code
from .suffixes import STEMS
from .tables import DEAD, START

_PLACE = 1 << 20
_MOST = _PLACE - 1  # a cost

_Place = tuple[Boundary, str]  # a boundary, and the letters still to read before it
_State = frozenset[int]  # numbers of places times _PLACE, each plus its cost


class Automaton(NamedTuple):
    """Costs in hundredths of a nat.

    following, weight: shape (states, SYMBOLS), the state after a letter and what the letter adds; kinds: by state,
    states of one kind having the same boundaries at the same costs, and those of kind 0 none; first: shape (states +
    1), where the boundaries of a state begin in `boundary` (indices of `boundaries`) and `extra` (cost), those alone at
    which a stem may stand; examples: a state of each kind.
    """

    following: NDArray[np.int32]
    weight: NDArray[np.int32]
    kinds: NDArray[np.int64]
    first: NDArray[np.int64]
    boundary: NDArray[np.int32]
    extra: NDArray[np.int32]
    boundaries: tuple[Boundary, ...]
    examples: NDArray[np.int64]


class _Places:
    """The places of the grammar by number, and the ways from each."""

    def __init__(self, spelt: Callable[[str], str]) -> None:
        """spelt: how the letters of suffixes are written."""
        self._spelt = spelt
        self._places: list[_Place] = []
        self._numbers: dict[_Place, int] = {}
        self._ways: dict[int, list[tuple[str, int, int]]] = {}

    def __iter__(self) -> Iterator[_Place]:
        return iter(self._places)

    def number(self, boundary: Boundary, letters: str) -> int:
        """The number of a place."""
        place = boundary, letters
        number = self._numbers.setdefault(place, len(self._places))
        if number == len(self._places):
            self._places.append(place)
        return number

    def read_letter(self, state: _State) -> Mapping[str, Mapping[int, int]]:
        """letter -> the numbers of the places it leads to, each with its least cost."""
        found: dict[str, dict[int, int]] = {}
        for item in state:
            cost = item % _PLACE
            for letter, place, more in self._ways_from(item // _PLACE):
                reached = found.setdefault(letter, {})
                if cost + more < reached.get(place, _MOST):
                    reached[place] = cost + more
        return found

    def _ways_from(self, number: int) -> list[tuple[str, int, int]]:
        """(letter read, place, cost)"""
        if number not in self._ways:
            boundary, letters = self._places[number]
            ways = (
                [(letters, boundary, 0)]
                if letters
                else [(self._spelt(step.letters), step.to, step.cost) for step in steps(boundary)]
            )
            self._ways[number] = [(spelt[-1], self.number(to, spelt[:-1]), cost) for spelt, to, cost in ways]
        return self._ways[number]


def automaton(spelt: Callable[[str], str] = str) -> Automaton:
    """The automaton of suffixes.tsv with the costs of weights.tsv. spelt: how the letters of suffixes are written."""
    places = _Places(spelt)
    start, _ = _normalised({places.number(boundary, ""): cost for boundary, cost in starts().items()})
    ids: dict[_State, int] = {frozenset(): DEAD, start: START}
    arcs: list[tuple[int, int, int, int]] = []
    todo = [start]
    while todo:
        state = todo.pop()
        for letter, reached in places.read_letter(state).items():
            following, weight = _normalised(reached)
            if following not in ids:
                ids[following] = len(ids)
                todo.append(following)
            arcs.append((ids[state], code(letter), ids[following], weight))
    return _as_arrays(ids, np.array(arcs), places)


def _normalised(places: Mapping[int, int]) -> tuple[_State, int]:
    """The state, and what it costs to be in it."""
    least = min(places.values())
    return frozenset([place * _PLACE + cost - least for place, cost in places.items()]), least


def _as_arrays(ids: Mapping[_State, int], arcs: NDArray[np.int64], places: _Places) -> Automaton:
    following = np.zeros((len(ids), SYMBOLS), np.int32)
    weight = np.zeros((len(ids), SYMBOLS), np.int32)
    following[arcs[:, 0], arcs[:, 1]] = arcs[:, 2]
    weight[arcs[:, 0], arcs[:, 1]] = arcs[:, 3]
    numbers: dict[Boundary, int] = {}
    stands = {
        place: numbers.setdefault(boundary, len(numbers))
        for place, (boundary, letters) in enumerate(places)
        if not letters and boundary.slot in STEMS
    }
    items = [
        sorted((stands[item // _PLACE], item % _PLACE) for item in state if item // _PLACE in stands) for state in ids
    ]
    kinds: dict[tuple[tuple[int, int], ...], int] = {(): 0}
    numbered = np.array([kinds.setdefault(tuple(found), len(kinds)) for found in items], np.int64)
    boundary, extra = np.array([item for found in items for item in found], np.int32).T
    return Automaton(
        following,
        weight,
        numbered,
        np.cumsum([0, *map(len, items)]),
        boundary,
        extra,
        tuple(numbers),
        np.unique(numbered, return_index=True)[1],
    )
