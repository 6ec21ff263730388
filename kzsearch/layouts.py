"""Words typed while the keyboard was switched to another layout: the same keys, as the layout meant has them.

Layouts as Windows has them: US, Russian, Kazakh (Russian with the Kazakh letters on the row of digits).
"""

from collections.abc import Iterator

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,." + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_DIGITS = "234589" + "0-=" + "@#$%*()_+"
_KAZAKH = "әіңғүұ" + "қөһ" + "ӘІҢҒҮҰҚӨҺ"

_TO_RUSSIAN = str.maketrans(_LATIN, _CYRILLIC)
_TO_KAZAKH = str.maketrans(_LATIN + _DIGITS, _CYRILLIC + _KAZAKH)
_RUSSIAN_TO_KAZAKH = str.maketrans(_DIGITS, _KAZAKH)
_TO_LATIN = str.maketrans(_CYRILLIC + _KAZAKH, _LATIN + _DIGITS)


def retyped(typed: str) -> Iterator[str]:
    """What the same keys are in the other layouts, where that is another text; at most two.

    >>> [*retyped("vtrntg")], [*retyped("0fpf0cnfy")][0], [*retyped("0аза0стан")][0], [*retyped("кфтпу")]
    (['мектеп'], 'қазақстан', 'қазақстан', ['range'])
    """
    latin = any(letter.isascii() and letter.isalpha() for letter in typed)
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in typed)
    if latin and cyrillic:
        return
    tables = (_RUSSIAN_TO_KAZAKH, _TO_LATIN) if cyrillic else (_TO_KAZAKH, _TO_RUSSIAN)
    yield from dict.fromkeys(text for table in tables if (text := typed.translate(table)) != typed)
