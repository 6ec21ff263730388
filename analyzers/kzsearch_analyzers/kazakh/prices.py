"""What stems cost at the boundaries of the grammar, as tables: by kind of state of the automaton, and shape."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .automaton import Automaton
from .batch import expand
from .grammar import PLAIN, Boundary, Shape, fit
from .stems import GUESSES, SOUNDS, tones_of
from .tables import IMPOSSIBLE


def fit_table(boundaries: Sequence[Boundary], shapes: Sequence[Shape], *, known: bool) -> NDArray[np.int32]:
    """grammar.fit of each boundary and shape; IMPOSSIBLE for None."""
    table = np.full((len(boundaries), len(shapes)), IMPOSSIBLE, np.int32)
    by_slot: dict[str, list[int]] = {}
    for i, shape in enumerate(shapes):
        by_slot.setdefault(shape.slot, []).append(i)
    for row, boundary in enumerate(boundaries):
        for i in by_slot.get(boundary.slot, ()):
            cost = fit(boundary, shapes[i], known=known)
            if cost is not None:
                table[row, i] = cost
    return table


def prices(machine: Automaton, shapes: Sequence[Shape], *, known: bool) -> NDArray[np.int16]:
    """What shapes cost at the cheapest boundary of each kind of state, IMPOSSIBLE at none: shape (kinds, shapes)."""
    rows, items = expand(machine.first, machine.examples)
    costs = fit_table(machine.boundaries, shapes, known=known)[machine.boundary[items]] + machine.extra[items, None]
    found = np.full((len(machine.examples), len(shapes)), IMPOSSIBLE, np.int16)
    found[1:] = np.minimum(np.minimum.reduceat(costs, np.searchsorted(rows, np.arange(1, len(found)))), IMPOSSIBLE)
    return found


def guess_prices(machine: Automaton) -> NDArray[np.int16]:
    """The same of guessed stems by what is heard of them: shape (GUESSES, kinds, SOUNDS)."""
    of_kind = {key: _by_sounds(machine, *key) for key in {(guess.slot, guess.kind) for guess in GUESSES}}
    return np.stack([of_kind[guess.slot, guess.kind] for guess in GUESSES])


def _by_sounds(machine: Automaton, slot: str, kind: str) -> NDArray[np.int16]:
    shapes = [
        Shape(slot, final, *tones_of(tone, is_loan=loan), kind, 0, opened if kind == PLAIN else 0)
        for final, tone, loan, opened in SOUNDS
    ]
    number: dict[Shape, int] = {}
    column = [number.setdefault(shape, len(number)) for shape in shapes]
    return prices(machine, list(number), known=False)[:, column]
