"""Many words at once: their letters as one array, the automaton's walk over them, and readings as ranks."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.codepage import recoded
from kzsearch_analyzers.cyrillic_words import CyrillicWords

from .letters import CAPITAL, EDGE, OF_CODEPAGE, OTHER, SEPARATOR, SYMBOLS, codes, text
from .morphology import LONGEST_WORD
from .tables import START, machine

Ints = NDArray[np.int64]

# a state, its kind and a cost in one number: where they begin, and the greatest kind and cost
STATE, KIND = 32, 20
KINDS, MOST = (1 << STATE - KIND) - 1, (1 << KIND) - 1
COST, LENGTH = 28, 20  # where the cost and the length begin in a rank
FOLDED = 1 << LENGTH - 1  # added to the number of a stem of the lexicon that was found by its skeleton
CHUNK = 8  # letters that fit into 64 bits
LONGEST_SPELLING = 4 * CHUNK  # of the lexicon
_EDGES = 2  # before and after each word: a letter's cost looks two letters back
_AROUND = _EDGES * SEPARATOR
_AFTER = (LONGEST_SPELLING - _EDGES) * SEPARATOR
_AS_THEY_ARE = np.arange(256, dtype=np.uint8)

Chunks = NDArray[np.uint64]  # letters, CHUNK a number, the first the least


class Batch(NamedTuple):
    """Words, in lower case.

    letters: of all words, two EDGEs before and after each and LONGEST_SPELLING at the end; starts, ends: where the
    letters of each word begin and end; heads: shape (2, words), the CHUNKs that each word and what follows begin with.
    """

    letters: NDArray[np.uint8]
    starts: Ints
    ends: Ints
    heads: Chunks

    @classmethod
    def of(cls, words: Sequence[str]) -> tuple["Batch", Sequence[str]]:
        """Words as they are written; also the same in lower case."""
        joined = _joined(words)
        letters = codes(joined)
        if letters.max() == CAPITAL:
            if joined != joined.lower():
                words = [word.lower() for word in words]
                letters = codes(_joined(words))
            letters = np.minimum(letters, OTHER)
        edges = np.flatnonzero(letters == EDGE)
        if len(edges) > 2 * len(words) + LONGEST_SPELLING:
            return cls.of([word.replace(SEPARATOR, "\0") for word in words])[0], words
        starts = edges[1 : 2 * len(words) : 2] + 1
        return cls(letters, starts, edges[2 : 2 * len(words) + 1 : 2], _heads(letters, starts)), words

    @classmethod
    def of_letters(cls, words: CyrillicWords) -> "Batch":
        """Words that are not strings."""
        return cls._of_codes(words.codes, words.starts, words.sizes, OF_CODEPAGE)

    @classmethod
    def _of_codes(cls, codes: NDArray[np.uint8], starts: Ints, sizes: Ints, table: NDArray[np.uint8]) -> "Batch":
        """table: code -> letter."""
        spaced = sizes + _EDGES
        ends = np.cumsum(spaced)
        at = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - spaced), spaced)
        letters = np.zeros(len(at) + LONGEST_SPELLING, np.uint8)  # EDGEs, but for what is put now
        letters[_EDGES : _EDGES + len(at)] = recoded(codes.take(at, mode="clip"), table)
        for edge in range(_EDGES):
            letters[ends + edge] = EDGE
        starts = ends - sizes
        return cls(letters, starts, ends, _heads(letters, starts))

    def only(self, words: Ints) -> "Batch":
        """Some of the words."""
        starts = self.starts.take(words)
        return self._of_codes(self.letters, starts, self.ends.take(words) - starts, _AS_THEY_ARE)

    def spelt(self, first: NDArray[np.uint8], second: NDArray[np.uint8]) -> "Batch":
        """The words with one or two letters for each of theirs; both by number, second being EDGE where there is none.

        >>> codes = np.arange(SYMBOLS, dtype=np.uint8)
        >>> Batch.of(["сөз", "қала"])[0].spelt(codes, np.where(codes == 1, 2, EDGE).astype(np.uint8)).strings()
        ['сөз', 'қаәлаә']
        """
        second = recoded(self.letters, _padded(second))
        doubled = np.flatnonzero(second)
        letters = np.insert(recoded(self.letters, _padded(first)), doubled + 1, second.take(doubled))
        starts, ends = (bounds + doubled.searchsorted(bounds) for bounds in (self.starts, self.ends))
        return Batch(letters, starts, ends, _heads(letters, starts))

    def strings(self) -> list[str]:
        """The words as strings, for those of LETTERS alone.

        >>> Batch.of(["сөз", "қала"])[0].strings()
        ['сөз', 'қала']
        """
        return [spelt for spelt in text(self.letters[: int(self.ends.max(initial=0))]).split(SEPARATOR) if spelt]


def _padded(table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.concatenate((table, np.zeros(256 - len(table), np.uint8)))


def _heads(letters: NDArray[np.uint8], starts: Ints) -> Chunks:
    return np.stack([chunks(letters, i)[starts] for i in range(2)])


def _joined(words: Sequence[str]) -> str:
    return _AROUND + _AROUND.join(words) + _AROUND + _AFTER


def chunks(letters: NDArray[np.uint8], number: int) -> Chunks:
    """Of each place the letters from there on, eight as one number, or the eight letters `number` chunks after them."""
    return np.ndarray((len(letters) - LONGEST_SPELLING + 1,), "<u8", letters, CHUNK * number, (1,))


class Arcs(NamedTuple):
    """following: shape (states * SYMBOLS,), 0 where nothing follows, or in one number where the arcs of the state that
    follows begin, its kind, what the letter costs; start: the same of START, without a cost."""

    following: Ints
    start: int


@cache
def arcs(*, folded: bool = False) -> Arcs:
    """The automaton to walk on; folded: of skeletons."""
    of = machine(folded=folded)
    states = (np.arange(len(of.kinds), dtype=np.int64) * SYMBOLS << STATE) | (of.kinds.astype(np.int64) << KIND)
    return Arcs((states.take(of.following) | of.weight).ravel(), int(states[START]))


class Cuts(NamedTuple):
    """Where stems may end: the word, the place after the stem's last letter, the stem's length (0 where all of the word
    is suffixes), the kind of the automaton's state and the cost of getting there."""

    word: Ints
    place: Ints
    length: Ints
    kind: Ints
    cost: Ints

    @classmethod
    def of(cls, batch: Batch, *, folded: bool = False) -> "Cuts":
        """All words in step through the automaton, until no suffix goes on; folded: skeletons."""
        following, start = arcs(folded=True) if folded else arcs()
        lengths = batch.ends - batch.starts
        word = np.flatnonzero((lengths > 0) & (lengths <= LONGEST_WORD))
        place = batch.ends.take(word)
        state = np.full(len(word), start)
        found = [(word, place, state)]
        while len(word):
            place = place - 1
            cost = state & MOST
            state = following.take((state >> STATE) + batch.letters.take(place))
            on = np.flatnonzero(state != 0)
            state += cost
            word, place, state = word.take(on), place.take(on), state.take(on)
            found.append((word, place, state))
        return cls._at_stems(batch, *map(np.concatenate, zip(*found, strict=True)))

    @classmethod
    def _at_stems(cls, batch: Batch, word: Ints, place: Ints, state: Ints) -> "Cuts":
        on = np.flatnonzero(state & KINDS << KIND != 0)
        word, place, state = word.take(on), place.take(on), state.take(on)
        return cls(word, place, place - batch.starts.take(word), state >> KIND & KINDS, state & MOST)

    def only(self, chosen: Ints) -> "Cuts":
        """The cuts at these places."""
        return Cuts(*(column.take(chosen) for column in self))


def rank(cost: Ints, length: Ints, stem: Ints) -> Ints:
    """morphology.Reading.rank as one number, less is better, closed classes apart; with it, the stem."""
    return (cost << COST) | ((2 * LONGEST_WORD - length) << LENGTH) | stem


def length_of(ranks: Ints) -> Ints:
    """The letters of the stem in the form."""
    return 2 * LONGEST_WORD - (ranks >> LENGTH & (1 << COST - LENGTH) - 1)


def stem_of(ranks: Ints) -> Ints:
    """The number of the stem: of the lexicon, of a guess after those, of the lexicon plus FOLDED."""
    return ranks & (1 << LENGTH) - 1


def expand(first: Ints, groups: Ints | NDArray[np.int32]) -> tuple[Ints, Ints]:
    """The members of groups that lie in a row from first[group] to first[group + 1]: (place in `groups`, member)."""
    start = first.take(groups)
    size = first.take(groups + 1) - start
    rows = np.repeat(np.arange(len(groups)), size)
    start -= np.cumsum(size) - size
    return rows, start.take(rows) + np.arange(len(rows))
