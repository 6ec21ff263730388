"""The schema under which Whoosh sees an index: its fields, how each analyses a question, and how terms are written.

    text, title                 lemmas, with positions
    text_form, title_form       forms as they were typed, with positions
    text_coarse, title_coarse   coarse keys of the lemmas, with positions
    text_folded, title_folded   forms as they are typed without a Kazakh keyboard, with positions
    id, lang                    as they are; sortable
    any other key               numbers as NUMERIC, strings and truth values as they are, alone or in lists; sortable, a
                                list by its least value

A key whose values are objects or long texts is stored only, as is one that Whoosh would not call a field by.
"""

from collections.abc import Iterable, Iterator
from math import inf
from typing import Any

import numpy as np
from kzsearch_analyzers.analysis import coarse_keys, form_term
from kzsearch_analyzers.normalizer import fold
from kzsearch_analyzers.tokenizer import WORD
from kzsearch_analyzers.whoosh_filters import WHOLE, KzAnalyzer

from kzsearch.fields import FIELDS, KEYS

from .columns import NUMBER, STRING
from .generation import Generation
from .whoosh_imports import analysis, columns, fields, formats
from .whoosh_numbers import STEP
from .whoosh_terms import from_bytes, to_bytes

KEPT_FIELDS = (*FIELDS, *(f"{field}_{key}" for field in FIELDS for key in KEYS[1:]), "id", "lang")


def key_of(name: str) -> tuple[str, str] | None:
    """The field of documents and the key that a field of the schema stands for, None where it is not of words.

    >>> key_of("text"), key_of("title_form"), key_of("id")
    (('text', 'lemma'), ('title', 'form'), None)
    """
    field, _, key = name.partition("_")
    return (field, key or "lemma") if field in FIELDS and (not key or key in KEYS[1:]) else None


def kinds(generation: Generation) -> dict[str, str]:
    """The kinds of the documents' other keys: a key that is a string in one segment is one in all."""
    found: dict[str, str] = {}
    for leaf in generation.leaves:
        for key, column in leaf.segment.columns.items():
            found[key] = column.kind if found.get(key, column.kind) == column.kind else STRING
    return {key: kind for key, kind in found.items() if _is_name(key)}


def schema_of(generation: Generation) -> Any:
    """The whoosh.fields.Schema of a generation."""
    schema = fields.Schema()
    for name in KEPT_FIELDS:
        found = key_of(name)
        schema.add(name, WordField(*found) if found else StringField(unique=name == "id"))
    columns_of = kinds(generation)
    for key, kind in columns_of.items():
        schema.add(key, NumberField() if kind == NUMBER else StringField())
    for leaf in generation.leaves:
        for key in leaf.segment.file.about["unfit"]:
            if _is_name(key) and key not in schema:
                schema.add(key, fields.STORED())
    return schema


def _is_name(key: str) -> bool:
    """May a field of Whoosh be called so, and is none yet?"""
    return bool(key) and " " not in key and not key.startswith("_") and key not in KEPT_FIELDS


# -- analysis of questions: what the index has done to the texts


class FormFilter(analysis.Filter):  # type: ignore[misc]
    """The term of each form as it was typed.

    >>> [t.text for t in (KzAnalyzer(lemmas=False) | FormFilter())("Ёлкалар")]
    ['елкалар']
    """

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        for token in tokens:
            token.text = form_term(token.text)
            yield token


class FoldFilter(analysis.Filter):  # type: ignore[misc]
    """Each form as it is typed without a Kazakh keyboard.

    >>> [t.text for t in (KzAnalyzer(lemmas=False) | FoldFilter())("Маңғыстауда")]
    ['мангистауда']
    """

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        for token in tokens:
            token.text = fold(token.text)
            yield token


class CoarseKeysFilter(analysis.Filter):  # type: ignore[misc]
    """The coarse keys of each lemma: one for each part of a compound or an address, at one position.

    >>> [(t.text, t.pos) for t in (KzAnalyzer() | CoarseKeysFilter())("Маңғыстауда COVID-19", positions=True)]
    [('манги', 0), ('19', 1), ('covid', 1)]
    """

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        for token in tokens:
            kind = getattr(token, "kind", WORD)
            found = [fold(token.text)] if kind == WHOLE else sorted(coarse_keys(token.text, kind))
            for token.text in found:
                yield token


def analyzer_of(key: str) -> Any:
    """The analyser of a field that holds the words under a key."""
    if key == "lemma":
        return KzAnalyzer()
    if key == "coarse":
        return KzAnalyzer() | CoarseKeysFilter()
    return KzAnalyzer(lemmas=False) | {"form": FormFilter, "folded": FoldFilter}[key]()


# -- fields


class ArrayPositions(formats.Positions):  # type: ignore[misc]
    """Positions encoded as little-endian uint32; Whoosh's own are pickled."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        return np.fromiter(poslist, "<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        found: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return found

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field whose terms are strings in UTF-8; unlike Whoosh's, they may hold half a surrogate pair."""

    def to_bytes(self, value: Any) -> bytes:
        value = value[0] if isinstance(value, list | tuple) else value
        return value if isinstance(value, bytes) else to_bytes(value)

    def from_bytes(self, bs: bytes) -> str:
        return from_bytes(bs)


class WordField(TermField):
    """The words of a text or a title under one key."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(ArrayPositions(), analyzer_of(key), scorable=True, stored=key == "lemma")


class StringField(TermField):
    """Whole strings: ids, languages, other keys."""

    def __init__(self, unique: bool = False) -> None:
        super().__init__(formats.Existence(), analysis.IDAnalyzer(), stored=True, unique=unique, sortable=True)

    def default_column(self) -> Any:
        return ArrayColumn(b"")

    def from_column_value(self, value: Any) -> str:
        return from_bytes(ascending(value))


class NumberField(fields.NUMERIC):  # type: ignore[misc]
    """Numbers, as 64-bit floats: integers above 2 ** 53 are rounded."""

    def __init__(self) -> None:
        super().__init__(float, stored=True, shift_step=STEP, sortable=True)

    def prepare_number(self, x: Any) -> Any:
        found = super().prepare_number(x)
        return found + 0.0 if isinstance(found, float) else found  # -0.0 is 0.0

    def default_column(self) -> Any:
        return ArrayColumn(inf)

    def to_column_value(self, x: Any) -> Any:
        return self.prepare_number(x[0] if isinstance(x, list | tuple) else x)

    def from_column_value(self, x: Any) -> float | None:
        value = ascending(x)
        return None if value == inf else value


# -- sorting


class ArrayColumn(columns.Column):  # type: ignore[misc]
    """A column that is read from the segment's values; see whoosh_reader.ValueReader."""

    reversible = True

    def __init__(self, default: Any) -> None:
        """default: what a document without a value has."""
        self._default = default

    def default_value(self, reverse: bool = False) -> Any:
        return Descending(self._default) if reverse else self._default


class Descending:
    """A value that sorts the other way round; Whoosh negates its own, which strings do not bear.

    >>> sorted(["а", "ә", "б"], key=Descending)
    ['ә', 'б', 'а']
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "Descending") -> bool:
        return bool(other.value < self.value)

    def __gt__(self, other: "Descending") -> bool:
        return bool(other.value > self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Descending) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)


def ascending(value: Any) -> Any:
    """The value that a key of sorting stands for."""
    return value.value if isinstance(value, Descending) else value
