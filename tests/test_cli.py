"""The `kzsearch` command: exit codes, what goes to which stream, JSON, and nothing but text to a terminal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

import kzsearch
from kzsearch import cli, cli_hits
from kzsearch.documents import Format

SEEDS = Path(__file__).parent.parent / "seeds"
NEWS = (
    {"id": "kk-1", "title": "Жаңа мектептер", "text": "Астанада жаңа мектептер ашылды."},
    {"id": "kk-2", "title": "Бюджет", "text": "Үкімет республикалық бюджетті қабылдады."},
    {"id": "ru-1", "title": "Школы", "text": "В Алматы открыли новую школу для детей.", "date": "2023-11-11"},
    {"id": "ru-2", "title": "Здоровье", "text": "Министр здравоохранения выступил с докладом."},
)
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KZSEARCH_INDEX", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run() -> Run:
    def invoke(*args: object, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
        result = CliRunner().invoke(cli.main, [str(arg) for arg in args], input=stdin, env=env, prog_name="kzsearch")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def write_news(path: Path, *documents: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(doc, ensure_ascii=False) + "\n" for doc in documents), encoding="utf-8")
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    with kzsearch.open(folder) as opened:
        opened.add(NEWS)
    return folder


def ids(result: Result) -> list[str]:
    return [hit["id"] for hit in json.loads(result.stdout)["hits"]]


def one_line(result: Result) -> str:
    """The only line on standard error."""
    (line,) = result.stderr.splitlines()
    return line


def process(*args: object, **options: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONUTF8": "1", **options.pop("env", {})}
    command = [sys.executable, "-m", "kzsearch", *map(str, args)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, timeout=60, **options)


# --- index --------------------------------------------------------------------------------------------------


def test_a_folder_is_indexed_and_found_in_the_other_language(run: Run, tmp_path: Path) -> None:
    added = run("index", SEEDS, "--index", tmp_path / "i")
    assert (added.exit_code, added.stderr) == (0, "")
    assert added.stdout.startswith("5 added, 0 updated, 0 skipped in ")
    found = json.loads(run("search", "министр", "--index", tmp_path / "i", "--json").stdout)
    assert {hit["lang"] for hit in found["hits"]} == {"kk", "ru"}


def test_indexing_twice_updates(run: Run, tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", *NEWS)
    assert json.loads(run("index", news, "--index", tmp_path / "i", "--json").stdout)["added"] == 4
    again = json.loads(run("index", news, "--index", tmp_path / "i", "--json").stdout)
    assert (again["added"], again["updated"], again["skipped"]) == (0, 4, [])
    assert again["seconds"] > 0


def test_what_cannot_be_read_is_listed_on_standard_error(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.txt").write_text("Жаңа мектеп ашылды.", encoding="utf-8")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 8)
    result = run("index", folder, "--index", tmp_path / "i")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 added, 0 updated, 2 skipped")
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["skipped image.png", "skipped noise.txt"]


def test_nothing_to_index_makes_no_index(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    result = run("index", tmp_path / "empty.txt", "--index", tmp_path / "i")
    assert result.exit_code == 1
    assert "skipped empty.txt: no text in it" in result.stderr
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize(
    ("arguments", "value"),
    [(["no-such-file"], "'no-such-file'"), ([SEEDS, "--encoding", "klingon"], "'klingon'")],
)
def test_errors_of_index_are_one_line_and_1(run: Run, tmp_path: Path, arguments: list[object], value: str) -> None:
    result = run("index", *arguments, "--index", tmp_path / "i")
    assert (result.exit_code, result.stdout) == (1, "")
    assert value in one_line(result)
    assert not (tmp_path / "i").exists()


def test_a_folder_of_something_else_is_not_made_an_index(run: Run) -> None:
    before = sorted(SEEDS.iterdir())
    result = run("index", SEEDS, "--index", SEEDS)
    assert result.exit_code == 1
    assert repr(str(SEEDS)) in one_line(result)
    assert sorted(SEEDS.iterdir()) == before


def test_an_index_within_the_folder_is_not_indexed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Жаңа мектеп ашылды.", encoding="utf-8")
    for _ in range(2):
        result = run("index", tmp_path, "--index", tmp_path / "own" / "i", "--json")
    assert json.loads(result.stdout)["skipped"] == []


def test_json_lines_from_standard_input(run: Run, tmp_path: Path) -> None:
    lines = "".join(json.dumps(doc) + "\n" for doc in NEWS) + '{"id": "no text"}\n'
    result = run("index", "-", "--format", "jsonl", "--index", tmp_path / "i", "--json", stdin=lines)
    report = json.loads(result.stdout)
    assert (result.exit_code, report["added"], len(report["skipped"])) == (0, 4, 1)
    assert report["skipped"][0]["reason"] == "a record must have text, got keys id"


def test_text_from_standard_input_in_an_old_encoding(run: Run, tmp_path: Path) -> None:
    text = "Министр здравоохранения выступил с докладом о новых школах."
    run("index", "-", "--encoding", "cp1251", "--index", tmp_path / "i", stdin=text.encode("cp1251"))
    assert run("search", "школа", "--index", tmp_path / "i").exit_code == 0


def test_raw_keeps_the_page(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    article = f"<article><h1>Жаңалық</h1><p>{'Қалада жаңа мектеп ашылды. ' * 9}</p></article>"
    page.write_text(f"<html><body><nav>Навигация</nav>{article}</body></html>", encoding="utf-8")
    run("index", page, "--index", tmp_path / "clean")
    run("index", page, "--raw", "--index", tmp_path / "raw")
    assert run("search", "навигация", "--index", tmp_path / "clean").exit_code == 1
    assert run("search", "навигация", "--index", tmp_path / "raw").exit_code == 0


def test_quiet(run: Run, tmp_path: Path) -> None:
    result = run("index", SEEDS, "--index", tmp_path / "i", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_the_formats_are_those_of_read() -> None:
    assert get_args(Format) == cli.FORMATS


# --- search -------------------------------------------------------------------------------------------------


def test_words_are_marked_and_counted(run: Run, index: Path) -> None:
    result = run("search", "мектеп", "ашылды", "--index", index)
    assert result.exit_code == 0
    assert "Астанада жаңа **мектептер** **ашылды**." in result.stdout
    assert "\x1b" not in result.output


@pytest.mark.parametrize(("query", "other"), [("мектеп", "ru-1"), ("школа", "kk-1")])
def test_either_language_finds_the_other(run: Run, index: Path, query: str, other: str) -> None:
    assert other in ids(run("search", query, "--index", index, "--json"))
    assert other not in ids(run("search", query, "--index", index, "--json", "--no-translation"))


def test_one_language_only(run: Run, index: Path) -> None:
    assert ids(run("search", "школа", "--index", index, "--json", "--lang", "kk")) == ["kk-1"]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        (["date=2023-11"], ["ru-1"]),
        (["date=2023-01..2023-06"], []),
        (["date=2023-01.."], ["ru-1"]),
        (["date=..2022"], []),
        (["id=kk-1", "id=ru-1"], ["kk-1", "ru-1"]),
        (["lang=ru", "date=2023-11-11"], ["ru-1"]),
    ],
)
def test_only_documents_with_some_values(run: Run, index: Path, conditions: list[str], found: list[str]) -> None:
    options = [part for condition in conditions for part in ("--where", condition)]
    assert sorted(ids(run("search", "жаңа школа", "--index", index, "--json", *options))) == found


def test_words_that_match_age_and_proximity(run: Run, index: Path) -> None:
    assert len(ids(run("search", "министр школа доклад", "--index", index, "--json"))) == 3
    assert ids(run("search", "министр школа доклад", "--index", index, "--json", "--match", 0.7)) == ["ru-2"]
    asked = ("search", "новая школа", "--index", index, "--explain", "--lang", "ru")
    plain, other = run(*asked).stdout, run(*asked, "--half-life", 30, "--proximity", 0.1).stdout
    assert "recency, " in other
    assert "proximity: product of" in other
    assert "recency" not in plain
    assert "proximity" not in plain


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--where", "date"), "must be KEY=VALUE, got 'date'"),
        (("--where", "date=2023..", "--where", "date=2024"), "must have one range or several values"),
        (("--where", "date=2024..2023"), "must have least <= most"),
        (("--where", "date=осень"), "must be a date"),
        (("--match", "0"), "minimum_should_match must be"),
        (("--half-life", "-1"), "half_life must be"),
        (("--proximity", "-1"), "proximity must be"),
    ],
)
def test_conditions_that_are_none(run: Run, index: Path, options: tuple[str, ...], said: str) -> None:
    result = run("search", "школа", "--index", index, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_json_is_one_object_with_explanations(run: Run, index: Path) -> None:
    result = run("search", "мектеп (", "--index", index, "--json", "--explain")
    found = json.loads(result.stdout)
    assert set(found) == {"query", "total", "offset", "seconds", "warnings", "suggestion", "hits"}
    assert "Жаңа мектептер" in result.stdout
    assert found["warnings"]
    assert result.stderr == ""
    hit = found["hits"][0]
    assert {"id", "score", "title", "text", "lang", "snippet"} <= set(hit)
    assert hit["explanation"]["value"] == pytest.approx(hit["score"])
    assert hit["matches"] == [{"word": "мектеп", "found": "школа", "via": "translation", "weight": 0.85}]


def test_explanations_are_indented(run: Run, index: Path) -> None:
    result = run("search", "мектеп", "--index", index, "--explain")
    assert "\n" + " " * (cli_hits.INDENT + 2) in result.stdout


def test_limit_and_offset(run: Run, index: Path) -> None:
    both = ids(run("search", "школа", "--index", index, "--json"))
    assert len(both) == 2
    assert ids(run("search", "школа", "--index", index, "--json", "--limit", 1)) == both[:1]
    second = run("search", "школа", "--index", index, "--offset", 1)
    assert second.stdout.startswith("  2. ")
    past = run("search", "школа", "--index", index, "--offset", 10)
    assert (past.exit_code, past.stdout, one_line(past)) == (1, "", "2 documents, none after the first 10")


@pytest.mark.parametrize("query", ["", " ", '"(((', "-", "C++ 2:1", "AND", "*", "\udcff", "\x00", "[bold]x[/nope]"])
def test_silly_queries_find_nothing_quietly(run: Run, index: Path, query: str) -> None:
    result = run("search", "--index", index, "--", query)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no documents found" in result.stderr


def test_a_dash_needs_dashes_before_it(run: Run, index: Path) -> None:
    without = run("search", "-школа", "--index", index)
    assert without.exit_code == 2
    assert "Put -- before words that start with a dash" in without.stderr
    excluded = run("search", "--json", "--index", index, "--", "-школа", "министр")
    assert ids(excluded) == ["ru-2"]


@pytest.mark.parametrize("option", [("--limit", 0), ("--offset", -1), ("--lang", "en"), ("--index", ""), ("--wrong",)])
def test_wrong_options_are_2(run: Run, index: Path, option: tuple[object, ...]) -> None:
    assert run("search", "школа", "--index", index, *option).exit_code == 2


def test_no_query_and_no_index_are_2(run: Run, index: Path) -> None:
    assert run("search", "--index", index).exit_code == 2
    assert "KZSEARCH_INDEX" in run("search", "школа").stderr


def test_the_index_may_come_from_the_environment(run: Run, index: Path) -> None:
    assert run("search", "школа", env={"KZSEARCH_INDEX": str(index)}).exit_code == 0


# --- indexes that are none ----------------------------------------------------------------------------------

READERS = [("search", "x"), ("stats",), ("verify",), ("delete", "x")]


@pytest.mark.parametrize("command", READERS)
def test_a_missing_index_is_not_made(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    missing = tmp_path / "my index"
    result = run(*command, "--index", missing)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"no index in {str(missing)!r}; make one first: kzsearch index PATH --index '" in one_line(result)
    assert not missing.exists()


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("place", [SEEDS, Path(__file__)])
def test_other_files_are_no_index(run: Run, command: tuple[str, ...], place: Path) -> None:
    result = run(*command, "--index", place)
    assert result.exit_code == 2
    assert repr(str(place)) in one_line(result)


@pytest.mark.parametrize("command", READERS)
def test_a_damaged_index_is_one_line(index: Path, command: tuple[str, ...]) -> None:
    for segment in index.glob("*.seg"):
        segment.write_bytes(segment.read_bytes()[:100])
    result = process(*command, "--index", index)  # a process: Whoosh leaves files open when it fails
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert str(index) in result.stderr


# --- delete, stats, verify, analyze -------------------------------------------------------------------------


def test_delete(run: Run, index: Path) -> None:
    result = run("delete", "kk-1", "nobody", "--index", index, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"deleted": 1, "missing": ["nobody"]})
    again = run("delete", "kk-1", "--index", index)
    assert (again.exit_code, again.stdout, one_line(again)) == (1, "0 documents deleted\n", "no document 'kk-1'")
    assert "kk-1" not in ids(run("search", "мектеп", "--index", index, "--json"))


def test_stats(run: Run, index: Path) -> None:
    found = json.loads(run("stats", "--index", index, "--json").stdout)
    assert found.pop("bytes") > 0
    languages, learnt = {"kk": 2, "ru": 2, "other": 0}, {"kk": 0, "ru": 0}
    assert found == {"path": str(index), "documents": 4, "languages": languages, "format": 3, "learnt": learnt}
    assert "languages: kk 2, ru 2, other 0\n" in run("stats", "--index", index).stdout


def test_verify(run: Run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("verify", "--index", index).stdout == "4 documents, nothing damaged\n"

    def damaged(_: kzsearch.Index) -> int:
        raise kzsearch.IndexFolderError("document 3 is damaged")

    monkeypatch.setattr(kzsearch.Index, "verify", damaged)
    result = run("verify", "--index", index, "--json")
    assert (result.exit_code, one_line(result)) == (1, "kzsearch: document 3 is damaged")
    assert json.loads(result.stdout) == {
        "path": str(index), "documents": 4, "sound": False, "fault": "document 3 is damaged",
    }  # fmt: skip


def test_analyze_prints_a_table(run: Run) -> None:
    header, school, _ = run("analyze", "мектептеріміз", "школами").stdout.splitlines()
    assert header.split("\t") == ["text", "kind", "lang", "lemma", "source", "other lemmas"]
    assert school.split("\t")[:4] == ["мектептеріміз", "word", "kk", "мектеп"]


@pytest.mark.parametrize(("words", "stdin"), [(["Жаңа", "мектептер"], None), (["-"], "Жаңа мектептер")])
def test_analyze_as_json(run: Run, words: list[str], stdin: str | None) -> None:
    found = json.loads(run("analyze", *words, "--json", stdin=stdin).stdout)
    assert found["text"] == "Жаңа мектептер"
    token = found["tokens"][1]
    assert {key: token[key] for key in ("text", "start", "end", "kind", "lang", "lemma")} == {
        "text": "мектептер", "start": 5, "end": 14, "kind": "word", "lang": "kk", "lemma": "мектеп",
    }  # fmt: skip
    assert token["lemma"] in token["candidates"]


def test_analyze_without_words(run: Run) -> None:
    result = run("analyze", "...")
    assert (result.exit_code, result.stdout, one_line(result)) == (1, "", "no words in the text")
    assert run("analyze", "-", stdin=b"\x00\x01\x02").exit_code == 2


def test_help_has_examples_in_both_languages(run: Run) -> None:
    shown = run("--help").stdout
    assert "министр здравоохранения" in shown
    assert "денсаулық сақтау министрі" in shown
    assert run("--version").stdout == f"kzsearch, version {kzsearch.__version__}\n"
    assert run("nonsense").exit_code == 2


# --- terminals ----------------------------------------------------------------------------------------------

HOSTILE = {
    "id": "[red]\x1b]0;owned\x07id",
    "title": "Жаңа \x1b[31mмектеп[/bold] :smile:\u202e\x9b2J",
    "text": "Бүгін [bold]мектеп[/] ашылды\x07\x1b[2J. \ue000 \ue001",
}


def test_documents_cannot_write_to_the_terminal(run: Run, tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", HOSTILE, {"id": "\x1b[31m"})
    added = run("index", news, "--raw", "--index", tmp_path / "i")
    plain = run("search", "мектеп", "--index", tmp_path / "i")
    as_json = run("search", "мектеп", "--index", tmp_path / "i", "--json")
    for result in (added, plain, as_json):
        assert not set(result.output) & set("\x1b\x07\x9b")
    assert "Жаңа мектеп[/bold] :smile:" in plain.stdout
    assert "[bold]**мектеп**[/] ашылды" in plain.stdout
    assert json.loads(as_json.stdout)["hits"][0]["title"] == HOSTILE["title"]


def terminal(*args: object, columns: int = 60, **env: str) -> str:
    """What the command writes to a terminal."""
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    import fcntl
    import struct
    import termios

    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, "-m", "kzsearch", *map(str, args)]
    surroundings = {**os.environ, "TERM": "xterm", "PYTHONUTF8": "1", **env}
    child = subprocess.Popen(command, stdin=writer, stdout=writer, stderr=writer, env=surroundings)
    os.close(writer)
    shown = b""
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(reader)
    child.wait(timeout=60)
    return shown.decode("utf-8", "replace")


def test_a_terminal_shows_colours_within_its_width(index: Path) -> None:
    with kzsearch.open(index) as opened:
        opened.add({**HOSTILE, "text": "мектеп туралы ұзақ мәтін " * 20})
    coloured = terminal("search", "мектеп", "--index", index, columns=50)
    assert "\x1b[1;33mмектеп\x1b[0m" in coloured
    assert "[/bold] :smile:" in coloured
    assert "\x1b[31m" not in coloured
    bare = terminal("search", "мектеп", "--index", index, columns=50, NO_COLOR="1")
    assert "\x1b" not in bare
    assert "**мектеп**" in bare
    assert max(map(len, bare.splitlines())) <= 50


@pytest.mark.parametrize("width", [10, 23, 60])
def test_rows_hold_every_word_within_the_width(width: int) -> None:
    text = "жаңа «мектеп» 学校学校学校学校学校 е\u0308лка 👩\u200d🏫 " + "https://" + "ұзақ" * 12 + "  екі  бос орын"
    rows = list(cli_hits.wrapped(text, width))
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert max(map(cli_hits.cells, rows)) <= width
    assert cli_hits.cells(cli_hits.cut(text, width)) <= width


def test_a_terminal_shows_tables_and_progress(tmp_path: Path) -> None:
    table = terminal("analyze", "министрлігінің", "[red]", NO_COLOR="1")
    assert "министрлік" in table
    assert "\t" not in table
    assert "Indexing" in terminal("index", SEEDS, "--index", tmp_path / "i")


def test_an_encoding_without_cyrillic_does_not_fail(index: Path) -> None:
    narrow = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    for arguments in (("search", "школа", "--index", index), ("--help",), ("analyze", "школа")):
        shown = process(*arguments, env=narrow)
        assert (shown.returncode, shown.stderr) == (0, "")
        assert "?" in shown.stdout
    found = json.loads(process("search", "школа", "--index", index, "--json", env=narrow).stdout)
    assert found["query"] == "школа"


# --- processes ----------------------------------------------------------------------------------------------


def test_the_modules_run_as_commands(index: Path) -> None:
    assert process("search", "школа", "--index", index).returncode == 0
    command = [sys.executable, "-W", "error", "-m", "kzsearch.cli", "--version"]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def test_searching_imports_no_readers_and_no_rich(index: Path) -> None:
    code = (
        "import sys\nfrom kzsearch import cli, cli_display\n"
        "cli_display.is_terminal = cli.show_hits.__globals__['is_terminal'] = lambda stream: True\n"
        f"cli.main(['search', 'школа', '--index', {str(index)!r}], standalone_mode=False)\n"
        "print(sorted({'rich', 'kzsearch.reading.sources', 'trafilatura', 'dateparser'} & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONUTF8": "1"}
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=env, timeout=60)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE")
def test_a_closed_pipe_is_quiet(index: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "kzsearch", "search", "школа", "--index", str(index)]
    shown = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writer)
    assert (shown.returncode, shown.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for a child")
def test_ctrl_c_leaves_the_index_as_it_was(run: Run, index: Path) -> None:
    command = [sys.executable, "-m", "kzsearch", "index", "-", "--format", "jsonl", "--index", str(index)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdin is not None
    lines = [json.dumps({"id": f"new-{n}", "text": "жаңа мәтін " * 200}) + "\n" for n in range(200)]
    child.stdin.write("".join(lines).encode())  # more than a pipe holds: it is reading when this returns
    child.stdin.flush()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"")
    assert json.loads(run("stats", "--index", index, "--json").stdout)["documents"] == 4
