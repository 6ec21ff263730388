"""Texts -> the ids of their word forms, many texts at once: the tokenizer at the speed of numpy.

Each unit (units.py) is looked up among those seen before. A new one that is only letters is its own form; the others go
once through the tokenizer that people call, so that both give the same tokens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from . import units
from .codepage import Bytes, Characters, decode_many, encode_many, recoded
from .hard_units import forms_in, plain_units
from .keytable import KeyTable
from .tokenizer import COMPOUND, EMAIL, HASHTAG, LONGEST_FORM, MENTION, NUMBER, URL, WORD, spans
from .units import FROM_CODEPAGE, LONGEST, TO_CODEPAGE, Units

KINDS = (WORD, NUMBER, COMPOUND, HASHTAG, MENTION, EMAIL, URL)
BATCH_CHARACTERS = 800_000  # of the texts that are best given at once: arrays stay in the cache, calls are few
_KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
_TAG = 1  # before the codes of a form that is not only letters stands its kind: `4-аб` may be a unit and its form

_NO_CHARACTERS = Characters.of("")

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class UnitIds:
    """The units of many texts, laid end to end.

    ids: int32, shape (units,); starts: where each text begins, int64, shape (texts + 1,); cut: how many first units of
    each text begin before its cut, int64, shape (texts,); halved: unit -> how many of its tokens do not, for units that
    a cut goes through; joined: the texts, with a line break after each; texts: where each begins there, and the end,
    int64, shape (texts + 1,).
    """

    ids: Ids
    starts: NDArray[np.int64]
    cut: NDArray[np.int64]
    halved: Mapping[int, int]
    joined: Characters
    texts: NDArray[np.int64]

    def without_texts(self) -> "UnitIds":
        """The same without the characters."""
        return replace(self, joined=_NO_CHARACTERS, texts=self.texts[:0])


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of many texts, laid end to end.

    forms: ids of a Vocabulary, int32, shape (tokens,); starts: where each text begins, int64, shape (texts + 1,);
    cut: how many first tokens of each text begin before its cut, int64, shape (texts,). A token's position is its place
    in its text.
    """

    forms: Ids
    starts: NDArray[np.int64]
    cut: NDArray[np.int64]


@dataclass(slots=True)
class Parts:
    """The forms of units that are none or several, laid end to end; the first entry is not used.

    starts: where those of each begin, the last entry being the end, int64, shape (units + 1,); forms: ids, int32.
    """

    starts: NDArray[np.int64]
    forms: Ids

    @classmethod
    def none(cls) -> "Parts":
        return cls(np.zeros(2, np.int64), np.zeros(0, np.int32))

    def add(self, forms: Ids, counts: NDArray[np.int64]) -> Ids:
        """The places of new units, given their forms, end to end, and how many each has. int32, shape (units,)."""
        places = np.arange(len(counts), dtype=np.int32) + np.int32(len(self.starts) - 1)
        self.starts = np.concatenate((self.starts, len(self.forms) + np.cumsum(counts)))
        self.forms = np.concatenate((self.forms, forms))
        return places

    def counts(self, places: Ids) -> NDArray[np.int64]:
        """How many forms units have, shape of `places`."""
        return self.starts[places + 1] - self.starts[places]

    def put(self, forms: Ids, several: NDArray[np.int64], counts: NDArray[np.int64]) -> Ids:
        """Forms with those of units spelt out that stand where `several` says, as the negatives of their places."""
        if not len(several):
            return forms
        sizes = np.ones(len(forms), np.int64)
        sizes[several] = counts
        put = np.repeat(forms, sizes)
        begins = self.starts[-forms[several]] - (np.cumsum(counts) - counts)
        put[put < 0] = self.forms[np.repeat(begins, counts) + np.arange(int(counts.sum()))]
        return put


class Vocabulary:
    """Word forms by id, from 1 up; ids that stand for no form are units that fall apart into others.

    >>> known = Vocabulary()
    >>> found = known.tokenize(["Мектептер мен мектептер", "ата-ана"])
    >>> known.forms(found.forms), found.starts.tolist()
    (['мектептер', 'мен', 'мектептер', 'ата', 'ана'], [0, 3, 5])
    """

    def __init__(self) -> None:
        self._table = KeyTable()
        self._long: dict[str | bytes, int] = {}  # units and forms without a key, by their codes or as written
        self._codes: dict[int, bytes] = {}  # of the forms among them, in the codes of codepage.py
        self._whole: dict[int, str] = {}  # units that are still to be taken apart
        self._form, self._kind = np.zeros(1, np.int32), np.zeros(1, np.uint8)
        self._parts = Parts.none()  # of units that are not one form: `_form` has the negative of a place here
        self._known = 1  # ids of which the arrays tell

    def __len__(self) -> int:
        """One more than the largest id."""
        return len(self._table)

    # -- texts

    def tokenize(self, texts: Sequence[str], cuts: NDArray[np.int64] | None = None) -> Tokens:
        """The tokens of texts, as `tokenizer.spans` gives them. cuts: an offset in each text, for `Tokens.cut`."""
        return self.tokens(self.look_up(texts, cuts))

    def look_up(self, texts: Sequence[str], cuts: NDArray[np.int64] | None = None) -> UnitIds:
        """The units of texts. cuts: an offset in each text, 0 where it is not cut."""
        found = units.split(texts)
        starts = found.bounds()
        if cuts is None:
            cut, halved = np.zeros(len(texts), np.int64), {}
        else:
            places = np.searchsorted(found.starts, found.texts[:-1] + cuts)
            cut, halved = places - starts[:-1], _halved(found, places, found.texts[:-1] + cuts)
        return UnitIds(self._ids(found), starts, cut, halved, found.joined, found.texts)

    def tokens(self, found: UnitIds) -> Tokens:
        """The tokens that units stand for."""
        if self._whole:
            self._take_apart()
        forms = self._form.take(found.ids)
        several = np.flatnonzero(forms < 0)
        counts = self._parts.counts(-forms[several])
        more = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts - 1)))  # tokens than units, before each of those
        starts = found.starts + more[np.searchsorted(several, found.starts)]
        cuts = found.starts[:-1] + found.cut
        cut = cuts + more[np.searchsorted(several, cuts)] - starts[:-1]
        halves = np.array([(unit, kept) for unit, kept in found.halved.items()], np.int64).reshape(-1, 2)
        np.subtract.at(cut, np.searchsorted(found.starts, halves[:, 0], side="right") - 1, halves[:, 1])
        return Tokens(self._parts.put(forms, several, counts), starts, cut)

    def _ids(self, found: Units) -> Ids:
        keys = units.keys(found.letters, found.starts, found.sizes)
        ids = self._table.find(keys)
        keyless = (found.sizes > LONGEST) | found.is_foreign
        new = np.flatnonzero((ids == 0) & ~keyless)
        if len(new):
            ids[new] = self._table.insert(keys[new])
            self._stand_for_themselves()
            hard = new[found.is_hard[new]]
            self._whole.update(zip(ids[hard].tolist(), found.written(hard), strict=True))
        places = np.flatnonzero(keyless)
        if len(places):
            ids[places] = self._keyless(found, places)
        return ids

    def _keyless(self, found: Units, places: NDArray[np.int64]) -> list[int]:
        """Ids of long units and of foreign ones."""
        names = _names(found, places)
        new = {name: at for name, at in zip(names, places.tolist(), strict=True) if name not in self._long}
        ids = self._reserve(len(new))
        self._long.update(zip(new, ids, strict=True))
        at = np.fromiter(new.values(), np.int64, len(new))
        hard = found.is_hard[at]
        self._whole.update(zip(np.array(ids)[hard].tolist(), found.written(at[hard]), strict=True))
        self._codes.update(
            (i, _codepage(name))
            for i, name, plain in zip(ids, new, ~hard, strict=True)
            if plain and isinstance(name, bytes)
        )
        return [self._long[name] for name in names]

    def _take_apart(self) -> None:
        """Let the tokenizer say which forms the new units stand for."""
        ids, units = np.array(list(self._whole), np.int64), list(self._whole.values())
        self._whole.clear()
        plain = plain_units(units)
        kinds = np.where(plain.is_number, _KIND_NUMBER[NUMBER], _KIND_NUMBER[WORD]).astype(np.uint8)
        self._stand_for(ids[plain.rows], self._ids_of_codes(plain.codes, plain.starts, kinds), plain.counts)
        others = np.delete(np.arange(len(units)), plain.rows)
        forms = [forms_in(units[i]) for i in others.tolist()]
        counts = np.fromiter(map(len, forms), np.int64, len(forms))
        self._stand_for(ids[others], self.ids_of(list(chain.from_iterable(forms))), counts)

    def _stand_for(self, units: NDArray[np.int64], forms: Ids, counts: NDArray[np.int64]) -> None:
        """Units stand for forms, given end to end, so many each."""
        single = counts == 1
        alone = np.repeat(single, counts)
        self._form[units[single]] = forms[alone]
        self._form[units[~single]] = -self._parts.add(forms[~alone], counts[~single])

    # -- forms

    def new_forms(self, known: int) -> Ids:
        """The ids from `known` on that are forms; those of units that are to be taken apart come later."""
        if self._whole:
            self._take_apart()
        ids = np.arange(known, len(self), dtype=np.int32)
        found: Ids = ids[self._form[known : len(self)] == ids]
        return found

    def ids_of(self, forms: Sequence[tuple[str, str]]) -> Ids:
        """The id of each (form, kind), new ones for those not there. No form is empty. Shape (forms,).

        >>> known = Vocabulary()
        >>> known.forms(known.ids_of([("covid-19", "compound"), ("қала", "word")]))
        ['covid-19', 'қала']
        """
        kinds = np.array([_KIND_NUMBER[kind] for _, kind in forms], np.uint8)
        codes, starts = encode_many([form for form, _ in forms])
        return self._ids_of_codes(codes, starts, kinds)

    def _ids_of_codes(self, codes: Bytes, starts: NDArray[np.int64], kinds: NDArray[np.uint8]) -> Ids:
        """The same by codes of codepage.py: codes[starts[i]:starts[i + 1]], and places in KINDS."""
        codes = recoded(codes, FROM_CODEPAGE)
        tagged = ~(_only_letters(codes, starts) & (kinds == _KIND_NUMBER[WORD]))
        codes, starts, sizes = _tagged(codes, starts, np.where(tagged, kinds + _TAG, 0).astype(np.uint8))
        ids, short = np.zeros(len(starts), np.int32), sizes <= LONGEST
        ids[short] = self._table.add(units.keys(codes, starts[short], sizes[short]))
        self._stand_for_themselves()
        for i in np.flatnonzero(~short):
            ids[i] = self._long_form(codes[starts[i] : starts[i] + sizes[i]].tobytes())
        self._kind[ids] = kinds
        return ids

    def _long_form(self, codes: bytes) -> int:
        if codes not in self._long:
            self._long[codes] = self._reserve(1)[0]
            self._codes[self._long[codes]] = _codepage(codes)
        return self._long[codes]

    def forms(self, ids: Iterable[int] | Ids) -> list[str]:
        """The form of each id, as `tokenizer.spans` gives it."""
        wanted = np.asarray(list(ids) if not isinstance(ids, np.ndarray) else ids, np.int64)
        codes, starts, sizes = self.codes(wanted)
        return decode_many(codes, starts, starts + sizes)

    def codes(self, ids: NDArray[np.integer]) -> tuple[Bytes, NDArray[np.int64], NDArray[np.int64]]:
        """The codes of forms (codepage.py): an array of bytes, and where in it each form begins and its size."""
        rows = recoded(self._table.keys(ids).view(np.uint8), TO_CODEPAGE)
        sizes = units.sizes(rows)
        starts = np.arange(len(rows), dtype=np.int64) * rows.shape[1]
        codes = rows.reshape(-1)
        long = np.flatnonzero(sizes == 0)
        if len(long):
            others = [self._codes[i] for i in np.asarray(ids)[long].tolist()]
            sizes[long] = [len(other) for other in others]
            starts[long] = len(codes) + np.cumsum(sizes[long]) - sizes[long]
            codes = np.concatenate((codes, np.frombuffer(b"".join(others), np.uint8)))
        tagged = codes[np.minimum(starts, max(len(codes) - 1, 0))] < _TAG + len(KINDS)
        return codes, starts + tagged, sizes - tagged

    def kinds(self, ids: NDArray[np.integer]) -> NDArray[np.uint8]:
        """The kind of each form, a place in KINDS."""
        return self._kind.take(ids)

    # -- growth

    def _reserve(self, count: int) -> list[int]:
        ids: list[int] = self._table.reserve(count).tolist()
        self._stand_for_themselves()
        return ids

    def _stand_for_themselves(self) -> None:
        """New ids are forms, one token each, words: until something else is said of them."""
        known, size = self._known, len(self)
        if size > len(self._form):
            self._form, self._kind = (
                np.concatenate((kept, np.zeros(2 * size - len(kept), kept.dtype))) for kept in (self._form, self._kind)
            )
        self._form[known:size] = np.arange(known, size)
        self._known = size


def _halved(found: Units, cut: NDArray[np.int64], offsets: NDArray[np.int64]) -> dict[int, int]:
    """Unit -> how many of its tokens begin at the offset or after it, for the units that a cut goes through."""
    last = np.maximum(cut - 1, 0)
    through = (cut > 0) & found.is_hard[last] if len(found.starts) else np.zeros(len(cut), bool)
    through[through] = (found.starts + found.sizes)[last[through]] > offsets[through]
    cut_units = last[through]
    within = (offsets[through] - found.starts[cut_units]).tolist()
    return {
        unit: sum(start >= offset for start, *_ in spans(written))
        for unit, offset, written in zip(cut_units.tolist(), within, found.written(cut_units), strict=True)
    }


def _names(found: Units, places: NDArray[np.int64]) -> list[str | bytes]:
    """What long and foreign units are known by: if they are only letters, those of their forms."""
    coded, foreign, hard = found.coded(places), found.is_foreign[places], found.is_hard[places]
    names: list[str | bytes] = [
        name if is_hard else name[:LONGEST_FORM] for name, is_hard in zip(coded, hard.tolist(), strict=True)
    ]
    for i, name in zip(np.flatnonzero(foreign).tolist(), found.written(places[foreign]), strict=True):
        names[i] = name
    return names


def _codepage(name: bytes) -> bytes:
    """The codes of codepage.py for those of units."""
    return name.translate(_TO_CODEPAGE)


_TO_CODEPAGE = TO_CODEPAGE.tobytes()


def _only_letters(codes: Bytes, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Is each string made of small letters of one alphabet, as units that are not hard are?

    strings: codes[starts[i]:starts[i + 1]], in the codes of units.
    """
    latin, cyrillic = (
        np.concatenate((np.zeros(1, np.int64), np.cumsum(small))) for small in units.small_letters(codes)
    )
    sizes = np.diff(starts)
    only: NDArray[np.bool_] = (np.diff(latin[starts]) == sizes) | (np.diff(cyrillic[starts]) == sizes)
    return only


def _tagged(
    codes: Bytes, starts: NDArray[np.int64], tags: NDArray[np.uint8]
) -> tuple[Bytes, NDArray[np.int64], NDArray[np.int64]]:
    """The strings with their tags before them where there is one (not 0); where each begins, and its size."""
    out = np.zeros(len(codes) + len(tags) + units.PAD, np.uint8)
    places = np.arange(len(codes)) + np.repeat(np.arange(1, len(tags) + 1), np.diff(starts))
    out[places] = codes
    begins = starts[:-1] + np.arange(len(tags))
    out[begins] = tags
    return out, begins + (tags == 0), np.diff(starts) + (tags != 0)
