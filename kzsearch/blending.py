"""The frequencies of weighted groups of terms in the documents that have any of them: many lists, read at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .codec.generation import Leaf
from .codec.segment import FieldPostings
from .expansion import Alternative
from .postings import Postings
from .scored import Docs, summed
from .snapshot import Snapshot, WordList

Floats = NDArray[np.float64]


class Weighted(Protocol):
    """A group of alternatives that score as one term: plan.Group."""

    @property
    def alternatives(self) -> tuple[Alternative, ...]: ...

    @property
    def fields(self) -> tuple[str, ...]: ...

    @property
    def adds_dfs(self) -> bool:
        """Is its df that of its alternatives, weighted and added up? Else it is how many documents have any."""

    def words(self, snapshot: Snapshot, alternative: Alternative) -> tuple[Sequence[WordList], ...] | None:
        """Where each segment has an alternative; None for one of several terms, which has `matches`."""

    def matches(self, snapshot: Snapshot, field: str, alternative: Alternative) -> Postings:
        """The documents with an alternative of several terms in a field."""


class Blend(NamedTuple):
    """docs: int64, ascending; frequencies: float64, shape (groups, docs): of each group, weighted, normalised by
    length, added up over fields; dfs: in how many documents each group counts as being."""

    docs: Docs
    frequencies: Floats
    dfs: tuple[float, ...]


class _Item(NamedTuple):
    """A posting list, which of its words counts (None: all), for which row of the table, and how much."""

    list: int
    tag: int | None
    row: int
    weight: float


class _Entries(NamedTuple):
    """Postings end to end: the document of each, the row that it counts for, and what it counts; same shapes.

    is_one: they are one list's, so that no document comes twice.
    """

    docs: Docs
    rows: NDArray[np.int64]
    values: Floats
    is_one: bool


class _Table:
    """The rows of frequencies: one for each group, or for each alternative of a group that adds dfs."""

    def __init__(self, groups: Sequence[Weighted]) -> None:
        self.groups: list[int] = []  # of each row
        self.weights: list[float] = []  # what the row counts in its group
        self.alternatives: list[tuple[Alternative, Weighted, int, float]] = []  # each with its row and its weight there
        for number, group in enumerate(groups):
            apart = group.adds_dfs and len(group.alternatives) > 1
            for place, alternative in enumerate(group.alternatives):
                if apart or not place:
                    self.groups.append(number)
                    self.weights.append(alternative.weight if apart else 1.0)
                weight = 1.0 if apart else alternative.weight
                self.alternatives.append((alternative, group, len(self.groups) - 1, weight))


def blend(snapshot: Snapshot, groups: Sequence[Weighted], gains: Mapping[str, Floats]) -> Blend:
    """What the groups, which have the same fields, find.

    gains: by field, what an occurrence counts in each document, shape (documents,).
    """
    table = _Table(groups)
    found = list(_entries(snapshot, table, groups[0].fields, gains))
    if not found:
        return Blend(np.zeros(0, np.int64), np.zeros((len(groups), 0)), (0.0,) * len(groups))
    if len(found) == len(table.groups) == 1 and found[0].is_one:
        return Blend(found[0].docs, found[0].values[None], (float(len(found[0].docs)),))
    docs, rows, values = found[0][:3] if len(found) == 1 else map(np.concatenate, zip(*(each[:3] for each in found)))
    union = snapshot.unions.of(docs)
    size, count = len(union.docs), len(table.groups)
    places = rows * size + union.places if count > 1 else union.places
    frequencies = summed(places, values, count * size).reshape(count, size)
    return _by_group(union.docs, frequencies, table, len(groups))


def _by_group(docs: Docs, by_row: Floats, table: _Table, groups: int) -> Blend:
    counts = [np.count_nonzero(row) for row in by_row]
    if table.groups == [*range(groups)]:
        return Blend(docs, by_row, tuple(map(float, counts)))
    frequencies, dfs = np.zeros((groups, len(docs))), [0.0] * groups
    for group, weight, row, count in zip(table.groups, table.weights, by_row, counts, strict=True):
        frequencies[group] += weight * row
        dfs[group] += weight * count
    return Blend(docs, frequencies, tuple(dfs))


def _entries(
    snapshot: Snapshot, table: _Table, fields: Sequence[str], gains: Mapping[str, Floats]
) -> Iterator[_Entries]:
    of_leaves: list[list[_Item]] = [[] for _ in snapshot.generation.leaves]
    for alternative, group, row, weight in table.alternatives:
        words = group.words(snapshot, alternative)
        if words is None:
            for field in fields:
                docs, frequencies = group.matches(snapshot, field, alternative)
                yield _Entries(docs, np.full(len(docs), row), weight * frequencies * gains[field].take(docs), True)
        else:
            for items, of_leaf in zip(of_leaves, words, strict=True):
                items += [_Item(list, tag, row, weight) for list, tag in of_leaf]
    for leaf, items in zip(snapshot.generation.leaves, of_leaves, strict=True):
        whole, tagged = [item for item in items if item.tag is None], [item for item in items if item.tag is not None]
        for field in fields:
            of_field = leaf.segment.fields[field]
            if whole:
                yield from _live(leaf, _whole(of_field, whole), gains[field])
            if tagged:
                yield from _live(leaf, _tagged(of_field, tagged), gains[field])


def _whole(of_field: FieldPostings, items: Sequence[_Item]) -> _Entries:
    """All occurrences in lists; the documents by their number in the segment."""
    docs, frequencies, sizes = of_field.together([item.list for item in items])
    return _Entries(docs, _rows(items, sizes), _weighted(frequencies, items, sizes), len(items) == 1)


def _tagged(of_field: FieldPostings, items: Sequence[_Item]) -> _Entries:
    """The occurrences of one word of each list, one by one."""
    lists = [item.list for item in items]
    (tags, sizes), (docs, frequencies, _) = of_field.tags(lists), of_field.together(lists)
    is_wanted = tags == (items[0].tag if len(items) == 1 else np.repeat([item.tag for item in items], sizes))
    if len(items) == 1 and is_wanted.all():
        return _whole(of_field, items)
    kept = np.flatnonzero(is_wanted)
    rows, values = _rows(items, sizes).take(kept), _weighted(np.ones(len(tags)), items, sizes).take(kept)
    return _Entries(np.repeat(docs, frequencies).take(kept), rows, values, is_one=False)


def _rows(items: Sequence[_Item], sizes: Sequence[int]) -> NDArray[np.int64]:
    if len(items) == 1:
        return np.full(sizes[0], items[0].row)
    return np.repeat([item.row for item in items], sizes)


def _weighted(frequencies: NDArray[np.integer] | Floats, items: Sequence[_Item], sizes: Sequence[int]) -> Floats:
    if len(items) == 1:
        return frequencies * items[0].weight
    return frequencies * np.repeat([item.weight for item in items], sizes)


def _live(leaf: Leaf, found: _Entries, gain: Floats) -> Iterator[_Entries]:
    """Without deleted documents, by their number in the snapshot."""
    docs, rows, values, is_one = found
    if len(leaf.deleted):
        kept = np.flatnonzero(leaf.alive[docs])
        docs, rows, values = docs.take(kept), rows.take(kept), values.take(kept)
    if len(docs):
        docs = docs + leaf.first if leaf.first else docs
        yield _Entries(docs, rows, values * gain.take(docs), is_one)
