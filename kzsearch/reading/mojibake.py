"""Mending texts that were decoded wrongly before they came here; a text that may be right stays as it is.

>>> mend("Ќазаќстан Республикасыныѕ"), mend("Êàçàõñòàí"), mend("РџСЂРёРІРµС‚")
('Қазақстан Республикасының', 'Казахстан', 'Привет')
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final

from kzsearch.reading.letters import (
    KAZAKH_NAMES,
    KAZAKH_WORDS,
    NEIGHBOUR_WORDS,
    NEIGHBOURS,
    is_plainly_kazakh,
    kazakh_fit,
    likelihood,
    words,
)

CODEPAGES: Final = ("kz1048", "ptcp154")  # the former first: it is the national standard, and wins a tie

# Fits it takes to believe in Kazakh, for bytes and for a text of letters. Bytes need fewer: here they are Kazakh more
# often than anything else.
FITS: Final = (1, 2)  # no other language has these letters together
FITS_OF_NEIGHBOUR: Final = (3, 6)  # a neighbour has them all
FITS_OF_UNLIKELY_NEIGHBOUR: Final = (1, 3)  # it has, but the text has letters which the neighbour lacks
FITS_PER_MISFIT: Final = 4
SHORT: Final = 8  # words of a text that has no room for more evidence


def mend(text: str) -> str:
    """`text` with the words that were decoded wrongly put right, only where that is certain.

    UTF-8 read as cp1251, latin-1 or cp1252; cp1251 read as latin-1 or cp1252; kz1048 or ptcp154 read as cp1251.

    >>> mend("Її хата стоїть край села"), mend("Après l'été")
    ('Її хата стоїть край села', "Après l'été")
    """
    if text.isascii():
        return text
    # Each step may leave the damage of the next: UTF-8 first, Kazakh letters last.
    return _mend_kazakh(_mend_latin(_mend_utf8(text)))


# --- Kazakh letters -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Evidence:
    fits: int
    misfits: int

    @property
    def score(self) -> int:
        return self.fits - FITS_PER_MISFIT * self.misfits


@cache
def _table(codepage: str) -> dict[int, str]:
    """Character of cp1251 -> character of `codepage` with the same byte, where they differ."""
    pairs = ((_character(byte, "cp1251"), _character(byte, codepage)) for byte in range(0x80, 0x100))
    return {ord(wrong): right for wrong, right in pairs if wrong != right}


def _character(byte: int, encoding: str) -> str:
    """WHATWG's reading of bytes that have no letter: the control character of that number."""
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


@cache
def _suspect_letter() -> "re.Pattern[str]":
    """A character that a Kazakh letter would have become in cp1251."""
    letters = {chr(wrong) for codepage in CODEPAGES for wrong, right in _table(codepage).items() if right.isalpha()}
    return re.compile(f"[{re.escape(''.join(sorted(letters)))}]")


@cache
def _suspects() -> "re.Pattern[str]":
    """Words with such a character."""
    letter = _suspect_letter().pattern
    return re.compile(f"(?:[^\\W\\d_]|{letter})*{letter}(?:[^\\W\\d_]|{letter})*")


def kazakh_codepage(text: str, *, certain: bool = False) -> str | None:
    """The code page, kz1048 or ptcp154, that a text read as cp1251 is really in; None when cp1251 is right.

    >>> kazakh_codepage("Ќазаќстан Республикасыныѕ"), kazakh_codepage("Україна її")
    ('kz1048', None)
    """
    if not _suspect_letter().search(text):
        return None
    found = Counter(match.group() for match in _suspects().finditer(text) if not _is_initial(match))
    judged = {codepage: _judge(found, codepage) for codepage in CODEPAGES}
    best = max(CODEPAGES, key=lambda codepage: judged[codepage].score)
    if _convinces(text, found, judged[best], certain):
        return best
    return (
        None if certain else next((codepage for codepage in CODEPAGES if _is_short_kazakh(text, found, codepage)), None)
    )


def _is_short_kazakh(text: str, found: Counter[str], codepage: str) -> bool:
    """A few words that are all Kazakh when read in `codepage`, and none of a neighbour's when not."""
    given = words(text[:1000])
    if not found or len(text) > 1000 or len(given) > SHORT:
        return False
    if any(word.lower() in NEIGHBOUR_WORDS for word in given):
        return False
    return all(is_plainly_kazakh(word.translate(_table(codepage)).lower()) for word in found)


def _is_initial(word: "re.Match[str]") -> bool:
    """A lone letter with a full stop, `Ә.` or `XX ғ.`, speaks for no language."""
    return word.end() - word.start() == 1 and word.string.startswith(".", word.end())


def _judge(found: Counter[str], codepage: str) -> _Evidence:
    """Each word counts once: a name repeated in a Ukrainian text proves nothing."""
    pairs = [kazakh_fit(word.translate(_table(codepage))) for word in found]
    names = sum(word.translate(_table(codepage)).lower() in KAZAKH_NAMES for word in found)
    return _Evidence(sum(fits for fits, _ in pairs) + 4 * names, sum(misfits for _, misfits in pairs))


def _convinces(text: str, found: Counter[str], evidence: _Evidence, certain: bool) -> bool:
    needed = _needed(text, found)[1 if certain else 0]
    if needed > FITS[1]:
        vouched = sum(word.lower() in KAZAKH_WORDS for word in set(words(text[:100_000])))
        return evidence.fits > 0 and evidence.score + vouched >= needed
    return evidence.score >= needed


def _needed(text: str, found: Counter[str]) -> tuple[int, int]:
    letters = {letter for word in found for letter in word.lower() if ord(letter) in _suspect_letters()}
    lacking = [lacks for alphabet, lacks in NEIGHBOURS.values() if letters <= alphabet]
    if not lacking:
        return FITS
    present = set(text[:100_000].lower())
    likely = any(present.isdisjoint(lacks) for lacks in lacking)
    return FITS_OF_NEIGHBOUR if likely else FITS_OF_UNLIKELY_NEIGHBOUR


@cache
def _suspect_letters() -> frozenset[int]:
    return frozenset().union(*(_table(codepage) for codepage in CODEPAGES))


def _mend_kazakh(text: str) -> str:
    return _in_codepage(text, kazakh_codepage(text, certain=True))


def _in_codepage(text: str, codepage: str | None) -> str:
    if codepage is None:
        return text
    table = _table(codepage)
    return _suspects().sub(lambda word: _word(word.group(), table), text)


def _word(word: str, table: dict[int, str]) -> str:
    return word.translate(table) if any(letter.isalpha() for letter in word) else word


# --- UTF-8 read as an 8-bit encoding --------------------------------------------------------------------------

# What the bytes of UTF-8 become in cp1251 and cp1252: a lead byte is `Р`, `С`, `Т` or `Ð`, `Ñ`, `Ò`.
_UTF8_PART: Final = (
    "[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u0400-\u045f\u0490\u0491"
    "\u2013-\u203a\u20ac\u2116\u2122]"
)
_UTF8_RUN: Final = re.compile(_UTF8_PART + "{4,}")
_UTF8_SHORT_RUN: Final = re.compile(_UTF8_PART + "{2,}")
# Two letters of UTF-8 in a row, which no text of one language has: `Рџ` `СЂ`.
_UTF8_PAIR: Final = re.compile(f"(?:[РСТУÐÑÒÓ](?![а-яА-ЯÀ-ÿ]){_UTF8_PART}){{2}}")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
_NO_PART: Final = re.compile(r"[^\u0400-\u052f\u2010-\u203a\xa0-\xbf\u20ac\u2116]")


def _mend_utf8(text: str) -> str:
    if not _UTF8_PAIR.search(text):
        return text
    mended = _UTF8_RUN.sub(lambda run: _utf8_word(run.group()), text)
    # The damage is proven, so what is left of it may be as short as one letter: `Рё` is the word и.
    return text if mended == text else _UTF8_SHORT_RUN.sub(lambda run: _any_utf8(run.group()), mended)


def _utf8_word(run: str) -> str:
    """The run as UTF-8 letters, when its bytes are valid and nothing but Cyrillic and punctuation."""
    if not _UTF8_PAIR.search(run):
        return run
    word = _any_utf8(run)
    return word if len(_CYRILLIC.findall(word)) >= 2 and not _NO_PART.search(word) else run


def _any_utf8(run: str) -> str:
    return _reread(run, "cp1251") or _reread(run, "cp1252") or run


def _reread(run: str, encoding: str) -> str | None:
    try:
        return b"".join(_byte(letter, encoding) for letter in run).decode("utf-8")
    except UnicodeError:
        return None


def _byte(letter: str, encoding: str) -> bytes:
    """A character's byte; undefined bytes come as control characters, and 0xA0 often as such."""
    return bytes([ord(letter)]) if "\x80" <= letter <= "\x9f" else letter.encode(encoding)


# --- cp1251 read as latin-1 -----------------------------------------------------------------------------------

_HIGH: Final = "\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020\u2021\u2030"
_LATIN_RUN: Final = re.compile(f"(?<![a-zA-Z])[{_HIGH}]*[\x80-\x9f\xc0-\xff][{_HIGH}]*(?![a-zA-Z{_HIGH}])")
_HIGH_RUN: Final = re.compile(f"(?<![a-zA-Z])[{_HIGH}]+(?![a-zA-Z{_HIGH}])")  # a lone `º` too: the ғ of `XX ғ.`
_ACCENTED: Final = re.compile(r"[\xc0-\xd6\xd8-\xf6\xf8-\xff]")
MIN_LATIN_LETTERS: Final = 6


def _mend_latin(text: str) -> str:
    """Words made of nothing but accented letters are no French or German: they are cp1251."""
    if not _ACCENTED.search(text):
        return text
    runs = [run for run in _LATIN_RUN.findall(text) if len(run) > 2]
    letters = sum(len(_ACCENTED.findall(run)) for run in runs)
    if letters < MIN_LATIN_LETTERS or 2 * letters < len(_ACCENTED.findall(text)):
        return text
    if not _is_cyrillic(runs):
        return text
    # Kazakh letters at once: the damage is proven, so as little is enough as for bytes.
    mended = _HIGH_RUN.sub(lambda run: _cyrillic(run.group()), text)
    return _in_codepage(mended, kazakh_codepage(mended))


def _is_cyrillic(runs: list[str]) -> bool:
    read = " ".join(map(_cyrillic, runs))
    return likelihood(read) > 0.3 * math.sqrt(len(read))


def _cyrillic(run: str) -> str:
    return "".join(_latin_letter(letter) for letter in run)


def _latin_letter(letter: str) -> str:
    try:
        return _character(_byte(letter, "cp1252")[0], "cp1251")
    except UnicodeEncodeError:
        return letter
