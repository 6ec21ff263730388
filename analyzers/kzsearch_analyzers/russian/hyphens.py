"""Forms with hyphens: particles are dropped, the last part carries the ending, the first may agree with it."""

from collections.abc import Callable

from kzsearch_analyzers.russian.dictionary import Reading, in_dictionary, readings

PARTICLES = frozenset(
    {"то", "ка", "таки", "де", "с", "либо", "нибудь"}
)  # written after a hyphen, of no weight in a search
ORDINAL_ENDS = frozenset(
    "й я е го ого му ому м ом ым ой ю ую х ых ми ыми ти и".split()
)  # 2020-го: the number is the word
NOMINALS = frozenset({"NOUN", "ADJF", "PRTF", "NUMR"})
CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})


def lemma_of_parts(folded: str, lemma_of: Callable[[str], str]) -> str:
    """The lemma of a hyphenated form that is no dictionary word, each part's lemma given by `lemma_of`.

    >>> from kzsearch_analyzers.russian import lemmatize
    >>> lemma_of_parts("человека-паука", lemmatize), lemma_of_parts("сказал-то", lemmatize)
    ('человек-паук', 'сказать')
    """
    *left, last = folded.split("-")
    if last in PARTICLES or is_numeral(folded):
        return lemma_of("-".join(left))
    return "-".join([*(lemma_of(part) if agree(part, last) else part for part in left), lemma_of(last)])


def is_numeral(folded: str) -> bool:
    """Digits and a numeral's ending.

    >>> is_numeral("2020-го"), is_numeral("5-летнего")
    (True, False)
    """
    number, _, end = folded.partition("-")
    return number.isdecimal() and end in ORDINAL_ENDS


def agree(left: str, right: str) -> bool:
    """Whether two parts stand in one oblique case: человека-паука do, премьер-министром does not."""
    if not in_dictionary(left):
        return False
    cells = _cells(left)
    return not any(case == "nomn" and number == "sing" for case, number in cells) and bool(cells & _cells(right))


def _cells(form: str) -> set[tuple[str, str]]:
    return {cell for reading in readings(form) if reading.pos in NOMINALS for cell in _cell(reading)}


def _cell(reading: Reading) -> list[tuple[str, str]]:
    number = "plur" if "plur" in reading.grammemes else "sing"
    return [(case, number) for case in reading.grammemes & CASES]
