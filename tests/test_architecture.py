"""What must stay true of the shape of the code."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("kzsearch/**/*.py"), *ROOT.glob("analyzers/**/*.py")])


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(str(node.module))
    return found


def test_the_analysers_know_nothing_of_the_index() -> None:
    analysers = [path for path in SOURCES if "kzsearch_analyzers" in path.parts]
    assert len(analysers) > 10
    for path in analysers:
        assert not {name for name in imports(path) if name.split(".")[0] == "kzsearch"}, path


def test_one_module_of_the_analysers_imports_whoosh() -> None:
    users = {p.name for p in SOURCES if "analyzers" in p.parts and any(n.startswith("whoosh") for n in imports(p))}
    assert users == {"whoosh_filters.py"}


SELDOM = {"rich", "trafilatura", "dateparser", "lxml", "pandas", "pymorphy3"}
READERS = {"kzsearch.reading.sources", "csv", "gzip", "html.parser"}
SLOW = {"importlib.resources", "hashlib", "tempfile", "uuid", "secrets", "subprocess", "filelock", "concurrent.futures"}
WRITING = {"kzsearch.codec.writer", "kzsearch_analyzers.vocabulary", "socket"} | SLOW
SEARCHING = {"kzsearch.query", "kzsearch.plan", "kzsearch.groups", "kzsearch_analyzers.bilingual", "kzsearch.highlight"}
LATE = {"kzsearch.filters", "kzsearch.periods", "kzsearch.reranking", "kzsearch.whoosh_queries", "kzsearch.whoosh_walk"}
LATE |= {"kzsearch.suggesting", "kzsearch.edits", "kzsearch.layouts"}
LATE |= {"kzsearch.learning", "kzsearch.aligned"}
WEB = {"urllib.request", "http.client", "email", "ssl"}
ENGINE = {"kzsearch.index", "kzsearch_analyzers", "numpy", "regex", "whoosh"} | WEB


@pytest.mark.parametrize(
    ("package", "heavy"),
    [
        ("kzsearch", SELDOM | READERS | ENGINE | {"click", "kzsearch.documents"}),
        ("kzsearch.cli", SELDOM | READERS | ENGINE),
        ("kzsearch.documents", SELDOM | READERS | ENGINE),
        ("kzsearch.index", LATE | SELDOM | READERS | WEB | WRITING | SEARCHING | {"click", "whoosh"}),
        ("kzsearch.searching", LATE | SELDOM | READERS | WEB | WRITING | {"whoosh"}),
        ("kzsearch.codec.writer", SELDOM | READERS | WEB | SEARCHING | SLOW | {"whoosh"}),
        ("kzsearch_analyzers", SELDOM | READERS | WEB | WRITING | SEARCHING | {"whoosh"}),
    ],
)
def test_importing_stays_light(package: str, heavy: set[str]) -> None:
    code = f"import sys, {package}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


FIRST_DOCUMENT_AND_QUESTION = """
import sys, kzsearch
index = kzsearch.open()
index.add({"id": "1", "title": "Мектеп", "text": "Мектептер ашылды. Сериализованный ёлкин 5-го мая, gov.kz"})
print(sorted({"numpy.ma", "pymorphy3", "filelock", "kzsearch.query", "kzsearch_analyzers.bilingual"} & set(sys.modules)))
index.search("школа мектеп қазақстандық").total
print(sorted({"numpy.ma", "filelock"} & set(sys.modules)))
"""


def test_a_first_document_and_a_first_question_load_no_more_than_they_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_DOCUMENT_AND_QUESTION], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split("\n") == ["[]", "[]", ""]


def test_public_names_are_there_though_imported_late() -> None:
    code = (
        "import kzsearch\n"
        "assert set(kzsearch.__all__) <= set(dir(kzsearch))\n"
        "from kzsearch import *\n"
        "assert all(globals()[name] is getattr(kzsearch, name) for name in kzsearch.__all__)\n"
        "assert not hasattr(kzsearch, 'nonsense')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_importing_prints_no_warnings() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import kzsearch.index"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_hold_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
