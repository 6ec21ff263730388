"""Translations learnt from aligned sentences: the model, its file, the index, the command."""

import gzip
import json
import math
import random
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import kzsearch
from kzsearch import DocumentError, IndexFolderError, IndexLockedError, aligned, cli, learning
from kzsearch.aligned import Side
from kzsearch.codec.columnfile import ColumnFile
from kzsearch.codec.manifest import Manifest, TranslationsEntry, loads
from kzsearch.codec.storage import Folder, Memory
from kzsearch.codec.translations import LearntTranslations, Table, write_translations
from kzsearch.learning import cells_of, learn, likelihoods, ratios, table_of

# no dictionary of ours has these
TAUGHT = [("Құлақшын өсті", "Ушанка выросла"), ("Құлақшын азайды", "Ушанка уменьшилась"), ("Баға өсті", "Цена выросла")]
OTHER = [("Қалың шегініс", "Теплый отступ"), ("Үлкен шегініс", "Большой отступ"), ("Үлкен үй", "Большой дом")]
DOCS = [{"id": "1", "text": "Баланың құлақшыны"}, {"id": "2", "text": "Шегініс бар"}]


def found(index: kzsearch.Index, question: str, **options: object) -> list[str]:
    return [hit.id for hit in index.search(question, **options)]


def opened(path: Path | None = None) -> kzsearch.Index:
    index = kzsearch.open(path)
    index.add(DOCS)
    return index


# --- the model ----------------------------------------------------------------------------------------------

Sentences = list[tuple[list[int], list[int]]]


def slow_likelihoods(sentences: Sentences, allowed: set[tuple[int, int]], rounds: int) -> dict[tuple[int, int], float]:
    """IBM Model 1 as its paper has it, (source, target) -> t; None is NULL."""
    targets = 1 + max((f for _, fs in sentences for f in fs), default=0)
    t: dict[tuple[int | None, int], float] = defaultdict(lambda: 1 / targets)
    for _ in range(rounds):
        counts: dict[tuple[int | None, int], float] = defaultdict(float)
        totals: dict[int | None, float] = defaultdict(float)
        for es, fs in sentences:
            for f in fs:
                makers = [None, *(e for e in es if (e, f) in allowed)]
                total = sum(t[e, f] for e in makers)
                for e in makers:
                    counts[e, f] += t[e, f] / total
                    totals[e] += t[e, f] / total
        t.update({(e, f): count / totals[e] for (e, f), count in counts.items()})
    return {(e, f): value for (e, f), value in t.items() if e is not None}


def side(sentences: Sequence[Sequence[int]]) -> Side:
    lemmas = 1 + max((max(s) for s in sentences if s), default=0)
    flat = [number for s in sentences for number in s]
    starts = np.cumsum([0, *map(len, sentences)])
    return Side([str(n) for n in range(lemmas)], np.array(flat, np.int32), starts)


words = st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True).map(sorted)


@given(st.lists(st.tuples(words, words), max_size=12), st.sampled_from([1, 7, 1 << 21]))
@settings(max_examples=60)
def test_it_is_ibm_model_1(sentences: Sentences, block: int) -> None:
    together: dict[tuple[int, int], int] = defaultdict(int)
    for es, fs in sentences:
        for e in es:
            for f in fs:
                together[e, f] += 1
    allowed = {pair for pair, count in together.items() if count >= learning.LEAST_TOGETHER}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "_BLOCK", block)
        cells = cells_of(side([es for es, _ in sentences]), side([fs for _, fs in sentences]))
        assert set(zip(cells.kazakh.tolist(), cells.russian.tolist(), strict=True)) == allowed
        forth = slow_likelihoods(sentences, allowed, 3)
        back = slow_likelihoods([(fs, es) for es, fs in sentences], {(f, e) for e, f in allowed}, 3)
        for from_kazakh in (True, False):
            t = likelihoods(cells, from_kazakh=from_kazakh, rounds=3).tolist()
            for e, f, value in zip(cells.kazakh.tolist(), cells.russian.tolist(), t, strict=True):
                assert math.isclose(value, forth[e, f] if from_kazakh else back[f, e], rel_tol=1e-9)


LEXICON = dict(
    zip(
        "мектеп дүкен кітап қала өзен тау бала терезе әке үй су нан".split(),
        "школа магазин книга город река гора ребенок окно отец дом вода хлеб".split(),
        strict=True,
    )
)


def toy(count: int, seed: int = 1) -> list[tuple[str, str]]:
    """Sentences of four words; the order of the words tells nothing."""
    chance = random.Random(seed)
    drawn = [chance.sample([*LEXICON], 4) for _ in range(count)]
    return [(" ".join(ks), " ".join(sorted(LEXICON[k] for k in ks))) for ks in drawn]


def test_known_translations_are_found() -> None:
    table, report = learn(toy(150))
    assert table is not None
    assert {k: found[0][0] for k, found in table["kk"].items()} == LEXICON
    assert {r: found[0][0] for r, found in table["ru"].items()} == {r: k for k, r in LEXICON.items()}
    assert (report.given, report.to_russian, report.to_kazakh) == (150, 12, 12)
    for translations in table.values():
        for translated in translations.values():
            assert 1 <= len(translated) <= learning.MOST
            weights = [weight for _, weight in translated]
            assert weights == sorted(weights, reverse=True)
            assert 0 < weights[-1] <= weights[0] <= 1


def test_ratios_are_those_of_contingency_tables() -> None:
    sentences: Sentences = [([0, 1], [0, 1]), ([0], [0]), ([1, 2], [2]), ([2], [2, 0]), ([0, 1], [0])] * 3
    cells = cells_of(side([es for es, _ in sentences]), side([fs for _, fs in sentences]))
    n = len(sentences)
    found = dict(
        zip(zip(cells.kazakh.tolist(), cells.russian.tolist(), strict=True), ratios(cells, n).tolist(), strict=True)
    )
    for (e, f), value in found.items():
        table = [
            [sum((e in es) == a and (f in fs) == b for es, fs in sentences) for b in (True, False)]
            for a in (True, False)
        ]
        rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
        expected = 2 * sum(
            table[i][j] * math.log(table[i][j] * n / (rows[i] * columns[j]))
            for i in range(2) for j in range(2) if table[i][j]
        )  # fmt: skip
        assert math.isclose(value, expected if table[0][0] * n > rows[0] * columns[0] else 0.0, abs_tol=1e-9)


def test_sentences_that_do_not_translate_each_other_teach_nothing() -> None:
    given = toy(200)
    chance = random.Random(3)
    russian = [second for _, second in given]
    chance.shuffle(russian)
    table, _ = learn([(first, second) for (first, _), second in zip(given, russian, strict=True)])
    assert sum(map(len, (table or {}).values())) <= 2


def test_what_comes_once_is_not_learnt() -> None:
    table, report = learn([("Мектеп ашылды", "Открылась школа")])
    assert (table, report.pairs, report.to_russian) == (None, 1, 0)


def test_words_that_are_the_same_in_both_need_no_translation() -> None:
    table, _ = learn([("Министр келді", "Министр прибыл"), ("Министр кетті", "Министр уехал")])
    assert "министр" not in (table or {"kk": {}})["kk"]


def test_the_same_pairs_make_the_same_table() -> None:
    tables = [learn(toy(60))[0] for _ in range(2)]
    assert tables[0] == tables[1]
    assert [*(tables[0] or {})["kk"]] == sorted((tables[0] or {})["kk"])


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = learn(toy(80))[0]
    monkeypatch.setattr(aligned, "BATCH_CHARACTERS", 100)
    assert learn(toy(80))[0] == at_once


def test_thousands_of_pairs_are_learnt_from_within_a_minute() -> None:
    chance = random.Random(2)
    kazakh, russian = (
        [f"қаз{i}ә".translate(DIGITS) for i in range(3000)],
        [f"рус{i}ы".translate(DIGITS) for i in range(3000)],
    )
    drawn = [chance.sample(range(3000), 12) for _ in range(10_000)]
    given = [(" ".join(kazakh[i] for i in s), " ".join(russian[i] for i in s)) for s in drawn]
    _, report = learn(given)  # about a second
    assert report.pairs > 9900
    assert report.to_russian > 2900
    assert report.seconds < 60


DIGITS = {ord(str(i)): letter for i, letter in enumerate("бвгджклмнп")}


# --- what is given ------------------------------------------------------------------------------------------


def test_what_is_no_pair_of_the_languages_is_passed_over() -> None:
    given = [
        *TAUGHT,
        ("Мектеп", "  "),
        ("Қала " * 1000, "Город"),
        (" Құлақшын өсті ", "Ушанка выросла"),
        ("Школа открылась", "Магазин закрылся"),
        ("Мектептер ашылды", "Дүкендер жабылды"),
        ("2024", "2024"),
        ("Және 2024", "И Windows"),
    ]
    _, report = learn(iter(given))
    assert (report.given, report.pairs) == (10, 3)
    assert report.skipped == {
        aligned.EMPTY: (4,),
        aligned.TOO_LONG: (5,),
        aligned.AGAIN: (6,),
        aligned.NOT_KAZAKH: (7, 9),
        aligned.NOT_RUSSIAN: (8,),
        aligned.NO_WORDS: (10,),
    }
    shown = str(report).splitlines()
    assert shown[0].startswith("translations of 2 Kazakh and 2 Russian lemmas learnt from 3 pairs in ")
    assert "  skipped 2 pairs (7, 9): no side is Kazakh" in shown


def test_russian_first_is_turned() -> None:
    table, report = learn([TAUGHT[0][::-1], *TAUGHT[1:]])
    assert table == learn(TAUGHT)[0]
    assert report.swapped == (1,)
    assert "  turned 1 pair (1): Russian came first" in str(report).splitlines()


def test_no_more_is_taken_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aligned, "MOST_CELLS", 40)
    monkeypatch.setattr(aligned, "BATCH_CHARACTERS", 10)
    _, report = learn(toy(5))
    assert (report.pairs, report.skipped) == (3, {aligned.TOO_MANY: (4, 5)})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Мектеп", "sentence, got str"),
        ({"Мектеп": "Школа"}, "sentence, got dict"),
        (5, "sentence, got int"),
        ([*TAUGHT, ("Мектеп",)], r"pair number 4 must be two strings, Kazakh and Russian, got \('Мектеп',\) \(tuple\)"),
        ([("Мектеп", None)], "pair number 1 must be two strings"),
        (["аб"], "pair number 1 must be two strings"),
        ([("а", "б", "в")], "pair number 1 must be two strings"),
        ([(b"a", b"b")], "pair number 1 must be two strings"),
    ],
)
def test_what_is_no_pair_of_strings_is_an_error(given: object, said: str) -> None:
    with opened() as index:
        index.learn_translations(TAUGHT)
        with pytest.raises(DocumentError, match=said):
            index.learn_translations(given)  # type: ignore[arg-type]
        assert found(index, "ушанка") == ["1"]


def test_odd_characters_do_no_harm() -> None:
    odd = [("Құлақшын \ud800 \x00 😀 өсті", "Ушанка \udfff 𝔘 выросла"), *TAUGHT[1:]]
    assert learn(odd)[1].to_russian == 2


# --- the file -----------------------------------------------------------------------------------------------

lemmas = st.text("абвгәқ😀", min_size=1, max_size=4)
translations = st.dictionaries(
    lemmas, st.lists(st.tuples(lemmas, st.floats(0.01, 1)), min_size=1, max_size=4).map(tuple), max_size=8
)


@given(st.fixed_dictionaries({"kk": translations, "ru": translations}))
@settings(max_examples=50)
def test_a_table_is_read_as_it_was_written(table: Table) -> None:
    storage = Memory()
    out = storage.create("a.dic")
    size = write_translations(out, table)
    storage.seal("a.dic", out)
    learnt = LearntTranslations(storage.open("a.dic", size))
    for lang in ("kk", "ru"):
        for lemma in {*table["kk"], *table["ru"], "жоқ"}:
            assert learnt.of(lemma, lang) == table[lang].get(lemma, ())
            assert learnt.of(lemma, "") == table["kk"].get(lemma, ()) + table["ru"].get(lemma, ())
    learnt.file.verify()


def test_the_manifest_names_the_file() -> None:
    plain, learnt = Manifest(3), Manifest(4, (), TranslationsEntry("a.dic", 10))
    assert "translations" not in plain.dumps()
    assert loads(plain.dumps(), "it") == plain
    assert loads(learnt.dumps(), "it") == learnt
    assert learnt.files() == {"a.dic"}
    with pytest.raises(IndexFolderError, match="damaged"):
        loads(learnt.dumps().replace("a.dic", "b.dic"), "it")


# --- an index -----------------------------------------------------------------------------------------------


@pytest.fixture(params=["folder", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> kzsearch.Index:
    return opened(tmp_path / "index" if request.param == "folder" else None)


def test_a_question_finds_what_was_learnt(index: kzsearch.Index) -> None:
    assert found(index, "ушанка") == []
    report = index.learn_translations(TAUGHT)
    assert (report.given, report.pairs) == (3, 3)
    (hit,) = index.search("ушанка")
    assert hit.id == "1"
    assert hit.snippet == "Баланың **құлақшыны**"
    assert "құлақшы" in str(hit.explain())
    assert found(index, "ушанка", cross_lingual=False) == []
    index.add({"id": "3", "text": "Ушанка брата"})
    assert sorted(found(index, "құлақшын")) == ["1", "3"]


def test_the_typed_word_never_weighs_less(index: kzsearch.Index) -> None:
    index.learn_translations(TAUGHT)
    index.add([{"id": "kk", "text": "құлақшын"}, {"id": "ru", "text": "ушанка"}])
    hits = {hit.id: hit.score for hit in index.search("ушанка")}
    assert hits["ru"] > hits["kk"] > 0
    hits = {hit.id: hit.score for hit in index.search("құлақшын")}
    assert hits["kk"] > hits["ru"] > 0


def test_learning_again_replaces_and_no_pairs_remove(index: kzsearch.Index) -> None:
    index.learn_translations(TAUGHT)
    index.learn_translations(OTHER)
    assert (found(index, "ушанка"), found(index, "отступ")) == ([], ["2"])
    assert index.learn_translations([("Мектеп", "Школа")]).to_russian == 0  # teaches nothing
    assert found(index, "отступ") == ["2"]
    assert index.learn_translations([]).given == 0
    assert found(index, "отступ") == []
    assert index.verify() == 2


def test_documents_come_and_go_and_the_table_stays(index: kzsearch.Index) -> None:
    index.learn_translations(TAUGHT)
    for number in range(20):  # segments are merged on the way
        index.add({"id": f"n{number}", "text": "Басқа құжат"})
    index.delete("n0", "n1", "2")
    index.reanalyse()
    assert found(index, "ушанка") == ["1"]
    assert index.verify() == 19


def test_hits_and_another_index_keep_what_they_saw(tmp_path: Path) -> None:
    index, other = opened(tmp_path / "index"), kzsearch.open(tmp_path / "index")
    index.learn_translations(TAUGHT)
    assert found(other, "ушанка") == []
    other.refresh()
    (hit,) = other.search("ушанка")
    index.learn_translations([])
    assert found(other, "ушанка") == ["1"]
    assert "құлақшы" in str(hit.explain())
    other.refresh()
    assert found(other, "ушанка") == []


def test_it_is_there_after_reopening(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with opened(folder) as index:
        index.learn_translations(TAUGHT)
        size = index.size()
    assert len([*folder.glob("*.dic")]) == 1
    with kzsearch.open(folder) as index:
        assert found(index, "ушанка") == ["1"]
        assert index.size() == size == sum(f.stat().st_size for f in folder.iterdir() if f.name != "writer.lock")
        index.learn_translations(OTHER)
        assert len([*folder.glob("*.dic")]) == 1
        index.learn_translations([])
    assert [*folder.glob("*.dic")] == []


@pytest.mark.parametrize("damage", [b"", bytes(100), None], ids=["empty", "zeroed", "gone"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes | None) -> None:
    with opened(tmp_path / "index") as index:
        index.learn_translations(TAUGHT)
    (file,) = (tmp_path / "index").glob("*.dic")
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    with pytest.raises(IndexFolderError, match="damaged"):
        kzsearch.open(tmp_path / "index")


def test_verify_reads_it(tmp_path: Path) -> None:
    with opened(tmp_path / "index") as index:
        index.learn_translations(TAUGHT)
    (file,) = (tmp_path / "index").glob("*.dic")
    data = bytearray(file.read_bytes())
    at = data.index(np.float64(ColumnFile(file, "it").array("kk.weights")[0]).tobytes())
    data[at] ^= 1
    file.write_bytes(bytes(data))
    with kzsearch.open(tmp_path / "index") as index, pytest.raises(IndexFolderError, match="damaged"):
        index.verify()


def test_a_write_that_fails_leaves_the_index_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = opened(tmp_path / "index")
    index.learn_translations(TAUGHT)
    before = {f.name: f.read_bytes() for f in (tmp_path / "index").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("seal", "write_manifest"):
        with monkeypatch.context() as patch:
            patch.setattr(Folder, name, full)
            with pytest.raises(IndexFolderError, match="No space left"):
                index.learn_translations(OTHER)
        assert {f.name: f.read_bytes() for f in (tmp_path / "index").iterdir()} == before
        assert found(index, "ушанка") == ["1"]


def test_pairs_that_fail_half_way_leave_the_index_as_it_was(index: kzsearch.Index) -> None:
    def pairs() -> object:
        yield from OTHER
        raise RuntimeError("the file ends here")

    index.learn_translations(TAUGHT)
    with pytest.raises(RuntimeError, match="ends here"):
        index.learn_translations(pairs())  # type: ignore[arg-type]
    assert (found(index, "ушанка"), found(index, "отступ")) == (["1"], [])


def test_a_killed_writer_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    with opened(tmp_path / "index") as index:
        index.learn_translations(TAUGHT)
    script = (
        "import kzsearch, os\n"
        "from kzsearch.codec.storage import Folder\n"
        "Folder.write_manifest = lambda *_: os._exit(9)\n"
        f"kzsearch.open({str(tmp_path / 'index')!r}).learn_translations({OTHER!r})\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert len([*(tmp_path / "index").glob("*.dic")]) == 2
    with kzsearch.open(tmp_path / "index") as index:
        assert (found(index, "ушанка"), found(index, "отступ")) == (["1"], [])
        index.delete("2")
        assert len([*(tmp_path / "index").glob("*.dic")]) == 1
        assert index.verify() == 1


def test_one_writer_at_a_time() -> None:
    index = opened()
    inside, done = threading.Event(), threading.Event()

    def docs() -> object:
        inside.set()
        done.wait(30)
        yield {"id": "3", "text": "Құжат"}

    adding = threading.Thread(target=lambda: index.add(docs()))
    adding.start()
    inside.wait(30)
    with pytest.raises(IndexLockedError):
        index.learn_translations(TAUGHT, wait=0.01)
    done.set()
    adding.join()
    index.learn_translations(TAUGHT)
    assert (found(index, "ушанка"), len(index)) == (["1"], 3)


def test_a_bar_may_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with opened() as index:
        assert index.learn_translations(TAUGHT, progress=True).pairs == 3
        assert index.learn_translations(iter(TAUGHT), progress=True).pairs == 3
    assert "Reading" in capsys.readouterr().err


def test_a_closed_index_says_so() -> None:
    index = opened()
    index.close()
    with pytest.raises(kzsearch.IndexClosedError):
        index.learn_translations(TAUGHT)


def test_an_empty_side_makes_an_empty_table() -> None:
    nothing = aligned.aligned([])
    assert len(nothing) == 0
    assert table_of(nothing) == {"kk": {}, "ru": {}}


# --- the command --------------------------------------------------------------------------------------------


def run(*args: object, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli.main, ["learn-translations", *map(str, args)], input=stdin, prog_name="kzsearch")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def tsv(pairs: Sequence[Sequence[str]]) -> bytes:
    return "".join("\t".join(pair) + "\n" for pair in pairs).encode()


def test_a_file_is_learnt_from(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    opened(folder).close()
    file = tmp_path / "сөйлемдер.tsv"
    file.write_bytes(
        b"\xef\xbb\xbf"
        + tsv([("Қазақша", "Русский"), *TAUGHT[:2], ("Мектеп",), ("",), TAUGHT[2][::-1], ("Бала", "")])
        + b"\xff\xfe\tx\n"
    )
    result = run(file, "--index", folder)
    assert result.exit_code == 0
    assert result.stdout.startswith("translations of 2 Kazakh and 2 Russian lemmas learnt from 3 pairs in ")
    assert result.stderr.splitlines() == [
        "skipped line 4: not two columns with a tab between them",
        "skipped line 8: no text in the encoding of the others, or too long",
        "skipped line 7: a side is empty",
        "turned line 6: Russian came first",
    ]
    with kzsearch.open(folder) as index:
        assert found(index, "ушанка") == ["1"]


def test_rows_of_tables() -> None:
    frame = pandas.DataFrame(TAUGHT, columns=["kk", "ru"])
    missing = pandas.concat([frame, pandas.DataFrame([("Мектеп", None)], columns=["kk", "ru"])])
    for pairs in (frame, frame.to_numpy(), frame.itertuples(index=False), missing):
        index = opened()
        report = index.learn_translations(pairs, progress=True)
        assert (report.pairs, found(index, "ушанка")) == (3, ["1"])
    assert report.skipped == {aligned.EMPTY: (4,)}
    with pytest.raises(DocumentError, match="two columns, Kazakh and Russian, got 1"):
        opened().learn_translations(frame[["kk"]])


def test_letters_lost_on_the_way_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    opened(folder).close()
    lost = [(kazakh.encode("cp1251", "replace").decode("cp1251"), russian) for kazakh, russian in TAUGHT]
    result = run("-", "--index", folder, stdin=tsv([*TAUGHT, *lost, ("Құлақшын қайда?Айт", "Где ушанка? Скажи")]))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"skipped 3 lines (4, 5, 6): {aligned.LOST_LETTERS}"]


def test_lines_that_end_in_empty_cells(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    opened(folder).close()
    assert run("-", "--index", folder, stdin=tsv([(*pair, "", " ") for pair in TAUGHT])).stderr == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "kz1048", "utf-8"])
def test_files_of_other_programs(tmp_path: Path, encoding: str) -> None:
    """As spreadsheets save them, or packed."""
    folder = tmp_path / "index"
    opened(folder).close()
    content = tsv([("kk", "ru"), *TAUGHT]).decode().replace("\n", "\r\n").encode(encoding)
    file = tmp_path / "pairs.tsv"
    file.write_bytes(gzip.compress(content) if encoding == "utf-8" else content)
    for source, stdin in ((file, None), ("-", file.read_bytes())):
        assert run(source, "--index", folder, stdin=stdin).stderr == ""
        with kzsearch.open(folder) as index:
            assert found(index, "ушанка") == ["1"]


def test_standard_input_and_json(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    opened(folder).close()
    shown = json.loads(run("-", "--index", folder, "--json", stdin=tsv([*TAUGHT, ("a",), ("b", "c")])).stdout)
    assert shown.pop("seconds") >= 0
    assert shown == {
        "index": str(folder),
        "pairs": 3,
        "to_russian": 2,
        "to_kazakh": 2,
        "swapped": [],
        "skipped": {"not two columns with a tab between them": [4], aligned.NOT_KAZAKH: [5]},
    }


@pytest.mark.parametrize("content", [b"", b"\n\n", b"kk\tru\n", tsv([("Мектеп", "Школа")]), b"\xff\n" * 30])
def test_where_nothing_can_be_learnt_what_is_there_stays(tmp_path: Path, content: bytes) -> None:
    with opened(tmp_path / "index") as index:
        index.learn_translations(TAUGHT)
        result = run("-", "--index", tmp_path / "index", stdin=content)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.splitlines()[-1] == "kzsearch: nothing could be learnt"
        index.refresh()
        assert found(index, "ушанка") == ["1"]


@pytest.mark.parametrize(("options", "said"), [((), "learnt translations removed: "), (("--json",), '"removed": true')])
def test_what_was_learnt_is_removed(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    with opened(tmp_path / "index") as index:
        index.learn_translations(TAUGHT)
        result = run("--remove", "--index", tmp_path / "index", *options)
        assert result.exit_code == 0
        assert said in result.stdout
        index.refresh()
        assert found(index, "ушанка") == []
        again = run("--remove", "--index", tmp_path / "index", *options)
        assert (again.exit_code, said in again.stdout) == (1, False)


def test_how_much_was_learnt(tmp_path: Path) -> None:
    with opened(tmp_path / "index") as index:
        assert index.learnt() == {"kk": 0, "ru": 0}
        report = index.learn_translations(TAUGHT)
        assert index.learnt() == {"kk": report.to_russian, "ru": report.to_kazakh}
        index.learn_translations([])
        assert index.learnt() == {"kk": 0, "ru": 0}


def test_wrong_use_is_2(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_bytes(tsv(TAUGHT))
    opened(tmp_path / "index").close()
    for args in ((), (file, "--remove"), (tmp_path / "none.tsv",), (tmp_path,)):
        assert run(*args, "--index", tmp_path / "index").exit_code == 2
    missing = run(file, "--index", tmp_path / "missing")
    assert missing.exit_code == 2
    assert "no index in" in missing.stderr
    assert not (tmp_path / "missing").exists()
