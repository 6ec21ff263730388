"""The index as people use it: what goes in comes out, errors leave it as it was, and it outlives mishaps."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import kzsearch
from kzsearch import Document, DocumentError, IndexClosedError, IndexFolderError, IndexLockedError, Skipped


def _nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


def ids(results: kzsearch.Results) -> list[str]:
    return [hit.id for hit in results]


# -- adding


def test_add_takes_dicts_dataclasses_documents_frames_and_streams() -> None:
    @dataclass
    class Law:
        id: str
        text: str
        number: str

    index = kzsearch.open()
    assert index.add({"id": "one", "text": "Сәлем"}).added == 1
    assert index.add([Law("law", "Кодекс туралы", "561-IV")]).added == 1
    assert index.add(Law("law2", "О кодексе", "12")).added == 1
    assert index.add(Document("doc", "Текст", date="2024-01-02", fields={"a": 1})).added == 1
    frame = pandas.DataFrame({"id": [7, 8], "text": ["алма", "яблоко"], "price": [1.5, float("nan")]})
    assert index.add(frame).added == 2
    assert index.add({"id": str(n), "text": "сөз"} for n in range(100, 110)).added == 10
    assert len(index) == 16
    assert index.get("law") == {"id": "law", "title": "", "text": "Кодекс туралы", "number": "561-IV"}
    assert index.get("doc") == {"id": "doc", "title": "", "text": "Текст", "date": "2024-01-02", "a": 1}
    assert index.get("7") == {"id": "7", "title": "", "text": "алма", "price": 1.5}
    assert index.get("8") == {"id": "8", "title": "", "text": "яблоко"}


def test_add_replaces_a_document_with_the_same_id(news: kzsearch.Index) -> None:
    report = news.add([{"id": "ru", "text": "Совсем другое"}, {"id": "new", "text": "Новое"}])
    assert (report.added, report.updated, report.skipped) == (1, 1, ())
    assert len(news) == 4
    assert ids(news.search("+больница", cross_lingual=False)) == []
    assert ids(news.search("+другое")) == ["ru"]


def test_an_id_twice_in_one_call_keeps_the_last_and_says_so() -> None:
    index = kzsearch.open()
    report = index.add([{"id": "a", "text": "первый"}, {"id": "b", "text": "второй"}, {"id": "a", "text": "третий"}])
    assert (report.added, report.updated) == (2, 0)
    assert [s.source for s in report.skipped] == ["a"]
    assert "last" in report.skipped[0].reason
    assert len(index) == 2
    assert index.get("a") == {"id": "a", "title": "", "text": "третий"}
    assert ids(index.search("первый")) == []


def test_skipped_items_of_a_reader_are_reported() -> None:
    report = kzsearch.open().add([Skipped("broken.txt", "not text"), Document("1", "Сәлем")])
    assert (report.added, [s.source for s in report.skipped]) == (1, ["broken.txt"])
    assert "broken.txt" in str(report)


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        ({"text": "без номера"}, "number 2: id"),
        ({"id": "", "text": "x"}, "id"),
        ({"id": " ", "text": "x"}, "id"),
        ({"id": "bad", "text": "x" * ((64 << 20) + 1)}, "at most 67108864 characters"),
        ({"id": None, "text": "x"}, "id"),
        ({"id": ["1"], "text": "x"}, "id"),
        ({"id": True, "text": "x"}, "id"),
        ({"id": "x" * 2000, "text": "x"}, "1024"),
        ({"id": "bad"}, "'bad': text"),
        ({"id": "bad", "text": None}, "'bad': text"),
        ({"id": "bad", "text": "  \n"}, "'bad': text must not be empty"),
        ({"id": "bad", "text": 5}, "5 (int)"),
        ({"id": "bad", "text": b"bytes"}, "bytes"),
        ({"id": "bad", "text": "x", "title": 7}, "title"),
        ({"id": "bad", "text": "x", "title": 0}, "title"),
        ({"id": "\ud800", "text": "x"}, "surrogate"),
        ({"id": 10**5000, "text": "x"}, "id must have at most 1000 digits"),
        ({"id": numpy.array([1, 2]), "text": "x"}, "got array([1, 2])"),
        ({"id": "bad", "text": "x", "extra": 10**5000}, "'extra'"),
        ({"id": "bad", "text": "x", "extra": float("inf")}, "'extra'"),
        ({"id": "bad", "text": "x", "extra": _nested(3000)}, "JSON"),
        ({"id": "bad", "text": "x", "extra": object()}, "'extra'"),
        ("just a string", "dict or a dataclass"),
        (17, "dict or a dataclass"),
    ],
)
def test_a_bad_document_is_named_and_leaves_the_index_as_it_was(news: kzsearch.Index, doc: object, said: str) -> None:
    before = {d["id"]: d for d in news}
    with pytest.raises(DocumentError) as caught:
        news.add([{"id": "fine", "text": "хорошо"}, doc])
    assert said in str(caught.value)
    assert {d["id"]: d for d in news} == before
    assert news.add({"id": "fine", "text": "хорошо"}).added == 1


@pytest.mark.parametrize("docs", ["seeds", b"seeds", 5, None])
def test_add_says_what_it_takes(docs: object) -> None:
    with pytest.raises(DocumentError, match="add takes dicts"):
        kzsearch.open().add(docs)


def test_an_error_in_a_stream_is_passed_on_and_nothing_is_added(tmp_path: Path) -> None:
    def stream() -> object:
        yield {"id": "1", "text": "раз"}
        raise ZeroDivisionError

    with kzsearch.open(tmp_path / "index") as index:
        index.add({"id": "0", "text": "нуль"})
        with pytest.raises(ZeroDivisionError):
            index.add(stream())
        assert len(index) == 1
        assert index.add({"id": "2", "text": "два"}).added == 1


def test_odd_characters_are_kept_and_found() -> None:
    text = "нуль\0байт и \ud800 суррогат 🙂 конец"
    index = kzsearch.open()
    index.add({"id": "odd", "text": text})
    assert index.search("суррогат")[0].text == text
    assert ids(index.search("байт")) == ["odd"]
    assert ids(index.search("\ud800")) == []


def test_one_enormous_word() -> None:
    index = kzsearch.open()
    index.add([{"id": "long", "text": "ы" * 300_000}, {"id": "short", "text": "қысқа"}])
    assert ids(index.search("қысқа")) == ["short"]


# -- opening


def test_open_creates_and_opens_again(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "index"
    with kzsearch.open(folder) as index:
        index.add({"id": "1", "text": "Мектеп"})
        assert "1 document (1 kk), " in repr(index)
        assert str(folder) in repr(index)
    assert "closed" in repr(index)
    with kzsearch.open(str(folder), create=False) as again:
        assert ids(again.search("мектептер")) == ["1"]
        assert again.verify() == 1
        assert again.size() > 0


def test_an_empty_folder_may_become_an_index(tmp_path: Path) -> None:
    with kzsearch.open(tmp_path) as index:
        assert len(index) == 0
        assert repr(index).startswith("<Index")


def test_folders_that_are_none_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(IndexFolderError, match="is a file"):
        kzsearch.open(file)
    with pytest.raises(IndexFolderError, match="holds files but no kzsearch index"):
        kzsearch.open(tmp_path)
    with pytest.raises(IndexFolderError, match="no index in"):
        kzsearch.open(tmp_path / "missing", create=False)
    assert not (tmp_path / "missing").exists()
    with pytest.raises(IndexFolderError):
        kzsearch.open(file / "below")
    assert file.read_text() == "x"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"other": 1}'])
def test_a_damaged_or_newer_marker_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "kzsearch.json").write_text(content)
    with pytest.raises(IndexFolderError, match="kzsearch"):
        kzsearch.open(tmp_path)


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a folder that even root cannot write")
def test_a_folder_that_cannot_be_written() -> None:
    with pytest.raises(IndexFolderError, match="/proc"):
        kzsearch.open("/proc/kzsearch-index")


def test_a_closed_index_says_so(news: kzsearch.Index) -> None:
    news.close()
    news.close()
    for call in (
        lambda: news.search("x"),
        lambda: news.add([]),
        lambda: len(news),
        news.refresh,
        lambda: news.delete("1"),
    ):
        with pytest.raises(IndexClosedError, match="closed"):
            call()


def test_a_second_writer_is_told_and_the_first_is_not_disturbed(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    kzsearch.open(folder).close()
    script = (
        "import kzsearch, sys\n"
        "def docs():\n"
        "    yield {'id': '1', 'text': 'раз'}\n"
        "    print('writing', flush=True); sys.stdin.readline()\n"
        "    yield {'id': '2', 'text': 'два'}\n"
        f"kzsearch.open({str(folder)!r}).add(docs())\n"
    )
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    writer = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    )
    assert writer.stdout is not None
    assert writer.stdin is not None
    with writer:
        assert writer.stdout.readline().strip() == "writing"
        index = kzsearch.open(folder)
        with pytest.raises(IndexLockedError, match="open for writing elsewhere"):
            index.add({"id": "3", "text": "три"}, wait=0.1)
        assert len(index) == 0
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert writer.returncode == 0
    assert len(index) == 0
    index.refresh()
    assert len(index) == 2
    assert index.add({"id": "3", "text": "три"}).added == 1


def test_a_killed_writer_loses_only_what_was_not_committed(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    script = (
        "import kzsearch, os\n"
        f"index = kzsearch.open({str(folder)!r})\n"
        "index.add({'id': 'kept', 'text': 'сохранено'})\n"
        "def docs():\n"
        "    for n in range(500): yield {'id': str(n), 'text': 'потеряно ' * 50}\n"
        "    os.kill(os.getpid(), 9)\n"
        "index.add(docs())\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    with kzsearch.open(folder) as index:
        assert [d["id"] for d in index] == ["kept"]
        assert index.add({"id": "next", "text": "дальше"}).added == 1
        assert index.verify() == 2


def test_verify_finds_damage(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with kzsearch.open(folder) as index:
        index.add({"id": str(n), "text": f"құжат нөмірі {n} " * 20} for n in range(50))
    segment = max(folder.glob("*.seg"), key=lambda f: f.stat().st_size)
    data = bytearray(segment.read_bytes())
    tenth = len(data) // 10
    data[tenth:-tenth] = bytes(len(data) - 2 * tenth)
    segment.write_bytes(bytes(data))
    with pytest.raises(IndexFolderError, match="damaged"), kzsearch.open(folder) as index:
        index.verify()


# -- deleting


def test_delete(news: kzsearch.Index) -> None:
    assert news.delete("kk", "nobody", "kk") == 1
    assert "kk" not in news
    assert "ru" in news
    assert len(news) == 2
    assert "kk" not in ids(news.search("министр"))
    assert news.languages() == {"kk": 0, "ru": 2, "": 0}
    assert news.delete("kk") == 0


# -- a dict as the model


class AgainstADict(RuleBasedStateMachine):
    words = st.sampled_from("министр мектеп бюджет қала школа город ұлт дәрігер".split())
    keys = st.sampled_from("abcde")

    @initialize()
    def begin(self) -> None:
        import tempfile

        self.place = tempfile.TemporaryDirectory()
        self.index = kzsearch.open(Path(self.place.name) / "index")
        self.model: dict[str, list[str]] = {}

    @rule(docs=st.lists(st.tuples(keys, st.lists(words, min_size=1, max_size=4)), max_size=4))
    def add(self, docs: list[tuple[str, list[str]]]) -> None:
        report = self.index.add({"id": key, "text": " ".join(text)} for key, text in docs)
        assert report.added + report.updated == len({key for key, _ in docs})
        self.model.update(docs)

    @rule(key=keys)
    def delete(self, key: str) -> None:
        assert self.index.delete(key) == (self.model.pop(key, None) is not None)

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = kzsearch.open(Path(self.place.name) / "index")

    @rule(word=words)
    def search(self, word: str) -> None:
        found = {hit.id for hit in self.index.search(f"+{word}", cross_lingual=False)}
        assert found == {key for key, text in self.model.items() if word in text}

    @invariant()
    def same(self) -> None:
        assert {d["id"]: d["text"] for d in self.index} == {k: " ".join(v) for k, v in self.model.items()}
        assert len(self.index) == len(self.model)

    def teardown(self) -> None:
        self.index.close()
        self.place.cleanup()


TestAgainstADict = AgainstADict.TestCase
TestAgainstADict.settings = settings(max_examples=20, stateful_step_count=12)


# -- mishaps


@pytest.mark.parametrize("damage", [b"", bytes(100), b"cbuiltins"], ids=["empty", "zeroed", "crafted"])
@pytest.mark.parametrize("file", ["kzsearch.json", "*.seg", "*.del"])
def test_a_damaged_file_is_refused(tmp_path: Path, file: str, damage: bytes) -> None:
    with kzsearch.open(tmp_path / "index") as index:
        index.add([{"id": n, "text": "сөз"} for n in range(5)])
        index.delete("3")
    (found,) = (tmp_path / "index").glob(file)
    found.write_bytes(damage)
    with pytest.raises(IndexFolderError, match="damaged"):
        kzsearch.open(tmp_path / "index")


@pytest.mark.parametrize("file", ["kzsearch.json", "*.seg", "*.del"])
def test_a_lost_file_is_no_empty_index(tmp_path: Path, file: str) -> None:
    with kzsearch.open(tmp_path / "index") as index:
        index.add([{"id": n, "text": "сөз"} for n in range(5)])
        index.delete("3")
    (found,) = (tmp_path / "index").glob(file)
    found.unlink()
    with pytest.raises(IndexFolderError, match="damaged"):
        kzsearch.open(tmp_path / "index")


def test_what_a_creation_cut_short_leaves_does_no_harm(tmp_path: Path) -> None:
    for name in ("kzsearch.tmp", "creation.lock", ".DS_Store"):
        (tmp_path / name).write_bytes(b"")
    with kzsearch.open(tmp_path) as index:
        assert index.add({"id": "1", "text": "сөз"}).added == 1


def test_processes_that_make_one_index_at_once_agree(tmp_path: Path) -> None:
    doc = "{'id': sys.argv[1], 'text': 'сөз'}"
    code = f"import kzsearch, sys; kzsearch.open({str(tmp_path / 'index')!r}).add({doc}, wait=60)"
    running = [subprocess.Popen([sys.executable, "-c", code, str(n)]) for n in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert len(kzsearch.open(tmp_path / "index")) == 4


@pytest.mark.parametrize("path", ["a\0b", 5, b"bytes"])
def test_paths_that_are_none(path: object) -> None:
    with pytest.raises(kzsearch.KzSearchError):
        kzsearch.open(path)  # type: ignore[arg-type]


def test_adding_from_within_the_documents_being_added(news: kzsearch.Index) -> None:
    def docs() -> object:
        yield {"id": "outer", "text": "сөз"}
        news.add({"id": "inner", "text": "сөз"}, wait=0.1)

    with pytest.raises(IndexLockedError, match="another call"):
        news.add(docs())
    assert len(news) == 3


def test_arrays_and_times_are_stored_as_json(news: kzsearch.Index) -> None:
    time = "2024-05-01T10:00:00.000000001"
    extra = {"a": numpy.array([1, 2]), "t": numpy.datetime64(time), "n": numpy.float32(0.5)}
    news.add({"id": numpy.int64(5), "text": "сан", **extra})
    assert news.get("5") == {"id": "5", "title": "", "text": "сан", "a": [1, 2], "t": time, "n": 0.5}


def test_what_matches_only_in_the_title_is_marked_in_the_snippet(news: kzsearch.Index) -> None:
    assert news.search("здравоохранение", lang="ru")[0].snippet == "**Здравоохранение**"


def test_numbers_as_they_are_written(news: kzsearch.Index) -> None:
    news.add({"id": "sum", "text": "2020г. бюджет 1\u00a0000\u00a0000 теңге, 1990ж. 5 000,5"})
    for query in ("2020", "1990", "1000000", "1 000 000", "5000,5"):
        assert ids(news.search(query)) == ["sum"], query
