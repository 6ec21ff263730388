"""Lemmas of many forms that the dictionary lacks: the strategies of `unknown`, in their order, on arrays."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.choice import ADJECTIVE, UNFIT
from kzsearch_analyzers.russian.closed_classes import closed_classes
from kzsearch_analyzers.russian.endings import SHORTEST_CUT, VOWELS
from kzsearch_analyzers.russian.letters import ALPHABET, SYMBOL, Words, gathered, key, words_of
from kzsearch_analyzers.russian.machine import Letters, Machine, Rules, Ways, edited, found_in, together, ways
from kzsearch_analyzers.russian.predictions import SHORTEST_PREDICTED, TELLING, VERB_START
from kzsearch_analyzers.russian.spelling import REPEATED, RESPELLINGS, Respelling
from kzsearch_analyzers.russian.tables import MASS_NOUN
from kzsearch_analyzers.russian.unknown import (
    HARD_PREFIXES,
    LONGEST_PREFIX,
    MISSING_PLURALS,
    SHORTEST_REST,
    SHORTEST_STEM,
    SURNAMES,
    MissingPlural,
    joined,
    listed_prefixes,
    stemmed,
)
from kzsearch_analyzers.russian.unknown_forms import Unknown

Given = dict[int, str]  # row -> a lemma that no edit of the row's letters gives
_UNDECIDED = -1


def _is_one_of(letters: str) -> NDArray[np.bool_]:
    """By symbol, whether it is one of some letters."""
    table = np.zeros(256, np.bool_)
    table[[SYMBOL[letter] for letter in letters]] = True
    return table


_IS_VOWEL = _is_one_of(VOWELS)


def guesses(machine: Machine, words: Words, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Given]:
    """The numbers of the edits of unknown forms, and the lemmas that are not made by an edit."""
    if not len(rows):
        return np.zeros(0, np.int64), {}
    unknown = Unknown.of(words, rows)
    respelt, singulars, hardened, rests = (
        _respelt(machine, unknown),
        _singulars(unknown),
        _hardened(machine, unknown),
        _splits(unknown),
    )
    ways_of = together(machine, respelt.letters, singulars.letters, hardened.letters, rests.letters)
    is_open = np.ones(len(rows), np.bool_)
    given = _respelt_lemmas(machine, respelt, ways_of[0])
    is_open[list(given)] = False
    given |= _mass_nouns(singulars, ways_of[1], is_open)
    is_open[list(given)] = False
    given |= _hardened_lemmas(machine, hardened, ways_of[2], is_open)
    is_open[list(given)] = False
    codes, others = _edits(machine, unknown, rests, ways_of[3], is_open)
    given |= others
    codes[list(given)] = 0
    left = np.flatnonzero(codes == _UNDECIDED)
    given |= dict(zip(left.tolist(), map(stemmed, _spelt(machine, unknown, left)), strict=True))
    codes[left] = 0
    return codes, {int(rows[row]): lemma for row, lemma in given.items()}


def _spelt(machine: Machine, unknown: Unknown, which: NDArray[np.int64]) -> list[str]:
    return edited(machine, unknown.words, unknown.rows[which], np.zeros(len(which), np.int64))


class _Respelt(NamedTuple):
    """Other spellings of some rows, in their order for each row; what was cut off them."""

    rows: list[int]
    words: Words
    prefixes: list[str]

    @property
    def letters(self) -> Letters:
        return Letters(self.words.symbols, self.words.starts, self.words.sizes)


def _respelt(machine: Machine, unknown: Unknown) -> _Respelt:
    """As spelling.respellings gives them."""
    found: dict[tuple[int, str], None] = {}
    for rule, fits in _fitting_rules(unknown):
        rows = np.flatnonzero(fits)
        for row, form in zip(rows.tolist(), _spelt(machine, unknown, rows), strict=True):
            spelt = re.sub(rule.pattern, rule.replacement, form)
            if spelt != form:
                found[row, spelt] = None
    by_row = sorted(found, key=itemgetter(0))
    return _Respelt([row for row, _ in by_row], words_of([spelt for _, spelt in by_row]), [""] * len(by_row))


def _hardened(machine: Machine, unknown: Unknown) -> _Respelt:
    """What is under a prefix that makes и of its start ы, with its и."""
    which = np.flatnonzero(unknown.start_with(*(prefix + "ы" for prefix in HARD_PREFIXES)))
    spelt = _spelt(machine, unknown, which)
    prefixes = [next(prefix for prefix in HARD_PREFIXES if form.startswith(prefix + "ы")) for form in spelt]
    rests = ["и" + form[len(prefix) + 1 :] for form, prefix in zip(spelt, prefixes, strict=True)]
    return _Respelt(which.tolist(), words_of(rests), prefixes)


def _hardened_lemmas(machine: Machine, hardened: _Respelt, found: Ways, is_open: NDArray[np.bool_]) -> Given:
    kinds = machine.tables.kinds.take(np.maximum(found.codes, 0))
    fit = np.flatnonzero(found.known & (kinds != UNFIT) & is_open[hardened.rows])
    lemmas = edited(machine, hardened.words, fit, found.codes[fit])
    return {
        hardened.rows[row]: joined(hardened.prefixes[row], lemma, is_adjective=kind == ADJECTIVE)
        for row, lemma, kind in zip(fit.tolist(), lemmas, kinds[fit].tolist(), strict=True)
    }


def _respelt_lemmas(machine: Machine, respelt: _Respelt, found: Ways) -> Given:
    given: Given = {}
    spellings = edited(machine, respelt.words, np.arange(len(respelt.rows)), np.zeros(len(respelt.rows), np.int64))
    lemmas = _lemmas_of(machine, respelt.words, found)
    for row, spelt, lemma in zip(respelt.rows, spellings, lemmas, strict=True):
        told = closed_classes().get(spelt, lemma)
        if told is not None:
            given.setdefault(row, told)
    return given


def _lemmas_of(machine: Machine, words: Words, found: Ways) -> list[str | None]:
    """The lemmas of folded words, None for those that the dictionary lacks."""
    made = edited(machine, words, np.arange(len(words.starts)), np.maximum(found.codes, 0))
    return [lemma if is_known else None for lemma, is_known in zip(made, found.known.tolist(), strict=True)]


def _fitting_rules(unknown: Unknown) -> Iterator[tuple[Respelling, NDArray[np.bool_]]]:
    """Each rule, in their order, and the forms that it may fit."""
    at, begins = gathered(unknown.starts, unknown.sizes)
    letters = unknown.words.symbols.take(at)
    same = letters[1:] == letters[:-1]
    triple = np.zeros(len(letters), np.bool_)  # across words also, which does no harm
    triple[:-2] = same[1:] & same[:-1]
    has_triple = np.logical_or.reduceat(triple, begins)
    for rule in REPEATED:
        yield rule, has_triple
    for rule in RESPELLINGS:
        yield rule, unknown.start_with(*rule.starts) & unknown.end_with(*rule.ends)


def _edits(
    machine: Machine, unknown: Unknown, rests: "_Rests", found: Ways, is_open: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], Given]:
    """The edits of compounds, and those that endings tell; the lemmas that take more than an edit, and those of
    adjectives that turn out to be known."""
    codes, given = _compounds(machine, unknown, rests, found, is_open)
    is_open[list(given)] = False
    left = np.flatnonzero(is_open & (codes < 0))
    codes[left], adjectives = _by_ending(machine, unknown, left)
    rows = left[adjectives]
    words = words_of(edited(machine, unknown.words, unknown.rows[rows], codes[rows]))
    lemmas = _lemmas_of(machine, words, ways(machine, words.symbols, words.starts, words.sizes, closed=False))
    return codes, given | {row: lemma for row, lemma in zip(rows.tolist(), lemmas, strict=True) if lemma is not None}


class _Singulars(NamedTuple):
    """Possible singulars of some rows, in their order for each ending."""

    rows: NDArray[np.int64]
    letters: Letters


def _singulars(unknown: Unknown) -> _Singulars:
    rows: list[NDArray[np.int64]] = []
    sizes: list[NDArray[np.int64]] = []
    last: list[NDArray[np.uint8]] = []
    for rule in MISSING_PLURALS:
        for ending in rule.endings:
            fits = np.flatnonzero(_fits(unknown, rule, ending))
            for singular in rule.singular:
                rows.append(fits)
                sizes.append(unknown.sizes[fits] - len(ending) + len(singular))
                last.append(np.full(len(fits), SYMBOL.get(singular, 0), np.uint8))
    row, size, put = np.concatenate(rows), np.concatenate(sizes), np.concatenate(last)
    at, begins = gathered(unknown.starts[row], size)
    symbols = unknown.words.symbols.take(at)
    ends = begins + size - 1
    symbols[ends] = np.where(put > 0, put, symbols[ends])  # 0: the stem's own letter
    return _Singulars(row, Letters(symbols, begins, size))


def _mass_nouns(singulars: _Singulars, found: Ways, is_open: NDArray[np.bool_]) -> Given:
    """Singulars in the dictionary that have no plural there."""
    rows, (symbols, begins, sizes) = singulars
    mass = np.flatnonzero(found.known & (found.marks & MASS_NOUN != 0) & is_open[rows])
    mass = mass[np.argsort(rows[mass], kind="stable")]
    first = _firsts(rows[mass])
    return {
        int(rows[row]): "".join(ALPHABET[symbol - 1] for symbol in symbols[begins[row] : begins[row] + sizes[row]])
        for row in mass[first].tolist()
    }


def _fits(unknown: Unknown, rule: MissingPlural, ending: str) -> NDArray[np.bool_]:
    is_long = unknown.sizes >= len(ending) + SHORTEST_STEM + bool(rule.after)
    before = _is_one_of(rule.after)[unknown.tails[len(ending)]] if rule.after else True
    return is_long & unknown.end_with(ending) & before


class _Rests(NamedTuple):
    """What is left of some rows without a prefix of so many letters."""

    rows: NDArray[np.int64]
    cuts: NDArray[np.int64]
    letters: Letters


def _compounds(
    machine: Machine, unknown: Unknown, rests: _Rests, found: Ways, is_open: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], Given]:
    """Of each row the edit of the known word under a prefix, -1 for none; the lemmas that are not that simple."""
    rows, cuts, letters = rests
    kinds = machine.tables.kinds.take(np.maximum(found.codes, 0))
    fit = np.flatnonzero(found.known & (kinds != UNFIT) & is_open[rows])
    fit = fit[np.lexsort((cuts[fit], rows[fit]))]
    fit = fit[_firsts(rows[fit])]
    row = rows[fit]
    codes = np.full(len(unknown.rows), _UNDECIDED)
    codes[row] = found.codes[fit]
    unsure = fit[_is_unsure(machine, unknown, row, cuts[fit], found.codes[fit], kinds[fit])]
    prefixes = replace(unknown.words, starts=unknown.starts[rows[unsure]], sizes=cuts[unsure])
    under = replace(unknown.words, starts=letters.starts[unsure], sizes=letters.sizes[unsure])
    told = zip(
        rows[unsure].tolist(),
        edited(machine, prefixes, np.arange(len(unsure)), np.zeros(len(unsure), np.int64)),
        edited(machine, under, np.arange(len(unsure)), found.codes[unsure]),
        (kinds[unsure] == ADJECTIVE).tolist(),
        strict=True,
    )
    return codes, {row: joined(prefix, lemma, is_adjective=is_adjective) for row, prefix, lemma, is_adjective in told}


def _firsts(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each row stands first among sorted rows."""
    return np.flatnonzero(np.diff(rows, prepend=-1))


def _splits(unknown: Unknown) -> _Rests:
    sizes = np.arange(1, max(LONGEST_PREFIX, *map(len, listed_prefixes())) + 1)
    listed = np.array([found_in(_listed_of(int(size)), unknown.head_keys[size]) >= 0 for size in sizes])
    rest = unknown.sizes - sizes[:, None]
    other = ~listed.any(axis=0) & ~unknown.end_with(*SURNAMES) & (sizes <= LONGEST_PREFIX)[:, None]
    places, rows = np.nonzero((listed & (rest >= SHORTEST_REST[True])) | (other & (rest >= SHORTEST_REST[False])))
    cuts = sizes[places]
    return _Rests(rows, cuts, Letters(unknown.words.symbols, unknown.starts[rows] + cuts, unknown.sizes[rows] - cuts))


@cache
def _listed_of(size: int) -> NDArray[np.uint64]:
    return np.array(sorted(key(prefix) for prefix in listed_prefixes() if len(prefix) == size), np.uint64)


def _is_unsure(
    machine: Machine,
    unknown: Unknown,
    rows: NDArray[np.int64],
    cuts: NDArray[np.int64],
    codes: NDArray[np.int64],
    kinds: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Whether a compound's lemma is more than the edited form: its ending, its и or its start may change."""
    hard = np.array(sorted(map(key, HARD_PREFIXES)), np.uint64)
    is_hard = found_in(hard, unknown.head_keys[cuts, rows]) >= 0
    begins_with_i = unknown.words.symbols[unknown.starts[rows] + cuts] == SYMBOL["и"]
    strips, puts = machine.edits.strips[codes], machine.edits.sizes[codes] - 1
    ends = unknown.starts[rows] + unknown.sizes[rows] - strips
    before, last = (unknown.words.symbols.take(ends - place, mode="clip") for place in (2, 1))
    is_stressed = machine.appends_oi[codes] | (machine.appends_i[codes] & (last == SYMBOL["о"]))
    is_stressed |= (puts == 0) & (before == SYMBOL["о"]) & (last == SYMBOL["й"])
    may_begin_with_i = begins_with_i | (strips + cuts >= unknown.sizes[rows])
    unsure: NDArray[np.bool_] = is_stressed & (kinds == ADJECTIVE)
    unsure |= (machine.edits.cuts[codes] > 0) | (is_hard & may_begin_with_i)
    return unsure


def _by_ending(
    machine: Machine, unknown: Unknown, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The edits that endings tell, -1 for none, and which of them give an adjective that may be known."""
    plain, as_verb, likely = _predicted(machine, unknown, rows).T
    differs = np.flatnonzero(plain != as_verb)
    trusted = plain.copy()
    for at, form in zip(differs.tolist(), _spelt(machine, unknown, rows[differs]), strict=True):
        trusted[at] = as_verb[at] if VERB_START.match(form) else plain[at]
    after_vowel = _after_vowel(unknown, rows)
    may_be_cut = (unknown.sizes[rows] >= SHORTEST_CUT) & (after_vowel >= 0)
    ranks = _ranked(machine.rules, unknown, rows, after_vowel)
    has_rule = may_be_cut & (ranks < len(machine.rules.codes))
    rule = np.where(has_rule, ranks, 0)
    codes = np.where(likely > 0, likely, _UNDECIDED)
    codes = np.where(has_rule, machine.rules.codes[rule], codes)
    codes = np.where(may_be_cut, codes, 0)
    codes = np.where(trusted > 0, trusted, codes)
    return codes, has_rule & (trusted == 0) & machine.rules.is_adjective[rule]


def _predicted(machine: Machine, unknown: Unknown, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Three columns of edits for each row, by the longest ending that has any."""
    found = np.full(len(rows), -1)
    for size in range(1, TELLING + 1):
        entry = machine.endings.find(unknown.tail_keys[size, rows])
        found = np.where((entry >= 0) & (unknown.sizes[rows] >= size), entry, found)
    found = np.where(unknown.sizes[rows] >= SHORTEST_PREDICTED, found, -1)
    return np.where((found >= 0)[:, None], machine.bests.take(machine.tables.predicted[found]), 0)


def _after_vowel(unknown: Unknown, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many letters stand after the first vowel of each row, -1 where there is none."""
    at, begins = gathered(unknown.starts[rows], unknown.sizes[rows])
    vowels = np.append(np.flatnonzero(_IS_VOWEL.take(unknown.words.symbols.take(at))), len(at))
    first = vowels[np.searchsorted(vowels, begins)] - begins
    return unknown.sizes[rows] - np.minimum(first, unknown.sizes[rows]) - 1


def _ranked(
    rules: Rules, unknown: Unknown, rows: NDArray[np.int64], after_vowel: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The least rank of the rules for the ends of each row, the number of all rules for none."""
    ranks = np.full(len(rows), len(rules.codes))
    for size in range(1, len(unknown.tails) + 1):
        entry = rules.ends.find(unknown.tail_keys[size, rows])
        at = np.flatnonzero((entry >= 0) & (size <= unknown.sizes[rows]))
        entry = entry[at]
        after = np.where(size <= after_vowel[at], rules.after_vowel[entry], len(rules.codes))
        ranks[at] = np.minimum(ranks[at], np.minimum(rules.anywhere[entry], after))
    return ranks
