"""A segment behind Whoosh's codec and reader interfaces. Nothing is copied, written or unpickled.

    LeafSegment --codec()--> LeafCodec --> LeafTerms --> ArrayMatcher     terms and postings
                                       --> LeafDocuments --> ValueReader  lengths, stored documents, deletions, columns
    LeafReader: Whoosh's SegmentReader over them

Numbers of documents are those within the segment; Whoosh's MultiReader adds what comes before it.
"""

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kzsearch.errors import KzSearchError

from . import whoosh_values as values
from .columns import NUMBER
from .generation import Leaf
from .segment import LANGUAGES
from .whoosh_imports import ReadOnlyError, base, columns, reading
from .whoosh_matcher import ArrayMatcher
from .whoosh_numbers import NumberTerms
from .whoosh_schema import Descending, key_of
from .whoosh_terms import SegmentKeys, TermPostings, Terms, WordTerms
from .whoosh_values import KeyTerms, StringTerms, Values


class ReadOnlyIndexError(KzSearchError, ReadOnlyError):  # type: ignore[misc]
    """Whoosh was asked to change an index that it only reads."""


class LeafSegment(base.Segment):  # type: ignore[misc]
    """A segment with its deletions."""

    def __init__(self, leaf: Leaf, schema: Any, kinds_of: dict[str, str]) -> None:
        """kinds_of: of the documents' other keys, in the whole index."""
        super().__init__("kzsearch")
        self.segid = leaf.entry.file.partition(".")[0]
        self.leaf, self.schema = leaf, schema
        self.terms = LeafTerms(leaf, schema, kinds_of)
        self.documents = LeafDocuments(leaf, self.terms)

    def codec(self) -> Any:
        return LeafCodec()

    def doc_count_all(self) -> int:
        return self.leaf.segment.documents

    def deleted_count(self) -> int:
        return len(self.leaf.deleted)

    def deleted_docs(self) -> Any:
        return self.documents.deleted

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.documents.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise _read_only("delete")

    def should_assemble(self) -> bool:
        return False


class LeafCodec(base.Codec):  # type: ignore[misc]
    """Hands out what reads a segment; what would write one raises ReadOnlyIndexError."""

    def terms_reader(self, storage: Any, segment: LeafSegment) -> "LeafTerms":
        return segment.terms

    def per_document_reader(self, storage: Any, segment: LeafSegment) -> "LeafDocuments":
        return segment.documents

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        raise _read_only("add")

    def field_writer(self, storage: Any, segment: Any) -> Any:
        raise _read_only("add")

    def new_segment(self, storage: Any, indexname: str) -> Any:
        raise _read_only("add")


def _read_only(method: str) -> ReadOnlyIndexError:
    return ReadOnlyIndexError(f"Whoosh only reads this index: change it with kzsearch.Index.{method}")


class LeafTerms(base.TermsReader):  # type: ignore[misc]
    """The terms of all fields of a segment."""

    def __init__(self, leaf: Leaf, schema: Any, kinds_of: dict[str, str]) -> None:
        segment = leaf.segment
        self.keys = SegmentKeys(segment)
        self._alive = leaf.alive if len(leaf.deleted) else None
        self.fields: dict[str, Terms] = {}
        self.lengths: dict[str, str] = {}
        for name in schema.names():
            found = key_of(name)
            if found:
                self.fields[name] = WordTerms(segment.fields[found[0]], self.keys, found[1])
                self.lengths[name] = found[0]
            elif name in kinds_of:
                kind = NumberTerms if kinds_of[name] == NUMBER else StringTerms
                self.fields[name] = kind(partial(values.column, segment, name, kinds_of[name]))
        self.fields["id"] = StringTerms(partial(values.ids, segment))
        self.fields["lang"] = StringTerms(partial(values.languages, segment))
        self._segment = segment

    def values(self, fieldname: str) -> Values | None:
        """The values that a field sorts by."""
        terms = self.fields.get(fieldname)
        return terms.values if isinstance(terms, KeyTerms) else None

    def _find(self, fieldname: str, text: bytes) -> TermPostings | None:
        terms = self.fields.get(fieldname)
        return None if terms is None else terms.find(text)

    def _postings(self, fieldname: str, text: bytes) -> TermPostings:
        found = self._find(fieldname, text)
        if found is None:
            raise reading.TermNotFound(f"no term {fieldname}:{text!r}")
        return found

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> "TermCursor":
        return TermCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.fields):
            if name >= fieldname:
                for text in self.fields[name].since(prefix if name == fieldname else b""):
                    yield name, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """Made anew each time: Whoosh's MultiReader changes what it is given."""
        found = self._postings(fieldname, text)
        docs, frequencies = found.docs, found.frequencies
        lengths = self.lengths_of(fieldname)
        of_docs = np.zeros(1, np.int64) if lengths is None else lengths[docs]
        return reading.TermInfo(
            float(frequencies.sum()), len(docs), int(of_docs.min()), int(of_docs.max()), float(frequencies.max()),
            int(docs[0]), int(docs[-1]),
        )  # fmt: skip

    def lengths_of(self, fieldname: str) -> NDArray[np.int64] | None:
        """Words of each document, exact; None where a field has no lengths."""
        field = self.lengths.get(fieldname)
        return None if field is None else self._segment.fields[field].lengths

    def frequency(self, fieldname: str, text: bytes) -> float:
        found = self._find(fieldname, text)
        return 0 if found is None else float(found.frequencies.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        found = self._find(fieldname, text)
        return 0 if found is None else len(found.docs)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """The live documents of a term."""
        return ArrayMatcher((fieldname, text), self._postings(fieldname, text), self._alive, format_, scorer)

    def indexed_field_names(self) -> list[str]:
        return sorted(self.fields)


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field."""

    def __init__(self, terms: LeafTerms, fieldname: str, fieldobj: Any) -> None:
        self._reader, self._fieldname, self._field = terms, fieldname, fieldobj
        self._terms, self._at = terms.fields[fieldname], 0

    def is_valid(self) -> bool:
        return self._at < len(self._terms)

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, string: Any) -> Any:
        self._at = self._terms.first(self._field.to_bytes(string))
        return self.text()

    def next(self) -> Any:
        self._at = min(self._at + 1, len(self._terms))
        return self.text()

    def text(self) -> Any:
        """The term as the field gives it, None past the last one."""
        found = self.term()
        return None if found is None else self._field.from_bytes(found)

    def term(self) -> bytes | None:
        """The term's bytes."""
        return self._terms.texts(self._at, self._at + 1)[0] if self.is_valid() else None

    def term_info(self) -> Any:
        found = self.term()
        return None if found is None else self._reader.term_info(self._fieldname, found)


class LeafDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """What a segment keeps of each document."""

    def __init__(self, leaf: Leaf, terms: LeafTerms) -> None:
        self._leaf, self._segment, self._terms = leaf, leaf.segment, terms

    def doc_count(self) -> int:
        return self._segment.documents - len(self._leaf.deleted)

    def doc_count_all(self) -> int:
        return self._segment.documents

    @cached_property
    def deleted(self) -> frozenset[int]:
        """The deleted documents."""
        return frozenset(self._leaf.deleted.tolist())

    def has_deletions(self) -> bool:
        return len(self._leaf.deleted) > 0

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted

    def deleted_docs(self) -> frozenset[int]:
        return self.deleted

    def all_doc_ids(self) -> Iterator[int]:
        return iter(np.flatnonzero(self._leaf.alive).tolist())

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self.list_columns()

    def list_columns(self) -> list[str]:
        return [name for name, terms in self._terms.fields.items() if isinstance(terms, KeyTerms)]

    def column_reader(self, fieldname: str, column: Any) -> "ValueReader":
        found = self._terms.values(fieldname)
        if found is None:
            raise KeyError(f"the field {fieldname!r} has no column")
        return ValueReader(found)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._terms.lengths_of(fieldname)
        return default if lengths is None else int(lengths.item(docnum))

    def field_length(self, fieldname: str) -> int:
        lengths = self._terms.lengths_of(fieldname)
        return 0 if lengths is None else int(lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._terms.lengths_of(fieldname)
        return 0 if lengths is None else int(lengths.min(initial=np.iinfo(np.int64).max))

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._terms.lengths_of(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        title, text, others = self._segment.texts.get(docnum)
        lang = LANGUAGES[self._segment.languages[docnum]]
        return {**others, "id": self._segment.id(docnum), "title": title, "text": text, "lang": lang}


class ValueReader(columns.ColumnReader):  # type: ignore[misc]
    """The value of each document."""

    def __init__(self, found: Values) -> None:
        self._values, self._reverse = found.by_document, False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        return self._values[docnum]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def sort_key(self, docnum: int) -> Any:
        return Descending(self._values[docnum]) if self._reverse else self._values[docnum]

    def load(self) -> list[Any]:
        return list(self._values)

    def set_reverse(self) -> None:
        self._reverse = True


class LeafReader(reading.SegmentReader):  # type: ignore[misc]
    """Whoosh's reader of a segment. Its own `postings` would make a set of all deletions for every term."""

    def postings(self, fieldname: str, text: Any, scorer: Any = None) -> Any:
        self._test_field(fieldname)
        field = self.schema[fieldname]
        return self._terms.matcher(fieldname, field.to_bytes(text), field.format, scorer)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """All keys, those too that no field can be called by."""
        if self.is_closed:
            raise reading.ReaderClosed
        found: dict[str, Any] = self._perdoc.stored_fields(docnum)
        return found

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Any:
        """Whoosh's automaton fails where the prefix is longer than the word."""
        return super().terms_within(fieldname, text, maxdist, min(prefix, len(text)))
