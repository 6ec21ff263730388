"""Segments built by other processes, for those who have processors to spare: `Index.add(docs, workers=4)`.

Each process runs this module and builds one segment. It gets batches of documents on its standard input, each as its
size in 8 bytes and that many bytes of marshal, and ends with a size of 0; then it writes what the segment is about, as
JSON, to its standard output.
"""

import json
import marshal
import os
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

from kzsearch.errors import IndexFolderError

from .builder import Document, SegmentBuilder
from .storage import Folder, Storage

_SIZE = struct.Struct("<Q")


class Building(Protocol):
    """A segment that is being written."""

    file: str

    def __len__(self) -> int: ...

    @property
    def is_full(self) -> bool: ...

    def add(self, documents: Sequence[Document]) -> None: ...

    def finish(self) -> dict[str, Any]: ...

    def cancel(self) -> None: ...


class Here:
    """A segment built in this process."""

    def __init__(self, storage: Storage, file: str, budget: int) -> None:
        self.file, self._storage = file, storage
        self._out = storage.create(file)
        try:
            self._builder = SegmentBuilder(self._out, budget)
        except BaseException:
            self._close()
            raise

    def __len__(self) -> int:
        return len(self._builder)

    @property
    def is_full(self) -> bool:
        """Had further documents better go to another segment?"""
        return self._builder.is_full

    def add(self, documents: Sequence[Document]) -> None:
        """The next documents."""
        self._builder.add(documents)

    def finish(self) -> dict[str, Any]:
        """Write all; what the segment is about."""
        about = self._builder.finish()
        self._storage.seal(self.file, self._out)
        return about

    def cancel(self) -> None:
        """Write nothing more."""
        self._builder.cancel()
        self._close()

    def _close(self) -> None:
        with suppress(OSError):  # of a disk that is full: the file goes anyway
            self._out.close()


class There:
    """A segment built in a process of its own."""

    def __init__(self, folder: Path, file: str, budget: int) -> None:
        self.file, self._count = file, 0
        run = [sys.executable, "-m", __name__, str(folder), file, str(budget)]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}  # it may not be installed
        import subprocess

        pipe = subprocess.PIPE
        self._process = subprocess.Popen(run, env=env, stdin=pipe, stdout=pipe, stderr=pipe)

    def __len__(self) -> int:
        return self._count

    is_full = False  # a full segment there ends a process: its vocabulary grows on until the end

    def add(self, documents: Sequence[Document]) -> None:
        """The next documents."""
        self._count += len(documents)
        self._send(marshal.dumps([(d.id, d.title, d.text, dict(d.fields)) for d in documents]))

    def finish(self) -> dict[str, Any]:
        """Wait until all is written; what the segment is about."""
        self._send(b"")
        out, error = self._process.communicate()
        if self._process.returncode:
            raise self._failed(error)
        about: dict[str, Any] = json.loads(out)
        return about

    def cancel(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _send(self, data: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(_SIZE.pack(len(data)) + data)
            pipe.flush()
        except OSError:
            raise self._failed(self._process.communicate()[1]) from None

    def _failed(self, error: bytes) -> IndexFolderError:
        lines = error.decode("utf-8", "replace").strip().splitlines() or ["it was ended"]
        return IndexFolderError(f"a process that builds a segment failed: {lines[-1]}")


class _Document:
    def __init__(self, id: str, title: str, text: str, fields: dict[str, Any]) -> None:
        self.id, self.title, self.text, self.fields = id, title, text, fields


def main(folder: str, file: str, budget: int, source: IO[bytes]) -> str:
    """Build one segment from the batches of a stream."""
    building = Here(Folder(Path(folder)), file, budget)
    while size := _SIZE.unpack(source.read(_SIZE.size))[0]:
        building.add([_Document(*parts) for parts in marshal.loads(source.read(size))])
    return json.dumps(building.finish())


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.stdin.buffer))
