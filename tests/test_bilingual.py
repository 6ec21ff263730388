"""Translations: the compiled table is fresh, and finds the other language both ways."""

from importlib.resources import files

import pytest
from kzsearch_analyzers.bilingual import LONGEST, TABLE, compiled, dictionary


def test_the_compiled_table_is_fresh() -> None:
    kept = files("kzsearch_analyzers").joinpath(TABLE).read_text(encoding="utf-8")
    assert kept == compiled(), "run python -m kzsearch_analyzers.bilingual"


@pytest.mark.parametrize(
    ("lang", "source", "target"),
    [
        ("kk", "мектеп", "школа"),
        ("ru", "школа", "мектеп"),
        ("kk", "денсаулық сақта", "здравоохранение"),
        ("ru", "здравоохранение", "денсаулық сақта"),
        ("kk", "ддұ", "воз"),
        ("ru", "воз", "ддұ"),
        ("ru", "воз", "дүниежүзілік денсаулық сақта ұйым"),
        ("kk", "қр", "рк"),
        ("", "ооң", ""),
        ("", "оон", "бұұ"),
    ],
)
def test_translations(lang: str, source: str, target: str) -> None:
    found = {" ".join(t.terms) for t in dictionary().translations(tuple(source.split()), lang)}
    assert (target in found) if target else not found


def keys() -> list[tuple[str, tuple[str, ...]]]:
    rows = (line.split("\t") for line in dictionary().lines[1:])
    return [(table, tuple(terms.split(" "))) for table, terms, _ in rows]


def test_every_line_is_found_by_its_key() -> None:
    assert list(dictionary().lines) == sorted(dictionary().lines)
    assert len(keys()) == len(set(keys())) > 20_000
    assert max(len(terms) for _, terms in keys()) == LONGEST
    assert all(dictionary().listed(table, terms) for table, terms in keys())


@pytest.mark.parametrize(
    "terms", [(), ("",), ("ж",), ("школ",), ("школа", ""), ("школа", "школа"), ("школа\tмектеп",), ("яя",), ("\uffff",)]
)
def test_what_is_not_listed_is_not_found(terms: tuple[str, ...]) -> None:
    assert dictionary().translations(terms, "") == ()


def test_weights_are_shares() -> None:
    for table, terms in keys():
        translations = dictionary().listed(table, terms)
        assert all(0 < t.weight <= 1 for t in translations)
        if table != "same":
            assert len(translations) <= 4
            assert sum(t.weight**2 for t in translations) == pytest.approx(1)
