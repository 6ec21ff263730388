"""The same choice as morphology.py, for many words at once: numpy over a batch instead of Python over a word.

words -> letters as numbers -> the automaton, all words in step from their ends: (word, cut, state)
      -> what stands before each cut: a stem of the lexicon (listed.py), or a guess (guessed.py)
      -> the cost of every reading by table; the least of each word wins
"""

import threading
from collections.abc import Sequence

import numpy as np

from .automaton import automaton
from .batch import COST, Batch, Cuts
from .guessed import guess_fits, guessed, least_guess, spelling_costs
from .listed import lexicon, listed
from .morphology import LONGEST_WORD
from .stems import GUESSES

BATCH = 1 << 14  # words: their arrays stay in the processor's caches
_loading = threading.Lock()
_NO_READING = np.iinfo(np.int64).max


def lemmatize_many(forms: Sequence[str]) -> list[str]:
    """The lemma of each lower-case form; what is empty or longer than LONGEST_WORD letters stays as it is."""
    with _loading:  # `cache` alone would load as often as threads come at once
        automaton(), lexicon(), guess_fits()
    found = list(forms)
    lengths = np.fromiter(map(len, forms), np.int64, len(forms))
    order = np.argsort(lengths, kind="stable")
    order = order[(lengths[order] > 0) & (lengths[order] <= LONGEST_WORD)]
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH].tolist()
        for i, lemma in zip(batch, _lemmas([found[i] for i in batch]), strict=True):
            found[i] = lemma
    return found


def _lemmas(words: Sequence[str]) -> list[str]:
    batch = Batch.of(words)
    cuts = Cuts.of(batch)
    known = listed(batch, cuts)
    best = np.full(len(words), _NO_READING)
    np.minimum.at(best, known.word, known.rank)
    spelling = spelling_costs(batch)
    hopeful = np.flatnonzero(cuts.cost + least_guess(batch, cuts, spelling) <= best[cuts.word] >> COST)
    found = [known, *guessed(batch, cuts.only(hopeful), spelling)]
    word, rank, length, stem = (np.concatenate(column) for column in zip(*found, strict=True))
    np.minimum.at(best, word, rank)
    wins = rank == best[word]
    chosen, left = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    chosen[word[wins]] = stem[wins]
    left[word[wins]] = length[wins]
    lemmas: list[str] = lexicon().lemmas[np.maximum(chosen, 0)].tolist()
    for i in np.flatnonzero(chosen < 0).tolist():
        lemmas[i] = GUESSES[-1 - chosen[i]].lemma(words[i][: left[i]])
    return lemmas
