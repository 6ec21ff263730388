"""The frequencies of weighted groups of terms in the documents that have any of them: many lists, read at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .codec.generation import Leaf
from .expansion import Alternative
from .postings import Postings
from .scored import Docs, summed
from .scoring import Scorer
from .snapshot import Snapshot

Floats = NDArray[np.float64]


class Weighted(Protocol):
    """A group of alternatives that score as one term: groups.Group."""

    @property
    def alternatives(self) -> tuple[Alternative, ...]: ...

    def matches(self, snapshot: Snapshot, field: str, alternative: Alternative) -> Postings:
        """The documents with an alternative of several terms in a field."""


class Blend(NamedTuple):
    """What words find: a column for each word and document, those of a word side by side, a row for each of its groups.

    docs: of the columns, int64, ascending within a word; bounds: where the columns of each word begin, and the end;
    frequencies: float64, shape (rows, columns): weighted, normalised by length, added up over fields.
    """

    docs: Docs
    bounds: list[int]
    frequencies: Floats


class _Entries(NamedTuple):
    """Postings end to end: the column's key of each, the set of rows that it counts for, and how much; same shapes.

    keys: the document, and the number of documents for each word before; sets: of rows, by their places in _Sets.
    """

    keys: Docs
    sets: NDArray[np.int64]
    values: Floats


class _Sets:
    """The sets of rows that postings count for: a list that counts alike for several groups is read once."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}  # by the bits of their rows

    def place(self, bits: int) -> int:
        """The place of a set."""
        return self._places.setdefault(bits, len(self._places))

    def __len__(self) -> int:
        return len(self._places)

    def by_row(self, by_set: Floats, height: int) -> Floats:
        """What the sets have together for each row. by_set: shape (sets, columns)."""
        if height == 1:
            return by_set
        found = np.empty((height, by_set.shape[1]))
        for row in range(height):
            places = [place for bits, place in self._places.items() if bits >> row & 1]
            if len(places) < 2:
                found[row] = by_set[places[0]] if places else 0.0
                continue
            np.add(by_set[places[0]], by_set[places[1]], out=found[row])
            for place in places[2:]:
                found[row] += by_set[place]
        return found


class _Lists:
    """Posting lists of a segment, what is added to their documents to make keys, the place of their set of rows, and
    what an occurrence counts."""

    def __init__(self) -> None:
        self.lists: list[int] = []
        self.shifts: list[int] = []
        self.sets: list[int] = []
        self.weights: list[float] = []

    def add(self, list: int, shift: int, set: int, weight: float) -> None:
        """One more."""
        self.lists.append(list)
        self.shifts.append(shift)
        self.sets.append(set)
        self.weights.append(weight)


class _Tagged(NamedTuple):
    """One word of a list: for which word of the question it counts, in which row, and how much."""

    list: int
    tag: int
    word: int
    row: int
    weight: float


def blend(snapshot: Snapshot, words: Sequence[Sequence[Weighted]], fields: Sequence[str], scorer: Scorer) -> Blend:
    """What words find, each a group for each row; at most snapshot.BATCH of them."""
    sets, height, gains = _Sets(), max(map(len, words)), snapshot.gains(scorer)
    found, within = [*_of_phrases(snapshot, words, fields, gains, sets)], list[_Entries]()
    for number, leaf in enumerate(snapshot.generation.leaves):
        whole, parts = _lists_of(leaf, number, words, sets, snapshot.size)
        for field in fields:
            of_field, gain = leaf.segment.fields[field], gains[field]
            read = of_field.together(whole.lists)
            found += _entries(leaf, gain, whole, *read)
            for part, place in parts:
                one = _Lists()
                one.add(part.list, part.word * snapshot.size, sets.place(1 << part.row), part.weight)
                docs = of_field.standing(part.list, part.tag, None if place is None else read.one(place))
                known = found if place is None else within
                known += _entries(leaf, gain, one, docs, np.ones(len(docs)), [len(docs)])
    if not found:
        return Blend(np.zeros(0, np.int64), [0] * (len(words) + 1), np.zeros((height, 0)))
    columns, places = snapshot.unions.of(*(_joined([each.keys for each in some]) for some in (found, within)))
    width, entries = len(columns), [*found, *within]
    values, set_of = _joined([each.values for each in entries]), _joined([each.sets for each in entries])
    by_set = summed(set_of * width + places, values, len(sets) * width).reshape(len(sets), width)
    frequencies = sets.by_row(by_set, height)
    if len(words) == 1:
        return Blend(columns, [0, width], frequencies)
    shifts = np.arange(len(words)) * snapshot.size
    starts = columns.searchsorted(shifts)
    return Blend(columns - shifts.repeat(np.diff(starts, append=width)), [*starts.tolist(), width], frequencies)


def blend_one(snapshot: Snapshot, group: Weighted, fields: Sequence[str], scorer: Scorer) -> tuple[Docs, Floats]:
    """What `blend` finds for one word of one group: documents and frequencies, same shape. It costs half, as they are
    neither told from those of other words nor by rows."""
    gains = snapshot.gains(scorer)
    found = [(each.keys, each.values) for each in _of_phrases(snapshot, [[group]], fields, gains, _Sets())]
    for number, leaf in enumerate(snapshot.generation.leaves):
        for alternative in group.alternatives:
            for list, tag in alternative.words[number] if alternative.words else ():
                for field in fields:
                    of_field = leaf.segment.fields[field]
                    docs, frequencies = of_field.together([list])[:2] if tag is None else of_field.tagged(list, tag)
                    if len(leaf.deleted):
                        kept = np.flatnonzero(leaf.alive[docs])
                        docs, frequencies = docs.take(kept), frequencies.take(kept)
                    docs = docs + leaf.first if leaf.first else docs
                    values = gains[field].take(docs)
                    values *= frequencies
                    if alternative.weight != 1.0:
                        values *= alternative.weight
                    found.append((docs, values))
    return snapshot.unions.totals(found)


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    if not arrays:
        return np.zeros(0, np.int64)
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _of_phrases(
    snapshot: Snapshot,
    words: Sequence[Sequence[Weighted]],
    fields: Sequence[str],
    gains: Mapping[str, Floats],
    sets: _Sets,
) -> Iterator[_Entries]:
    """Alternatives of several terms."""
    for word, groups in enumerate(words):
        for row, group in enumerate(groups):
            for alternative in group.alternatives:
                for field in fields if alternative.words is None else ():
                    docs, frequencies = group.matches(snapshot, field, alternative)
                    values = alternative.weight * frequencies * gains[field].take(docs)
                    yield _Entries(docs + word * snapshot.size, np.full(len(docs), sets.place(1 << row)), values)


def _lists_of(
    leaf: Leaf, number: int, words: Sequence[Sequence[Weighted]], sets: _Sets, size: int
) -> tuple[_Lists, list[tuple[_Tagged, int | None]]]:
    """The lists of one segment that count, each once where it counts alike; and those of which only one word does, each
    with its place among the others where it is one of them too."""
    weights: dict[tuple[int, int], list[float]] = {}  # by word and list: of each row
    tagged: dict[tuple[int, int, int], list[_Tagged]] = {}  # by word, list and row
    for word, groups in enumerate(words):
        for row, group in enumerate(groups):
            for alternative in group.alternatives:
                for found, tag in alternative.words[number] if alternative.words else ():
                    if tag is None:
                        weights.setdefault((word, found), [0.0] * len(groups))[row] += alternative.weight
                    else:
                        one = _Tagged(found, tag, word, row, alternative.weight)
                        tagged.setdefault((word, found, row), []).append(one)
    parts = []
    for (word, found, row), of_list in tagged.items():
        if len(of_list) == leaf.segment.words_in(found) and len({one.weight for one in of_list}) == 1:  # all of them
            weights.setdefault((word, found), [0.0] * len(words[word]))[row] += of_list[0].weight
        else:
            parts += of_list
    whole, places = _Lists(), dict[tuple[int, int], int]()
    for (word, found), of_rows in weights.items():
        places[word, found] = len(whole.lists)
        bits = 0
        for row, weight in enumerate(of_rows):
            if weight == 1.0:
                bits |= 1 << row
            elif weight:
                whole.add(found, word * size, sets.place(1 << row), weight)
        if bits:
            whole.add(found, word * size, sets.place(bits), 1.0)
    return whole, [(part, places.get((part.word, part.list))) for part in parts]


def _entries(
    leaf: Leaf, gain: Floats, lists: _Lists, docs: Docs, frequencies: NDArray[Any], sizes: list[int]
) -> Iterator[_Entries]:
    """Of live documents, those of a segment by their number in the snapshot."""
    if not len(docs):
        return
    keys = docs + leaf.first if leaf.first else docs
    values = frequencies * gain.take(keys)
    if any(lists.shifts):
        keys = keys + np.array(lists.shifts).repeat(sizes)
    if lists.weights.count(1.0) < len(lists.weights):
        values *= np.array(lists.weights).repeat(sizes)
    sets = np.array(lists.sets).repeat(sizes)
    if len(leaf.deleted):
        kept = np.flatnonzero(leaf.alive[docs])
        keys, sets, values = keys.take(kept), sets.take(kept), values.take(kept)
    yield _Entries(keys, sets, values)
