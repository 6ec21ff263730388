"""Documents by their keys: every kind of condition over every kind of key, against a plain look at each document."""

import datetime
import enum
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kzsearch
from kzsearch.codec import merge
from kzsearch.codec.manifest import Manifest, SegmentEntry
from kzsearch.conditions import Range, check
from kzsearch.errors import OptionError
from kzsearch.filters import days, kept, times
from kzsearch.periods import DAY, NO_MOMENT, moments, period
from kzsearch.snapshot import Snapshot

NEWS: list[dict[str, Any]] = [
    {"id": "kk", "text": "Министр ауруханаға барды", "rubric": "қоғам", "year": 2024, "tags": ["заң", "қаржы"], "date": "2024-05-01T10:00", "checked": True},
    {"id": "ru", "text": "Министр посетил больницу", "rubric": "общество", "year": 2023.5, "tags": "заң", "date": "2024-05-31T23:59:30"},
    {"id": "en", "text": "COVID-19 17", "rubric": "", "year": -3, "tags": [], "date": "2024-06-01", "checked": False},
    {"id": "gone", "text": "Удалено", "rubric": "архив", "year": 1999, "tags": ["архив"], "date": "вчера", "old": 1},
    {"id": "bare", "text": "Қысқа хабар"},
]  # fmt: skip


@pytest.fixture(scope="module", params=[5, 2, 1], ids=["one segment", "three segments", "five segments"])
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    index = kzsearch.open()
    for first in range(0, 5, request.param):
        index.add(NEWS[first : first + request.param])
    index.delete("gone")
    return index._open_snapshot()


def index_of(*documents: dict[str, Any]) -> kzsearch.Index:
    index = kzsearch.open()
    index.add([{"id": str(number), "text": "сөз", **document} for number, document in enumerate(documents)])
    return index


def of_values(*values: Any) -> Snapshot:
    """A snapshot of documents with these values of the key "k", None for none."""
    return index_of(*({} if value is None else {"k": value} for value in values))._open_snapshot()


def ask(snapshot: Snapshot, where: Mapping[str, Any]) -> list[str]:
    """The ids of the documents that are kept, without a warning."""
    mask, warnings = kept(snapshot, where)
    assert (mask.dtype, mask.shape, warnings) == (np.bool_, (snapshot.size,), ())
    return [snapshot.id(doc) for doc in np.flatnonzero(mask).tolist()]


def places(snapshot: Snapshot, condition: Any) -> list[int]:
    """The same of the key "k", as numbers."""
    return [int(id) for id in ask(snapshot, {"k": condition})]


# -- what conditions mean


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({}, ["kk", "ru", "en", "bare"]),
        ({"rubric": "қоғам"}, ["kk"]),
        ({"rubric": "Қоғам"}, []),
        ({"rubric": ""}, ["en"]),
        ({"rubric": ["қоғам", "общество", "жоқ"]}, ["kk", "ru"]),
        ({"rubric": ("қоғам",)}, ["kk"]),
        ({"rubric": {"қоғам", ""}}, ["kk", "en"]),
        ({"rubric": frozenset()}, []),
        ({"rubric": []}, []),
        ({"rubric": None}, ["bare"]),
        ({"rubric": Range()}, ["kk", "ru", "en"]),
        ({"rubric": Range("а", "п")}, ["ru"]),
        ({"rubric": Range("п")}, ["kk"]),
        ({"rubric": Range(most="общество")}, ["ru", "en"]),
        ({"year": 2024}, ["kk"]),
        ({"year": 2024.0}, ["kk"]),
        ({"year": "2024"}, ["kk"]),
        ({"year": "2.024e3"}, ["kk"]),
        ({"year": "екі мың"}, []),
        ({"year": True}, []),
        ({"year": date(2024, 1, 1)}, []),
        ({"year": [2024, "2023.5", "жоқ"]}, ["kk", "ru"]),
        ({"year": Range(2023.5, 2024)}, ["kk", "ru"]),
        ({"year": Range("2023.6", "2024")}, ["kk"]),
        ({"year": Range("9", "10000")}, ["kk", "ru"]),
        ({"year": Range(most=0)}, ["en"]),
        ({"year": Range(least=10**400)}, []),
        ({"year": None}, ["bare"]),
        ({"checked": True}, ["kk"]),
        ({"checked": "true"}, ["kk"]),
        ({"checked": False}, ["en"]),
        ({"checked": 1}, []),
        ({"checked": [1, True]}, ["kk"]),
        ({"tags": "заң"}, ["kk", "ru"]),
        ({"tags": "қаржы"}, ["kk"]),
        ({"tags": ["қаржы", "архив"]}, ["kk"]),
        ({"tags": None}, ["en", "bare"]),
        ({"tags": Range("к")}, ["kk"]),
        ({"date": "2024-05-01"}, ["kk"]),
        ({"date": date(2024, 5, 1)}, ["kk"]),
        ({"date": np.datetime64("2024-05-01")}, ["kk"]),
        ({"date": pandas.Timestamp("2024-05-01 10:00")}, ["kk"]),
        ({"date": "2024-05"}, ["kk", "ru"]),
        ({"date": 2024}, ["kk", "ru", "en"]),
        ({"date": Range(most="2024-05")}, ["kk", "ru"]),
        ({"date": Range("2024-05-02", date(2024, 6, 1))}, ["ru", "en"]),
        ({"date": None}, ["bare"]),
        ({"lang": "kk"}, ["kk", "bare"]),
        ({"lang": ["ru", ""]}, ["ru", "en"]),
        ({"lang": None}, ["en"]),
        ({"lang": []}, []),
        ({"id": "kk"}, ["kk"]),
        ({"id": ["kk", "gone", "жоқ", 5]}, ["kk"]),
        ({"id": Range("l")}, ["ru"]),
        ({"id": Range("b", "kk")}, ["kk", "en", "bare"]),
        ({"id": None}, []),
        ({"lang": "kk", "year": Range(2000)}, ["kk"]),
        ({"tags": "заң", "rubric": "общество", "id": {"ru", "kk"}}, ["ru"]),
        ({"rubric": np.str_("қоғам"), "year": np.int64(2024), "checked": np.True_}, ["kk"]),
    ],
    ids=str,
)
def test_conditions(snapshot: Snapshot, where: dict[str, Any], wanted: list[str]) -> None:
    assert ask(snapshot, where) == wanted
    assert ask(snapshot, where) == wanted  # from memory


def test_no_documents() -> None:
    snapshot = kzsearch.open()._open_snapshot()
    for where in ({"lang": "kk"}, {"id": "1"}, {"id": Range("а")}, {}):
        assert ask(snapshot, where) == []
    mask, warnings = kept(snapshot, {"rubric": None})
    assert (mask.tolist(), warnings) == ([], ("no document has the key 'rubric'",))
    assert times(snapshot, "date").tolist() == []


def test_numbers_compare_exactly() -> None:
    snapshot = of_values(2**53, 0.1, -0.0, 1e300)
    assert places(snapshot, 2**53) == [0]
    assert places(snapshot, 2**53 + 1) == places(snapshot, Range(2**53 + 1, 2**60)) == []
    assert places(snapshot, 0) == [2]
    assert places(snapshot, Range(0.1, 0.1)) == [1]
    assert places(snapshot, [10**300, 1e300]) == [3]
    assert places(snapshot, "inf") == places(snapshot, "nan") == places(snapshot, "1e999") == []


def test_numbers_among_strings_compare_as_strings() -> None:
    for index in (index_of({"k": 5}, {"k": 40}, {"k": "б"}, {"k": 2.5}, {"k": True}), kzsearch.open()):
        if not len(index):
            for number, value in enumerate((5, 40, "б", 2.5, True)):  # a segment for each
                index.add({"id": str(number), "text": "сөз", "k": value})
        snapshot = index._open_snapshot()
        assert places(snapshot, 5) == places(snapshot, 5.0) == places(snapshot, "5") == [0]
        assert places(snapshot, "5.0") == []
        assert places(snapshot, [True, 2.5]) == [3, 4]
        mask, warnings = kept(snapshot, {"k": Range(3, 5)})
        assert [snapshot.id(doc) for doc in np.flatnonzero(mask).tolist()] == ["0", "1"]
        assert len(warnings) == (len(snapshot.generation.leaves) > 1)  # where numbers have a segment of their own
        with pytest.raises(
            OptionError, match=re.escape("where['k'] must have least <= most, compared as strings, got '5' and '10'")
        ):
            kept(snapshot, {"k": Range(5, 10)})


def test_values_that_python_takes_for_equal_are_told_apart() -> None:
    snapshot = of_values(True, 1, "а")
    assert (places(snapshot, True), places(snapshot, 1), places(snapshot, True)) == ([0], [1], [0])
    assert places(of_values("1", "0.0"), 0.0) == []
    times = [datetime.datetime(2024, 1, 1, hour, tzinfo=timezone(timedelta(hours=hour))) for hour in (0, 5)]
    assert times[0] == times[1]
    snapshot = of_values(*times, "б")
    assert [kept(snapshot, {"k": time})[0].tolist() for time in times] == [[True, False, False], [False, True, False]]
    assert places(of_values(*times), times[0]) == [0, 1]


def test_strings_are_compared_by_code_points() -> None:
    values = ["", "А", "Я", "а", "я", "ё", "ә", "\ud800", "漢", "😀", "a\0", "a"]
    snapshot = of_values(*values)
    for least in [*values, "б", "￿", None]:
        for most in [*values, "ю", "漢漢"]:
            if least is None or least <= most:
                wanted = [i for i, value in enumerate(values) if (least or "") <= value <= most]
                assert places(snapshot, Range(least, most)) == wanted


def test_a_key_of_documents_does_not_hide_their_language() -> None:
    snapshot = index_of({"lang": "xx", "text": "Мектептер ашылды"})._open_snapshot()
    assert ask(snapshot, {"lang": "kk"}) == ["0"]


# -- dates


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("2024", [0, 1, 2, 3, 5]),
        ("2024-05", [0, 1, 2, 5]),
        ("2024-05-01", [0, 1]),
        ("2024-05-01T10", [1]),
        ("2024-05-01T10:30", [1]),
        ("2024-05-01 10:30:15", [1]),
        ("2024-05-01T10:30:15.5", [1]),
        ("2024-05-01T10:30:15.4", []),
        ("2024-05-01T00:00", [0]),
        ("2024-05-01T05:30:15Z", [1]),
        ("2024-05-01T05:30:16Z", []),
        ("2024-05-01T05:30:15.500Z", [1]),
        ("2024-05-31", [2, 5]),
        ("2024-05-31T18:59:59Z", [2]),
        ("2024-06-01T00:30+06:00", [5]),
        ("9999", []),
        (date(2025, 1, 1), [4]),
        (datetime.datetime(2024, 5, 1, 10, 30, 15, 500_000), [1]),
        (datetime.datetime(2024, 5, 1, 5, 30, 15, 500_000, UTC), [1]),
        (["2024-06-01", "2025"], [3, 4]),
        (Range("2024-06"), [3, 4]),
        (Range("2024-05-31T23:00"), [2, 3, 4, 5]),
        (Range(most="2024-05"), [0, 1, 2, 5]),
        (Range(most="2024-05-31T23:30"), [0, 1, 5]),
        (Range("2024-05-01T10:30:15.5", "2024-05-01T10:30:15.5"), [1]),
        (Range("2024-05-02", "2024"), [2, 3, 5]),
        (Range(datetime.datetime(2024, 5, 31, 18, 30, tzinfo=UTC), date(2024, 12, 31)), [2, 3, 5]),
        (Range("2025", 2025), None),
        (Range(2025, 2025), [4]),
        (Range("2025", "9999"), [4]),
        (Range(), [0, 1, 2, 3, 4, 5]),
        (None, [6]),
    ],
    ids=str,
)
def test_dates(condition: Any, wanted: list[int] | None) -> None:
    snapshot = of_values(
        "2024-05-01", "2024-05-01T10:30:15.5", "2024-05-31T23:59:59", date(2024, 6, 1),
        datetime.datetime(2025, 1, 1, 12), "2024-05-31T18:30Z", None,
    )  # fmt: skip
    if wanted is None:
        with pytest.raises(OptionError):
            kept(snapshot, {"k": condition})
    else:
        assert places(snapshot, condition) == wanted


@pytest.mark.parametrize(
    "asked", ["кеше", "2024-13", "2024-05-32", "0000", "20240501", "2024-W01-1", "2024-05-01T25:00", True, 5.5]
)
def test_what_is_no_date_is_refused_where_all_values_are(asked: Any) -> None:
    snapshot = of_values("2024-05-01", ["2024-05-02", "2024-06-01"])
    with pytest.raises(OptionError, match=re.escape("where['k'] must be a date as its values are, got ")):
        kept(snapshot, {"k": ["2024", asked]})
    if asked is not True:
        with pytest.raises(
            OptionError, match=re.escape("where['k'] must have bounds that are dates as its values are")
        ):
            kept(snapshot, {"k": Range(most=asked)})


def test_empty_strings_are_no_dates_and_do_not_hinder_the_others() -> None:
    snapshot = of_values("2024-05-01", "", "2024-06-01T10:00")
    assert places(snapshot, Range("2024", "2024-05")) == [0]
    assert places(snapshot, Range(most="2030")) == places(snapshot, Range()) == [0, 2]
    assert places(snapshot, "") == [1]
    assert places(snapshot, ["", "2024-06"]) == [1, 2]


@pytest.mark.parametrize("stray", ["кеше", 5, "2024-05", "20240501"])
def test_what_are_partly_dates_compare_as_strings_with_a_warning(stray: Any) -> None:
    snapshot = of_values("2024-05-01T10:00", stray, "")
    for condition in ("2024-05-01", date(2024, 5, 1), Range(most="2024-04"), Range(date(2024, 5, 1), date(2024, 5, 1))):
        mask, warnings = kept(snapshot, {"k": condition})
        assert not mask[0]
        assert warnings == (
            f"the values of 'k' are compared as strings, since not all of them are dates: {str(stray)!r} is none",
        )
    assert kept(snapshot, {"k": "2024-05-01T10:00"})[0].tolist() == [True, False, False]
    assert places(snapshot, "басқа") == places(snapshot, 2024) == []


def test_deleted_documents_do_not_decide_how_values_compare() -> None:
    index = index_of({"k": "2024-05-01T10:00"}, {"k": "кеше"}, {"k": "2024-06-01"}, {"n": "бес"}, {"d": 2024})
    index.add({"id": "x", "text": "сөз", "n": 40, "d": "2024-05-01"})
    index.delete("1", "3", "4")
    snapshot = index._open_snapshot()
    assert len(snapshot.generation.leaves) == 2
    assert places(snapshot, Range(most="2024-05")) == [0]
    assert ask(snapshot, {"n": Range(5, 40)}) == ask(snapshot, {"d": "2024-05"}) == ["x"]


# -- warnings and errors


@pytest.mark.parametrize("condition", ["спорт", 5, ["а"], [], Range("б", "в"), Range("10", "9"), date(2024, 1, 1)])
def test_a_key_that_no_document_has(snapshot: Snapshot, condition: Any) -> None:
    mask, warnings = kept(snapshot, {"rubrik": condition, "lang": "kk"})
    assert not mask.any()
    keys = "'checked', 'date', 'old', 'rubric', 'tags', 'year'"
    assert warnings in (
        (f"no document has the key 'rubrik': there are {keys}",),
        (f"no document has the key 'rubrik': there are {keys.replace(repr('old') + ', ', '')}",),  # its segment is gone
    )


def test_documents_without_a_key_that_none_has(snapshot: Snapshot) -> None:
    mask, (warning,) = kept(snapshot, {"rubrik": None})
    assert mask.tolist() == snapshot.alive.tolist()
    assert "rubrik" in warning


def test_a_key_of_deleted_documents_only(snapshot: Snapshot) -> None:
    mask, (warning,) = kept(snapshot, {"old": 1})
    assert not mask.any()
    assert "no document has the key 'old'" in warning


def test_a_warning_names_a_few_keys() -> None:
    snapshot = index_of({f"кілт{number:02}": 1 for number in range(30)})._open_snapshot()
    (warning,) = kept(snapshot, {"кілт": 1})[1]
    assert warning.endswith("'кілт06', 'кілт07' and 22 more")


@pytest.mark.parametrize(
    ("value", "why"), [({"а": 1}, "an object"), ("ұ" * 300, "a text of more than 255"), ([["а"]], "a list of lists")]
)
def test_a_key_that_is_only_stored(value: Any, why: str) -> None:
    index = index_of({"k": "а"}, {"k": value})
    index.add({"id": "x", "text": "сөз", "k": "а"})
    for condition in ("а", None, Range("а"), []):
        with pytest.raises(
            OptionError, match=f"'k' must have values that can be compared, it is only stored: a value is {why}"
        ):
            kept(index._open_snapshot(), {"k": condition})
    with pytest.raises(OptionError, match="only stored"):
        times(index._open_snapshot(), "k")


NAN = float("nan")


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (["rubric"], "where must be a mapping of keys to conditions, got ['rubric'] (list)"),
        ("rubric", "where must be a mapping"),
        ({5: "а"}, "the keys of where must be strings, got 5 (int)"),
        ({None: "а"}, "the keys of where must be strings, got None (NoneType)"),
        ({"title": "а"}, "others than title and text, which are searched, got 'title'"),
        ({"text": None}, "others than title and text"),
        ({"k": {"а": 1}}, "where['k'] must be a string, a finite number, a truth value, a date"),
        ({"k": object}, "got <class 'object'> (type)"),
        ({"k": b"a"}, "got b'a' (bytes)"),
        ({"k": ["а", None]}, "got None (NoneType)"),
        ({"k": [["а"]]}, "got ['а'] (list)"),
        ({"k": [Range(1, 2)]}, "(Range)"),
        ({"k": NAN}, "a finite number"),
        ({"k": [1, NAN]}, "got nan (float)"),
        ({"k": np.float64("nan")}, "got nan (float)"),
        ({"k": float("inf")}, "got inf (float)"),
        ({"k": 10**1000}, "(int)"),
        ({"k": datetime.time(10)}, "(time)"),
        ({"k": Range(NAN)}, "got nan (float)"),
        ({"k": Range(1, NAN)}, "got nan (float)"),
        ({"k": Range([1])}, "got [1] (list)"),
        ({"k": Range(True, 5)}, "must have numbers, strings or dates as bounds, got Range(least=True, most=5) (Range)"),
        ({"k": Range(most=False)}, "must have numbers, strings or dates as bounds"),
        ({"k": Range(1, "а")}, "must have numbers, strings or dates as bounds"),
        ({"k": Range("1", 2)}, "must have numbers, strings or dates as bounds"),
        ({"k": Range(1, date(2024, 1, 1))}, "must have numbers, strings or dates as bounds"),
        ({"k": Range(date(2024, 1, 1), "б")}, "must have numbers, strings or dates as bounds"),
        ({"k": Range(2, 1)}, "where['k'] must have least <= most, got Range(least=2, most=1) (Range)"),
        ({"k": Range(10.5, 9)}, "least <= most"),
        ({"k": Range("б", "а")}, "least <= most"),
        ({"k": Range("2024-06", "2024-01")}, "least <= most"),
        ({"k": Range(date(2024, 6, 1), "2024-05")}, "least <= most"),
        ({"k": Range(np.datetime64("2024-06-01"), np.datetime64("2024-05-01"))}, "least <= most"),
        ({"lang": "kz"}, "where['lang'] must be one of 'kk', 'ru' and '', got 'kz'"),
        ({"lang": ["kk", 5]}, "got '5'"),
        ({"lang": Range("kk")}, "where['lang'] must be one of"),
    ],
    ids=str,
)
def test_what_is_wrong_whatever_the_index_holds(snapshot: Snapshot, where: Any, message: str) -> None:
    for call in (lambda: check(where), lambda: kept(snapshot, where)):
        with pytest.raises(OptionError, match=re.escape(message)):
            call()


@pytest.mark.parametrize(
    "condition",
    [None, [], "а", 0, False, Range(), Range("9", "10"), Range("2024-05", "2024"), Range(1, 1.0), Range("а"), {1, "1"}],
    ids=str,
)
def test_what_may_be_right(condition: Any) -> None:
    check({"k": condition, "id": condition})


@pytest.mark.parametrize(
    ("value", "asked", "message"),
    [
        (5, Range("а", "б"), "where['k'] must have bounds that are numbers as its values are, got 'а' and 'б'"),
        (5, Range(date(2024, 1, 1)), "bounds that are numbers as its values are, got '2024-01-01' and None"),
        (5, Range("10", "9"), "least <= most, compared as numbers, got '10' and '9'"),
        ("а", Range("9", "10"), "least <= most, compared as strings, got '9' and '10'"),
        ("2024-05-01", Range("2024-05", "2024-06-01T25"), "bounds that are dates"),
        ("2024-05-01", Range("2024-05-01T10:00Z", "2024-05-01T12:00"), "least <= most, compared as dates"),
    ],
)
def test_what_the_values_do_not_bear(value: Any, asked: Range, message: str) -> None:
    if asked != Range("10", "9"):
        check({"k": asked})
    with pytest.raises(OptionError, match=re.escape(message)):
        kept(of_values(value), {"k": asked})


def test_ranges_of_ids_are_of_strings() -> None:
    with pytest.raises(OptionError, match=r"where\['id'\] must have least <= most, compared as strings"):
        kept(of_values(1), {"id": Range(9, 10)})


# -- what is remembered


def test_masks_are_remembered_and_cannot_be_changed() -> None:
    snapshot = of_values("а", "б", 5)
    first, second = (kept(snapshot, {"k": ["б", "а"]})[0] for _ in range(2))
    assert first is second
    assert kept(snapshot, {"k": {"а", "б"}})[0] is first
    assert times(snapshot, "k") is times(snapshot, "k")
    for array in (first, times(snapshot, "k")):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_new_commit_is_seen() -> None:
    index = index_of({"k": "а"})
    assert places(index._open_snapshot(), "а") == [0]
    index.add({"id": "1", "text": "сөз", "k": ["а"]})
    index.delete("0")
    assert places(index._open_snapshot(), "а") == [1]


def test_a_folder_opened_again(tmp_path: Path) -> None:
    with kzsearch.open(tmp_path / "index") as index:
        index.add(NEWS)
        index.delete("gone")
    with kzsearch.open(tmp_path / "index") as index:
        snapshot = index._open_snapshot()
        assert ask(snapshot, {"tags": "заң", "date": Range("2024-05", "2024-05-30")}) == ["kk"]
        assert ask(snapshot, {"year": Range(2000), "rubric": ["общество"]}) == ["ru"]
        assert np.isnan(times(snapshot, "date")).tolist() == [False, False, False, True, True]


# -- times


def test_times() -> None:
    snapshot = of_values(
        "1970-01-01T05:00", "1970-01-02T00:00Z", "кеше", None, "1970-01-11", ["1970-01-01T17:00", "б"], ""
    )
    half = (10 - 5 / 24, 0.5)
    assert times(snapshot, "k").tolist() == pytest.approx([0, 1, np.nan, np.nan, *half, np.nan], nan_ok=True)
    assert times(of_values(["1970-01-02T05:00", "1970-01-03T05:00"]), "k").tolist() == [2.0]
    assert np.isnan(times(of_values(2024, 5.5), "k")).all()
    assert np.isnan(times(snapshot, "басқа")).all()


def test_days() -> None:
    assert days(date(1970, 1, 2)) == 1 - 5 / 24
    assert days(datetime.datetime(1970, 1, 2, 5)) == days(datetime.datetime(1970, 1, 2, tzinfo=UTC)) == 1
    assert days(date.min) < days(date(1, 1, 2)) < 0 < days(datetime.datetime.max)


@given(st.datetimes(timezones=st.none() | st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))))
def test_a_moment_is_that_of_the_datetime(time: datetime.datetime) -> None:
    zoned = time if time.tzinfo else time.replace(tzinfo=timezone(timedelta(hours=5)))
    since = (zoned - datetime.datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert moments([time.isoformat(), time.isoformat(" ")]).tolist() == [since, since]
    found = period(time.isoformat())
    assert found is not None
    assert found.first == since


@given(st.dates())
def test_a_year_is_its_months_and_a_month_its_days(day: date) -> None:
    year, month = (period(day.isoformat()[:size]) for size in (4, 7))
    months = [period(f"{day.year:04}-{number:02}") for number in range(1, 13)]
    found = period(day.isoformat())
    assert year
    assert month
    assert found
    assert [one.first for one in months[1:] if one] == [one.last + 1 for one in months[:-1] if one]
    assert (year.first, year.last) == (months[0] and months[0].first, months[-1] and months[-1].last)
    assert month.first <= found.first <= found.last <= month.last
    assert (found.last - found.first + 1, (found.first - month.first) // DAY + 1) == (DAY, day.day)


@given(st.text("0123456789-T:+Z. W", max_size=25) | st.text(max_size=12))
def test_what_is_no_date(text: str) -> None:
    found = period(text)
    assert found is None or re.match(r"\d{4}(-\d\d){0,2}", text)
    if len(text) > len("2024-05"):
        assert (moments([text])[0] == NO_MOMENT) == (found is None)


# -- against a look at each document

NUMBERS = [0, 1, 5, 10, -2, 2.5, 5.0, 1e20]
STRINGS = ["", "а", "ә", "спорт", "5", "10", "true", "2024-05", "😀"]
DATES = [
    "2024-05-01", "2024-05-01T10:30", "2024-05-01T10:30:20", "2024-05-31T23:59:59.9", "2024-05-31T20:00+00:00", "2024-06-01",
    "2024-06-01T00:00+06:00", "2023-12-31", "2025-01-01T04:00:00+05:00",
]  # fmt: skip
PERIODS = ["2024", "2024-05", "2024-06", "2023", *DATES]
OF_KEY: dict[str, st.SearchStrategy[Any]] = {
    "n": st.sampled_from(NUMBERS),
    "s": st.sampled_from([*STRINGS, *NUMBERS, True, False]),
    "tags": st.sampled_from(STRINGS) | st.lists(st.sampled_from([*STRINGS, 5, True]), max_size=3),
    "date": st.sampled_from([*DATES, ""]),
    "dates": st.lists(st.sampled_from(DATES), max_size=2),
    "any": st.sampled_from([5, 10, "5", "2024-05-01", "2024-06-01"]),
    "mixed": st.sampled_from([*DATES[:3], *NUMBERS[:3], "кеше"])
    | st.lists(st.sampled_from(["а", "2024-05-01"]), max_size=2),
}
DOCUMENTS = st.fixed_dictionaries({}, optional={key: values | st.none() for key, values in OF_KEY.items()})
BOUND = st.sampled_from([None, *NUMBERS, *STRINGS, *PERIODS, date(2024, 5, 1)])
SCALAR = st.sampled_from([*NUMBERS, *STRINGS, *PERIODS, True, date(2024, 5, 1), datetime.datetime(2024, 5, 1, 10, 30)])
CONDITION = st.none() | SCALAR | st.lists(SCALAR, max_size=3) | st.builds(Range, BOUND, BOUND)


def values_of(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return [one for one in (value if isinstance(value, list) else [value]) if one is not None]


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_number(value: Any) -> float | None:
    try:
        return float(value) if is_number(value) or isinstance(value, str) else None
    except ValueError:
        return None


def as_times(text: str) -> tuple[datetime.datetime, datetime.datetime] | None:
    """From and until, which is outside."""
    here = timezone(timedelta(hours=5))
    if re.fullmatch(r"\d{4}", text):
        return datetime.datetime(int(text), 1, 1, tzinfo=here), datetime.datetime(int(text) + 1, 1, 1, tzinfo=here)
    if re.fullmatch(r"\d{4}-\d\d", text):
        first = datetime.datetime.fromisoformat(text + "-01").replace(tzinfo=here)
        return first, (first + timedelta(31)).replace(day=1)
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    time = datetime.datetime.fromisoformat(text)
    time = time if time.tzinfo else time.replace(tzinfo=here)
    clock = re.sub(r"[+Z].*", "", text[11:])
    widths = {0: timedelta(1), 5: timedelta(minutes=1), 8: timedelta(seconds=1)}
    return time, time + widths.get(len(clock), timedelta(microseconds=1))


class Look:
    """A look at each document, one by one. batches: of documents, each with whether it is live."""

    def __init__(self, batches: list[list[tuple[dict[str, Any], bool]]], key: str) -> None:
        self._key = key
        self._live = [document for batch in batches for document, is_live in batch if is_live]
        values = [value for document in self._live for value in values_of(document, key)]
        of_batches = [
            [doc for doc, _ in batch] for batch in batches if any(on and values_of(doc, key) for doc, on in batch)
        ]
        others = [document for batch in of_batches for document in batch]
        dated = [value for value in values if value != ""]
        if all(is_number(value) and not isinstance(doc[key], list) for doc in others for value in values_of(doc, key)):
            self._kind = "numbers"
        elif dated and all(isinstance(value, str) and as_times(value) and len(value) > 7 for value in dated):
            self._kind = "dates"
        else:
            self._kind = "strings"
        self.is_empty = not values

    def kept(self, condition: Any) -> list[bool]:
        """Raises OptionError where the values bear no such condition."""
        if not self.is_empty and condition is not None:
            for asked in condition if isinstance(condition, list) else [condition]:
                self._check(asked)
        return [self._fulfils(values_of(document, self._key), condition) for document in self._live]

    def _check(self, asked: Any) -> None:
        if not isinstance(asked, Range):
            if self._kind == "dates" and asked != "" and not as_times(as_text(asked)):
                raise OptionError("no date")
            return
        bounds = [bound for bound in (asked.least, asked.most) if bound is not None]
        found = [self._of_kind(bound) for bound in bounds]
        if None in found or (len(found) == 2 and found[1][1] < found[0][0]):
            raise OptionError("bounds")

    def _of_kind(self, value: Any) -> Any:
        if self._kind == "numbers":
            number = as_number(value)
            return None if number is None else (number, number)
        return as_times(as_text(value)) if self._kind == "dates" else (as_text(value), as_text(value))

    def _fulfils(self, values: list[Any], condition: Any) -> bool:
        if condition is None:
            return not values
        if isinstance(condition, list):
            return any(self._fulfils(values, one) for one in condition)
        if isinstance(condition, Range):
            return any(self._is_within(value, condition.least, condition.most) for value in values)
        if self._kind == "dates" and condition == "":
            return "" in values
        return self._of_kind(condition) is not None and any(self._is_within(v, condition, condition) for v in values)

    def _is_within(self, value: Any, least: Any, most: Any) -> bool:
        if self._kind == "dates" and value == "":
            return False
        (found, _), is_date = self._of_kind(value), self._kind == "dates"
        first, last = (None if bound is None else self._of_kind(bound) for bound in (least, most))
        return (not first or first[0] <= found) and (not last or (found < last[1] if is_date else found <= last[1]))

    def times(self) -> list[float]:
        """Days of each document."""
        epoch = datetime.datetime(1970, 1, 1, tzinfo=UTC)
        found = [
            [as_times(v) for v in map(as_text, values_of(document, self._key)) if len(v) > 7 and as_times(v)]
            for document in self._live
        ]
        is_number = self._kind == "numbers"
        return [
            np.nan if not row or is_number else max((t[0] - epoch) / timedelta(1) for t in row if t) for row in found
        ]


def merge_all(index: kzsearch.Index) -> None:
    """All live documents in one segment."""
    storage, generation, out = index._open_storage(), index._open_snapshot().generation, io.BytesIO()
    if generation.leaves:
        about = merge.merge(generation.leaves, out)
        storage.seal("merged.seg", out)
        entry = SegmentEntry("merged.seg", about["bytes"], about["documents"], generation.manifest.segments[0].analysis)
        storage.write_manifest(Manifest(generation.manifest.generation + 1, (entry,)).dumps())
        index.refresh()


@given(
    st.lists(st.lists(st.tuples(DOCUMENTS, st.booleans()), min_size=1, max_size=6), min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(sorted(OF_KEY)), CONDITION, max_size=3),
)
@settings(max_examples=250)
def test_it_keeps_what_a_look_at_each_document_does(
    batches: list[list[tuple[Any, bool]]], where: dict[str, Any]
) -> None:
    try:
        check(where)
    except OptionError:
        return
    index = kzsearch.open()
    for number, batch in enumerate(batches):
        index.add([{"id": f"{number}-{i}", "text": "сөз", **document} for i, (document, _) in enumerate(batch)])
    index.delete(
        *(f"{number}-{i}" for number, batch in enumerate(batches) for i, (_, on) in enumerate(batch) if not on)
    )
    looks = {key: Look(batches, key) for key in where}
    try:
        rows = [look.kept(where[key]) for key, look in looks.items()]
    except OptionError:
        rows = None
    live = sum(is_live for batch in batches for _, is_live in batch)
    for is_merged in (False, True):
        if is_merged:
            merge_all(index)
        snapshot = index._open_snapshot()
        if rows is None:
            with pytest.raises(OptionError, match="where"):
                kept(snapshot, where)
        else:
            mask, warnings = kept(snapshot, where)
            assert mask[snapshot.alive].tolist() == [all(row[i] for row in rows) for i in range(live)]
            assert not mask[~snapshot.alive].any()
            unknown = {key for key, look in looks.items() if look.is_empty}
            assert {
                key for key in where if any(f"no document has the key {key!r}" in text for text in warnings)
            } == unknown
        for key, look in looks.items():
            found = times(snapshot, key)[snapshot.alive].tolist()
            assert found == pytest.approx(look.times(), nan_ok=True, abs=1e-9)


def test_an_enum_of_strings_asks_for_its_value() -> None:
    class Rubric(str, enum.Enum):  # noqa: UP042 - StrEnum has a str() of its own
        SPORT = "спорт"

    index = kzsearch.open()
    index.add([{"id": "1", "text": "бюджет", "rubric": Rubric.SPORT}])
    assert index.search("бюджет", where={"rubric": Rubric.SPORT}).total == 1


def test_numbers_that_are_compared_as_strings_are_told() -> None:
    index = kzsearch.open()
    index.add([{"id": "a", "text": "бюджет", "years": [5, 20]}, {"id": "b", "text": "бюджет", "years": [100]}])
    [warning] = index.search("бюджет", where={"years": Range(10, 30)}).warnings
    assert "compared as strings, not as numbers" in warning


def test_many_values_are_looked_up_and_not_remembered() -> None:
    index = kzsearch.open()
    index.add({"id": f"a{n}", "text": "министр", "mix": n} for n in range(500))
    index.add({"id": f"b{n}", "text": "министр", "mix": f"s{n}"} for n in range(500))
    snapshot = index._open_snapshot()
    many = [f"s{n}" for n in range(50_000)]
    assert index.search("министр", where={"mix": many}).total == 500
    before = len(snapshot.memory)
    assert index.search("министр", where={"mix": [*many, 7]}).total == 501
    assert len(snapshot.memory) == before
