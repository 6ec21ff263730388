"""Guessing the lemma of a form that the dictionary lacks.

What counts is that all forms of one unknown word get the same lemma. pymorphy3 guesses each form by its own ending
(лайт -> лайта, лайтом -> лайтом), so its guesses are trusted only where a suffix makes them safe; elsewhere the table
unknown_endings.tsv cuts the ending, and all of a name's cases meet.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from kzsearch_analyzers.russian.choice import ADJECTIVE, ORDINARY, UNFIT, Choice
from kzsearch_analyzers.russian.closed_classes import closed_classes, rows
from kzsearch_analyzers.russian.endings import may_be_cut, rule_for
from kzsearch_analyzers.russian.lexicon import Lexicon
from kzsearch_analyzers.russian.spelling import respellings

Source = Literal["respelling", "missing plural", "compound", "prediction", "ending", "snowball"]

LONGEST_PREFIX = 5  # letters, of those that no list has
SHORTEST_REST = {True: 4, False: 6}  # letters: after a prefix that pymorphy3 lists, after any other


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


def guess(folded: str, lexicon: Lexicon) -> Guess:
    """Lemmas for a form that the dictionary lacks, by the first strategy that has any.

    >>> from kzsearch_analyzers.russian.lexicon import PARSED
    >>> [guess(form, PARSED).choices[0].lemma for form in ("альназаровой", "альназаровым", "альназаров")]
    ['альназаров', 'альназаров', 'альназаров']
    """
    for source, strategy in STRATEGIES:
        choices = strategy(folded, lexicon)
        if choices:
            return Guess(choices, source)
    return Guess(_snowball(folded), "snowball")


def _respelt(folded: str, lexicon: Lexicon) -> tuple[Choice, ...]:
    for spelt in respellings(folded):
        if spelt in closed_classes():
            return (Choice(closed_classes()[spelt], "X", 1.0, ORDINARY),)
        if choices := lexicon.listed(spelt):
            return choices
    return ()


def _mass_noun(folded: str, lexicon: Lexicon) -> tuple[Choice, ...]:
    """The dictionary leaves out the plural of nouns that it thinks have none: халвами, халв."""
    for stem, ends in _stems(folded):
        for end in ends:
            if lexicon.has_mass_noun(stem + end):
                return (Choice(stem + end, "NOUN", 1.0, ORDINARY),)
    return ()


def _stems(folded: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for rule in MISSING_PLURALS:
        stem = next((folded.removesuffix(end) for end in rule.endings if folded.endswith(end)), "")
        if len(stem) >= SHORTEST_STEM + bool(rule.after) and (not rule.after or stem[-1] in rule.after):
            yield stem, rule.singular


def _compound(folded: str, lexicon: Lexicon) -> tuple[Choice, ...]:
    for prefix, rest in _splits(folded):
        choices = lexicon.listed(rest)
        if choices and choices[0].kind != UNFIT:
            return tuple(_joined(prefix, choice) for choice in choices if choice.kind != UNFIT)
    return ()


def _splits(folded: str) -> Iterator[tuple[str, str]]:
    """Prefix and rest, the longest rest first."""
    hardened = next((prefix for prefix in HARD_PREFIXES if folded.startswith(prefix + "ы")), None)
    if hardened:
        yield hardened, "и" + folded[len(hardened) + 1 :]
    listed = [size for size in _sizes_of_prefixes() if folded[:size] in listed_prefixes()]
    for size in listed or range(1, LONGEST_PREFIX + 1):
        rest = folded[size:]
        if len(rest) >= SHORTEST_REST[bool(listed)] and (listed or not rest.endswith(SURNAMES)):
            yield folded[:size], rest


@cache
def _sizes_of_prefixes() -> list[int]:
    return sorted(set(map(len, listed_prefixes())))


@cache
def listed_prefixes() -> frozenset[str]:
    """Prefixes that may stand before any known word; none has a hyphen. Written down here, for pymorphy3 to be asked it
    would have to be loaded.

    >>> "псевдо" in listed_prefixes()
    True
    """
    return frozenset(prefix for prefix, _ in rows("prefixes.tsv"))


def _joined(prefix: str, choice: Choice) -> Choice:
    return choice._replace(lemma=joined(prefix, choice.lemma, is_adjective=choice.kind == ADJECTIVE))


def joined(prefix: str, lemma: str, *, is_adjective: bool) -> str:
    """The lemma of a compound with that of what is under the prefix. Its stress leaves the ending.

    >>> joined("дву", "цветной", is_adjective=True), joined("под", "интервал", is_adjective=False)
    ('двуцветный', 'подынтервал')
    """
    lemma = STRESSED.sub("ый", lemma) if is_adjective else lemma
    return prefix + ("ы" + lemma[1:] if lemma.startswith("и") and prefix in HARD_PREFIXES else lemma)


def _productive(folded: str, lexicon: Lexicon) -> tuple[Choice, ...]:
    return lexicon.trusted(folded)


def _ending(folded: str, lexicon: Lexicon) -> tuple[Choice, ...]:
    if not may_be_cut(folded):
        return (Choice(folded, "X", 1.0, ORDINARY),)
    rule = rule_for(folded)
    if rule is None:
        return ()
    lemma = rule.edit.of(folded)
    known = lexicon.listed(lemma) if rule.pos == "ADJF" and lemma != folded else ()
    return known or (Choice(lemma, rule.pos, 1.0, ORDINARY),)


def _predicted(folded: str, lexicon: Lexicon) -> tuple[Choice, ...]:
    return lexicon.likely(folded)


def _snowball(folded: str) -> tuple[Choice, ...]:
    return (Choice(stemmed(folded), "X", 1.0, ORDINARY),)


def stemmed(folded: str) -> str:
    """Snowball's stem of a form, or the form where nothing is left of it.

    A stemmer keeps the word that it works on, so two threads must not share one.
    """
    import snowballstemmer  # 30 ms, for the one word in a thousand that gets here

    return str(snowballstemmer.stemmer("russian").stemWord(folded)) or folded


# A known spelling is the surest, then a known word under a prefix, then a suffix of one class, then the table; what is
# left, mostly soft nouns and rare verbs, is pymorphy3's to guess; Snowball stems what that guesses wildly.
STRATEGIES: tuple[tuple[Source, Callable[[str, Lexicon], tuple[Choice, ...]]], ...] = (
    ("respelling", _respelt),
    ("missing plural", _mass_noun),
    ("compound", _compound),
    ("prediction", _productive),
    ("ending", _ending),
    ("prediction", _predicted),
)
