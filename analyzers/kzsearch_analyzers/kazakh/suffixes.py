"""The suffix table, spelt out: suffixes.tsv holds the grammar, this turns it into endings to look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .lexicon import rows
from .sounds import CLASSES, VOWELS, spell_out

_FINALS = {"C": CLASSES.replace("V", ""), "V": "V", "": CLASSES}


@dataclass(frozen=True, slots=True)
class Suffix:
    """One spelling of one suffix.

    name, slot and after are those of suffixes.tsv; `finals` are the classes of sounds it may follow, `tone` the
    harmony its stem must have (None: either), `restore` what the stem gets back when the suffix is taken off.
    """

    name: str
    letters: str
    finals: str
    tone: str | None
    after: frozenset[str]
    slot: str
    restore: str
    cost: float
    ends_word: bool

    @property
    def opens_with_vowel(self) -> bool:
        return self.letters[0] in VOWELS


def _spellings(spelling: str) -> list[tuple[str, str, str | None]]:
    found = []
    for part in spelling.split(","):
        condition, _, template = part.rpartition(":")
        allowed = _FINALS[condition]
        for letters, finals, tone in spell_out(template):
            kept = "".join(c for c in finals if c in allowed)
            if kept:
                found.append((letters, kept, tone))
    return found


@cache
def endings() -> Mapping[str, tuple[Suffix, ...]]:
    """letters -> the suffixes spelt so."""
    found: dict[str, list[Suffix]] = {}
    for name, spelling, after, slot, restore, cost, ends, _why in rows("suffixes.tsv"):
        for letters, finals, tone in _spellings(spelling):
            suffix = Suffix(
                name, letters, finals, tone, frozenset(after.split()), slot, restore, float(cost), ends == "y"
            )
            found.setdefault(letters, []).append(suffix)
    return {letters: tuple(group) for letters, group in found.items()}


@cache
def longest() -> int:
    """Letters of the longest ending."""
    return max(map(len, endings()))


@lru_cache(maxsize=1 << 14)
def is_chain(letters: str, *, after_number: bool = False) -> bool:
    """Can these letters be the nominal suffixes of some word, as they are written after АҚШ- or 2020-?

    >>> is_chain("ның"), is_chain("ларымыздағы"), is_chain("шы", after_number=True), is_chain("бап")
    (True, True, True, False)
    """
    if after_number and letters in _ORDINALS:
        return True
    return len(letters) <= _LONGEST_CHAIN and _reaches_stem(letters, frozenset())


_ORDINALS = frozenset(spelt + more for spelt in ("шы", "ші", "ншы", "нші", "ыншы", "інші") for more in ("", "сы", "сі"))
_LONGEST_CHAIN = 20


def _reaches_stem(letters: str, wanted: frozenset[str]) -> bool:
    if not letters:
        return "n" in wanted
    return any(
        (suffix.slot in wanted if wanted else suffix.ends_word) and _reaches_stem(letters[:-size], suffix.after)
        for size in range(1, min(longest(), len(letters)) + 1)
        for suffix in endings().get(letters[-size:], ())
        if suffix.slot in _NOMINAL
    )


_NOMINAL = frozenset({"pl", "p1", "p2", "p3", "case", "loc", "n", "sim"})
