"""Several segments -> one, without their deleted documents; nothing is analysed again, texts stay compressed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from kzsearch_analyzers.batch import Words
from kzsearch_analyzers.vocabulary import KINDS
from numpy.typing import NDArray

from .columnfile import ColumnWriter
from .columns import STRINGS, Columns, unfit
from .fields import write_field
from .generation import Leaf
from .inversion import Postings, Total, concatenated, list_of, tag_of
from .manifest import SegmentEntry
from .segment import KAZAKH, Segment
from .tables import write_ids, write_words
from .textstore import TextWriter
from .wordtable import WordTable

_PIECE = 1 << 20  # occurrences put together at once

# The policy, that of log-structured stores: segments of one size class are merged when there are this many of them, so
# each document is merged once for each class it passes through
SEGMENTS_A_CLASS = 8
_CLASS = 8  # times as many documents as in the class below
_SMALLEST = 16  # documents: all below are one class
_LARGEST = 5_000_000  # documents: segments above are left alone
_MOST_DELETED = 0.5  # share of a segment's documents: with more it is written anew


def worth_merging(entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """The segments to merge into one, in their order; none where there is nothing to do.

    >>> worth_merging([])
    []
    """
    for entry in entries:
        if entry.live < entry.documents * (1 - _MOST_DELETED):
            return [entry]
    classes: dict[int, list[SegmentEntry]] = {}
    for entry in entries:
        classes.setdefault(_size_class(entry.live), []).append(entry)
    for number in sorted(classes):
        chosen = _up_to(_LARGEST, classes[number])
        if len(classes[number]) >= SEGMENTS_A_CLASS and len(chosen) > 1:
            return chosen
    return []


def _up_to(documents: int, entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """As many of the first segments as have so many documents together."""
    sums = np.cumsum([entry.live for entry in entries])
    return list(entries[: int(np.searchsorted(sums, documents, side="right"))])


def _size_class(documents: int) -> int:
    size, number = _SMALLEST, 0
    while documents > size:
        size, number = size * _CLASS, number + 1
    return number


def merge(leaves: Sequence[Leaf], out: BinaryIO) -> dict[str, Any]:
    """Write the live documents of segments, in their order, as one segment; what it is about."""
    writer, table = ColumnWriter(out), WordTable()
    texts = TextWriter(writer)
    for leaf in leaves:
        for block in leaf.segment.texts.blocks(leaf.alive):
            texts.copy(block)
    texts.finish()
    alive = [int(leaf.alive.sum()) for leaf in leaves]
    firsts = np.cumsum([0, *alive[:-1]]).tolist()
    new_words = [_new_words(leaf, table) for leaf in leaves]
    lists = write_words(writer, table)
    about: dict[str, Any] = {"documents": sum(alive), "lists": lists, "fields": {}}
    for field in leaves[0].segment.fields:
        runs = [_Run(*made, field) for made in zip(leaves, new_words, firsts, strict=True)]
        lengths = np.concatenate([leaf.segment.fields[field].lengths[leaf.alive] for leaf in leaves])
        about["fields"][field] = write_field(writer, field, concatenated(runs, _PIECE), Total.of(runs), lengths, lists)
    writer.add("languages", np.concatenate([leaf.segment.languages[leaf.alive] for leaf in leaves]))
    write_ids(writer, [id for leaf in leaves for id in leaf.segment.ids(np.flatnonzero(leaf.alive))])
    about |= _columns(leaves).write(writer)
    about["bytes"] = writer.finish(about)
    return about


def _columns(leaves: Sequence[Leaf]) -> Columns:
    """The columns of the live documents."""
    columns = Columns()
    for leaf in leaves:
        found: list[dict[str, Any]] = [{} for _ in range(int(leaf.alive.sum()))]
        numbers = np.cumsum(leaf.alive) - 1
        for key, column in leaf.segment.columns.items():
            (docs, places), values = column.entries(), column.values()
            live = leaf.alive[docs]
            for doc, place in zip(numbers[docs[live]].tolist(), places[live].tolist(), strict=True):
                if column.kind == STRINGS:
                    found[doc].setdefault(key, []).append(values[place])
                else:
                    found[doc][key] = values[place]
        columns.add(found)
        for key, why in unfit(leaf.segment.file.about).items():
            columns.leave_out(key, why)
    return columns


class _NewWords(NamedTuple):
    """What the words of a segment become. A word's place is bases[list] + tag.

    bases: int64, shape (lists,); words: list and tag in the new segment (inversion.packed), uint64, shape (places,);
    lists: the new list of each old one, -1 for those that vanish, int64, shape (lists,).
    """

    bases: NDArray[np.int64]
    words: NDArray[np.uint64]
    lists: NDArray[np.int64]


def _new_words(leaf: Leaf, table: WordTable) -> _NewWords:
    segment, file = leaf.segment, leaf.segment.file
    starts = file.array("forms.words").astype(np.int64)
    form_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    coded, tags = file.array("words.lists"), file.array("words.tags").astype(np.int64)
    lists = (coded & np.uint32(KAZAKH - 1)).astype(np.int64)
    sizes = np.zeros(segment.lists, np.int64)
    np.maximum.at(sizes, lists, tags + 1)
    bases = np.cumsum(sizes) - sizes
    places = bases[lists] + tags
    kept = _occurring(leaf, bases, int(sizes.sum()))[places]
    forms = _form_ids(segment, table)
    lemmas = np.zeros(segment.lists, object)
    lemmas[file.array("lemmas.lists")] = segment.lemmas.strings()
    words = np.zeros(int(sizes.sum()), np.uint64)
    added = Words(forms[form_of[kept]], (coded[kept] & np.uint32(KAZAKH)) != 0)
    words[places[kept]] = table.add(added, lemmas[lists[kept]].tolist())
    new_lists = np.full(segment.lists, -1, np.int64)
    new_lists[lists[kept]] = list_of(words[places[kept]])
    return _NewWords(bases, words, new_lists)


def _form_ids(segment: Segment, table: WordTable) -> NDArray[np.int32]:
    """The forms of a segment in the table's vocabulary, by their numbers in the dictionary."""
    kinds = [KINDS[kind] for kind in segment.file.array("forms.kinds").tolist()]
    ids = table.analyzer.vocabulary.ids_of(list(zip(segment.forms.strings(), kinds, strict=True)))
    table.analyzer.remember(ids, segment.file.array("forms.evidence"))
    return ids


def _occurring(leaf: Leaf, bases: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """Which words stand in a document that is not deleted, by their places."""
    if not len(leaf.deleted):
        return np.ones(size, bool)
    found = np.zeros(size, bool)
    for field in leaf.segment.fields.values():
        for piece in field.pieces(_PIECE):
            alive = np.repeat(leaf.alive[piece.docs], piece.frequencies)
            found[(np.repeat(bases[piece.lists], piece.sizes()) + piece.tags)[alive]] = True
    return found


class _Run:
    """The live postings of one field of a segment, in the order of the new segment's lists."""

    def __init__(self, leaf: Leaf, new: _NewWords, first_doc: int, field: str) -> None:
        self._leaf, self._new, self._field = leaf, new, leaf.segment.fields[field]
        self._docs = first_doc + np.cumsum(leaf.alive) - 1
        lists = new.lists[self._field.lists()]
        rows = np.flatnonzero(lists >= 0)
        self._rows = rows[np.argsort(lists[rows], kind="stable")]
        self.lists = lists[self._rows]

    def sizes(self) -> NDArray[np.int64]:
        return self._field.sizes()[self._rows]

    def total(self) -> Total:
        if not len(self._leaf.deleted):
            return self._field.total()
        postings = occurrences = 0
        for piece in self._field.pieces(_PIECE):
            keep = self._leaf.alive[piece.docs]
            postings += int(keep.sum())
            occurrences += int(piece.frequencies[keep].sum())
        return Total(postings, occurrences)

    def part(self, first: int, last: int) -> Postings:
        a, b = int(np.searchsorted(self.lists, first)), int(np.searchsorted(self.lists, last, side="right"))
        old = self._field.rows(self._rows[a:b])
        words = self._new.words[np.repeat(self._new.bases[old.lists], old.sizes()) + old.tags]
        moved = replace(old, lists=self.lists[a:b], tags=tag_of(words))
        kept = moved if not len(self._leaf.deleted) else without(moved, ~self._leaf.alive)
        return replace(kept, docs=self._docs[kept.docs])


def without(postings: Postings, deleted: NDArray[np.bool_]) -> Postings:
    """Postings without those of deleted documents. deleted: by document."""
    keep = ~deleted[postings.docs]
    keep_places = np.repeat(keep, postings.frequencies)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(keep)))[postings.starts]
    places = np.concatenate((np.zeros(1, np.int64), np.cumsum(keep_places)))[postings.places]
    left = np.flatnonzero(np.diff(starts))
    return Postings(
        postings.lists[left],
        np.append(starts[left], starts[-1]),
        postings.docs[keep],
        postings.frequencies[keep],
        np.append(places[left], places[-1]),
        postings.positions[keep_places],
        postings.tags[keep_places],
    )
