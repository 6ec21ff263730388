"""Lines that web pages put around an article: rules for both languages, each with its reason.

A rule is matched against a whole line, white space collapsed and a bullet taken off, letters of any case.
"""

import re
from dataclasses import dataclass
from typing import Final

from kzsearch.reading import dates
from kzsearch.reading.noise_rules import NETWORKS, RULES, SECTIONS, Kind


@dataclass(frozen=True, slots=True)
class Noise:
    """What a rule says about a line: its kind, the rule's reason, and the date if the line bears one."""

    kind: Kind
    why: str
    date: str | None = None


MAX_LINE: Final = 220  # characters; a longer line is prose whatever it begins with
_RULES: Final = tuple((re.compile(pattern, re.IGNORECASE), Noise(kind, why)) for pattern, kind, why in RULES)

# What may stand in a date line beside the date. Possessive: a line of many numbers is not tried in every way.
_BESIDE_DATE: Final = re.compile(
    r"(?:(?:опубликован[оа]?|дата(?: публикации| обновления)?|обновлен[оа]?|обновлён"
    r"|добавлен[оа]?|жарияланған(?: күні)?|жарияланды"
    r"|жаңартылды|күні|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі"
    rf"|жұма|сенбі|жексенбі|{SECTIONS}|{NETWORKS}|просмотр(?:ов|ы)?|көрілім|қаралым|автор|admin|время|сағат|года|год"
    r"|жылғы|жылы|gmt|utc|мск|[a-z0-9-]+\.(?:kz|ru|com|org)|\d{1,2}:\d\d)\b|\d[\d ]*+|[\s,.:;|/•·()\[\]–—+-]++)*+",
    re.IGNORECASE,
)
_PHOTO_DATE: Final = re.compile(r"(?:источник\s+)?(?:фото|сурет)\b.{0,60}", re.IGNORECASE)
_BULLET: Final = re.compile(r"^[•·▪■*►●○◦»>]\s*")


def collapse(line: str) -> str:
    """`line` with every run of white space as one blank.

    >>> collapse("  Аким   Алматы ")
    'Аким Алматы'
    """
    return " ".join(line.split())


def noise(line: str) -> Noise | None:
    """What the rules say about a collapsed line; None for a line they do not know.

    >>> noise("332 рет көрсетілді").why, noise("Фото: gov.kz 11.11.2023 08:25 632").date, noise("Қала әкімі келді.")
    ('counter of views', '2023-11-11T08:25', None)
    """
    if not line or len(line) > MAX_LINE:
        return None
    bare = unbulleted(line)
    return _date_line(bare) or next((said for pattern, said in _RULES if pattern.fullmatch(bare)), None)


def unbulleted(line: str) -> str:
    """A line without its bullet.

    >>> unbulleted("• Жизнь")
    'Жизнь'
    """
    return _BULLET.sub("", line)


def is_bulleted(line: str) -> bool:
    """Whether a line begins with a bullet.

    >>> is_bulleted("• Жизнь"), is_bulleted("- Иә, - деді ол.")
    (True, False)
    """
    return _BULLET.match(line) is not None


def _date_line(line: str) -> Noise | None:
    """A line that holds a date and nothing that an article would say."""
    if len(line) > 120 or not any(letter.isdigit() for letter in line):
        return None
    found = dates.find(line)
    if found is None:
        return None
    before, after = line[: found.start], line[found.end :]
    if not _BESIDE_DATE.fullmatch(after) or not (_BESIDE_DATE.fullmatch(before) or _PHOTO_DATE.fullmatch(before)):
        return None
    return Noise(Kind.DATE, "date line", found.iso)
