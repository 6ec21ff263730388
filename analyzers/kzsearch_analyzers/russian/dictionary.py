"""pymorphy3's dictionary: the readings of a form, and how often a word was seen in the corpus behind it."""

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kzsearch_analyzers.russian.spelling import fold, is_word

ELSEWHERE = 0.01  # what a verb tells of its participle: enough to break a tie

_FOLDER_VARIABLE = "PYMORPHY2_DICT_PATH"  # pymorphy3's own name for it
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a form, which the dictionary has, or which it has forms like.

    `score` is pymorphy3's P(reading | form); `grammemes` are OpenCorpora's; `ending` is what a prediction rests on, or
    empty. `raw` is what pymorphy3 gave.
    """

    form: str
    lemma: str
    pos: str
    grammemes: frozenset[str]
    score: float
    ending: str
    raw: Any


@cache
def _load() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(path=str(folder()), lang="ru", result_type=None)


def load_dictionary() -> Any:
    """pymorphy3's analyser, loaded when it is first asked for."""
    with _loading:  # `cache` alone would load twice when two threads come at once
        return _load()


def readings(folded: str) -> tuple[Reading, ...]:
    """All readings of a folded form, pymorphy3's best first; predictions when the dictionary lacks it.

    >>> sorted({reading.lemma for reading in readings("стали")})
    ['сталь', 'стать']
    """
    return tuple(_reading(raw) for raw in load_dictionary().parse(folded))


def _reading(raw: Any) -> Reading:
    form, tag, lemma, score, methods = raw
    last, *value = methods[-1]
    return Reading(
        form=form.replace("ё", "е"),
        lemma=lemma.replace("ё", "е"),
        pos=str(tag.POS or "X"),
        grammemes=tag.grammemes,
        score=score,
        ending=str(value[0]).replace("ё", "е") if type(last).__name__ == "KnownSuffixAnalyzer" else "",
        raw=raw,
    )


def first_lemma(form: str) -> str | None:
    """The lemma of the reading that pymorphy3 ranks first, ё as е; None for a form that its dictionary lacks.

    >>> first_lemma("быстро"), first_lemma("Ёлками"), first_lemma("мектеп")
    ('быстро', 'елка', None)
    """
    folded = fold(form)
    return readings(folded)[0].lemma if is_word(folded) and in_dictionary(folded) else None


def is_lemma(folded: str) -> bool:
    """Whether one of a folded form's readings has the form itself as its lemma.

    >>> is_lemma("дан"), is_lemma("данное")  # a rank in judo, though mostly of дать
    (True, False)
    """
    return any(reading.lemma == folded for reading in readings(folded))


def in_dictionary(folded: str) -> bool:
    """Whether the dictionary holds a form already folded.

    >>> in_dictionary("еще"), in_dictionary("мектеп")
    (True, False)
    """
    morph = load_dictionary()
    return bool(morph.dictionary.word_is_known(folded, substitutes_compiled=morph.char_substitutes))


def folder() -> Path:
    """Where the dictionary lies: what pymorphy3 would choose, found at a hundredth of its time, for it reads the
    metadata of all packages that are installed."""
    if chosen := os.environ.get(_FOLDER_VARIABLE):
        return Path(chosen)
    from pymorphy3_dicts_ru import get_path

    return Path(get_path())


def all_forms(start: str = "") -> Iterator[str]:
    """Every form of the dictionary that starts so, with its ё, once for each of its readings.

    >>> list(all_forms("ёлкам"))
    ['ёлкам', 'ёлками']
    """
    return iter(load_dictionary().dictionary.words.iterkeys(start))


def attested_forms() -> frozenset[str]:
    """The forms whose readings the annotated corpus told apart."""
    return frozenset(entry.partition(":")[0] for entry in load_dictionary().prob_estimator.p_t_given_w.iterkeys())


def predicted_endings() -> frozenset[str]:
    """The endings that pymorphy3 has statistics of, folded."""
    suffixes, *_ = load_dictionary().dictionary.prediction_suffixes_dawgs
    return frozenset(ending.replace("ё", "е") for ending in suffixes.iterkeys())


def is_attested(folded: str) -> bool:
    """Whether the annotated corpus told the readings of this form apart, so that their scores mean something.

    >>> is_attested("стали"), is_attested("клочков")
    (True, False)
    """
    return bool(_probabilities(folded))


def corpus_count(reading: Reading) -> float:
    """How often the other forms of the reading's word were seen in the corpus, roughly.

    pymorphy3 keeps P(tag | form) = (n + 1) / (N + k) for forms of several tags, so the rarest tag of a form gives the
    unit in which the others count. Of a dictionary without probabilities nothing is known: 0.
    """
    morph = load_dictionary()
    if morph.prob_estimator is None:
        return 0.0
    lexeme = morph.get_lexeme(reading.raw)
    cells = tuple((form, str(tag), 1.0 if reading.pos == tag.POS else ELSEWHERE) for form, tag, *_ in lexeme)
    return _lexeme_count(cells, reading.form)


@lru_cache(maxsize=1 << 12)
def _lexeme_count(cells: tuple[tuple[str, str, float], ...], shared: str) -> float:
    forms = {(form.replace("ё", "е"), tag, weight) for form, tag, weight in cells}
    return sum(weight * _cell_count(form, tag) for form, tag, weight in forms if form != shared)


def _cell_count(form: str, tag: str) -> float:
    probabilities = _probabilities(form)
    if tag not in probabilities:
        return 0.0
    return probabilities[tag] / min(probabilities.values()) - 1.0


@lru_cache(maxsize=1 << 14)
def _probabilities(folded: str) -> dict[str, float]:
    estimator = load_dictionary().prob_estimator
    if estimator is None:
        return {}
    entries: Iterable[tuple[str, int]] = estimator.p_t_given_w.items(folded + ":")
    return {key[len(folded) + 1 :]: float(value) for key, value in entries}
