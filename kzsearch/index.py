"""The index that people use: open, add, delete, search, refresh, verify, close."""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

from .additions import Record, records
from .compiler import compile_query
from .documents import Skipped
from .errors import DocumentError, IndexClosedError, IndexFolderError, IndexLockedError, OptionError
from .highlight import Wanted
from .plan import Outcome, wanted
from .query import parse
from .ranking import top
from .results import Hit, Results, Why
from .snapshot import Snapshot
from .store import open_storage, postings

LOCK_WAIT = 5.0  # seconds to wait for another writer
MEMORY_MB = 128  # of postings before Whoosh spills them to disk
LANGUAGES = ("kk", "ru")


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
    return Index(open_storage(place, create=create, fingerprint=analysis_fingerprint()), place)


def analysis_fingerprint() -> str:
    """A digest of the tables of the analysis, kept with the index: terms of another analysis would not meet."""
    digest = sha256()
    root = files("kzsearch_analyzers")
    for folder in (root, root / "kazakh", root / "russian"):
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith((".tsv", ".py")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Index:
    """Documents in Kazakh and Russian, searched together. Made by `kzsearch.open`; a context manager.

    Threads may share it: searches run on a snapshot, one writer at a time changes the index.
    """

    def __init__(self, storage: Any, path: Path | None) -> None:
        self._storage: Any = storage
        self.path = path
        self._lock = threading.RLock()
        self._writing = threading.Lock()
        self._snapshot: Snapshot | None = _newest(storage, self._name())

    # -- writing

    def add(self, docs: Any, progress: bool = False, *, wait: float = LOCK_WAIT) -> AddReport:
        """Add documents, or replace those with the same id. All of the call is committed, or nothing.

        docs: dicts or dataclasses with `id`, `text`, perhaps `title` and other keys, which are stored; an iterable of
        them, which is streamed; a DataFrame; or what `kzsearch.read` yields. An id twice in one call: the last wins,
        and the report says so. progress: show a bar. wait: seconds to wait for another writer.

        Raises DocumentError (the index stays as it was), IndexLockedError, IndexFolderError.

        >>> index = open()
        >>> index.add([{"id": "a", "text": "Бюджет қабылданды"}, {"id": "b", "text": "Принят бюджет"}]).added
        2
        """
        start = time.perf_counter()
        with self._writer(wait) as session:
            for doc in _with_a_bar(records(docs), docs) if progress else records(docs):
                session.put(doc)
        self.refresh()
        return AddReport(session.added, session.updated, tuple(session.skipped), time.perf_counter() - start)

    def delete(self, *ids: str, wait: float = LOCK_WAIT) -> int:
        """Delete documents by id; how many there were.

        >>> index = open()
        >>> report = index.add({"id": "1", "text": "Сәлем"})
        >>> index.delete("1", "2"), len(index)
        (1, 0)
        """
        with self._writer(wait) as session:
            found = sum(session.delete(id) for id in dict.fromkeys(map(str, ids)))
        self.refresh()
        return found

    @contextmanager
    def _writer(self, wait: float) -> "Iterator[_Session]":
        """The one writer of this process and of all others. An index in memory has no other lock than the first."""
        if not self._writing.acquire(timeout=wait):
            raise IndexLockedError(f"{self._name()} is being written by another call: waited {wait:g} s")
        try:
            self._open_storage()
            with _Session(self._storage, self._name(), wait) as session:
                yield session
        finally:
            self._writing.release()

    # -- reading

    def search(
        self, query: str, limit: int = 10, *, cross_lingual: bool = True, lang: str | None = None, offset: int = 0
    ) -> Results:
        """The documents that answer a question best; see query.py for what may be typed. No text of a query raises.

        limit: most hits; offset: hits to leave out before them; cross_lingual: find the other language's words too;
        lang: 'kk' or 'ru' to keep only documents in it.

        Raises OptionError for options out of range, IndexClosedError.

        >>> index = open()
        >>> report = index.add({"id": "1", "text": "Денсаулық сақтау министрі сөз сөйледі"})
        >>> index.search("министр здравоохранения")[0].snippet
        '**Денсаулық** **сақтау** **министрі** сөз сөйледі'
        """
        start = time.perf_counter()
        snapshot = self._open_snapshot()
        _check_options(query, limit, offset, lang)
        parsed = parse(query)
        if parsed.tree is None:
            return Results((), 0, query, parsed.warnings, time.perf_counter() - start)
        clause = compile_query(parsed.tree, snapshot, cross_lingual=cross_lingual)
        outcome = clause.evaluate(snapshot)
        matched = outcome.matched & snapshot.in_language(lang) if lang else outcome.matched
        best = top(outcome.scores, matched, limit + offset)[offset:]
        show = wanted(clause)
        hits = tuple(_hit(snapshot, outcome, int(doc), show, Why(clause, snapshot, int(doc))) for doc in best)
        return Results(hits, int(matched.sum()), query, parsed.warnings, time.perf_counter() - start)

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

    def size(self) -> int:
        """Bytes of its files, on disk or in memory."""
        self._open_storage()
        if self.path is None:
            return sum(map(len, self._storage.storage.files.values()))
        return sum(f.stat().st_size for f in self.path.rglob("*") if f.is_file())

    def refresh(self) -> None:
        """Search the newest commit, also one that another process made."""
        with self._lock:
            self._open_storage()
            self._snapshot = _newest(self._storage, self._name())

    def verify(self) -> int:
        """Read every document and check it against its postings' length; how many there are.

        Raises IndexFolderError naming the first that is damaged.
        """
        snapshot = self._open_snapshot()
        doc = -1
        try:
            for doc in snapshot.documents():
                stored = snapshot.stored(doc)
                made = postings(stored["title"], stored["text"])
                for name in ("title", "text"):
                    if snapshot.lengths[name][doc] != made[f"{name}_length"]:
                        raise IndexFolderError(f"{self._name()}: the {name} of {stored['id']!r} has not its own length")
        except IndexFolderError:
            raise
        except Exception as error:  # whatever damaged files make of Whoosh's readers
            raise IndexFolderError(f"{self._name()}: document number {doc} is damaged: {error!r}") from error
        return snapshot.live

    # -- closing

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

    def _open_storage(self) -> None:
        if self._storage is None:
            raise self._closed_error()

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


class _Session:
    """One writer's work, from its lock to its commit; undone if anything raises."""

    def __init__(self, storage: Any, name: str, wait: float) -> None:
        self._storage, self._name, self._wait = storage, name, wait
        self.added = self.updated = 0
        self.skipped: list[Skipped] = []
        self._fresh: dict[str, int] = {}  # id -> document number in the segment being written

    def __enter__(self) -> "_Session":
        from whoosh.index import LockError

        try:
            self._writer = self._storage.writer(timeout=self._wait, limitmb=MEMORY_MB)
        except LockError as error:
            raise IndexLockedError(
                f"{self._name} is open for writing elsewhere: waited {self._wait:g} s; "
                "close the other writer or wait longer"
            ) from error
        except OSError as error:
            raise IndexFolderError(f"cannot write {self._name}: {error.strerror or error}") from error
        try:
            self._before = _newest(self._storage, self._name)
        except IndexFolderError:
            self._writer.cancel()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if kind is None:
            try:
                self._writer.commit()
                return
            except OSError as failed:
                raise IndexFolderError(f"cannot write {self._name}: {failed.strerror or failed}") from failed
        with suppress(Exception):
            self._writer.cancel()
        if isinstance(error, OSError) and not isinstance(error, (IndexFolderError, DocumentError)):
            raise IndexFolderError(f"cannot write {self._name}: {error.strerror or error}") from error

    def put(self, doc: Record | Skipped) -> None:
        if isinstance(doc, Skipped):
            self.skipped.append(doc)
            return
        if doc.id in self._fresh:
            self._writer.newsegment.delete_document(self._fresh[doc.id])
            self.skipped.append(Skipped(doc.id, "the id comes again later in the same call: the last one is kept"))
        elif self.delete(doc.id):
            self.updated += 1
        else:
            self.added += 1
        self._fresh[doc.id] = self._writer.docnum
        made = postings(doc.title, doc.text)
        self._writer.add_document(id=doc.id, data=_stored(doc, made["lang"]), **made)

    def delete(self, id: str) -> bool:
        """Delete a committed document; was there one?"""
        number = self._before.number(id)
        if number is None:
            return False
        self._writer.delete_document(number)
        return True


def _newest(storage: Any, name: str) -> Snapshot:
    try:
        return Snapshot(storage.reader())
    except Exception as error:  # whatever damaged files make of Whoosh's readers
        raise IndexFolderError(f"{name} is damaged or gone: {error!r}") from error


def _stored(doc: Record, lang: str) -> str:
    return json.dumps({"id": doc.id, "title": doc.title, "text": doc.text, "lang": lang, "fields": doc.fields})


def _public(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored["fields"], "id": stored["id"], "title": stored["title"], "text": stored["text"]}


def _hit(snapshot: Snapshot, outcome: Outcome, doc: int, show: Wanted, why: Why) -> Hit:
    found = snapshot.stored(doc)
    score = float(outcome.scores[doc])
    return Hit(found["id"], score, found["title"], found["text"], found["lang"], found["fields"], show, why)


def _check_options(query: str, limit: int, offset: int, lang: str | None) -> None:
    if not isinstance(query, str):
        raise OptionError(f"query must be a string, got {query!r} ({type(query).__name__})")
    for name, value, least in (("limit", limit, 1), ("offset", offset, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise OptionError(f"{name} must be a whole number >= {least}, got {value!r}")
    if lang is not None and lang not in LANGUAGES:
        raise OptionError(f"lang must be one of {', '.join(LANGUAGES)} or None, got {lang!r}")


def _with_a_bar(docs: Iterable[Record | Skipped], source: Any) -> Iterator[Record | Skipped]:
    """The same, with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import track

    total = len(source) if hasattr(source, "__len__") and not isinstance(source, Mapping) else None
    return iter(track(docs, description="Indexing", total=total, console=Console(stderr=True)))


def _bytes(size: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size //= 1000
    return f"{size} GB"
