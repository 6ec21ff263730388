"""The manifest: which files are the index, one generation after another.

JSON: `format` (FORMAT_VERSION), `kzsearch` (the version that wrote it), `generation`, `segments`: for each its `file`
and `size`, the number of `documents`, `analysis` (fingerprint of the analysis whose terms it holds), `deletions` (the
file of its deletions, its `size` and how many there are, or null), where translations were learnt `translations` (their
`file` and `size`), and `checksum`: the CRC-32 of the same JSON without it, keys sorted.
"""

import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from kzsearch import __version__
from kzsearch.errors import IndexFolderError

FORMAT_VERSION = 3
_READABLE = (2, FORMAT_VERSION)  # 2 had no columns of lists; a commit makes it the newest
_READERS = {1: "0.1"}  # which kzsearch reads the formats that this one does not


@dataclass(frozen=True, slots=True)
class Deletions:
    """A file of deleted documents."""

    file: str
    size: int
    count: int


class TranslationsEntry(NamedTuple):
    """A file of learnt translations."""

    file: str
    size: int


class SegmentEntry(NamedTuple):
    """A segment of a generation."""

    file: str
    size: int
    documents: int
    analysis: str
    deletions: Deletions | None = None

    @property
    def live(self) -> int:
        """Documents that are not deleted."""
        return self.documents - (self.deletions.count if self.deletions else 0)

    def as_json(self) -> dict[str, Any]:
        """The entry as the manifest has it."""
        return self._asdict() | {"deletions": asdict(self.deletions) if self.deletions else None}


class Manifest(NamedTuple):
    """One generation of an index."""

    generation: int
    segments: tuple[SegmentEntry, ...] = ()
    translations: TranslationsEntry | None = None

    def files(self) -> set[str]:
        """Every file that it names."""
        deletions = {s.deletions.file for s in self.segments if s.deletions}
        learnt = {self.translations.file} if self.translations else set()
        return {s.file for s in self.segments} | deletions | learnt

    def dumps(self) -> str:
        """The manifest as text."""
        segments = [entry.as_json() for entry in self.segments]
        content = {
            "format": FORMAT_VERSION,
            "kzsearch": __version__,
            "generation": self.generation,
            "segments": segments,
        }
        if self.translations:
            content["translations"] = self.translations._asdict()
        return json.dumps({**content, "checksum": _checksum(content)}, indent=1)


def _checksum(content: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def loads(text: str, name: str) -> Manifest:
    """The manifest of a text. name: of the index, for messages. Raises IndexFolderError."""
    try:
        content = json.loads(text)
        version = content["format"]
        if version not in _READABLE:
            readable = " and ".join(map(str, _READABLE))
            raise IndexFolderError(f"{name} has format {version!r}, {_reader(version)}; this one reads {readable}")
        checksum = content.pop("checksum")
        if checksum != _checksum(content):
            raise IndexFolderError(f"the manifest kzsearch.json of {name} is damaged: it is not what was written")
        segments = tuple(_entry(**entry) for entry in content["segments"])
        learnt = content.get("translations")
        translations = TranslationsEntry(**learnt) if learnt else None
        return Manifest(int(content["generation"]), segments, translations)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexFolderError(f"the manifest kzsearch.json of {name} is damaged: {error!r}") from error


def _entry(deletions: dict[str, Any] | None, **others: Any) -> SegmentEntry:
    return SegmentEntry(**others, deletions=Deletions(**deletions) if deletions else None)


def _reader(version: object) -> str:
    if isinstance(version, int) and version > FORMAT_VERSION:
        return "which a newer kzsearch reads"
    return f"which kzsearch {_READERS[version]} reads: index anew" if version in _READERS else "which no kzsearch reads"
