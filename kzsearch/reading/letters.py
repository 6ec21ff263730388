"""Letter statistics of Kazakh and Russian: what tells a right reading of bytes from a wrong one."""

import math
import re
from functools import lru_cache
from typing import Final

# Occurrences in a thousand letters, rounded; the larger of the two languages' figures. `ё`, `ъ` and `һ` are rare
# and still native: they weigh as one in a thousand.
FREQUENCY: Final = {
    "а": 125, "о": 102, "е": 89, "ы": 79, "т": 70, "н": 67, "и": 66, "р": 58, "і": 54, "л": 52, "с": 51, "в": 45,
    "д": 44, "к": 34, "м": 33, "қ": 33, "у": 30, "п": 27, "б": 24, "я": 23, "ь": 21, "ж": 19, "з": 17, "ч": 16,
    "ғ": 16, "г": 15, "ң": 15, "й": 13, "ш": 12, "ө": 9, "ұ": 9, "х": 8, "ә": 8, "ү": 8, "ю": 8, "ц": 5, "щ": 3,
    "ф": 3, "э": 3, "ё": 1, "ъ": 1, "һ": 1,
}  # fmt: skip
KAZAKH_ONLY: Final = frozenset("қғңөұәүһ")
FOREIGN_WEIGHT: Final = -3.0  # a letter neither language has, in nats
BREAK_WEIGHT: Final = -3.0  # a capital after a small letter, a symbol between letters
CAPITAL_WEIGHT: Final = -0.3  # a capital that is not a word's first letter: koi8-r and cp1251 swap the cases
MEAN_FREQUENCY: Final = 20.0

# Alphabets with letters that share their bytes with Kazakh ones: those letters, and letters the language lacks.
NEIGHBOURS: Final = {
    "Ukrainian": (frozenset("їєґ"), frozenset("ыэъё")),
    "Belarusian": (frozenset("ў"), frozenset("ищъ")),
    "Serbian": (frozenset("јљњћђџ"), frozenset("ыэъёщйьюяі")),
    "Macedonian": (frozenset("јљњџѓќѕ"), frozenset("ыэъёщйьюяі")),
}

# Frequent Kazakh words written with letters all of Cyrillic's languages share: they vouch for a short text.
KAZAKH_WORDS: Final = frozenset(
    [
        *("бір", "деп", "бойынша", "туралы", "еді", "енді", "осы", "сол", "біз", "сіз", "керек", "болды", "болып"),
        *("сондай", "деген", "кейін", "дейін", "жатыр", "отыр", "екен", "емес", "арасында", "бірге", "ретінде"),
        *("немесе", "тиіс", "жылы", "мемлекет", "ол", "мен"),
    ]
)

# Frequent words with Kazakh letters, no neighbour's word when misread: one of them is worth four letters that fit.
KAZAKH_NAMES: Final = frozenset(
    ["қазақстан", "қазақстанның", "қазақ", "және", "үшін", "бұл", "жаңа", "заң", "оның", "қала", "жоқ", "мың", "өзі"]
)

# pattern of a Kazakh letter that stands where no Kazakh word has it -> why. One letter of context is enough: a wrong
# reading puts these letters everywhere.
MISFITS: Final = (
    (r"^[ғңөұәүһ]$", "no word is one such letter; қ. stands for қаласы"),
    (r"^ң", "no word begins with ң"),
    (r"ғ$", "a word ends in қ, never in ғ"),
    (
        r"^[бвгджзйклмнпрстфхцчшщ]ғ|(?:^|[^аеоөәиуүұыіюя])ғ[^аеоөәиуүұыіюя]|ғ[ьъ]",
        "ғ stands beside a vowel: ғалым, тағдыр",
    ),
    (r"[аәеёоөұүыіэюя][әөүұ]|и[өүұ]", "vowels do not meet, except across the glides у and и: уәде, иә"),
    (r"[әөүұ][аәеёоөүұыіэ]", "vowels do not meet; ұя and құю do"),
    (r"[қғ][әөүіеэ]|[өүіе][қғ]|[гк]ұ", "қ and ғ go with back vowels, г and к with front ones"),
    (r"[үөұә]\w*[ьъщц]|[ьъщц]\w*[үөұә]|[қңһ][щц]|ғ[вщц]", "no loan word with ь, щ or ц has a Kazakh vowel"),
)
# Words of the neighbours that say of a short text what it is: frequent ones that Kazakh and Russian lack, and those
# that would be spelled as Kazakh words are.
NEIGHBOUR_WORDS: Final = frozenset(
    [
        *("це", "що", "як", "від", "або", "але", "її", "їх", "цей", "ця", "був", "була", "є", "й", "та", "ні", "він"),
        *("вона", "вони", "має", "моє", "твоє", "єдиний", "єдина", "єгипет", "ґрунт", "ґудзик", "гэта", "яго", "што"),
        *("ён", "яна", "быў", "ў", "ўлада", "ўлады", "је", "су", "сам", "није", "од", "во", "дека", "ќе", "куќа"),
        *("ноќ", "моќ"),
    ]
)
# pattern of a Kazakh letter in a word that a neighbour could have spelled with a letter of its own -> why.
DOUBTS: Final = (
    (r"[вфцчщьъэё]", "loan letters, which words with Kazakh letters lack; -ов, -ев and -ович are taken off first"),
    (r"ғ(?![аыоұуидлжб])", "Ukrainian ї stands before any consonant: Україна, поїзд"),
    (r"[үұөә]$|^ғу|^әу(?!е|лие|мин|мес)", "no word ends or begins so: синє, јутро"),
    (r"^[үө][^аоеөәиуүұыіюя]*[иую]", "Ukrainian Єгипет, ґрунт: in Kazakh е, і, ү or ә follow"),
    (r"[үө][^аоеөәиуүұыіюя]*[аоыұюя]", "ү and ө go with front vowels"),
    (r"ұ[^аоеөәиуүұыіюя]*[еә]|ұ.*[іөү]", "ұ goes with back vowels: Belarusian ўсе"),
)
_DOUBTS: Final = tuple(re.compile(pattern) for pattern, _ in DOUBTS)
_SURNAME: Final = re.compile(r"(?<=\w{2})[ое]в(?:а|ич|на|т[іы]ң|қа|ке)?$")
_MISFITS: Final = tuple(re.compile(pattern) for pattern, _ in MISFITS)
_WORD: Final = re.compile(r"[^\W\d_]+")
_CAPITAL: Final = re.compile(r"(?<=[^\W\d_])[А-ЯЁ]")
_BROKEN: Final = re.compile(
    r"[а-яёіқғңөұәүһ][А-ЯЁҚҒҢӨҰӘҮҺ]|(?<=[^\W\d_a-zA-Z])[^\w\s'’ʼ\-\xad.,:;!?/«»„“”()–—…№‰±µ¦¤†‡](?=[^\W\d_a-zA-Z])"
)


def weight(letter: str) -> float:
    """Log-likelihood of a letter in a Kazakh or Russian text against an even alphabet, in nats.

    >>> weight("а") > 0 > weight("щ") > weight("љ")
    True
    """
    count = FREQUENCY.get(letter.lower())
    if count is not None:
        return math.log(count / MEAN_FREQUENCY)
    return 0.0 if letter.lower() in "їєґўјћѓќѕњ" else FOREIGN_WEIGHT


def likelihood(text: str) -> float:
    """How much a text looks like Russian or Kazakh: the sum of its letters' weights and breaks, in nats.

    >>> likelihood("Сәлем, Қазақстан") > 0 > likelihood("яЮКЕЛ, ЙЮГЮЯРЮМ")
    True
    """
    letters = sum(weight(letter) for letter in text if letter.isalpha() and letter > "\x7f")
    return letters + BREAK_WEIGHT * len(_BROKEN.findall(text)) + CAPITAL_WEIGHT * len(_CAPITAL.findall(text))


@lru_cache(maxsize=20_000)
def kazakh_fit(word: str) -> tuple[int, int]:
    """Kazakh letters of a word that stand where Kazakh has them, and things that Kazakh does not have.

    >>> kazakh_fit("қазақстан"), kazakh_fit("новоү"), kazakh_fit("воұк")
    ((2, 0), (0, 1), (0, 1))
    """
    if word.isupper():  # an abbreviation: ДДҰ, ЖӨӨ
        return 0, 0
    lowered = word.lower()
    special = sum(letter in KAZAKH_ONLY for letter in lowered)
    misfits = sum(pattern.search(lowered) is not None for pattern in _MISFITS)
    misfits += sum(letter.isalpha() and letter not in FREQUENCY for letter in lowered)
    misfits += sum(not letter.isalpha() for letter in lowered)
    return max(0, special - misfits), misfits


def is_plainly_kazakh(word: str) -> bool:
    """Whether a small word can be nothing but Kazakh, as good as such a thing is known from one word.

    >>> [is_plainly_kazakh(word) for word in ("өзен", "әуезов", "украғна", "куһа")]
    [True, True, False, False]
    """
    stem = _SURNAME.sub("", word)
    fits, misfits = kazakh_fit(stem)
    return (
        misfits == 0 < fits
        and not KAZAKH_ONLY.isdisjoint(stem.replace("һ", ""))  # Serbian ноћ: һ alone says nothing
        and not any(pattern.search(stem) for pattern in _DOUBTS)
    )


def words(text: str) -> list[str]:
    """The words of a text.

    >>> words("Ол 2020 жылы келді.")
    ['Ол', 'жылы', 'келді']
    """
    return _WORD.findall(text)
