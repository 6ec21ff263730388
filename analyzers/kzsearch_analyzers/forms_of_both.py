"""Words of the Russian dictionary that Kazakh stems and suffixes make as well: болды, саны, вахта.

No other word of the dictionary has to be read in Kazakh to tell its language, which saves most of that work.
forms_of_both.txt lists them; `python -m kzsearch_analyzers.forms_of_both` makes it, in a minute.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from . import kazakh
from .cyrillic_words import HAS_KAZAKH, HAS_OTHER, HAS_RUSSIAN, CyrillicWords, traits_of
from .kazakh.tables import tables as kazakh_tables
from .russian.dictionary import all_forms, folder
from .russian.tables import fingerprint as dictionary_fingerprint

LIST = "forms_of_both.txt"
_BLOCK = 1 << 17  # forms


def forms_of_both() -> list[str]:
    """The forms, without those whose letters tell their language.

    >>> "саны" in forms_of_both(), "школы" in forms_of_both()
    (True, False)
    """
    return _read()[1:]


def is_fresh() -> bool:
    """Is the list made from these Kazakh tables and this Russian dictionary?"""
    return _read()[0] == fingerprint()


def _read() -> list[str]:
    return Path(__file__).with_name(LIST).read_text(encoding="utf-8").splitlines()


def fingerprint() -> str:
    """Of what the list is made from."""
    return f"{kazakh_tables().fingerprint} {dictionary_fingerprint(folder())}"


def compiled(forms: Iterable[str]) -> list[str]:
    """Those of some forms of the Russian dictionary that belong to the list, sorted.

    >>> compiled(["саны", "школы", "ёлка"])
    ['саны']
    """
    spelt = sorted({form.replace("ё", "е") for form in forms if form.isalpha()})
    found: list[str] = []
    for first in range(0, len(spelt), _BLOCK):
        words = CyrillicWords.of(spelt[first : first + _BLOCK])
        traits = traits_of(words.codes, words.starts, words.sizes)
        words = words.only(np.flatnonzero(traits & (HAS_KAZAKH | HAS_RUSSIAN | HAS_OTHER) == 0))
        readings = kazakh.read(words, np.zeros(len(words), np.bool_))
        found += words.only(np.flatnonzero(readings != kazakh.UNREAD)).strings()
    return found


if __name__ == "__main__":
    lines = [fingerprint(), *compiled(all_forms())]
    Path(__file__).with_name(LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")
