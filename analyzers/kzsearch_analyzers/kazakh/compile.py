"""Makes compiled.npy: `python -m kzsearch_analyzers.kazakh.compile`, a second. tables.py tells what from, and why."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kzsearch_analyzers.abbreviations import Names, groups

from . import weights
from .automaton import automaton
from .folded import AS_TYPED, KAZAKH_LETTERS, skeleton
from .grammar import Shape
from .letters import LETTERS, SEPARATOR, codes
from .lexicon import POS, Entry, words
from .prices import guess_prices, prices
from .sounds import VOWELS, final_class
from .spellings import all_stems
from .stems import BASES, BUILT, CLOSED, GUESSES, LEXICON, Stem, line_of
from .suffixes import ALONE, NOUN
from .tables import IMPOSSIBLE, NAME, Tables, save
from .trigrams import letter_costs

# Hundredths of a nat
ABBREVIATED = 600  # typed without its letters, it is rather meant than what these may be otherwise
INFLECTED = 1000  # as rare as a word of the lexicon can be
_T = TypeVar("_T")
_Stems = Mapping[str, tuple[Stem, ...]]
_RULES = (
    *"automaton compile folded grammar letters lexicon prices".split(),
    *"sounds spellings stems suffixes tables trigrams weights".split(),
)


def compiled(words: Mapping[str, tuple[Entry, ...]]) -> Tables:
    """The tables of suffixes.tsv, closed_classes.tsv, weights.tsv and a lexicon, which is as lexicon.words has it."""
    machine = automaton()
    listed = all_stems(words)
    inflected = {name: _inflected(name) for name in abbreviations() if _is_inflected(name) and name not in listed}
    abbreviated = {name: (_abbreviation(name),) for name in abbreviations() if _is_told(name) and name not in listed}
    spelt = {**listed, **inflected}
    # no spelling leads to the last, but a skeleton
    stems = list(chain.from_iterable(chain(spelt.values(), abbreviated.values())))
    shapes = _numbered(stem.shape for stem in stems)
    lemmas = _numbered(stem.lemma for stem in stems)
    by_guess = guess_prices(machine)
    folded, by_skeleton = automaton(skeleton), _by_skeleton(chain(_numbers(listed), _numbers(abbreviated, after=spelt)))
    is_possible = by_guess.min(2) < IMPOSSIBLE
    guess_costs = [weights.weights().guess(slot) for slot in (*(guess.slot for guess in GUESSES), BUILT)]
    return Tables(
        fingerprint=fingerprint(),
        following=_narrow(machine.following, np.uint16),
        weight=_narrow(machine.weight, np.uint16),
        kinds=_narrow(machine.kinds, np.uint16),
        spellings=codes("".join(letters + SEPARATOR for letters in spelt)),
        stem_counts=_narrow(list(map(len, spelt.values())), np.uint8),
        is_base=np.array([_is_base(letters, group) and letters not in inflected for letters, group in spelt.items()]),
        is_lemma=np.array([letters in words for letters in spelt]),
        costs=_narrow([stem.cost for stem in stems], np.uint16),
        shapes=_narrow([shapes[stem.shape] for stem in stems], np.uint16),
        lemmas=_narrow([lemmas[stem.lemma] for stem in stems], np.uint16),
        pos=_narrow([POS.index(stem.pos) for stem in stems], np.uint8),
        is_closed=np.array([stem.source == CLOSED for stem in stems]),
        shape_lines="\n".join(map(line_of, shapes)),
        lemma_lines="\n".join(lemmas),
        prices=prices(machine, list(shapes), known=True),
        letter_costs=letter_costs(words),
        guess_costs=_narrow(guess_costs, np.int16),
        guess_kinds=_narrow((1 << np.arange(len(GUESSES))) @ is_possible, np.uint16),
        guess_prices=by_guess[is_possible],
        abbreviation_lines="\n".join([*abbreviations(), *russian_abbreviations()]),
        folded_following=_narrow(folded.following, np.uint16),
        folded_weight=_narrow(folded.weight, np.uint16),
        folded_kinds=_narrow(folded.kinds, np.uint16),
        folded_prices=prices(folded, list(shapes), known=True),
        folded_spellings=codes("".join(letters + SEPARATOR for letters in by_skeleton)),
        folded_stem_counts=_narrow(list(map(len, by_skeleton.values())), np.uint8),
        folded_stems=_narrow(list(chain.from_iterable(by_skeleton.values())), np.uint16),
    )


def _is_inflected(name: str) -> bool:
    """Is it unlike the beginning of a word, or of another abbreviation (КТМ is none of КТ)?"""
    return len(name) > 2 or (VOWELS.isdisjoint(name) and not KAZAKH_LETTERS.isdisjoint(name))


def _inflected(name: str) -> tuple[Stem, ...]:
    """With suffixes and no hyphen, ҚРның, БҰҰға: they follow the sound of its last letter or of the name in full."""
    finals = dict.fromkeys(("V", final_class(name)))
    return tuple(Stem(name, "noun", Shape(NOUN, final, 0, 0), INFLECTED, LEXICON) for final in finals)


def _is_told(name: str) -> bool:
    return len(name) > 2 and AS_TYPED.isdisjoint(name)


def _abbreviation(name: str) -> Stem:
    """By its skeleton, as it stands alone: with suffixes it would be taken for too many other words."""
    return Stem(name, "noun", Shape(ALONE, final_class(name), None, None), ABBREVIATED, LEXICON)


@cache
def abbreviations() -> Mapping[str, tuple[Entry, ...]]:
    """Those of Kazakh: known as they are, so that they are not taken for other words."""
    return {name: (Entry(name, "noun"),) for name in _spelt(group.kazakh_abbreviations for group in groups())}


def russian_abbreviations() -> list[str]:
    """Those that are not of Kazakh too: ИИН is no иін, a shoulder, typed without its letters."""
    names = _spelt(group.russian_abbreviations for group in groups())
    return [name for name in dict.fromkeys(names) if name not in abbreviations()]


def _spelt(names: Iterable[Names]) -> Iterator[str]:
    """Those of LETTERS, in lower case."""
    lower = (name.lower() for name in chain.from_iterable(names))
    return (name for name in lower if set(name) <= set(LETTERS))


def _numbers(spelt: _Stems, *, after: _Stems | None = None) -> Iterator[tuple[str, range]]:
    """The numbers of the stems of each spelling, those of other spellings going before."""
    first = sum(map(len, (after or {}).values()))
    for letters, group in spelt.items():
        yield letters, range(first, first + len(group))
        first += len(group)


def _by_skeleton(numbers: Iterable[tuple[str, range]]) -> Mapping[str, list[int]]:
    """The numbers of the stems of each skeleton, in their order."""
    found: dict[str, list[int]] = {}
    for letters, of_spelling in numbers:
        found.setdefault(skeleton(letters), []).extend(of_spelling)
    return found


def _numbered(things: Iterable[_T]) -> dict[_T, int]:
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def _is_base(letters: str, group: tuple[Stem, ...]) -> bool:
    return any(stem.lemma == letters and stem.shape.slot in BASES and stem.source == LEXICON for stem in group)


def _narrow(numbers: ArrayLike, dtype: type[np.integer[Any]]) -> NDArray[Any]:
    wide = np.asarray(numbers)
    found = wide.astype(dtype)
    if not np.array_equal(wide, found):
        raise ValueError(f"{dtype.__name__} cannot hold {wide.min()} to {wide.max()}: widen the column in tables.py")
    return found


def fingerprint() -> str:
    """Of all that the tables are made from, rules and tables; translations do not matter."""
    digest = sha256(weights.fingerprint().encode())
    digest.update(" ".join([*abbreviations(), *russian_abbreviations()]).encode())
    for name in (weights.TABLE.name, *(f"{rules}.py" for rules in _RULES)):
        digest.update(Path(__file__).with_name(name).read_text(encoding="utf-8").encode())
    return digest.hexdigest()


if __name__ == "__main__":
    save(compiled(words()), Path(__file__).with_name(NAME))
