"""Choosing among the readings of a form that the dictionary knows."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kzsearch_analyzers.russian.dictionary import Reading, corpus_count, in_dictionary, is_attested, readings

# Kinds of lemmas: what they are under a prefix
ORDINARY, ADJECTIVE, UNFIT, PREDICTED = range(4)


class Weight(NamedTuple):
    """Readings with all of `grammemes` and none of `without` count `factor` times."""

    grammemes: frozenset[str]
    factor: float
    why: str
    without: frozenset[str] = frozenset()


class Instead(NamedTuple):
    """A word read as `pos` whose lemma ends as given gives way to a reading as `other` of the same form."""

    pos: frozenset[str]
    lemma_end: str
    other: frozenset[str]
    case: str
    why: str
    other_end: str = ""


class Choice(NamedTuple):
    """A lemma of a form, the part of speech and the kind of its best reading, and its share of the score."""

    lemma: str
    pos: str
    share: float
    kind: int


# fmt: off
WEIGHTS = (
    Weight(frozenset({"Abbr", "VERB"}), 0.01, "род. is родился only before a date; род and см are words"),
    Weight(frozenset({"Abbr", "ADJF"}), 0.01, "нем. is немецкий only with its full stop"),
    Weight(frozenset({"Arch"}), 0.01, "весть as a form of ведать is out of use"),
    Weight(frozenset({"Erro"}), 0.1, "spellings that the dictionary itself calls wrong"),
    Weight(frozenset({"impr"}), 0.3, "texts that are searched seldom give orders: пришли is прийти, not прислать"),
    Weight(frozenset({"Name", "plur"}), 0.1, "several people of one first name: Борисов is a surname"),
    Weight(frozenset({"Geox", "Fixd"}), 0.1, "рухну: an indeclinable place has six readings, a verb has one"),
    Weight(frozenset({"Surn"}), 0.3, "клочков, строев: a common word is likelier than a surname spelt like it"),
    Weight(frozenset({"voct"}), 0.1, "Коль, Мам: a vocative is spoken, not written"),
    Weight(frozenset({"INTJ"}), 0.3, "a cry that is spelt like a word"),
    Weight(frozenset({"Cmp2"}), 0.1, "большие is of большой; only its stress would tell больший"),
    Weight(frozenset({"Slng"}), 0.3, "slang readings of ordinary words"),
    Weight(frozenset({"ADJS"}), 0.1, "срубов: only an adjective of quality has short forms", frozenset({"Qual"})),
)

INSTEAD = (
    Instead(frozenset({"NOUN"}), "(?:[оея]е|[ая]я|[ыи][йе]|ой)$", frozenset({"ADJF"}), "",
            "главное, второе, рабочий: an adjective used as a noun has the adjective's forms and meaning"),
    Instead(frozenset({"ADVB", "PRED"}), "[ая]$", frozenset({"GRND"}), "",
            "сидя, стоя, шутя: a gerund that also serves as an adverb"),
    Instead(frozenset({"ADVB", "PREP"}), "", frozenset({"NOUN"}), "ablt",
            "зимой, вечером, путем: the instrumental of a noun that also serves as an adverb"),
    Instead(frozenset({"ADVB", "PRED"}), "[ое]$", frozenset({"ADJS"}), "",
            "быстро is adverb and short adjective, and быстрее is of both: all three must meet"),
    Instead(frozenset({"ADJS", "COMP"}), "ный$", frozenset({"NOUN"}), "",
            "молелен, скворечней: a noun in -ня; the adjective from it has no short forms and no degrees", "ня$"),
    Instead(frozenset({"ADJS"}), "[ое]вый$", frozenset({"NOUN"}), "",
            "срубов: nobody uses the short form of a relational adjective"),
)
# fmt: on

# Not merged: reflexive verbs with their base (учить, учиться), aspects (решить, решать), participles that became
# adjectives with their verb (данный, дать), adverbs in -ски (по-русски) with their adjective.

PLAUSIBLE = 0.02  # the least share of the score that makes a lemma plausible
DAMPING = 0.5  # a word seen a hundred times more often is taken to be ten times likelier
NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})
RIVALS = frozenset({"ADJF", "PRTF"})  # whole paradigms in common: развитый, развитой, развить

_SUPERLATIVE = re.compile("(.*[шщ])(?:ий|ая|ее|его|ему|им|ем|ей|ею|ую|ие|их|ими)")
_ADJECTIVES = frozenset({"ADJF", "ADJS"})
_UNFIT = NAMES | {"NUMR", "NPRO", "PRED", "PREP", "CONJ", "PRCL", "INTJ", "Apro"}  # never under a prefix


def listed(folded: str) -> tuple[Choice, ...]:
    """The lemmas of a form that the dictionary has, best first.

    >>> [choice.lemma for choice in listed("стали")]
    ['стать', 'сталь']
    """
    found = readings(folded)
    if is_surname(folded, found):
        return (Choice(folded, "NOUN", 1.0, UNFIT),)
    return choose(folded, found)


def choose(folded: str, found: Sequence[Reading]) -> tuple[Choice, ...]:
    """The lemmas of a form, best first, their shares adding up to 1.

    >>> from kzsearch_analyzers.russian.dictionary import readings
    >>> [choice.lemma for choice in choose("пришли", readings("пришли"))]
    ['прийти', 'прислать']
    """
    groups = _by_lemma(found)
    scores = {lemma: sum(map(_weighted, group)) for lemma, group in groups.items()}
    if len(groups) > 1 and not is_attested(folded):
        scores = {lemma: scores[lemma] * (1.0 + _seen(group)) ** DAMPING for lemma, group in groups.items()}
    _pool(scores, groups)
    return _choices(_promote(_ordered(scores), groups), groups, scores)


def plausible(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The best of all lemmas of a form, and those that are not much worse.

    >>> len(listed("банком")), [choice.lemma for choice in plausible(listed("стали"))]
    (1, ['стать', 'сталь'])
    """
    best, *others = choices
    return (best, *(other for other in others if other.share >= PLAUSIBLE))


def is_surname(folded: str, found: Sequence[Reading]) -> bool:
    """Whether a form is read only as several people of one first name: Сапарбаев is one person, not some Сапарбаи.

    >>> from kzsearch_analyzers.russian.dictionary import readings
    >>> is_surname("каратаев", readings("каратаев"))
    True
    """
    return folded.endswith(("ов", "ев", "ин")) and all({"Name", "plur"} <= reading.grammemes for reading in found)


def is_mass_noun(lemma: str) -> bool:
    """Whether a dictionary word is the lemma of a common noun without a plural.

    >>> is_mass_noun("халва"), is_mass_noun("дом")
    (True, False)
    """
    found = readings(lemma) if in_dictionary(lemma) else ()
    return any(
        "Sgtm" in reading.grammemes and not reading.grammemes & NAMES and reading.lemma == lemma for reading in found
    )


def rank(found: Sequence[Reading]) -> tuple[Choice, ...]:
    """The lemmas of predicted readings, best first; no corpus has seen them.

    >>> rank(())
    ()
    """
    groups = _by_lemma(found)
    scores = {lemma: sum(map(_weighted, group)) for lemma, group in groups.items()}
    return _choices(_ordered(scores), groups, scores)


def _ordered(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda lemma: -scores[lemma])


def _choices(
    lemmas: Sequence[str], groups: Mapping[str, list[Reading]], scores: Mapping[str, float]
) -> tuple[Choice, ...]:
    total = sum(scores.values()) or 1.0
    best = {lemma: _best(groups[lemma]) for lemma in lemmas}
    return tuple(Choice(lemma, best[lemma].pos, scores[lemma] / total, _kind(best[lemma])) for lemma in lemmas)


def _kind(reading: Reading) -> int:
    if reading.grammemes & _UNFIT:
        return UNFIT
    return ADJECTIVE if reading.pos in _ADJECTIVES else ORDINARY


def _pool(scores: dict[str, float], groups: Mapping[str, list[Reading]]) -> None:
    """Gives the scores of words that share their whole paradigm to the one most seen in the corpus."""
    lemmas = [lemma for lemma, group in groups.items() if _best(group).pos in RIVALS]
    if len(lemmas) > 1:
        winner = max(lemmas, key=lambda lemma: (_seen(groups[lemma]), lemma.endswith("ой"), scores[lemma]))
        for lemma in lemmas:
            if lemma != winner:
                scores[winner] += scores[lemma] * 0.9
                scores[lemma] *= 0.1


def _by_lemma(found: Sequence[Reading]) -> dict[str, list[Reading]]:
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in found:
        groups[lemma_of(reading)].append(reading)
    return groups


def lemma_of(reading: Reading) -> str:
    """The reading's lemma; a superlative is a word of its own: высшее образование is not высокое.

    >>> [lemma_of(reading) for reading in readings("высшее")[:1]]
    ['высший']
    """
    superlative = _SUPERLATIVE.fullmatch(reading.form) if "Supr" in reading.grammemes else None
    return superlative[1] + "ий" if superlative else reading.lemma


def _weighted(reading: Reading) -> float:
    score = reading.score
    for rule in WEIGHTS:
        if rule.grammemes <= reading.grammemes and not rule.without & reading.grammemes:
            score *= rule.factor
    return score


def _seen(group: Sequence[Reading]) -> float:
    return max(corpus_count(reading) for reading in group)


def _best(group: Sequence[Reading]) -> Reading:
    return max(group, key=_weighted)


def _promote(ranked: list[str], groups: dict[str, list[Reading]]) -> list[str]:
    """Puts first the lemma that the table of INSTEAD prefers to the best one, if there is one."""
    best = ranked[0]
    for rule in INSTEAD:
        if _best(groups[best]).pos in rule.pos and re.search(rule.lemma_end, best):
            for lemma in ranked[1:]:
                if any(_serves(reading, rule) for reading in groups[lemma]):
                    return [lemma, *(other for other in ranked if other != lemma)]
    return ranked


def _serves(reading: Reading, rule: Instead) -> bool:
    has_case = not rule.case or rule.case in reading.grammemes
    return reading.pos in rule.other and has_case and re.search(rule.other_end, reading.lemma) is not None
