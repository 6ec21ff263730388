"""Words in Latin letters, many at once: latin.py on arrays."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import latin
from .arrays import by_lexicon, readings_many
from .batch import Ints
from .listed import lexicon
from .stems import abbreviations

_STEM = 20  # bits of the number of a stem, beneath what it costs
_NOTHING = np.iinfo(np.int64).max
# What is one thing in every skeleton, pairs of letters first; and what may be several
_ALIKE = {letters: of[0] for letters, of in sorted(latin.SKELETONS.items(), key=lambda row: -len(row[0])) if not of[1:]}
_OPEN = re.compile("|".join(letters for letters, of in latin.SKELETONS.items() if of[1:]) + f"|'|{latin.YE.pattern}")


class Readings(NamedTuple):
    """The best reading by the lexicon of each of some forms.

    stem: its number, -1 where there is none; is_bare: whether the form is the stem. Both of shape (forms,).
    """

    stem: Ints
    is_bare: NDArray[np.bool_]

    def only(self, rows: Ints) -> "Readings":
        """Some of them."""
        return Readings(self.stem.take(rows), self.is_bare.take(rows))

    def lemmas(self) -> list[str]:
        """Those of the stems, anything where there is none."""
        found: list[str] = lexicon().lemmas.take(self.stem, mode="clip").tolist()
        return found


class _Spelt(NamedTuple):
    """How forms may be spelt in Cyrillic: the number of the form, the spelling or the skeleton of one, its price."""

    form: Ints
    letters: Sequence[str]
    price: Ints | int


def readings_by_skeletons(forms: Sequence[str]) -> Readings:
    """Those of forms that lost no marks.

    >>> readings_by_skeletons(["mektep", "mektepter", "window"]).is_bare.tolist()
    [True, False, False]
    """
    return _readings(forms, [(_by_skeletons(forms), True)])


def lemmas_many(forms: Sequence[str]) -> list[str]:
    """The lemmas of words that are Kazakh: as `latin.best` has them, four times faster.

    >>> lemmas_many(["ministrlıgınıñ", "kazakstan", "iphone"])
    ['министрлік', 'қазақстан', 'iphone']
    """
    is_marked = np.array(list(map(latin.is_marked, forms)), np.bool_)
    plain = np.array(list(map(latin.is_plain, forms)), np.bool_)
    skeletons = _by_skeletons(forms)
    priced = skeletons._replace(price=np.where(plain.take(skeletons.form), latin.UNMARKED, latin.MARKED))
    plain_forms = [(i, forms[i]) for i in np.flatnonzero(plain).tolist()]
    ways = [
        (_spelt(latin.spellings, enumerate(forms)), False),
        (priced, True),
        (_spelt(latin.skeletons_of_lost_marks, plain_forms, latin.LOST_MARK), True),
    ]
    found = _readings(forms, ways)
    lemmas = found.lemmas()
    for i in np.flatnonzero((found.stem < 0) & ~is_marked).tolist():
        lemmas[i] = forms[i]
    unread = np.flatnonzero((found.stem < 0) & is_marked).tolist()
    for i, lemma in zip(unread, _guessed([forms[i] for i in unread]), strict=True):
        lemmas[i] = lemma
    return lemmas


def _spelt(spell: Callable[[str], Iterable[str]], forms: Iterable[tuple[int, str]], price: int = 0) -> _Spelt:
    """All spellings of some forms, each with its number."""
    found = [(i, spelling) for i, form in forms for spelling in spell(form) if spelling]
    return _Spelt(np.array([i for i, _ in found], np.int64), [spelling for _, spelling in found], price)


def _by_skeletons(forms: Sequence[str]) -> _Spelt:
    """`latin.skeletons` of each; where there is but one, of all forms at once, letter by letter."""
    is_open = [_OPEN.search(form) is not None for form in forms]
    others = _spelt(latin.skeletons, ((i, form) for i, form in enumerate(forms) if is_open[i]))
    rows = np.flatnonzero(~np.array(is_open, np.bool_))
    text = "\n".join([forms[i] for i in rows.tolist()])
    for letters, cyrillic in _ALIKE.items():
        text = text.replace(letters, cyrillic)
    alike = text.split("\n") if len(rows) else []
    return _Spelt(np.concatenate((rows, others.form)), [*alike, *others.letters], 0)


def _readings(forms: Sequence[str], ways: Sequence[tuple[_Spelt, bool]]) -> Readings:
    """The cheapest of all ways; with each, whether it is of skeletons."""
    best, is_bare = np.full(len(forms), _NOTHING), np.zeros(len(forms), np.bool_)
    for spelt, are_folded in ways:
        found = by_lexicon(spelt.letters, folded=are_folded)
        form = spelt.form.take(found.word)
        price = spelt.price if isinstance(spelt.price, int) else spelt.price.take(found.word)
        rank = (found.cost + price) << _STEM | found.stem
        lemmas = zip(form.tolist(), lexicon().lemmas.take(found.stem).tolist(), strict=True)
        rank[[lemma in abbreviations() and not latin.is_marked(forms[i]) for i, lemma in lemmas]] = _NOTHING
        np.minimum.at(best, form, rank)
        is_best = best.take(form) == rank
        is_bare[form[is_best]] = found.is_bare[is_best]
    return Readings(np.where(best == _NOTHING, -1, best & (1 << _STEM) - 1), is_bare & (best != _NOTHING))


def _guessed(forms: Sequence[str]) -> list[str]:
    """The lemmas of forms that the lexicon cannot read, by their likeliest spellings."""
    spelt = _spelt(latin.spellings, enumerate(forms))
    found = readings_many(spelt.letters)
    order = np.lexsort((found.costs, spelt.form))
    first = order[np.flatnonzero(np.diff(spelt.form.take(order), prepend=-1))]
    lemmas = list(forms)
    for i, row in zip(spelt.form.take(first).tolist(), first.tolist(), strict=True):
        lemmas[i] = found.lemmas[row]
    return lemmas
