"""The tables as a lexicon: what is asked about one form is looked up in compiled.npy, and pymorphy3 is not even loaded.

The automaton gives the payload of the form, the payload its entry: the number of the list of edits to its plausible
lemmas, and its marks. Odd forms have entries by their keys, and so have the endings of unknown words.
"""

import threading
from bisect import bisect_left
from functools import cache

from kzsearch_analyzers.russian import automaton
from kzsearch_analyzers.russian.automaton import Automaton
from kzsearch_analyzers.russian.choice import ADJECTIVE, PLAUSIBLE, Choice
from kzsearch_analyzers.russian.edits import Edit
from kzsearch_analyzers.russian.letters import key
from kzsearch_analyzers.russian.lexicon import PARSED, Lexicon
from kzsearch_analyzers.russian.predictions import SHORTEST_PREDICTED, TELLING, VERB_START
from kzsearch_analyzers.russian.tables import BASE, CELLS, HAS_ODD, MASS_NOUN, NONE, Tables, fitting_tables, odd_key

_assembling = threading.Lock()


class Entries:
    """The lexicon of some tables. It lists the plausible lemmas alone, and gives PLAUSIBLE, the least it can be, as
    the share of each, and a part of speech to adjectives alone."""

    def __init__(self, tables: Tables, words: Automaton) -> None:
        self._tables = tables
        self._words = words
        self._odd_keys = tables.odd_keys.data
        self._ending_keys = tables.ending_keys.data
        self._lists: dict[int, tuple[tuple[Edit, int], ...]] = {}

    def has(self, folded: str) -> bool:
        return self._words.payload_of(folded) >= 0

    def has_base(self, folded: str) -> bool:
        return self._marks(folded) & BASE != 0

    def has_mass_noun(self, folded: str) -> bool:
        return self._marks(folded) & MASS_NOUN != 0

    def cells(self, folded: str) -> int:
        return self._marks(folded) & CELLS

    def listed(self, folded: str) -> tuple[Choice, ...]:
        entry = self._entry(folded)
        return self._edited(folded, entry[0]) if entry else ()

    def trusted(self, folded: str) -> tuple[Choice, ...]:
        number, under_verb_start, _ = self._predicted(folded)
        if number != under_verb_start and VERB_START.match(folded):
            number = under_verb_start
        return self._edited(folded, number) if number != NONE else ()

    def likely(self, folded: str) -> tuple[Choice, ...]:
        *_, number = self._predicted(folded)
        return self._edited(folded, number) if number != NONE else ()

    def _entry(self, folded: str) -> tuple[int, int] | None:
        """The number of a form's list of edits, and its marks."""
        payload = self._words.payload_of(folded)
        if payload < 0:
            return None
        marks = self._tables.marks.item(payload)
        if marks & HAS_ODD:
            place = _place(self._odd_keys, odd_key(key(folded)))
            if place >= 0:
                return self._tables.odd_lists.item(place), self._tables.odd_marks.item(place)
        return self._tables.lists.item(payload), marks

    def _marks(self, folded: str) -> int:
        entry = self._entry(folded)
        return entry[1] if entry else 0

    def _predicted(self, folded: str) -> tuple[int, int, int]:
        """The columns of the longest ending that has any."""
        sizes = range(min(TELLING, len(folded)), 0, -1) if len(folded) >= SHORTEST_PREDICTED else ()
        for size in sizes:
            place = _place(self._ending_keys, key(folded[: -size - 1 : -1]))
            if place >= 0:
                trusted, under_verb_start, likely = self._tables.predicted[place].tolist()
                return trusted, under_verb_start, likely
        return NONE, NONE, NONE

    def _edited(self, folded: str, number: int) -> tuple[Choice, ...]:
        """The lemmas that a list of edits gives."""
        if number not in self._lists:
            self._lists[number] = tuple(self._tables.listed(number))
        return tuple(
            Choice(edit.of(folded), "ADJF" if kind == ADJECTIVE else "X", PLAUSIBLE, kind)
            for edit, kind in self._lists[number]
        )


def _place(sorted_keys: "memoryview[int]", wanted: int) -> int:
    """Where a key stands, -1 if it does not."""
    place = bisect_left(sorted_keys, wanted)
    return place if place < len(sorted_keys) and sorted_keys[place] == wanted else -1


def fitting_lexicon() -> Lexicon:
    """The tables where they fit the dictionary, else pymorphy3.

    >>> [choice.lemma for choice in fitting_lexicon().listed("стали")], fitting_lexicon().listed("мектеп")
    (['стать', 'сталь'], ())
    """
    with _assembling:  # `cache` alone would assemble two when two threads come at once
        return _fitting_lexicon()


@cache
def _fitting_lexicon() -> Lexicon:
    tables = fitting_tables()
    return Entries(tables, automaton.installed()) if tables else PARSED
