"""Documents -> one segment file, in bounded memory.

documents --(vocabulary)--> units --(when a run is full: analysis, inversion)--> postings of the run
texts --(a thread of their own)--> compressed blocks in the file
at the end: the runs' postings list by list, dictionaries, columns
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import numpy as np
from kzsearch_analyzers.vocabulary import UnitIds
from numpy.typing import NDArray

from kzsearch.fields import FIELDS

from .columnfile import ColumnWriter
from .columns import Columns
from .fields import write_field
from .inversion import MOST_WORDS, Inversion, Postings, Run, SpilledRun, Total, compact, concatenated, prepared
from .segment import LANGUAGES
from .tables import write_ids, write_words
from .textstore import Batch, TextWriter
from .wordtable import WordTable

_BYTES_A_WORD = 48  # of memory that a run takes while it is inverted
_MOST_FORMS = 3_000_000  # about 200 bytes of memory each
_PIECE = 1 << 20  # occurrences put together at once


class Document(Protocol):
    """What the builder is given."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of some texts: their numbers in the table, where each text begins, with the end, and how many first
    words of each are left out."""

    words: NDArray[np.int32]
    starts: NDArray[np.int64]
    cut: NDArray[np.int64]

    def part(self, first: int, last: int) -> "_Read":
        """The texts from `first` to `last`."""
        begin, end = self.starts[[first, last]].tolist()
        return _Read(self.words[begin:end], self.starts[first : last + 1] - begin, self.cut[first:last])


class SegmentBuilder:
    """Writes one segment; `add` as often as needed, then `finish`, or `cancel`."""

    def __init__(self, out: BinaryIO, budget: int) -> None:
        """budget: bytes that the words of one run may take."""
        self._out = ColumnWriter(out)
        self._texts = TextWriter(self._out)
        self._table = WordTable()
        self._most_words = min(budget // _BYTES_A_WORD, MOST_WORDS - 1)
        self._pieces: list[UnitIds] = []  # the documents since the last run, a batch each: titles, then texts
        self._units = 0  # of those documents
        self._judged = 1  # ids of the vocabulary whose evidence is known
        self._runs: dict[str, list[Run]] = {field: [] for field in FIELDS}
        self._spilled = ExitStack()  # their files
        self._last: dict[str, Postings] = {}  # the run that is still in memory
        self._lengths: dict[str, list[NDArray[np.int64]]] = {field: [] for field in FIELDS}
        self._languages: list[NDArray[np.uint8]] = []
        self._ids: list[str] = []
        self._columns = Columns()
        self._inverted = 0  # documents that runs hold
        self._room = np.empty(0, np.uint64)  # where words are inverted

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, documents: Sequence[Document]) -> None:
        """The next documents: a batch of about vocabulary.BATCH_CHARACTERS characters."""
        titles, texts = [d.title for d in documents], [d.text for d in documents]
        cuts = np.array([0] * len(titles) + _repeated(titles, texts), np.int64)
        found = self._table.analyzer.vocabulary.look_up([*titles, *texts], cuts)
        if self._units and self._units + len(found.ids) > self._most_words:
            self._end_run()
            self._spill()
        others = [d.fields for d in documents]
        count, starts = len(documents), found.texts
        self._texts.add(Batch(found.joined, starts[: count + 1], starts[count:], others))
        self._pieces.append(found.without_texts())
        self._units += len(found.ids)
        self._ids += [d.id for d in documents]
        self._columns.add(others)

    def finish(self) -> dict[str, Any]:
        """Write all; what the segment is about."""
        self._end_run()
        self._room = np.empty(0, np.uint64)
        self._texts.finish()
        lists = write_words(self._out, self._table)
        about: dict[str, Any] = {"documents": len(self._ids), "lists": lists, "fields": {}}
        for field in FIELDS:
            runs, lengths = [*self._runs.pop(field), self._last.pop(field)], np.concatenate(self._lengths[field])
            pieces = concatenated(runs, _PIECE)
            about["fields"][field] = write_field(self._out, field, pieces, Total.of(runs), lengths, lists)
        self._out.add("languages", np.concatenate(self._languages))
        write_ids(self._out, self._ids)
        about |= self._columns.write(self._out)
        about["bytes"] = self._out.finish(about)
        self._spilled.close()
        return about

    def cancel(self) -> None:
        """Write nothing more."""
        self._texts.cancel()
        self._spilled.close()

    @property
    def is_full(self) -> bool:
        """Are its tables so large that further documents had better go to another segment?"""
        return len(self._table.analyzer.vocabulary) > _MOST_FORMS

    def _end_run(self) -> None:
        """Analyse and invert the documents since the last run."""
        analyzer, table = self._table.analyzer, self._table
        analyzer.judge(analyzer.vocabulary.new_forms(self._judged))
        self._judged = len(analyzer.vocabulary)
        read = [self._read(units) for units in self._pieces]
        self._pieces, self._units = [], 0
        table.learn()
        of_words = prepared(table.packed[: table.words_end], table.lists)
        for i, field in enumerate(FIELDS):
            fields = [piece[i] for piece in read]
            words = sum(len(found.words) for found in fields)
            longest = max((int(np.diff(found.starts).max()) for found in fields), default=0)
            docs = len(self._ids) - self._inverted
            self._room = self._room if len(self._room) >= words else np.empty(words, np.uint64)
            inversion = Inversion(words, docs, longest, table.lists, self._inverted, self._room)
            for found in fields:
                inversion.add(of_words.take(found.words), found.starts, found.cut)
                self._lengths[field].append(np.diff(found.starts) - found.cut)
            self._last[field] = compact(inversion.postings())
        self._inverted = len(self._ids)

    def _read(self, units: UnitIds) -> list[_Read]:
        """The words of a batch, field by field; notes the languages of its documents."""
        analyzer = self._table.analyzer
        tokens = analyzer.vocabulary.tokens(units)
        is_kazakh, is_cyrillic = analyzer.languages(tokens)
        self._languages.append(_majorities(*(_sums(which, tokens.starts) for which in (is_kazakh, is_cyrillic))))
        read = _Read(self._table.words(tokens.forms, is_kazakh), tokens.starts, tokens.cut)
        count = len(tokens.cut) // len(FIELDS)
        return [read.part(i * count, (i + 1) * count) for i in range(len(FIELDS))]

    def _spill(self) -> None:
        """Keep the run just ended on disk."""
        for field, run in self._last.items():
            self._runs[field].append(self._spilled.enter_context(closing(SpilledRun(run))))
        self._last = {}


def _repeated(titles: Sequence[str], texts: Sequence[str]) -> list[int]:
    """How many characters of each text its title repeats; a title may be a first sentence that was cut short."""
    openings = (title.rstrip("…") for title in titles)
    return [
        _end_of_words(text, len(opening)) if text.startswith(opening) else 0
        for opening, text in zip(openings, texts, strict=True)
    ]


_GOES_ON = re.compile(r"[^\w\s]*\w")  # the same word, -19 of COVID-19 too


def _end_of_words(text: str, end: int) -> int:
    """Where the last word ends that ends there or before.

    >>> _end_of_words("Авто сатылды", 4), _end_of_words("Жаңа автомобиль", 9)
    (4, 5)
    """
    head = text[:end]
    is_inside = head and not head[-1].isspace() and _GOES_ON.match(text, end)
    return end - len(head.rsplit(maxsplit=1)[-1]) if is_inside else end


def _sums(values: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many words of each document this is true of. starts: of texts, field by field; returns shape (documents,)."""
    sums, rows = np.zeros(len(starts) - 1, np.int64), np.flatnonzero(np.diff(starts))
    sums[rows] = np.add.reduceat(values.view(np.int8), starts[rows], dtype=np.int32) if len(rows) else 0
    by_field: NDArray[np.int64] = sums.reshape(len(FIELDS), -1).sum(axis=0)
    return by_field


def _majorities(kazakh: NDArray[np.int64], cyrillic: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The language that most words of each document are in, a place in LANGUAGES; as language.majority has it."""
    kk, ru = (LANGUAGES.index(lang) for lang in ("kk", "ru"))
    return np.where(cyrillic == 0, 0, np.where(2 * kazakh >= cyrillic, kk, ru)).astype(np.uint8)
