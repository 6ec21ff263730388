"""Russian typed in Latin letters: zemletryasenie, bolnica, zdravoohraneniya.

There are a dozen ways to do so, and people mix them. A word is read along pymorphy3's automaton: its letters, one or a
few at a time, stand for whatever one of the ways makes of them, and a soft sign may be lost. Only words of the
dictionary are found so.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from kzsearch_analyzers.russian import automaton, candidates

SHORTEST, LONGEST = 4, 40  # letters
MOST_ODD = 2  # odd readings of letters, lost signs among them
_MOST_LEMMAS = 3
_USUAL = {
    **dict(zip("abvgdzijklmnoprstufhx", "а б в г д з и й к л м н о п р с т у ф х кс".split(), strict=True)),
    "e": "е э ё", "y": "й ы", "c": "ц", "'": "ь ъ",
    "yo": "ё", "jo": "ё", "ye": "е", "je": "е", "ya": "я", "ja": "я", "ia": "ия", "yu": "ю", "ju": "ю", "iu": "ию",
    "zh": "ж", "kh": "х", "ts": "ц", "tc": "ц", "tz": "ц", "ch": "ч", "sh": "ш", "shch": "щ", "sch": "щ", "shh": "щ",
}  # fmt: skip
_ODD = {
    "c": "к", "e": "ье ъе", "i": "й ы", "j": "ж ь", "q": "к", "w": "в щ", "x": "х", "y": "ий ый и", "sh": "щ",
    "ye": "ье ъе э", "je": "ье ъе", "ya": "ья ъя", "ja": "ья ъя", "ia": "я ья", "yu": "ью ъю", "ju": "ью ъю", "iu": "ю",
}  # fmt: skip
_READINGS: Mapping[str, tuple[tuple[str, int], ...]] = {  # and whether each is odd
    letters: tuple((of, odd) for odd, table in enumerate((_USUAL, _ODD)) for of in table.get(letters, "").split())
    for letters in _USUAL | _ODD
}
_LONGEST_READ = max(map(len, _READINGS))
_SOFT = frozenset("бвгдзлмнпрстфжшчщ")  # after these a sign may be lost
_SIGN = "ь"


@lru_cache(maxsize=1 << 16)
def lemmas(form: str) -> tuple[str, ...]:
    """The lemmas of the likeliest Russian words that a form may be, best first; none where it can be none.

    >>> lemmas("zemletryaseniya"), lemmas("bolnicy"), lemmas("governments")
    (('землетрясение',), ('больница',), ())
    """
    if not SHORTEST <= len(form) <= LONGEST:
        return ()
    odd = dict(sorted(_words(form), reverse=True))  # the least of each word
    found = sorted(odd, key=lambda word: odd[word])
    return tuple(dict.fromkeys(lemma for word in found for lemma in candidates(word)))[:_MOST_LEMMAS]


def _words(form: str) -> Iterator[tuple[str, int]]:
    """The dictionary's words that letters may be, as often as they may be, with the number of odd readings."""
    words = automaton.installed()
    todo = [(0, "", words.start, 0)]
    while todo:
        at, read, state, odd = todo.pop()
        if at == len(form) and words.is_end(state):
            yield read, odd
        for letters, further, added in _following(form, at, read):
            if odd + added <= MOST_ODD and (after := words.after(state, letters)):
                todo.append((at + further, read + letters, after, odd + added))


def _following(form: str, at: int, read: str) -> Iterator[tuple[str, int, int]]:
    """What may be read next: Russian letters, how many of the form's they take, whether they are odd."""
    if read[-1:] in _SOFT:
        yield _SIGN, 0, 1
    for size in range(1, min(_LONGEST_READ, len(form) - at) + 1):
        for letters, odd in _READINGS.get(form[at : at + size], ()):
            yield letters, size, odd
