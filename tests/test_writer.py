"""What goes wrong while an index is written, and what its users see then."""

import errno
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import kzsearch
from kzsearch.codec import storage as storages
from kzsearch.codec.generation import open_generation
from kzsearch.codec.storage import Folder
from kzsearch.errors import IndexFolderError, IndexLockedError


def documents(count: int, words: int = 30) -> list[dict[str, str]]:
    return [{"id": str(n), "text": f"құжат нөмірі {n} " * (words // 3)} for n in range(count)]


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {"writer.lock"}


# -- a disk that fills up


class Full(io.FileIO):
    """A file on a disk with room for so many bytes more."""

    room = 0

    def write(self, data: Any) -> int:
        Full.room -= len(memoryview(data).cast("B"))
        if Full.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


@pytest.mark.parametrize("room", [0, 100, 3_000, 20_000])
def test_a_full_disk_leaves_the_last_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    index = kzsearch.open(tmp_path / "index")
    index.add(documents(3))
    before = files(tmp_path / "index")

    def create(self: Folder, file: str) -> BinaryIO:
        return Full(self.path / file, "wb")  # type: ignore[return-value]

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "create", create)
        Full.room = room
        with pytest.raises(IndexFolderError, match=r"No space left on device; it stays at its last commit"):
            index.add([{"id": f"new {d['id']}", "text": d["text"]} for d in documents(2000)])
    assert files(tmp_path / "index") == before
    assert len(index) == 3
    assert index.verify() == 3
    assert index.add({"id": "next", "text": "келесі"}).added == 1
    assert len(kzsearch.open(tmp_path / "index")) == 4


def test_a_file_size_limit_of_the_system(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    assert resource
    script = (
        "import kzsearch, resource, sys\n"
        "index = kzsearch.open(sys.argv[1])\n"
        "index.add({'id': 'kept', 'text': 'сақталды'})\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try:\n"
        "    index.add({'id': str(n), 'text': f'{n} {n * 7919} {n * 104729} ' * 40} for n in range(3000))\n"
        "except kzsearch.IndexFolderError as error:\n"
        "    print(error)\n"
    )
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    run = [sys.executable, "-c", script, str(tmp_path / "index")]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", env=env, check=True)
    assert "File too large; it stays at its last commit" in done.stdout
    with kzsearch.open(tmp_path / "index") as index:
        assert [d["id"] for d in index] == ["kept"]
        assert index.verify() == 1


def test_a_manifest_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = kzsearch.open(tmp_path / "index")
    index.add(documents(3))
    before = files(tmp_path / "index")

    def write_manifest(self: Folder, content: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "write_manifest", write_manifest)
        with pytest.raises(IndexFolderError, match="it stays at its last commit"):
            index.delete("1")
    assert (files(tmp_path / "index"), len(index)) == (before, 3)


# -- another writer

HOLDS = (
    "import kzsearch, sys\n"
    "def docs():\n"
    "    yield {'id': '1', 'text': 'бір'}\n"
    "    print('writing', flush=True); sys.stdin.readline()\n"
    "kzsearch.open(sys.argv[1]).add(docs())\n"
)


def test_the_error_names_the_process_that_writes(tmp_path: Path) -> None:
    run = [sys.executable, "-c", HOLDS, str(tmp_path / "index")]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "writing\n"
        with pytest.raises(IndexLockedError, match=rf"by process {writer.pid} on .* waited 0\.05 s"):
            kzsearch.open(tmp_path / "index").add({"id": "2", "text": "екі"}, wait=0.05)
        writer.stdin.write("\n")
    with kzsearch.open(tmp_path / "index") as index:
        assert index.add({"id": "2", "text": "екі"}).added == 1
        assert sorted(d["id"] for d in index) == ["1", "2"]


def test_a_killed_writer_holds_nothing_and_its_files_go(tmp_path: Path) -> None:
    run = [sys.executable, "-c", HOLDS, str(tmp_path / "index")]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        writer.kill()
    (tmp_path / "index" / "left.seg").write_bytes(b"half a segment")
    with kzsearch.open(tmp_path / "index") as index:
        assert len(index) == 0
        assert index.add({"id": "2", "text": "екі"}, wait=0.05).added == 1
    assert "left.seg" not in files(tmp_path / "index")


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    index = kzsearch.open(tmp_path / "index")

    def broken() -> Any:
        yield {"id": "1", "text": "бір"}
        raise RuntimeError("a reader's own")

    with pytest.raises(RuntimeError, match="a reader's own"):
        index.add(broken())
    with pytest.raises(FileNotFoundError):  # not the index's fault
        index.add({"id": "1", "text": Path(path).read_text()} for path in ["/nowhere/at/all"])
    assert index.add({"id": "2", "text": "екі"}, wait=0.05).added == 1
    assert files(tmp_path / "index") == {"kzsearch.json", *open_generation(Folder(tmp_path / "index")).manifest.files()}


# -- readers beside a writer


def test_a_reader_keeps_its_snapshot_while_a_writer_goes_on(tmp_path: Path) -> None:
    index = kzsearch.open(tmp_path / "index")
    index.add(documents(20))
    reader = kzsearch.open(tmp_path / "index")
    hit = reader.search("құжат")[0]
    index.delete(*map(str, range(20)))
    assert len(reader) == 20
    assert len(reader.search("құжат", limit=20)) == 20
    assert reader.verify() == 20
    assert hit.text.startswith("құжат")
    reader.refresh()
    assert len(reader) == 0


def test_readers_open_while_a_writer_commits(tmp_path: Path) -> None:
    index = kzsearch.open(tmp_path / "index")
    index.add({"id": "always", "text": "құжат"})
    failed: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                with kzsearch.open(tmp_path / "index") as reader:
                    assert reader.get("always") is not None
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(40):
        index.add({"id": str(n % 7), "text": f"құжат {n}"})
    done.set()
    for thread in threads:
        thread.join()
    assert not failed


# -- documents that are hard to hold


def test_odd_documents_are_stored_as_they_are(tmp_path: Path) -> None:
    texts = ["\ud800 жалғыз жартысы", "нөл \0 бар", "ы" * 1_000_000, "😀" * 500, "\r\n\u2028 жол", "مەكتەپ"]
    with kzsearch.open(tmp_path / "index") as index:
        assert index.add({"id": str(n), "text": text} for n, text in enumerate(texts)).added == len(texts)
    with kzsearch.open(tmp_path / "index") as index:
        assert [index.get(str(n))["text"] for n in range(len(texts))] == texts  # type: ignore[index]
        assert index.search("жалғыз")[0].id == "0"
        assert index.search("مەكتەپ")[0].id == "5"
        assert index.verify() == len(texts)


def test_many_short_documents(tmp_path: Path) -> None:
    with kzsearch.open(tmp_path / "index") as index:
        index.add({"id": str(n), "text": f"хабар {n}"} for n in range(50_000))
        assert len(index) == 50_000
        assert [hit.id for hit in index.search("49999")] == ["49999"]
        assert index.search("хабар").total == 50_000


# -- more processes


def test_workers_build_the_same_index(tmp_path: Path) -> None:
    docs = [{**d, "title": "Тақырып", "number": int(d["id"])} for d in documents(3000)]
    docs += [{"id": "7", "text": "жаңа мәтін", "title": "", "number": -1}]
    with kzsearch.open(tmp_path / "one") as one, kzsearch.open(tmp_path / "two") as two:
        for index in (one, two):
            index.add({"id": "1", "text": "бұрынғы"})
        reports = [one.add(docs), two.add(docs, workers=2)]
        assert [(r.added, r.updated, r.skipped) for r in reports] == [(2999, 1, reports[0].skipped)] * 2
        assert len(one) == len(two) == 3000
        assert {d["id"]: d for d in one} == {d["id"]: d for d in two}
        for query in ("құжат", "2999", "жаңа мәтін", "тақырып"):
            found = [one.search(query, limit=5000), two.search(query, limit=5000)]
            assert found[0].total == found[1].total > 0
            scores = [{hit.id: round(hit.score, 9) for hit in each} for each in found]
            assert scores[0] == scores[1]
        assert two.verify() == 3000


def test_a_worker_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = kzsearch.open(tmp_path / "index")
    index.add(documents(3))
    before = files(tmp_path / "index")
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> Any:
        started.append(popen(*arguments, **options))
        return started[-1]

    def docs() -> Any:
        for n, doc in enumerate(documents(20_000)):
            if n == 15_000:
                started[0].kill()
                started[0].wait()
            yield {"id": f"new {doc['id']}", "text": doc["text"]}

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(IndexFolderError, match="a process that builds a segment failed"):
        index.add(docs(), workers=2)
    assert len(started) == 2
    assert all(process.returncode for process in started)
    assert files(tmp_path / "index") == before
    assert index.verify() == 3


@pytest.mark.parametrize("workers", [0, -1, True, 1.5, "2"])
def test_workers_are_counted_in_whole_numbers(workers: Any) -> None:
    with pytest.raises(kzsearch.OptionError, match="workers must be a whole number >= 1"):
        kzsearch.open().add({"id": "1", "text": "бір"}, workers=workers)


# -- another format


def test_an_index_of_another_format_says_who_reads_it(tmp_path: Path) -> None:
    kzsearch.open(tmp_path / "index").close()
    marker = tmp_path / "index" / "kzsearch.json"
    marker.write_text(json.dumps({"format": 1, "analysis": "x"}))
    with pytest.raises(IndexFolderError, match=r"has format 1, which kzsearch 0\.1 reads: index anew; this one reads"):
        kzsearch.open(tmp_path / "index")


def test_the_folder_is_synced_after_a_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(storages, "_sync_folder", synced.append)
    kzsearch.open(tmp_path / "index").add({"id": "1", "text": "бір"})
    assert synced == [tmp_path / "index"] * 2
