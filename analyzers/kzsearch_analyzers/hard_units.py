"""A hard unit -> its forms: what the tokenizer says of it, the most frequent kinds at a tenth of the time."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, product
from string import ascii_letters, digits
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .codepage import CHARACTERS, Bytes, characters, code_of, codes_of, decode_many, encode_many, mapped, recoded
from .cyrillic_words import AFTER, ALPHABET, Ints
from .keytable import KeyTable
from .normalizer import APOSTROPHES, HYPHENS, normalize
from .tokenizer import CLITICS, LONGEST_FORM, NUMBER, ROMAN, RUN, WORD, is_suffix, layout, spans
from .units import keys

Flags = NDArray[np.bool_]

_STRESS = "\u0301"
_NUMBERS = re.compile(
    r"[-$(\"]?(?P<one>[0-9]+(?:[.,][0-9]+)?)%?"
    r"|(?P<grouped>[0-9]{1,3}(?:[ \u00a0][0-9]{3})+(?:[.,][0-9]+)?)%?"
    r"|(?P<several>[0-9]+(?:[.,][0-9]+){2,})"
)
_MORE_THAN_RUNS = re.compile(rf"""[.,:@#/\s]|[»”"“][{HYPHENS}]""")  # all other patterns of the tokenizer need one
_SPELT_AS = str.maketrans({",": ".", " ": None, "\u00a0": None})


def forms_in(unit: str) -> list[tuple[str, str]]:
    """(form, kind) of each token of a unit. The most frequent kinds of unit are read here, at a tenth of the
    time: letters, a stress among them maybe, and numbers.

    >>> forms_in("случа\u0301й"), forms_in("ДДҰ-ның"), forms_in("16,4%")
    ([('случай', 'word')], [('ддұ', 'word')], [('16.4', 'number')])
    """
    letters = unit[:1] + unit[1:].replace(_STRESS, "")
    if letters.isalpha() and (form := normalize(unit)).isalpha():
        return [(form[:LONGEST_FORM], WORD)]
    if len(unit) <= LONGEST_FORM and (number := _NUMBERS.fullmatch(unit)):
        spelt = number[str(number.lastgroup)].translate(_SPELT_AS)
        return [(part, NUMBER) for part in (spelt.split(".") if number["several"] else [spelt])]
    if _MORE_THAN_RUNS.search(unit):
        return [(form, kind) for *_, kind, form in spans(unit)]
    return [(form, kind) for run in RUN.findall(unit) for *_, kind, form in layout(run)]


class Plain(NamedTuple):
    """The words of plain units, laid end to end.

    rows: the units; counts: how many words each has, shape (rows,); codes: of codepage.py, in lower case; starts: where
    each word begins in them, the last entry being the end, shape (words + 1,); is_number: shape (words,).
    """

    rows: Ints
    counts: Ints
    codes: Bytes
    starts: Ints
    is_number: Flags


class _Words(NamedTuple):
    """Runs of letters and digits: where each begins and ends, its unit, and how it is joined to the one before."""

    starts: Ints
    ends: Ints
    units: Ints
    joints: Bytes

    def of(self, is_kept: Flags) -> "_Words":
        return _Words(self.starts[is_kept], self.ends[is_kept], self.units[is_kept], self.joints[is_kept])


def plain_units(units: Sequence[str]) -> Plain:
    """The words of those units of which characters and their neighbours tell all; three in four are plain.

    What belongs to the word before is left out: кто-то, 20-дан. Of several in a row each second is a word.

    >>> found = plain_units(["Ата-ана", "кто-то", "ДДҰ-ның", "(20-дан"])
    >>> found.rows.tolist(), found.counts.tolist(), found.is_number.tolist()
    ([0, 1, 3], [2, 1, 1], [False, False, False, True])
    """
    codes = codes_of(characters("\n".join((*units, ""))))  # of a character without a code that of its gap
    bounds = np.cumsum(np.fromiter(chain((0,), map(len, units)), np.int64, len(units) + 1)) + np.arange(len(units) + 1)
    kinds, small = recoded(codes, _KINDS), recoded(codes, _LOWER)
    words = _words(kinds, bounds)
    spoilt = recoded(_pairs(np.roll(kinds, 1), kinds), _SPOILS).view(np.bool_)
    is_plain = ~np.logical_or.reduceat(spoilt, bounds[:-1]) & (np.diff(bounds) <= LONGEST_FORM)
    is_plain[words.units[words.joints == _UNCLEAR]] = False
    words = words.of(is_plain[words.units])
    words = words.of(~_belong_to_those_before(words, small))
    rows = np.flatnonzero(is_plain)
    kept = _inside(words, len(codes))
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(words.ends - words.starts)))
    is_number: Flags = np.maximum.reduceat(kinds[kept], starts[:-1]) == _DIGIT
    return Plain(rows, np.bincount(words.units, minlength=len(units))[rows], small[kept], starts, is_number)


def _inside(words: _Words, size: int) -> Flags:
    """Which characters are in words, shape (size,)."""
    changes = np.zeros(size, np.int8)
    changes[words.starts], changes[words.ends] = 1, -1
    return np.cumsum(changes, dtype=np.int8).view(np.bool_)


def _words(kinds: Bytes, bounds: Ints) -> _Words:
    """Those of units that lie end to end, with a character after each."""
    inside = np.concatenate((np.zeros(1, np.bool_), kinds - np.uint8(1) < _CAPITAL))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[0::2], edges[1::2]
    joints = np.zeros(len(starts), np.uint8)
    near = 1 + np.flatnonzero(starts[1:] == ends[:-1] + 1)
    joiner, at = kinds[starts[near] - 1], starts[near]
    joints[near] = np.where(joiner == _HYPHEN, recoded(_pairs(kinds[at - 2], kinds[at]), _JOINTS), _APART)
    joints[near[joiner == _APOSTROPHE]] = _UNCLEAR
    joints[(joints == _MAYBE_SUFFIX) & (ends - starts == 1)] = _UNCLEAR
    return _Words(starts, ends, np.searchsorted(bounds, starts, side="right") - 1, joints)


def _belong_to_those_before(words: _Words, small: Bytes) -> Flags:
    """Which are suffixes or particles, shape (words,)."""
    belongs = np.zeros(len(words.starts), np.bool_)
    after_words = np.flatnonzero(words.joints == _MAYBE_PARTICLE)
    starts, ends = words.starts[after_words], words.ends[after_words]
    padded = np.concatenate((small, np.zeros(AFTER, np.uint8)))
    belongs[after_words] = _particles().find(keys(padded, starts, ends - starts)) > 0
    endings = np.flatnonzero(words.joints == _MAYBE_SUFFIX)
    belongs[endings] = _suffixes(
        *(decode_many(small, words.starts[at], words.ends[at]) for at in (endings - 1, endings))
    )
    place = np.arange(len(belongs))
    in_a_row = place - np.maximum.accumulate(np.where(belongs, 0, place))
    found: Flags = in_a_row % 2 == 1
    return found


def _suffixes(stems: list[str], endings: list[str]) -> list[bool]:
    """Which endings belong to their stems: Latin letters and digits."""
    alike = ["1" if stem[-1].isdigit() else "x" if ROMAN.fullmatch(stem) else "a" for stem in stems]
    pairs = list(zip(alike, endings, strict=True))
    known = {pair: is_suffix(*pair) for pair in set(pairs)}
    return [known[pair] for pair in pairs]


@cache
def _particles() -> KeyTable:
    table = KeyTable()
    codes, starts = encode_many(sorted(CLITICS))
    table.add(keys(np.concatenate((codes, np.zeros(AFTER, np.uint8))), starts[:-1], np.diff(starts)))
    return table


# Kinds of characters: what is in a word first, but for the others that no rule looks at; and how words are joined
_SIGN, _DIGIT, _LATIN, _SMALL, _CAPITAL, _HYPHEN, _APOSTROPHE, _POINT, _SLASH, _SPACE, _QUOTE, _ODD = range(12)
_APART, _MAYBE_PARTICLE, _MAYBE_SUFFIX, _UNCLEAR = range(4)


def _pairs(before: Bytes, after: Bytes) -> Bytes:
    return before << np.uint8(4) | after


def _kinds() -> Bytes:
    """Code of codepage.py -> kind."""
    kinds = np.full(256, _ODD, np.uint8)
    for kind, signs in {
        _SIGN: CHARACTERS,
        _DIGIT: digits,
        _LATIN: ascii_letters,
        _SMALL: ALPHABET,
        _CAPITAL: ALPHABET.upper(),
        _HYPHEN: HYPHENS,
        _APOSTROPHE: APOSTROPHES,
        _POINT: ".,",
        _SLASH: "/",
        _SPACE: " \u00a0",
        _QUOTE: '»”"“',
        _ODD: "@#",
    }.items():
        kinds[[code_of(sign) for sign in signs if sign in CHARACTERS]] = kind
    return kinds


def _of_pairs(kinds: dict[tuple[int, int], int]) -> Bytes:
    table = np.zeros(256, np.uint8)
    for (before, after), kind in kinds.items():
        table[before << 4 | after] = kind
    return table


_ASCII, _CYRILLIC = (_DIGIT, _LATIN), (_SMALL, _CAPITAL)
_SPOILS = _of_pairs(  # neighbours that take a unit to the tokenizer: letters of two alphabets, addresses, decimals
    dict.fromkeys(
        [
            *((before, _ODD) for before in range(12)),
            *product(_ASCII, _CYRILLIC),
            *product(_CYRILLIC, _ASCII),
            *product(_CYRILLIC, (_CAPITAL,)),
            *product((_POINT,), _ASCII),
            *[(_LATIN, _POINT), (_SLASH, _SLASH), (_DIGIT, _SPACE), (_QUOTE, _HYPHEN)],
        ],
        1,
    )
)
_JOINTS = _of_pairs(  # by the neighbours of a hyphen
    dict.fromkeys(product(_CYRILLIC, _CYRILLIC), _MAYBE_PARTICLE)
    | dict.fromkeys(product(_ASCII, (_SMALL,)), _MAYBE_SUFFIX)
    | dict.fromkeys(
        [*product(_ASCII, (_CAPITAL,)), *product((_LATIN, *_CYRILLIC), (_DIGIT,)), (_DIGIT, _LATIN)], _UNCLEAR
    )
)
_KINDS, _LOWER = _kinds(), mapped(str.lower)
