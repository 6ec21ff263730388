"""The Whoosh index beneath: its schema, its folder, and a document's postings.

Postings stand under three keys a field: the lemma with positions (`text`), the form as typed (`text_form`) and the
coarse key (`text_coarse`). Whoosh's own codec carries them.
"""

import json
import os
import warnings
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

with warnings.catch_warnings():  # Whoosh's sources have invalid escapes
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3  # noqa: F401 - Whoosh imports it only when it writes
    from whoosh import columns, fields, formats, index
    from whoosh.filedb.filestore import FileStorage, RamStorage

from kzsearch_analyzers.analysis import coarse_key, form_term, lemmas_of
from kzsearch_analyzers.language import majority, word_languages
from kzsearch_analyzers.tokenizer import COMPOUND, EMAIL, URL, spans

from .errors import IndexFolderError

FORMAT_VERSION = 1
MARKER = "kzsearch.json"
_CREATION = "CREATION_LOCK"
# what may lie in a folder that is to become an index: left by a creation cut short, or by the system
_NOBODYS = frozenset({_CREATION, "kzsearch.tmp", "_MAIN_0.toc", ".DS_Store", "Thumbs.db", "desktop.ini"})
FIELDS = ("title", "text")
KEYS = ("lemma", "form", "coarse")

Positions = dict[str, list[int]]


def field_name(field: str, key: str) -> str:
    """The Whoosh field that holds one key of one field.

    >>> field_name("title", "lemma"), field_name("text", "coarse")
    ('title', 'text_coarse')
    """
    return field if key == "lemma" else f"{field}_{key}"


class PositionArray(formats.Positions):  # type: ignore[misc]
    """Positions as 32-bit integers, where Whoosh would pickle a list."""

    def encode(self, poslist: list[int]) -> bytes:
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class KeyField(fields.FieldType):  # type: ignore[misc]
    """A field that is given its terms with their positions: analysis is done before Whoosh sees the text."""

    def __init__(self, positions: bool) -> None:
        super().__init__(PositionArray() if positions else formats.Existence(), None, scorable=True)
        self.positions = positions

    def index(self, value: Positions, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, places in value.items():
            encoded = self.format.encode(places) if self.positions else b""
            yield term.encode(), len(places), float(len(places)), encoded


def schema() -> Any:
    """The fields of an index."""
    made = {field_name(f, k): KeyField(positions=k == "lemma") for f in FIELDS for k in KEYS}
    lengths = {f"{f}_length": fields.COLUMN(columns.NumericColumn("i")) for f in FIELDS}
    return fields.Schema(id=fields.ID(unique=True), lang=fields.ID(), data=fields.STORED(), **made, **lengths)


def postings(title: str, text: str) -> dict[str, Any]:
    """The Whoosh fields of a document: terms with positions by field and key, exact lengths, its language.

    A title that the text repeats as its first words is counted in the title only.

    >>> postings("", "мектептер мектеп")["text"]
    {'мектеп': [0, 1]}
    """
    found: dict[str, Any] = {}
    languages: list[str] = []
    opening = title.rstrip("…")  # of a first sentence that was cut to serve as title
    repeated = len(opening) if text.startswith(opening) else 0
    for field, value, start in (("title", title, 0), ("text", text, repeated)):
        made, langs = _field_postings(value, start)
        found.update({field_name(field, key): terms for key, terms in made.items()})
        found[f"{field}_length"] = sum(map(len, made["form"].values()))
        languages += langs
    return {**found, "lang": majority(languages)}


def _field_postings(text: str, start: int) -> tuple[dict[str, Positions], list[str]]:
    tokens = list(spans(text))
    languages = word_languages([form for *_, form in tokens])
    made: dict[str, Positions] = {key: defaultdict(list) for key in KEYS}
    lemmas = lemmas_of([(form, kind, lang) for (*_, kind, form), lang in zip(tokens, languages, strict=True)])
    for position, ((begin, _, kind, form), lemma) in enumerate(zip(tokens, lemmas, strict=True)):
        if begin < start:
            continue
        made["lemma"][lemma].append(position)
        made["form"][form_term(form)].append(position)
        for key in coarse_keys(lemma, kind):
            made["coarse"][key].append(position)
    return {key: dict(terms) for key, terms in made.items()}, languages


_MADE_OF_PARTS = frozenset({COMPOUND, EMAIL, URL})


def coarse_keys(lemma: str, kind: str) -> set[str]:
    """The coarse keys of a token; a compound, an address or a host name has one for each of its parts.

    >>> sorted(coarse_keys("covid-19", "compound"))
    ['19', 'covid']
    """
    parts = "".join(c if c.isalnum() else " " for c in lemma).split() if kind in _MADE_OF_PARTS else [lemma]
    return {coarse_key(part) for part in parts}


def open_storage(path: Path | None, *, create: bool, fingerprint: str) -> Any:
    """The Whoosh index in a folder, made if need be; in memory where the path is None.

    Raises IndexFolderError: the path is a file, a folder of something else, of another format, or cannot be written.
    """
    if path is None:
        return RamStorage().create_index(schema(), indexname=uuid4().hex)  # it names a temporary folder
    try:
        return _open_folder(path, create, fingerprint)
    except IndexFolderError:
        raise
    except (OSError, ValueError) as error:  # ValueError: NUL in a path
        raise IndexFolderError(
            f"cannot open an index in {str(path)!r}: {getattr(error, 'strerror', None) or error}"
        ) from error


def _open_folder(path: Path, create: bool, fingerprint: str) -> Any:
    if path.exists() and not path.is_dir():
        raise IndexFolderError(f"{str(path)!r} is a file: an index is a folder")
    if not _is_index(path):
        others = [file.name for file in path.iterdir() if file.name not in _NOBODYS] if path.exists() else []
        if others and not _is_index(path):  # another process may have made it since
            raise IndexFolderError(f"{str(path)!r} holds files but no kzsearch index: give a new or an empty folder")
        if not create:
            raise IndexFolderError(f"no index in {str(path)!r}")
        _create(path, fingerprint)
    _check_marker(path / MARKER)
    try:
        return index.open_dir(str(path))
    except OSError:
        raise
    except Exception as error:  # whatever damaged files make of Whoosh's unpickling
        raise IndexFolderError(f"the index in {str(path)!r} is damaged: {error!r}") from error


def _is_index(path: Path) -> bool:
    return (path / MARKER).exists()


def _create(path: Path, fingerprint: str) -> None:
    """Make an empty index, one process at a time; the marker comes last and makes it an index."""
    path.mkdir(parents=True, exist_ok=True)
    lock = FileStorage(str(path)).lock(_CREATION)
    lock.acquire(blocking=True)
    try:
        if not _is_index(path):
            index.create_in(str(path), schema()).close()
            write_json(path / MARKER, {"format": FORMAT_VERSION, "analysis": fingerprint})
    finally:
        lock.release()


def _check_marker(marker: Path) -> None:
    try:
        version = json.loads(marker.read_text(encoding="utf-8"))["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise IndexFolderError(f"{str(marker)!r} is damaged: {error}") from error
    if version != FORMAT_VERSION:
        raise IndexFolderError(
            f"{str(marker.parent)!r} has format {version}; this kzsearch reads format {FORMAT_VERSION}: index anew"
        )


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a small file so that it is either there whole or not at all."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as out:
        json.dump(content, out)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
