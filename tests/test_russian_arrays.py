"""Russian words by the tables, at once and one by one: pymorphy3's answers, from tables that fit dictionary and rules."""

import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pymorphy3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import russian
from kzsearch_analyzers.arrayfile import TablesError
from kzsearch_analyzers.russian import batch, batch_guesses, entries, machine, tables
from kzsearch_analyzers.russian.automaton import installed
from kzsearch_analyzers.russian.choice import PLAUSIBLE, listed, plausible
from kzsearch_analyzers.russian.closed_classes import closed_classes, rows
from kzsearch_analyzers.russian.compile import compiled, is_regular
from kzsearch_analyzers.russian.dictionary import (
    all_forms,
    attested_forms,
    folder,
    in_dictionary,
    is_lemma,
    predicted_endings,
)
from kzsearch_analyzers.russian.edits import Edit, Edits, edit
from kzsearch_analyzers.russian.endings import ends
from kzsearch_analyzers.russian.hyphens import cells
from kzsearch_analyzers.russian.key_table import KeyTable
from kzsearch_analyzers.russian.letters import ALPHABET, ENCODING, key, keys, words_of
from kzsearch_analyzers.russian.machine import assembled, edited, fitting_machine, ways
from kzsearch_analyzers.russian.predictions import TELLING
from kzsearch_analyzers.russian.spelling import RESPELLINGS, fold, is_word
from kzsearch_analyzers.russian.unknown import HARD_PREFIXES, MISSING_PLURALS, listed_prefixes
from pymorphy3.lang.ru import KNOWN_PREFIXES

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
START_OF_SAMPLE = (
    "бе",
    "взъ",
    "ви",
    "вопре",
    "гру",
    "данн",
    "ду",
    "ёл",
    "жё",
    "зап",
    "кто",
    "лу",
    "мо",
    "нес",
    "об",
    "се",
    "тё",
    "я",
)


def test_the_tables_are_of_this_edition_of_the_dictionary() -> None:
    assert fitting_machine() is not None, "run python -m kzsearch_analyzers.russian.compile"


@pytest.fixture(scope="module")
def sample() -> list[str]:
    """Dictionary forms under a few beginnings, some 200,000."""
    return [form for start in START_OF_SAMPLE for form in _forms(start)]


def _forms(start: str) -> Iterator[str]:
    return iter(dict.fromkeys(all_forms(start)))


def defined(form: str) -> tuple[tuple[str, ...], bool, bool]:
    """What `candidates`, `is_known` and `is_base` must tell: pymorphy3's answers, weighed by `choice` and `unknown`."""
    best, *others = russian.analyses(form)
    lemmas = dict.fromkeys([best.lemma, *(other.lemma for other in others if other.score >= PLAUSIBLE)])
    is_known = is_word(fold(form)) and in_dictionary(fold(form))
    return tuple(lemmas)[: russian.MOST_CANDIDATES], is_known, is_known and is_lemma(fold(form))


def agree(forms: list[str]) -> None:
    told = [(russian.candidates(form), russian.is_known(form), russian.is_base(form)) for form in forms]
    assert [(form, told) for form, told in zip(forms, told, strict=True) if told != defined(form)] == []
    lemmas = russian.lemmatize_many(forms)
    assert len(lemmas) == len(forms)
    differ = [
        (form, lemma, russian.lemmatize(form))
        for form, lemma in zip(forms, lemmas, strict=True)
        if lemma != russian.lemmatize(form)
    ]
    assert differ == []
    assert russian.first_lemmas(forms) == [russian.first_lemma(form) for form in forms]
    known = russian.is_known_many(forms)
    assert known.dtype == np.bool_
    assert [form for form, told in zip(forms, known, strict=True) if told != russian.is_known(form)] == []
    also_known, base = russian.known_and_base_many(forms)
    assert (also_known == known).all()
    assert [form for form, told in zip(forms, base, strict=True) if told != russian.is_base(form)] == []


def test_dictionary_forms(sample: list[str]) -> None:
    assert len(sample) > 100_000
    agree(sample[::15])


def test_first_lemmas_are_those_of_the_first_parses(sample: list[str]) -> None:
    forms = [*sample[7::40], *sorted(attested_forms())[::20]]
    parse = pymorphy3.MorphAnalyzer(lang="ru").parse
    first = [parse(fold(form))[0].normal_form.replace("ё", "е") for form in forms]
    wanted = [lemma if russian.is_known(form) else None for form, lemma in zip(forms, first, strict=True)]
    assert russian.first_lemmas(forms) == wanted
    assert sum(lemma is None for lemma in wanted) < 0.03 * len(wanted)


def test_candidates_of_forms_that_are_not_edited_alike() -> None:
    forms = [*sorted(attested_forms())[::7], *all_forms("стал"), *all_forms("передов"), *all_forms("жел")]
    assert len(forms) > 2000
    agree(forms)


def test_every_form_of_the_sample_is_known(sample: list[str]) -> None:
    regular = np.array([is_regular(fold(form)) for form in sample])
    hyphened = np.array(["-" in form for form in sample])
    assert russian.is_known_many(sample)[regular & ~hyphened].all()


def test_closed_classes_with_every_case() -> None:
    forms = list(closed_classes())
    agree([*forms, *(form.upper() for form in forms), *(form.title() for form in forms)])


def test_unknown_words_made_of_known_ones(sample: list[str]) -> None:
    words = sample[::400]
    prefixes = [*listed_prefixes(), *HARD_PREFIXES, "щъ", "абвгд", "ы", "it-", "5-", "супер-"]
    agree([prefix + word for prefix in prefixes for word in words[:: len(prefixes) // 8]])
    agree([word + end for word in words for end in ("ъ", "ся", "ами", "ях", "ов", "ия", "-то", "-с", "ююю")])
    agree(
        ["подшедший", "изшедшего", "безшел", "пообидней", "кастомной", "двуцветной", "многогодовую", "безинтересными"]
    )
    agree([f"{left}-{right}" for left, right in pairwise(words)])
    agree([word[:-1] for word in words] + [word[1:] for word in words])
    agree([word[:2] + word[1] * 3 + word[2:] for word in words if len(word) > 2])


def test_every_ending_that_something_is_known_of() -> None:
    endings = sorted({*predicted_endings(), *ends().anywhere, *ends().after_vowel})[::40]
    agree([stem + ending for ending in endings for stem in ("фщ", "заге", "щъегла")])


LISTED_ENDS = sorted(
    {end for rule in MISSING_PLURALS for end in rule.endings} | {end for rule in RESPELLINGS for end in rule.ends}
)
STARTS = sorted({*listed_prefixes(), *HARD_PREFIXES, "выщ", "наи", "по"})
RUSSIAN = st.text(alphabet=LETTERS, max_size=12)
UNKNOWN = st.builds("".join, st.tuples(st.sampled_from(["", *STARTS]), RUSSIAN, st.sampled_from(["", *LISTED_ENDS])))
ODD = (
    LETTERS
    + LETTERS.upper()
    + "-‑‐–'’.,0123456789azQZәғқңөұүһіѣѝѐѵєї²ßİΣς½\u0301\u0306\u0308\u00ad\u200d😀 \t\n\r\x00\x01\x85\u2028\ud800\udfff"
)
ANY = st.text(alphabet=ODD, max_size=14) | st.text(max_size=10) | st.text(st.characters(categories=("Cs", "Mn", "Ll")))


@settings(max_examples=150)
@given(st.lists(UNKNOWN | RUSSIAN | ANY, max_size=25))
def test_any_forms(forms: list[str]) -> None:
    agree(forms)


WEIRD = [
    "", " ", "\n", "\n\n", "дом\n", "\x00", "дом\x00", "\x01", "дом\x01", "\ud800", "\udfff\ud800дом", "😀", "дом😀", "а" * 200, "А" * 64, "а" * 65,
    "-", "--", "-дом", "дом-", "дом--дом", "а-" * 40 + "а", "кто-то", "1-го", "5-летнего", "12", "Covid-19", "COVID-вакцину", "ещё", "Ещё", "еще\u0308",
    "за\u0301мок", "рои\u0306", "Й", "ё", "слoво", "чтоx", "xчто", "что0", "Ѐ", "ѝ", "\u00ad", "до\u00adма", "İ", "ΑΣ", "ß", "дом\u2028",
]  # fmt: skip


def test_weird_forms_alone_and_together() -> None:
    for form in WEIRD:
        agree([form])
    agree(WEIRD)
    agree(WEIRD[::-1] * 3)


@pytest.mark.parametrize("container", [list, tuple, np.array])
def test_any_sequence(container: type) -> None:
    forms = container(["законами", "Токаевым", "сөздік"])
    assert russian.lemmatize_many(forms) == ["закон", "токаев", "сөздік"]
    assert {type(lemma) for lemma in russian.lemmatize_many(forms)} == {str}
    assert russian.is_known_many(forms).tolist() == [True, False, False]


def test_nothing() -> None:
    assert russian.lemmatize_many([]) == []
    assert russian.is_known_many([]).tolist() == []
    assert [column.tolist() for column in russian.known_and_base_many([])] == [[], []]


def test_more_forms_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = ["законами", "альназаровым", "человека-паука", "сөз", "дома"] * 3
    once = russian.lemmatize_many(forms)
    monkeypatch.setattr(russian, "_BLOCK", 4)
    assert russian.lemmatize_many(forms) == once == [russian.lemmatize(form) for form in forms]
    assert russian.is_known_many(forms).tolist() == [russian.is_known(form) for form in forms]


def test_another_edition_of_the_dictionary_goes_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    other = tables.Tables(
        **{name: getattr(tables.tables(), name) for name in tables.Tables.__slots__} | {"fingerprint": "another"}
    )
    cached = (
        tables.fitting_tables,
        machine._fitting_machine,
        entries._fitting_lexicon,
        russian.candidates,
        russian.is_known,
    )
    monkeypatch.setattr(tables, "tables", lambda: other)
    for function in cached:
        function.cache_clear()
    try:
        assert fitting_machine() is None
        forms = ["стали", "ещё", "альназаровым", "кто-то", ""]
        assert russian.lemmatize_many(forms) == [russian.lemmatize(form) for form in forms]
        assert russian.is_known_many(forms).tolist() == [russian.is_known(form) for form in forms]
        assert russian.first_lemmas(forms) == [russian.first_lemma(form) for form in forms]
        agree(forms)
        agree([])
    finally:
        monkeypatch.undo()
        for function in cached:
            function.cache_clear()


WITH_ANOTHER_EDITION = """
from kzsearch_analyzers import russian
from kzsearch_analyzers.russian.machine import fitting_machine
assert fitting_machine() is None
forms = "стали ещё альназаровым человека-паука спасиииибо сөз".split()
assert russian.lemmatize_many(forms) == [russian.lemmatize(form) for form in forms]
assert russian.lemmatize_many(forms)[2:] == ["альназаров", "человек-паук", "спасибо", "сөз"]
assert russian.is_known_many(forms).tolist() == [True, True, False, False, False, False]
"""


def test_a_dictionary_without_statistics_is_another_edition(tmp_path: Path) -> None:
    other = tmp_path / "dictionary"
    shutil.copytree(folder(), other, ignore=shutil.ignore_patterns("p_t_given_w*", "__*", "*.py"))
    meta = json.loads((other / "meta.json").read_text(encoding="utf-8"))
    meta = [[name, False if name == "P(t|w)" else value] for name, value in meta]
    (other / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    run(WITH_ANOTHER_EDITION, PYMORPHY2_DICT_PATH=str(other))


COLD_START = """
import threading
from kzsearch_analyzers import russian
forms = ["законами", "Токаевым", "брегись", "халвами", "человека-паука", "ещё", "сөз"] * 50
found, gate = [], threading.Barrier(8)
def work():
    gate.wait()
    one_by_one = list(map(russian.lemmatize, forms))
    found.append((one_by_one, russian.lemmatize_many(forms), russian.is_known_many(forms).tolist(), russian.first_lemmas(forms)))
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
one_by_one = [list(map(f, forms)) for f in (russian.lemmatize, russian.lemmatize, russian.is_known, russian.first_lemma)]
assert [list(map(list, answers)) for answers in found] == [one_by_one] * 8
"""


def test_the_first_calls_of_several_threads() -> None:
    run(COLD_START)


WITH_TABLES_ALONE = """
import sys
from kzsearch_analyzers import russian
forms = "чему законами человека-паука спасиииибо халвами микросервисов сериализовали альназаровым брегись сөз роман".split()
for form in forms:
    russian.candidates(form), russian.lemmatize(form), russian.is_known(form), russian.is_base(form)
assert "pymorphy3" not in sys.modules
"""


def test_one_word_does_not_load_pymorphy3() -> None:
    run(WITH_TABLES_ALONE)


def run(code: str, **environment: str) -> None:
    path = str(Path(russian.__file__).parents[2])
    env = os.environ | environment | {"PYTHONPATH": path, "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


DAMAGES = {
    "missing": None,
    "empty": lambda whole: b"",
    "cut short": lambda whole: whole[: len(whole) // 2],
    "no columns": lambda whole: b"\x93NUMPY" + bytes(100),
    "text": lambda whole: b"version https://git-lfs.github.com/spec/v1",
    "a byte changed": lambda whole: whole[:200_000] + bytes([whole[200_000] ^ 1]) + whole[200_001:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_tables_are_named_in_the_error(tmp_path: Path, damage: Callable[[bytes], bytes] | None) -> None:
    path = tmp_path / tables.NAME
    tables.save(tables.tables(), path)
    path.write_bytes(damage(path.read_bytes())) if damage else path.unlink()
    with pytest.raises(TablesError, match=r"compiled\.npy cannot be read .*: install kzsearch anew"):
        tables.load(path)


def test_tables_of_another_version_are_named_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "old.npy"
    tables.save(tables.tables(), path)
    columns = path.read_bytes()[:-4]
    column = columns[columns.rindex(b"\x93NUMPY") :]
    for other in (columns + column, columns[: -len(column)]):
        path.write_bytes(other + zlib.crc32(other).to_bytes(4, "little"))
        with pytest.raises(TablesError, match="old"):
            tables.load(path)


def test_a_closed_class_may_have_long_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    longer = closed_classes() | {"западноказахстанцами": "казахстанец"}
    for module in (machine, batch_guesses):
        monkeypatch.setattr(module, "closed_classes", lambda: longer)
    with_longer = assembled(tables.tables())
    forms = ["западноказахстанцами", "чему", "законами"]
    assert batch.lemmas(with_longer, forms, russian.lemmatize) == ["казахстанец", "что", "закон"]


def test_a_fingerprint_tells_editions_apart(tmp_path: Path) -> None:
    for name in tables.SOURCES:
        (tmp_path / name).write_bytes((folder() / name).read_bytes())
    assert tables.fingerprint(tmp_path) == tables.fingerprint(folder())
    changed = bytearray((tmp_path / "words.dawg").read_bytes())
    changed[100] ^= 1
    (tmp_path / "words.dawg").write_bytes(changed)
    assert tables.fingerprint(tmp_path) != tables.fingerprint(folder())


def test_a_fingerprint_of_an_edition_that_lacks_a_file(tmp_path: Path) -> None:
    assert tables.fingerprint(tmp_path) != tables.fingerprint(folder())


def test_tables_read_back_as_written(tmp_path: Path) -> None:
    shipped = tables.tables()
    tables.save(shipped, tmp_path / tables.NAME)
    assert (tmp_path / tables.NAME).read_bytes() == Path(tables.__file__).with_name(tables.NAME).read_bytes()
    read = tables.load(tmp_path / tables.NAME)
    for name in set(tables.Tables.__slots__) - {"edits"}:
        assert np.array_equal(getattr(read, name), getattr(shipped, name)), name
    assert read.edits.listed() == shipped.edits.listed()


def test_the_automaton_finds_what_pymorphy3_finds(sample: list[str]) -> None:
    forms = [fold(form) for form in sample[::50]]
    forms += [form[::-1] for form in forms] + [form.replace("е", "о", 1) for form in forms]
    forms = [form for form in forms if set(form) <= set(ALPHABET)]
    words = words_of(forms)
    rows, payloads = installed().look_up(words.symbols, words.starts, words.sizes)
    assert sorted(set(rows.tolist())) == [row for row, form in enumerate(forms) if in_dictionary(form)]
    found: dict[int, set[int]] = {}
    for row, payload in zip(rows.tolist(), payloads.tolist(), strict=True):
        found.setdefault(row, set()).add(payload)
    assert all(installed().payload_of(form) in found.get(row, {-1}) for row, form in enumerate(forms))


@given(st.lists(st.text(alphabet=ALPHABET + "-0123456789", min_size=1, max_size=60), min_size=1, max_size=9))
def test_keys_of_arrays_and_of_words(forms: list[str]) -> None:
    words = words_of(forms)
    assert keys(words.symbols, words.starts, words.sizes).tolist() == [key(form) for form in forms]


@given(st.sets(st.integers(0, (1 << 64) - 1), max_size=60), st.lists(st.integers(0, (1 << 64) - 1), max_size=20))
def test_a_table_of_keys(held: set[int], others: list[int]) -> None:
    numbers = sorted(held)
    wanted = [*others, *numbers[::-1], 0]
    found = KeyTable.of(np.array(numbers, np.uint64)).find(np.array(wanted, np.uint64))
    assert found.tolist() == [numbers.index(number) if number in held else -1 for number in wanted]


def test_a_table_of_keys_that_all_want_one_slot() -> None:
    numbers = np.array([place * pow(0x9E3779B97F4A7C15, -1, 1 << 64) % (1 << 64) for place in range(100)], np.uint64)
    assert KeyTable.of(numbers[:90]).find(numbers).tolist() == [*range(90), *[-1] * 10]


def test_bases() -> None:
    forms = ["сталь", "стали", "ёлка", "Ёлка", "дан", "быстро", "кто-то", "человек-паук", "мектеп", "", "елка\u0301"]
    assert [russian.is_base(form) for form in forms] == [1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1]


@given(st.text(alphabet=ALPHABET, max_size=9), st.text(alphabet=ALPHABET, max_size=9))
def test_an_edit_leads_from_form_to_lemma(form: str, lemma: str) -> None:
    assert edit(form, lemma).of(form) == lemma


EDITS = st.lists(st.builds(Edit, st.integers(0, 3), st.integers(0, 9), st.text(alphabet=ALPHABET + "-", max_size=4)))


@given(EDITS, EDITS)
def test_edits_in_columns(edits: list[Edit], more: list[Edit]) -> None:
    both = Edits.of(edits).and_also(Edits.of(more))
    assert len(both) == len(edits) + len(more)
    assert both.listed() == edits + more
    for letters in ("ой", "й", "-"):
        assert both.end_in(letters).tolist() == [made.append.endswith(letters) for made in edits + more]


def test_prefixes_are_those_of_pymorphy3_and_more() -> None:
    theirs = {prefix for prefix in KNOWN_PREFIXES if "-" not in prefix}
    listed_by = dict(rows("prefixes.tsv"))
    assert {prefix for prefix, who in listed_by.items() if who == "pymorphy3"} == theirs
    assert len(listed_by) == len(listed_prefixes())
    assert set(listed_by.values()) == {"pymorphy3", "kzsearch"}


def test_the_dictionary_is_where_pymorphy3_looks_for_it() -> None:
    assert folder() == Path(pymorphy3.MorphAnalyzer.choose_dictionary_path(lang="ru"))


@given(st.integers(2, TELLING), st.text(alphabet=ALPHABET, min_size=8, max_size=12))
def test_folding_together_is_folding_one_by_one(size: int, form: str) -> None:
    forms = [form[:size], form.upper(), form]
    words = words_of(forms)
    assert words.units.tobytes().decode(ENCODING).split("\n")[:-1] == [fold(form) for form in forms]


def test_a_part_of_the_dictionary_compiled_anew() -> None:
    forms = [
        form for start in ("взъе", "все", "всё", "дань", "добры", "ёлк", "звёзд", "небы") for form in all_forms(start)
    ]
    endings = ["овали", "вали", "али", "ли", "остями", "стями"]
    part = compiled(forms, endings)
    assert part.fingerprint == tables.tables().fingerprint
    assert len(part.ending_keys) > 0
    assert len(part.odd_keys) > 0
    folded = sorted({fold(form) for form in forms if is_regular(fold(form))})
    small = assembled(part)
    words = words_of(folded)
    found = ways(small, words.symbols, words.starts, words.sizes, closed=False)
    assert edited(small, words, np.arange(len(folded)), found.codes) == [listed(form)[0].lemma for form in folded]
    one_by_one = entries.Entries(part, installed())
    for form in folded:
        wanted = [(choice.lemma, choice.kind) for choice in plausible(listed(form))]
        assert [(choice.lemma, choice.kind) for choice in one_by_one.listed(form)] == wanted
    first = batch.first_lemmas(small, folded, russian.first_lemma)
    assert first == [russian.first_lemma(form) for form in folded]
    assert (found.marks & tables.CELLS).tolist() == [cells(form) for form in folded]
