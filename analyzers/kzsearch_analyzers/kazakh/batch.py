"""Many words at once: their letters as arrays, the automaton's walk over them, and readings as rows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .automaton import DEAD, START, automaton
from .grammar import Shape, fit
from .letters import EDGE, SYMBOLS, codes
from .morphology import LONGEST_WORD

Ints = NDArray[np.int64]

IMPOSSIBLE = 1 << 24  # more than any reading costs
COST, LENGTH = 20, 12  # where the cost and the length begin in a rank
DIGITS = 11  # letters that fit into 64 bits as digits of base SYMBOLS


class Batch(NamedTuple):
    """Words of like length.

    letters: shape (longest + 3, words), two EDGEs and the letters, EDGE beyond; prefixes: shape (longest + 1, words),
    the first letters as a number, from the twelfth letter on those from there.
    """

    words: Sequence[str]
    lengths: Ints
    letters: NDArray[np.uint8]
    prefixes: NDArray[np.uint64]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Batch":
        """Words in the order of their lengths."""
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        letters = np.full((int(lengths[-1]) + 3, len(words)), EDGE, np.uint8)
        word = np.repeat(np.arange(len(words)), lengths)
        place = np.arange(len(word)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        letters[place + 2, word] = codes(words)
        return cls(words, lengths, letters, _prefixes(letters))


def _prefixes(letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    found = np.zeros((len(letters) - 2, letters.shape[1]), np.uint64)
    for i in range(1, len(found)):
        before = found[i - 1] if (i - 1) % DIGITS else np.uint64(0)
        found[i] = before * np.uint64(SYMBOLS) + letters[i + 1]
    return found


class Cuts(NamedTuple):
    """Where stems may end: the word, the stem's length, the automaton's state and the cost of getting there."""

    word: Ints
    length: Ints
    state: Ints
    cost: Ints

    @classmethod
    def of(cls, batch: Batch) -> "Cuts":
        """All words in step through the automaton, until no suffix goes on."""
        table = automaton()
        word, length = np.arange(len(batch.words)), batch.lengths
        state = np.full(len(word), START)
        cost = np.zeros(len(word), np.int64)
        found = []
        while len(word):
            ends = table.first[state + 1] > table.first[state]
            found.append((word[ends], length[ends], state[ends], cost[ends]))
            arc = state * SYMBOLS + batch.letters[length + 1, word]
            state, length = table.following.ravel()[arc].astype(np.int64), length - 1
            cost = cost + table.weight.ravel()[arc]
            goes_on = (state != DEAD) & (length > 0)
            word, length, state, cost = word[goes_on], length[goes_on], state[goes_on], cost[goes_on]
        return cls(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def only(self, chosen: Ints) -> "Cuts":
        """The cuts at these places."""
        return Cuts(self.word[chosen], self.length[chosen], self.state[chosen], self.cost[chosen])

    def boundaries(self) -> tuple[Ints, Ints, Ints]:
        """The boundaries of each cut's state: (place of the cut, boundary, cost)."""
        table = automaton()
        rows, item = expand(table.first, self.state)
        return rows, table.boundary[item].astype(np.int64), self.cost[rows] + table.extra[item]


class Readings(NamedTuple):
    """rank: less is better, as in morphology.Reading.rank; length of the stem; stem: index in the lexicon's stems, or
    -1 - index in GUESSES."""

    word: Ints
    rank: Ints
    length: Ints
    stem: Ints


def rank(cost: Ints, length: Ints, order: Ints | int) -> Ints:
    """morphology.Reading.rank as one number, closed classes apart."""
    return np.asarray((cost << COST) | ((2 * LONGEST_WORD - length) << LENGTH) | order, np.int64)


def expand(first: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """The members of groups that lie in a row from first[group] to first[group + 1]: (place in `groups`, member)."""
    size = first[groups + 1] - first[groups]
    rows = np.repeat(np.arange(len(groups)), size)
    start = np.repeat(first[groups] - np.cumsum(size) + size, size)
    return rows, start + np.arange(len(rows))


def fit_table(shapes: Sequence[Shape], *, known: bool) -> NDArray[np.int32]:
    """grammar.fit of each boundary and shape; IMPOSSIBLE for None."""
    table = np.full((len(automaton().boundaries), len(shapes)), IMPOSSIBLE, np.int32)
    by_slot: dict[str, list[int]] = {}
    for i, shape in enumerate(shapes):
        by_slot.setdefault(shape.slot, []).append(i)
    for row, boundary in enumerate(automaton().boundaries):
        for i in by_slot.get(boundary.slot, ()):
            cost = fit(boundary, shapes[i], known=known)
            if cost is not None:
                table[row, i] = cost
    return table
