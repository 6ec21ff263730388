"""What is asked of the dictionary about one form: of pymorphy3, or of the tables made from it (entries.py).

pymorphy3's answers are the definition, for any edition of its dictionary. The tables, of one edition, give the same
lemmas twenty times sooner.
"""

from collections.abc import Sequence
from typing import Protocol

from kzsearch_analyzers.russian import choice, dictionary, hyphens, predictions
from kzsearch_analyzers.russian.choice import Choice
from kzsearch_analyzers.russian.predictions import SHORTEST_PREDICTED, TELLING, VERB_START, Prediction


class Lexicon(Protocol):
    """Answers about folded forms; `trusted` and `likely` are asked of words without hyphens that it lacks."""

    def has(self, folded: str) -> bool:
        """Whether the dictionary holds a form."""

    def has_base(self, folded: str) -> bool:
        """Whether it holds the form as the lemma of one of its readings."""

    def has_mass_noun(self, folded: str) -> bool:
        """Whether it holds the form as the lemma of a common noun without a plural."""

    def listed(self, folded: str) -> tuple[Choice, ...]:
        """The lemmas of a form, best first, at least the plausible ones; none for a form that it lacks."""

    def cells(self, folded: str) -> int:
        """`hyphens.cells` of a form, 0 for one that it lacks."""

    def trusted(self, folded: str) -> tuple[Choice, ...]:
        """Lemmas that are predicted under a productive rule, best first."""

    def likely(self, folded: str) -> tuple[Choice, ...]:
        """Lemmas that are predicted and keep most of the form, best first."""


class Parsed:
    """The lexicon that asks pymorphy3.

    >>> [choice.lemma for choice in PARSED.listed("стали")], PARSED.listed("мектеп")
    (['стать', 'сталь'], ())
    """

    def has(self, folded: str) -> bool:
        return dictionary.in_dictionary(folded)

    def has_base(self, folded: str) -> bool:
        return self.has(folded) and dictionary.is_lemma(folded)

    def has_mass_noun(self, folded: str) -> bool:
        return choice.is_mass_noun(folded)

    def listed(self, folded: str) -> tuple[Choice, ...]:
        return choice.listed(folded) if self.has(folded) else ()

    def cells(self, folded: str) -> int:
        return hyphens.cells(folded) if self.has(folded) else 0

    def trusted(self, folded: str) -> tuple[Choice, ...]:
        has_verb_start = VERB_START.match(folded) is not None
        return _applied(folded, predictions.trusted(_telling(folded), has_verb_start=has_verb_start))

    def likely(self, folded: str) -> tuple[Choice, ...]:
        return _applied(folded, predictions.likely(_telling(folded)))


PARSED = Parsed()


def _telling(folded: str) -> str:
    return folded[-TELLING:] if len(folded) >= SHORTEST_PREDICTED else ""


def _applied(folded: str, made: Sequence[Prediction]) -> tuple[Choice, ...]:
    return tuple(choice._replace(lemma=edit.of(folded)) for edit, choice in made)
