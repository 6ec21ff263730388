"""Russian typed in Latin letters: zemletryasenie, bol'nica, zdravoohraneniya.

There are a dozen ways to do so, and people mix them. A word is read along pymorphy3's automaton: its letters, one or a
few at a time, stand for whatever one of the ways makes of them, and a soft sign may be lost. Only words of the
dictionary are found so. typed.py tells when a question is read so.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from kzsearch_analyzers.russian import STOP_WORDS, automaton

_LONGEST = 40  # letters
_MOST_WORDS = 3
_MOST_ODD = 3  # odd readings of letters, lost signs among them
_USUAL = {
    **dict(zip("abvgdzijklmnoprstufhx-", "а б в г д з и й к л м н о п р с т у ф х кс -".split(), strict=True)),
    "e": "е э ё", "y": "й ы", "c": "ц", "'": "ь ъ",
    "yo": "ё", "jo": "ё", "ye": "е", "je": "е", "ya": "я", "ja": "я", "ia": "ия", "yu": "ю", "ju": "ю", "iu": "ию",
    "zh": "ж", "kh": "х", "ts": "ц", "tc": "ц", "tz": "ц", "ch": "ч", "sh": "ш", "shch": "щ", "sch": "щ", "shh": "щ",
}  # fmt: skip
_ODD = {
    "c": "к", "e": "ье ъе", "i": "й ы", "j": "ж ь", "q": "к", "w": "в щ", "x": "х", "y": "ий ый и", "sh": "щ",
    "ie": "ъ", "ye": "ье ъе э", "je": "ье ъе", "ya": "ья ъя", "ja": "ья ъя", "ia": "я ья", "yu": "ью ъю", "ju": "ью ъю",
    "iu": "ю",
}  # fmt: skip
# Letters -> what they may stand for, and whether that is odd
_READINGS: Mapping[str, tuple[tuple[str, int], ...]] = {
    letters: tuple((of, odd) for odd, table in enumerate((_USUAL, _ODD)) for of in table.get(letters, "").split())
    for letters in _USUAL | _ODD
}
_LONGEST_READ = max(map(len, _READINGS))
_SOFT = frozenset("бвгдзлмнпрстфжшчщ")  # after these a sign may be lost
_SIGN = "ь"
_RARE = "э"  # than е
_WORD = re.compile(f"[a-z](?:[a-z'-]{{0,{_LONGEST - 2}}}[a-z'])?")


@lru_cache(maxsize=1 << 16)
def words(form: str) -> tuple[str, ...]:
    """The words of the dictionary that a form may be, those with the fewest odd readings first; ё is written е.

    >>> words("zdravoohraneniya"), words("bol'nitsa"), words("governments")
    (('здравоохранения',), ('больница',), ())
    """
    if not _WORD.fullmatch(form):
        return ()
    odd = dict(sorted(_read(form), reverse=True))  # the least of each
    return tuple(
        sorted(odd, key=lambda word: (odd[word], word not in STOP_WORDS, word.count(_RARE), word))[:_MOST_WORDS]
    )


def _read(form: str) -> Iterator[tuple[str, int]]:
    """The dictionary's words that letters may be, as often as they may be, with the number of odd readings."""
    known = automaton.installed()
    todo = [(0, "", known.start, 0)]
    while todo:
        at, read, state, odd = todo.pop()
        if at == len(form) and known.is_end(state):
            yield read.replace("ё", "е"), odd
        for letters, further, added in _following(form, at, read):
            if odd + added <= _MOST_ODD and (after := known.after(state, letters)):
                todo.append((at + further, read + letters, after, odd + added))


def _following(form: str, at: int, read: str) -> Iterator[tuple[str, int, int]]:
    """What may be read next: Russian letters, how many of the form's they take, whether they are odd."""
    if read[-1:] in _SOFT:
        yield _SIGN, 0, 1
    for size in range(1, min(_LONGEST_READ, len(form) - at) + 1):
        for letters, odd in _READINGS.get(form[at : at + size], ()):
            yield letters, size, odd
