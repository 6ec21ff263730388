"""The one analysis for many texts at once: texts -> tokens -> words, a word being a form in a language -> lemmas.

What `analysis.analyze` says of a text word by word, on arrays: the same forms, languages and lemmas. A form is judged
once, and what judging found out of its readings in both languages is kept for its lemmas.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import kazakh, russian
from .analysis import kazakh_lemmas
from .codepage import Bytes
from .cyrillic_words import AFTER, CyrillicWords, Ints
from .judging import judge
from .language import languages_of
from .lemmas import Lemmas
from .tokenizer import HASHTAG, WORD
from .vocabulary import KINDS, Ids, Tokens, Vocabulary

_INFLECTED = np.isin(KINDS, (WORD, HASHTAG))  # by kind; the others are their own lemmas
_HASHTAG = KINDS.index(HASHTAG)
_UNKNOWN = np.int8(-1)
_BLOCK = 1 << 18  # forms worked on at once, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Words:
    """Forms with their languages.

    forms: ids of a Vocabulary, int32; kazakh: bool; both of shape (words,).
    """

    forms: Ids
    kazakh: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is known of forms, by id: as Judged; is_cyrillic: int8, _UNKNOWN of those that were not judged."""

    evidence: NDArray[np.int16]
    is_cyrillic: NDArray[np.int8]
    is_plain: NDArray[np.bool_]
    readings: Ints
    told: NDArray[np.int32]

    @classmethod
    def of(cls, size: int) -> "_Memory":
        """Of no form."""
        return cls(
            np.zeros(size, np.int16),
            np.full(size, _UNKNOWN),
            np.zeros(size, bool),
            np.full(size, kazakh.UNREAD),
            np.full(size, russian.AS_WRITTEN, np.int32),
        )

    def grown(self, size: int) -> "_Memory":
        """The same with room for more."""
        more = _Memory.of(size)
        for name in _Memory.__slots__:
            getattr(more, name)[: len(self.evidence)] = getattr(self, name)
        return more


class BatchAnalyzer:
    """Analysis with a memory: what was once said of a form is not asked again.

    >>> analyzer = BatchAnalyzer()
    >>> tokens = analyzer.vocabulary.tokenize(["Мектептер туралы заң", "О школах"])
    >>> analyzer.lemmas(Words(tokens.forms, analyzer.kazakh(tokens)))
    ['мектеп', 'туралы', 'заң', 'о', 'школа']
    """

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._memory = _Memory.of(1)

    def kazakh(self, tokens: Tokens) -> NDArray[np.bool_]:
        """Which tokens are Kazakh words, shape (tokens,); the others are Russian or of no language."""
        return self.languages(tokens)[0]

    def languages(self, tokens: Tokens) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which tokens are Kazakh words, and which are of either language, shape (tokens,) each."""
        self._make_room()
        is_cyrillic = self._memory.is_cyrillic.take(tokens.forms)
        if is_cyrillic.min(initial=0) == _UNKNOWN:
            self.judge(tokens.forms)
            is_cyrillic = self._memory.is_cyrillic.take(tokens.forms)
        found = languages_of(self._memory.evidence.take(tokens.forms), tokens.starts, is_cyrillic.view(np.bool_))
        return found.view(np.bool_), (found | is_cyrillic).view(np.bool_)

    def judge(self, forms: Ids) -> None:
        """Make sure that the evidence of forms is known; ids may come again."""
        self._make_room()
        known = self._memory
        new = _once(forms[known.is_cyrillic.take(forms) == _UNKNOWN])
        for first in range(0, len(new), _BLOCK):
            ids = new[first : first + _BLOCK]
            found = judge(*self._codes(ids))
            known.evidence[ids], known.is_cyrillic[ids], known.is_plain[ids] = found[:3]
            known.readings[ids], known.told[ids] = found.readings, found.told

    def is_cyrillic(self, forms: Ids) -> NDArray[np.bool_]:
        """Which forms have Cyrillic letters, same shape; of forms that `judge` or `kazakh` has seen."""
        return self._memory.is_cyrillic.take(forms) > 0

    def evidence(self, forms: Ids) -> NDArray[np.int16]:
        """How much each form speaks for Kazakh, in tenths of a nat, same shape; of forms that `judge`, `kazakh` or
        `remember` has seen."""
        return self._memory.evidence.take(forms)

    def remember(self, forms: Ids, evidence: NDArray[np.integer]) -> None:
        """Take over the evidence of forms from an index; shapes (forms,)."""
        self._make_room()
        self._memory.evidence[forms] = evidence

    def lemmas(self, words: Words) -> list[str]:
        """The lemma of each word, as `analysis.lemma_of` gives it."""
        return self.coded_lemmas(words).strings()

    def coded_lemmas(self, words: Words) -> Lemmas:
        """The same without strings."""
        self.judge(words.forms)
        codes, starts, sizes = self._codes(words.forms)
        kinds = self.vocabulary.kinds(words.forms)
        is_hashtag = kinds == _HASHTAG
        forms = CyrillicWords(codes, starts + is_hashtag, sizes - is_hashtag)
        is_plain = self._memory.is_plain.take(words.forms)
        is_inflected = _INFLECTED.take(kinds) & (self.is_cyrillic(words.forms) | words.kazakh)
        return Lemmas.joined(
            [
                self._as_they_are(forms, np.flatnonzero(~is_inflected)),
                self._kazakh(forms, words.forms, np.flatnonzero(is_inflected & is_plain & words.kazakh)),
                self._russian(forms, words.forms, np.flatnonzero(is_inflected & is_plain & ~words.kazakh)),
                *(_by_strings(forms, words.kazakh, np.flatnonzero(is_inflected & ~is_plain))),
            ]
        )

    def _as_they_are(self, forms: CyrillicWords, rows: Ints) -> tuple[Ints, Lemmas]:
        chosen = forms.only(rows)
        return rows, Lemmas.as_written(chosen.codes, chosen.starts, chosen.sizes)

    def _kazakh(self, forms: CyrillicWords, ids: Ids, rows: Ints) -> tuple[Ints, Lemmas]:
        readings = self._memory.readings.take(ids.take(rows))
        unread = np.flatnonzero(readings == kazakh.UNREAD)
        words = forms.only(rows)
        left = words.only(unread)
        readings[unread] = kazakh.read(left, np.ones(len(unread), bool), ~russian.are_known(left))
        return rows, Lemmas.made(words, kazakh.edits_of(words, readings), kazakh.puts())

    def _russian(self, forms: CyrillicWords, ids: Ids, rows: Ints) -> tuple[Ints, Lemmas]:
        words = forms.only(rows)
        told = self._memory.told.take(ids.take(rows)).astype(np.int64)
        return rows, Lemmas.made(words, russian.edits_of(words, told), russian.puts())

    def _codes(self, forms: Ids) -> tuple[Bytes, Ints, Ints]:
        """As Vocabulary.codes, with AFTER bytes after them."""
        codes, starts, sizes = self.vocabulary.codes(forms)
        return np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts, sizes

    def _make_room(self) -> None:
        if len(self.vocabulary) > len(self._memory.evidence):
            self._memory = self._memory.grown(2 * len(self.vocabulary))


def _once(ids: Ids) -> Ids:
    """Each id once, in order: np.unique takes ten times as long."""
    ordered = np.sort(ids)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=np.int32(-1)))]


def _by_strings(forms: CyrillicWords, is_kazakh: NDArray[np.bool_], rows: Ints) -> list[tuple[Ints, Lemmas]]:
    """The lemmas of words with other letters in them, or in Latin ones."""
    lots = (kazakh_lemmas, rows[is_kazakh[rows]]), (russian.lemmatize_many, rows[~is_kazakh[rows]])
    return [(lot, Lemmas.of(lemmatize_many(forms.only(lot).strings()))) for lemmatize_many, lot in lots]
