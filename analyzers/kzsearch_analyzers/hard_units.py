"""A hard unit -> its forms: what the tokenizer says of it, the most frequent kinds at a tenth of the time."""

import re
from collections.abc import Callable
from itertools import chain

from .normalizer import HYPHENS
from .tokenizer import CLITICS, LONGEST_FORM, NUMBER, RUN, WORD, is_suffix, layout, spans

_CYRILLIC, _SMALL = "А-Яа-яЁёІіҒғҚқҢңҮүҰұҺһӘәӨө", "а-яёіғқңүұһәө"
_PLAIN = re.compile(
    rf"(?P<words>[{_CYRILLIC}][{_SMALL}]*(?:[-–][{_CYRILLIC}][{_SMALL}]*)*)"
    rf"|(?P<suffixed>(?:[A-Za-z]+|[0-9]+)[-–][{_SMALL}]{{2,}})"
    r"|(?P<number>(?:[0-9]+|[0-9]{1,3}(?:[ \u00a0][0-9]{3})+)(?:[.,][0-9]+)?)%?"
    r"|(?P<numbers>[0-9]+(?:[.,][0-9]+){2,})"
)
_MORE_THAN_RUNS = re.compile(
    rf"""[.,:@#/\s]|[»”"“][{HYPHENS}]"""
)  # every other pattern of the tokenizer needs one of them
_SPELT_AS = str.maketrans({"–": "-", ",": ".", " ": None, "\u00a0": None})


def forms_in(unit: str) -> list[tuple[str, str]]:
    """(form, kind) of each token of a unit. The most frequent kinds of unit are read here, at a tenth of the
    time: words in small letters joined by hyphens, words after a hyphen that may be suffixes, and numbers."""
    plain = _PLAIN.fullmatch(unit) if len(unit) <= LONGEST_FORM else None
    if plain is None:
        laid_out = spans(unit) if _MORE_THAN_RUNS.search(unit) else chain.from_iterable(map(layout, RUN.findall(unit)))
        return [(form, kind) for *_, kind, form in laid_out]
    spelt = plain[str(plain.lastgroup)].translate(_SPELT_AS)
    return _READ[str(plain.lastgroup)](spelt)


def _suffixed(spelt: str) -> list[tuple[str, str]]:
    """2020-жылы, QR-код; without what is a suffix: 5-ші."""
    stem, _, ending = spelt.partition("-")
    found = [(stem.lower(), NUMBER if stem.isdigit() else WORD)]
    return found if is_suffix(stem, ending) else [*found, (ending, WORD)]


def _without_clitics(words: list[str]) -> list[tuple[str, str]]:
    """Words that were joined by hyphens, without the particles after them: кто-то."""
    found, follows = [], False
    for word in words:
        follows = not (follows and word in CLITICS)
        if follows:
            found.append((word, WORD))
    return found


_READ: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "words": lambda spelt: _without_clitics(spelt.lower().split("-")),
    "suffixed": _suffixed,
    "number": lambda spelt: [(spelt, NUMBER)],
    "numbers": lambda spelt: [(number, NUMBER) for number in spelt.split(".")],
}
