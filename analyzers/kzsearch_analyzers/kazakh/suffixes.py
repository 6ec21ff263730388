"""The suffix table, spelt out: suffixes.tsv holds the grammar, this turns it into endings to look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .lexicon import INFLECTED, NAMES, UNINFLECTED, VERB, Entry, rows
from .sounds import CLASSES, spell_out

# what a stem fills, by its part of speech
NOUN, ADJECTIVE, NUMERAL, NAME, OTHER, TIME = "noun", "adj", "num", "name", "other", "time"
VERBAL, ALONE = "v", "alone"
POSSESSED = "p3"  # the possessive is part of the stem: отбасы, Ахметұлы
PATRONYMICS = ("ұлы", "қызы")
NOMINAL = (NOUN, ADJECTIVE, NUMERAL, NAME, OTHER)
STEMS = (*NOMINAL, TIME, POSSESSED, VERBAL, ALONE)
PARTICIPLE = "pcp"

_ADJECTIVES = frozenset({"adj", "adv"})
_WRITTEN = {  # the slots of suffixes.tsv that stand for several
    "n": ("n", *NOMINAL, PARTICIPLE),
    "adj": (ADJECTIVE,),
}
_FINALS = {"C": CLASSES.replace("V", ""), "V": "V", "": CLASSES}


@dataclass(frozen=True, slots=True)
class Suffix:
    """One spelling of one suffix.

    name: as `analyses` shows it; rows of one name have one cost, the sounds of the stem choose among them; `after` are
    the slots it may follow, `slot` is what it makes; `finals` are the classes of sounds it may follow, `tone` the
    harmony its stem must have (None: either), `restore` the letter the stem gets back when the suffix is taken off
    ('I': ы or і); `prior` in nats.
    """

    name: str
    letters: str
    finals: str
    tone: str | None
    after: tuple[str, ...]
    slot: str
    restore: str
    prior: float


def start_slots(entry: Entry) -> tuple[str, ...]:
    """The slots that an entry fills as a stem.

    >>> start_slots(Entry("қыс", "noun", marks=frozenset({"time"})))
    ('noun', 'time')
    """
    own = (_start_slot(entry.pos),)
    if TIME in entry.marks:
        return *own, TIME
    if "poss" in entry.marks or (entry.pos in NAMES and entry.lemma.endswith(PATRONYMICS)):
        return *own, POSSESSED
    return own


def _start_slot(pos: str) -> str:
    if pos == VERB:
        return VERBAL
    if pos in NAMES:
        return NAME
    if pos in _ADJECTIVES:
        return ADJECTIVE
    if pos in UNINFLECTED or pos not in INFLECTED:
        return ALONE
    return pos if pos in NOMINAL else OTHER


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
def suffixes() -> tuple[Suffix, ...]:
    """Every spelling of every row.

    >>> [suffix.letters for suffix in suffixes() if suffix.name == "loc" and suffix.slot == "loc"]
    ['да', 'де', 'та', 'те', 'нда', 'нде']
    """
    found = []
    for name, spelling, after, slot, restore, prior, _why in rows("suffixes.tsv"):
        slots = tuple(dict.fromkeys(s for written in after.split() for s in _WRITTEN.get(written, (written,))))
        for letters, finals, tone in _spellings(spelling):
            found.append(Suffix(name, letters, finals, tone, slots, slot, restore, float(prior)))
    return tuple(found)


@cache
def slots() -> tuple[str, ...]:
    """Where a word may end: what stems fill and suffixes make.

    >>> "v" in slots(), "pcp" in slots()
    (True, True)
    """
    return tuple(dict.fromkeys((*STEMS, *(suffix.slot for suffix in suffixes()))))


@cache
def _endings() -> Mapping[str, tuple[Suffix, ...]]:
    """letters -> the nominal suffixes spelt so."""
    found: dict[str, tuple[Suffix, ...]] = {}
    for suffix in suffixes():
        if suffix.slot in _NOMINAL_SUFFIXES:
            found[suffix.letters] = (*found.get(suffix.letters, ()), suffix)
    return found


@cache
def _longest() -> int:
    return max(map(len, _endings()))


@lru_cache(maxsize=1 << 14)
def is_chain(letters: str, *, after_number: bool = False) -> bool:
    """Can these letters be the nominal suffixes of some word, as they are written after АҚШ- or 2020-?

    >>> is_chain("ның"), is_chain("ларымыздағы"), is_chain("шы", after_number=True), is_chain("бап")
    (True, True, True, False)
    """
    if after_number and letters in _ORDINALS:
        return True
    return len(letters) <= _LONGEST_CHAIN and _reaches_stem(letters, None)


_ORDINALS = frozenset(spelt + more for spelt in ("шы", "ші", "ншы", "нші", "ыншы", "інші") for more in ("", "сы", "сі"))
_LONGEST_CHAIN = 20
_NOMINAL_SUFFIXES = frozenset({"pl", "p1", "p2", "p3", "case", "loc", "n", "sim"})


def _reaches_stem(letters: str, wanted: tuple[str, ...] | None) -> bool:
    if not letters:
        return wanted is not None and NOUN in wanted
    return any(
        (wanted is None or suffix.slot in wanted) and _reaches_stem(letters[:-size], suffix.after)
        for size in range(1, min(_longest(), len(letters)) + 1)
        for suffix in _endings().get(letters[-size:], ())
    )
