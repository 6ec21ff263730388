"""The wheel, installed into an empty environment, works from another folder."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_works_in_an_empty_environment(tmp_path: Path) -> None:
    def run(*command: object, cwd: Path = tmp_path) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"PYTHONIOENCODING": "utf-8"}
        done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT)
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    bin = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(bin / "python", "-m", "pip", "install", "--quiet", wheel)
    run(bin / "kzsearch", "index", ROOT / "seeds", "--index", "news")
    found = json.loads(run(bin / "kzsearch", "search", "ВОЗ туберкулез", "--index", "news", "--json"))
    assert found["hits"][0]["id"].startswith("002")
    code = "import kzsearch, kzsearch_analyzers as k; print(k.kazakh.lemmatize('мектептер'), k.russian.lemmatize('школами'))"
    assert run(bin / "python", "-c", code).split() == ["мектеп", "школа"]
    names = run(bin / "python", "-m", "zipfile", "-l", wheel)
    assert "kzsearch/py.typed" in names
    assert "kzsearch_analyzers/kazakh/lexicon.tsv" in names
    assert "tests/" not in names
