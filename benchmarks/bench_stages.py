"""The stages of indexing, each alone, beside the plain way of doing it.

Measured: tokenising (characters to form ids), looking forms up, lemmatising forms never seen, inverting, writing texts,
merging segments; each on the same documents and with results that are asserted to be the same. Not measured: reading
files, the time that the disk takes.
"""

import io
import json
import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from kzsearch_analyzers.analysis import lemma_of
from kzsearch_analyzers.batch import BatchAnalyzer, Words
from kzsearch_analyzers.tokenizer import spans
from kzsearch_analyzers.units import keys, split
from kzsearch_analyzers.vocabulary import KINDS, Vocabulary
from numpy.typing import NDArray

from benchmarks.conftest import Measure
from benchmarks.corpus import Corpus
from kzsearch.additions import Record, records
from kzsearch.codec.builder import SegmentBuilder
from kzsearch.codec.columnfile import ColumnFile, ColumnWriter
from kzsearch.codec.generation import Generation, Leaf, open_generation
from kzsearch.codec.inversion import Inversion, packed, prepared
from kzsearch.codec.manifest import Manifest, SegmentEntry
from kzsearch.codec.merge import merge
from kzsearch.codec.segment import Segment
from kzsearch.codec.storage import Memory
from kzsearch.codec.textstore import Batch, TextStore, TextWriter


@pytest.fixture(scope="module")
def texts(corpus: Corpus) -> list[str]:
    return [document["text"] for document in corpus.documents]


@pytest.fixture(scope="module")
def documents(corpus: Corpus) -> list[Record]:
    return [record for record in records(corpus.documents) if isinstance(record, Record)]


# -- tokenise


@pytest.fixture(scope="module")
def forms(texts: list[str]) -> list[list[str]]:
    return [[form for *_, form in spans(text)] for text in texts]


def test_tokenise_arrays(measure: Measure, texts: list[str], forms: list[list[str]]) -> None:
    vocabulary = Vocabulary()
    found = measure("tokenise", lambda: vocabulary.tokenize(texts))
    assert vocabulary.forms(found.forms) == [form for each in forms for form in each]


def test_tokenise_one_by_one(measure: Measure, texts: list[str], forms: list[list[str]]) -> None:
    assert measure("tokenise", lambda: [[form for *_, form in spans(text)] for text in texts]) == forms


# -- look up


def test_look_up_arrays(measure: Measure, texts: list[str]) -> None:
    found = split(texts)
    wanted = keys(found.letters, found.starts, found.sizes)
    vocabulary = Vocabulary()
    ids = vocabulary.look_up(texts).ids
    short = (found.sizes <= 16) & ~found.is_foreign
    table = vocabulary._table
    assert (measure("look up", lambda: table.find(wanted))[short] == ids[short]).all()


def test_look_up_dict(measure: Measure, texts: list[str]) -> None:
    found = split(texts)
    written = found.written(np.arange(len(found.starts)))
    ids: dict[str, int] = {}
    for unit in written:
        ids.setdefault(unit, len(ids))
    numbers = measure("look up", lambda: [ids[unit] for unit in written])
    assert len(numbers) == len(written)
    assert max(numbers) == len(ids) - 1


# -- lemmatise


@pytest.fixture(scope="module")
def words(texts: list[str]) -> tuple[Vocabulary, Words]:
    """Every word of the texts, once."""
    analyzer = BatchAnalyzer()
    tokens = analyzer.vocabulary.tokenize(texts)
    kazakh = analyzer.kazakh(tokens)
    found = np.unique(tokens.forms.astype(np.int64) * 2 + kazakh)
    return analyzer.vocabulary, Words((found >> 1).astype(np.int32), (found & 1).astype(bool))


def test_lemmatise_arrays(measure: Measure, words: tuple[Vocabulary, Words]) -> None:
    vocabulary, wanted = words

    def lemmas() -> list[str]:
        analyzer = BatchAnalyzer()
        analyzer.vocabulary = vocabulary
        analyzer.judge(wanted.forms)
        return analyzer.lemmas(wanted)

    assert measure("lemmatise, with language evidence", lemmas) == one_by_one(*words)


def test_lemmatise_one_by_one(measure: Measure, words: tuple[Vocabulary, Words]) -> None:
    found = measure("lemmatise, with language evidence", lambda: one_by_one(*words), setup=lemma_of.cache_clear)
    assert len(found) == len(words[1].forms)


def one_by_one(vocabulary: Vocabulary, words: Words) -> list[str]:
    kinds = [KINDS[kind] for kind in vocabulary.kinds(words.forms).tolist()]
    rows = zip(vocabulary.forms(words.forms), kinds, words.kazakh.tolist(), strict=True)
    return [lemma_of(form, kind, _language(form, kk)) for form, kind, kk in rows]


def _language(form: str, kazakh: bool) -> str:
    if not any("\u0400" <= letter <= "\u052f" for letter in form):
        return ""
    return "kk" if kazakh else "ru"


# -- invert


@pytest.fixture(scope="module")
def occurrences(texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List of each word, and where each document begins."""
    found = Vocabulary().tokenize(texts)
    return found.forms.astype(np.int64), found.starts


def test_invert_arrays(measure: Measure, occurrences: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
    lists, starts = occurrences
    numbers = packed(lists, np.zeros_like(lists))

    def invert() -> int:
        longest = int(np.diff(starts).max())
        inversion = Inversion(len(lists), len(starts) - 1, longest, int(lists.max()) + 1)
        inversion.add(prepared(numbers, int(lists.max()) + 1), starts, np.zeros(len(starts) - 1, np.int64))
        return sum(len(piece.docs) for piece in inversion.postings())

    assert measure("invert", invert) == plainly_inverted(lists, starts)


def test_invert_dict(measure: Measure, occurrences: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
    assert measure("invert", lambda: plainly_inverted(*occurrences)) > 0


def plainly_inverted(lists: NDArray[np.int64], starts: NDArray[np.int64]) -> int:
    postings: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    values = lists.tolist()
    for doc, (begin, end) in enumerate(zip(starts.tolist(), starts[1:].tolist(), strict=False)):
        for position, number in enumerate(values[begin:end]):
            postings[number][doc].append(position)
    return sum(map(len, postings.values()))


# -- write texts


def test_write_texts(measure: Measure, documents: list[Record]) -> None:
    batch = Batch.of([d.title for d in documents], [d.text for d in documents], [d.fields for d in documents])

    def write() -> bytes:
        out = io.BytesIO()
        columns = ColumnWriter(out)
        texts = TextWriter(columns)
        texts.add(batch)
        texts.finish()
        columns.finish({})
        return out.getvalue()

    stored = TextStore(ColumnFile(measure("write texts", write), "memory"))
    assert [stored.get(i)[1] for i in (0, len(documents) - 1)] == [documents[0].text, documents[-1].text]


def test_write_json_with_zlib(measure: Measure, documents: list[Record]) -> None:
    def write() -> list[bytes]:
        return [zlib.compress(json.dumps([d.title, d.text], ensure_ascii=False).encode(), 1) for d in documents]

    assert json.loads(zlib.decompress(measure("write texts", write)[-1]))[1] == documents[-1].text


# -- merge


def segment(documents: Sequence[Record]) -> tuple[bytes, dict[str, Any]]:
    out = io.BytesIO()
    builder = SegmentBuilder(out, 1 << 28)
    builder.add(documents)
    about = builder.finish()
    return out.getvalue(), about


def generation(*parts: Sequence[Record]) -> Generation:
    storage, entries = Memory(), []
    for number, part in enumerate(parts):
        file, about = segment(part)
        storage.seal(f"{number}.seg", io.BytesIO(file))
        entries.append(SegmentEntry(f"{number}.seg", about["bytes"], about["documents"], "this"))
    storage.write_manifest(Manifest(1, tuple(entries)).dumps())
    return open_generation(storage)


def merged(leaves: Sequence[Leaf]) -> Segment:
    out = io.BytesIO()
    merge(leaves, out)
    return Segment(ColumnFile(out.getvalue(), "memory"))


def test_merge(measure: Measure, documents: list[Record]) -> None:
    size = -(-len(documents) // 8)
    parts = generation(*(documents[i : i + size] for i in range(0, len(documents), size)))
    found = measure("merge", lambda: merged(parts.leaves))
    assert (found.documents, found.id(len(documents) - 1)) == (len(documents), documents[-1].id)


def test_index_anew(measure: Measure, documents: list[Record]) -> None:
    assert measure("merge", lambda: segment(documents))[1]["documents"] == len(documents)
