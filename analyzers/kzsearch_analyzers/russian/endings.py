"""unknown_endings.tsv: how a form that nothing else knows is cut, by the letters at its end.

Each row is spelt out into the ends of forms that it fits, so that a form needs one look-up for each of its ends.
"""

import re
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from kzsearch_analyzers.russian.closed_classes import rows
from kzsearch_analyzers.russian.edits import Edit
from kzsearch_analyzers.russian.letters import ALPHABET

VOWELS = "аеиоуыэюя"
SHORTEST_CUT = 4  # letters; from three none is cut
_AFTER_VOWEL = f"[{VOWELS}][а-я]*"
_VOWEL = re.compile(f"[{VOWELS}]")
_TOKEN = re.compile(r"\[[^\]]*\]|\(\?:[^)]*\)|.")


class Rule(NamedTuple):
    """The row of the table, what it does to a form, and the part of speech of the lemma."""

    row: int
    edit: Edit
    pos: str


class Ends(NamedTuple):
    """End of a form -> the first row that fits it: whatever stands before, and where a vowel stands before."""

    anywhere: dict[str, Rule]
    after_vowel: dict[str, Rule]


def rule_for(folded: str) -> Rule | None:
    """The first row that fits a form, cutting as little as it can.

    >>> rule_for("токаевым").edit, rule_for("мрп")
    (Edit(cut=0, strip=2, append=''), None)
    """
    vowel = _VOWEL.search(folded)
    if vowel is None or len(folded) < SHORTEST_CUT:
        return None
    anywhere, after_vowel = ends()
    fitting = []
    for at in range(max(0, len(folded) - _longest()), len(folded)):
        end = folded[at:]
        if end in anywhere:
            fitting.append(anywhere[end])
        if at > vowel.start() and end in after_vowel:
            fitting.append(after_vowel[end])
    return min(fitting, default=None)


@cache
def _longest() -> int:
    return max(map(len, chain(*ends())))


def may_be_cut(folded: str) -> bool:
    """Abbreviations, which have no vowel, and forms of three letters are too short to cut an ending from.

    >>> may_be_cut("токаевым"), may_be_cut("мрп")
    (True, False)
    """
    return len(folded) >= SHORTEST_CUT and _VOWEL.search(folded) is not None


@cache
def ends() -> Ends:
    """The table spelt out.

    >>> ends().anywhere["ующегося"].edit.of("сериализующегося")
    'сериализоваться'
    """
    table = Ends({}, {})
    for row, (stem, endings, gives, pos, _) in enumerate(rows("unknown_endings.tsv")):
        where = table.after_vowel if stem.startswith(_AFTER_VOWEL) else table.anywhere
        befores = _alternatives(stem.removeprefix(_AFTER_VOWEL))
        for ending in endings.replace("-", "").split(" "):
            rule = Rule(row, Edit(0, 0, "") if gives in ("=", "-") else Edit(0, len(ending), gives), pos)
            for before in befores:
                where[before + ending] = min(rule, where.get(before + ending, rule))
    return table


def _alternatives(pattern: str) -> list[str]:
    """What a pattern of letters, classes and groups of alternatives matches.

    >>> _alternatives("(?:т[оа]р|ик)")
    ['тор', 'тар', 'ик']
    """
    return ["".join(letters) for letters in product(*map(_letters, _TOKEN.findall(pattern)))]


def _letters(token: str) -> list[str]:
    if token.startswith("("):
        return [text for part in token[3:-1].split("|") for text in _alternatives(part)]
    if token.startswith("["):
        return list(ALPHABET if token == "[а-я]" else token[1:-1])
    return [token]
