"""Words of documents -> postings, by one sort.

A word is given as its list (the number of its lemma) and its tag (which of the lemma's words it is). The postings of a
list are its documents in order, with frequencies, and each occurrence with its position and tag.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .distinct import changes, distinct

_TAG_BITS = 14
_PLACE_BITS = 26  # the longest document alone has half as many words
_LIST_BITS = 64 - _TAG_BITS - _PLACE_BITS
MOST_WORDS = 1 << _PLACE_BITS  # of one inversion
MOST_LISTS = 1 << _LIST_BITS
MOST_TAGS = 1 << _TAG_BITS
_PIECE = 1 << 17  # words
_LAST = np.uint64((1 << 64) - 1)  # sorts after all words


class Total(NamedTuple):
    """How many postings and occurrences there are."""

    postings: int
    occurrences: int

    @classmethod
    def of(cls, runs: "Sequence[Run]") -> "Total":
        """That of several runs."""
        totals = [run.total() for run in runs]
        return cls(sum(total.postings for total in totals), sum(total.occurrences for total in totals))


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings by list, ascending.

    lists: those with postings, shape (lists,); starts: where each one's documents begin, and the end, int64, shape
    (lists + 1,); docs, frequencies: shape (postings,); places: where the occurrences of each list begin, and the end,
    int64, shape (lists + 1,); positions, tags: shape (occurrences,).
    """

    lists: NDArray[Any]
    starts: NDArray[np.int64]
    docs: NDArray[Any]
    frequencies: NDArray[Any]
    places: NDArray[np.int64]
    positions: NDArray[Any]
    tags: NDArray[Any]

    def sizes(self) -> NDArray[np.int64]:
        """Occurrences of each list."""
        return np.diff(self.places)

    def total(self) -> Total:
        """How many postings and occurrences there are."""
        return Total(int(self.starts[-1]), int(self.places[-1]))

    def part(self, first: int, last: int) -> "Postings":
        """The lists from `first` to `last`, both included."""
        a, b = int(np.searchsorted(self.lists, first)), int(np.searchsorted(self.lists, last, side="right"))
        (p, q), (x, y) = self.starts[[a, b]].tolist(), self.places[[a, b]].tolist()
        return Postings(
            self.lists[a:b], self.starts[a : b + 1] - p, self.docs[p:q], self.frequencies[p:q],
            self.places[a : b + 1] - x, self.positions[x:y], self.tags[x:y],
        )  # fmt: skip


class Run(Protocol):
    """Postings of some of the documents, part by part."""

    @property
    def lists(self) -> NDArray[Any]: ...

    def sizes(self) -> NDArray[np.int64]: ...

    def total(self) -> Total: ...

    def part(self, first: int, last: int) -> Postings: ...


class SpilledRun:
    """Postings kept in a temporary file, and what leads to them in memory."""

    def __init__(self, postings: Postings) -> None:
        from tempfile import TemporaryFile

        self._file = TemporaryFile()  # noqa: SIM115 - open until close
        self.lists, self._starts, self._places = postings.lists, postings.starts, postings.places
        self._arrays: dict[str, tuple[int, np.dtype[Any]]] = {}
        for name in ("docs", "frequencies", "positions", "tags"):
            values: NDArray[Any] = getattr(postings, name)
            self._arrays[name] = (self._file.tell(), values.dtype)
            self._file.write(values.data)

    def sizes(self) -> NDArray[np.int64]:
        """Occurrences of each list."""
        return np.diff(self._places)

    def total(self) -> Total:
        """How many postings and occurrences there are."""
        return Total(int(self._starts[-1]), int(self._places[-1]))

    def part(self, first: int, last: int) -> Postings:
        """The lists from `first` to `last`, both included."""
        a, b = int(np.searchsorted(self.lists, first)), int(np.searchsorted(self.lists, last, side="right"))
        (p, q), (x, y) = self._starts[[a, b]].tolist(), self._places[[a, b]].tolist()
        return Postings(
            self.lists[a:b], self._starts[a : b + 1] - p, self._read("docs", p, q), self._read("frequencies", p, q),
            self._places[a : b + 1] - x, self._read("positions", x, y), self._read("tags", x, y),
        )  # fmt: skip

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _read(self, name: str, start: int, end: int) -> NDArray[Any]:
        at, dtype = self._arrays[name]
        self._file.seek(at + start * dtype.itemsize)
        return np.frombuffer(self._file.read((end - start) * dtype.itemsize), dtype)


def packed(lists: NDArray[np.integer], tags: NDArray[np.integer]) -> NDArray[np.uint64]:
    """List and tag of a word in one number; same shape."""
    shift = np.uint64(_PLACE_BITS + _TAG_BITS)
    return (lists.astype(np.uint64) << shift) | tags.astype(np.uint64)


def list_of(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The list of each word that `packed` made; same shape."""
    return (words >> np.uint64(_PLACE_BITS + _TAG_BITS)).astype(np.int64)


def tag_of(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The tag of each word that `packed` made; same shape."""
    return (words & np.uint64(MOST_TAGS - 1)).astype(np.int64)


def prepared(words: NDArray[np.uint64], lists: int) -> NDArray[np.uint64]:
    """`packed` words as an Inversion with so many lists takes them; same shape."""
    found = words >> np.uint64(_TAG_BITS + _PLACE_BITS)
    found <<= np.uint64(_TAG_BITS + _place_bits(lists))
    found |= words & np.uint64(MOST_TAGS - 1)
    return found


def _place_bits(lists: int) -> int:
    """What is left of a word's number for its place."""
    return 64 - _TAG_BITS - max(lists.bit_length(), 1)


class Inversion:
    """Postings of documents that are given some at a time.

    A word becomes one number: its list, its document, its position and its tag, from the highest bits down. Where long
    documents leave too few bits for that, its place among all words stands for document and position.
    """

    def __init__(
        self,
        words: int,
        docs: int,
        longest: int,
        lists: int,
        first_doc: int = 0,
        room: NDArray[np.uint64] | None = None,
    ) -> None:
        """words, docs: how many there will be; longest: words of the longest document; lists: above all numbers of
        lists; first_doc: the number of the first document; room: for all words, of an inversion that is over:
        fresh memory is dear."""
        self._place_bits = _place_bits(lists)
        self._position_bits = max(longest.bit_length(), 1)
        self._is_direct = docs.bit_length() + self._position_bits <= self._place_bits
        self._doc_type, self._position_type = np.min_scalar_type(first_doc + docs), np.min_scalar_type(longest)
        self._keys = np.empty(words, np.uint64) if room is None else room
        self._starts = [np.zeros(0, np.uint64)]  # of documents among all words, where they are needed
        self._words = self._skipped = self._docs = 0
        self._first_doc = first_doc

    def add(self, words: NDArray[np.uint64], starts: NDArray[np.int64], skipped: NDArray[np.int64]) -> None:
        """The next documents.

        words: `prepared`, documents end to end, shape (words,); starts: where each document begins, and the end, shape
        (documents + 1,); skipped: first words of each document that are left out.
        """
        first = self._words
        keys = self._keys[first : first + len(words)]
        np.bitwise_or(words, self._places(starts) << np.uint64(_TAG_BITS), out=keys)
        keys[_first_words(starts, skipped)] = _LAST
        self._skipped += int(skipped.sum())

    def _places(self, starts: NDArray[np.int64]) -> NDArray[np.uint64]:
        """What tells document and position of each word."""
        size, count = int(starts[-1]), len(starts) - 1
        first, self._words = self._words, self._words + size
        docs = np.arange(self._docs, self._docs + count)
        self._docs += count
        if self._is_direct:
            places = np.repeat((docs << self._position_bits) - starts[:-1], np.diff(starts))
            places += np.arange(size)
            return places.view(np.uint64)
        self._starts.append((starts[:-1] + first).astype(np.uint64))
        return np.arange(first, first + size, dtype=np.uint64)

    def postings(self) -> Iterator[Postings]:
        """The postings, some lists at a time: small arrays stay in the processor's cache."""
        keys = self._keys[: self._words]
        keys.sort()
        keys = keys[: self._words - self._skipped]
        for first, last in _pieces(keys, self._place_bits) if len(keys) else [(0, 0)]:
            yield self._decoded(keys[first:last])

    def _decoded(self, keys: NDArray[np.uint64]) -> Postings:
        """The postings of sorted words."""
        places = (keys >> np.uint64(_TAG_BITS)) & np.uint64((1 << self._place_bits) - 1)
        if self._is_direct:
            pairs, doc_bits = keys >> np.uint64(_TAG_BITS + self._position_bits), self._place_bits - self._position_bits
            positions = places & np.uint64((1 << self._position_bits) - 1)
        else:
            starts, doc_bits = np.concatenate(self._starts), _PLACE_BITS
            docs = np.searchsorted(starts, places, side="right") - 1
            pairs = (keys >> np.uint64(_TAG_BITS + self._place_bits)) << np.uint64(doc_bits) | docs.view(np.uint64)
            positions = places - starts.take(docs)
        new, first = np.flatnonzero(changes(pairs)), np.uint64(self._first_doc)
        pairs = pairs.take(new)
        lists, docs_of = pairs >> np.uint64(doc_bits), pairs & np.uint64((1 << doc_bits) - 1)
        starts_of, end = np.flatnonzero(changes(lists)), np.array([len(keys)])
        return Postings(
            lists.take(starts_of).astype(np.uint32),
            np.append(starts_of, len(new)),
            (docs_of + first).astype(self._doc_type),
            np.diff(new, append=end).astype(np.uint32),
            np.concatenate((new.take(starts_of), end)),
            positions.astype(self._position_type),
            (keys & np.uint64(MOST_TAGS - 1)).astype(np.uint16),
        )


def _first_words(starts: NDArray[np.int64], skipped: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the first words of each document that are skipped."""
    before = np.cumsum(skipped) - skipped
    found: NDArray[np.int64] = np.arange(int(skipped.sum())) + np.repeat(starts[:-1] - before, skipped)
    return found


def _pieces(keys: NDArray[np.uint64], place_bits: int) -> Iterator[tuple[int, int]]:
    """Begin and end of pieces of sorted words, of about _PIECE words, none of which ends within a list."""
    list_bits = ~np.uint64((1 << (_TAG_BITS + place_bits)) - 1)
    first = 0
    while first < len(keys):
        last = min(first + _PIECE, len(keys))
        if last < len(keys):
            last = int(np.searchsorted(keys, keys[last] & list_bits))
            last = last if last > first else int(np.searchsorted(keys, keys[first] | ~list_bits, side="right"))
        yield first, last
        first = last


def compact(pieces: Iterable[Postings]) -> Postings:
    """Pieces in the order of lists as one, its numbers in as few bytes as they need."""
    parts = list(pieces)
    return Postings(
        _narrowed([p.lists for p in parts]),
        np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate([np.diff(p.starts) for p in parts])))),
        _narrowed([p.docs for p in parts]),
        _narrowed([p.frequencies for p in parts]),
        np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate([np.diff(p.places) for p in parts])))),
        _narrowed([p.positions for p in parts]),
        _narrowed([p.tags for p in parts]),
    )


def _narrowed(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    most = max((int(part.max()) for part in parts if len(part)), default=0)
    return np.concatenate([part.astype(np.min_scalar_type(most), copy=False) for part in parts])


def concatenated(runs: Sequence[Run], most: int) -> Iterator[Postings]:
    """Postings of several runs as one: of each list the runs one after another, as many lists at once as have `most`
    occurrences (or one list with more). The documents of a run follow those of the run before it."""
    all_lists = distinct(np.concatenate([np.zeros(0, np.int64), *(run.lists for run in runs)]))
    sizes = np.zeros(len(all_lists), np.int64)
    for run in runs:
        sizes[np.searchsorted(all_lists, run.lists)] += run.sizes()
    ends = np.cumsum(sizes)
    first = 0
    while first < len(all_lists):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + most, side="right")), first + 1)
        parts = [run.part(int(all_lists[first]), int(all_lists[last - 1])) for run in runs]
        yield parts[0] if len(parts) == 1 else _joined(parts)
        first = last


def _joined(parts: Sequence[Postings]) -> Postings:
    lists = distinct(np.concatenate([part.lists for part in parts]))
    rows = [np.searchsorted(lists, part.lists) for part in parts]
    starts, docs_to = _destinations([(r, np.diff(p.starts)) for r, p in zip(rows, parts, strict=True)], len(lists))
    places, words_to = _destinations([(r, np.diff(p.places)) for r, p in zip(rows, parts, strict=True)], len(lists))
    return Postings(
        lists,
        starts,
        _scattered([p.docs for p in parts], docs_to),
        _scattered([p.frequencies for p in parts], docs_to),
        places,
        _scattered([p.positions for p in parts], words_to),
        _scattered([p.tags for p in parts], words_to),
    )


def _destinations(
    parts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], size: int
) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
    """Where each row begins in the whole, and where each item of each part goes. parts: rows, and their sizes."""
    totals = np.zeros(size, np.int64)
    for rows, sizes in parts:
        totals[rows] += sizes
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(totals)))
    free, to = starts[:-1].copy(), []
    for rows, sizes in parts:
        to.append(np.repeat(free[rows] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum())))
        free[rows] += sizes
    return starts, to


def _scattered(values: Sequence[NDArray[Any]], to: Sequence[NDArray[np.int64]]) -> NDArray[Any]:
    out = np.zeros(sum(map(len, values)), np.result_type(*values))
    for part, places in zip(values, to, strict=True):
        out[places] = part
    return out
