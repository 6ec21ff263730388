"""The spelling a Russian form is looked up in, and other spellings under which an unknown one may be known."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MAX_LETTERS = 64  # the longest form of pymorphy3's dictionary has 50; beyond this nothing is a word

_VARIANTS = str.maketrans({"ё": "е", "ѐ": "е", "ѝ": "и", "‐": "-", "‑": "-", "\u00ad": None})
_MARKS = re.compile("(?<=[а-я])[\u0300\u0301\u0308]+")  # stress, and what ё leaves of a second diaeresis
_WORD = re.compile("[а-я]+(?:-[а-я]+)*")
_HYPHENATED = re.compile("[0-9a-zа-я]+(?:-[0-9a-zа-я]+)*-[а-я]+")
_FOLDED = re.compile("[0-9a-zа-яәғқңөұүһі-]+")


class Respelling(NamedTuple):
    """Where `pattern` matches an unknown form that starts and ends as given, `replacement` may give a known one.

    Starts and ends are as narrow as they can be: many forms at once are sifted by them alone.
    """

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    pattern: str
    replacement: str
    why: str


_ANY = ("",)
_VOICED_PREFIXES = "без воз из низ раз роз через".split()

# fmt: off
REPEATED = (
    Respelling(_ANY, _ANY, r"([аеиоуыэюя])\1{2,}", r"\1", "a drawn-out vowel: даааа, спасиииибо"),
    Respelling(_ANY, _ANY, r"([а-я])\1{2,}", r"\1\1",
               "a drawn-out consonant may be a double one: кллласс, ваннна"),
    Respelling(_ANY, _ANY, r"([а-я])\1{2,}", r"\1", "or a single one: тррри"),
)
RESPELLINGS = (
    Respelling(_ANY, ("ъ",), "ъ$", "", "before 1918: домъ"),
    Respelling(_ANY, ("аго",), "(?<=[а-я]{2})аго$", "ого", "before 1918: страннаго"),
    Respelling(_ANY, ("яго",), "(?<=[а-я]{2})яго$", "его", "before 1918: прежняго"),
    Respelling(_ANY, tuple(letter + "ия" for letter in "кгхчшщж"), "ия$", "ие",
               "before 1918, the feminine plural: русския"),
    Respelling(tuple(prefix + letter for prefix in _VOICED_PREFIXES for letter in "кпстфхцчшщ"), _ANY,
               "^(бе|во|и|ни|ра|ро|чере)з", r"\1с", "before 1918: безпрестанно, разсказ"),
    Respelling(_ANY, tuple(letter + "ся" for letter in "аеиоуыэюя"), "ся$", "сь",
               "the older reflexive after a vowel: собиралися"),
    Respelling(_ANY, ("остию",), "ию$", "ью", "the older instrumental: гордостию"),
)
# fmt: on
_TRIPLE = re.compile(r"([а-я])\1\1")


def fold(form: str) -> str:
    """Lower case, composed letters, ё as е, no stress marks, one kind of hyphen.

    >>> fold("Ещё за́мок")
    'еще замок'
    """
    if _FOLDED.fullmatch(form):
        return form
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", form).lower())
    return unicodedata.normalize("NFC", _MARKS.sub("", composed.translate(_VARIANTS))) or form


def is_word(folded: str) -> bool:
    """Russian letters alone, with single hyphens between them, and not endless.

    >>> is_word("научно-технический"), is_word("сөз"), is_word("covid")
    (True, False, False)
    """
    return len(folded) <= MAX_LETTERS and _WORD.fullmatch(folded) is not None


def has_russian_end(folded: str) -> bool:
    """Latin letters or digits, a hyphen, and then a Russian word that carries the endings.

    >>> has_russian_end("5-летнего"), has_russian_end("it-компании"), has_russian_end("covid-19")
    (True, True, False)
    """
    return len(folded) <= MAX_LETTERS and _HYPHENATED.fullmatch(folded) is not None


def respellings(folded: str) -> Iterator[str]:
    """Spellings of today, of one letter where many were typed, in the order of the tables.

    >>> list(respellings("спасиииибо"))
    ['спасибо', 'спасиибо']
    """
    rules = [rule for rule in RESPELLINGS if folded.endswith(rule.ends) and folded.startswith(rule.starts)]
    if _TRIPLE.search(folded):
        rules[:0] = REPEATED
    spellings = (re.sub(rule.pattern, rule.replacement, folded) for rule in rules)
    yield from (spelt for spelt in dict.fromkeys(spellings) if spelt != folded)
