"""One commit of an index, read-only: postings, lengths and stored documents as arrays. Threads may share it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from heapq import merge
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from kzsearch_analyzers.fingerprint import fingerprint
from numpy.typing import NDArray

from .codec.distinct import distinct, placed
from .codec.generation import Generation, Leaf
from .codec.segment import LANGUAGES, FieldPostings, Segment
from .fields import FIELDS
from .kindred import like
from .memory import Memory
from .postings import Occurrences, Postings, Word, Words, WordsOfSegment, joined, summed
from .scored import Unions
from .scoring import BM25F, Scorer

if TYPE_CHECKING:
    from .codec.whoosh_index import WhooshIndex

BATCH = 4  # words of a question that are scored together
MOST_SCORERS = 4  # whose gains are kept
ALONE = 200_000  # documents below which searches take turns
_REMEMBERED = 1 << 28  # bytes of posting lists and of what they made
_REMEMBERED_WORDS = 1 << 22  # of where words are found


class Snapshot:
    """The documents and postings of one commit; deleted documents are left out of everything."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.size = generation.size  # document numbers are below it
        self.live = generation.live
        self.unions = Unions(self.size, BATCH)
        # Arrays of small indexes are worked out in microseconds, and numpy hands the interpreter's lock over at each of
        # them: threads that mix do half of what one does. Large ones are worked out side by side.
        self.turn: AbstractContextManager[Any] = RLock() if self.size < ALONE else nullcontext()
        self.memory: Memory[Any] = Memory(_REMEMBERED, lambda found: found.nbytes)
        self._gains: dict[BM25F, Mapping[str, NDArray[np.float64]]] = {}  # of the scorers asked with lately
        self._words: Memory[Words] = Memory(_REMEMBERED_WORDS, lambda words: 300)

    def learnt_translations(self, lemma: str, lang: str) -> tuple[tuple[str, float], ...]:
        """What may stand for a lemma by the sentences that the index has learnt from, with weights in (0, 1]; lang ''
        asks in both languages."""
        learnt = self.generation.translations
        return learnt.of(lemma, lang) if learnt else ()

    def words(self, key: str, term: str) -> Words:
        """Where each segment has a term. key: 'lemma', 'form' or 'coarse'."""
        read = _KEYS[key]
        return self._words.get((key, term), lambda: tuple(read(leaf.segment, term) for leaf in self.generation.leaves))

    def has_form(self, form: str) -> bool:
        """Has any text a word as it stands? form: as analysis.form_term has it."""
        return any(self.words("form", form))

    def df(self, words: Words, fields: Sequence[str]) -> int:
        """How many live documents have a term in any of the fields, given where it is; each of its lists by itself."""
        found = zip(self.generation.leaves, words, strict=True)
        return sum(_documents(leaf, word, fields) for leaf, of_leaf in found for word in of_leaf)

    def df_by_field(self, words: Words, fields: Sequence[str]) -> int:
        """The same at a tenth of the time: a document with the term in two fields counts twice."""
        return sum(
            len(_live(leaf, field, [word]).docs) if len(leaf.deleted) else leaf.segment.fields[field].df(word[0])
            for leaf, of_leaf in zip(self.generation.leaves, words, strict=True)
            for word in of_leaf
            for field in fields
        )

    def postings(self, field: str, key: str, term: str) -> Postings:
        """The live documents with a term in a field, empty where there are none.

        key: 'lemma', 'form' or 'coarse'.
        """
        return self.postings_of(field, self.words(key, term))

    def postings_of(self, field: str, words: Words) -> Postings:
        """The live documents that have any of some words, given as `words` does."""
        found = zip(self.generation.leaves, words, strict=True)
        return joined([_live(leaf, field, of_leaf) for leaf, of_leaf in found])

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Every place of a lemma in a field."""
        return self.occurrences_of(field, self.words("lemma", term))

    def occurrences_of(self, field: str, words: Words) -> Occurrences:
        """Every place in a field of some words, given as `words` does."""
        found: Occurrences = self.memory.get(("at", field, words), lambda: self._read_occurrences(field, words))
        return found

    def _read_occurrences(self, field: str, words: Words) -> Occurrences:
        docs, positions = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for leaf, of_leaf in zip(self.generation.leaves, words, strict=True):
            for number, tag in of_leaf:
                found = leaf.segment.fields[field].places(number)
                kept = np.ones(len(found.docs), np.bool_) if tag is None else found.tags == tag
                if len(leaf.deleted):
                    kept &= leaf.alive[found.docs]
                docs.append(found.docs.compress(kept) + leaf.first)
                positions.append(found.positions.compress(kept))
        return Occurrences(np.concatenate(docs), np.concatenate(positions))

    @cached_property
    def is_stale(self) -> bool:
        """Was any segment made by another analysis than this one?"""
        return any(leaf.entry.analysis != fingerprint() for leaf in self.generation.leaves)

    def older_lemmas(self, form: str) -> list[str]:
        """The lemmas that a form has in the segments that another analysis made; form: as analysis.form_term has it."""
        found: dict[str, None] = {}
        for leaf in self.generation.leaves:
            if leaf.entry.analysis != fingerprint():
                found |= dict.fromkeys(leaf.segment.lemma(word.list) for word in leaf.segment.words(form))
        return list(found)

    def forms_from(self, prefix: str, fields: Sequence[str], most: int) -> list[tuple[str, Words]]:
        """The word forms with a prefix, in alphabetical order, at most that many, and where they are.

        fields: where they have to occur.
        """
        leaves = self.generation.leaves
        found: dict[str, list[WordsOfSegment]] = {}
        for form, number, words in merge(*(self._forms(i, prefix, fields) for i in range(len(leaves)))):
            if form not in found and len(found) == most:
                break
            found.setdefault(form, [()] * len(leaves))[number] = words
        return [(form, tuple(of_leaves)) for form, of_leaves in found.items()]

    def _forms(self, number: int, prefix: str, fields: Sequence[str]) -> Iterator[tuple[str, int, WordsOfSegment]]:
        """The forms of a segment."""
        segment = self.generation.leaves[number].segment
        for form in segment.forms.with_prefix(prefix):
            words = [(word.list, word.tag) for word in segment.words_of(form)]
            if any(segment.fields[field].df(list) for field in fields for list, _ in words):
                yield segment.forms[form], number, tuple(words)

    def lemmas_like(self, lemma: str, least: float, most: int) -> list[tuple[str, float, Words]]:
        """The lemmas spelt like one, with their likeness, at least `least` (see kindred.like), most alike first, and
        where they are."""
        leaves = self.generation.leaves
        found: dict[str, tuple[float, Words | None]] = {}
        for leaf in leaves:
            numbers = like(leaf.segment.lemmas, lemma, least, most)
            for (word, list), alike in zip(leaf.segment.lemmas_at([*numbers]), numbers.values(), strict=True):
                found[word] = alike, (((list, None),),) if len(leaves) == 1 else None
        best = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:most]
        return [(word, alike, words or self.words("lemma", word)) for word, (alike, words) in best]

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

    def gains(self, scorer: Scorer) -> Mapping[str, NDArray[np.float64]]:
        """What an occurrence counts in each document by field, shape (size,)."""
        if not isinstance(scorer, BM25F):
            return self._ones
        found = self._gains.get(scorer)
        if found is None:
            found = {f: scorer.gains(f, self.lengths[f], self.averages[f]) for f in FIELDS}
            self._gains = {**dict([*self._gains.items()][1 - MOST_SCORERS :]), scorer: found}
        return found

    @cached_property
    def _ones(self) -> Mapping[str, NDArray[np.float64]]:
        return dict.fromkeys(FIELDS, np.ones(self.size))

    def in_language(self, lang: str) -> NDArray[np.bool_]:
        """True for the live documents in a language, shape (size,)."""
        return self._of_language[LANGUAGES.index(lang)]

    @cached_property
    def _of_language(self) -> Sequence[NDArray[np.bool_]]:
        codes = np.concatenate([np.zeros(0, np.uint8), *(leaf.segment.languages for leaf in self.generation.leaves)])
        return [self.alive & (codes == code) for code in range(len(LANGUAGES))]

    @cached_property
    def whoosh(self) -> "WhooshIndex":
        """The same for Whoosh's queries; it keeps what it has sorted."""
        from .codec.whoosh_index import WhooshIndex

        return WhooshIndex(self.generation)

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


def _by_lemma(segment: Segment, term: str) -> WordsOfSegment:
    number = segment.list_of(term)
    return () if number is None else ((number, None),)


def _by_form(segment: Segment, term: str) -> WordsOfSegment:
    return tuple((word.list, word.tag) for word in segment.words(term))


def _by_coarse(segment: Segment, term: str) -> WordsOfSegment:
    return tuple((number, None) for number in segment.lists_of(term))


def _documents(leaf: Leaf, word: Word, fields: Sequence[str]) -> int:
    if word[1] is not None or len(leaf.deleted):
        return len(distinct(np.concatenate([_live(leaf, field, [word]).docs for field in fields])))
    there = [found for field in fields if (found := leaf.segment.fields[field]).df(word[0])]
    if len(there) < 2:
        return sum(found.df(word[0]) for found in there)
    few, many = sorted((found.docs(word[0]) for found in there), key=len)
    _, in_both = placed(few, many)
    return len(few) + len(many) - int(np.count_nonzero(in_both))


def _live(leaf: Leaf, field: str, words: WordsOfSegment) -> Postings:
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
