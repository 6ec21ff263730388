"""Golden words: every row of golden/<language>.tsv is (form, lemma, why it is there), written by hand.

A row that the analyser gets wrong stands in golden/<language>_known_failures.tsv too, with the reason; once it is right,
its strict xfail fails and the row there has to go.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from kzsearch_analyzers import kazakh, russian

GOLDEN = Path(__file__).parent / "golden"
LEMMATIZERS: dict[str, Callable[[str], str]] = {"kazakh": kazakh.lemmatize, "russian": russian.lemmatize}

Row = tuple[str, str, str]


def read(name: str) -> list[Row]:
    """(form, lemma, why) of each row below the header."""
    lines = (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(form, lemma, why) for form, lemma, why in (line.split("\t") for line in lines[1:] if line)]


def known_failures(language: str) -> dict[tuple[str, str], str]:
    path = GOLDEN / f"{language}_known_failures.tsv"
    return {(form, lemma): why for form, lemma, why in read(path.stem)} if path.exists() else {}


def params() -> list[object]:
    found = []
    for language in LEMMATIZERS:
        reasons = known_failures(language)
        for form, lemma, why in read(language):
            reason = reasons.get((form, lemma))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(language, form, lemma, id=f"{language}: {why}: {form} -> {lemma}", marks=marks))
    return found


@pytest.mark.parametrize(("language", "form", "lemma"), params())
def test_lemma(language: str, form: str, lemma: str) -> None:
    assert LEMMATIZERS[language](form) == lemma


@pytest.mark.parametrize("language", LEMMATIZERS)
def test_each_row_stands_once(language: str) -> None:
    forms = [(form, lemma) for form, lemma, _ in read(language)]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize("language", LEMMATIZERS)
def test_known_failures_are_golden_rows(language: str) -> None:
    golden = {(form, lemma) for form, lemma, _ in read(language)}
    assert [row for row in known_failures(language) if row not in golden] == []


@pytest.mark.parametrize(("language", "least"), [("kazakh", 1500), ("russian", 500)])
def test_a_table_checks_enough(language: str, least: int) -> None:
    rows = read(language)
    assert len(rows) >= least
    assert len({why for *_, why in rows}) >= 40
    assert len(known_failures(language)) <= len(rows) // 50
