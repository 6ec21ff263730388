"""Words of the documents being indexed -> list and tag: whose postings a word goes to, and which of its words it is.

Lemmas are numbered as they come, so the same numbers hold for all that a writer indexes, however many runs it takes.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from kzsearch_analyzers.batch import BatchAnalyzer, Words
from kzsearch_analyzers.lemmas import Lemmas, LemmaTable
from numpy.typing import NDArray

from .inversion import MOST_LISTS, MOST_TAGS, list_of, packed, tag_of

_UNKNOWN = np.uint64((1 << 64) - 1)


class KnownWords(NamedTuple):
    """Every word met, in the order of forms.

    forms: ids of the vocabulary, int32; kazakh: bool; lists, tags: int64. All of shape (words,).
    """

    forms: NDArray[np.int32]
    kazakh: NDArray[np.bool_]
    lists: NDArray[np.int64]
    tags: NDArray[np.int64]


class WordTable:
    """Lists and tags of words, remembered."""

    def __init__(self) -> None:
        self.analyzer = BatchAnalyzer()
        self.packed = np.full(2, _UNKNOWN, np.uint64)  # by number, 2 * form + kazakh: as inversion.packed has them
        self._is_met = np.zeros(2, bool)
        self._lemmas = LemmaTable()
        self._tags_used = np.zeros(0, np.int64)  # by list

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self._lemmas)

    @property
    def words_end(self) -> int:
        """Above all numbers of words."""
        return 2 * len(self.analyzer.vocabulary)

    def lemmas(self) -> Lemmas:
        """The lemma of each list."""
        return self._lemmas.lemmas()

    def words(self, forms: NDArray[np.int32], kazakh: NDArray[np.bool_]) -> NDArray[np.int32]:
        """The number of each word, same shape: its place in `packed`. Marks it as met."""
        numbers = forms * 2 + kazakh
        self._make_room()
        self._is_met[numbers] = True
        return numbers

    def learn(self) -> None:
        """Analyse the words met since the last call."""
        new = np.flatnonzero(self._is_met & (self.packed == _UNKNOWN)).astype(np.int32)
        if len(new):
            self._assign(new, self.analyzer.coded_lemmas(Words(new >> 1, (new & 1).astype(bool))))

    def add(self, words: Words, lemmas: Sequence[str]) -> NDArray[np.uint64]:
        """List and tag of words whose lemmas are known already; shape (words,). Of equal words the first counts."""
        pairs = words.forms * 2 + words.kazakh
        self._make_room()
        new = np.flatnonzero(self.packed.take(pairs) == _UNKNOWN)
        new = new[np.unique(pairs[new], return_index=True)[1]]
        self._assign(pairs[new], Lemmas.of([lemmas[i] for i in new.tolist()]))
        return self.packed.take(pairs)

    def known(self) -> KnownWords:
        """All words."""
        pairs = np.flatnonzero(self.packed != _UNKNOWN)
        found = self.packed[pairs]
        return KnownWords(
            (pairs >> 1).astype(np.int32),
            (pairs & 1).astype(bool),
            list_of(found),
            tag_of(found),
        )

    def _assign(self, pairs: NDArray[np.int32], lemmas: Lemmas) -> None:
        """Give each new word the next tag of its lemma. pairs: no two alike."""
        lists = self._lemmas.numbers(lemmas).astype(np.int64)
        count = len(self._lemmas)
        self._tags_used = np.concatenate((self._tags_used, np.zeros(count - len(self._tags_used), np.int64)))
        order = np.sort(lists << 32 | np.arange(len(lists)))
        ordered = order >> 32
        order &= (1 << 32) - 1
        sizes = np.bincount(lists, minlength=count)
        tags = np.arange(len(ordered)) - (np.cumsum(sizes) - sizes - self._tags_used).take(ordered)
        self._tags_used += sizes
        if count > MOST_LISTS or (len(tags) and tags.max() >= MOST_TAGS):
            raise OverflowError(f"a segment has at most {MOST_LISTS} lemmas, each with at most {MOST_TAGS} forms")
        self.packed[pairs[order]] = packed(ordered, tags)

    def _make_room(self) -> None:
        missing = 2 * len(self.analyzer.vocabulary) - len(self.packed)
        if missing > 0:
            self.packed = np.concatenate((self.packed, np.full(2 * missing, _UNKNOWN, np.uint64)))
            self._is_met = np.concatenate((self._is_met, np.zeros(2 * missing, bool)))
