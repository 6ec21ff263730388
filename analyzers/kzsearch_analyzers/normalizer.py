"""One spelling for one word: case, composed letters, invisible characters, look-alikes of the other alphabet.

`normalize` keeps what tells words apart; `fold` also merges what people type for lack of a Kazakh keyboard.
"""

import re
import unicodedata
from functools import lru_cache

from .arabic import COMPOSED, is_arabic, to_cyrillic

# Latin letter -> the Cyrillic one that looks the same; a capital may look like a letter that its small form does not
_LOOK_ALIKE = dict(
    zip(
        "ABCEHIKMOPTXYaceiopxyhkmtëËəƏ",
        "АВСЕНІКМОРТХУасеіорхуһкмтёЁәӘ",
        strict=True,
    )
)
_LATIN_TO_CYRILLIC = str.maketrans(_LOOK_ALIKE)
_CYRILLIC_TO_LATIN = str.maketrans({v: k for k, v in _LOOK_ALIKE.items() if k not in "ëËəƏ"})

_ROMAN = re.compile("[XVIХІ]{2,}")  # ХХІ in Cyrillic letters is XXI
_ORDINARY = re.compile(rf"(?!{_ROMAN.pattern}$)[\u0400-\u0481\u048a-\u04ff]+|[A-Za-zÀ-ÖØ-öø-ÿ]+")  # Cyrillic, Latin

# soft hyphen, zero-width characters, byte order mark, stress marks
IGNORABLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300\u0301"
_DELETE = str.maketrans(dict.fromkeys(IGNORABLE))
_BEFORE = str.maketrans({**dict.fromkeys(IGNORABLE.replace("\u0300", "").replace("\u0301", "")), **COMPOSED})
_STRESS = re.compile("(?<=[\u0400-\u04ff])[\u0300\u0301]+")  # in Latin letters they are of ń, á
_DOTTED = "i\u0307"  # what İ is in small letters
APOSTROPHES = "'\u2019\u2018\u02bc\u02bb\u02b9`\u00b4"
HYPHENS = "-\u2010\u2011\u2013"
_UNIFY = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-")})

# Kazakh letters -> what is typed where the keyboard lacks them; Russian ё; ы and и alike, for names in both languages
_FOLD = str.maketrans("әғқңөұүһіыё", "агкноуухиие")


@lru_cache(maxsize=1 << 18)
def normalize(word: str) -> str:
    """A word as terms spell it: lower case, composed, without invisible characters, in one alphabet, Arabic letters in
    Cyrillic.

    >>> normalize("Қазақ\u00adстан"), normalize("Мини\u0301стр"), normalize("Toқaeв")
    ('қазақстан', 'министр', 'тоқаев')
    """
    if (word.isascii() and "`" not in word) or _ORDINARY.fullmatch(word):
        return word.lower()
    return _normalized(word)


def _normalized(word: str) -> str:
    """The same for any word, at ten times the time."""
    plain = _STRESS.sub("", word.translate(_BEFORE).translate(_UNIFY))
    composed = unicodedata.normalize("NFKC", plain).translate(_DELETE)
    letters = composed.removeprefix("#")
    if is_arabic(letters):
        return composed[: len(composed) - len(letters)] + to_cyrillic(letters)
    lower = _one_alphabet(composed.translate(_UNIFY)).lower().replace(_DOTTED, "i")
    return unicodedata.normalize("NFC", lower)


def _one_alphabet(word: str) -> str:
    """Letters of the minority alphabet replaced by their look-alikes, where every one of them has one.

    >>> _one_alphabet("Cочи"), _one_alphabet("СOVID"), _one_alphabet("ХХІ") == "XXI"
    ('Сочи', 'COVID', True)
    """
    if _ROMAN.fullmatch(word):
        return word.translate(_CYRILLIC_TO_LATIN)
    latin = [c for c in word if (c.isascii() and c.isalpha()) or c in "ëËəƏ"]
    cyrillic = [c for c in word if "\u0400" <= c <= "\u052f"]
    if not latin or not cyrillic:
        return word
    if all(c in _LOOK_ALIKE for c in latin):
        return word.translate(_LATIN_TO_CYRILLIC)
    if all(ord(c) in _CYRILLIC_TO_LATIN for c in cyrillic):
        return word.translate(_CYRILLIC_TO_LATIN)
    return word


@lru_cache(maxsize=1 << 18)
def fold(word: str) -> str:
    """The spelling that a word shares with its sloppy and its other-language spellings.

    >>> fold("маңғыстау") == fold("мангистау"), fold("ёлка")
    (True, 'елка')
    """
    return word.translate(_FOLD)
