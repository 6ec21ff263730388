"""Makes compiled.npy: `python -m kzsearch_analyzers.russian.compile`, about three minutes.

The lemmas of a form that the dictionary has depend nearly always on its payload alone, which is the list of its
paradigms and its places in them: all forms of one payload are edited alike. The forms of a payload that go another way,
by what the corpus has seen, are odd, and each has an entry of its own, as have those that the dictionary knows with е
and with ё. An odd form's key is 40 bits wide; a form that shares one is made odd too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kzsearch_analyzers.russian import automaton
from kzsearch_analyzers.russian.choice import ORDINARY, is_mass_noun, lemma_of, listed, plausible
from kzsearch_analyzers.russian.dictionary import (
    all_forms,
    attested_forms,
    folder,
    is_lemma,
    predicted_endings,
    readings,
)
from kzsearch_analyzers.russian.edits import Edit, Edits, edit
from kzsearch_analyzers.russian.hyphens import cells, is_numeral
from kzsearch_analyzers.russian.letters import key, keys, words_of
from kzsearch_analyzers.russian.predictions import Prediction, likely, trusted
from kzsearch_analyzers.russian.spelling import has_russian_end, is_word
from kzsearch_analyzers.russian.tables import (
    BASE,
    HAS_ODD,
    MASS_NOUN,
    NAME,
    NONE,
    Tables,
    fingerprint,
    odd_keys,
    save,
)


class Lists:
    """Edits with their kinds, and lists of them, numbered in the order in which they turn up; NONE changes nothing."""

    def __init__(self) -> None:
        self._codes: dict[tuple[Edit, int], int] = {}
        self._numbers: dict[tuple[int, ...], int] = {}
        self.of([(Edit(0, 0, ""), ORDINARY)])

    def of(self, made: Iterable[tuple[Edit, int]]) -> int:
        """The number of a list."""
        codes = tuple(self._codes.setdefault(each, len(self._codes)) for each in made)
        return self._numbers.setdefault(codes, len(self._numbers))

    def edits(self) -> Edits:
        return Edits.of([made for made, _ in self._codes])

    def kinds(self) -> NDArray[np.uint8]:
        return np.array([kind for _, kind in self._codes], np.uint8)

    def members(self) -> NDArray[np.uint16]:
        return np.array([code for codes in self._numbers for code in codes], np.uint16)

    def bounds(self) -> NDArray[np.uint16]:
        return np.array([0, *accumulate(map(len, self._numbers))], np.uint16)


class Way(NamedTuple):
    """Where a form goes: the numbers of the lists of edits to our lemmas and to pymorphy3's first, the form's marks."""

    lemmas: int
    first: int
    marks: int


class Forms(NamedTuple):
    """All forms that are looked up in the dictionary, the number of a payload of each, and in how many spellings it is.

    `pairs` are all rows of forms, each with the number of one of its payloads.
    """

    forms: list[str]
    keys: NDArray[np.uint64]
    payloads: NDArray[np.int64]
    counts: NDArray[np.int64]
    pairs: tuple[NDArray[np.int64], NDArray[np.int32]]


def compiled(dictionary: Iterable[str], endings: Iterable[str]) -> Tables:
    """Works the tables out for forms of the dictionary, with their ё, and endings of which pymorphy3 has statistics."""
    lists = Lists()
    forms = _forms(form for form in dictionary if is_regular(form.replace("ё", "е")))
    ways = _ways(forms, lists)
    size = automaton.load(folder() / "words.dawg").size
    usual = _usual(forms, ways, size)
    odd = _odd(forms, ways, usual)
    table = np.array(usual, np.uint16)
    table[_with_odd(forms, list(odd.values())), -1] |= HAS_ODD
    entries = np.array([ways[row] for _, row in sorted(odd.items())], np.uint16).reshape(-1, 3)
    predictions = _predictions(endings, lists)
    return Tables(
        fingerprint=fingerprint(folder()),
        edits=lists.edits(),
        kinds=lists.kinds(),
        bounds=lists.bounds(),
        members=lists.members(),
        lists=table[:, 0],
        firsts=table[:, 1],
        marks=table[:, 2],
        odd_keys=np.array(sorted(odd), np.uint64),
        odd_lists=entries[:, 0],
        odd_firsts=entries[:, 1],
        odd_marks=entries[:, 2],
        ending_keys=np.array(sorted(predictions), np.uint64),
        predicted=np.array([predictions[ending] for ending in sorted(predictions)], np.uint16),
    )


def is_regular(form: str) -> bool:
    """Whether a form of the dictionary is looked up there at all.

    >>> is_regular("законами"), is_regular("2-й")
    (True, False)
    """
    return is_word(form) or (has_russian_end(form) and not is_numeral(form))


def _forms(found: Iterable[str]) -> Forms:
    folded = Counter(form.replace("ё", "е") for form in set(found))
    forms = sorted(folded)
    words = words_of(forms)
    rows, payloads = automaton.load(folder() / "words.dawg").look_up(words.symbols, words.starts, words.sizes)
    payload = np.zeros(len(forms), np.int64)
    payload[rows] = payloads
    counts = np.array([folded[form] for form in forms])
    return Forms(forms, odd_keys(keys(words.symbols, words.starts, words.sizes)), payload, counts, (rows, payloads))


def _ways(forms: Forms, lists: Lists) -> list[Way]:
    """The way of each form; of forms with one payload and one lemma only the first is worked out."""
    attested = attested_forms()
    simple: dict[int, Way | None] = {}
    ways = []
    for form, payload, count in zip(forms.forms, forms.payloads.tolist(), forms.counts.tolist(), strict=True):
        if count > 1 or form in attested:
            ways.append(_way(form, lists))
            continue
        if payload not in simple:
            simple[payload] = _way(form, lists) if _is_simple(form) else None
        ways.append(simple[payload] or _way(form, lists))
    return ways


def _is_simple(form: str) -> bool:
    """Whether all forms of a form's payload have its edit: one lemma, which depends on no letters before the ending."""
    found = readings(form)
    names = all({"Name", "plur"} <= reading.grammemes for reading in found)
    superlative = any("Supr" in reading.grammemes for reading in found)
    return len({lemma_of(reading) for reading in found}) == 1 and not names and not superlative


def _way(form: str, lists: Lists) -> Way:
    choices = plausible(listed(form))
    lemmas = lists.of((edit(form, choice.lemma), choice.kind) for choice in choices)
    lemma = readings(form)[0].lemma
    first = lemmas if lemma == choices[0].lemma else lists.of([(edit(form, lemma), ORDINARY)])
    return Way(lemmas, first, cells(form) | (MASS_NOUN if is_mass_noun(form) else 0) | (BASE if is_lemma(form) else 0))


def _usual(forms: Forms, ways: list[Way], size: int) -> list[Way]:
    """By number of a payload, the commonest way of its forms."""
    counted: dict[int, Counter[Way]] = {}
    for payload, way, count in zip(forms.payloads.tolist(), ways, forms.counts.tolist(), strict=True):
        if count == 1:
            counted.setdefault(payload, Counter())[way] += 1
    nothing = Way(0, 0, 0)
    return [counted[payload].most_common(1)[0][0] if payload in counted else nothing for payload in range(size)]


def _odd(forms: Forms, ways: list[Way], usual: list[Way]) -> dict[int, int]:
    """Keys of the odd forms, and their rows."""
    payloads, counts = forms.payloads.tolist(), forms.counts.tolist()
    is_odd = np.array([counts[row] > 1 or usual[payloads[row]] != way for row, way in enumerate(ways)])
    while True:
        shared = np.isin(forms.keys, forms.keys[is_odd]) & np.isin(forms.payloads, forms.payloads[is_odd])
        if np.array_equal(shared, is_odd):
            break
        is_odd = shared
    rows = np.flatnonzero(is_odd)
    if len(np.unique(forms.keys[rows])) < len(rows):
        raise ValueError("two odd forms share a key: choose another MIXER")
    return dict(zip(forms.keys[rows].tolist(), rows.tolist(), strict=True))


def _with_odd(forms: Forms, odd: list[int]) -> NDArray[np.int32]:
    rows, payloads = forms.pairs
    return np.unique(payloads[np.isin(rows, odd)])


def _predictions(endings: Iterable[str], lists: Lists) -> dict[int, tuple[int, int, int]]:
    """What is predicted from each ending, but for what a shorter one tells too; keys are of letters from the last."""
    found: dict[str, tuple[int, int, int]] = {}
    for ending in sorted(endings, key=lambda ending: (len(ending), ending)):
        columns = (
            trusted(ending, has_verb_start=False),
            trusted(ending, has_verb_start=True),
            likely(ending),
        )
        first, second, third = (_predicted(column, lists) for column in columns)
        found[ending] = first, second, third
    needed = {
        ending: columns for ending, columns in found.items() if columns != next(_shorter(ending, found), (0, 0, 0))
    }
    return {key(ending[::-1]): columns for ending, columns in needed.items()}


def _shorter(ending: str, found: dict[str, tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    return (found[ending[at:]] for at in range(1, len(ending)) if ending[at:] in found)


def _predicted(predictions: tuple[Prediction, ...], lists: Lists) -> int:
    if not predictions:
        return NONE
    kept = plausible([choice for _, choice in predictions])
    return lists.of((made, choice.kind) for made, choice in predictions if choice in kept)


if __name__ == "__main__":
    save(compiled(all_forms(), predicted_endings()), Path(__file__).with_name(NAME))
