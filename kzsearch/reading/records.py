"""The rules that a record must keep to be indexed. A reader passes a bad one over; `Index.add` refuses it."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

MAX_ID: Final = 1024  # characters
MAX_DEPTH: Final = 100  # lists and objects inside each other; Python's own limit depends on who calls
LARGEST: Final = 10**1000  # whole numbers beyond it cannot be printed everywhere
SHOWN: Final = 60  # characters of a value in a message


def fault(record: Mapping[str, object]) -> str:
    """The rule that a record breaks; empty for a good one.

    >>> fault({"id": 1, "text": "Сәлем", "rank": float("inf")})
    'rank must hold finite numbers, got inf'
    """
    faults = (_value_fault(key, value) for key, value in record.items())
    return next(filter(None, faults), "") or _missing(record) or id_fault(record["id"]) or _text_fault(record)


def id_fault(name: object) -> str:
    """The rule that an id breaks; empty for a good one.

    >>> id_fault(7), id_fault("")
    ('', "id must be a string or a whole number, got ''")
    """
    if isinstance(name, bool) or not isinstance(name, str | int) or (isinstance(name, str) and not name.strip()):
        return f"id must be a string or a whole number, got {shown(name)}"
    if isinstance(name, int):
        return f"id must have at most 1000 digits, got {shown(name)}" if abs(name) >= LARGEST else ""
    if len(name) > MAX_ID:
        return f"id must have at most {MAX_ID} characters, got {len(name)}"
    if whole_letters(name) != name:
        return f"id must hold no half of a surrogate pair, got {name!a:.{SHOWN}}"
    return ""


def shown(value: object) -> str:
    """A value for a message, cut when it is long.

    >>> shown([1.5])
    '[1.5]'
    """
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        return f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def whole_letters(text: str) -> str:
    """`text` with halves of surrogate pairs, which JSON can spell and no file can hold, as U+FFFD.

    >>> whole_letters("a \\ud83d b") == "a \\ufffd b"
    True
    """
    if text.isascii() or text.isprintable():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _missing(record: Mapping[str, object]) -> str:
    missing = next((key for key in ("id", "text") if record.get(key) is None), None)
    if missing is None:
        return ""
    return f"a record must have {missing}, got keys {whole_letters(', '.join(record)) or 'none'}"


def _text_fault(record: Mapping[str, object]) -> str:
    text, title = record["text"], record.get("title")
    if not isinstance(text, str):
        return f"text must be a string, got {shown(text)}"
    if not isinstance(title, str | int | None) or isinstance(title, bool):
        return f"title must be a string, got {shown(title)}"
    return "" if text.strip() or str("" if title is None else title).strip() else "text and title are empty"


def _value_fault(key: str, value: object) -> str:
    """What JSON or the index cannot hold, level by level: a recursive walk would itself end at some depth."""
    level: list[object] = [value]
    for depth in range(MAX_DEPTH + 1):
        wrong = next(filter(None, map(_number_fault, level)), "")
        if wrong:
            return f"{whole_letters(key)} must hold {wrong}"
        if depth == MAX_DEPTH and any(isinstance(inner, dict | list) for inner in level):
            return f"{whole_letters(key)} must be nested at most {MAX_DEPTH} levels deep"
        level = [inner for outer in level for inner in _inside(outer)]
    return ""


def _number_fault(value: object) -> str:
    if isinstance(value, float) and math.isinf(value):
        return f"finite numbers, got {value}"
    if isinstance(value, int) and abs(value) >= LARGEST:
        return "whole numbers of at most 1000 digits, got a larger one"
    return ""


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
