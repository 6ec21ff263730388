"""The cheapest reading of one word by each stem, as far as it is likely: what morphology.py finds, suffixes apart.

The automaton of compiled.npy reads the word from its end and tells what the suffixes after each cut cost at the least;
prices tell what a stem costs there. So no suffix is looked at, and few guesses: arrays.py's way, for one word.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from .folded import AS_TYPED, SHORTEST, margin, skeleton
from .grammar import unvoiced
from .guessed import ways
from .letters import EDGE, LETTERS, OTHER, code
from .lexicon import POS
from .morphology import LIKELY, LONGEST_WORD
from .sounds import VOWELS, final_class, harmony
from .stems import (
    BUILT,
    CLOSED,
    GUESS,
    GUESSES,
    LEXICON,
    PLAIN_NOUN,
    RESTORED,
    SOUNDS,
    TOO_SHORT,
    WORD_BUILDING,
    Guess,
    abbreviations,
    by_skeleton,
    is_built,
    is_loan,
    spellings,
)
from .suffixes import VERBAL
from .tables import DEAD, IMPOSSIBLE, START, machine, tables
from .weights import CENTINATS

LIKELY_CENTINATS = round(LIKELY * CENTINATS)
_DEAREST = 1 << 20  # more than any reading costs
_GUESSED = 1 << 20  # more stems than the lexicon has
_SOUNDS = {sounds: number for number, sounds in enumerate(SOUNDS)}
_ANY = f"{LETTERS}\0"  # letters by their numbers less one, at the end what stands for OTHER

# What a letter costs in a nominal and in a verbal stem, in one number: where each begins, and where there is nothing
_NOMINAL, _VERBAL, _NOTHING = 0, 20, 40
_COST = (1 << _VERBAL) - 1


class Choice(NamedTuple):
    """The cheapest reading by one stem: its rank, as morphology.Reading has it, and the stem.

    is_open: of no closed class; cost: hundredths of a nat; taken: letters of the form that are suffixes, 0 of a form
    that was restored; order: of the stem among those spelt so.
    """

    is_open: bool
    cost: int
    taken: int
    order: int
    lemma: str
    pos: str
    source: str


@lru_cache(maxsize=1 << 18)
def choices(form: str) -> tuple[Choice, ...]:
    """The readings of a lower-case word that may be likely, best first; a lemma and part of speech once.

    With them those that are cheaper than the form itself where the lexicon lists it.

    >>> [(choice.lemma, choice.pos, choice.source) for choice in choices("суы")]
    [('су', 'noun', 'lexicon'), ('суы', 'verb', 'lexicon')]
    """
    found = as_typed(form)
    return tuple(_restored(form, found[0].cost)) or found if found[0].order >= _GUESSED else found


@lru_cache(maxsize=1 << 18)
def as_typed(form: str) -> tuple[Choice, ...]:
    """`choices` with no other letters than those of the form.

    >>> as_typed("кол")[0].lemma, choices("кол")[0].lemma
    ('кол', 'қол')
    """
    if not 0 < len(form) <= LONGEST_WORD:
        return (Choice(True, 0, 0, _GUESSED, form, "noun", GUESS),)
    letters = [EDGE, EDGE, *map(code, form)]
    cuts = list(_cuts(letters))
    listed = _once(_listed(form, cuts))
    guessed = list(_guessed(form, letters, cuts, listed))
    return tuple(_once(listed + guessed) if guessed else listed)


def _restored(form: str, most: int) -> list[Choice]:
    """The readings by skeletons; none where the best is not cheaper by far than a guess of that cost."""
    is_strange = OTHER in map(code, form) or not AS_TYPED.isdisjoint(form)
    found = [] if is_strange or len(form) < SHORTEST or form in abbreviations() else choices_of_skeleton(skeleton(form))
    return found if found and found[0].cost <= most - margin(form) else []


def choices_of_lexicon(form: str) -> list[Choice]:
    """The readings of a lower-case word by the lexicon that may be likely, best first.

    >>> [choice.lemma for choice in choices_of_lexicon("алмасын")], choices_of_lexicon("ворчун")
    (['алма', 'ал', 'алмас'], [])
    """
    return _by_lexicon(form, folded=False)


def choices_of_skeleton(spelt: str) -> list[Choice]:
    """The readings of a skeleton (folded.py) by the lexicon that may be likely, best first.

    >>> [choice.lemma for choice in choices_of_skeleton("кол")]
    ['қол', 'көл']
    """
    return [choice._replace(taken=0) for choice in _by_lexicon(spelt, folded=True)]


def _by_lexicon(form: str, *, folded: bool) -> list[Choice]:
    if not 0 < len(form) <= LONGEST_WORD:
        return []
    found = _once(_listed(form, _cuts([EDGE, EDGE, *map(code, form)], folded=folded), folded=folded))
    return [choice for choice in found if choice.cost <= found[0].cost + LIKELY_CENTINATS]


def _once(found: Iterable[Choice]) -> list[Choice]:
    """Best first, a lemma and part of speech once."""
    best: dict[tuple[str, str], Choice] = {}
    for choice in sorted(found):
        best.setdefault((choice.lemma, choice.pos), choice)
    return list(best.values())


class _Cut(NamedTuple):
    """Where a stem may end: after how many letters, at what kind of state, and what it costs to get there."""

    size: int
    kind: int
    cost: int


def _cuts(letters: Sequence[int], *, folded: bool = False) -> Iterator[_Cut]:
    """The way of a word through the automaton; letters: after two EDGEs; folded: of its skeleton."""
    following, weight, kinds = (_folded_views() if folded else _views())[:3]
    state, cost = START, 0
    for size in range(len(letters) - 2, 0, -1):
        if kind := kinds[state]:
            yield _Cut(size, kind, cost)
        step = state, letters[size + 1]
        state = following[step]
        if state == DEAD:
            return
        cost += weight[step]


def _listed(form: str, cuts: Iterable[_Cut], *, folded: bool = False) -> Iterator[Choice]:
    """Readings by stems of the lexicon and of the closed classes; folded: form and cuts are those of a skeleton."""
    of, known = _views(), spellings()
    prices = _folded_views().prices if folded else of.prices
    for size, kind, cost in cuts:
        for stem in by_skeleton().get(form[:size], ()) if folded else _stems(form[:size]):
            price = prices[kind, of.shapes[stem]]
            if price < IMPOSSIBLE:
                total = cost + price + of.costs[stem]
                lemma, pos, is_closed = known.lemmas[of.lemmas[stem]], POS[of.pos[stem]], of.is_closed[stem]
                source = RESTORED if folded else CLOSED if is_closed else LEXICON
                yield Choice(not is_closed, total, len(form) - size, stem, lemma, pos, source)


def _stems(letters: str) -> Sequence[int]:
    number = spellings().numbers.get(letters)
    return () if number is None else range(*_views().first[number : number + 2])


class _Way(NamedTuple):
    """A way to make a stem of letters: one of GUESSES, or that they are built on a word of the lexicon.

    bit: in Tables.guess_kinds; order: among the stems of the letters; last: what the last of them may be; ends: what
    they end in, which costs nothing by its letters; field: of what the others cost; cost: its own.
    """

    guess: Guess
    pos: str
    source: str
    bit: int
    order: int
    last: str
    ends: str
    field: int
    cost: int


class _Priced(NamedTuple):
    """A way at a kind of state; first what may rule it out: its ends, how many letters they are, its field, the least
    of its prices with its own cost; prices: by sounds."""

    ends: str
    unspelt: int
    field: int
    least: int
    prices: memoryview
    way: _Way


def _guessed(form: str, letters: Sequence[int], cuts: Iterable[_Cut], listed: Sequence[Choice]) -> Iterator[Choice]:
    """Readings by guessed stems, but for those that are too dear by the letters they keep."""
    limit = _limit(form, listed)
    sums = _sums(letters)
    for size, kind, cost in cuts:
        room = limit - cost
        hopeful = [
            (way, prices)
            for ends, unspelt, field, least, prices, way in _ways(kind, letters[size + 1])
            if (not ends or form.endswith(ends, 0, size)) and least + (sums[size - unspelt] >> field & _COST) <= room
        ]
        for way, lemma, own in _made(hopeful, form[:size], letters, sums) if hopeful else ():
            if not listed:
                limit = min(limit, cost + own + LIKELY_CENTINATS)
            yield Choice(True, cost + own, len(form) - size, way.order, lemma, way.pos, way.source)


def _limit(form: str, listed: Iterable[Choice]) -> int:
    """What a reading may cost to be likely, or to be cheaper than the form itself where the lexicon lists it."""
    as_typed, least = 0, _DEAREST
    for choice in listed:
        least = min(least, choice.cost)
        if choice.lemma == form and choice.source == LEXICON:
            as_typed = max(as_typed, choice.cost)
    return max(as_typed, least + LIKELY_CENTINATS)


def _sums(letters: Sequence[int]) -> list[int]:
    """What the letters before each place cost together."""
    triples = zip(letters, letters[1:], letters[2:], strict=False)
    return list(accumulate(map(_views().letter_costs.__getitem__, triples), initial=0))


def _made(
    hopeful: Iterable[tuple[_Way, memoryview]], stem: str, letters: Sequence[int], sums: Sequence[int]
) -> Iterator[tuple[_Way, str, int]]:
    """The ways that the stem can be made, each with the lemma and what it costs there."""
    sounds = _SOUNDS[final_class(stem), harmony(stem), is_loan(stem), unvoiced(stem)]
    for way, prices in hopeful:
        price = prices[sounds]
        if price < IMPOSSIBLE and (way.source == GUESS or is_built(stem)):
            lemma, spelt = way.guess.lemma(stem), len(stem) - len(way.ends)
            cost = price + way.cost + (sums[spelt] >> way.field & _COST)
            yield way, lemma, cost + (_end(way, lemma, letters, spelt) if way.source == GUESS else 0)


def _end(way: _Way, lemma: str, letters: Sequence[int], spelt: int) -> int:
    """What a guessed lemma costs beyond so many letters that it has from the form."""
    strange = lemma[: len(lemma) - len(way.guess.shown_by)]
    cost = TOO_SHORT if len(strange) < 3 or VOWELS.isdisjoint(strange) else 0
    first, second = letters[spelt : spelt + 2]
    for third in (*map(code, strange[spelt:]), EDGE):
        cost += _views().letter_costs[first, second, third] >> way.field & _COST
        first, second = second, third
    return cost


@cache
def _ways(kind: int, last: int) -> tuple[_Priced, ...]:
    """The ways to make a stem at a kind of state; last: the number of the last of its letters."""
    return tuple(priced for priced in _priced(kind) if _ANY[last - 1] in priced.way.last)


@cache
def _priced(kind: int) -> tuple[_Priced, ...]:
    of, found = ways(), []
    for way in _all_ways():
        if of.by_kind[kind] >> way.bit & 1:
            prices = tables().guess_prices[of.rows[way.bit * len(of.by_kind) + kind] // len(SOUNDS)]
            least = way.cost + int(prices.min())
            found.append(_Priced(way.ends, len(way.ends), way.field, least, prices.data, way))
    return tuple(found)


@cache
def _all_ways() -> tuple[_Way, ...]:
    guessed = [_way(bit, guess) for bit, guess in enumerate(GUESSES)]
    noun = guessed[GUESSES.index(PLAIN_NOUN)]
    last = "".join(ending[-1] for ending in WORD_BUILDING)
    built = noun._replace(source=BUILT, order=noun.order + 1, last=last, field=_NOTHING, cost=ways().built_cost)
    return (*guessed, built)


def _way(bit: int, guess: Guess) -> _Way:
    ends = guess.ends + guess.shown_by
    field = _VERBAL if guess.slot == VERBAL else _NOMINAL
    cost = int(ways().cost[bit])
    return _Way(guess, guess.pos, GUESS, bit, _GUESSED + 2 * bit, ends[-1:] or _ANY, ends, field, cost)


class _Views(NamedTuple):
    """Columns of Tables; a view gives a number in a fifth of the time that an array takes.

    first: as in Spellings; letter_costs: of a letter after two others, nominal and verbal in one number.
    """

    following: memoryview
    weight: memoryview
    kinds: memoryview
    first: memoryview
    costs: memoryview
    shapes: memoryview
    lemmas: memoryview
    pos: memoryview
    is_closed: memoryview
    prices: memoryview
    letter_costs: memoryview


class _FoldedViews(NamedTuple):
    """The same of skeletons."""

    following: memoryview
    weight: memoryview
    kinds: memoryview
    prices: memoryview


@cache
def _folded_views() -> _FoldedViews:
    return _FoldedViews(*(column.data for column in machine(folded=True)[:4]))


@cache
def _views() -> _Views:
    of = tables()
    nominal, verbal = of.letter_costs
    return _Views(
        of.following.data,
        of.weight.data,
        of.kinds.data,
        spellings().first.data,
        of.costs.data,
        of.shapes.data,
        of.lemmas.data,
        of.pos.data,
        of.is_closed.data,
        of.prices.data,
        (nominal << _NOMINAL | verbal.astype(np.int64) << _VERBAL).data,
    )
