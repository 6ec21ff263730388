"""Keys of documents as columns: of numbers, of strings, of lists; merged in all combinations; read from older formats."""

import io
import itertools
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kzsearch
from kzsearch.codec import columns, merge
from kzsearch.codec.columnfile import ColumnFile, ColumnWriter
from kzsearch.codec.columns import Column, Columns, as_string, unfit
from kzsearch.codec.manifest import FORMAT_VERSION
from kzsearch.codec.segment import Segment

GOLDEN = Path(__file__).parent / "golden" / "format2"

Held = dict[str, tuple[str, list[list[Any]]]]


def held(found: dict[str, Column], documents: int) -> Held:
    """Each key with its kind and the values of each document."""
    made: Held = {}
    for key, column in found.items():
        made[key] = column.kind, [[] for _ in range(documents)]
        docs, places = column.entries()
        for doc, place in zip(docs.tolist(), places.tolist(), strict=True):
            made[key][1][doc].append(column.values()[place])
            assert column[place] == column.values()[place]
        assert column.values() == sorted(column.values())
        assert len(column) == len(column.values())
    return made


def of_one(*documents: dict[str, Any]) -> tuple[Held, dict[str, str]]:
    """The columns of documents written at once, and the keys without."""
    made, out = Columns(), io.BytesIO()
    made.add(documents)
    writer = ColumnWriter(out)
    about = made.write(writer)
    writer.finish(about)
    file = ColumnFile(out.getvalue(), "a file")
    found = {key: Column(file, number, kind) for number, (key, kind) in enumerate(file.about["columns"])}
    return held(found, len(documents)), file.about["unfit"]


def index_of(*batches: list[dict[str, Any]]) -> kzsearch.Index:
    """An index with a segment for each batch; ids count from 0."""
    index, count = kzsearch.open(), 0
    for batch in batches:
        index.add([{"id": str(i), "text": "сөз", **fields} for i, fields in enumerate(batch, count)])
        count += len(batch)
    return index


def merged(index: kzsearch.Index) -> tuple[Held, dict[str, str]]:
    """The columns of all its segments as one, and the keys without."""
    out = io.BytesIO()
    merge.merge(index._open_snapshot().generation.leaves, out)
    segment = Segment(ColumnFile(out.getvalue(), "a file"))
    return held(dict(segment.columns), segment.documents), dict(unfit(segment.file.about))


# -- kinds


def test_a_list_is_a_value_for_each_of_its_distinct_strings() -> None:
    found, left_out = of_one({"tags": ["спорт", "әкім", "спорт"]}, {}, {"tags": []}, {"tags": ["әкім", None]})
    assert found == {"tags": ("strings", [["спорт", "әкім"], [], [], ["әкім"]])}
    assert left_out == {}


def test_single_values_and_lists_are_lists_of_strings() -> None:
    found, _ = of_one({"k": 2024}, {"k": "б"}, {"k": [2024.0, True, 1.5]}, {"k": None}, {"k": False})
    assert found == {"k": ("strings", [["2024"], ["б"], ["1.5", "2024", "true"], [], ["false"]])}


@pytest.mark.parametrize("nothing", [None, [], [None]])
def test_empty_lists_lack_the_key(nothing: Any) -> None:
    assert of_one({"k": nothing}) == ({}, {})
    assert of_one({"k": nothing}, {"k": 5}) == ({"k": ("number", [[], [5.0]])}, {})
    assert of_one({"k": "а"}, {"k": nothing}) == ({"k": ("string", [["а"], []])}, {})


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"а": 1}, "a value is an object"),
        ([{"а": 1}], "a value is an object"),
        ([["а"]], "a value is a list of lists"),
        (["а", []], "a value is a list of lists"),
        ("ұ" * 256, "a value is a text of more than 255 characters"),
        (["ұ" * 256], "a value is a text of more than 255 characters"),
        (2**53 + 1, "a value is a whole number beyond 2 ** 53"),
        ([-(2**53) - 1], "a value is a whole number beyond 2 ** 53"),
        (["а"] * 1001, "a value is a list of more than 1000 values"),
    ],
)
def test_what_has_no_column_says_why(value: Any, why: str) -> None:
    for documents in (
        [{"k": value}],
        [{"k": "а"}, {"k": value}],
        [{"k": value}, {"k": ["а"]}],
        [{"k": value}, {"k": {}}],
    ):
        assert of_one(*documents) == ({}, {"k": why})


def test_the_longest_lists_and_strings_have_columns() -> None:
    longest = [*map(str, range(999)), "ұ" * 255]
    assert of_one({"k": longest}, {"n": [2**53]}) == (
        {"k": ("strings", [sorted(longest), []]), "n": ("strings", [[], ["9007199254740992"]])},
        {},
    )


def test_too_many_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST_KEYS", 2)
    found, left_out = of_one({"а": 1, "б": [], "в": ["т"], "г": 2, "д": ["т"], "е": []})
    assert (found.keys(), left_out.keys()) == ({"а", "в"}, {"г", "д"})
    assert "keys" in left_out["г"]


def test_large_floats_are_written_as_floats() -> None:
    assert [as_string(value) for value in (1e15, 1e300, -0.0, 0.5)] == ["1000000000000000", "1e+300", "0", "0.5"]


@pytest.mark.parametrize("key", ["n", "s", "t"])
def test_between(key: str) -> None:
    documents = [{"n": n, "s": str(n), "t": [str(n), str(n + 1)]} for n in (5, 3, 9, 7)]
    (leaf,) = index_of(documents)._open_snapshot().generation.leaves
    column = leaf.segment.columns[key]
    values = column.values()
    bounds: list[Any] = [None, *range(11)] if key == "n" else [None, "", *map(str, range(11)), "тіл"]
    for least, most in itertools.product(bounds, bounds):
        wanted = [v for v in values if (least is None or least <= v) and (most is None or v <= most)]  # type: ignore[operator]
        assert values[column.between(least, most)] == wanted
    assert column.between(10**400, None).start == len(column) if key == "n" else True


# -- merging

SEGMENTS: dict[str, list[dict[str, Any]]] = {
    "none": [{}],
    "number": [{"k": 5}, {}, {"k": 2.5}],
    "string": [{"k": "б"}, {"k": True}, {}],
    "strings": [{"k": ["б", 5]}, {"k": "а"}, {"k": []}],
    "unfit": [{"k": {"а": 1}}, {"k": "б"}],
}
KINDS = {"number": "number", "string": "string", "strings": "strings"}


@pytest.mark.parametrize("kinds", [*itertools.product(SEGMENTS, repeat=2), *itertools.permutations(SEGMENTS, 4)])
def test_merged_columns_are_those_of_one_segment(kinds: tuple[str, ...]) -> None:
    batches = [SEGMENTS[kind] for kind in kinds]
    found = merged(index_of(*batches))
    assert found == of_one(*itertools.chain.from_iterable(batches))
    if "unfit" in kinds:
        assert found == ({}, {"k": "a value is an object"})
    elif "strings" in kinds:
        assert found[0]["k"][0] == "strings"
    elif set(kinds) == {"number"}:
        assert found[0]["k"] == ("number", [[5.0], [], [2.5]] * len(kinds))


SCALARS = st.sampled_from(["а", "ә", "", "5", 5, 5.0, -0.0, 0, 1e16, 2**53, 0.1, True, False, "\ud800", "😀"])
VALUES = SCALARS | st.lists(SCALARS | st.none(), max_size=4) | st.none() | st.sampled_from([{"а": 1}, [[]], "ұ" * 256])
BATCH = st.lists(st.dictionaries(st.sampled_from("абв"), VALUES), min_size=1, max_size=4)


@given(st.lists(BATCH, min_size=1, max_size=4))
@settings(max_examples=60)
def test_any_merged_columns_are_those_of_one_segment(batches: list[list[dict[str, Any]]]) -> None:
    assert merged(index_of(*batches)) == of_one(*itertools.chain.from_iterable(batches))


def test_merging_leaves_out_what_only_deleted_documents_have() -> None:
    index = index_of([{"k": ["а", "б"]}, {"k": ["б", "в"], "n": 1}], [{"k": "г"}, {"k": ["д"]}])
    index.delete("0", "3")
    assert merged(index) == ({"k": ("strings", [["б", "в"], ["г"]]), "n": ("number", [[1.0], []])}, {})


def test_many_small_commits() -> None:
    index = kzsearch.open()
    for i in range(20):
        index.add({"id": str(i), "text": "сөз", "tags": [f"т{i}", "бәрі"]})
    leaves = index._open_snapshot().generation.leaves
    assert len(leaves) < 20
    found = [held(dict(leaf.segment.columns), leaf.segment.documents)["tags"] for leaf in leaves]
    assert {kind for kind, _ in found} == {"strings"}
    assert [row for _, rows in found for row in rows] == [["бәрі", f"т{i}"] for i in range(20)]


# -- as documents

TAGS: list[Any] = [["в", "а", "а", 5, 1.5, True, None], [], "дара", [["ішкі"]], {"а": ["б"]}, None]


@pytest.mark.parametrize("workers", [1, 2])
def test_lists_come_back_as_they_were(tmp_path: Path, workers: int) -> None:
    with kzsearch.open(tmp_path / "index") as index:
        index.add(({"id": str(i), "text": "сөз", "tags": value} for i, value in enumerate(TAGS)), workers=workers)
        index.add(
            [{"id": "x", "text": "сөз", "tags": ("кортеж",)}, {"id": "y", "text": "сөз", "tags": np.array([1, 2])}]
        )
    with kzsearch.open(tmp_path / "index") as index:
        assert [(index.get(str(i)) or {})["tags"] for i in range(len(TAGS))] == TAGS
        assert [(index.get(id) or {})["tags"] for id in "xy"] == [["кортеж"], [1, 2]]
        index.verify()


# -- older formats


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of an index of format 2: `tags` of "kk" is a list, `about` of "ru" an object, `year` of "late" a string."""
    shutil.copytree(GOLDEN, tmp_path / "index")
    return tmp_path / "index"


def opened(path: Path) -> kzsearch.Index:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # another analysis made it
        return kzsearch.open(path)


def test_format_2_is_read(old: Path) -> None:
    with opened(old) as index:
        assert index.verify() == 3
        found = index.get("kk") or {}
        assert (found["tags"], found["year"]) == (["заң", "қаржы"], 2024)
        assert {hit.id for hit in index.search("бюджет")} == {"kk", "ru", "late"}
        leaf, _ = index._open_snapshot().generation.leaves
        assert leaf.segment.columns.keys() == {"rubric", "year", "date"}
        why = unfit(leaf.segment.file.about)
        assert why.keys() == {"tags", "about"}
        assert "lists have columns if indexed anew" in why["tags"]


def test_format_2_becomes_the_newest_with_a_commit(old: Path) -> None:
    with opened(old) as index:
        index.add({"id": "new", "text": "бюджет", "tags": ["заң"]})
    assert f'"format": {FORMAT_VERSION}' in (old / "kzsearch.json").read_text()
    with opened(old) as index:
        assert len(index) == 4
        found, left_out = merged(index)
        assert found["year"] == ("string", [["2024"], ["2023.5"], ["екі мың"], []])
        assert "lists have columns if indexed anew" in left_out["tags"]
        index.add([{**document} for document in index])
        assert merged(index)[0]["tags"] == ("strings", [["заң", "қаржы"], [], [], ["заң"]])


def test_a_key_may_hold_half_a_surrogate_pair(tmp_path: Path) -> None:
    with kzsearch.open(tmp_path / "index") as index:
        index.add({"id": "1", "text": "мектеп", "\ud800": "a"})
    with kzsearch.open(tmp_path / "index") as index:
        assert [hit["\ud800"] for hit in index.search("мектеп", where={"\ud800": "a"})] == ["a"]
