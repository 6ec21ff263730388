"""Whatever `add` is given -> documents, checked: dicts, dataclasses, Documents, rows of a DataFrame."""

import dataclasses
import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import numpy

from .documents import Document, Skipped
from .errors import DocumentError
from .reading.records import LARGEST, MAX_ID, id_fault, shown

_T = TypeVar("_T")
MAX_TEXT = 64 << 20  # characters

_OWN = frozenset({"id", "title", "text"})
_NO_FIELDS: Mapping[str, Any] = MappingProxyType({})


class Record(NamedTuple):
    """A document that may be indexed; fields: JSON values."""

    id: str
    title: str
    text: str
    fields: Mapping[str, Any]


def records(docs: Any) -> Iterator[Record | Skipped]:
    """The documents of `add`'s argument, one at a time.

    Raises DocumentError, naming the document, the value and the rule.
    """
    for number, doc in enumerate(_rows(docs), 1):
        if isinstance(doc, Skipped):
            yield doc
            continue
        try:
            yield record(doc, number)
        except (RecursionError, OverflowError) as error:
            raise DocumentError(f"document number {number} must hold values that JSON can: {error}") from error


def _rows(docs: Any) -> Iterable[Any]:
    if isinstance(docs, (Mapping, Document)) or _is_dataclass(docs):
        return [docs]
    if hasattr(docs, "to_dict") and hasattr(docs, "columns"):
        return _frame_rows(docs)
    if isinstance(docs, (str, bytes)) or not isinstance(docs, Iterable):
        raise DocumentError(
            f"add takes dicts, dataclasses, a DataFrame or an iterable of them, got {type(docs).__name__}; "
            "for files and folders: index.add(kzsearch.read(path))"
        )
    return docs


def _frame_rows(frame: Any) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield {name: value for name, value in zip(names, row, strict=True) if not _is_missing(value)}


def _is_missing(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or type(value).__name__ in ("NaTType", "NAType")
    )


def _is_dataclass(value: Any) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


def record(doc: Any, number: int) -> Record:
    """One document, checked. number: which of the call it is, for the message.

    >>> record({"id": "1", "text": "Сәлем", "rubric": "news"}, 1)
    Record(id='1', title='', text='Сәлем', fields={'rubric': 'news'})
    """
    if plain := _plain(doc):
        return plain
    values = _values(doc, number)
    id = _id(values.get("id"), number)
    text, title = values.get("text"), values.get("title")
    title = "" if title is None else title
    if not isinstance(title, str):
        raise DocumentError(f"document {id!r}: title must be a string, got {_shown(title)}")
    if not isinstance(text, str):
        raise DocumentError(f"document {id!r}: text must be a string, got {_shown(text)}")
    if len(text) > MAX_TEXT:
        raise DocumentError(f"document {id!r}: text must have at most {MAX_TEXT} characters, got {len(text)}")
    if not text.strip() and not title.strip():
        raise DocumentError(f"document {id!r}: text must not be empty, got {_shown(text)}")
    fields = {str(key): _json(value, id, str(key)) for key, value in values.items() if key not in _OWN}
    return Record(id, title, text, fields)


def _plain(doc: Any) -> Record | None:
    """The record of a dict that has strings for id, title and text and nothing else, if no rule can be broken by it:
    most documents of a large call, at a fifth of the time."""
    if type(doc) is not dict or doc.keys() != _OWN:
        return None
    id, title, text = doc["id"], doc["title"], doc["text"]
    if not (type(id) is type(title) is type(text) is str):
        return None
    good_id = (id.isascii() or id.isprintable()) and 0 < len(id) <= MAX_ID and not id.isspace()
    good_text = 0 < len(text) <= MAX_TEXT and not text.isspace()
    return Record(id, title, text, _NO_FIELDS) if good_id and good_text else None


def _values(doc: Any, number: int) -> Mapping[str, Any]:
    if isinstance(doc, Document):
        extra = {"date": doc.date, "original": doc.original}
        kept = {key: value for key, value in extra.items() if value is not None}
        return {**doc.fields, **kept, "id": doc.id, "title": doc.title, "text": doc.text}
    if isinstance(doc, Mapping):
        return doc
    if _is_dataclass(doc):
        return {f.name: getattr(doc, f.name) for f in dataclasses.fields(doc)}
    raise DocumentError(f"document number {number} must be a dict or a dataclass, got {_shown(doc)}")


def _id(value: Any, number: int) -> str:
    if isinstance(value, numpy.integer) or (isinstance(value, float) and value.is_integer()):
        value = int(value)  # a DataFrame has floats where a row lacks one
    fault = id_fault(value)
    if fault:
        raise DocumentError(f"document number {number}: {fault}")
    return str(value)


def _shown(value: object) -> str:
    return f"{shown(value)} ({type(value).__name__})" if value is not None else "None"


def _json(value: Any, id: str, key: str) -> Any:
    """A value that JSON can hold; dates as ISO 8601, numpy's scalars as Python's."""
    if _is_missing(value):
        return None
    if (
        isinstance(value, (str, bool))
        or (isinstance(value, int) and abs(value) < LARGEST)
        or (isinstance(value, float) and math.isfinite(value))
    ):
        return value
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _json(v, id, key) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_json(v, id, key) for v in value]
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, numpy.datetime64):
        return str(value)
    if isinstance(value, (numpy.generic, numpy.ndarray)) or hasattr(value, "tolist"):
        return _json(value.tolist(), id, key)
    raise DocumentError(f"document {id!r}: {key!r} must be a value that JSON can hold, got {_shown(value)}")


def with_a_bar(items: Iterable[_T], source: Any, doing: str) -> Iterator[_T]:
    """The same, with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import track

    total = len(source) if hasattr(source, "__len__") and not isinstance(source, Mapping) else None
    return iter(track(items, description=doing, total=total, console=Console(stderr=True)))
