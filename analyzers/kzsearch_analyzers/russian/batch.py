"""Many words at once: the lemmas that `lemmatize` gives one by one, by the same tables, on arrays.

`machine` has what the dictionary tells, `batch_guesses` does what it lacks. The few words with hyphens, and those whose
folding is intricate, are taken one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian.batch_guesses import guesses
from kzsearch_analyzers.russian.closed_classes import closed_classes
from kzsearch_analyzers.russian.hyphens import PARTICLES, is_numeral, meet
from kzsearch_analyzers.russian.letters import FOREIGN, INTRICATE, JOINED, Words, words_of
from kzsearch_analyzers.russian.machine import Machine, Ways, edited, ways
from kzsearch_analyzers.russian.spelling import MAX_LETTERS, has_russian_end, is_word
from kzsearch_analyzers.russian.tables import CELLS


def lemmas(machine: Machine, forms: Sequence[str], one_by_one: Callable[[str], str]) -> list[str]:
    """The lemma of each form; `one_by_one` gives those of the few words that arrays are not worth while for.

    >>> from kzsearch_analyzers.russian import lemmatize
    >>> from kzsearch_analyzers.russian.machine import fitting_machine
    >>> lemmas(fitting_machine(), ["законами", "человека-паука"], lemmatize)
    ['закон', 'человек-паук']
    """
    return _lemmas(machine, words_of(forms), forms, one_by_one)[0]


def _lemmas(
    machine: Machine, words: Words, forms: Sequence[str], one_by_one: Callable[[str], str]
) -> tuple[list[str], Ways]:
    sizes = _sizes(words)
    found = ways(machine, words.symbols, words.starts, sizes, closed=True)
    is_plain = (words.traits == 0) & (sizes > 0)
    codes = np.where(is_plain, found.codes, 0)
    unknown = np.flatnonzero(codes < 0)
    codes[unknown], given = guesses(machine, words, unknown, one_by_one)
    result = edited(machine, words, np.arange(len(codes)), codes)
    for row, lemma in given.items():
        result[row] = lemma
    intricate = np.flatnonzero(words.traits & INTRICATE).tolist()
    for row in intricate:
        result[row] = one_by_one(forms[row])
    joined = np.flatnonzero((words.traits & (JOINED | INTRICATE)) == JOINED)
    for row, lemma in zip(joined.tolist(), _joined(machine, words, joined, found.codes, one_by_one), strict=True):
        result[row] = lemma
    return result, found


def _sizes(words: Words) -> NDArray[np.int64]:
    """How long words are, 0 for those too long to be looked up."""
    return np.where(words.sizes <= MAX_LETTERS, words.sizes, 0)


def first_lemmas(machine: Machine, forms: Sequence[str], one_by_one: Callable[[str], str | None]) -> list[str | None]:
    """The lemma of each form that pymorphy3 ranks first, None for a form that its dictionary lacks.

    >>> from kzsearch_analyzers.russian import first_lemma
    >>> from kzsearch_analyzers.russian.machine import fitting_machine
    >>> first_lemmas(fitting_machine(), ["законами", "мектеп"], first_lemma)
    ['закон', None]
    """
    words = words_of(forms)
    ranking = replace(machine, tables=machine.tables.of_first_readings())
    found = ways(ranking, words.symbols, words.starts, _sizes(words), closed=False)
    listed = np.flatnonzero((found.codes >= 0) & (words.traits == 0))
    result: list[str | None] = [None] * len(forms)
    for row, lemma in zip(listed.tolist(), edited(machine, words, listed, found.codes[listed]), strict=True):
        result[row] = lemma
    for row in np.flatnonzero(words.traits & (JOINED | INTRICATE)).tolist():
        result[row] = one_by_one(forms[row])
    return result


def known(machine: Machine, forms: Sequence[str], one_by_one: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Which forms the dictionary has.

    >>> from kzsearch_analyzers.russian import is_known
    >>> from kzsearch_analyzers.russian.machine import fitting_machine
    >>> known(fitting_machine(), ["законами", "мектеп"], is_known)
    array([ True, False])
    """
    words = words_of(forms)
    rows, _ = machine.automaton.look_up(words.symbols, words.starts, _sizes(words))
    result = np.zeros(len(forms), np.bool_)
    result[rows] = True
    result &= words.traits & FOREIGN == 0
    joined = np.flatnonzero(result & (words.traits & JOINED != 0))
    result[joined] = list(map(is_word, edited(machine, words, joined, np.zeros(len(joined), np.int64))))
    for row in np.flatnonzero(words.traits & INTRICATE).tolist():
        result[row] = one_by_one(forms[row])
    return result


def _joined(
    machine: Machine,
    words: Words,
    rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    one_by_one: Callable[[str], str],
) -> list[str]:
    """The lemmas of words with hyphens, as `lemma_of_parts` gives them."""
    folded = edited(machine, words, rows, np.zeros(len(rows), np.int64))
    whole = edited(machine, words, rows, np.maximum(codes[rows], 0))
    is_known = (codes[rows] >= 0).tolist()
    result = [
        _listed_joined(form, lemma, is_listed=is_listed)
        for form, lemma, is_listed in zip(folded, whole, is_known, strict=True)
    ]
    split = [form for form, lemma in zip(folded, result, strict=True) if lemma is None]
    found = iter(_of_parts(machine, split, one_by_one))
    return [next(found) if lemma is None else lemma for lemma in result]


def _listed_joined(form: str, lemma: str, *, is_listed: bool) -> str | None:
    """The lemma of a form with hyphens that is not taken apart."""
    if is_word(form):
        return closed_classes().get(form, lemma if is_listed else None)
    if has_russian_end(form):
        return lemma if is_listed and not is_numeral(form) else None
    return form


def _of_parts(machine: Machine, forms: Sequence[str], one_by_one: Callable[[str], str]) -> list[str]:
    if not forms:
        return []
    split = [_parts(form) for form in forms]
    parts = list(dict.fromkeys(part for several in split for part in several))
    made, found = _lemmas(machine, words_of(parts), parts, one_by_one)
    lemma_of = dict(zip(parts, made, strict=True))
    cells_of = dict(zip(parts, (found.marks & CELLS).tolist(), strict=True))
    return ["-".join(_agreed(several, lemma_of, cells_of)) for several in split]


def _parts(form: str) -> list[str]:
    """The parts of a form with hyphens, or all of it that is left without its particle."""
    left, _, last = form.rpartition("-")
    return [left] if last in PARTICLES or is_numeral(form) else form.split("-")


def _agreed(parts: Sequence[str], lemma_of: Mapping[str, str], cells_of: Mapping[str, int]) -> list[str]:
    *left, last = parts
    return [*(lemma_of[part] if meet(cells_of[part], cells_of[last]) else part for part in left), lemma_of[last]]
