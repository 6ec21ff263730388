"""The files of an index: what is written is read again, what is damaged is refused, and postings are those of the
analysis that people call, however many runs, segments, deletions and merges they went through."""

import io
import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.analysis import analyze, coarse_keys, form_term
from kzsearch_analyzers.codepage import encode_many
from kzsearch_analyzers.language import majority

from kzsearch.additions import Record
from kzsearch.codec import builder, merge
from kzsearch.codec.builder import SegmentBuilder
from kzsearch.codec.columnfile import BLOCK, ColumnFile, ColumnWriter
from kzsearch.codec.dictionary import Dictionary, gathered, sort_order, write_strings
from kzsearch.codec.generation import open_generation
from kzsearch.codec.inversion import Inversion, packed, prepared
from kzsearch.codec.manifest import Deletions, Manifest, SegmentEntry, loads
from kzsearch.codec.narrow import Narrow, NarrowWriter, write_narrow
from kzsearch.codec.segment import LANGUAGES, Segment
from kzsearch.codec.storage import Memory
from kzsearch.codec.writer import Writer
from kzsearch.errors import IndexFolderError
from kzsearch.fields import FIELDS
from kzsearch.snapshot import Snapshot


def column_file(**arrays: Any) -> bytes:
    out = io.BytesIO()
    writer = ColumnWriter(out)
    for name, values in arrays.items():
        writer.add(name, values)
    size = writer.finish({"tells": "сөз"})
    assert size == len(out.getvalue())
    return out.getvalue()


# -- column files


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.uint32, np.uint64, np.int64, np.float64])
@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_arrays_come_back(dtype: type, size: int) -> None:
    values = np.random.default_rng(size).integers(0, 100, size).astype(dtype)
    file = ColumnFile(column_file(first=values, second=values[:3]), "a file")
    assert file.about == {"tells": "сөз"}
    assert file.array("first").dtype == dtype
    np.testing.assert_array_equal(file.array("first"), values)
    np.testing.assert_array_equal(file.part("first", size // 2, size), values[size // 2 :])
    np.testing.assert_array_equal(file.array("second"), values[:3])
    file.verify()


@given(st.lists(st.binary(max_size=3 * BLOCK // 2), max_size=6))
@settings(max_examples=20)
def test_parts_make_one_array(parts: list[bytes]) -> None:
    out = io.BytesIO()
    writer = ColumnWriter(out)
    writer.begin("bytes", np.uint8)
    for part in parts:
        writer.append(part)
    assert writer.end() == len(b"".join(parts))
    writer.finish({})
    assert ColumnFile(out.getvalue(), "a file").array("bytes").tobytes() == b"".join(parts)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3 * BLOCK // 4)), max_size=8))
@settings(max_examples=20)
def test_reserved_arrays_are_filled_by_turns(parts: list[tuple[int, int]]) -> None:
    values = np.arange(sum(size for _, size in parts)).astype(np.uint16)
    pieces = np.split(values, np.cumsum([size for _, size in parts])[:-1]) if parts else []
    expected = [
        np.concatenate([values[:0], *(piece for (i, _), piece in zip(parts, pieces, strict=True) if i == number)])
        for number in range(3)
    ]
    out = io.BytesIO()
    writer = ColumnWriter(out)
    writer.add("before", np.arange(5))
    arrays = [writer.reserve(f"array {i}", np.uint16, len(array)) for i, array in enumerate(expected)]
    for (number, _), piece in zip(parts, pieces, strict=True):
        arrays[number].append(piece)
    writer.add("after", np.arange(7))
    for array in arrays:
        array.end()
    assert writer.finish({}) == len(out.getvalue())
    file = ColumnFile(out.getvalue(), "a file")
    file.verify()
    assert [file.array(f"array {i}").tolist() for i in range(3)] == [array.tolist() for array in expected]
    assert (file.array("before").tolist(), file.array("after").tolist()) == (list(range(5)), list(range(7)))


def test_a_reserved_array_is_as_long_as_was_said() -> None:
    array = ColumnWriter(io.BytesIO()).reserve("array", np.uint8, 3)
    array.append(np.zeros(2))
    with pytest.raises(ValueError, match="1 bytes reserved for 'array' are not written"):
        array.end()
    with pytest.raises(ValueError, match="more items than were reserved for 'array'"):
        array.append(np.zeros(2))


def test_every_flipped_bit_is_found() -> None:
    whole = column_file(numbers=np.arange(50, dtype=np.uint32), letters=np.arange(9, dtype=np.uint8))
    silent = []
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << at % 8
        try:
            ColumnFile(bytes(damaged), "a file").verify()
            silent.append(at)
        except IndexFolderError:
            pass
    assert all(whole[at] == 0 for at in silent), "only the padding between arrays may change unseen"
    assert len(silent) < 200


def test_every_cut_is_found() -> None:
    whole = column_file(numbers=np.arange(50, dtype=np.uint32))
    for size in range(len(whole)):
        with pytest.raises(IndexFolderError, match="damaged"):
            ColumnFile(whole[:size], "a file")
        with pytest.raises(IndexFolderError, match="were written"):
            ColumnFile(whole[:size], "a file", len(whole))


def test_a_block_is_read_only_when_it_is_used() -> None:
    values = np.arange(3 * BLOCK, dtype=np.uint8)
    whole = bytearray(column_file(numbers=values))
    whole[2 * BLOCK + 100] ^= 1
    file = ColumnFile(bytes(whole), "a file")
    np.testing.assert_array_equal(file.part("numbers", 0, BLOCK), values[:BLOCK])
    with pytest.raises(IndexFolderError, match="of 'numbers' are not those written"):
        file.part("numbers", 2 * BLOCK, 2 * BLOCK + 1)


# -- dictionaries

STRINGS = st.text(max_size=40) | st.text(alphabet="абвәі z😀\0", max_size=30)


@given(st.lists(STRINGS, max_size=60))
def test_strings_sort_by_code_point(strings: list[str]) -> None:
    codes, starts = encode_many(strings)
    order, is_new = sort_order(codes, starts[:-1], np.diff(starts))
    assert [strings[i] for i in order] == sorted(strings)
    assert [strings[i] for i, new in zip(order, is_new, strict=True) if new] == sorted(set(strings))


@given(st.lists(STRINGS, max_size=80, unique=True), st.lists(STRINGS, max_size=10))
def test_dictionary(strings: list[str], others: list[str]) -> None:
    strings.sort()
    out = io.BytesIO()
    writer = ColumnWriter(out)
    write_strings(writer, "words", *encode_many(strings))
    writer.finish({})
    found = Dictionary(ColumnFile(out.getvalue(), "a file"), "words")
    assert len(found) == len(strings)
    assert found.strings() == strings
    assert [found.find(s) for s in strings] == list(range(len(strings)))
    for other in (*others, *strings):
        assert (found.find(other) >= 0) == (other in strings)
        prefix = other[:2]
        assert [strings[i] for i in found.with_prefix(prefix)] == [s for s in strings if s.startswith(prefix)]


def test_gathered_strings_are_copied_end_to_end() -> None:
    codes, starts = encode_many(["бір", "екі", "үш"])
    copied, ends = gathered(codes, starts[[2, 0]], np.array([2, 3]))
    assert (copied.tobytes(), ends.tolist()) == (encode_many(["үш", "бір"])[0].tobytes(), [0, 2, 5])


# -- narrow numbers


@given(st.lists(st.integers(0, 300) | st.integers(0, 2**32 - 1), max_size=50), st.data())
def test_large_numbers_come_back(values: list[int], data: st.DataObject) -> None:
    out = io.BytesIO()
    writer = ColumnWriter(out)
    write_narrow(writer, "few", np.array(values, np.uint32), np.uint8)
    parts = NarrowWriter(np.uint16)
    writer.add("many", np.concatenate([parts.part(np.array(v, np.uint32)) for v in (values[:7], values[7:])]))
    parts.finish(writer, "many")
    writer.finish({})
    file = ColumnFile(out.getvalue(), "a file")
    first = data.draw(st.integers(0, len(values)))
    last = data.draw(st.integers(first, len(values)))
    for name in ("few", "many"):
        assert Narrow(file, name).all().tolist() == values
        assert Narrow(file, name).part(first, last).tolist() == values[first:last]
        places = np.array(data.draw(st.lists(st.sampled_from(range(len(values))))) if values else [], np.int64)
        assert Narrow(file, name).take(places).tolist() == [values[place] for place in places]


# -- inversion


@pytest.mark.parametrize("is_direct", [True, False], ids=["direct", "by place"])
@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=12), max_size=8), st.data())
def test_inversion(is_direct: bool, documents: list[list[tuple[int, int]]], data: st.DataObject) -> None:
    skipped = [data.draw(st.integers(0, len(words))) for words in documents]
    first = data.draw(st.integers(0, 5))
    flat = np.array([word for words in documents for word in words], np.int64).reshape(-1, 2)
    starts = np.cumsum([0, *map(len, documents)])
    expected = defaultdict(list)
    for doc, (words, skip) in enumerate(zip(documents, skipped, strict=True), first):
        for position, (list_, tag) in enumerate(words):
            if position >= skip:
                expected[list_].append((doc, position, tag))
    found = {}
    words, half = packed(flat[:, 0], flat[:, 1]), len(documents) // 2
    longest = max(map(len, documents), default=0) if is_direct else 1 << 40
    inversion = Inversion(len(words), len(documents), longest, 7, first)
    for a, b in ((0, half), (half, len(documents))):
        parts = (
            prepared(words[starts[a] : starts[b]], 7),
            starts[a : b + 1] - starts[a],
            np.array(skipped[a:b], np.int64),
        )
        inversion.add(*parts)
    for piece in inversion.postings():
        for row, list_ in enumerate(piece.lists.tolist()):
            (a, b), (x, y) = piece.starts[row : row + 2], piece.places[row : row + 2]
            docs = np.repeat(piece.docs[a:b], piece.frequencies[a:b]).tolist()
            assert list_ not in found
            assert len(set(piece.docs[a:b].tolist())) == b - a
            found[list_] = list(zip(docs, piece.positions[x:y].tolist(), piece.tags[x:y].tolist(), strict=True))
    assert found == expected


# -- segments against the analysis that people call

TEXTS = [
    "Мектептер ашылды, мектепте балалар көп. Бюджет 2024-жылы қабылданды.",
    "В школах Казахстана начались занятия; школа №5 ждёт учеников. Ёлка, елка.",
    "ДДҰ-ның есебі: COVID-19 info@gov.kz #Астана 1 000 000 теңге, ата-ана",
    "Глава ВОЗ посетил Қазақстан, МИНИСТР здравоохранения рад 😀 مەكتەپ",
    "",
    "сөз " * 300 + "соңы",
    "ы" * 400,
    "\ud800 жалғыз \0 нөл",
]
TITLES = ["", "Мектептер ашылды", "Глава ВОЗ посетил…", "ДДҰ-ның есебі: COVID", "Басқа тақырып", "В школах"]
DOCUMENTS = st.lists(
    st.builds(
        lambda text, title, extra: (text, title, extra),
        st.sampled_from(TEXTS) | st.lists(st.sampled_from(" ".join(TEXTS[:4]).split()), max_size=12).map(" ".join),
        st.sampled_from(TITLES),
        st.sampled_from([{}, {"rubric": "news"}, {"n": 5, "flag": True}, {"tags": ["a", "b"]}, {"n": -1.5}]),
    ),
    min_size=1,
    max_size=8,
)


def reference(documents: Sequence[Record]) -> dict[str, Any]:
    """What a snapshot must hold, by the analysis word by word: (field, key, term) -> {document: positions}; lengths;
    languages."""
    places: dict[tuple[str, str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    lengths: dict[str, list[int]] = {"title": [], "text": []}
    languages = []
    for doc, record in enumerate(documents):
        spoken = []
        opening = record.title.rstrip("…")
        repeated = len(opening) if record.text.startswith(opening) else 0
        run = next((run for run in re.finditer(r"\S+", record.text) if run.start() < repeated < run.end()), None)
        if run and any(c.isalnum() or c == "_" for c in record.text[repeated : run.end()]):
            repeated = run.start()  # the title ends within a word of the text
        for field, value, start in (("title", record.title, 0), ("text", record.text, repeated)):
            tokens = analyze(value)
            spoken += [token.lang for token in tokens]
            kept = [token for token in tokens if token.start >= start]
            lengths[field].append(len(kept))
            for t in kept:
                terms = {("lemma", t.lemma), ("form", form_term(t.form))}
                for key, term in terms | {("coarse", k) for k in coarse_keys(t.lemma, t.kind)}:
                    places[field, key, term][doc].append(t.position)
        languages.append(majority(spoken))
    return {"places": places, "lengths": lengths, "languages": languages}


def check(snapshot: Snapshot, documents: Sequence[Record]) -> None:
    """A snapshot holds these documents, in this order but for deleted ones, and nothing else."""
    live = snapshot.documents()
    stored = [snapshot.stored(doc) for doc in live]
    assert [(d["id"], d["title"], d["text"], d["fields"]) for d in stored] == [
        (r.id, r.title, r.text, r.fields) for r in documents
    ]
    expected = reference(documents)
    assert [d["lang"] for d in stored] == expected["languages"]
    for field, lengths in expected["lengths"].items():
        assert snapshot.lengths[field][live].tolist() == lengths
    number = {doc: i for i, doc in enumerate(live)}
    for (field, key, term), found in expected["places"].items():
        postings = snapshot.postings(field, key, term)
        frequencies = {number[d]: n for d, n in zip(postings.docs.tolist(), postings.frequencies, strict=True)}
        assert frequencies == {doc: len(positions) for doc, positions in found.items()}, (field, key, term)
        if key == "lemma":
            places = snapshot.occurrences(field, term)
            pairs = [(number[d], p) for d, p in zip(places.docs.tolist(), places.positions.tolist(), strict=True)]
            assert pairs == [(doc, p) for doc, positions in found.items() for p in positions]
    forms = {term for _, key, term in expected["places"] if key == "form"}
    known = [
        form for form, _ in snapshot.forms_from("", ("title", "text"), 10**6)
    ]  # of deleted documents too, until a merge
    assert [f for f in known if any(len(snapshot.postings(field, "form", f).docs) for field in FIELDS)] == sorted(forms)
    assert len(known) == len(forms) or not snapshot.alive.all()
    assert snapshot.postings("text", "lemma", "жоқсөз").docs.tolist() == []


def records(documents: Sequence[tuple[str, str, dict[str, Any]]], first: int = 0) -> list[Record]:
    return [Record(f"d{i}", title, text, extra) for i, (text, title, extra) in enumerate(documents, first)]


def written(*batches: Sequence[Record]) -> Memory:
    storage = Memory()
    storage.write_manifest(Manifest(0).dumps())
    for batch in batches:
        with Writer(storage, "this", wait=1) as writer:
            for record in batch:
                writer.put(record)
    return storage


@given(DOCUMENTS)
@settings(max_examples=60)
def test_a_segment_holds_what_the_analysis_says(documents: list[Any]) -> None:
    check(Snapshot(open_generation(written(records(documents)))), records(documents))


@given(DOCUMENTS, DOCUMENTS)
@settings(max_examples=20)
def test_several_runs_are_as_one(one: list[Any], other: list[Any]) -> None:
    documents = records([*one, *other])
    out = io.BytesIO()
    made = SegmentBuilder(out, budget=1)  # a run for each call
    for record in documents:
        made.add([record])
    about = made.finish()
    storage = Memory()
    storage.seal("a.seg", out)
    storage.write_manifest(Manifest(1, (SegmentEntry("a.seg", about["bytes"], len(documents), "this"),)).dumps())
    check(Snapshot(open_generation(storage)), documents)


@given(st.lists(DOCUMENTS, min_size=2, max_size=5), st.sets(st.integers(0, 20)), st.booleans())
@settings(max_examples=40)
def test_merged_segments_are_as_one(batches: list[list[Any]], dead: set[int], is_merged: bool) -> None:
    made, count = [], 0
    for batch in batches:
        made.append(records(batch, count))
        count += len(batch)
    storage = written(*made)
    with Writer(storage, "this", wait=1) as writer:
        for doc in dead:
            assert writer.delete(f"d{doc}") == (doc < count)
    if is_merged:
        merge_all(storage)
    kept = [record for batch in made for i, record in enumerate(batch) if int(record.id[1:]) not in dead]
    generation = open_generation(storage)
    assert len(generation.leaves) == min(len(kept), 1) if is_merged else True
    check(Snapshot(generation), kept)


def merge_all(storage: Memory) -> None:
    generation = open_generation(storage)
    if generation.leaves:
        out = io.BytesIO()
        about = merge.merge(generation.leaves, out)
        storage.seal("merged.seg", out)
        entry = SegmentEntry("merged.seg", about["bytes"], about["documents"], "this")
        storage.write_manifest(Manifest(generation.manifest.generation + 1, (entry,)).dumps())


def test_many_small_commits_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(3)
    texts = [" ".join(draw.choices(" ".join(TEXTS[:4]).split(), k=8)) for _ in range(60)]
    documents = [Record(f"d{i}", "", text, {"n": i}) for i, text in enumerate(texts)]
    storage = written(*([d] for d in documents))
    generation = open_generation(storage)
    assert len(generation.leaves) < merge.SEGMENTS_A_CLASS
    assert storage.files().keys() == generation.manifest.files(), "no file is left behind"
    check(Snapshot(generation), documents)
    assert sorted(column for leaf in generation.leaves for column in leaf.segment.columns["n"].values()) == list(
        range(60)
    )


def test_large_segments_are_merged_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [SegmentEntry(f"{i}.seg", 1, 700, "this") for i in range(9)]
    assert len(merge.worth_merging(entries)) == 9
    monkeypatch.setattr(merge, "_LARGEST", 1500)
    assert merge.worth_merging(entries) == entries[:2]
    monkeypatch.setattr(merge, "_LARGEST", 1000)
    assert merge.worth_merging(entries) == []


def test_mostly_deleted_segments_are_written_anew() -> None:
    documents = [Record(f"d{i}", "", f"құжат нөмірі {i}", {}) for i in range(20)]
    storage = written(documents)
    with Writer(storage, "this", wait=1) as writer:
        for record in documents[:15]:
            writer.delete(record.id)
    (leaf,) = open_generation(storage).leaves
    assert leaf.segment.documents == 5
    check(Snapshot(open_generation(storage)), documents[15:])


def test_deleting_everything_leaves_no_segment() -> None:
    storage = written([Record("a", "", "сөз", {})])
    with Writer(storage, "this", wait=1) as writer:
        writer.delete("a")
    assert (open_generation(storage).leaves, storage.files()) == ((), {})


def test_columns() -> None:
    others = [
        {"rubric": "news", "n": 5, "mixed": 1},
        {},
        {"n": -2.5, "mixed": "б", "tags": ["a"], "page": "ұ" * 300, "huge": 10**400},
        {"rubric": "law", "flag": True},
    ]
    storage = written([Record(str(i), "", "сөз", other) for i, other in enumerate(others)])
    (leaf,) = open_generation(storage).leaves
    found = {
        key: (c.kind, c.values(), *(array.tolist() for array in c.entries())) for key, c in leaf.segment.columns.items()
    }
    assert found == {
        "rubric": ("string", ["law", "news"], [0, 3], [1, 0]),
        "n": ("number", [-2.5, 5.0], [0, 2], [1, 0]),
        "mixed": ("string", ["1", "б"], [0, 2], [0, 1]),
        "tags": ("strings", ["a"], [2], [0]),
        "flag": ("string", ["true"], [3], [0]),
    }
    assert leaf.segment.file.about["unfit"] == {
        "page": "a value is a text of more than 255 characters",
        "huge": "a value is a whole number beyond 2 ** 53",
    }


def test_an_empty_generation() -> None:
    snapshot = Snapshot(open_generation(written()))
    assert (snapshot.size, snapshot.live, snapshot.documents()) == (0, 0, [])
    assert snapshot.postings("text", "lemma", "сөз").docs.tolist() == []
    assert snapshot.forms_from("с", ("text",), 5) == []


# -- the manifest


def test_manifest() -> None:
    entries = (SegmentEntry("a.seg", 10, 3, "x", Deletions("b.del", 5, 1)), SegmentEntry("c.seg", 7, 2, "y"))
    manifest = Manifest(4, entries)
    assert loads(manifest.dumps(), "it") == manifest
    assert manifest.files() == {"a.seg", "b.del", "c.seg"}
    assert [entry.live for entry in manifest.segments] == [2, 2]


def test_a_changed_manifest_is_refused() -> None:
    text = Manifest(4, (SegmentEntry("a.seg", 10, 3, "x"),)).dumps()
    for before, after in (
        ('"documents": 3', '"documents": 4'),
        ("a.seg", "b.seg"),
        ('"generation": 4', '"generation": 5'),
    ):
        assert before in text
        with pytest.raises(IndexFolderError, match="damaged"):
            loads(text.replace(before, after), "it")


@pytest.mark.parametrize(
    ("version", "message"), [(1, r"which kzsearch 0\.1 reads"), (99, "a newer kzsearch"), ("x", "no kzsearch")]
)
def test_other_formats_say_who_reads_them(tmp_path: Path, version: object, message: str) -> None:
    with pytest.raises(IndexFolderError, match=f"{message}.*; this one reads 2 and 3"):
        loads(json.dumps({"format": version}), "the index")


def test_languages_are_those_of_the_api() -> None:
    assert set(LANGUAGES) == {"", "kk", "ru"}
    assert builder.LANGUAGES is LANGUAGES
    assert Segment.__doc__
