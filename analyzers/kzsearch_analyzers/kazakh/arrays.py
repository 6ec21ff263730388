"""The same choice as morphology.py, for many words at once: numpy over a batch instead of Python over a word.

words -> letters as numbers -> the automaton, all words in step from their ends: (word, cut, state)
      -> what stands before each cut: a stem of the lexicon (listed.py), or a guess (guessed.py)
      -> the rank of every reading by table; the least of each word wins
"""

import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.codepage import Characters
from kzsearch_analyzers.cyrillic_words import AFTER, CyrillicWords, Edits, Puts

from .batch import COST, FOLDED, Batch, Cuts, Ints, arcs, length_of, stem_of
from .cheapest import LIKELY_CENTINATS
from .folded import AS_TYPED, KAZAKH_LETTERS, LETTERED_MARGIN, MARGIN, SHORTEST, skeleton
from .guessed import guessed, letter_tables, ways
from .letters import CODES, EDGE, LETTERS, OTHER, SYMBOLS, code
from .listed import CLOSED_FIRST, lexicon, listed, look_up
from .stems import GUESSES, abbreviations
from .tables import tables

BATCH = 1 << 14  # words: their arrays stay in the processor's caches
_loading = threading.Lock()
_NO_READING = np.iinfo(np.int64).max
_AS_SPELT = [i for i, guess in enumerate(GUESSES) if not guess.ends and not guess.becomes]
_ONE_OF_KAZAKH = 1 << 32
UNREAD = -1  # less than the rank of any guess


class Readings(NamedTuple):
    """The best reading of each of some forms.

    lemmas; listed: whether it is by a stem of the lexicon, closed classes apart; suffixed: whether it has suffixes;
    restored: whether it is by a stem of the lexicon and letters that were not typed; costs: hundredths of a nat.
    """

    lemmas: list[str]
    listed: NDArray[np.bool_]
    suffixed: NDArray[np.bool_]
    restored: NDArray[np.bool_]
    costs: Ints


def lemmatize_many(forms: Sequence[str]) -> list[str]:
    """The lemma of each form; what is empty or longer than LONGEST_WORD letters stays as it is, in lower case."""
    lemmas: list[str] = []
    for batch, words in _batches(forms):
        lemmas += _lemmas(words, _best(batch))
    return lemmas


class ByLexicon(NamedTuple):
    """The likely readings of spellings by the lexicon: the place of the spelling, what the reading costs in hundredths
    of a nat, the number of the stem, whether that is all."""

    word: Ints
    cost: Ints
    stem: Ints
    is_bare: NDArray[np.bool_]


def by_lexicon(spellings: Sequence[str], *, folded: bool = False) -> ByLexicon:
    """Those of words in lower case; folded: of skeletons (folded.py). None is empty or has line breaks."""
    _load()
    none = np.zeros(0, np.int64)
    found = [ByLexicon(none, none, none, np.zeros(0, np.bool_))]
    for start in range(0, len(spellings), BATCH):
        batch, _ = Batch.of(spellings[start : start + BATCH])
        word, rank = listed(batch, Cuts.of(batch, folded=folded), folded=folded)
        best = np.full(len(batch.starts), _NO_READING)
        np.minimum.at(best, word, rank)
        cost = _cost(rank)
        on = np.flatnonzero(cost <= _cost(best).take(word) + LIKELY_CENTINATS)
        word, rank, cost = word.take(on), rank.take(on), cost.take(on)
        is_bare = length_of(rank) == (batch.ends - batch.starts).take(word)
        found.append(ByLexicon(word + start, cost, stem_of(rank) & (FOLDED - 1), is_bare))
    return ByLexicon(*map(np.concatenate, zip(*found, strict=True)))


def _cost(rank: Ints) -> Ints:
    return (rank + (rank < 0) * np.int64(CLOSED_FIRST)) >> COST


def readings_many(forms: Sequence[str]) -> Readings:
    """The best reading of each form."""
    lemmas: list[str] = []
    found, costs = np.zeros((3, len(forms)), np.bool_), np.zeros(len(forms), np.int64)
    for batch, words in _batches(forms):
        best = _best(batch)
        columns = slice(len(lemmas), len(lemmas) + len(best))
        costs[columns] = _cost(best)
        found[:, columns] = are_listed(best), are_suffixed(best, batch.ends - batch.starts), are_restored(best)
        lemmas += _lemmas(words, best)
    return Readings(lemmas, found[0], found[1], found[2], costs)


def is_lemma_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each form is a lemma of the lexicon."""
    return np.concatenate([np.zeros(0, np.bool_), *(_are_lemmas(batch) for batch, _ in _batches(forms))])


def lemmas() -> CyrillicWords:
    """All forms of which `is_lemma_many` holds, of any letters and hyphens.

    >>> "мектеп" in lemmas().strings()
    True
    """
    spellings = tables().spellings
    ends = np.flatnonzero(spellings == EDGE)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    codes = np.concatenate((CODES.take(spellings), np.zeros(AFTER, np.uint8)))
    return CyrillicWords(codes, starts, ends - starts).only(np.flatnonzero(tables().is_lemma))


def read(
    words: CyrillicWords, may_be_guessed: NDArray[np.bool_], may_be_restored: NDArray[np.bool_] | None = None
) -> Ints:
    """The best reading of each word as a number, for `are_listed`, `are_suffixed` and `edits_of`; UNREAD for those that
    have no stem of the lexicon and may not be guessed. may_be_restored: those that may have been meant otherwise, None
    for all. int64, shape (words,).

    >>> words = CyrillicWords.of(["мектептер", "законами"])
    >>> found = read(words, np.array([True, False]))
    >>> are_listed(found), found[1] == UNREAD
    (array([ True, False]), np.True_)
    """
    _load()
    found = [np.zeros(0, np.int64)]
    for number, block in enumerate(words.blocks(BATCH)):
        part = slice(number * BATCH, (number + 1) * BATCH)
        restored = None if may_be_restored is None else may_be_restored[part]
        found.append(_best(Batch.of_letters(block), may_be_guessed[part], restored))
    return np.concatenate(found)


def are_listed(readings: Ints) -> NDArray[np.bool_]:
    """Which are by a stem of the lexicon, closed classes apart."""
    is_listed: NDArray[np.bool_] = (readings >= 0) & (stem_of(readings) < len(lexicon().lemmas))
    return is_listed


def are_restored(readings: Ints) -> NDArray[np.bool_]:
    """Which are by a stem of the lexicon and letters that were not typed."""
    is_restored: NDArray[np.bool_] = (readings != UNREAD) & (readings != _NO_READING) & (stem_of(readings) >= FOLDED)
    return is_restored


def are_suffixed(readings: Ints, sizes: Ints) -> NDArray[np.bool_]:
    """Which have suffixes, letters that were not typed apart; sizes: of the words."""
    is_read = (readings != _NO_READING) & (readings != UNREAD) & ~are_restored(readings)
    is_suffixed: NDArray[np.bool_] = is_read & (length_of(readings) < sizes)
    return is_suffixed


def edits_of(words: CyrillicWords, readings: Ints) -> Edits:
    """How words become lemmas by their readings, none of them UNREAD; what is put is of `puts`."""
    stem, length = stem_of(readings), length_of(readings)
    is_restored = are_restored(readings)
    stem = np.where(is_restored, stem - FOLDED, stem)
    guess = stem - len(lexicon().lemmas)
    is_guess = guess >= 0
    kept = np.where(is_guess, np.where(guess < len(GUESSES), length, words.sizes), 0)
    put = np.where(is_guess, 0, _put_of_stem().take(stem, mode="clip"))
    made = np.flatnonzero(is_guess & (guess < len(GUESSES)) & ~np.isin(guess, _AS_SPELT))
    stems = CyrillicWords(words.codes, words.starts[made], length[made]).strings()
    given = {
        row: GUESSES[i].lemma(stem) for row, i, stem in zip(made.tolist(), guess[made].tolist(), stems, strict=True)
    }
    return Edits(np.zeros(len(stem), np.int64), kept, put, given)


def lemmas_of(words: CyrillicWords, readings: Ints) -> list[str]:
    """The lemmas that `edits_of` leads to, as strings."""
    return _lemmas(words.strings(), readings)


@cache
def puts() -> Puts:
    """Nothing, and the lemmas of the lexicon."""
    lines = Characters.of(f"\n{tables().lemma_lines}\n")
    breaks = np.flatnonzero(lines.points == ord("\n"))
    codes, ends = lines.encoded(breaks)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    return Puts(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts, ends - starts)


@cache
def _put_of_stem() -> Ints:
    return tables().lemmas.astype(np.int64) + 1


def _are_lemmas(batch: Batch) -> NDArray[np.bool_]:
    found = np.zeros(len(batch.starts), np.bool_)
    word, spelling = look_up(batch, np.arange(len(batch.starts)), batch.ends - batch.starts)
    found[word] = lexicon().is_lemma.take(spelling)
    return found


def _load() -> None:
    with _loading:  # `cache` alone would load as often as threads come at once
        arcs(), lexicon(), letter_tables(), ways(), puts(), _put_of_stem(), _traits()
        arcs(folded=True), lexicon(folded=True)


def _batches(forms: Sequence[str]) -> Iterator[tuple[Batch, Sequence[str]]]:
    """Batches, and their words in lower case."""
    _load()
    return (Batch.of(forms[start : start + BATCH]) for start in range(0, len(forms), BATCH))


def _best(
    batch: Batch, may_be_guessed: NDArray[np.bool_] | None = None, may_be_restored: NDArray[np.bool_] | None = None
) -> Ints:
    """The rank of the best reading of each word: _NO_READING where there is none, UNREAD where no stem of the lexicon
    stands and it may not be guessed; None: all may."""
    cuts = Cuts.of(batch)
    best = np.full(len(batch.starts), _NO_READING)
    np.minimum.at(best, *listed(batch, cuts))
    if may_be_guessed is not None:
        best[(best == _NO_READING) & ~may_be_guessed] = UNREAD
        cuts = cuts.only(np.flatnonzero(best.take(cuts.word) >= 0))
    np.minimum.at(best, *guessed(batch, cuts, best))
    _restore(batch, best, may_be_restored)
    return best


def _restore(batch: Batch, best: Ints, may_be_restored: NDArray[np.bool_] | None) -> None:
    """Where the best reading is guessed: the best one by the skeleton, if that is cheaper by far; None: all may be."""
    is_guess = (best != UNREAD) & (best != _NO_READING) & (stem_of(best) >= len(lexicon().lemmas))
    asking = np.flatnonzero(is_guess if may_be_restored is None else is_guess & may_be_restored)
    told = _traits_of(batch, asking)
    most = np.right_shift(best.take(asking), COST) - np.where(told >= _ONE_OF_KAZAKH, LETTERED_MARGIN, MARGIN)
    long = batch.ends.take(asking) - batch.starts.take(asking) >= SHORTEST
    hopeful = long & (most >= tables().costs.min()) & (told % _ONE_OF_KAZAKH == 0)
    asking, most = asking[hopeful], most[hopeful]
    if not len(asking):
        return
    folded = batch.only(asking).spelt(*_of_skeletons())
    found: Ints = np.full(len(asking), _NO_READING)
    np.minimum.at(found, *listed(folded, Cuts.of(folded, folded=True), folded=True))
    cheaper = np.flatnonzero(_cost(found) <= most)
    forms = batch.only(asking.take(cheaper)).strings()
    better = cheaper[[form not in abbreviations() for form in forms]]
    best[asking[better]] = found[better]


def _traits_of(batch: Batch, words: Ints) -> Ints:
    """The sum of `_traits` of the letters of some words."""
    sums: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(_traits().take(batch.letters))))
    found: Ints = sums.take(batch.ends.take(words)) - sums.take(batch.starts.take(words))
    return found


@cache
def _of_skeletons() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What letters are written as in skeletons, by number: the first letter, and one after it or EDGE."""
    alike = [skeleton(letter) or letter for letter in LETTERS]  # ь is among AS_TYPED
    first, second = (np.arange(SYMBOLS, dtype=np.uint8) * keep for keep in (1, 0))
    first[1:OTHER] = [code(letters[0]) for letters in alike]
    second[1:OTHER] = [code(letters[1]) if letters[1:] else EDGE for letters in alike]
    return first, second


@cache
def _traits() -> Ints:
    """Of letters, by number: 1 for those of which a skeleton tells nothing, or nothing else; _ONE_OF_KAZAKH for those
    of Kazakh alone."""
    of_kazakh = [(letter in KAZAKH_LETTERS) * _ONE_OF_KAZAKH for letter in LETTERS]
    return np.array([0, *(of_kazakh[i] + (letter in AS_TYPED) for i, letter in enumerate(LETTERS)), 1], np.int64)


def _lemmas(words: Sequence[str], best: Ints) -> list[str]:
    stems = lexicon().lemmas
    stem = stem_of(best)
    stem = np.where(are_restored(best), stem - FOLDED, stem)
    lemmas: list[str] = stems.take(stem, mode="clip").tolist()
    made = np.flatnonzero(stem >= len(stems))
    guesses = stem.take(made) - len(stems)
    lengths = length_of(best.take(made))
    as_spelt = np.isin(guesses, _AS_SPELT)
    for i, length in zip(made[as_spelt].tolist(), lengths[as_spelt].tolist(), strict=True):
        lemmas[i] = words[i][:length]
    others = made[~as_spelt].tolist(), guesses[~as_spelt].tolist(), lengths[~as_spelt].tolist()
    for i, guess, length in zip(*others, strict=True):
        lemmas[i] = GUESSES[guess].lemma(words[i][:length]) if guess < len(GUESSES) else words[i]
    return lemmas
