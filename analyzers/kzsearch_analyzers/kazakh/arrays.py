"""The same choice as morphology.py, for many words at once: numpy over a batch instead of Python over a word.

words -> letters as numbers -> the automaton, all words in step from their ends: (word, cut, state)
      -> what stands before each cut: a stem of the lexicon (listed.py), or a guess (guessed.py)
      -> the rank of every reading by table; the least of each word wins
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .batch import Batch, Cuts, Ints, arcs, length_of, stem_of
from .guessed import guessed, letter_tables, ways
from .listed import lexicon, listed, look_up
from .stems import GUESSES

BATCH = 1 << 14  # words: their arrays stay in the processor's caches
_loading = threading.Lock()
_NO_READING = np.iinfo(np.int64).max
_AS_SPELT = [i for i, guess in enumerate(GUESSES) if not guess.ends and not guess.becomes]
_NO_HOPE = -1  # no guess is better


@dataclass(frozen=True, slots=True)
class Readings:
    """The best reading of each of some forms.

    lemmas; listed: whether it is by a stem of the lexicon, closed classes apart; suffixed: whether it has suffixes.
    """

    lemmas: list[str]
    listed: NDArray[np.bool_]
    suffixed: NDArray[np.bool_]


def lemmatize_many(forms: Sequence[str]) -> list[str]:
    """The lemma of each form; what is empty or longer than LONGEST_WORD letters stays as it is, in lower case."""
    lemmas: list[str] = []
    for batch in _batches(forms):
        lemmas += _lemmas(batch, _best(batch))
    return lemmas


def readings_many(forms: Sequence[str]) -> Readings:
    """The best reading of each form."""
    lemmas: list[str] = []
    found = np.zeros((2, len(forms)), np.bool_)
    for batch in _batches(forms):
        best = _best(batch)
        columns = slice(len(lemmas), len(lemmas) + len(best))
        found[:, columns] = _is_listed(best), (best != _NO_READING) & (length_of(best) < batch.ends - batch.starts)
        lemmas += _lemmas(batch, best)
    return Readings(lemmas, found[0], found[1])


def is_listed_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Readings.listed of each form."""
    return np.concatenate([np.zeros(0, np.bool_), *map(_is_listed, map(_best_listed, _batches(forms)))])


def is_lemma_many(forms: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each form is a lemma of the lexicon."""
    return np.concatenate([np.zeros(0, np.bool_), *map(_is_lemma, _batches(forms))])


def _is_lemma(batch: Batch) -> NDArray[np.bool_]:
    found = np.zeros(len(batch.words), np.bool_)
    word, spelling = look_up(batch, np.arange(len(batch.words)), batch.ends - batch.starts)
    found[word] = lexicon().is_lemma.take(spelling)
    return found


def _batches(forms: Sequence[str]) -> Iterator[Batch]:
    with _loading:  # `cache` alone would load as often as threads come at once
        arcs(), lexicon(), letter_tables(), ways()
    return (Batch.of(forms[start : start + BATCH]) for start in range(0, len(forms), BATCH))


def _best(batch: Batch) -> Ints:
    """The rank of the best reading of each word, _NO_READING where there is none."""
    cuts = Cuts.of(batch)
    best = np.full(len(batch.words), _NO_READING)
    np.minimum.at(best, *listed(batch, cuts))
    np.minimum.at(best, *guessed(batch, cuts, best))
    return best


def _best_listed(batch: Batch) -> Ints:
    """The same, less than nothing where no stem of the lexicon stands."""
    cuts = Cuts.of(batch)
    best = np.full(len(batch.words), _NO_READING)
    np.minimum.at(best, *listed(batch, cuts))
    best[best == _NO_READING] = _NO_HOPE
    np.minimum.at(best, *guessed(batch, cuts.only(np.flatnonzero(best.take(cuts.word) >= 0)), best))
    return best


def _is_listed(best: Ints) -> NDArray[np.bool_]:
    is_listed: NDArray[np.bool_] = (best >= 0) & (stem_of(best) < len(lexicon().lemmas))
    return is_listed


def _lemmas(batch: Batch, best: Ints) -> list[str]:
    stems = lexicon().lemmas
    stem = stem_of(best)
    lemmas: list[str] = stems.take(stem, mode="clip").tolist()
    made = np.flatnonzero(stem >= len(stems))
    guesses = stem.take(made) - len(stems)
    lengths = length_of(best.take(made))
    as_spelt = np.isin(guesses, _AS_SPELT)
    for i, length in zip(made[as_spelt].tolist(), lengths[as_spelt].tolist(), strict=True):
        lemmas[i] = batch.words[i][:length]
    others = made[~as_spelt].tolist(), guesses[~as_spelt].tolist(), lengths[~as_spelt].tolist()
    for i, guess, length in zip(*others, strict=True):
        lemmas[i] = GUESSES[guess].lemma(batch.words[i][:length]) if guess < len(GUESSES) else batch.words[i]
    return lemmas
