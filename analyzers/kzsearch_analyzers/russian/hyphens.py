"""Forms with hyphens: particles are dropped, the last part carries the ending, the first may agree with it."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from kzsearch_analyzers.russian.dictionary import Reading, readings

PARTICLES = frozenset(
    {"то", "ка", "таки", "де", "с", "либо", "нибудь"}
)  # written after a hyphen, of no weight in a search
ORDINAL_ENDS = frozenset(
    "й я е го ого му ому м ом ым ой ю ую х ых ми ыми ти и".split()
)  # 2020-го: the number is the word
NOMINALS = frozenset({"NOUN", "ADJF", "PRTF", "NUMR"})
CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
CITED = 1  # the cell of the nominative singular


def lemma_of_parts(folded: str, lemma_of: Callable[[str], str], cells_of: Callable[[str], int]) -> str:
    """The lemma of a hyphenated form that is no dictionary word, each part's lemma given by `lemma_of`, and its `cells`
    by `cells_of`, 0 for one that the dictionary lacks.

    >>> from kzsearch_analyzers.russian import lemmatize
    >>> [lemma_of_parts(form, lemmatize, cells) for form in ("человека-паука", "премьер-министром", "сказал-то")]
    ['человек-паук', 'премьер-министр', 'сказать']
    """
    *left, last = folded.split("-")
    if last in PARTICLES or is_numeral(folded):
        return lemma_of("-".join(left))
    return "-".join(
        [*(lemma_of(part) if meet(cells_of(part), cells_of(last)) else part for part in left), lemma_of(last)]
    )


def is_numeral(folded: str) -> bool:
    """Digits and a numeral's ending.

    >>> is_numeral("2020-го"), is_numeral("5-летнего")
    (True, False)
    """
    number, _, end = folded.partition("-")
    return end in ORDINAL_ENDS and number.isdecimal()


def meet(left: int, right: int) -> bool:
    """Whether `cells` of two parts tell that they stand in one oblique case.

    >>> meet(cells("человека"), cells("паука")), meet(cells("премьер"), cells("министром"))
    (True, False)
    """
    return not left & CITED and bool(left & right)


def cells(known: str) -> int:
    """The cases and numbers in which a dictionary form stands as a nominal, a bit each.

    >>> cells("пауку").bit_count(), cells("быстро").bit_count()
    (1, 0)
    """
    return reduce(or_, (_cell(reading) for reading in readings(known) if reading.pos in NOMINALS), 0)


def _cell(reading: Reading) -> int:
    shift = len(CASES) if "plur" in reading.grammemes else 0
    return sum(1 << (i + shift) for i, case in enumerate(CASES) if case in reading.grammemes)
