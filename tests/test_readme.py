"""The sessions of the README, really run."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert tried > 15
    assert failed == 0


def test_files_that_are_named_exist() -> None:
    for document in ("README.md", "ARCHITECTURE.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for word in text.replace("`", " ").split():
            if word.startswith(("scripts/", "kazakh/", "russian/", "tests/")) and "*" not in word:
                path = word.rstrip(",.;:)")
                places = (ROOT / path, ROOT / "analyzers/kzsearch_analyzers" / path)
                assert any(place.exists() for place in places), f"{document}: {path}"
