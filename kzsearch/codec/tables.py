"""The dictionaries of a segment: forms, lemmas, coarse keys and document ids, and how they lead to lists of postings.

forms     sorted strings (dictionary.py): the forms as typed
forms.words    uint32  where the words of each form begin in `words`, and the end: a form may be a word of two languages
forms.kinds    uint8   a place in vocabulary.KINDS
forms.evidence int8    tenths of a nat that it speaks for Kazakh: language.py
words.lists    uint32  the word's list; the highest bit is set for Kazakh
words.tags     uint16  which of the list's words it is
lemmas    sorted strings: one for each list
lemmas.lists   uint32  the list of each
coarse    sorted strings: coarse keys of the lemmas
coarse.starts  uint32  where the lists of each begin in `coarse.lists`, and the end
coarse.lists   uint32
ids.codes, ids.starts  the documents' ids, in the order of documents
ids.hashes     uint32  their CRC-32 in UTF-8, sorted
ids.order      uint32  the document of each
"""

from collections.abc import Sequence

import numpy as np
from kzsearch_analyzers.analysis import COARSE_LETTERS, MADE_OF_PARTS, coarse_keys
from kzsearch_analyzers.codepage import CHARACTERS, Bytes, code_of, decode_many, encode_many, mapped, recoded
from kzsearch_analyzers.cyrillic_words import AFTER
from kzsearch_analyzers.lemmas import Lemmas
from kzsearch_analyzers.normalizer import fold
from kzsearch_analyzers.vocabulary import KINDS
from numpy.typing import NDArray

from .columnfile import ColumnWriter
from .dictionary import gathered, sort_order, write_strings
from .segment import KAZAKH, id_hash
from .wordtable import WordTable

_FOLDED = mapped(fold)
_IS_OTHER = np.ones(256, np.uint8)  # than a small letter or a digit
_IS_OTHER[[code_of(character) for character in CHARACTERS if character.islower() or character.isdigit()]] = 0
_MADE_OF_PARTS = np.isin(KINDS, sorted(MADE_OF_PARTS))  # by kind


def write_words(out: ColumnWriter, table: WordTable) -> int:
    """Write forms, lemmas and coarse keys; how many lists there are."""
    known, vocabulary = table.known(), table.analyzer.vocabulary
    codes, starts, sizes = vocabulary.codes(known.forms)
    padded = np.concatenate((codes, np.zeros(AFTER, np.uint8)))
    codes, starts, sizes = Lemmas.as_written(padded, starts, sizes).codes()  # ё as е: analysis.form_term
    order, is_new = sort_order(codes, starts, sizes)
    first = order[is_new]
    write_strings(out, "forms", *gathered(codes, starts[first], sizes[first]))
    out.add("forms.words", np.concatenate((np.flatnonzero(is_new), [len(order)])).astype(np.uint32))
    out.add("forms.kinds", vocabulary.kinds(known.forms[first]))
    out.add("forms.evidence", table.analyzer.evidence(known.forms[first]).astype(np.int8))
    lists = known.lists.astype(np.uint32) | np.where(known.kazakh, np.uint32(KAZAKH), np.uint32(0))
    out.add("words.lists", lists[order])
    out.add("words.tags", known.tags[order].astype(np.uint16))
    kinds = np.zeros(table.lists, np.uint8)
    kinds[known.lists] = vocabulary.kinds(known.forms)
    _write_lemmas(out, *gathered(*table.lemmas().codes()), kinds)
    return table.lists


def _write_lemmas(out: ColumnWriter, codes: Bytes, starts: NDArray[np.int64], kinds: NDArray[np.uint8]) -> None:
    """Write the lemmas codes[starts[i]:starts[i + 1]] of lists, and their coarse keys."""
    order, _ = sort_order(codes, starts[:-1], np.diff(starts))
    write_strings(out, "lemmas", *gathered(codes, starts[order], np.diff(starts)[order]))
    out.add("lemmas.lists", order.astype(np.uint32))
    keys, begins, lists = _coarse(codes, starts, kinds)
    order, is_new = sort_order(keys, begins[:-1], np.diff(begins))
    first = order[is_new]
    write_strings(out, "coarse", *gathered(keys, begins[first], np.diff(begins)[first]))
    out.add("coarse.groups", np.concatenate((np.flatnonzero(is_new), [len(order)])).astype(np.uint32))
    out.add("coarse.lists", lists[order].astype(np.uint32))


def _coarse(
    codes: Bytes, starts: NDArray[np.int64], kinds: NDArray[np.uint8]
) -> tuple[Bytes, NDArray[np.int64], NDArray[np.int64]]:
    """The coarse keys of all lemmas: codes, where each begins with the end, and the list of each."""
    others = np.concatenate((np.zeros(1, np.int64), np.cumsum(recoded(codes, _IS_OTHER), dtype=np.int64)))
    is_plain = (others[starts[1:]] == others[starts[:-1]]) & ~_MADE_OF_PARTS.take(kinds)
    plain, rest = np.flatnonzero(is_plain), np.flatnonzero(~is_plain)
    folded, ends = gathered(recoded(codes, _FOLDED), starts[plain], np.minimum(np.diff(starts)[plain], COARSE_LETTERS))
    lemmas = zip(rest.tolist(), decode_many(codes, starts[rest], starts[rest + 1]), strict=True)
    found = [(key, i) for i, lemma in lemmas for key in sorted(coarse_keys(lemma, KINDS[kinds[i]]))]
    more, more_ends = encode_many([key for key, _ in found])
    lists = np.concatenate((plain, np.array([i for _, i in found], np.int64)))
    return np.concatenate((folded, more)), np.concatenate((ends, more_ends[1:] + ends[-1])), lists


def write_ids(out: ColumnWriter, ids: Sequence[str]) -> None:
    """Write the documents' ids."""
    codes, starts = encode_many(ids)
    out.add("ids.codes", codes)
    out.add("ids.starts", starts.astype(np.uint32 if starts[-1] < 1 << 32 else np.uint64))
    hashes = np.fromiter(map(id_hash, ids), np.uint32, len(ids))
    order = np.argsort(hashes, kind="stable")
    out.add("ids.hashes", hashes[order])
    out.add("ids.order", order.astype(np.uint32))
