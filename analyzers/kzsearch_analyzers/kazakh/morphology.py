"""Every way to read a Kazakh word as stem and suffixes, with its cost, and the order among them.

grammar.py says what may stand where, stems.py what stems there are, weights.tsv what either costs; the cheapest reading
wins. arrays.py does the same for many words at once.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import exp
from typing import NamedTuple

from .folded import AS_TYPED, SHORTEST, margin, skeleton
from .grammar import Boundary, Shape, Step, fit, starts, steps
from .letters import LETTERS
from .lexicon import Entry
from .stems import (
    BUILT,
    CLOSED,
    GUESS,
    LEXICON,
    RESTORED,
    Stem,
    abbreviations,
    guessed,
    guesses,
    letters_of,
    stems_of,
    stems_of_skeleton,
)
from .weights import CENTINATS

LONGEST_WORD = 64  # letters; longer ones are no words and are left as they are
LIKELY = 3.0  # nats above the likeliest reading: still plausible


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of a word.

    lemma: verbs as stems; suffixes: their names in suffixes.tsv, from the stem outwards; cost in nats, the negative
    logarithm of how probable the form and this reading are; probability of the lemma and part of speech given the form;
    source: 'closed class', 'lexicon', 'restored' (of them, typed without Kazakh letters), 'built' (on a word of the
    lexicon) or 'guess'.
    """

    lemma: str
    pos: str
    suffixes: tuple[str, ...]
    cost: float
    probability: float
    source: str


class Reading(NamedTuple):
    """A stem, the suffixes after it from the stem outwards, and their cost together; `cut` is the stem's length in the
    form, `order` its place among the stems spelt so."""

    stem: Stem
    steps: tuple[Step, ...]
    stop: str
    cost: int
    cut: int
    order: int

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Less is better: closed classes, then the cheapest, then the longest stem."""
        return self.stem.source != CLOSED, self.cost, -self.cut, self.order


def analyses(form: str) -> tuple[Analysis, ...]:
    """Every reading of a lower-case word, best first; a lemma and part of speech once.

    >>> [(a.lemma, a.pos, a.suffixes) for a in analyses("кітаптарымызды")][:1]
    [('кітап', 'noun', ('plural', 'poss.1pl', 'acc'))]
    >>> analyses("оған")[0].lemma
    'ол'
    """
    if not 0 < len(form) <= LONGEST_WORD:
        return (Analysis(form, "noun", (), 0.0, 1.0, GUESS),)
    found = sorted(readings(form), key=lambda reading: reading.rank)
    if found[0].stem.source in (GUESS, BUILT):
        found = _restored(form, found[0].cost) or found
    best: dict[tuple[str, str], Reading] = {}
    likelihood: dict[tuple[str, str], float] = defaultdict(float)
    for reading in found:
        key = reading.stem.lemma, reading.stem.pos
        best.setdefault(key, reading)
        likelihood[key] += exp(-reading.cost / CENTINATS)
    total = sum(likelihood.values())
    return tuple(_analysis(reading, likelihood[key] / total) for key, reading in best.items())


def _restored(form: str, most: int) -> list[Reading]:
    """The readings by skeletons; none where the best is not cheaper by far than a guess of that cost."""
    spelt = skeleton(form)
    is_strange = not set(form) <= set(LETTERS) - AS_TYPED
    if is_strange or len(form) < SHORTEST or len(spelt) > LONGEST_WORD or form in abbreviations():
        return []
    found = sorted(_folded_readings(spelt), key=lambda reading: reading.rank)
    is_better = found and found[0].cost <= most - margin(form)
    return [r._replace(stem=r.stem._replace(source=RESTORED)) for r in found] if is_better else []


def restored(spelt: str) -> dict[str, str]:
    """The lemmas that a skeleton (folded.py) may be of by the lexicon, likeliest first, each with the form as it is
    spelt properly.

    >>> restored("мектептеримизде"), list(restored("кол").items())
    ({'мектеп': 'мектептерімізде'}, [('қол', 'қол'), ('көл', 'көл')])
    """
    found: dict[str, str] = {}
    for reading in sorted(_folded_readings(spelt), key=lambda reading: reading.rank):
        letters = (letters_of(reading.order), *(step.letters for step in reading.steps))
        found.setdefault(reading.stem.lemma, "".join(letters))
    return found


def _folded_readings(spelt: str) -> Iterator[Reading]:
    for cut, paths in _paths(spelt, folded=True).items():
        for order, stem in stems_of_skeleton(spelt[:cut]):
            for path, price in _fitting(paths, stem.shape, known=True):
                yield Reading(stem, path.taken, path.stop, path.cost + stem.cost + price, cut, order)


def _analysis(reading: Reading, probability: float) -> Analysis:
    names = tuple(step.suffix.name for step in reading.steps)
    stem = reading.stem
    return Analysis(stem.lemma, stem.pos, names, reading.cost / CENTINATS, probability, stem.source)


def readings(form: str) -> Iterator[Reading]:
    """Every path through the grammar that ends in a stem."""
    for cut, paths in _paths(form).items():
        letters = form[:cut]
        known = stems_of(letters)
        for order, stem in enumerate(known):
            for path, price in _fitting(paths, stem.shape, known=True):
                yield Reading(stem, path.taken, path.stop, path.cost + stem.cost + price, cut, order)
        for order, (guess, shape) in enumerate(guesses(letters), len(known)):
            fitting = _fitting(paths, shape, known=False)
            for stem in guessed(letters, guess, shape) if fitting else ():
                for path, price in fitting:
                    yield Reading(stem, path.taken, path.stop, path.cost + stem.cost + price, cut, order)


def _fitting(paths: Mapping[str, list["_Path"]], shape: Shape, *, known: bool) -> list[tuple["_Path", int]]:
    """The paths before which a stem of the shape may stand, and what it costs there."""
    costs = ((path, fit(path.boundary, shape, known=known)) for path in paths.get(shape.slot, ()))
    return [(path, cost) for path, cost in costs if cost is not None]


# part of speech of an entry -> the last suffixes that show that it is a form of another entry
_DERIVED_BY = {
    "noun": {"ger"},
    "num": {"num.ord"},
    "adj": {"ger", "pcp.past", "pcp.hab", "pcp.fut"},
    "post": {"loc", "abl", "dat"},
    "verb": {"pass"},
}


def derivations(entry: Entry) -> list[Reading]:
    """An entry as a form of another, which is what readers of texts mean by it: сайлау of сайла, дамыған of дамы,
    ашыл of аш; not one marked `own`."""
    by = _DERIVED_BY.get(entry.pos, set()) if "own" not in entry.marks else set()
    return [
        reading
        for reading in (readings(entry.lemma) if by else ())
        if reading.stem.source == LEXICON
        and reading.steps
        and reading.steps[-1].suffix.name in by
        and reading.stem.lemma != entry.lemma
    ]


class _Path(NamedTuple):
    """Suffixes taken off the end of a word, from the stem outwards."""

    boundary: Boundary
    taken: tuple[Step, ...]
    stop: str
    cost: int


def _paths(form: str, *, folded: bool = False) -> dict[int, dict[str, list[_Path]]]:
    """The ways to take suffixes off, by the letters left and by the slot that is to stand before. folded: the form is a
    skeleton."""
    found: dict[int, dict[str, list[_Path]]] = {len(form): {path.boundary.slot: [path] for path in _bare()}}
    for cut in range(len(form), 1, -1):
        for path in chain.from_iterable(found.get(cut, {}).values()):
            for letters, step in _steps_by_letter(path.boundary, folded=folded).get(form[cut - 1], ()):
                left = cut - len(letters)
                if left > 0 and form.endswith(letters, 0, cut):
                    longer = _Path(step.to, (step, *path.taken), path.stop, path.cost + step.cost)
                    found.setdefault(left, {}).setdefault(step.to.slot, []).append(longer)
    return found


@cache
def _bare() -> tuple[_Path, ...]:
    return tuple(_Path(boundary, (), boundary.slot, cost) for boundary, cost in starts().items())


@cache
def _steps_by_letter(boundary: Boundary, *, folded: bool) -> dict[str, list[tuple[str, Step]]]:
    """The steps by the last of their letters, each with these."""
    found: dict[str, list[tuple[str, Step]]] = {}
    for step in steps(boundary):
        letters = skeleton(step.letters) if folded else step.letters
        found.setdefault(letters[-1], []).append((letters, step))
    return found
