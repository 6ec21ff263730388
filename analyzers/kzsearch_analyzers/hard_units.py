"""A hard unit -> its forms: what the tokenizer says of it, the most frequent kinds at a tenth of the time."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from .codepage import Bytes, code_of, encode_many, mapped, recoded
from .cyrillic_words import AFTER, ALPHABET, Ints
from .keytable import KeyTable
from .normalizer import HYPHENS, normalize
from .tokenizer import CLITICS, LONGEST_FORM, NUMBER, RUN, WORD, is_suffix, layout, spans
from .units import keys

_SMALL = "а-яёіғқңүұһәө"
_PLAIN = re.compile(
    rf"(?P<suffixed>(?:[A-Za-z]+|[0-9]+)[-–][{_SMALL}]{{2,}})"
    r"|(?P<number>(?:[0-9]+|[0-9]{1,3}(?:[ \u00a0][0-9]{3})+)(?:[.,][0-9]+)?)%?"
    r"|(?P<numbers>[0-9]+(?:[.,][0-9]+){2,})"
)
_MORE_THAN_RUNS = re.compile(
    rf"""[.,:@#/\s]|[»”"“][{HYPHENS}]"""
)  # every other pattern of the tokenizer needs one of them
_SPELT_AS = str.maketrans({"–": "-", ",": ".", " ": None, "\u00a0": None})


def forms_in(unit: str) -> list[tuple[str, str]]:
    """(form, kind) of each token of a unit. The most frequent kinds of unit are read here, at a tenth of the
    time: words after a hyphen that may be suffixes, numbers, and letters and digits alone.

    >>> forms_in("2020-жылы"), forms_in("ДДҰ-ның"), forms_in("16,4%")
    ([('2020', 'number'), ('жылы', 'word')], [('ддұ', 'word')], [('16.4', 'number')])
    """
    plain = _PLAIN.fullmatch(unit) if len(unit) <= LONGEST_FORM else None
    if plain is None:
        if _MORE_THAN_RUNS.search(unit):
            return [(form, kind) for *_, kind, form in spans(unit)]
        return list(chain.from_iterable(map(_forms_of_run, RUN.findall(unit))))
    spelt = plain[str(plain.lastgroup)].translate(_SPELT_AS)
    return _READ[str(plain.lastgroup)](spelt)


def _forms_of_run(run: str) -> list[tuple[str, str]]:
    if run.isalpha() and (form := normalize(run)).isalpha():
        return [(form[:LONGEST_FORM], WORD)]
    return [(form, kind) for *_, kind, form in layout(run)]


def _suffixed(spelt: str) -> list[tuple[str, str]]:
    """2020-жылы, QR-код; without what is a suffix: 5-ші."""
    stem, _, ending = spelt.partition("-")
    found = [(stem.lower(), NUMBER if stem.isdigit() else WORD)]
    return found if is_suffix(stem, ending) else [*found, (ending, WORD)]


_READ: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "suffixed": _suffixed,
    "number": lambda spelt: [(spelt, NUMBER)],
    "numbers": lambda spelt: [(number, NUMBER) for number in spelt.split(".")],
}


class JoinedWords(NamedTuple):
    """Words of units.

    rows: the units; counts: how many words each has, shape (rows,); codes: of codepage.py, small letters, AFTER bytes
    after the last; starts, sizes: where each word begins in them and how long it is, shape (words,).
    """

    rows: Ints
    counts: Ints
    codes: Bytes
    starts: Ints
    sizes: Ints


def joined_words(units: Sequence[str]) -> JoinedWords:
    """The words of those units that are Cyrillic words in small letters, joined by hyphens; nearly half are.

    Particles after a word are left out: кто-то. Of several in a row each second is a word.

    >>> found = joined_words(["Ата-ана", "кто-то", "ДДҰ-ның"])
    >>> found.rows.tolist(), found.counts.tolist(), found.sizes.tolist()
    ([0, 1], [2, 1], [3, 3, 3])
    """
    codes, bounds = encode_many(units)
    codes = np.concatenate((codes, np.zeros(AFTER, np.uint8)))
    kinds, sizes = recoded(codes[: bounds[-1]], _KINDS), np.diff(bounds)
    is_bound, is_hyphen = np.zeros(len(kinds) + 1, np.bool_), kinds == _HYPHEN
    is_bound[bounds] = True
    begins = is_bound.copy()
    begins[1:] |= is_hyphen
    fits = (kinds == _LETTER) | ((kinds == _CAPITAL) & begins[:-1]) | (is_hyphen & ~begins[:-1] & ~is_bound[1:])
    is_plain = np.logical_and.reduceat(fits, bounds[:-1]) & (sizes <= LONGEST_FORM)
    starts = np.flatnonzero(begins[:-1] & np.repeat(is_plain, sizes))
    edges = np.flatnonzero(is_bound | np.append(is_hyphen, False))
    ends = edges[np.searchsorted(edges, starts, side="right")]
    small, unit = recoded(codes, _LOWER), np.searchsorted(bounds, starts, side="right") - 1
    is_particle = (_particles().find(keys(small, starts, ends - starts)) > 0) & (starts != bounds[unit])
    place = np.arange(len(starts))
    in_a_row = place - np.maximum.accumulate(np.where(is_particle, 0, place))
    kept = np.flatnonzero(in_a_row % 2 == 0)
    rows = np.flatnonzero(is_plain)
    counts = np.bincount(unit[kept], minlength=len(units))[rows]
    return JoinedWords(rows, counts, small, starts[kept], (ends - starts)[kept])


@cache
def _particles() -> KeyTable:
    table = KeyTable()
    codes, starts = encode_many(sorted(CLITICS))
    table.add(keys(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts[:-1], np.diff(starts)))
    return table


_LETTER, _CAPITAL, _HYPHEN, _OTHER = range(4)


def _kinds() -> Bytes:
    """By code of codepage.py."""
    kinds = np.full(256, _OTHER, np.uint8)
    kinds[[code_of(letter) for letter in ALPHABET]] = _LETTER
    kinds[[code_of(letter.upper()) for letter in ALPHABET]] = _CAPITAL
    kinds[[code_of(hyphen) for hyphen in "-–"]] = _HYPHEN
    return kinds


_KINDS, _LOWER = _kinds(), mapped(str.lower)
