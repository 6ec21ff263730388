"""One commit of an index, read-only: postings, lengths and stored documents as arrays. Threads may share it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .codec.generation import Generation, Leaf
from .codec.segment import LANGUAGES, FieldPostings, Segment
from .fields import FIELDS
from .kindred import like
from .postings import Occurrences, Postings, joined, summed
from .ranking import length_norm

_CACHED = 4096  # posting lists
_T = TypeVar("_T")
_Word = tuple[int, int | None]  # a list, and which of its words: None for all


class Snapshot:
    """The documents and postings of one commit; deleted documents are left out of everything."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._lock = threading.RLock()
        self._cache: OrderedDict[tuple[str, ...], object] = OrderedDict()
        self.size = generation.size  # document numbers are below it
        self.live = generation.live

    def postings(self, field: str, key: str, term: str) -> Postings:
        """The live documents with a term in a field, empty where there are none.

        key: 'lemma', 'form' or 'coarse'.
        """
        return self._cached((key, term), lambda: self._in_all(_KEYS[key], term))[field]

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Every place of a lemma in a field."""
        return self._cached(("at", field, term), lambda: self._read_occurrences(field, term))

    def _cached(self, key: tuple[str, ...], read: Callable[[], _T]) -> _T:
        with self._lock:
            if key not in self._cache:
                self._cache[key] = read()
                if len(self._cache) > _CACHED:
                    self._cache.popitem(last=False)
            self._cache.move_to_end(key)
            return self._cache[key]  # type: ignore[return-value]

    def _in_all(self, words_of: Callable[[Segment, str], list[_Word]], term: str) -> Mapping[str, Postings]:
        """The live postings of every segment, by field."""
        words = [(leaf, words_of(leaf.segment, term)) for leaf in self.generation.leaves]
        return {field: joined([_live(leaf, field, found) for leaf, found in words]) for field in FIELDS}

    def _read_occurrences(self, field: str, term: str) -> Occurrences:
        docs, positions = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for leaf in self.generation.leaves:
            number = leaf.segment.list_of(term)
            if number is not None:
                found = leaf.segment.fields[field].places(number)
                alive = leaf.alive[found.docs] if len(leaf.deleted) else slice(None)
                docs.append(found.docs[alive] + leaf.first)
                positions.append(found.positions[alive])
        return Occurrences(np.concatenate(docs), np.concatenate(positions))

    def lemmas_of(self, form: str, analysis: str) -> list[str]:
        """The lemmas that a form has in the segments that another analysis made; form: as analysis.form_term has it."""
        found: dict[str, None] = {}
        for leaf in self.generation.leaves:
            if leaf.entry.analysis != analysis:
                found |= dict.fromkeys(leaf.segment.lemma(word.list) for word in leaf.segment.words(form))
        return list(found)

    def forms_from(self, prefix: str, fields: tuple[str, ...], most: int) -> list[str]:
        """The word forms with a prefix, in alphabetical order, at most that many. fields: where they have to occur."""
        found: dict[str, None] = {}
        for form in merge(*(self._forms(leaf, prefix, fields) for leaf in self.generation.leaves)):
            found[form] = None
            if len(found) == most:
                break
        return list(found)

    def _forms(self, leaf: Leaf, prefix: str, fields: tuple[str, ...]) -> Iterator[str]:
        for number in leaf.segment.forms.with_prefix(prefix):
            lists = [word.list for word in leaf.segment.words_of(number)]
            if any(leaf.segment.fields[field].df(list) for field in fields for list in lists):
                yield leaf.segment.forms[number]

    def forms_like(self, form: str, least: float, most: int) -> list[tuple[str, float]]:
        """The word forms spelt like one, with their likeness, at least `least` (see kindred.like), most alike first."""
        return self._cached(("like", form, str(least), str(most)), lambda: self._read_like(form, least, most))

    def _read_like(self, form: str, least: float, most: int) -> list[tuple[str, float]]:
        found: dict[str, float] = {}
        for leaf in self.generation.leaves:
            found |= like(leaf.segment.forms, form, least)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """True for the documents that are not deleted, shape (size,)."""
        return np.concatenate([np.zeros(0, bool), *(leaf.alive for leaf in self.generation.leaves)])

    @cached_property
    def lengths(self) -> Mapping[str, NDArray[np.float64]]:
        """Words of each document by field, 0 for deleted ones, shape (size,)."""
        return {field: self._read_lengths(field) for field in FIELDS}

    def _read_lengths(self, field: str) -> NDArray[np.float64]:
        parts = [leaf.segment.fields[field].lengths for leaf in self.generation.leaves]
        return np.where(self.alive, np.concatenate([np.zeros(0), *parts]), 0.0)

    @cached_property
    def averages(self) -> Mapping[str, float]:
        """Mean words by field, over the live documents that have the field."""
        return {f: float(n[n > 0].mean()) if (n > 0).any() else 0.0 for f, n in self.lengths.items()}

    @cached_property
    def norms(self) -> Mapping[str, NDArray[np.float64]]:
        """What a frequency in each document is divided by, by field, shape (size,): ranking.length_norm."""
        return {field: length_norm(self.lengths[field], self.averages[field]) for field in FIELDS}

    def in_language(self, lang: str) -> NDArray[np.bool_]:
        """True for the live documents in a language, shape (size,)."""
        codes = [leaf.segment.languages for leaf in self.generation.leaves]
        found: NDArray[np.bool_] = np.concatenate([np.zeros(0, np.uint8), *codes]) == LANGUAGES.index(lang)
        return self.alive & found

    def number(self, id: str) -> int | None:
        """The document number of an id, None where there is none."""
        return next((leaf.first + doc for leaf, doc in self.generation.numbers(id)), None)

    def id(self, doc: int) -> str:
        """The id of a document."""
        leaf = self.generation.leaf(doc)
        return leaf.segment.id(doc - leaf.first)

    def language(self, doc: int) -> str:
        """The language of most words of a document: 'kk', 'ru' or ''."""
        leaf = self.generation.leaf(doc)
        return LANGUAGES[leaf.segment.languages[doc - leaf.first]]

    def stored(self, doc: int) -> dict[str, Any]:
        """What was stored of a document: id, title, text, lang and its other keys."""
        leaf = self.generation.leaf(doc)
        own = doc - leaf.first
        title, text, fields = leaf.segment.texts.get(own)
        own_id, lang = leaf.segment.id(own), self.language(doc)
        return {"id": own_id, "title": title, "text": text, "lang": lang, "fields": fields}

    def documents(self) -> list[int]:
        """The numbers of the live documents."""
        return [int(n) for n in np.flatnonzero(self.alive)]


def _by_lemma(segment: Segment, term: str) -> list[_Word]:
    number = segment.list_of(term)
    return [] if number is None else [(number, None)]


def _by_form(segment: Segment, term: str) -> list[_Word]:
    return [(word.list, word.tag) for word in segment.words(term)]


def _by_coarse(segment: Segment, term: str) -> list[_Word]:
    return [(number, None) for number in segment.lists_of(term)]


def _live(leaf: Leaf, field: str, words: Sequence[_Word]) -> Postings:
    """The documents of a segment that are not deleted and have any of the words, by their numbers in the snapshot."""
    of_field = leaf.segment.fields[field]
    found = summed([_of_word(of_field, number, tag) for number, tag in words])
    if not len(leaf.deleted):
        return Postings(found.docs + leaf.first, found.frequencies)
    alive = leaf.alive[found.docs]
    return Postings(found.docs[alive] + leaf.first, found.frequencies[alive])


def _of_word(of_field: FieldPostings, number: int, tag: int | None) -> Postings:
    found = of_field.postings(number) if tag is None else of_field.tagged(number, tag)
    return Postings(found.docs, found.frequencies.astype(np.float64))


_KEYS = {"lemma": _by_lemma, "form": _by_form, "coarse": _by_coarse}
