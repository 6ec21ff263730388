"""Lists of words worked out beforehand: a line each, under one that tells what they were made from."""

from collections.abc import Iterable
from pathlib import Path


def words_in(path: Path) -> list[str]:
    """The words of a list, in the order of the file."""
    return _lines(path)[1:]


def fingerprint_in(path: Path) -> str:
    """What a list was made from."""
    return _lines(path)[0]


def write(path: Path, fingerprint: str, words: Iterable[str]) -> None:
    """Writes a list."""
    path.write_text("\n".join([fingerprint, *words]) + "\n", encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
