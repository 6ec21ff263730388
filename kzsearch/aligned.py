"""Aligned sentences, Kazakh and Russian -> the lemmas of both sides as arrays; what is no such pair is passed over.

A pair whose sides stand the other way round is turned. Words of grammar, numbers, words of the other language and of
none are left out: names in Latin letters are the same in both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from kzsearch_analyzers.analysis import is_stop_word
from kzsearch_analyzers.batch import BatchAnalyzer, Words
from kzsearch_analyzers.language import KAZAKH, RUSSIAN
from kzsearch_analyzers.tokenizer import WORD
from kzsearch_analyzers.vocabulary import BATCH_CHARACTERS, KINDS
from numpy.typing import NDArray

from .codec.distinct import changes, distinct
from .errors import DocumentError
from .reading.records import shown

LONGEST = 2000  # characters of a sentence
LEAST_LETTERS = 2  # of a lemma
MOST_CELLS = 1 << 26  # pairs of a Kazakh and a Russian word in one pair of sentences: about a gigabyte while learning

EMPTY = "a side is empty"
TOO_LONG = f"a side has more than {LONGEST:,} characters: give sentences"
AGAIN = "the pair came before"
LOST_LETTERS = "a side has ? in place of letters: save it as Unicode"
NOT_KAZAKH, NOT_RUSSIAN = "no side is Kazakh", "no side is Russian"
NO_WORDS = "a side has only words of grammar, numbers or names in Latin letters"
TOO_MANY = "more pairs than can be learnt from at once"

Ints = NDArray[np.int64]
_KIND = KINDS.index(WORD)
_LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]|\?{2,}[^\W\d_]")  # where an encoding lacks the letters of Kazakh
_OUT, _UNSEEN = -1, -2  # in place of a lemma's number


@dataclass(frozen=True, slots=True)
class Side:
    """One language of aligned sentences.

    lemmas: all of them, by number; numbers: those of each sentence, each once, ascending, laid end to end, int32;
    starts: where each sentence begins, with the end, int64, shape (sentences + 1,).
    """

    lemmas: Sequence[str]
    numbers: NDArray[np.int32]
    starts: Ints


@dataclass(frozen=True, slots=True)
class Aligned:
    """Sentences that translate each other: those of one side are as many as those of the other.

    skipped: why -> which pairs were passed over, by their number from 1; swapped: which had Russian first.
    """

    kazakh: Side
    russian: Side
    given: int
    skipped: Mapping[str, tuple[int, ...]]
    swapped: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.kazakh.starts) - 1


def aligned(pairs: Iterable[Any]) -> Aligned:
    """The lemmas of pairs of sentences, (Kazakh, Russian), which are taken one at a time; of a DataFrame, its rows.

    Raises DocumentError, naming the pair, where one is not two strings.

    >>> found = aligned([("Жаңа мектептер", "О новых школах"), ("Мектеп", "")])
    >>> found.kazakh.lemmas, found.russian.lemmas, dict(found.skipped)
    (['жаңа', 'мектеп'], ['новый', 'школа'], {'a side is empty': (2,)})
    """
    reader = _Reader()
    for number, pair in enumerate(rows(pairs), 1):
        reader.put(number, *_strings(pair, number))
    return reader.finish()


def rows(pairs: Any) -> Iterator[Any]:
    """The pairs of an iterable or of a DataFrame, whose missing cells are empty. Raises DocumentError."""
    if hasattr(pairs, "itertuples") and hasattr(pairs, "columns"):
        if len(pairs.columns) == 2:
            return iter(pairs.astype(object).fillna("").itertuples(index=False, name=None))
        raise DocumentError(f"a DataFrame must have two columns, Kazakh and Russian, got {len(pairs.columns)}")
    if isinstance(pairs, (str, bytes, Mapping)) or not isinstance(pairs, Iterable):
        raise DocumentError(
            f"translations are learnt from pairs of a Kazakh and a Russian sentence, got {type(pairs).__name__}"
        )
    return iter(pairs)


def _strings(pair: Any, number: int) -> tuple[str, str]:
    row = pair.tolist() if isinstance(pair, np.ndarray) else pair
    if isinstance(row, Sequence) and not isinstance(row, (str, bytes)) and len(row) == 2:
        first, second = row
        if isinstance(first, str) and isinstance(second, str):
            return first, second
    raise DocumentError(
        f"pair number {number} must be two strings, Kazakh and Russian, got {shown(pair)} ({type(pair).__name__})"
    )


class _Reader:
    """Takes pairs; analyses them by batches."""

    def __init__(self) -> None:
        self._given = self._cells = self._characters = 0
        self._batch: list[tuple[int, str, str]] = []
        self._met: set[int] = set()  # hashes of the pairs so far
        self._skipped: dict[str, list[int]] = {}
        self._swapped: list[int] = []
        self._analyzer = BatchAnalyzer()
        self._lemmas = {KAZAKH: _Lemmas(KAZAKH), RUSSIAN: _Lemmas(RUSSIAN)}
        self._sides: dict[str, list[tuple[NDArray[np.int32], Ints]]] = {KAZAKH: [], RUSSIAN: []}  # numbers, sizes

    def put(self, number: int, first: str, second: str) -> None:
        """The next pair."""
        self._given = number
        if fault := self._fault(first, second):
            self._skip(fault, number)
            return
        self._batch.append((number, first, second))
        self._characters += len(first) + len(second)
        if self._characters >= BATCH_CHARACTERS:
            self._flush()

    def finish(self) -> Aligned:
        """All of them."""
        self._flush()
        skipped = {why: tuple(numbers) for why, numbers in self._skipped.items()}
        return Aligned(self._side(KAZAKH), self._side(RUSSIAN), self._given, skipped, tuple(self._swapped))

    def _fault(self, first: str, second: str) -> str:
        if not first.strip() or not second.strip():
            return EMPTY
        if max(len(first), len(second)) > LONGEST:
            return TOO_LONG
        if any(found[-1].islower() for found in _LOST.findall(f"{first} {second}")):  # no question without a space
            return LOST_LETTERS
        if self._cells >= MOST_CELLS:
            return TOO_MANY
        known, pair = len(self._met), hash((first.strip(), second.strip()))
        self._met.add(pair)
        return AGAIN if len(self._met) == known else ""

    def _skip(self, why: str, *numbers: int) -> None:
        self._skipped.setdefault(why, []).extend(numbers)

    def _side(self, lang: str) -> Side:
        numbers, sizes = zip(*self._sides[lang], strict=True) if self._sides[lang] else ((), ())
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate((np.zeros(0, np.int64), *sizes)))))
        return Side([*self._lemmas[lang].numbers], np.concatenate((np.zeros(0, np.int32), *numbers)), starts)

    def _flush(self) -> None:
        batch, self._batch, self._characters = self._batch, [], 0
        if not batch:
            return
        which = np.array([number for number, _, _ in batch])
        tokens = self._analyzer.vocabulary.tokenize([*(first for _, first, _ in batch), *(last for *_, last in batch)])
        is_kazakh, is_cyrillic = self._analyzer.languages(tokens)
        mostly = _sums(np.where(is_cyrillic, 2 * is_kazakh.astype(np.int64) - 1, 0), tokens.starts)
        has_letters = _sums(is_cyrillic, tokens.starts) > 0
        kazakh, russian = ((has_letters & wanted).reshape(2, -1) for wanted in (mostly > 0, mostly <= 0))
        fault = np.where(~kazakh.any(0), NOT_KAZAKH, np.where(~russian.any(0), NOT_RUSSIAN, ""))
        is_word = self._analyzer.vocabulary.kinds(tokens.forms) == _KIND
        turned, sides = ~kazakh[0], {}
        for lang, chosen, second in ((KAZAKH, is_kazakh, turned), (RUSSIAN, is_cyrillic & ~is_kazakh, ~turned)):
            numbers = self._lemmas[lang].of(self._analyzer, tokens.forms, chosen & is_word)
            sides[lang] = _by_sentence(numbers, tokens.starts, np.arange(len(batch)) + len(batch) * second)
        no_words = (sides[KAZAKH][1] == 0) | (sides[RUSSIAN][1] == 0)
        fault = np.where((fault == "") & no_words, NO_WORDS, fault)
        for why in dict.fromkeys(fault.tolist()):
            if why:
                self._skip(why, *which[fault == why].tolist())
        kept = fault == ""
        self._swapped += which[kept & turned].tolist()
        self._cells += int((sides[KAZAKH][1] * sides[RUSSIAN][1])[kept].sum())
        for lang, (numbers, sizes) in sides.items():
            self._sides[lang].append((numbers[np.repeat(kept, sizes)], sizes[kept]))


class _Lemmas:
    """The lemmas of one language. numbers: lemma -> its number, in the order of coming."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self.numbers: dict[str, int] = {}
        self._of_form = np.zeros(0, np.int32)  # by id of the vocabulary

    def of(self, analyzer: BatchAnalyzer, forms: NDArray[np.int32], chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        """The number of each form's lemma, negative for those not chosen and for stop words; same shape."""
        more = max(2 * len(analyzer.vocabulary) - len(self._of_form), 0)
        self._of_form = np.concatenate((self._of_form, np.full(more, _UNSEEN, np.int32)))
        found = np.where(chosen, self._of_form.take(forms), _OUT)
        new = distinct(forms[found == _UNSEEN])
        lemmas = analyzer.lemmas(Words(new, np.full(len(new), self._lang == KAZAKH)))
        written = analyzer.vocabulary.forms(new)
        self._of_form[new] = [self._number(form, lemma) for form, lemma in zip(written, lemmas, strict=True)]
        return np.where(chosen, self._of_form.take(forms), np.int32(_OUT))

    def _number(self, form: str, lemma: str) -> int:
        if len(lemma) < LEAST_LETTERS or is_stop_word(form, lemma, self._lang):
            return _OUT
        return self.numbers.setdefault(lemma, len(self.numbers))


def _sums(values: NDArray[Any], starts: Ints) -> Ints:
    """The sum of each text's values, shape (texts,)."""
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(values, dtype=np.int64)))
    return sums[starts[1:]] - sums[starts[:-1]]


def _by_sentence(numbers: NDArray[np.int32], starts: Ints, texts: Ints) -> tuple[NDArray[np.int32], Ints]:
    """The numbers >= 0 of some texts, each once a text, ascending, end to end, and how many each has."""
    place = np.full(len(starts) - 1, -1)
    place[texts] = np.arange(len(texts))
    sentence = np.repeat(place, np.diff(starts))
    kept = (numbers >= 0) & (sentence >= 0)
    ordered = np.sort(sentence[kept] << 32 | numbers[kept])
    ordered = ordered[changes(ordered)]
    return (ordered & 0xFFFFFFFF).astype(np.int32), np.bincount(ordered >> 32, minlength=len(texts))
