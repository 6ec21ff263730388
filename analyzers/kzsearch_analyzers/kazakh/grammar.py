"""The suffix grammar as a graph: from the end of a word towards its stem.

A Boundary says what may stand to the left of the suffixes taken off so far. `steps` leads from one to the next by the
letters of a suffix, `fit` says what a stem costs there. Both are the whole of the rules of sound; automaton.py and
morphology.py only walk them. Costs are integers, hundredths of a nat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .sounds import BACK, CLASSES, HARMONIC, VOWELS, final_class, harmony
from .suffixes import Suffix, slots, suffixes
from .weights import weights

UNVOICED = 200  # банкі, паркі, типі: к, қ and п stay before a vowel in loans alone
UNVOICED_AFTER_VOWEL = 500  # and there hardly ever: елдікі is of ел, елдігі of елдік
OUT_OF_HARMONY = 500  # loans may take suffixes of the other harmony
WRONG_VARIANT = 400  # түсінмеді for түсінбеді
UNMARKED_DROP = 200  # a dropped vowel put back in a stem that the lexicon does not mark so

SOFT = {"к": "г", "қ": "ғ", "п": "б"}  # before a vowel: күрек -> күрегі, аяқ -> аяғы, кітап -> кітабы

# how the letters of a stem differ from its lemma's, and thereby before which suffixes they may stand
PLAIN = "plain"
VOICED = "voiced"  # кітаб-ы
GLIDED = "glided"  # тау-ып of тап
DROPPED = "dropped"  # орн-ы of орын
CLIPPED = "clipped"  # медал-і, процес-тер, журналис-тер; проспекті-сі
SHORTENED = {"й": "without й", "I": "without ы, і", "и": "without и"}  # қо-ю, оқ-у, жым-ия


class Boundary(NamedTuple):
    """What suffixes demand of what stands before them.

    slot: what it must be; finals: the classes of its last sound; tone: its harmony (None: either); opens: the next
    suffix opens with a vowel; glides: a converb's; restore: as in suffixes.tsv; bare: no suffix was taken off;
    lenient: the next suffix's first letter may be of another class of sounds; misspelt: one already was.
    """

    slot: str
    finals: str
    tone: str | None
    opens: bool = False
    glides: bool = False
    restore: str = ""
    bare: bool = False
    lenient: bool = False
    misspelt: bool = False


class Step(NamedTuple):
    """A suffix taken off: its letters, what must stand before, its cost, the suffix."""

    letters: str
    to: Boundary
    cost: int
    suffix: Suffix


@dataclass(frozen=True, slots=True)
class Shape:
    """What a boundary needs to know of the letters of a stem.

    final: the class of their last sound; back, front: what it costs to take suffixes of that harmony, None where it
    cannot be; opened: what it costs to stand before a vowel as they are.
    """

    slot: str
    final: str
    back: int | None
    front: int | None
    kind: str = PLAIN
    drop_cost: int = 0
    opened: int = 0


@cache
def starts() -> dict[Boundary, int]:
    """Where a word may end, with the cost of ending there."""
    return {Boundary(slot, CLASSES, None, bare=True): weights().stop(slot) for slot in slots()}


@cache
def steps(boundary: Boundary) -> tuple[Step, ...]:
    """The suffixes that may stand before a boundary.

    >>> past = next(boundary for boundary in starts() if boundary.slot == "past")
    >>> sorted({step.letters for step in steps(past)})
    ['ды', 'ді', 'ты', 'ті']
    """
    if boundary.restore:  # the letter given back is the stem's
        return ()
    return tuple(step for suffix in _making().get(boundary.slot, ()) for step in _take_off(boundary, suffix))


@cache
def _making() -> dict[str, tuple[Suffix, ...]]:
    found: dict[str, tuple[Suffix, ...]] = {}
    for suffix in suffixes():
        found[suffix.slot] = (*found.get(suffix.slot, ()), suffix)
    return found


def _take_off(boundary: Boundary, suffix: Suffix) -> Iterator[Step]:
    letters, cost, misspelt = suffix.letters, 0, boundary.misspelt
    if not boundary.bare and final_class(letters) not in boundary.finals:
        if not _is_near(boundary, final_class(letters)):
            return
        cost, misspelt = WRONG_VARIANT, True
    if misspelt and len(letters) < 2:
        return
    tone = suffix.tone
    if boundary.tone:
        own = harmony(letters)
        if own not in (None, boundary.tone):
            return
        if HARMONIC.isdisjoint(letters):  # the stem's harmony shows through: бар-са-м
            if tone not in (None, boundary.tone):
                return
            tone = boundary.tone
    opens = letters[0] in VOWELS and not suffix.restore
    for slot in suffix.after:
        to = Boundary(
            slot,
            CLASSES if suffix.restore else suffix.finals,
            tone,
            opens,
            opens and suffix.name.startswith("conv"),
            suffix.restore,
            False,
            len(letters) > 1 and not misspelt,
            misspelt,
        )
        price = cost + weights().suffix(suffix, slot)
        if boundary.opens and letters[-1] in SOFT:
            yield Step(letters[:-1] + SOFT[letters[-1]], to, price, suffix)
            price += unvoiced(letters)
        yield Step(letters, to, price, suffix)


def unvoiced(letters: str) -> int:
    """What it costs that the last of these letters was not voiced before a vowel."""
    if letters[-1:] not in SOFT:
        return 0
    return UNVOICED_AFTER_VOWEL if letters[-1] in "кқ" and letters[-2:-1] in VOWELS else UNVOICED


def _is_near(boundary: Boundary, final: str) -> bool:
    """May these sounds stand there as a misspelling? A vowel is never taken for a consonant."""
    return boundary.lenient and final not in ("", "V") and boundary.finals != "V"


def fit(boundary: Boundary, shape: Shape, *, known: bool = True) -> int | None:
    """What a stem of that shape costs at the boundary beyond its own cost; None where it cannot stand. Unless it is
    known, a stem is not tried where something is misspelt.

    >>> after_back_vowel = Boundary("noun", "V", "back")
    >>> fit(after_back_vowel, Shape("noun", "V", 0, None)), fit(after_back_vowel, Shape("noun", "T", 0, None))
    (0, None)
    """
    if shape.slot != boundary.slot or not _stands(boundary, shape):
        return None
    cost = shape.drop_cost
    if boundary.opens:
        cost += shape.opened
    if not boundary.bare and not boundary.restore and shape.final not in boundary.finals:
        if not _is_near(boundary, shape.final):
            return None
        cost += WRONG_VARIANT
    if not known and (boundary.misspelt or cost >= WRONG_VARIANT):
        return None
    if boundary.tone:
        harmonic = shape.back if boundary.tone == BACK else shape.front
        return None if harmonic is None else cost + harmonic
    return cost


def _stands(boundary: Boundary, shape: Shape) -> bool:
    if boundary.restore:
        return shape.kind == SHORTENED[boundary.restore]
    if shape.kind in (VOICED, DROPPED):
        return boundary.opens
    if shape.kind == GLIDED:
        return boundary.glides
    if shape.kind == CLIPPED:
        return not boundary.bare
    return shape.kind == PLAIN
