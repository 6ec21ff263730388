"""The suffix grammar as a deterministic automaton that reads a word from its end.

A state is a set of places in the grammar, each with what it costs beyond the cheapest of them: the weighted subset
construction (Mohri 1997). Adding up the weights along the letters read, and the cost of a place in the state reached,
gives the cheapest way to take suffixes off up to there.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .grammar import Boundary, starts, steps
from .letters import SYMBOLS, code
from .suffixes import STEMS

DEAD, START = 0, 1

_Place = tuple[Boundary, str]  # a boundary, and the letters still to read before it
_State = frozenset[tuple[_Place, int]]


class Automaton(NamedTuple):
    """Costs in hundredths of a nat.

    following, weight: shape (states, SYMBOLS), the state after a letter and what the letter adds; first: shape (states
    + 1), where the boundaries of a state begin in `boundary` (indices of `boundaries`) and `extra` (cost), those
    alone at which a stem may stand.
    """

    following: NDArray[np.int32]
    weight: NDArray[np.int32]
    first: NDArray[np.int64]
    boundary: NDArray[np.int32]
    extra: NDArray[np.int32]
    boundaries: tuple[Boundary, ...]


@cache
def automaton() -> Automaton:
    """The automaton of suffixes.tsv with the costs of weights.tsv.

    >>> bool(automaton().following[START, code("р")] != DEAD)
    True
    """
    start, _ = _normalised({(boundary, ""): cost for boundary, cost in starts().items()})
    ids: dict[_State, int] = {frozenset(): DEAD, start: START}
    arcs: list[tuple[int, int, int, int]] = []
    todo = [start]
    while todo:
        state = todo.pop()
        for letter, places in _read_letter(state).items():
            following, weight = _normalised(places)
            if following not in ids:
                ids[following] = len(ids)
                todo.append(following)
            arcs.append((ids[state], code(letter), ids[following], weight))
    return _as_arrays(ids, np.array(arcs))


def _read_letter(state: _State) -> Mapping[str, dict[_Place, int]]:
    """letter -> the places it leads to, each with its least cost."""
    found: dict[str, dict[_Place, int]] = {}
    for (boundary, letters), cost in state:
        ways = [(letters, boundary, 0)] if letters else [(step.letters, step.to, step.cost) for step in steps(boundary)]
        for spelt, to, more in ways:
            places = found.setdefault(spelt[-1], {})
            place = to, spelt[:-1]
            places[place] = min(places.get(place, cost + more), cost + more)
    return found


def _normalised(places: Mapping[_Place, int]) -> tuple[_State, int]:
    """The state, and what it costs to be in it."""
    least = min(places.values())
    return frozenset((place, cost - least) for place, cost in places.items()), least


def _as_arrays(ids: Mapping[_State, int], arcs: NDArray[np.int64]) -> Automaton:
    following = np.zeros((len(ids), SYMBOLS), np.int32)
    weight = np.zeros((len(ids), SYMBOLS), np.int32)
    following[arcs[:, 0], arcs[:, 1]] = arcs[:, 2]
    weight[arcs[:, 0], arcs[:, 1]] = arcs[:, 3]
    numbers: dict[Boundary, int] = {}
    items = [
        (state, numbers.setdefault(boundary, len(numbers)), cost)
        for places, state in ids.items()
        for (boundary, letters), cost in places
        if not letters and boundary.slot in STEMS
    ]
    of_state, boundary, extra = np.array(sorted(items)).T
    first = np.searchsorted(of_state, np.arange(len(ids) + 1))
    return Automaton(following, weight, first, boundary.astype(np.int32), extra.astype(np.int32), tuple(numbers))
