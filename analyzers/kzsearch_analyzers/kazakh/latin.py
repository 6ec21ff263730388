"""Kazakh in Latin letters: the alphabets of 2017, 2018 and 2021, that of the Latin press before, and what people type.

A word is spelt in Cyrillic as each alphabet has it, and read as any other; where its letters leave open what was meant
(mektep has no marks to lose, kazakstan has), by its skeletons (folded.py).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice, product

from .cheapest import LIKELY_CENTINATS, Choice, choices, choices_of_lexicon, choices_of_skeleton
from .morphology import restored
from .stems import CLOSED, LEXICON, abbreviations

_VOWELS = frozenset("aeiouyäöüūáóúýıəï")
_SAME = dict(zip("abdefgjklmnopqrstvz", "абдефгжклмнопқрствз", strict=True))
_LOANS = {"ts": "ц", "h": "х", "x": "х", "c": "к"}
ALPHABETS: Mapping[str, Mapping[str, str]] = {
    "2021": {
        **_SAME, **_LOANS,
        **dict(zip("äğıiñöşuūüyç", "әғіиңөшуұүыч", strict=True)),
        "ia": "ия", "iu": "ию",
    },
    "2018": {
        **_SAME, **_LOANS,
        **dict(zip("áǵıińóuúyý", "әғиіңөұүыу", strict=True)),
        "sh": "ш", "ch": "ч", "ıa": "ия", "ııa": "ия",
    },
    "2017": {
        **_SAME, **_LOANS,
        "a'": "ә", "g'": "ғ", "i'": "и", "i": "і", "n'": "ң", "o'": "ө", "s'": "ш", "c'": "ч", "u": "ұ", "u'": "ү",
        "y": "ы", "y'": "у", "i'a": "ия",
    },
    "press": {
        **_SAME, **_LOANS,
        **dict(zip("äğıïiñöşuüwyç", "әғыиіңөшұүуйч", strict=True)),
        "ya": "я", "yu": "ю",
    },
    "typed": {
        **_SAME, **_LOANS,
        "zh": "ж", "sh": "ш", "ch": "ч", "kh": "х", "gh": "ғ", "ng": "ң", "w": "у", "i": "і", "u": "у", "y": "ы",
        "ya": "я", "yu": "ю",
    },
}  # fmt: skip
# What each letter or pair of them may be in a skeleton
SKELETONS: Mapping[str, tuple[str, ...]] = {
    **{letter: (cyrillic,) for letter, cyrillic in _SAME.items()},
    **dict.fromkeys(("ä", "á", "ə"), ("а",)),
    **dict.fromkeys(("ğ", "ǵ", "gh"), ("г",)),
    **dict.fromkeys(("i", "ï", "í"), ("и",)),
    "ı": ("и", "ы"),
    **dict.fromkeys(("ñ", "ń", "ŋ"), ("н",)),
    **dict.fromkeys(("ö", "ó"), ("о",)),
    **dict.fromkeys(("u", "ū", "ú", "ü", "ý", "w"), ("у",)),
    **dict.fromkeys(("ş", "sh"), ("ш",)),
    **dict.fromkeys(("ç", "ch"), ("тш",)),
    **dict.fromkeys(("h", "kh"), ("х",)),
    "q": ("к",),
    "zh": ("ж",),
    "ng": ("н", "нг"),
    "x": ("х", "кс"),
    "c": ("к", "с"),
    "ia": ("ииа", "иа"),
    "y": ("ы", "и", "у"),
}
_LOSSY = {**SKELETONS, "s": ("с", "ш"), "c": ("к", "с", "тш"), "i": ("и", "ы")}
YE = re.compile("(?<![^aeo])ye")  # may be е, as in English: Yerlan, Tokayev
_MOST_SPELLINGS = 64
MARKED = 500  # hundredths of a nat that another spelling costs where marks were typed
UNMARKED = 100
LOST_MARK = 300
LETTERS = frozenset("".join(SKELETONS))
LONGEST = 40  # letters
_SHORT = 5
# Words of grammar of the languages that stand beside Kazakh in Latin letters: English, Turkish, French, German and
# Spanish; and the countries whose names have q without u
FOREIGN_WORDS = frozenset(
    """
    a an and are as at be but by can for from has have he his how if in into is it its not of on or our that the their
    there they this to was we were what when which who will with you your
    about after all also any been do does more most no one only other out so some such than then these those up us would
    ve ile için olarak olan çok gibi daha ama değil ise kadar sonra göre
    avec dans des est la le les pour que qui une das die mit und von del los por
    qatar iraq
    """.split()
)
_ROMAN = "[xvi]+$"
_WORD = re.compile(f"(?!{_ROMAN})(?:[{''.join(sorted(LETTERS))}]|(?<=[aginoscyu])')+")
_QAZAQ = re.compile("q(?!u)")
_FOREIGN = re.compile("c(?!h)|x|ing$|^n'|^qu'")


def _pattern(letters: Mapping[str, object]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)))


_PATTERNS = {name: _pattern(letters) for name, letters in ALPHABETS.items()}
_SKELETON_PATTERN = _pattern(SKELETONS)


def is_latin(form: str) -> bool:
    """Is it of letters that some alphabet of Kazakh has, and no number?

    >>> is_latin("mektep"), is_latin("мектеп"), is_latin("covid19"), is_latin("xxi")
    (True, False, False, False)
    """
    return len(form) <= LONGEST and _WORD.fullmatch(form) is not None


def is_marked(form: str) -> bool:
    """Has a word in Latin letters something that English ones have not?

    >>> is_marked("jaña"), is_marked("qala"), is_marked("queen")
    (True, True, False)
    """
    return not form.isascii() or "'" in form or (len(form) > 3 and _QAZAQ.search(form) is not None)


def is_plain(form: str) -> bool:
    """Has it no marks at all, which may be because they were lost?

    >>> is_plain("qala"), is_plain("jaña"), is_plain("jan'a")
    (True, False, False)
    """
    return form.isascii() and "'" not in form


def is_short(form: str) -> bool:
    """Is it so short, without marks, that it may well be a word of another language?

    >>> is_short("men"), is_short("qala"), is_short("mektep")
    (True, False, False)
    """
    return len(form) < _SHORT and not is_marked(form)


def is_foreign(form: str) -> bool:
    """Is it a word of another language by its letters, or one of its words of grammar?

    >>> is_foreign("covid"), is_foreign("the"), is_foreign("sorting"), is_foreign("chempion")
    (True, True, True, False)
    """
    return form in FOREIGN_WORDS or _FOREIGN.search(form) is not None


def spelt(form: str, alphabet: str) -> str | None:
    """A word as the alphabet spells it in Cyrillic, None where it lacks a letter.

    >>> spelt("ükımet", "2021"), spelt("úkimet", "2018"), spelt("u'kimet", "2017"), spelt("úkimet", "2021")
    ('үкімет', 'үкімет', 'үкімет', None)
    """
    letters, found, at = ALPHABETS[alphabet], [], 0
    while at < len(form):
        match = _PATTERNS[alphabet].match(form, at)
        if match is None:
            return None
        cyrillic = letters[match[0]]
        if cyrillic == "и" and at and form[at - 1] in _VOWELS:
            cyrillic = "й"
        found.append(cyrillic)
        at = match.end()
    return "".join(found)


def spellings(form: str) -> tuple[str, ...]:
    """A word in Cyrillic by all alphabets that have its letters, the newest first."""
    found = (spelt(form, alphabet) for alphabet in ALPHABETS)
    return tuple(dict.fromkeys(cyrillic for cyrillic in found if cyrillic is not None))


def skeletons(form: str) -> Iterator[str]:
    """What its skeleton (folded.py) may be.

    >>> list(skeletons("jana")), list(skeletons("qyzyl"))[0]
    (['жана'], 'кызыл')
    """
    return _skeletons(form, SKELETONS)


def skeletons_of_lost_marks(form: str) -> Iterator[str]:
    """The same if s may be ş, c may be ç, and i may be typed for y.

    >>> list(skeletons_of_lost_marks("basqa"))
    ['баска', 'башка']
    """
    return _skeletons(form, _LOSSY)


def _skeletons(form: str, readings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    letters = form.replace("s'", "ş").replace("c'", "ç").replace("'", "")
    parts = [readings[match[0]] for match in _SKELETON_PATTERN.finditer(letters)]
    found = map("".join, islice(product(*parts), _MOST_SPELLINGS))
    return chain(found, _skeletons(YE.sub("e", form), readings)) if YE.search(form) else found


@lru_cache(maxsize=1 << 16)
def readings(form: str) -> tuple[Choice, ...]:
    """The readings of a word by the lexicon, best first; none where it has none.

    >>> [choice.lemma for choice in readings("kazakstan")], [choice.lemma for choice in readings("mektepterımızde")]
    (['қазақстан'], ['мектеп'])
    """
    if not is_latin(form):
        return ()
    best: dict[str, Choice] = {}
    for cyrillic in spellings(form):
        for choice in choices_of_lexicon(cyrillic):
            _keep(best, choice)
    for skeleton, dearer in _priced_skeletons(form):
        for choice in choices_of_skeleton(skeleton):
            _keep(best, choice._replace(cost=choice.cost + dearer))
    told = (choice for choice in best.values() if is_marked(form) or choice.lemma not in abbreviations())
    found = sorted(told, key=_price)
    return tuple(choice for choice in found if choice.cost <= found[0].cost + LIKELY_CENTINATS)


def _priced_skeletons(form: str) -> Iterator[tuple[str, int]]:
    for skeleton in skeletons(form):
        yield skeleton, UNMARKED if is_plain(form) else MARKED
    for skeleton in skeletons_of_lost_marks(form) if is_plain(form) else ():
        yield skeleton, LOST_MARK


def _price(choice: Choice) -> tuple[int, int]:
    """The less the better; of two at one price, the first in the lexicon."""
    return choice.cost, choice.order


def _keep(best: dict[str, Choice], choice: Choice) -> None:
    if choice.lemma not in best or _price(choice) < _price(best[choice.lemma]):
        best[choice.lemma] = choice


@lru_cache(maxsize=1 << 16)
def best(form: str) -> Choice:
    """The best reading of a word that is Kazakh; where the lexicon has none, a guess if it is_marked, or else the word.

    >>> [best(form).lemma for form in ("ministrlıgınıñ", "ministrliginin", "qonaevtyñ", "iphone")]
    ['министрлік', 'министрлік', 'қонаев', 'iphone']
    """
    found = readings(form)
    return found[0] if found else choices(cyrillic(form))[0]


def cyrillic(form: str) -> str:
    """The likeliest of its spellings; the word itself where nothing tells that it is Kazakh.

    >>> cyrillic("jaña"), cyrillic("úkimet"), cyrillic("iphone")
    ('жаңа', 'үкімет', 'iphone')
    """
    found = spellings(form) if is_marked(form) or readings(form) else ()
    return min(found, key=lambda spelling: choices(spelling)[0].cost) if found else form


@lru_cache(maxsize=1 << 16)
def proper(form: str) -> str:
    """The form in Cyrillic as it is spelt properly by its best reading; as `cyrillic` where the lexicon has none.

    >>> proper("kazakstannyn"), proper("mektepterimizde"), proper("jaña")
    ('қазақстанның', 'мектептерімізде', 'жаңа')
    """
    found = readings(form)
    if not found:
        return cyrillic(form)
    lemma = found[0].lemma
    for spelling in spellings(form):
        best = choices(spelling)[0]
        if best.lemma == lemma and best.source in (LEXICON, CLOSED):
            return spelling
    spelt = (restored(skeleton).get(lemma) for skeleton, _ in _priced_skeletons(form))
    return next((spelling for spelling in spelt if spelling), cyrillic(form))


def candidates(form: str) -> tuple[str, ...]:
    """The plausible lemmas of a word in Latin letters by the lexicon, best first.

    >>> candidates("kol")
    ('қол', 'көл')
    """
    return tuple(choice.lemma for choice in readings(form))
