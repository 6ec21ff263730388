"""Set up a virtual environment in .venv and run in it; needs nothing but Python 3.11 or newer and a package index.

python3 scripts/run.py demo    index seeds/ and answer three questions
python3 scripts/run.py test    all tests
"""

import os
import subprocess
import sys
import tempfile
import venv
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
QUESTIONS = (
    "министр Альназарова",
    "Маңғыстау медициналық орталық",  # Kazakh; the answer is in Russian
    "ВОЗ туберкулез смертность матерей",  # Russian; the answer is in Kazakh
)


def run(*command: str | Path) -> None:
    """Run a command in the repository; stop with its exit code if it fails."""
    print("$", *(os.path.relpath(c, ROOT) if isinstance(c, Path) else c for c in command), flush=True)
    code = subprocess.run([str(c) for c in command], cwd=ROOT).returncode
    if code:
        raise SystemExit(code)


def set_up(extra: str) -> None:
    """Make .venv with kzsearch in it, unless it is there for this pyproject.toml."""
    stamp = ENVIRONMENT / f"kzsearch{extra}.stamp"
    wanted = sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    run(BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", f".{extra}")
    stamp.write_text(wanted)


def demo() -> None:
    """The main job on the pages of seeds/."""
    set_up("")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        run(BIN / "kzsearch", "index", "seeds", "--index", str(place))
        for question in QUESTIONS:
            run(BIN / "kzsearch", "search", question, "--limit", "2", "--index", str(place))


def test() -> None:
    """All tests."""
    set_up("[dev]")
    run(BIN / "python", "-m", "pytest", *sys.argv[2:])


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        raise SystemExit(f"kzsearch needs Python 3.11 or newer, this is {sys.version.split()[0]}")
    job = {"demo": demo, "test": test}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if job is None:
        raise SystemExit(__doc__)
    job()
