"""Translations: the compiled table is fresh, and finds the other language both ways."""

from importlib.resources import files

import pytest
from kzsearch_analyzers.bilingual import TABLE, compiled, dictionary


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


def test_weights_are_shares() -> None:
    for name, table in dictionary().tables.items():
        for translations in table.values():
            assert translations
            assert all(0 < t.weight <= 1 for t in translations)
            if name != "same":
                assert len(translations) <= 4
                assert sum(t.weight**2 for t in translations) == pytest.approx(1)
