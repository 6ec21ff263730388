"""Learnt translations in a column file: NAME.dic.

For each language, `kk` and `ru`:

LANG.codes, LANG.starts, LANG.heads   its lemmas, sorted (dictionary.py)
LANG.bounds    uint32   where the translations of each begin, and the end
LANG.targets   uint32   lemmas of the other language, by number, best first
LANG.weights   float64  of each translation, in (0, 1]
"""

from collections.abc import Mapping
from itertools import chain
from typing import BinaryIO

import numpy as np
from kzsearch_analyzers.codepage import encode_many

from .columnfile import ColumnFile, ColumnWriter
from .dictionary import Dictionary, write_strings

Translations = Mapping[str, tuple[tuple[str, float], ...]]  # lemma -> lemmas of the other language, best first
Table = Mapping[str, Translations]  # by the language of the lemma

_OTHER = {"kk": "ru", "ru": "kk"}


def write_translations(out: BinaryIO, table: Table) -> int:
    """Write a table; the size of the file."""
    columns = ColumnWriter(out)
    named = {lang: sorted({*table[lang], *_targets(table[other])}) for lang, other in _OTHER.items()}
    numbers = {lang: {lemma: number for number, lemma in enumerate(lemmas)} for lang, lemmas in named.items()}
    for lang, other in _OTHER.items():
        found = [table[lang].get(lemma, ()) for lemma in named[lang]]
        write_strings(columns, lang, *encode_many(named[lang]))
        bounds = np.cumsum([0, *map(len, found)])
        columns.add(f"{lang}.bounds", bounds.astype(np.uint32))
        flat = [*chain.from_iterable(found)]
        columns.add(f"{lang}.targets", np.array([numbers[other][lemma] for lemma, _ in flat], np.uint32))
        columns.add(f"{lang}.weights", np.array([weight for _, weight in flat], np.float64))
    return columns.finish({"lemmas": {lang: len(table[lang]) for lang in _OTHER}})


def _targets(translations: Translations) -> set[str]:
    return {lemma for found in translations.values() for lemma, _ in found}


class LearntTranslations:
    """A table as it was written. Threads may share it."""

    def __init__(self, file: ColumnFile) -> None:
        self.file = file
        self._lemmas = {lang: Dictionary(file, lang) for lang in _OTHER}

    @property
    def lemmas(self) -> dict[str, int]:
        """How many of each language it has."""
        return dict(self.file.about["lemmas"])

    def of(self, lemma: str, lang: str) -> tuple[tuple[str, float], ...]:
        """What may stand for a lemma, with weights; lang '' asks in both languages."""
        return tuple(chain.from_iterable(self._listed(lemma, name) for name in ((lang,) if lang else _OTHER)))

    def _listed(self, lemma: str, lang: str) -> tuple[tuple[str, float], ...]:
        number = self._lemmas[lang].find(lemma)
        if number < 0:
            return ()
        begin, end = self.file.array(f"{lang}.bounds")[number : number + 2].tolist()
        targets = self.file.array(f"{lang}.targets")[begin:end].tolist()
        weights = self.file.array(f"{lang}.weights")[begin:end].tolist()
        return tuple(zip(map(self._lemmas[_OTHER[lang]].__getitem__, targets), weights, strict=True))
