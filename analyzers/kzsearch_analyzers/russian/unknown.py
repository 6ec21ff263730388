"""Guessing the lemma of a form that the dictionary lacks.

What counts is that all forms of one unknown word get the same lemma. pymorphy3 guesses each form by its own ending
(лайт -> лайта, лайтом -> лайтом), so its guesses are trusted only where a suffix makes them safe; elsewhere the table
unknown_endings.tsv cuts the ending, and all of a name's cases meet.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from kzsearch_analyzers.russian.choice import Choice, listed
from kzsearch_analyzers.russian.closed_classes import closed_classes, rows
from kzsearch_analyzers.russian.dictionary import in_dictionary, readings
from kzsearch_analyzers.russian.endings import may_be_cut, rule_for
from kzsearch_analyzers.russian.predictions import (
    SHORTEST_PREDICTED,
    TELLING,
    VERB_START,
    Prediction,
    likely,
    trusted,
)
from kzsearch_analyzers.russian.spelling import respellings

Source = Literal["respelling", "missing plural", "compound", "prediction", "ending", "snowball"]

LONGEST_PREFIX = 5  # letters, of those that no list has
SHORTEST_REST = {True: 4, False: 6}  # letters: after a prefix that pymorphy3 lists, after any other
ADJECTIVES = frozenset({"ADJF", "ADJS"})
NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})
UNFIT_GRAMMEMES = NAMES | {"NUMR", "NPRO", "PRED", "PREP", "CONJ", "PRCL", "INTJ", "Apro"}  # never under a prefix


class MissingPlural(NamedTuple):
    """A plural's endings, the letters that must stand before them, the endings in which its singular may be listed."""

    endings: tuple[str, ...]
    after: str
    singular: tuple[str, ...]


SHORTEST_STEM = 3  # letters before the ending of a missing plural, or before the letter that it must stand after
MISSING_PLURALS = (
    MissingPlural(("ам", "ами", "ах"), "", ("", "а", "о")),
    MissingPlural(("ям", "ями", "ях"), "", ("ь", "я", "е", "й")),
    MissingPlural(("",), "бвдзлмнпрстфкгх", ("а", "о")),
    MissingPlural(("ов",), "", ("",)),
)
SURNAMES = tuple(f"{suffix}{end}" for suffix in "ов ев ин ын".split() for end in ("", *"а у ым ой ою ы ых е".split()))
HARD_PREFIXES = "без воз из низ раз роз об от под над пред".split()  # after them и is spelt ы
STRESSED = re.compile("(?<![кгхжшщч])ой$")


class Guess(NamedTuple):
    choices: tuple[Choice, ...]
    source: Source


def guess(folded: str) -> Guess:
    """Lemmas for a form that the dictionary lacks, by the first strategy that has any.

    >>> [guess(form).choices[0].lemma for form in ("альназаровой", "альназаровым", "альназаров")]
    ['альназаров', 'альназаров', 'альназаров']
    """
    for source, strategy in STRATEGIES:
        choices = strategy(folded)
        if choices:
            return Guess(choices, source)
    return Guess(_snowball(folded), "snowball")


def _respelt(folded: str) -> tuple[Choice, ...]:
    for spelt in respellings(folded):
        if spelt in closed_classes():
            return (Choice(closed_classes()[spelt], "X", 1.0, frozenset()),)
        if in_dictionary(spelt):
            return listed(spelt)
    return ()


def _mass_noun(folded: str) -> tuple[Choice, ...]:
    """The dictionary leaves out the plural of nouns that it thinks have none: халвами, халв."""
    for stem, ends in _stems(folded):
        for end in ends:
            if is_mass_noun(stem + end):
                return (Choice(stem + end, "NOUN", 1.0, frozenset()),)
    return ()


def _stems(folded: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for rule in MISSING_PLURALS:
        stem = next((folded.removesuffix(end) for end in rule.endings if folded.endswith(end)), "")
        if len(stem) >= SHORTEST_STEM + bool(rule.after) and (not rule.after or stem[-1] in rule.after):
            yield stem, rule.singular


def is_mass_noun(lemma: str) -> bool:
    """Whether a dictionary word is the lemma of a common noun without a plural.

    >>> is_mass_noun("халва"), is_mass_noun("дом")
    (True, False)
    """
    found = readings(lemma) if in_dictionary(lemma) else ()
    return any(
        "Sgtm" in reading.grammemes and not reading.grammemes & NAMES and reading.lemma == lemma for reading in found
    )


def _compound(folded: str) -> tuple[Choice, ...]:
    for prefix, rest in _splits(folded):
        choices = listed(rest) if in_dictionary(rest) else ()
        if choices and not choices[0].grammemes & UNFIT_GRAMMEMES:
            return tuple(_joined(prefix, choice) for choice in choices if not choice.grammemes & UNFIT_GRAMMEMES)
    return ()


def _splits(folded: str) -> Iterator[tuple[str, str]]:
    """Prefix and rest, the longest rest first."""
    hardened = next((prefix for prefix in HARD_PREFIXES if folded.startswith(prefix + "ы")), None)
    if hardened:
        yield hardened, "и" + folded[len(hardened) + 1 :]
    prefixes = [prefix for prefix in listed_prefixes() if folded.startswith(prefix)]
    sizes = sorted(map(len, prefixes)) or range(1, LONGEST_PREFIX + 1)
    for size in sizes:
        rest = folded[size:]
        if len(rest) >= SHORTEST_REST[bool(prefixes)] and (prefixes or not rest.endswith(SURNAMES)):
            yield folded[:size], rest


@cache
def listed_prefixes() -> tuple[str, ...]:
    """Prefixes that may stand before any known word; none has a hyphen. Written down here, for pymorphy3 to be asked it
    would have to be loaded.

    >>> "псевдо" in listed_prefixes()
    True
    """
    return tuple(prefix for prefix, _ in rows("prefixes.tsv"))


def _joined(prefix: str, choice: Choice) -> Choice:
    return choice._replace(lemma=joined(prefix, choice.lemma, is_adjective=choice.pos in ADJECTIVES))


def joined(prefix: str, lemma: str, *, is_adjective: bool) -> str:
    """The lemma of a compound with that of what is under the prefix. Its stress leaves the ending.

    >>> joined("дву", "цветной", is_adjective=True), joined("под", "интервал", is_adjective=False)
    ('двуцветный', 'подынтервал')
    """
    lemma = STRESSED.sub("ый", lemma) if is_adjective else lemma
    return prefix + ("ы" + lemma[1:] if lemma.startswith("и") and prefix in HARD_PREFIXES else lemma)


def _productive(folded: str) -> tuple[Choice, ...]:
    has_verb_start = VERB_START.match(folded) is not None
    return _applied(folded, trusted(_telling(folded), has_verb_start=has_verb_start))


def _ending(folded: str) -> tuple[Choice, ...]:
    if not may_be_cut(folded):
        return (Choice(folded, "X", 1.0, frozenset()),)
    rule = rule_for(folded)
    if rule is None:
        return ()
    lemma = rule.edit.of(folded)
    if rule.pos == "ADJF" and lemma != folded and in_dictionary(lemma):
        return listed(lemma)
    return (Choice(lemma, rule.pos, 1.0, frozenset()),)


def _predicted(folded: str) -> tuple[Choice, ...]:
    return _applied(folded, likely(_telling(folded)))


def _telling(folded: str) -> str:
    return folded[-TELLING:] if len(folded) >= SHORTEST_PREDICTED else ""


def _applied(folded: str, predictions: Sequence[Prediction]) -> tuple[Choice, ...]:
    return tuple(choice._replace(lemma=edit.of(folded)) for edit, choice in predictions)


def _snowball(folded: str) -> tuple[Choice, ...]:
    return (Choice(stemmed(folded), "X", 1.0, frozenset()),)


def stemmed(folded: str) -> str:
    """Snowball's stem of a form, or the form where nothing is left of it.

    A stemmer keeps the word that it works on, so two threads must not share one.
    """
    import snowballstemmer  # 30 ms, for the one word in a thousand that gets here

    return str(snowballstemmer.stemmer("russian").stemWord(folded)) or folded


# A known spelling is the surest, then a known word under a prefix, then a suffix of one class, then the table; what is
# left, mostly soft nouns and rare verbs, is pymorphy3's to guess; Snowball stems what that guesses wildly.
STRATEGIES: tuple[tuple[Source, Callable[[str], tuple[Choice, ...]]], ...] = (
    ("respelling", _respelt),
    ("missing plural", _mass_noun),
    ("compound", _compound),
    ("prediction", _productive),
    ("ending", _ending),
    ("prediction", _predicted),
)
