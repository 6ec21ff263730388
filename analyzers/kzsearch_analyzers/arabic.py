"""Kazakh in Arabic letters (tote zhazu), as China's Kazakhs write it, in Cyrillic.

Consonants are told one by one, and so is е. The other vowels stand for one of the back and one of the front each: ٴ
before a word makes all of them front, and so do ك, گ and ە around them, while ق and ع make them back. What that leaves
wrong, the lexicon mends: kazakh/folded.py.
"""

import re

_CONSONANTS = dict(zip("بۆگعدجزيكقلمنڭپرستۋفحھچشى", "бвгғджзйкқлмнңпрстуфхһчшы", strict=True))
_VOWELS = {"ا": "аә", "و": "оө", "ۇ": "ұү", "ى": "ыі"}
_FRONT, _BACK = frozenset("ەكگ"), frozenset("قع")
_HAMZA = "\u0674\u0621"
_EVERY_VOWEL = frozenset({*_VOWELS, "ە", "ي", "ۋ"})
_MEN, _LONGEST_MEN = ("مەن", "بەن", "پەن"), 4  # with, in one shape after all words; letters of a word of its own
_OTHERS = {
    "ە": "е",
    "ه": "е",
    "ئ": "е",
    "ڭ": "ң",
    "ی": "й",
    "ې": "е",
    "ۈ": "ү",
    "ة": "е",
}
# Letters that Unicode takes apart otherwise than they are read
COMPOSED = {"\u0678": "\u0649\u0674"}  # ٸ, of ى and ٴ
_LETTERS = frozenset((*_CONSONANTS, *_VOWELS, *_OTHERS, *_HAMZA))
LONGEST = 40  # letters of a word
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")


def is_arabic(word: str) -> bool:
    """Has it Arabic letters, and none that Kazakh has not?

    >>> is_arabic("مەكتەپ"), is_arabic("مكتب"), is_arabic("школа")
    (True, True, False)
    """
    return len(word) <= LONGEST and _ARABIC.search(word) is not None and _LETTERS.issuperset(word)


def to_cyrillic(word: str) -> str:
    """A word as it is spelt in Cyrillic, as far as its letters tell.

    >>> [to_cyrillic(word) for word in ("مەكتەپ", "قازاقستان", "ٴبىلىم", "دەنساۋلىق", "كولىك")]
    ['мектеп', 'қазақстан', 'білім', 'денсаулық', 'көлік']
    >>> [to_cyrillic(word) for word in ("اكىم", "كىتاپ", "ٴبىراق", "جولىمەن")]
    ['әкім', 'кітап', 'бірақ', 'жолымен']
    """
    has_hamza = not set(word).isdisjoint(_HAMZA)
    letters = [letter for letter in word if letter not in _HAMZA]
    stem = letters[:-3] if len(letters) > _LONGEST_MEN and "".join(letters[-3:]) in _MEN else letters
    found = []
    for i, letter in enumerate(letters):
        if letter in _VOWELS:
            found.append(_VOWELS[letter][_is_front(stem, i, has_hamza=has_hamza)])
        elif letter == "ي":
            found.append("й" if i and letters[i - 1] in {*_VOWELS, "ە"} else "и")
        else:
            found.append(_OTHERS.get(letter) or _CONSONANTS[letter])
    return "".join(found)


def _is_front(letters: list[str], place: int, *, has_hamza: bool) -> bool:
    """Is a vowel of the front? With a ٴ all of a word are, but for ا beside ق or ع (бірақ).

    What tells the harmony of another is next to it or farther off; what comes after goes first, for a syllable ends in
    it. An ا is of the back, but for the first vowel of a word that has nothing else of it: әкім, кітап.
    """
    has_back = not _BACK.isdisjoint(letters)
    if letters[place] == "ا":
        is_first = _EVERY_VOWEL.isdisjoint(letters[:place])
        return not has_back and (has_hamza or (is_first and not _FRONT.isdisjoint(letters)))
    if has_hamza:
        return True
    for distance in range(1, len(letters)):
        for at in (place + distance, place - distance):
            if 0 <= at < len(letters):
                if letters[at] in _FRONT:
                    return True
                if letters[at] in _BACK:
                    return False
                if letters[at] == "ا":
                    return _is_front(letters, at, has_hamza=False)
    return False
