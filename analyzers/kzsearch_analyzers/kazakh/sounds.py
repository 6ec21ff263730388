"""Kazakh letters as sounds: vowel harmony and the classes of stem-final sounds that suffixes look at.

The notation of the suffix table (suffixes.tsv) is spelt out by `spell_out`: a capital Latin letter is a sound that
depends on the stem, everything else stands for itself.
"""

from itertools import product

BACK, FRONT = "back", "front"

VOWELS = frozenset("аәоөұүыіеэяёуию")
_HARMONY = {**dict.fromkeys("аоұыяё", BACK), **dict.fromkeys("әөүіеэ", FRONT)}
HARMONIC = frozenset(_HARMONY) | {"и"}  # what stands before one of these does not show through

FINAL_CLASS = {
    **dict.fromkeys("аәоөұүыіеэяё", "V"),  # vowels
    **dict.fromkeys("уиюйр", "G"),  # glides and р: суға, биді, үйлер, жердің
    "л": "L",
    **dict.fromkeys("мнң", "N"),
    **dict.fromkeys("зж", "Z"),
    **dict.fromkeys("бвгдғ", "D"),  # only loans end so; suffixes treat them as voiceless: клубтар, заводтың
    **dict.fromkeys("птқксшщцчфхһ", "T"),
}
CLASSES = "VGLNZDT"
CONSONANTS = frozenset(FINAL_CLASS) - VOWELS

# sound -> the letter after each final class, in the order of CLASSES
_BY_FINAL = {
    "L": "ллдддтт",  # plural: балалар, елдер, кітаптар
    "N": "нддндтт",  # genitive: баланың, елдің, адамның, кітаптың
    "O": "нддддтт",  # accusative: баланы, елді, адамды, кітапты
    "D": "дддддтт",  # locative, past: балада, кітапта
    "E": "дддндтт",  # ablative: баладан, адамнан, кітаптан
    "M": "ммммбпп",  # instrumental: баламен, қызбен, кітаппен
    "B": "мммббпп",  # negation, first person: келме, қонба, айтпа
}
# sound -> (after back stems, after front stems)
_BY_HARMONY = {"A": "ае", "I": "ыі", "K": "қк", "Q": "ғг"}
# both: the dative's ғ/г after voiced sounds, қ/к after voiceless ones
_VOICED = "VGLNZ"


def harmony(stem: str) -> str | None:
    """BACK, FRONT, or None where the stem does not say (no vowel, or и).

    The last vowel decides; у and ю take the harmony of the vowel before them, ь fronts, и goes either way.

    >>> harmony("мектеп"), harmony("бала"), harmony("оқу"), harmony("рубль")
    ('front', 'back', 'back', 'front')
    """
    if stem.endswith("ь"):
        return FRONT
    for letter in reversed(stem):
        if letter in _HARMONY or letter == "и":
            return _HARMONY.get(letter)
    return None


def final_class(stem: str) -> str:
    """The class of the last sound ('V', 'G', 'L', 'N', 'Z', 'D', 'T'), '' where it is no Cyrillic letter.

    >>> final_class("ел"), final_class("рубль"), final_class("кітап")
    ('L', 'L', 'T')
    """
    letter = stem.rstrip("ьъ")[-1:]
    return FINAL_CLASS.get(letter, "")


def spell_out(template: str) -> list[tuple[str, str, str | None]]:
    """All spellings of a suffix: (letters, classes of final sounds it follows, harmony or None).

    >>> spell_out("DA")
    [('да', 'VGLNZ', 'back'), ('де', 'VGLNZ', 'front'), ('та', 'DT', 'back'), ('те', 'DT', 'front')]
    """
    found: dict[tuple[str, str | None], str] = {}
    depends = any(c in _BY_HARMONY or c == "G" for c in template)
    for cls, tone in product(CLASSES, (BACK, FRONT) if depends else (None,)):
        letters = "".join(_letter(c, cls, tone) for c in template)
        found[letters, tone] = found.get((letters, tone), "") + cls
    return [(letters, classes, tone) for (letters, tone), classes in found.items()]


def _letter(sound: str, cls: str, tone: str | None) -> str:
    front = tone == FRONT
    if sound in _BY_FINAL:
        return _BY_FINAL[sound][CLASSES.index(cls)]
    if sound in _BY_HARMONY:
        return _BY_HARMONY[sound][front]
    if sound == "G":
        return ("ғг" if cls in _VOICED else "қк")[front]
    return sound
