"""Adding documents.

Measured: one `Index.add` of all documents with its commit, into memory and into a new folder, beside plain Whoosh with
its StemmingAnalyzer. Words were seen before (warm-up), as in a long run. Ours writes three keys a word, with lemmas of
both languages, positions, and looks each id up; Whoosh's stemmer knows English only and leaves these words as they
are. Not measured: reading files, words never seen, many commits, the size on disk.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kzsearch
from benchmarks.conftest import Measure
from benchmarks.corpus import Corpus
from benchmarks.peers import add_to_whoosh, new_whoosh

Place = Callable[[], Path | None]


@pytest.fixture(params=["memory", "folder"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Place]:
    """Where to index: its name, and a function that gives a new folder, or None for memory, each time."""
    kind = str(request.param)
    return kind, lambda: None if kind == "memory" else tmp_path_factory.mktemp("index")


class Fresh:
    """An index made anew before each round."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __call__(self) -> None:
        self.index: Any = self._make()


def test_ours(measure: Measure, corpus: Corpus, place: tuple[str, Place]) -> None:
    kind, folder = place
    fresh = Fresh(lambda: kzsearch.open(folder()))
    report = measure(f"add, {kind}", lambda: fresh.index.add(corpus.documents), setup=fresh, rounds=5)
    assert (report.added, len(fresh.index)) == (len(corpus.documents), len(corpus.documents))


def test_whoosh(measure: Measure, corpus: Corpus, place: tuple[str, Place]) -> None:
    kind, folder = place
    fresh = Fresh(lambda: new_whoosh(folder()))
    added = measure(f"add, {kind}", lambda: add_to_whoosh(fresh.index, corpus.documents), setup=fresh, rounds=5)
    assert added == len(corpus.documents)
