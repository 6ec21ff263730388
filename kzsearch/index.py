"""The index that people use: open, add, delete, search, refresh, verify, close."""

import threading
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kzsearch_analyzers.fingerprint import fingerprint

from .additions import records, with_a_bar
from .codec.generation import open_generation
from .codec.storage import Storage
from .documents import Skipped
from .errors import IndexClosedError, IndexLockedError, OptionError
from .options import LANGUAGES, Options, Recency
from .scoring import DEFAULT, Formula, Scorer, scorer_of
from .snapshot import Snapshot
from .store import open_storage

if TYPE_CHECKING:  # imported by who writes and who searches, when they do
    from whoosh.query import Query as WhooshQuery

    from .codec.writer import Writer
    from .learning import LearnReport
    from .results import Results

LOCK_WAIT = 5.0  # seconds to wait for another writer


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `add` did: numbers of documents, what was passed over and why, and the seconds it took."""

    added: int = 0
    updated: int = 0
    skipped: tuple[Skipped, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def __str__(self) -> str:
        counts = f"{self.added} added, {self.updated} updated, {len(self.skipped)} skipped in {self.seconds:.1f} s"
        return "\n".join([counts, *(f"  skipped {s.source}: {s.reason}" for s in self.skipped)])


def open(path: str | PathLike[str] | None = None, *, create: bool = True) -> "Index":
    """Open the index in a folder; make it if it is not there. None: an index in memory.

    create=False: a missing index is an error. Raises IndexFolderError: the path is a file, or a folder that holds
    something else, or it cannot be read or written.

    >>> with open() as index:
    ...     report = index.add([{"id": "1", "text": "Мектептер ашылды"}])
    ...     [hit.id for hit in index.search("мектеп")]
    ['1']
    """
    try:
        place = None if path is None else Path(path)
    except TypeError as error:
        raise OptionError(f"path must be a string, a path or None, got {path!r} ({type(path).__name__})") from error
    index = Index(open_storage(place, create=create), place)
    if index.is_stale():
        warnings.warn(
            f"{index!r} was analysed by another kzsearch: index.reanalyse() brings it up to date", stacklevel=2
        )
    return index


class Index:
    """Documents in Kazakh and Russian, searched together. Made by `kzsearch.open`; a context manager.

    Threads may share it: searches run on a snapshot, one writer at a time changes the index.
    """

    def __init__(self, storage: Storage, path: Path | None) -> None:
        self._storage: Storage | None = storage
        self.path = path
        self._lock = threading.RLock()
        self._writing = threading.Lock()
        self._snapshot: Snapshot | None = Snapshot(open_generation(storage))

    # -- writing

    def add(self, docs: Any, progress: bool = False, *, wait: float = LOCK_WAIT, workers: int = 1) -> AddReport:
        """Add documents, or replace those with the same id. All of the call is committed, or nothing.

        docs: dicts or dataclasses with `id`, `text`, perhaps `title` and other keys, which are stored; an iterable of
        them, which is streamed; a DataFrame; or what `kzsearch.read` yields. An id twice in one call: the last wins,
        and the report says so. progress: show a bar. wait: seconds to wait for another writer. workers: processes that
        analyse and write, for a folder's index and many documents; more than one starts so many beside this one.

        Raises DocumentError (the index stays as it was), IndexLockedError, IndexFolderError.

        >>> index = open()
        >>> index.add([{"id": "a", "text": "Бюджет қабылданды"}, {"id": "b", "text": "Принят бюджет"}]).added
        2
        """
        start = time.perf_counter()
        skipped: list[Skipped] = []
        if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
            raise OptionError(f"workers must be a whole number >= 1, got {workers!r}")
        with self._writer(wait, workers) as writer:
            for doc in with_a_bar(records(docs), docs, "Indexing") if progress else records(docs):
                if isinstance(doc, Skipped):
                    skipped.append(doc)
                else:
                    writer.put(doc)
        self.refresh()
        again = "the id comes again later in the same call: the last one is kept"
        skipped += [Skipped(id, again) for id in writer.repeated]
        return AddReport(writer.added, writer.updated, tuple(skipped), time.perf_counter() - start)

    def reanalyse(self, *, wait: float = LOCK_WAIT) -> AddReport:
        """Analyse anew, from their stored texts, the documents whose terms an older analysis made.

        Worth it after kzsearch's lexicon or rules have grown: `open` warns then. Raises as `add`.

        >>> index = open()
        >>> report = index.add({"id": "1", "text": "Сәлем"})
        >>> index.reanalyse().updated  # this analysis made them all
        0
        """
        start = time.perf_counter()
        with self._writer(wait) as writer:
            for document in writer.stale():
                writer.put(document)
        self.refresh()
        return AddReport(writer.added, writer.updated, (), time.perf_counter() - start)

    def delete(self, *ids: str, wait: float = LOCK_WAIT) -> int:
        """Delete documents by id; how many there were.

        >>> index = open()
        >>> report = index.add({"id": "1", "text": "Сәлем"})
        >>> index.delete("1", "2"), len(index)
        (1, 0)
        """
        with self._writer(wait) as writer:
            found = sum(writer.delete(id) for id in dict.fromkeys(map(str, ids)))
        self.refresh()
        return found

    def learn_translations(
        self, pairs: Iterable[tuple[str, str]], *, progress: bool = False, wait: float = LOCK_WAIT
    ) -> "LearnReport":
        """Learn translations of words from aligned sentences, (Kazakh, Russian), or from a DataFrame of two columns;
        searches use them beside the dictionary's. They replace those learnt before. No pair at all removes them; pairs
        that teach nothing do not.

        progress, wait: as of `add`; formulas: learning.py. Raises as `add`; DocumentError: a pair is no two strings.

        >>> index = open()
        >>> report = index.add({"id": "1", "text": "Баланың құлақшыны"})
        >>> pairs = [("Жылы құлақшын", "Теплая ушанка"), ("Кең құлақшын", "Широкая ушанка"), ("Жылы үй", "Теплый дом")]
        >>> index.learn_translations(pairs).to_kazakh, [hit.id for hit in index.search("ушанка")]
        (2, ['1'])
        """
        from .aligned import rows
        from .learning import learn

        table, report = learn(with_a_bar(rows(pairs), pairs, "Reading") if progress else pairs)
        if table or not report.given:
            with self._writer(wait) as writer:
                writer.replace_translations(table)
            self.refresh()
        return report

    @contextmanager
    def _writer(self, wait: float, workers: int = 1) -> "Iterator[Writer]":
        """The one writer of this process and of all others."""
        if not self._writing.acquire(timeout=wait):
            raise IndexLockedError(f"{self._name()} is being written by another call: waited {wait:g} s")
        from .codec.writer import Writer

        try:
            with Writer(self._open_storage(), fingerprint(), wait=wait, workers=workers) as writer:
                yield writer
        finally:
            self._writing.release()

    # -- reading

    def search(
        self,
        query: "str | WhooshQuery",
        limit: int = 10,
        *,
        cross_lingual: bool | float = True,
        lang: str | None = None,
        offset: int = 0,
        where: Mapping[str, Any] | None = None,
        minimum_should_match: float = 1,
        scorer: Scorer | Formula = DEFAULT,
        recency: Recency | None = None,
        proximity: float = 0.0,
    ) -> "Results":
        """The documents that answer a question best; see query.py for what may be typed. No text of a query raises.

        query: a text, or a query of Whoosh over the fields of `whoosh()`.
        limit: most hits; offset: hits to leave out before them; cross_lingual: find the other language's words too; a
        number from 0 to 1 is what the best translation of a word weighs against the word (True: 0.85).
        lang: 'kk' or 'ru' to keep only documents in it.
        where: what other keys have to be, by key: a value, several of which any will do, a `kzsearch.Range` of numbers,
        dates or strings, None where the document is to lack it. Of a list in a document any value will do.
        minimum_should_match: how many of the words that may match have to, or which share of them, rounded down; 1 is
        any of them, and none where another one must match.
        scorer: of kzsearch.scoring, or a function as scoring.Own says.
        recency: a `kzsearch.Recency`, for newer documents first.
        proximity: how much neighbouring words of the question that stand close together add, of the lesser of their
        scores; only the first hundred documents change their order.

        Raises OptionError for options out of range, IndexClosedError.

        >>> index = open()
        >>> report = index.add([{"id": "1", "text": "Денсаулық сақтау министрі сөз сөйледі"}])
        >>> index.search("министр здравоохранения")[0].snippet
        '**Денсаулық** **сақтау** **министрі** сөз сөйледі'
        """
        return self.search_many(
            [query], limit, cross_lingual=cross_lingual, lang=lang, offset=offset, where=where,
            minimum_should_match=minimum_should_match, scorer=scorer, recency=recency, proximity=proximity,
        )[0]  # fmt: skip

    def search_many(
        self,
        queries: "Iterable[str | WhooshQuery]",
        limit: int = 10,
        *,
        cross_lingual: bool | float = True,
        lang: str | None = None,
        offset: int = 0,
        where: Mapping[str, Any] | None = None,
        minimum_should_match: float = 1,
        scorer: Scorer | Formula = DEFAULT,
        recency: Recency | None = None,
        proximity: float = 0.0,
    ) -> "list[Results]":
        """`search` of each question, all of one snapshot: what another thread adds meanwhile is in none of them.

        For evaluation runs; the options and errors are those of `search`.

        >>> index = open()
        >>> report = index.add([{"id": "1", "text": "Мектептер ашылды"}])
        >>> [len(found) for found in index.search_many(["мектеп", "школа", "аурухана"])]
        [1, 1, 0]
        """
        if isinstance(queries, str) or _is_of_whoosh(queries) or not isinstance(queries, Iterable):
            raise OptionError(f"queries must be several, got {queries!r} ({type(queries).__name__})")
        snapshot, asked = self._open_snapshot(), [*queries]
        for query in asked:
            if not isinstance(query, str) and not _is_of_whoosh(query):
                raise OptionError(
                    f"query must be a string or a query of Whoosh, got {query!r} ({type(query).__name__})"
                )
        options = Options(
            limit=limit, cross_lingual=cross_lingual, lang=lang, offset=offset, where={} if where is None else where,
            minimum_should_match=minimum_should_match, scorer=scorer_of(scorer), recency=recency, proximity=proximity,
        )  # fmt: skip
        from .searching import search

        return [search(snapshot, query, options) for query in asked]

    def whoosh(self) -> Any:
        """A read-only Whoosh index over the newest commit that this index has seen, for Whoosh's own queries.

        Its fields are `text` and `title` (lemmas), each also with `_form`, `_coarse` and `_folded`, `id`, `lang` and
        the documents' other keys; scoring.Whoosh scores as Whoosh's own codec would: docs/whoosh-differences.md.

        >>> from whoosh.qparser import QueryParser
        >>> index = open()
        >>> report = index.add({"id": "1", "text": "Мектептер ашылды"})
        >>> with index.whoosh().searcher() as searcher:
        ...     [hit["id"] for hit in searcher.search(QueryParser("text", searcher.schema).parse("мектепте"))]
        ['1']
        """
        return self._open_snapshot().whoosh

    def get(self, id: str) -> dict[str, Any] | None:
        """A document as it was added, None if there is none with this id."""
        snapshot = self._open_snapshot()
        doc = snapshot.number(str(id))
        return None if doc is None else _public(snapshot.stored(doc))

    def __contains__(self, id: object) -> bool:
        return self._open_snapshot().number(str(id)) is not None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """All documents, as they were added."""
        snapshot = self._open_snapshot()
        return (_public(snapshot.stored(doc)) for doc in snapshot.documents())

    def __len__(self) -> int:
        return self._open_snapshot().live

    def languages(self) -> dict[str, int]:
        """Documents by language, '' for neither."""
        snapshot = self._open_snapshot()
        counts = {lang: int(snapshot.in_language(lang).sum()) for lang in LANGUAGES}
        return counts | {"": snapshot.live - sum(counts.values())}

    def learnt(self) -> dict[str, int]:
        """How many lemmas of each language `learn_translations` taught translations of."""
        learnt = self._open_snapshot().generation.translations
        return learnt.lemmas if learnt else dict.fromkeys(LANGUAGES, 0)

    def size(self) -> int:
        """Bytes of its files, on disk or in memory."""
        storage = self._open_storage()
        return sum(storage.files().values()) + len((storage.read_manifest() or "").encode())

    def refresh(self) -> None:
        """Search the newest commit, also one that another process made."""
        with self._lock:
            storage, before = self._open_storage(), self._snapshot
            known = {leaf.entry.file: leaf.segment for leaf in before.generation.leaves} if before else {}
            self._snapshot = Snapshot(open_generation(storage, known))

    def verify(self) -> int:
        """Compare every checksum and read every document; how many there are.

        Raises IndexFolderError naming the file that is damaged.
        """
        snapshot = self._open_snapshot()
        snapshot.generation.verify()
        for doc in snapshot.documents():
            snapshot.stored(doc)
        return snapshot.live

    # -- closing

    def is_stale(self) -> bool:
        """Are there documents whose terms another analysis made than this kzsearch has? See `reanalyse`."""
        entries = self._open_snapshot().generation.manifest.segments
        return any(entry.analysis != fingerprint() for entry in entries)

    def close(self) -> None:
        """Let the index go. Hits stay valid."""
        with self._lock:
            self._storage = self._snapshot = None

    @property
    def closed(self) -> bool:
        """Was it closed?"""
        return self._storage is None

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _open_storage(self) -> Storage:
        storage = self._storage
        if storage is None:
            raise self._closed_error()
        return storage

    def _closed_error(self) -> IndexClosedError:
        return IndexClosedError(f"{self._name()} is closed: open it again with kzsearch.open")

    def _open_snapshot(self) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is None:
            raise self._closed_error()
        return snapshot

    def _name(self) -> str:
        return f"the index in {str(self.path)!r}" if self.path else "the index in memory"

    def __repr__(self) -> str:
        place = repr(str(self.path)) if self.path else "in memory"
        if self.closed:
            return f"<Index {place}, closed>"
        parts = ", ".join(f"{n} {lang or 'other'}" for lang, n in self.languages().items() if n)
        count = f"{len(self)} document{'' if len(self) == 1 else 's'}"
        return f"<Index {place}: {count}{f' ({parts})' if parts else ''}, {_bytes(self.size())}>"


def _public(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored["fields"], "id": stored["id"], "title": stored["title"], "text": stored["text"]}


def _is_of_whoosh(query: object) -> bool:
    """Without importing Whoosh for a text."""
    return any(f"{base.__module__}.{base.__qualname__}" == "whoosh.query.qcore.Query" for base in type(query).__mro__)


def _bytes(size: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size //= 1000
    return f"{size} GB"
