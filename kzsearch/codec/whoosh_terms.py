"""The terms of a field of a segment and their postings, as Whoosh asks for them: by their UTF-8, in its order."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO

import numpy as np
from kzsearch_analyzers.codepage import IS_GAP, decode, encode, mapped
from kzsearch_analyzers.normalizer import fold
from numpy.typing import NDArray

from .columnfile import ColumnFile, ColumnWriter
from .dictionary import Dictionary, gathered, sort_order, write_strings
from .segment import KAZAKH, FieldPostings, Places, Segment

_CACHED = 256  # terms of a field whose postings are kept
_PIECE = 1 << 20  # occurrences counted at once
_BATCH = 1 << 10  # terms spelt out at once

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TermPostings:
    """docs: int64, ascending, deleted ones too; frequencies: same shape; positions: gives those of all documents end to
    end, int64, shape (sum of the frequencies,)."""

    docs: Ints
    frequencies: Ints
    positions: Callable[[], Ints]


class Terms(ABC):
    """The terms of a field, sorted. Numbers are places in that order."""

    @abstractmethod
    def find(self, text: bytes) -> TermPostings | None:
        """The postings of a term, None where it is not there."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def first(self, text: bytes) -> int:
        """The number of the first term that is not below a text."""

    @abstractmethod
    def texts(self, first: int, last: int) -> list[bytes]:
        """The terms from `first` to `last`."""

    def since(self, text: bytes) -> Iterator[bytes]:
        """The terms that are not below a text, in order."""
        for first in range(self.first(text), len(self), _BATCH):
            yield from self.texts(first, min(first + _BATCH, len(self)))


def from_bytes(text: bytes) -> str:
    """The string of a term's bytes; a text may hold half a surrogate pair."""
    return text.decode("utf-8", "surrogatepass")


def to_bytes(text: str) -> bytes:
    """The bytes of a term.

    >>> from_bytes(to_bytes("қала")), to_bytes("а") < to_bytes("ә")
    ('қала', True)
    """
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Keys:
    """Sorted strings, each with the words that it stands for.

    starts: where the words of each begin, and the end, shape (strings + 1,); lists: the words' lists; tags: which of
    the list's words they are, None where all of them are meant; shape (starts[-1],). All int64.
    """

    strings: Dictionary
    starts: Ints
    lists: Ints
    tags: Ints | None


class SegmentKeys:
    """The keys under which the words of a segment answer, each made when first asked for."""

    def __init__(self, segment: Segment) -> None:
        self._segment, self._file = segment, segment.file

    @cached_property
    def lemma(self) -> Keys:
        """Lemmas: one list each."""
        lists = self._file.array("lemmas.lists").astype(np.int64)
        return Keys(self._segment.lemmas, np.arange(len(lists) + 1), lists, None)

    @cached_property
    def coarse(self) -> Keys:
        """Coarse keys of the lemmas."""
        starts, lists = (self._file.array(name).astype(np.int64) for name in ("coarse.groups", "coarse.lists"))
        return Keys(self._segment.coarse, starts, lists, None)

    @cached_property
    def form(self) -> Keys:
        """Forms as they were typed."""
        starts, tags = (self._file.array(name).astype(np.int64) for name in ("forms.words", "words.tags"))
        lists = self._file.array("words.lists") & np.uint32(KAZAKH - 1)
        return Keys(self._segment.forms, starts, lists.astype(np.int64), tags)

    @cached_property
    def _folding(self) -> tuple[Dictionary, Ints, Ints]:
        """What forms fold to; the numbers of the forms in that order; where those of each begin among them, with the
        end."""
        codes, starts = _folded(self._segment.forms)
        order, is_new = sort_order(codes, starts[:-1], np.diff(starts))
        first = order[is_new]
        strings = _in_memory("folded", *gathered(codes, starts[first], np.diff(starts)[first]))
        return strings, order, np.append(np.flatnonzero(is_new), len(order))

    @cached_property
    def folded(self) -> Keys:
        """Forms folded: what is typed without a Kazakh keyboard."""
        strings, order, bounds = self._folding
        forms = self.form
        assert forms.tags is not None
        begins, sizes = forms.starts[order], np.diff(forms.starts)[order]
        ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        words = np.arange(ends[-1]) + np.repeat(begins - ends[:-1], sizes)
        return Keys(strings, ends[bounds], forms.lists[words], forms.tags[words])

    def forms_of(self, folded: str) -> list[str]:
        """The forms that fold to a string."""
        strings, order, bounds = self._folding
        number = strings.find(folded)
        return [] if number < 0 else self._segment.forms.strings(order[bounds[number] : bounds[number + 1]])

    @cached_property
    def bases(self) -> Ints:
        """Where the words of each list begin when all are numbered through, and the end, shape (lists + 1,)."""
        sizes = np.zeros(self._segment.lists, np.int64)
        np.maximum.at(sizes, self.form.lists, (self.form.tags if self.form.tags is not None else 0) + 1)
        return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


_FOLDED = mapped(fold)


def _folded(strings: Dictionary) -> tuple[NDArray[np.uint8], Ints]:
    """Every string folded: codes, and where each begins, with the end. Folding changes no string's width."""
    codes, starts = strings.all_codes()
    folded = _FOLDED.take(codes)
    gaps = np.concatenate((np.zeros(1, np.int64), np.cumsum(IS_GAP.take(codes))))
    for number in np.flatnonzero(np.diff(gaps[starts])).tolist():  # it has characters of several bytes
        begin, end = starts[number : number + 2].tolist()
        folded[begin:end] = np.frombuffer(encode(fold(decode(codes[begin:end].tobytes()))), np.uint8)
    return folded, starts


def _in_memory(name: str, codes: NDArray[np.uint8], starts: Ints) -> Dictionary:
    out = BytesIO()
    writer = ColumnWriter(out)
    write_strings(writer, name, codes, starts)
    writer.finish({})
    return Dictionary(ColumnFile(out.getvalue(), f"{name!r} in memory"), name)


class WordTerms(Terms):
    """The words of a text field under one kind of key."""

    def __init__(self, field: FieldPostings, segment_keys: SegmentKeys, kind: str) -> None:
        self._field, self._keys_of, self._kind = field, segment_keys, kind
        self._cached = lru_cache(_CACHED)(self._read)

    @cached_property
    def _keys(self) -> Keys:
        keys: Keys = getattr(self._keys_of, self._kind)
        return keys

    def find(self, text: bytes) -> TermPostings | None:
        return self._cached(text)

    def _read(self, text: bytes) -> TermPostings | None:
        number = self._keys.strings.find(text.decode("utf-8", "replace"))
        if number < 0:
            return None
        start, end = self._keys.starts[number : number + 2].tolist()
        lists = self._keys.lists[start:end].tolist()
        if self._keys.tags is None:
            found = self._of_lists(lists)
        else:
            found = self._of_words(lists, self._keys.tags[start:end].tolist())
        return found if len(found.docs) else None

    def _of_lists(self, lists: list[int]) -> TermPostings:
        """Whole lists: their positions are read only when they are asked for."""
        parts = [self._field.postings(list) for list in lists]
        if len(parts) == 1:
            docs, frequencies = parts[0].docs, parts[0].frequencies
        else:
            docs, frequencies = _summed(
                np.concatenate([part.docs for part in parts]), np.concatenate([part.frequencies for part in parts])
            )
        return TermPostings(docs, frequencies, lambda: _by_place([self._field.places(list) for list in lists])[1])

    def _of_words(self, lists: list[int], tags: list[int]) -> TermPostings:
        parts = [_with_tag(self._field.places(list), tag) for list, tag in zip(lists, tags, strict=True)]
        at, positions = _by_place(parts)
        docs, frequencies = np.unique(at, return_counts=True)
        return TermPostings(docs, frequencies.astype(np.int64), lambda: positions)

    @cached_property
    def _there(self) -> Ints:
        """The numbers of the strings that occur in the field."""
        keys = self._keys
        if keys.tags is None:
            sizes = np.zeros(len(self._keys_of.bases) - 1, np.int64)
            sizes[self._field.lists()] = self._field.sizes()
            counts = sizes[keys.lists]
        else:
            counts = self._counts_by_word()[self._keys_of.bases[keys.lists] + keys.tags]
        sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        return np.flatnonzero(np.diff(sums[keys.starts]))

    def _counts_by_word(self) -> Ints:
        """How often each word occurs in the field, words numbered through as in SegmentKeys.bases."""
        bases = self._keys_of.bases
        counts = np.zeros(int(bases[-1]), np.int64)
        for piece in self._field.pieces(_PIECE):
            words = np.repeat(bases[piece.lists], piece.sizes()) + piece.tags
            counts += np.bincount(words, minlength=len(counts))
        return counts

    def __len__(self) -> int:
        return len(self._there)

    def first(self, text: bytes) -> int:
        number = self._keys.strings.first(encode(text.decode("utf-8", "replace")))
        return int(np.searchsorted(self._there, number))

    def texts(self, first: int, last: int) -> list[bytes]:
        return [to_bytes(text) for text in self._keys.strings.strings(self._there[first:last])]


def _summed(docs: Ints, frequencies: Ints) -> tuple[Ints, Ints]:
    """The distinct documents, ascending, with their frequencies added."""
    distinct, places = np.unique(docs, return_inverse=True)
    return distinct, np.bincount(places, frequencies, len(distinct)).astype(np.int64)


def _with_tag(places: Places, tag: int) -> Places:
    chosen = places.tags == tag
    return Places(places.docs[chosen], places.positions[chosen], places.tags[chosen])


def _by_place(parts: list[Places]) -> tuple[Ints, Ints]:
    """Documents and positions of all occurrences, ascending by both."""
    if len(parts) == 1:
        return parts[0].docs, parts[0].positions
    docs, positions = (np.concatenate([getattr(part, name) for part in parts]) for name in ("docs", "positions"))
    order = np.lexsort((positions, docs))
    return docs[order], positions[order]
