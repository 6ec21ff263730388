"""How words are spelt without the letters of Kazakh, or with the wrong ones: мектептеримизде, казакстан, жүмыс.

Stems and suffixes are compiled a second time by their skeletons (compile.py), so a word typed so is taken apart like
any other, and its lemma is spelt properly. One is read so where the lexicon has no reading of it as it stands.
"""

MARGIN = 500  # hundredths of a nat that such a reading must be cheaper than a guessed stem
AS_TYPED = frozenset("эьъ")  # nobody types these for lack of another letter
SHORTEST = 2  # letters
LETTERED_MARGIN = 1000  # where letters of Kazakh were typed, that would be the wrong ones
KAZAKH_LETTERS = frozenset("әғқңөұүһі")

# What is typed alike, and what other alphabets write in two letters, one by one
_SKELETON = {
    **dict(zip("әғқңөұүһійёэщ", "агкноуухииееш", strict=True)),
    "я": "иа",
    "ю": "иу",
    "ц": "тс",
    "ч": "тш",
    "ь": "",
}
_OF_LETTERS = str.maketrans(_SKELETON)


def skeleton(letters: str) -> str:
    """What a spelling has in common with sloppier ones.

    >>> skeleton("мектептерімізде") == skeleton("мектептеримизде"), skeleton("әділет")
    (True, 'адилет')
    """
    return letters.translate(_OF_LETTERS)


def margin(form: str) -> int:
    """How much cheaper than a guess the reading of a form by its skeleton must be.

    >>> margin("казакстан") < margin("қазакстан")
    True
    """
    return MARGIN if KAZAKH_LETTERS.isdisjoint(form) else LETTERED_MARGIN
