"""Text in, tokens out, with offsets into the text as it was given.

The patterns stand in the order in which they are tried. A hyphenated word falls apart into its words; what is cut off
after the hyphen or apostrophe of an abbreviation or number (ДДҰ-ның, 2020-шы, 79-й) belongs to its token, not its term.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from .kazakh import suffixes
from .normalizer import APOSTROPHES, HYPHENS, IGNORABLE, normalize

WORD, NUMBER, COMPOUND, HASHTAG, MENTION, EMAIL, URL = (
    "word", "number", "compound", "hashtag", "mention", "email", "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text.

    text: as written, `source_text[start:end]`; position: 0, 1, ... in the text; kind: word, number, compound, hashtag,
    mention, email or url; form: its normalised spelling, without a suffix set off by a hyphen or apostrophe.
    """

    text: str
    start: int
    end: int
    position: int
    kind: str
    form: str


_SKIP = f"[{IGNORABLE}]"
_LETTER = r"(?![\u02bc\u02bb\u02b9])\p{L}\p{M}*" + _SKIP + "*"  # the two modifier apostrophes count as letters
_CORE = rf"(?:(?:{_LETTER}|\p{{Nd}}{_SKIP}*)+(?:[{APOSTROPHES}](?={_LETTER})(?:{_LETTER})+)*)"
_IN_URL = r"""[^\s<>"'«»\p{Cs}\p{Cc}]"""
_GROUP_SPACE = r"[\u0020\u00a0\u202f\u2009]"  # 1 000 000
_HOST_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PATTERN = regex.compile(
    rf"""
    (?P<url>    (?:https?|ftp)://{_IN_URL}+ | www\.{_IN_URL}+ )
  | (?P<email>  (?<![\p{{L}}\p{{Nd}}._%+-])[\p{{L}}\p{{Nd}}._%+-]++@(?:[\p{{L}}\p{{Nd}}-]+\.)+\p{{L}}{{2,}} )
  | (?P<host>   (?<![\w@.-])(?:{_HOST_LABEL}\.)*[A-Za-z0-9-]{{2,}}\.[A-Za-z]{{2,}}(?!\w|\.\w|-[A-Za-z0-9])
                (?:/{_IN_URL}*)? )
  | (?P<hashtag>(?<!\w)\#(?=[\w]*\p{{L}})[\p{{L}}\p{{M}}\p{{Nd}}_]+ )
  | (?P<mention>(?<!\w)@[A-Za-z0-9_.]*[A-Za-z0-9_] )
  | (?P<grouped>(?<![\p{{L}}\p{{Nd}}][{HYPHENS}.,]?|\p{{Nd}}{_GROUP_SPACE}|\+)
                \p{{Nd}}{{1,3}}(?:{_GROUP_SPACE}\p{{Nd}}{{3}})+(?:[.,]\p{{Nd}}+)?
                (?![.,]?\p{{Nd}}|\p{{L}}|{_GROUP_SPACE}\p{{Nd}}) )
  | (?P<decimal>(?<![\p{{L}}\p{{Nd}}]|\p{{Nd}}[.,])\p{{Nd}}+[.,]\p{{Nd}}+(?![.,]?\p{{Nd}}|\p{{L}}) )
  | (?P<tail>   (?<=[»”"“A-Za-z0-9][{HYPHENS}]){_CORE}(?![{HYPHENS}]) )
  | (?P<words>  {_CORE}(?:[{HYPHENS}]{_CORE})* )
    """,
    regex.VERBOSE,
)
_WHOLE = {
    "url": URL,
    "host": URL,
    "email": EMAIL,
    "hashtag": HASHTAG,
    "mention": MENTION,
    "grouped": NUMBER,
    "decimal": NUMBER,
}
_PLAIN = re.compile("[a-zA-Zа-яА-ЯёЁәіңғүұқөһӘІҢҒҮҰҚӨҺ]+(?: [a-zA-Zа-яА-ЯёЁәіңғүұқөһӘІҢҒҮҰҚӨҺ]+)*")  # words alone
_TAIL = regex.compile(rf"[{HYPHENS}]({_CORE})(?![{HYPHENS}])")
RUN = regex.compile(rf"{_CORE}(?:[{HYPHENS}]{_CORE})*")  # letters and digits, laid out by themselves
_PART = re.compile(rf"[^{HYPHENS}]+")
_DIGITS_THEN_WORD = regex.compile(r"\p{Nd}+(?=[а-яёәіңғүұқөһ]{2}|[гжт]$)")  # 10млн, 2020г.
ROMAN = re.compile("[xvi]+")
_TRAILING = ".,;:!?)]}…"
LONGEST_FORM = 255  # letters of a form; what follows them in a longer word tells nothing
_LONGEST_COMPOUND = 64  # letters; a longer run of hyphened parts is words and nothing else

# Russian endings written after a number: 79-й, 90-х, 5-го
_RUSSIAN_ENDINGS = frozenset(
    "й я е ю го му м х ми ти ый ой ая ое ую ого ому ым ом ых ыми их ей и мя ти ю ех ух".split()
)
# particles written with a hyphen after any word, in both languages
CLITICS = frozenset("то либо нибудь ка таки ақ ау мыс міс".split())


is_chain = lru_cache(maxsize=1 << 16)(suffixes.is_chain)  # the same endings come again and again


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order.

    >>> [t.form for t in tokenize("ДДҰ-ның 2020-шы жылғы есебі: COVID-19, 3,5 млн.")]
    ['ддұ', '2020', 'жылғы', 'есебі', 'covid-19', '3.5', 'млн']
    """
    return [
        Token(text[start:end], start, end, position, kind, form)
        for position, (start, end, kind, form) in enumerate(spans(text))
    ]


def is_plain(text: str) -> bool:
    """Is a text words alone, with one space between them, as most questions are?

    >>> is_plain("Мектептер туралы"), is_plain("15-бап")
    (True, False)
    """
    return _PLAIN.fullmatch(text) is not None


def spans(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, kind, form) of each token."""
    if is_plain(text):
        start = 0
        for word in text.split(" "):
            for begin, stop, kind, form in layout(word):
                yield start + begin, start + stop, kind, form
            start += len(word) + 1
        return
    for match in _PATTERN.finditer(text):
        group = str(match.lastgroup)
        start, end = match.span()
        if group == "tail" and is_chain(normalize(match[0])):
            continue  # «Самұрық-Қазына»-ның, gov.kz-та, 1,5-тен
        if group in ("words", "tail"):
            for begin, stop, kind, form in layout(match[0]):
                yield start + begin, start + stop, kind, form
            continue
        if group in ("url", "host"):
            end = start + len(match[0].rstrip(_TRAILING))
        tail = _TAIL.match(text, end)
        whole = tail.end() if tail and is_chain(normalize(tail[1])) else end
        yield start, whole, _WHOLE[group], _form(group, text[start:end])


def _form(group: str, surface: str) -> str:
    if group in ("grouped", "decimal"):
        return "".join(normalize(surface).split()).replace(",", ".")[:LONGEST_FORM]
    return normalize(surface)[:LONGEST_FORM]


@lru_cache(maxsize=1 << 18)
def layout(word: str) -> tuple[tuple[int, int, str, str], ...]:
    """The tokens of a run of letters, digits, hyphens and apostrophes, offsets from its start."""
    if word.isascii() and word.isalnum():
        return ((0, len(word), NUMBER if word.isdigit() else WORD, word.lower()[:LONGEST_FORM]),)
    parts = [match.span() for match in _PART.finditer(word)]
    found: list[tuple[int, int, str, str]] = []
    i = 0
    while i < len(parts):
        start, end = parts[i]
        if i + 1 < len(parts) and _is_compound(word[start:end], word[parts[i + 1][0] : parts[i + 1][1]]):
            i += 1
            end = parts[i][1]
        i += 1
        form_end = end
        if i < len(parts) and is_suffix(word[start:end], word[parts[i][0] : parts[i][1]]):
            end = parts[i][1]
            i += 1
        found.extend(_simple(word, start, form_end, end))
    return tuple(found)


def _simple(word: str, start: int, form_end: int, end: int) -> list[tuple[int, int, str, str]]:
    """One part, with its form; digits run into a Cyrillic word (10млн) and suffixes after an apostrophe are cut off."""
    found = []
    digits = None if word[start].isalpha() else _DIGITS_THEN_WORD.match(word, start, form_end)
    if digits:
        found.append((start, digits.end(), NUMBER, normalize(digits[0])[:LONGEST_FORM]))
        start = digits.end()
    form = normalize(word[start:form_end])
    name, _, ending = form.partition("'")
    if len(name) > 1 and ending and not ending.isascii() and is_chain(ending):
        form = name  # АҚШ'тың, Тоқаев'тың
    if form:
        kind = NUMBER if form.isdigit() else COMPOUND if "-" in form else WORD
        found.append((start, end, kind, form[:LONGEST_FORM]))
    return found


def _is_compound(left: str, right: str) -> bool:
    """COVID-19, Т-34, 561-IV, 4-а: letters and digits that make one name; not 15-бап, ЭКСПО-2017, 2019-2024."""
    if len(left) + len(right) > _LONGEST_COMPOUND:
        return False
    if right.isdigit() and left[-1:].isalpha():
        return len(right) < 4 or len(left) < 4
    if left.isdigit() and right.isalpha():
        return right.isascii() or right.isupper() or (len(right) == 1 and not is_suffix(left, right))
    return False


def is_suffix(stem: str, ending: str) -> bool:
    """Is what follows a hyphen or apostrophe an ending of the abbreviation, number or foreign word before it?"""
    right = normalize(ending)
    if right in CLITICS:
        return True
    if stem[-1:].isdigit() or ROMAN.fullmatch(normalize(stem)):
        return right in _RUSSIAN_ENDINGS or is_chain(right, after_number=True)
    abbreviation = len(stem) > 1 and (stem.isupper() or (not stem.islower() and not stem.istitle()))
    return (abbreviation or stem.isascii()) and ending.islower() and not right.isascii() and is_chain(right)
