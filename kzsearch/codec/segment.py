"""One segment, read-only: its dictionaries, postings, lengths, documents and columns, as arrays."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from kzsearch_analyzers.codepage import Bytes
from numpy.typing import NDArray

from .columnfile import ColumnFile
from .columns import Column
from .dictionary import Dictionary
from .distinct import counted
from .inversion import Postings, Total
from .narrow import Narrow
from .textstore import TextStore

LANGUAGES = ("", "kk", "ru")  # of documents, by their code
KAZAKH = 1 << 31  # in words.lists


class ListPostings(NamedTuple):
    """The postings of a list in a field. docs: int64, ascending; frequencies: same shape."""

    docs: NDArray[np.int64]
    frequencies: NDArray[Any]


class Places(NamedTuple):
    """The occurrences of a list in a field, by document and position; docs, positions, tags: int64, same shape."""

    docs: NDArray[np.int64]
    positions: NDArray[np.int64]
    tags: NDArray[np.int64]


class Together(NamedTuple):
    """The postings of several lists in a field, end to end. docs: int64; frequencies: same shape; sizes: how many each
    list has."""

    docs: NDArray[np.int64]
    frequencies: NDArray[np.integer]
    sizes: list[int]

    def one(self, place: int) -> ListPostings:
        """Those of one of the lists."""
        start = sum(self.sizes[:place])
        end = start + self.sizes[place]
        return ListPostings(self.docs[start:end], self.frequencies[start:end])


class Word(NamedTuple):
    """A form in a language: its list, which of the list's words it is, and whether it is Kazakh."""

    list: int
    tag: int
    kazakh: bool


class FieldPostings:
    """The postings of one field."""

    def __init__(self, file: ColumnFile, field: str, lists: int) -> None:
        """lists: how many the segment has."""
        self._file, self._field, self._count = file, field, lists
        self._narrow = {
            name: Narrow(file, f"{field}.{name}") for name in ("frequencies", "positions", "tags", "lengths")
        }
        self._own = f"{field}.lists" if f"{field}.lists" in file else None

    def lists(self) -> NDArray[np.int64]:
        """The lists that have postings in the field, ascending."""
        if self._own is None:
            return np.arange(len(self._file.unverified(f"{self._field}.starts")) - 1)
        return self._file.array(self._own).astype(np.int64)

    def total(self) -> Total:
        """How many postings and occurrences it has."""
        last = len(self._file.unverified(f"{self._field}.starts")) - 1
        postings, occurrences = (
            self._file.part(f"{self._field}.{name}", last, last + 1) for name in ("starts", "places")
        )
        return Total(int(postings[0]), int(occurrences[0]))

    def df(self, list: int) -> int:
        """In how many documents a list is."""
        row = self._rows[list]
        return 0 if row < 0 else self._starts[row + 1] - self._starts[row]

    def docs(self, list: int) -> NDArray[np.uint32]:
        """The documents of a list, empty where it is not in the field."""
        bounds, _ = self._bounds([list], self._starts)
        return self._file.parts(f"{self._field}.docs", bounds)

    def postings(self, list: int) -> ListPostings:
        """The documents of a list, empty where it is not in the field."""
        docs, frequencies, _ = self.together([list])
        return ListPostings(docs, frequencies.astype(np.int64))

    def together(self, lists: Sequence[int]) -> Together:
        """The postings of several lists end to end; nothing of those that are not in the field."""
        bounds, sizes = self._bounds(lists, self._starts)
        docs = self._file.parts(f"{self._field}.docs", bounds).astype(np.int64)
        return Together(docs, self._narrow["frequencies"].parts(bounds), sizes)

    def standing(self, list: int, tag: int, read: ListPostings | None = None) -> NDArray[np.int64]:
        """The documents where one word of a list stands, once for each time. read: the list's postings, if known."""
        docs, frequencies = self.postings(list) if read is None else read
        bounds, _ = self._bounds([list], self._places)
        return docs.repeat(frequencies).compress(self._narrow["tags"].parts(bounds) == tag)

    def tagged(self, list: int, tag: int) -> ListPostings:
        """The documents where one word of a list stands, and how often."""
        return ListPostings(*counted(self.standing(list, tag)))

    def _bounds(self, lists: Sequence[int], starts: memoryview) -> tuple[list[tuple[int, int]], list[int]]:
        """Where the lists that the field has begin and end, and how much of it each list has."""
        rows, bounds, sizes = self._rows, [], []
        for number in lists:
            row = rows[number]
            if row < 0:
                sizes.append(0)
            else:
                start, end = starts[row], starts[row + 1]
                bounds.append((start, end))
                sizes.append(end - start)
        return bounds, sizes

    # what is read item by item: a view of memory gives one at a tenth of an array's time

    @cached_property
    def _rows(self) -> memoryview:
        """Where each list stands among those that the field has, -1 for one that it has not."""
        own = self.lists()
        rows = np.full(self._count, -1, np.int32)
        rows[own] = np.arange(len(own), dtype=np.int32)
        return rows.data

    @cached_property
    def _starts(self) -> memoryview:
        return self._file.array(f"{self._field}.starts").data

    @cached_property
    def _places(self) -> memoryview:
        return self._file.array(f"{self._field}.places").data

    def places(self, list: int) -> Places:
        """Every occurrence of a list, empty where it is not in the field."""
        found, (bounds, _) = self.postings(list), self._bounds([list], self._places)
        positions, tags = (self._narrow[name].parts(bounds).astype(np.int64) for name in ("positions", "tags"))
        return Places(np.repeat(found.docs, found.frequencies), positions, tags)

    def sizes(self) -> NDArray[np.int64]:
        """Occurrences of each of `lists`."""
        places: NDArray[np.int64] = self._file.array(f"{self._field}.places").astype(np.int64)
        return np.diff(places)

    def rows(self, rows: NDArray[np.int64]) -> Postings:
        """The postings of the lists that stand at some places of `lists`, in that order."""
        starts, places = (self._file.array(f"{self._field}.{name}").astype(np.int64) for name in ("starts", "places"))
        docs_at, new_starts = _ranges(starts[rows], starts[rows + 1])
        words_at, new_places = _ranges(places[rows], places[rows + 1])
        docs = self._file.array(f"{self._field}.docs")[docs_at].astype(np.int64)
        frequencies = self._narrow["frequencies"].take(docs_at).astype(np.int64)
        positions, tags = (self._narrow[name].take(words_at) for name in ("positions", "tags"))
        return Postings(self.lists()[rows], new_starts, docs, frequencies, new_places, positions, tags)

    def pieces(self, most: int) -> Iterator[Postings]:
        """All postings, some lists at a time: about `most` occurrences."""
        ends = np.cumsum(self.sizes())
        first = 0
        while first < len(ends):
            before = ends[first - 1] if first else 0
            last = max(int(np.searchsorted(ends, before + most, side="right")), first + 1)
            yield self.rows(np.arange(first, last))
            first = last

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each document, shape (documents,)."""
        return self._narrow["lengths"].all().astype(np.int64)


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All numbers from starts[i] to ends[i], one range after another; where each range begins, with the end."""
    sizes = ends - starts
    firsts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    return np.arange(firsts[-1]) + np.repeat(starts - firsts[:-1], sizes), firsts


class Segment:
    """A segment file."""

    def __init__(self, file: ColumnFile) -> None:
        self.file = file
        try:
            self.documents = int(file.about["documents"])
            self.lists = int(file.about["lists"])
            self.fields = {field: FieldPostings(file, field, self.lists) for field in file.about["fields"]}
            self.columns: Mapping[str, Column] = {
                key: Column(file, number, kind) for number, (key, kind) in enumerate(file.about["columns"])
            }
            self.forms, self.lemmas, self.coarse = (Dictionary(file, name) for name in ("forms", "lemmas", "coarse"))
            self.texts = TextStore(file)
        except (KeyError, TypeError, ValueError) as error:
            raise file.damaged(f"its directory lacks {error}") from error

    # -- words

    def words(self, form: str) -> list[Word]:
        """The words that a form is; form: as analysis.form_term gives it."""
        number = self.forms.find(form)
        return [] if number < 0 else self.words_of(number)

    def words_of(self, number: int) -> list[Word]:
        """The words of a form, given its number in the dictionary."""
        starts, lists, tags = self._words
        return [
            Word(lists[i] & (KAZAKH - 1), tags[i], bool(lists[i] & KAZAKH))
            for i in range(starts[number], starts[number + 1])
        ]

    @cached_property
    def _words(self) -> tuple[memoryview, memoryview, memoryview]:
        names = ("forms.words", "words.lists", "words.tags")
        starts, lists, tags = (self.file.array(name).data for name in names)
        return starts, lists, tags

    def words_in(self, list: int) -> int:
        """How many words a list has."""
        return self._word_counts[list]

    @cached_property
    def _word_counts(self) -> memoryview:
        lists = self.file.array("words.lists") & np.uint32(KAZAKH - 1)
        return np.bincount(lists, minlength=self.lists).data

    def list_of(self, lemma: str) -> int | None:
        """The list of a lemma."""
        number = self.lemmas.find(lemma)
        return None if number < 0 else self._lists_of_lemmas[number]

    @cached_property
    def _lists_of_lemmas(self) -> memoryview:
        return self.file.array("lemmas.lists").data

    def lemmas_at(self, numbers: Sequence[int]) -> list[tuple[str, int]]:
        """The lemmas with some numbers in the dictionary, each with its list."""
        return [(self.lemmas[number], self._lists_of_lemmas[number]) for number in numbers]

    def lemma(self, list: int) -> str:
        """The lemma of a list."""
        return self.lemmas[int(self._lemma_numbers[list])]

    @cached_property
    def _lemma_numbers(self) -> NDArray[np.int64]:
        return np.argsort(self.file.array("lemmas.lists"))

    def lists_of(self, coarse: str) -> list[int]:
        """The lists of a coarse key."""
        number = self.coarse.find(coarse)
        if number < 0:
            return []
        starts, lists = self._coarse
        return lists[starts[number] : starts[number + 1]].tolist()

    @cached_property
    def _coarse(self) -> tuple[memoryview, memoryview]:
        return self.file.array("coarse.groups").data, self.file.array("coarse.lists").data

    # -- documents

    def number(self, id: str) -> list[int]:
        """The documents with an id, newest last; deleted ones too."""
        hashes = self.id_hashes()
        wanted = np.uint32(id_hash(id))
        first, last = int(np.searchsorted(hashes, wanted)), int(np.searchsorted(hashes, wanted, side="right"))
        docs = self.file.part("ids.order", first, last).tolist() if last > first else []
        return [doc for doc in docs if self.id(doc) == id]

    def id_hashes(self) -> NDArray[np.uint32]:
        """The hash of every id, sorted."""
        return self.file.array("ids.hashes")

    def id(self, doc: int) -> str:
        """The id of a document."""
        return self._ids[doc]

    def ids(self, docs: NDArray[np.int64]) -> list[str]:
        """The ids of documents."""
        return self._ids.strings(docs)

    def id_codes(self) -> tuple[Bytes, NDArray[np.int64]]:
        """Every id: codes (codepage.py), and where each begins, with the end."""
        return self._ids.all_codes()

    @cached_property
    def _ids(self) -> Dictionary:
        return Dictionary(self.file, "ids")  # not sorted: by number only

    @cached_property
    def languages(self) -> NDArray[np.uint8]:
        """The language of each document, a place in LANGUAGES, shape (documents,)."""
        return self.file.array("languages")


def id_hash(id: str) -> int:
    """The number under which an id is looked up.

    >>> id_hash("мектеп.txt")
    4010073569
    """
    return zlib.crc32(id.encode("utf-8", "surrogatepass"))
