"""Where the files of an index are: a folder, or memory. Files are written once, whole, and named by the manifest.

kzsearch.json        the manifest: which files are the index (manifest.py)
writer.lock          held by the operating system for the one writer
writer.json          who that is
*.seg, *.del         segments and deletions
*.dic                learnt translations
"""

import io
import json
import os
import platform
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kzsearch.errors import IndexFolderError, IndexLockedError

from .columnfile import ColumnFile

MANIFEST = "kzsearch.json"
LOCK, HOLDER = "writer.lock", "writer.json"
SUFFIXES = (".seg", ".del", ".dic")


class Storage(ABC):
    """The files of one index."""

    name: str

    @abstractmethod
    def create(self, file: str) -> BinaryIO:
        """A new file to be written."""

    @abstractmethod
    def seal(self, file: str, out: BinaryIO) -> None:
        """The file is whole: make it last."""

    @abstractmethod
    def open(self, file: str, size: int) -> ColumnFile:
        """A file that is whole and has so many bytes."""

    @abstractmethod
    def files(self) -> dict[str, int]:
        """The files there are beside the manifest and the lock, with their sizes, named by the manifest or not."""

    @abstractmethod
    def remove(self, file: str) -> None:
        """Remove a file, if it is there and can be."""

    @abstractmethod
    def read_manifest(self) -> str | None:
        """The manifest as written last, None where there is none."""

    @abstractmethod
    def write_manifest(self, content: str) -> None:
        """Replace the manifest: whoever reads it, after a crash too, reads either this one or the last, whole."""

    @abstractmethod
    def lock(self, wait: float) -> AbstractContextManager[None]:
        """Be the one writer. wait: seconds. Raises IndexLockedError, naming who is."""


class Folder(Storage):
    """An index in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"the index in {str(path)!r}"

    def create(self, file: str) -> BinaryIO:
        return (self.path / file).open("wb", buffering=1 << 20)

    def seal(self, file: str, out: BinaryIO) -> None:
        out.flush()
        os.fsync(out.fileno())
        out.close()

    def open(self, file: str, size: int) -> ColumnFile:
        return ColumnFile(self.path / file, repr(str(self.path / file)), size)

    def files(self) -> dict[str, int]:
        return {f.name: f.stat().st_size for f in self.path.iterdir() if f.suffix in SUFFIXES}

    def remove(self, file: str) -> None:
        with suppress(OSError):  # on Windows a file that a snapshot maps stays until a later commit
            (self.path / file).unlink(missing_ok=True)

    def read_manifest(self) -> str | None:
        try:
            return (self.path / MANIFEST).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise IndexFolderError(f"{str(self.path / MANIFEST)!r} is damaged: {error}") from error

    def write_manifest(self, content: str) -> None:
        temporary = self.path / "kzsearch.tmp"
        with temporary.open("w", encoding="utf-8") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self.path / MANIFEST)
        _sync_folder(self.path)

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        from filelock import FileLock, Timeout  # 16 ms that who only reads need not wait for

        lock = FileLock(self.path / LOCK, timeout=wait)
        try:
            lock.acquire(poll_interval=0.02)
        except Timeout as error:
            raise IndexLockedError(
                f"{self.name} is open for writing elsewhere, {self._holder()}: waited {wait:g} s; "
                "close the other writer or wait longer"
            ) from error
        try:
            holder = {"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
            (self.path / HOLDER).write_text(json.dumps(holder), encoding="utf-8")
            yield
        finally:
            with suppress(OSError):
                (self.path / HOLDER).unlink(missing_ok=True)
            lock.release()

    def _holder(self) -> str:
        try:
            who = json.loads((self.path / HOLDER).read_text(encoding="utf-8"))
            return f"by process {who['pid']} on {who['host']} since {who['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "by a process that has not said its name"


def _sync_folder(path: Path) -> None:
    """Make a rename in a folder last. Windows has no such call, and does it by itself."""
    if os.name == "nt":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Memory(Storage):
    """An index that is gone with the process."""

    name = "the index in memory"

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._manifest: str | None = None
        self._lock = threading.Lock()

    def create(self, file: str) -> BinaryIO:
        return io.BytesIO()

    def seal(self, file: str, out: BinaryIO) -> None:
        out.seek(0)
        self._files[file] = out.read()

    def open(self, file: str, size: int) -> ColumnFile:
        return ColumnFile(self._files[file], f"{file!r} in memory", size)

    def files(self) -> dict[str, int]:
        return {name: len(data) for name, data in self._files.items()}

    def remove(self, file: str) -> None:
        self._files.pop(file, None)

    def read_manifest(self) -> str | None:
        return self._manifest

    def write_manifest(self, content: str) -> None:
        self._manifest = content

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        if not self._lock.acquire(timeout=wait):
            raise IndexLockedError(f"{self.name} is being written by another call: waited {wait:g} s")
        try:
            yield
        finally:
            self._lock.release()
