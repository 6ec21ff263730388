"""Many words at once: the lemmas that `lemmatize` gives one by one, by the same tables, on arrays.

`machine` has what the dictionary tells, `batch_guesses` does what it lacks. The few words with hyphens, and those whose
folding is intricate, are taken one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.codepage import ENCODE, recoded
from kzsearch_analyzers.cyrillic_words import AFTER, CyrillicWords, Edits, Puts
from kzsearch_analyzers.russian.batch_guesses import guesses
from kzsearch_analyzers.russian.hyphens import PARTICLES, is_numeral, meet
from kzsearch_analyzers.russian.letters import (
    FOREIGN,
    INTRICATE,
    JOINED,
    OF_CODEPAGE,
    SEPARATOR,
    Words,
    are_words,
    laid,
    words_of,
    words_of_letters,
)
from kzsearch_analyzers.russian.machine import UNKNOWN, Machine, Ways, edited, ways
from kzsearch_analyzers.russian.spelling import MAX_LETTERS, has_russian_end
from kzsearch_analyzers.russian.tables import BASE, CELLS


def looked_up(machine: Machine, words: CyrillicWords) -> Ways:
    """What the dictionary and the closed classes tell of words that are not strings."""
    return ways(machine, _symbols(words), words.starts, words.sizes, closed=True)


def are_known(machine: Machine, words: CyrillicWords) -> NDArray[np.bool_]:
    """Which the dictionary has."""
    found = np.zeros(len(words), np.bool_)
    found[machine.automaton.look_up(_symbols(words), words.starts, words.sizes)[0]] = True
    return found


def _symbols(words: CyrillicWords) -> NDArray[np.uint8]:
    return recoded(words.codes, OF_CODEPAGE)


def edits_of(machine: Machine, words: CyrillicWords, codes: NDArray[np.int64]) -> Edits:
    """How words become lemmas by the numbers of their edits; those of UNKNOWN are guessed.

    >>> from kzsearch_analyzers.russian.machine import fitting_machine
    >>> words, machine = CyrillicWords.of(["законами", "альназаровым"]), fitting_machine()
    >>> edits_of(machine, words, looked_up(machine, words).codes).kept.tolist()
    [5, 10]
    """
    codes = codes.copy()
    unknown = np.flatnonzero(codes == UNKNOWN)
    lettered = words_of_letters(words.only(unknown))
    codes[unknown], given = guesses(machine, lettered, np.arange(len(unknown)))
    cuts = np.minimum(machine.edits.cuts.take(codes), words.sizes)
    kept = np.maximum(words.sizes - cuts - machine.edits.strips.take(codes), 0)
    return Edits(cuts, kept, codes, {int(unknown[row]): lemma for row, lemma in given.items()})


def puts_of(machine: Machine) -> Puts:
    """What edits put."""
    codes = ENCODE.take(machine.edits.units)
    return Puts(
        np.concatenate((codes, np.zeros(AFTER, np.uint8))), machine.edits.starts, machine.edits.sizes - len(SEPARATOR)
    )


def lemmas(machine: Machine, forms: Sequence[str], one_by_one: Callable[[str], str]) -> list[str]:
    """The lemma of each form; `one_by_one` gives those of the few words that arrays are not worth while for.

    >>> from kzsearch_analyzers.russian import lemmatize
    >>> from kzsearch_analyzers.russian.machine import fitting_machine
    >>> lemmas(fitting_machine(), ["законами", "человека-паука"], lemmatize)
    ['закон', 'человек-паук']
    """
    words = words_of(forms)
    joined = np.flatnonzero((words.traits & (JOINED | INTRICATE)) == JOINED)
    folded = edited(machine, words, joined, np.zeros(len(joined), np.int64))
    parts = list(dict.fromkeys(chain.from_iterable(map(_parts, folded))))
    made, found = _plain_lemmas(machine, laid(words, words_of(parts)))
    result, of_parts = made[: len(forms)], made[len(forms) :]
    cells_of = dict(zip(parts, (found.marks[len(forms) :] & CELLS).tolist(), strict=True))
    lemma_of = {part: one_by_one(part) if "-" in part else of_it for part, of_it in zip(parts, of_parts, strict=True)}
    is_word = (are_words(words) & (words.sizes <= MAX_LETTERS))[joined]
    is_listed = found.codes[joined] >= 0
    whole = edited(machine, words, joined, np.maximum(found.codes[joined], 0))
    told = zip(joined.tolist(), folded, whole, is_word.tolist(), is_listed.tolist(), strict=True)
    for row, form, lemma, regular, listed in told:
        if listed and (regular or _is_listed_with_russian_end(form)):
            result[row] = lemma
        elif regular or has_russian_end(form):
            result[row] = "-".join(_agreed(_parts(form), lemma_of, cells_of))
        else:
            result[row] = form
    for row in _intricate(words):
        result[row] = one_by_one(forms[row])
    return result


def _intricate(words: Words) -> list[int]:
    return np.flatnonzero(words.traits & INTRICATE).tolist()


def _plain_lemmas(machine: Machine, words: Words) -> tuple[list[str], Ways]:
    """The lemmas of words of plain letters; of others they have no meaning."""
    sizes = _sizes(words)
    found = ways(machine, words.symbols, words.starts, sizes, closed=True)
    codes = np.where((words.traits == 0) & (sizes > 0), found.codes, 0)
    unknown = np.flatnonzero(codes < 0)
    codes[unknown], given = guesses(machine, words, unknown)
    result = edited(machine, words, np.arange(len(codes)), codes)
    for row, lemma in given.items():
        result[row] = lemma
    return result, found


def _sizes(words: Words) -> NDArray[np.int64]:
    """How long words are, 0 for those that are not looked up: too long, or FOREIGN without a hyphen."""
    is_foreign = (words.traits & (FOREIGN | JOINED)) == FOREIGN
    return np.where(is_foreign | (words.sizes > MAX_LETTERS), 0, words.sizes)


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
    is_there = np.zeros(len(forms), np.bool_)
    is_there[rows] = True
    result: NDArray[np.bool_] = is_there & are_words(words)
    for row in _intricate(words):
        result[row] = one_by_one(forms[row])
    return result


def known_and_base(
    machine: Machine, forms: Sequence[str], is_known: Callable[[str], bool], is_base: Callable[[str], bool]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which forms the dictionary has, and which of them are the lemma of one of their readings.

    >>> from kzsearch_analyzers.russian import is_base, is_known
    >>> from kzsearch_analyzers.russian.machine import fitting_machine
    >>> known_and_base(fitting_machine(), ["закон", "законами"], is_known, is_base)
    (array([ True,  True]), array([ True, False]))
    """
    words = words_of(forms)
    found = ways(machine, words.symbols, words.starts, _sizes(words), closed=False)
    known = found.known & are_words(words)
    base = known & (found.marks & BASE != 0)
    for row in _intricate(words):
        known[row], base[row] = is_known(forms[row]), is_base(forms[row])
    return known, base


def _is_listed_with_russian_end(form: str) -> bool:
    return has_russian_end(form) and not is_numeral(form)


def _parts(form: str) -> list[str]:
    """The parts of a form with hyphens, or all of it that is left without its particle; none of what is no word."""
    if len(form) > MAX_LETTERS:
        return []
    parts = form.split("-")
    return [form[: -1 - len(parts[-1])]] if parts[-1] in PARTICLES or is_numeral(form) else parts


def _agreed(parts: Sequence[str], lemma_of: Mapping[str, str], cells_of: Mapping[str, int]) -> list[str]:
    *left, last = parts
    cells = cells_of[last]
    return [*[lemma_of[part] if meet(cells_of[part], cells) else part for part in left], lemma_of[last]]
