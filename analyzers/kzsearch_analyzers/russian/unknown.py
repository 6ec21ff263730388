"""Guessing the lemma of a form that the dictionary lacks.

What counts is that all forms of one unknown word get the same lemma. pymorphy3 guesses each form by its own ending
(лайт -> лайта, лайтом -> лайтом), so its guesses are trusted only where a suffix makes them safe; elsewhere the table
unknown_endings.tsv cuts the ending, and all of a name's cases meet.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import ceil
from typing import Any, Literal, NamedTuple

from kzsearch_analyzers.russian.choice import Choice, choose, rank
from kzsearch_analyzers.russian.closed_classes import rows
from kzsearch_analyzers.russian.dictionary import Reading, in_dictionary, readings
from kzsearch_analyzers.russian.spelling import respellings

Source = Literal["respelling", "missing plural", "compound", "prediction", "ending", "snowball"]

SENSIBLE = 0.6  # the least share of a form's letters that a guessed lemma must begin with
NOMINALS = frozenset({"NOUN", "ADJF"})
SHORTEST_REST = {True: 4, False: 6}  # letters: after a prefix that pymorphy3 lists, after any other
NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})


class Productive(NamedTuple):
    """A prediction as `pos` is trusted when its lemma and its form end as given."""

    pos: frozenset[str]
    lemma: re.Pattern[str]
    form: re.Pattern[str]
    why: str


_VERBAL = frozenset({"VERB", "INFN", "GRND", "PRTF", "PRTS"})
_ANY = re.compile("")

# fmt: off
PRODUCTIVE = (
    Productive(_VERBAL, re.compile("(?:[ое]ва|[ыи]ва|ну|нича)ть(?:ся)?$"), re.compile("(?<!ну)(?<![^рз]ую)$"),
               "classes that new verbs join: сериализовать, расшаривать; -ну, -ую may be a name's, an adjective's"),
    Productive(_VERBAL, re.compile("[аяие]ть(?:ся)?$"),
               re.compile("(?:ть|[аяе]ют|[аяе]е(?:т|м|шь|те)|[аяеу]й(?:те|тесь)|ишь|ят(?:ся)?|[аяие]ло)$"),
               "endings of verbs alone; -ла, -у, -ом may be a noun's"),
    Productive(_VERBAL, re.compile("^(?:за|на|по|пере|рас|раз|вы|от|про|до|при|под|об).{2,}[аяи]ть$"),
               re.compile("[аяи](?:л[аио]?|в(?:ши)?)$"), "a past tense or a gerund under a verb's prefix"),
    Productive(_VERBAL, re.compile("т(?:ь|и)с[ья]$"), re.compile("(?:[аяуюои]|[еи]шь|[иеь]те|[йлт]|вши)с[ья]$"),
               "reflexive endings"),
    Productive(frozenset({"PRTF"}), _ANY, re.compile("(?:вш|ющ|ущ|ащ|ящ)(?:[иеа][еяй]|[еи][гм].*|ую|их|ей)(?:ся)?$"),
               "active participles"),
    Productive(frozenset({"NOUN"}), re.compile("(?:ость|[ае]ние|ция|ство|тель|изм|ист|логия|графия)$"), _ANY,
               "suffixes of common nouns"),
    Productive(frozenset({"ADVB"}), re.compile("ски$"), _ANY, "adverbs from relational adjectives"),
)
# fmt: on

MISSING_PLURALS = (  # a plural's ending, and the endings in which its singular may be listed
    (re.compile("(.{3,})(?:ам|ами|ах)"), ("", "а", "о")),
    (re.compile("(.{3,})(?:ям|ями|ях)"), ("ь", "я", "е", "й")),
    (re.compile("(.{3,}[бвдзлмнпрстфкгх])"), ("а", "о")),
    (re.compile("(.{3,})ов"), ("",)),
)
_SURNAME = re.compile("(?:ов|ев|ин|ын)(?:а|у|ым|ой|ою|ы|ых|е)?$")
_HARDENED = re.compile("(без|воз|из|низ|раз|роз|об|от|под|над|пред)ы")  # и after a hard prefix is spelt ы
_STRESSED = re.compile("(?<![кгхжшщч])ой$")


class Ending(NamedTuple):
    """A row of unknown_endings.tsv, made ready to match a form; `gives` is None where the form stays whole."""

    pattern: re.Pattern[str]
    gives: str | None
    pos: str


class Guess(NamedTuple):
    choices: tuple[Choice, ...]
    source: Source


def guess(folded: str) -> Guess:
    """Lemmas for a form that the dictionary lacks, by the first strategy that has any.

    >>> [guess(form).choices[0].lemma for form in ("альназаровой", "альназаровым", "альназаров")]
    ['альназаров', 'альназаров', 'альназаров']
    """
    found = readings(folded)
    for source, strategy in STRATEGIES:
        choices = strategy(folded, found)
        if choices:
            return Guess(choices, source)
    return Guess(_snowball(folded, found), "snowball")


def _respelt(folded: str, _: Sequence[Reading]) -> tuple[Choice, ...]:
    known = next(filter(in_dictionary, respellings(folded)), None)
    return choose(known, readings(known)) if known else ()


def _mass_noun(folded: str, _: Sequence[Reading]) -> tuple[Choice, ...]:
    """The dictionary leaves out the plural of nouns that it thinks have none: халвами, халв."""
    for pattern, ends in MISSING_PLURALS:
        match = pattern.fullmatch(folded)
        for end in ends if match else ():
            lemma = match[1] + end if match else end
            if any({"Sgtm"} <= reading.grammemes and not reading.grammemes & NAMES for reading in _listed(lemma)):
                return (Choice(lemma, "NOUN", 1.0),)
    return ()


def _listed(lemma: str) -> list[Reading]:
    return [reading for reading in readings(lemma) if reading.origin == "dictionary" and reading.lemma == lemma]


def _compound(folded: str, found: Sequence[Reading]) -> tuple[Choice, ...]:
    for prefix, rest in _parts(folded, found):
        common = [reading for reading in readings(rest) if not reading.grammemes & NAMES]
        if common:
            return tuple(_joined(prefix, choice) for choice in choose(rest, common))
    return ()


def _parts(folded: str, found: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Prefix and known rest, the longest rest first."""
    hardened = _HARDENED.match(folded)
    if hardened and in_dictionary("и" + folded[hardened.end() :]):
        yield hardened[1], "и" + folded[hardened.end() :]
    rests = {reading.rest: reading.has_listed_prefix for reading in found if reading.origin == "prefix"}
    for rest in sorted(rests, key=len, reverse=True):
        if (
            len(rest) >= SHORTEST_REST[rests[rest]]
            and in_dictionary(rest)
            and not (_SURNAME.search(rest) and not rests[rest])
        ):
            yield folded[: -len(rest)], rest


def _joined(prefix: str, choice: Choice) -> Choice:
    """A compound's stress leaves the ending: двуцветный beside цветной."""
    lemma = _STRESSED.sub("ый", choice.lemma) if choice.pos in ("ADJF", "ADJS") else choice.lemma
    if lemma.startswith("и") and _HARDENED.match(prefix + "ы"):
        lemma = "ы" + lemma[1:]
    return choice._replace(lemma=prefix + lemma)


def _productive(_: str, found: Sequence[Reading]) -> tuple[Choice, ...]:
    return rank([reading for reading in found if any(_trusts(rule, reading) for rule in PRODUCTIVE)])


def _trusts(rule: Productive, reading: Reading) -> bool:
    return (
        reading.pos in rule.pos
        and rule.lemma.search(reading.lemma) is not None
        and rule.form.search(reading.form) is not None
    )


def _ending(folded: str, _: Sequence[Reading]) -> tuple[Choice, ...]:
    for rule in _endings():
        match = rule.pattern.fullmatch(folded)
        if match:
            lemma = folded if rule.gives is None else match[1] + rule.gives
            if rule.pos == "ADJF" and lemma != folded and in_dictionary(lemma):
                return choose(lemma, readings(lemma))
            return (Choice(lemma, rule.pos, 1.0),)
    return ()


@cache
def _endings() -> tuple[Ending, ...]:
    return tuple(
        Ending(_pattern(stem, endings), None if gives in ("=", "-") else gives, pos)
        for stem, endings, gives, pos, _ in rows("unknown_endings.tsv")
    )


def _pattern(stem: str, endings: str) -> re.Pattern[str]:
    alternatives = endings.replace("-", "").replace(" ", "|")
    start = "" if stem.startswith("^") else ".*"
    return re.compile(f"({start}{stem.removeprefix('^')})(?:{alternatives})")


def _predicted(_: str, found: Sequence[Reading]) -> tuple[Choice, ...]:
    guesses = [reading for reading in found if reading.origin != "none" and _is_sensible(reading)]
    return rank([reading for reading in guesses if reading.pos in NOMINALS]) or rank(guesses)


def _is_sensible(reading: Reading) -> bool:
    """Whether a guess keeps most of the form: владети is not of вларебенок, though дети are of ребенок."""
    return reading.lemma.startswith(reading.form[: ceil(SENSIBLE * len(reading.form))])


def _snowball(folded: str, _: Sequence[Reading]) -> tuple[Choice, ...]:
    return (Choice(_stemmer()(folded) or folded, "X", 1.0),)


@cache
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer

    stemmer: Any = snowballstemmer.stemmer("russian")
    return lambda folded: str(stemmer.stemWord(folded))


# A known spelling is the surest, then a known word under a prefix, then a suffix of one class, then the table; what is
# left, mostly soft nouns and rare verbs, is pymorphy3's to guess; Snowball stems what that guesses wildly.
STRATEGIES: tuple[tuple[Source, Callable[[str, Sequence[Reading]], tuple[Choice, ...]]], ...] = (
    ("respelling", _respelt),
    ("missing plural", _mass_noun),
    ("compound", _compound),
    ("prediction", _productive),
    ("ending", _ending),
    ("prediction", _predicted),
)
