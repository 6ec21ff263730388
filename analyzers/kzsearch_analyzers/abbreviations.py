"""abbreviations.tsv: names that stand for one another, abbreviations, organisations and places."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

Names = tuple[str, ...]


class Group(NamedTuple):
    """A row: everything in it means the same. others: Latin abbreviations and aliases."""

    kazakh_abbreviations: Names
    kazakh_names: Names
    russian_abbreviations: Names
    russian_names: Names
    others: Names


@cache
def groups() -> tuple[Group, ...]:
    """All rows, in the order of the file.

    >>> groups()[0].kazakh_abbreviations, groups()[0].russian_abbreviations
    (('ДДҰ',), ('ВОЗ',))
    """
    lines = Path(__file__).with_name("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(Group(*(tuple(filter(None, cell.split("; "))) for cell in row)) for row in rows)
