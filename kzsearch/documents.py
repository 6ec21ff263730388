"""What is read and added: documents, and what was passed over. The readers (reading/) are imported when asked for.

>>> import io
>>> [document.title for document in read(io.StringIO("Сәлем, әлем! Бұл — мәтін."))]
['Сәлем, әлем!']
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO, Final, Literal

__all__ = ["Document", "Format", "Skipped", "Source", "read"]

Source = str | os.PathLike[str] | IO[str] | IO[bytes]
Format = Literal["text", "html", "jsonl", "json", "csv"]

NO_FIELDS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known of it. `date` is ISO 8601; `original` is the decoded page where `text` is less."""

    id: str
    text: str
    title: str = ""
    date: str | None = None
    original: str | None = None
    fields: Mapping[str, object] = field(default_factory=lambda: NO_FIELDS, hash=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something unreadable that was passed over: a path, or path:line, and why."""

    source: str
    reason: str


def read(
    *sources: Source, encoding: str | None = None, clean: bool = True, format: Format | None = None
) -> Iterator[Document | Skipped]:
    """The documents of files, folders and open streams, one at a time; what cannot be read comes as Skipped.

    `encoding` holds for all sources, detected when not given. With `clean`, text files and HTML pages are reduced to
    their main text and wrongly decoded texts are mended; without it, texts stay as they are and HTML loses its tags
    only. `format` is that of streams and of files given directly; by default their name or their beginning tells.

    Raises DocumentError for a source that is no file, folder or stream, EncodingError for an unknown encoding.

    >>> import io
    >>> list(read(io.BytesIO('{"id": 7}'.encode()), format="jsonl"))
    [Skipped(source='stream-1:1', reason='a record must have text, got keys id')]
    """
    from .reading.sources import documents

    return documents(sources, encoding=encoding, clean=clean, format=format)
