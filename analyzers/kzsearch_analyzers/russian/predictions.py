"""Predictions: how pymorphy3's statistics of endings would inflect a form that its dictionary lacks.

They look at the last five letters alone, and are made for a placeholder with that ending, so that they can be tabled.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kzsearch_analyzers.russian.choice import PREDICTED, Choice, rank
from kzsearch_analyzers.russian.dictionary import Reading, readings
from kzsearch_analyzers.russian.edits import Edit, edit

SHORTEST_PREDICTED = 4  # letters
TELLING = 5  # letters at the end of a form by which pymorphy3 predicts
MOST_CHANGED = 3  # letters at the end of a form that a likely prediction may change
NOMINALS = frozenset({"NOUN", "ADJF"})
PLACEHOLDER = "x" * 8  # in no Russian word, so nothing is predicted from a prefix, nor from more than the ending
VERB_START = re.compile("(?:за|на|по|пере|рас|раз|вы|от|про|до|при|под|об).{2,}[аяи](?:л|в)")


class Productive(NamedTuple):
    """A prediction as `pos` is trusted when its lemma and its form end as the patterns say."""

    pos: frozenset[str]
    lemma: str
    form: str
    why: str
    needs_verb_start: bool = False


_VERBAL = frozenset({"VERB", "INFN", "GRND", "PRTF", "PRTS"})
_ANY = ""

# fmt: off
PRODUCTIVE = (
    Productive(_VERBAL, "(?:[ое]ва|[ыи]ва|ну|нича)ть(?:ся)?$", "(?<!ну)(?<![^рз]ую)$",
               "classes that new verbs join: сериализовать, расшаривать; -ну, -ую may be a name's, an adjective's"),
    Productive(_VERBAL, "[аяие]ть(?:ся)?$",
               "(?:ть|[аяе]ют|[аяе]е(?:т|м|шь|те)|[аяеу]йте|йтесь|ишь|ят(?:ся)?|[аяие]ло)$",
               "endings of verbs alone; -ла, -у, -ом may be a noun's"),
    Productive(_VERBAL, "[аяи]ть$", "[аяи](?:л[аио]?|в(?:ши)?)$",
               "a past tense or a gerund under a verb's prefix", needs_verb_start=True),
    Productive(_VERBAL, "т(?:ь|и)с[ья]$", "(?:[аяуюои]|[еи]шь|[еи]м|[иеь]те|[йлт]|вши)с[ья]$",
               "reflexive endings"),
    Productive(frozenset({"PRTF"}), _ANY,
               "(?:вш|ющ|ущ|ащ|ящ)(?:ий|ая|ее|ие|его|ему|им|ем|ей|ею|ую|их|ими)$", "active participles"),
    Productive(frozenset({"ADVB"}), "ски$", _ANY, "adverbs from relational adjectives"),
)
# fmt: on


class Prediction(NamedTuple):
    """What is made of an ending: an edit and the choice of the placeholder's lemma."""

    edit: Edit
    choice: Choice


def trusted(ending: str, *, has_verb_start: bool) -> tuple[Prediction, ...]:
    """Predictions under a productive rule, best first; `has_verb_start` where the form matches VERB_START.

    >>> [prediction.edit.of("сериализовал") for prediction in trusted("зовал", has_verb_start=False)]
    ['сериализовать']
    """
    found = _like(ending)
    return _predictions(found, [reading for reading in found if _is_trusted(reading, has_verb_start=has_verb_start)])


def likely(ending: str) -> tuple[Prediction, ...]:
    """All predictions that keep most of the form, those of nominals if there are any, best first.

    >>> likely("остями")[0].edit.of("кавайностями")
    'кавайность'
    """
    found = _like(ending)
    sensible = [reading for reading in found if _is_sensible(reading)]
    return _predictions(found, [reading for reading in sensible if reading.pos in NOMINALS] or sensible)


@lru_cache(maxsize=1 << 12)
def _like(ending: str) -> tuple[Reading, ...]:
    """Readings of the placeholder with the longest part of an ending that pymorphy3 has statistics of."""
    found = tuple(reading for reading in readings(PLACEHOLDER + ending) if reading.ending) if ending else ()
    telling = max((len(reading.ending) for reading in found), default=0)
    return found if telling in (0, len(ending)) else _like(ending[-telling:])


def _predictions(found: Sequence[Reading], kept: Sequence[Reading]) -> tuple[Prediction, ...]:
    return tuple(
        Prediction(edit(found[0].form, choice.lemma), choice._replace(kind=PREDICTED)) for choice in rank(kept)
    )


def _is_trusted(reading: Reading, *, has_verb_start: bool) -> bool:
    return any(
        reading.pos in rule.pos
        and re.search(rule.lemma, reading.lemma) is not None
        and re.search(rule.form, reading.form) is not None
        and (has_verb_start or not rule.needs_verb_start)
        for rule in PRODUCTIVE
    )


def _is_sensible(reading: Reading) -> bool:
    """Whether a guess keeps most of the form: владети is not of вларебенок, though дети are of ребенок."""
    return reading.lemma.startswith(reading.form[:-MOST_CHANGED])
