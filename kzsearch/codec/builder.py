"""Documents -> one segment file, in bounded memory.

documents --(vocabulary)--> units --(when a run is full: analysis, inversion)--> postings of the run
texts --(a thread of their own)--> compressed blocks in the file
at the end: the runs' postings list by list, dictionaries, columns
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import numpy as np
from kzsearch_analyzers.vocabulary import UnitIds
from numpy.typing import NDArray

from kzsearch.fields import FIELDS

from .columnfile import ColumnWriter
from .columns import write_columns
from .fields import write_field
from .inversion import MOST_WORDS, Postings, Run, SpilledRun, compact, concatenated, invert
from .segment import LANGUAGES
from .tables import write_ids, write_words
from .textstore import TextWriter
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


@dataclass(slots=True)
class _Units:
    """The units of one field of the documents of a run."""

    ids: list[NDArray[np.int32]]
    sizes: list[NDArray[np.int64]]
    cuts: list[NDArray[np.int64]]
    halved: dict[int, int]
    size: int = 0

    def add(self, found: UnitIds, first: int, last: int) -> None:
        """The texts from `first` to `last`."""
        begin, end = int(found.starts[first]), int(found.starts[last])
        self.ids.append(found.ids[begin:end])
        self.sizes.append(np.diff(found.starts[first : last + 1]))
        self.cuts.append(found.cut[first:last])
        self.halved |= {unit - begin + self.size: n for unit, n in found.halved.items() if begin <= unit < end}
        self.size += end - begin

    def all(self) -> UnitIds:
        none = np.zeros(0, np.int64)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate((none, *self.sizes)))))
        ids = np.concatenate((np.zeros(0, np.int32), *self.ids))
        return UnitIds(ids, starts, np.concatenate((none, *self.cuts)), self.halved)


class SegmentBuilder:
    """Writes one segment; `add` as often as needed, then `finish`, or `cancel`."""

    def __init__(self, out: BinaryIO, budget: int) -> None:
        """budget: bytes that the words of one run may take."""
        self._out = ColumnWriter(out)
        self._texts = TextWriter(self._out)
        self._table = WordTable()
        self._most_words = min(budget // _BYTES_A_WORD, MOST_WORDS - 1)
        self._units = _new_units()
        self._runs: dict[str, list[Run]] = {field: [] for field in FIELDS}
        self._spilled = ExitStack()  # their files
        self._last: dict[str, Postings] = {}  # the run that is still in memory
        self._lengths: dict[str, list[NDArray[np.int64]]] = {field: [] for field in FIELDS}
        self._languages: list[NDArray[np.uint8]] = []
        self._ids: list[str] = []
        self._others: list[Mapping[str, Any]] = []
        self._inverted = 0  # documents that runs hold

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, documents: Sequence[Document]) -> None:
        """The next documents: a batch of about vocabulary.BATCH_CHARACTERS characters."""
        titles, texts = [d.title for d in documents], [d.text for d in documents]
        cuts = np.array([0] * len(titles) + [_repeated(d) for d in documents], np.int64)
        found = self._table.analyzer.vocabulary.look_up([*titles, *texts], cuts)
        if self._words() + len(found.ids) > self._most_words and self._words():
            self._end_run()
            for field, run in self._last.items():
                self._runs[field].append(self._spilled.enter_context(closing(SpilledRun(run))))
            self._last = {}
        self._units["title"].add(found, 0, len(titles))
        self._units["text"].add(found, len(titles), 2 * len(titles))
        others = [d.fields for d in documents]
        self._texts.add(titles, texts, others)
        self._ids += [d.id for d in documents]
        self._others += others

    def finish(self) -> dict[str, Any]:
        """Write all; what the segment is about."""
        self._end_run()
        self._texts.finish()
        lists = write_words(self._out, self._table)
        about: dict[str, Any] = {"documents": len(self._ids), "lists": lists, "fields": {}}
        for field in FIELDS:
            pieces = concatenated([*self._runs.pop(field), self._last.pop(field)], _PIECE)
            about["fields"][field] = write_field(self._out, field, pieces, np.concatenate(self._lengths[field]), lists)
        self._out.add("languages", np.concatenate(self._languages))
        write_ids(self._out, self._ids)
        about |= write_columns(self._out, self._others)
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
        kazakh = russian = np.zeros(len(self._ids) - self._inverted, np.int64)
        for field, units in self._units.items():
            tokens = self._table.analyzer.vocabulary.tokens(units.all())
            words, is_kazakh = self._table.look_up(tokens)
            is_russian = self._table.analyzer.is_cyrillic(tokens.forms) & ~is_kazakh
            kazakh = kazakh + _sums(is_kazakh, tokens.starts)
            russian = russian + _sums(is_russian, tokens.starts)
            self._last[field] = compact(invert(words, tokens.starts, tokens.cut, self._inverted))
            self._lengths[field].append(np.diff(tokens.starts) - tokens.cut)
        self._languages.append(_majorities(kazakh, russian))
        self._inverted = len(self._ids)
        self._units = _new_units()

    def _words(self) -> int:
        return sum(units.size for units in self._units.values())


def _new_units() -> dict[str, _Units]:
    return {field: _Units([], [], [], {}) for field in FIELDS}


def _repeated(document: Document) -> int:
    """How many characters of the text its title repeats; a title may be a first sentence that was cut short."""
    opening = document.title.rstrip("…")
    return len(opening) if document.text.startswith(opening) else 0


def _sums(values: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many are true of each document, shape (documents,)."""
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(values)))
    return np.diff(sums[starts])


def _majorities(kazakh: NDArray[np.int64], russian: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The language that most words of each document are in, a place in LANGUAGES; as language.majority has it."""
    kk, ru = (LANGUAGES.index(lang) for lang in ("kk", "ru"))
    return np.where(kazakh + russian == 0, 0, np.where(kazakh >= russian, kk, ru)).astype(np.uint8)
