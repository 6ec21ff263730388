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
from .wordlist import fingerprint_in, words_in, write

LIST = Path(__file__).with_name("forms_of_both.txt")
_BLOCK = 1 << 17  # forms


def forms_of_both() -> list[str]:
    """The forms, without those whose letters tell their language.

    >>> "саны" in forms_of_both(), "школы" in forms_of_both()
    (True, False)
    """
    return words_in(LIST)


def is_fresh() -> bool:
    """Is the list made from these Kazakh tables and this Russian dictionary?"""
    return fingerprint_in(LIST) == fingerprint()


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
    write(LIST, fingerprint(), compiled(all_forms()))
