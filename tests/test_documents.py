"""Reading files, folders and streams: every format, every way in which they break."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kzsearch import additions
from kzsearch.documents import Document, Skipped, read
from kzsearch.errors import DocumentError, EncodingError, OptionError
from kzsearch.reading import lines as bounded

KAZAKH = "Қазақстан Республикасының Үкіметі жаңа бағдарлама қабылдады. Әкім өңірдің тұрғындарымен кездесті."
RUSSIAN = "Правительство утвердило программу. Она начнётся в следующем году."
PARAGRAPH = "Абай Құнанбаев – қазақтың ұлы ақыны, ойшылы, композиторы, қазақ жазба әдебиетінің негізін қалаушы."


def documents(*sources: object, **options: object) -> list[Document]:
    found = list(read(*sources, **options))  # type: ignore[arg-type]
    assert [one for one in found if isinstance(one, Skipped)] == []
    return [one for one in found if isinstance(one, Document)]


def skipped(*sources: object, **options: object) -> list[tuple[str, str]]:
    found = list(read(*sources, **options))  # type: ignore[arg-type]
    return [(one.source, one.reason) for one in found if isinstance(one, Skipped)]


def written(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "kz1048", "ptcp154"]
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_kazakh_text_in_every_encoding(tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    name = "a.txt" if pack is bytes else "a.txt.gz"
    path = written(tmp_path / name, pack(KAZAKH.encode(encoding)))
    assert documents(path) == [
        Document(name, KAZAKH, title="Қазақстан Республикасының Үкіметі жаңа бағдарлама қабылдады.")
    ]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
def test_russian_text_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.txt", RUSSIAN.encode(encoding))
    assert documents(path)[0].text == RUSSIAN
    assert documents(path, encoding=encoding)[0].text == RUSSIAN


def test_a_noisy_page_keeps_its_original(tmp_path: Path) -> None:
    page = f"Лента новостей\nАбай туралы\n11.11.2023 08:25\n332 рет көрсетілді\n{PARAGRAPH}\nБөлісу"
    path = written(tmp_path / "a.txt", page)
    (document,) = documents(path)
    assert document == Document("a.txt", PARAGRAPH, "Абай туралы", "2023-11-11T08:25", page)
    assert documents(path, clean=False) == [Document("a.txt", page)]


def test_wrongly_decoded_text_is_mended_when_cleaned(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", KAZAKH.encode("kz1048").decode("cp1251"))
    assert documents(path)[0].text == KAZAKH
    assert documents(path, clean=False)[0].text != KAZAKH


def test_markdown_stays_whole(tmp_path: Path) -> None:
    text = "# Тақырып\n\n- бір\n- екі\n"
    assert documents(written(tmp_path / "a.md", text)) == [Document("a.md", text, title="Тақырып")]


@pytest.mark.parametrize("data", ["", " \n\t", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_skipped(tmp_path: Path, data: str | bytes) -> None:
    assert skipped(written(tmp_path / "a.txt", data)) == [("a.txt", "no text in it")]


# --- folders ------------------------------------------------------------------------------------------------


def test_ids_are_relative_paths_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "я/ә.txt", ".git/c.txt", "b/.hidden.txt"):
        written(tmp_path / name, name)
    assert [document.id for document in documents(tmp_path)] == ["a.txt", "b/1.txt", "b/2.txt", "я/ә.txt"]
    assert documents(str(tmp_path / "b" / "1.txt"))[0].id == "1.txt"


@pytest.mark.parametrize(
    ("name", "shown"), [("a.pdf", ".pdf"), ("a.tar.gz", ".tar.gz"), ("Makefile", "no extension"), ("a.JPG", ".JPG")]
)
def test_other_files_are_reported(tmp_path: Path, name: str, shown: str) -> None:
    written(tmp_path / name, "x")
    assert skipped(tmp_path) == [(name, f"not a text, HTML, JSON lines or CSV file ({shown})")]


def test_one_broken_file_among_a_thousand(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"{number:04}.txt").write_text("Сөз.", encoding="utf-8")
    (tmp_path / "0500.txt").write_bytes(b"\x00\x01\x02")
    found = list(read(tmp_path))
    assert len(found) == 1000
    assert found[500] == Skipped("0500.txt", "not text: byte 0x00 at offset 0")
    assert all(isinstance(one, Document) for number, one in enumerate(found) if number != 500)


def test_links_do_not_loop(tmp_path: Path) -> None:
    written(tmp_path / "in" / "a" / "1.txt", "бір")
    written(tmp_path / "out" / "2.txt", "екі")
    (tmp_path / "in" / "a" / "up").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "b").symlink_to(tmp_path / "in" / "a")
    (tmp_path / "in" / "c").symlink_to(tmp_path / "out")
    (tmp_path / "out" / "back").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = list(read(tmp_path / "in"))
    assert [one.id for one in found if isinstance(one, Document)] == ["a/1.txt", "c/2.txt"]
    assert [one.source for one in found if isinstance(one, Skipped)] == ["a/up", "b", "c/back", "gone.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_a_folder_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert skipped(tmp_path) == [("a.txt", "not a regular file")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_forbidden_file_is_reported(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", "x").chmod(0)
    assert skipped(tmp_path) == [("a.txt", "cannot be read: Permission denied")]


def test_a_broken_archive_is_reported(tmp_path: Path) -> None:
    packed = gzip.compress(KAZAKH.encode() * 100)
    written(tmp_path / "a.txt.gz", packed[: len(packed) // 2])
    written(tmp_path / "b.txt.gz", packed[:20] + b"\xff" * 20 + packed[40:])
    written(tmp_path / "c.txt", "сөз")
    found = list(read(tmp_path))
    assert [type(one) for one in found] == [Skipped, Skipped, Document]
    assert all("cannot be read: " in one.reason for one in found if isinstance(one, Skipped))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are proper text there")
def test_a_name_that_is_no_utf8_becomes_proper_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("x", encoding="utf-8")
    assert documents(tmp_path)[0].id == "\ufffd.txt"


# --- what is no source --------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["/no/such/file", "", "a\x00b", 5, None, ["a.txt"]])
def test_what_is_no_source_is_refused_at_once(source: object) -> None:
    with pytest.raises(DocumentError, match="a source must be"):
        read(source)  # type: ignore[arg-type]


def test_a_file_in_a_forbidden_folder_is_refused_or_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = written(tmp_path / "a.txt", "x"), Path.stat
    written(tmp_path / "b.txt", "x")

    def stat(self: Path, **options: bool) -> os.stat_result:
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, **options)

    def asking_first(known: Callable[[Path], bool]) -> Callable[[Path], bool]:
        return lambda self: bool(self.stat()) and known(self)

    monkeypatch.setattr(Path, "stat", stat)
    for check in ("is_file", "is_dir", "exists"):  # which some versions of Python answer without Path.stat
        monkeypatch.setattr(Path, check, asking_first(getattr(Path, check)))
    with pytest.raises(DocumentError, match="Permission denied"):
        read(path)
    assert [type(one) for one in read(tmp_path)] == [Skipped, Document]


def test_a_name_that_is_too_long_is_no_source() -> None:
    with pytest.raises(DocumentError, match="a source must be"):
        read("a" * 5000)


def test_an_id_that_is_too_long_is_skipped(tmp_path: Path) -> None:
    written(tmp_path.joinpath(*["a" * 200] * 6, "b.txt"), "x")
    assert skipped(tmp_path)[0][1] == "id must have at most 1024 characters, got 1211"


def test_options_are_checked_at_once(tmp_path: Path) -> None:
    with pytest.raises(EncodingError, match="'klingon'"):
        read(tmp_path, encoding="klingon")
    with pytest.raises(OptionError, match="'pdf'"):
        read(tmp_path, format="pdf")  # type: ignore[arg-type]


def test_nothing_yields_nothing() -> None:
    assert list(read()) == []


# --- JSON lines ---------------------------------------------------------------------------------------------


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "text": "Сәлем", "title": "Т", "date": "2020-01-02", "lang": "kk", "tags": ["a", 1]},
        {"id": "b", "text": "Привет"},
    ]
    path = written(tmp_path / "a.jsonl", "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    assert documents(path) == [
        Document("1", "Сәлем", "Т", "2020-01-02", fields={"lang": "kk", "tags": ["a", 1]}),
        Document("b", "Привет"),
    ]


BAD_LINES = [
    ('{"id": 1', "not JSON: "),
    ("[1]", "a record must be a JSON object, got [1]"),
    ('{"text": "a"}', "a record must have id, got keys text"),
    ('{"id": 1}', "a record must have text, got keys id"),
    ('{"id": 1, "text": null}', "a record must have text"),
    ('{"id": 1.5, "text": "a"}', "id must be a string or a whole number, got 1.5"),
    ('{"id": true, "text": "a"}', "id must be a string or a whole number, got True"),
    ('{"id": "", "text": "a"}', "id must be a string or a whole number, got ''"),
    ('{"id": " ", "text": "a"}', "id must be a string or a whole number, got ' '"),
    ('{"id": 1, "text": ["a"]}', "text must be a string, got ['a']"),
    ('{"id": 1, "text": "a", "title": {}}', "title must be a string, got {}"),
    ('{"id": 1, "text": " "}', "text and title are empty"),
    ("[" * 100_000, "not JSON"),
    ('{"id": 1, "text": " ", "title": "  "}', "text and title are empty"),
    ('{"id": 1, "text": "a", "x": 1e999}', "x must hold finite numbers, got inf"),
    ('{"id": 1, "text": "a", "x": [{"y": -Infinity}]}', "x must hold finite numbers, got -inf"),
    ('{"id": 1, "text": "a", "x": ' + "9" * 1001 + "}", "x must hold whole numbers of at most 1000 digits"),
    ('{"id": 1, "text": "a", "x": ' + "[" * 101 + "]" * 101 + "}", "x must be nested at most 100 levels deep"),
    ('{"id": 1, "text": "a", "x": ' + "[" * 900 + "]" * 900 + "}", ""),
    ("[" * 900 + "]" * 900, ""),
    ('{"id": "' + "a" * 1025 + '", "text": "a"}', "id must have at most 1024 characters, got 1025"),
    ('{"id": "1\\ud800", "text": "a"}', "id must hold no half of a surrogate pair, got '1\\ud800'"),
    ('{"id": ' + "1" * 5000 + ', "text": "a"}', "not JSON that can be read"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES)
def test_a_bad_line_is_reported_and_the_next_is_read(tmp_path: Path, line: str, reason: str) -> None:
    path = written(tmp_path / "a.jsonl", f'{{"id": 0, "text": "a"}}\n{line}\n{{"id": 2, "text": "b"}}\n')
    first, bad, last = read(path)
    assert isinstance(bad, Skipped)
    assert bad.source == "a.jsonl:2"
    assert bad.reason.startswith(reason)
    assert [one.id for one in (first, last) if isinstance(one, Document)] == ["0", "2"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "kz1048", "ptcp154"])
def test_json_lines_in_other_encodings_with_late_letters(tmp_path: Path, encoding: str) -> None:
    plain = '{"id": 0, "text": "plain"}\n' * 5000
    data = plain + json.dumps({"id": 1, "text": KAZAKH}, ensure_ascii=False)
    assert documents(written(tmp_path / "a.jsonl", data.encode(encoding)))[-1].text == KAZAKH


def test_a_line_in_another_encoding_is_reported(tmp_path: Path) -> None:
    good = json.dumps({"id": 1, "text": KAZAKH}, ensure_ascii=False).encode()
    data = b"\n".join([good] * 20 + [good.replace("Қ".encode(), b"\xff")] + [good])
    found = list(read(written(tmp_path / "a.jsonl", data), encoding="utf-8"))
    assert [type(one) for one in found[19:]] == [Document, Skipped, Document]


def test_half_a_surrogate_pair_becomes_a_proper_letter(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"id": 1, "text": "a \\ud83d\\ude42 \\ud83d b", "tags": ["\\ud83d"]}')
    assert documents(path) == [Document("1", "a 🙂 \ufffd b", fields={"tags": ["\ufffd"]})]


def test_what_is_read_can_be_indexed(tmp_path: Path) -> None:
    good = ['{"id": 1, "text": "a", "x": ' + "[" * 100 + "]" * 100 + "}", '{"id": "' + "a" * 1024 + '", "text": "a"}']
    good += ['{"id": 1, "text": "", "title": 0}', '{"id": 1, "text": "a", "x": NaN, "\\ud800": [' + "9" * 1000 + "]}"]
    found = list(read(written(tmp_path / "a.jsonl", "\n".join([*good, *(line for line, _ in BAD_LINES)]))))
    assert [isinstance(one, Document) for one in found] == [True] * len(good) + [False] * len(BAD_LINES)
    assert all(additions.record(one, 1) for one in found if isinstance(one, Document))


def test_a_json_list_of_deep_values_is_read_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", '[{"id": 1, "text": "a"}, ' + "[" * 300 + "]" * 300 + "]")
    assert [type(one) for one in read(path)] == [Document, Skipped]


@pytest.mark.parametrize("number", [0, 1, 2, 20])
def test_one_wrong_byte_costs_one_line(tmp_path: Path, number: int) -> None:
    good = json.dumps({"id": 1, "text": KAZAKH}, ensure_ascii=False).encode()
    lines = [good] * 21
    lines[number] = good.replace("Қ".encode(), b"\xff")
    found = list(read(written(tmp_path / "a.jsonl", b"\n".join(lines[: number + 3]))))
    (wrong,) = [one for one in found if isinstance(one, Skipped)]
    assert wrong.source == f"a.jsonl:{number + 1}"
    assert "0xff" in wrong.reason
    assert all(one.text == KAZAKH for one in found if isinstance(one, Document))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("a.txt", KAZAKH), ("a.html", f"<p>{KAZAKH}</p>"), ("a.csv", f'id,text\n1,"{KAZAKH}"')),
        *(("a.jsonl", f'{{"id": 1, "text": "{KAZAKH}"}}'), ("a.json", f'[{{"id": 1, "text": "{KAZAKH}"}}]')),
    ],
)
@pytest.mark.parametrize(
    ("codec", "encoding"), [("utf-8-sig", "utf-8"), ("utf-8-sig", "UTF8"), ("utf-16", "utf-16-le")]
)
def test_a_mark_is_no_text_in_the_encoding_named(
    tmp_path: Path, name: str, text: str, codec: str, encoding: str
) -> None:
    path = written(tmp_path / name, text.encode(codec))
    assert documents(path, encoding=encoding, clean=False)[0].text == KAZAKH


def test_records_are_mended_and_not_cleaned(tmp_path: Path) -> None:
    text = f"Лента новостей\n{PARAGRAPH}\nБөлісу"
    record = {"id": 1, "text": text, "title": "Ќазаќстан Республикасыныѕ"}
    path = written(tmp_path / "a.jsonl", json.dumps(record))
    assert documents(path) == [Document("1", text, "Қазақстан Республикасының")]


def test_a_date_in_words_is_read_and_another_is_kept(tmp_path: Path) -> None:
    rows = [{"id": 1, "text": "a", "date": "11 қараша 2023"}, {"id": 2, "text": "a", "date": "өткен жылы"}]
    path = written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [(one.date, dict(one.fields)) for one in documents(path)] == [
        ("2023-11-11", {}),
        (None, {"date": "өткен жылы"}),
    ]


def test_json_lists_objects_and_lines(tmp_path: Path) -> None:
    one = {"id": 1, "text": "бір"}
    written(tmp_path / "a.json", json.dumps([one, {"id": 2, "text": "екі"}, 3]))
    written(tmp_path / "b.json", json.dumps(one, indent=2))
    written(tmp_path / "c.json", json.dumps(one) + "\n" + json.dumps(one))
    written(tmp_path / "d.json", "{")
    found = list(read(tmp_path))
    assert [getattr(one, "id", getattr(one, "source", "")) for one in found] == [
        "1",
        "2",
        "a.json:3",
        "1",
        "1",
        "1",
        "d.json",
    ]


# --- CSV ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_dialects(tmp_path: Path, mark: str) -> None:
    rows = [["id", "Title", "text", "lang"], ["1", "Т", '"Сәлем, әлем; бәрі\nжақсы"', "kk"], ["2", "", "екі", ""]]
    path = written(tmp_path / "a.csv", "\r\n".join(mark.join(row) for row in rows) + "\r\n\r\n")
    assert documents(path) == [
        Document("1", "Сәлем, әлем; бәрі\nжақсы", "Т", fields={"lang": "kk"}),
        Document("2", "екі", "", fields={"lang": ""}),
    ]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.csv", '"id", "text"\n"1", "Алма, алмұрт"\n', "Алма, алмұрт"),
        ("a.csv", "id, text\n1, Алма\n", "Алма"),
        ("a.csv", "sep=;\nid;text\n1;Алма, алмұрт\n", "Алма, алмұрт"),
        ("a.csv", "\ufeffsep=\t\r\nid\ttext\r\n1\tАлма\r\n", "Алма"),
        ("a.csv", "id,text\r1,Алма\r", "Алма"),
        ("a.csv", 'id,text\r\r1,"Алма\rалмұрт"\r', "Алма\rалмұрт"),
        ("a.tsv", 'id\ttext\n1\tОл "Абай" деді\n', 'Ол "Абай" деді'),
        ("a.tsv", 'id\ttext\n1\t"Абай" жолы\n', '"Абай" жолы'),
        ("a.tsv", 'id\ttext\n1\t"Абай" мен "Құлагер"\n', '"Абай" мен "Құлагер"'),
        ("a.tsv", 'id\ttext\n1\t"Абай ""жолы"""\n', 'Абай "жолы"'),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_csv_as_programs_write_it(tmp_path: Path, name: str, data: str, text: str, streamed: bool) -> None:
    source = io.BytesIO(data.encode()) if streamed else written(tmp_path / name, data)
    assert documents(source) == [Document("1", text)]


def test_a_quotation_mark_of_tab_separated_values_swallows_no_row_unseen(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tsv", 'id\ttext\n1\t"Абай жолы\n2\t"Қан мен тер\n3\tКөшпенділер\n')
    first, *others = read(path)
    assert isinstance(first, Skipped)
    assert others[-1] == Document("3", "Көшпенділер")


def test_lines_are_counted_where_carriage_returns_end_them(tmp_path: Path) -> None:
    assert skipped(written(tmp_path / "a.csv", "id,text\r1,а\r2\r3,б\r"))[0][0] == "a.csv:3"


def test_a_carriage_return_inside_a_row_is_reported(tmp_path: Path) -> None:
    assert skipped(written(tmp_path / "a.csv", "id,text\n1,а\rб\n"))[0][0] == "a.csv:2"


def test_csv_without_the_columns_is_skipped_whole(tmp_path: Path) -> None:
    ((source, reason),) = skipped(written(tmp_path / "a.csv", "id,body\n1,a\n2,b\n"))
    assert source == "a.csv"
    assert reason.endswith("this one has id, body")
    assert skipped(written(tmp_path / "b.csv", ""))[0][1].endswith("this one has none")
    assert skipped(written(tmp_path / "c.csv", "id,text,text\n1,a,b"))[0][0] == "c.csv"


def test_bad_rows_of_a_csv_are_reported(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'id,text\n1,a\n2\n3,c,d\n,e\n4,"f\ng"\n5,"open\n6,h\n')
    found = list(read(path))
    assert [getattr(one, "id", getattr(one, "source", "")) for one in found] == [
        *("1", "a.csv:3", "a.csv:4", "a.csv:5", "4", "a.csv:8")
    ]


def test_big_fields_of_a_csv(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,text\n1," + "сөз " * 100_000 + "\n")
    assert len(documents(path)[0].text) == 400_000


# --- limits -------------------------------------------------------------------------------------------------


class Generated(io.RawIOBase):
    """A stream of a huge line between two good ones, made as it is read."""

    def __init__(self, size: int, head: bytes, tail: bytes) -> None:
        self._left, self._pieces, self._tail = size, [head], tail

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()
        if self._left > 0:
            self._left -= 1 << 16
            return b"a" * (1 << 16)
        tail, self._tail = self._tail, b""
        return tail


def test_a_line_of_a_hundred_megabytes_is_skipped_and_the_next_read() -> None:
    stream = Generated(100 << 20, b'{"id": 1, "text": "a"}\n{"id": 2, "text": "', b'"}\n{"id": 3, "text": "c"}\n')
    found = list(read(stream, format="jsonl"))  # type: ignore[arg-type]
    assert [type(one) for one in found] == [Document, Skipped, Document]
    assert found[1] == Skipped("stream-1:2", "line must have at most 67108864 bytes, this one has more")


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.html", "a.json"])
def test_a_file_over_the_limit_is_skipped(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_DOCUMENT_BYTES", 1000)
    data = b"a" * 1001
    path = written(tmp_path / name, gzip.compress(data) if name.endswith("gz") else data)
    assert skipped(path) == [(name, "text must have at most 1000 bytes, this one has more")]


def test_a_csv_record_over_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_DOCUMENT_BYTES", 1000)
    path = written(tmp_path / "a.csv", 'id,text\n1,"' + "line\n" * 250 + '"\n2,b\n')
    found = list(read(path))
    assert isinstance(found[0], Skipped)
    assert "at most 1000 bytes" in found[0].reason
    assert found[-1] == Document("2", "b")


# --- streams ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Жай мәтін", "Жай мәтін"),
        ('{"id": 1, "text": "жол"}\n{"id": 2, "text": "жол"}', "жол"),
        ('[{"id": 1, "text": "тізім"}]', "тізім"),
        ("id;text\n1;кесте", "кесте"),
        ("<!DOCTYPE html><p>Бет мәтіні осында.</p>", "Бет мәтіні осында."),
    ],
)
@pytest.mark.parametrize("kind", ["text", "bytes", "gz"])
def test_the_format_of_a_stream_is_sniffed(data: str, expected: str, kind: str) -> None:
    raw = data.encode()
    stream = {"text": io.StringIO(data), "bytes": io.BytesIO(raw), "gz": io.BytesIO(gzip.compress(raw))}[kind]
    assert documents(stream)[0].text == expected
    assert not stream.closed


def test_a_named_stream_keeps_its_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", '{"id": 1}')
    with path.open("rb") as stream:
        assert documents(stream, clean=False) == [Document("a.txt", '{"id": 1}')]


@pytest.mark.parametrize("stream", [io.StringIO("а"), io.BytesIO(b"a")])
def test_a_closed_stream_is_no_source(stream: io.StringIO | io.BytesIO) -> None:
    late = read(stream)
    stream.close()
    with pytest.raises(DocumentError, match="closed"):
        read(stream)
    assert [type(one) for one in late] == [Skipped]


def test_a_text_stream_in_the_wrong_encoding_is_skipped(tmp_path: Path) -> None:
    with written(tmp_path / "a.txt", b"a\xff").open(encoding="utf-8") as stream:
        assert "0xff" in skipped(stream)[0][1]


def test_streams_without_names_are_numbered() -> None:
    assert [one.id for one in documents(io.StringIO("а"), io.StringIO("ә"))] == ["stream-1", "stream-2"]


def test_reading_is_lazy() -> None:
    stream = Generated(1 << 40, b'{"id": 1, "text": "a"}\n', b"")
    assert next(iter(read(stream, format="jsonl"))) == Document("1", "a")  # type: ignore[arg-type]


# --- HTML ---------------------------------------------------------------------------------------------------

HTML = f"""<!DOCTYPE html><html lang="kk"><head><meta charset="CHARSET">
<title>Абай мұрасы туралы жиын өтті - Egemen.kz</title>
<meta property="article:published_time" content="2023-11-11T08:25:00+06:00"></head>
<body><nav><ul><li><a href="/">Басты бет</a></li><li><a href="/s">Саясат</a></li></ul></nav>
<article><h1>Абай мұрасы туралы жиын өтті</h1>
{"".join(f"<p>{PARAGRAPH} {number}.</p>" for number in range(5))}</article>
<script>var secret = 1;</script><footer>© 2023 Egemen</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "kz1048", "ptcp154"])
def test_html(tmp_path: Path, charset: str) -> None:
    page = HTML.replace("CHARSET", charset)
    (document,) = documents(written(tmp_path / "a.html", page.encode(charset)))
    assert (document.title, document.date) == ("Абай мұрасы туралы жиын өтті", "2023-11-11T08:25:00+06:00")
    assert document.text.startswith(f"{PARAGRAPH} 0.")
    assert document.text.endswith(f"{PARAGRAPH} 4.")
    assert document.original == page


def test_html_that_declares_windows_1251_but_is_kazakh(tmp_path: Path) -> None:
    page = HTML.replace("CHARSET", "windows-1251")
    (document,) = documents(written(tmp_path / "a.html", page.encode("kz1048")))
    assert document.text.startswith(PARAGRAPH)


def test_html_with_a_wrong_declaration_is_detected(tmp_path: Path) -> None:
    page = HTML.replace("CHARSET", "utf-8")
    assert PARAGRAPH in documents(written(tmp_path / "a.html", page.encode("kz1048")))[0].text
    page = HTML.replace("CHARSET", "no-such-charset")
    assert PARAGRAPH in documents(written(tmp_path / "b.html", page.encode()))[0].text


def test_html_not_cleaned_loses_only_its_tags(tmp_path: Path) -> None:
    (document,) = documents(written(tmp_path / "a.html", HTML.replace("CHARSET", "utf-8")), clean=False)
    assert document.title == "Абай мұрасы туралы жиын өтті"
    assert "Саясат" in document.text
    assert "secret" not in document.text


def test_a_page_without_text_is_skipped(tmp_path: Path) -> None:
    assert skipped(written(tmp_path / "a.html", "<html><script>x</script></html>")) == [("a.html", "no text in it")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Жиын өтті | Tengrinews", "Жиын өтті"),
        ("Снег - новости - zakon.kz", "Снег - новости"),
        ("Алматы - город яблок", "Алматы - город яблок"),
        ("COVID-19: итоги", "COVID-19: итоги"),
    ],
)
def test_the_name_of_a_site_is_no_title(tmp_path: Path, title: str, expected: str) -> None:
    path = written(tmp_path / "a.html", f"<title>{title}</title><p>Мәтін осында тұр.</p>")
    assert documents(path)[0].title == expected


SCHOOL = "<p>В Шымкенте открыли новую школу на 1200 мест.</p><p>Здание построили за два года, сказал аким.</p>"
SCHOOL_TEXT = "В Шымкенте открыли новую школу на 1200 мест.\nЗдание построили за два года, сказал аким."
OG = '<meta property="og:{}" content="{}">'


@pytest.mark.parametrize(
    "head",
    [
        "<title>Tengri</title><h1 class=logo>TENGRINEWS</h1><h1>Школа открылась</h1>",
        "<h1>TENGRINEWS</h1><h1>Школа открылась</h1>",
        "<title>Школа открылась | Tengri</title><h1>Школа открылась</h1><h1>Новости большой страны</h1>",
        "<title>Пресс-центр - gov.kz</title><h2>Школа открылась</h2><p>14 марта 2024</p>",
        "<title>Министерство здравоохранения - gov.kz</title><h2>Школа открылась</h2>",
        "<h2>Школа открылась</h2>",
        OG.format("title", "Tengrinews.kz") + "<h1>Школа открылась</h1>",
        OG.format("title", "Informburo") + OG.format("site_name", "Informburo") + "<h1>Школа открылась</h1>",
        OG.format("title", "Школа открылась") + "<h1>Tengrinews</h1>",
        "<title>Школа открылась - Baq.kz</title><h1>BAQ</h1>",
        "<title>Школа открылась | Tengri</title><h2>Как это было</h2>",
    ],
)
def test_the_title_of_a_page_is_its_headline(tmp_path: Path, head: str) -> None:
    (found,) = documents(written(tmp_path / "a.html", f"<meta charset=utf-8>{head}{SCHOOL}"))
    assert found.title == "Школа открылась"
    assert found.text.endswith(SCHOOL_TEXT)


@pytest.mark.parametrize(
    "tail",
    [
        "<h3>Соңғы жаңалықтар</h3><p>Қостанайда қасқыр шапты</p>",
        "<h3>Осы тақырыпта:</h3><p>Қостанайда қасқыр шапты</p><p>Қасқыр неге адамдарға шапты екен?</p>",
        "<p><a href=/x>Читайте также: Нотариусам запретили сделки ночью</a></p>",
        "<p>По этой теме:</p><p>Пожар в школе</p>",
    ],
)
def test_related_items_of_html_are_noise(tmp_path: Path, tail: str) -> None:
    (found,) = documents(written(tmp_path / "a.html", f"<meta charset=utf-8><h1>Школа открылась</h1>{SCHOOL}{tail}"))
    assert found.text == SCHOOL_TEXT


def test_lists_and_numbers_of_html_stay(tmp_path: Path) -> None:
    page = f"<meta charset=utf-8><h1>Школа</h1><p>1</p>{SCHOOL}<p>В ней:</p><ul><li>бассейн</li><li>Спорт</li></ul>"
    (found,) = documents(written(tmp_path / "a.html", page))
    assert [line.removeprefix("- ") for line in found.text.split("\n")] == [
        "1",
        *SCHOOL_TEXT.split("\n"),
        "В ней:",
        "бассейн",
        "Спорт",
    ]


def test_sections_of_html_that_are_called_as_lists_of_comments_stay(tmp_path: Path) -> None:
    long = "В Шымкенте открыли новую школу на 1200 мест, и о ней уже спорят все жители большого города."
    page = (
        f"<h1>Школа</h1><p>5 мая 1943</p><p>{long}</p><h2>Обсуждение</h2><p>Жители сказали, что рады новой школе.</p>"
    )
    (found,) = documents(written(tmp_path / "a.html", f"<meta charset=utf-8>{page}"))
    lines = [line for line in found.text.split("\n") if line != "Обсуждение"]  # trafilatura may leave the heading out
    assert lines == ["5 мая 1943", long, "Жители сказали, что рады новой школе."]


# --- imports ------------------------------------------------------------------------------------------------


def test_importing_is_light() -> None:
    code = """
import importlib.util, sys, types
package = types.ModuleType("kzsearch")
package.__path__ = list(importlib.util.find_spec("kzsearch").submodule_search_locations)
sys.modules["kzsearch"] = package
import kzsearch.documents
heavy = {"trafilatura", "dateparser", "lxml", "pandas", "kzsearch.index", "whoosh"} & set(sys.modules)
sys.exit(str(heavy) if heavy else 0)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60).stderr == b""


def test_files_of_one_name_given_directly_keep_their_paths(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(f"Сәлем, {folder}!", encoding="utf-8")
    found = [
        document.id
        for document in read(tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt")
        if isinstance(document, Document)
    ]
    assert found == [(tmp_path / folder / "x.txt").as_posix() for folder in ("a", "b")]
