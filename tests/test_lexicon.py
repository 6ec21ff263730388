"""The tables agree with each other and with the analysers: lexicon.tsv, closed_classes.tsv, stop_words.tsv, abbreviations.tsv."""

from collections import Counter
from importlib.resources import files

import pytest
from kzsearch_analyzers import kazakh, russian
from kzsearch_analyzers.kazakh.lexicon import (
    INFLECTED,
    NAMES,
    PHRASE,
    UNINFLECTED,
    VERB,
    Entry,
    closed_classes,
    entries,
    rows,
    words,
)
from kzsearch_analyzers.kazakh.morphology import derivations
from kzsearch_analyzers.kazakh.stop_words import stop_words

KAZAKH_LETTERS = frozenset("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")
POS = INFLECTED | UNINFLECTED | {VERB, PHRASE}
MARKS = frozenset({"drop", "back", "front", "irr", "own", "poss", "time"})
SELF_LEMMATISING = 0.97  # of the entries that are forms of no other entry

SINGLE = [entry for entry in entries() if " " not in entry.lemma]
LEXICON = [
    line.split("\t")
    for line in files("kzsearch_analyzers.kazakh").joinpath("lexicon.tsv").read_text("utf-8").splitlines()[1:]
]


def test_every_line_has_four_columns() -> None:
    assert [row for row in LEXICON if len(row) != 4] == []
    assert len(LEXICON) > 4000


def test_every_lemma_is_kazakh() -> None:
    assert [
        e.lemma for e in entries() if not set(e.lemma) <= KAZAKH_LETTERS | set(" -") or e.lemma != e.lemma.strip()
    ] == []


def test_every_part_of_speech_is_known() -> None:
    assert {e.pos for e in entries()} <= POS
    assert [e.lemma for e in entries() if (e.pos == PHRASE) != (" " in e.lemma) and e.pos not in NAMES] == []


def test_marks_are_known() -> None:
    assert [e for e in entries() if not e.marks <= MARKS] == []


def test_lexicon_is_sorted() -> None:
    lemmas = [row[0] for row in LEXICON]
    assert lemmas == sorted(lemmas)


def test_no_entry_twice() -> None:
    assert [key for key, n in Counter((e.lemma, e.pos) for e in entries()).items() if n > 1] == []


def test_no_translation_twice_in_an_entry() -> None:
    assert [e.lemma for e in entries() if len(set(e.russian)) < len(e.russian)] == []


def test_translations_are_russian() -> None:
    kazakh_only = set("әғқңөұүһі")
    assert [(e.lemma, r) for e in entries() for r in e.russian if set(r.lower()) & kazakh_only or r != r.strip()] == []


def test_entries_are_candidates_of_themselves() -> None:
    closed = {form for form, found in closed_classes().items() if form not in {e.lemma for e in found}}
    assert {e.lemma for e in SINGLE if e.lemma not in kazakh.candidates(e.lemma)} <= closed


def test_particles_leave_content_words_alone() -> None:
    """қой is a particle, a sheep and the verb put, қап a converb and a sack."""
    assert {"қой", "қал"} <= {*kazakh.candidates("қой"), *kazakh.candidates("қап")}
    assert "қап" in kazakh.candidates("қап")


def derived(entry: Entry) -> bool:
    return entry.lemma in closed_classes() or bool(derivations(entry))


def test_entries_lemmatise_to_themselves() -> None:
    own = [e for e in SINGLE if not derived(e)]
    exceptions = [
        f"{e.lemma} ({e.pos}) -> {kazakh.lemmatize(e.lemma)}" for e in own if kazakh.lemmatize(e.lemma) != e.lemma
    ]
    assert len(own) > 3500
    assert 1 - len(exceptions) / len(own) >= SELF_LEMMATISING, "\n".join(exceptions)


# Russian base forms that have another lemma: participles as nouns, comparatives, homographs of words of grammar; spellings
# and genders that the dictionary cites otherwise (счастие, беспроводный) or lacks (паралимпиада)
NOT_THEIR_OWN_LEMMA = frozenset(
    """
    обвиняемый подозреваемый управляющий нуждающийся осведомлённый именуемый дальше раньше меньше всё всего это чем есть
    об многие супруга том счастье несчастье беспроводной паралимпиада ураза кибла
    заведующий скончавшийся обеспеченный бодрствующий шашки веселье возлюбленный влюблённый
    """.split()
)


def test_translations_are_lemmas_of_themselves() -> None:
    single = {r for e in entries() if e.pos not in NAMES | {PHRASE} for r in e.russian if " " not in r}
    assert len(single) > 3000
    lost = {r for r in single if plain(r) not in map(plain, russian.candidates(r))}
    assert lost - NOT_THEIR_OWN_LEMMA == set()


def plain(word: str) -> str:
    return word.lower().replace("ё", "е")


CLOSED = list(rows("closed_classes.tsv"))


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: f"{row[0]} {row[1]}")
def test_closed_class_row(row: list[str]) -> None:
    lemma, pos, forms, _why = row
    assert pos in POS
    assert set(lemma + forms) <= KAZAKH_LETTERS | {" "}
    assert forms.split()


def test_no_closed_form_in_two_rows_of_one_part_of_speech() -> None:
    found = Counter((form, pos) for lemma, pos, forms, _ in CLOSED for form in {lemma, *forms.split()})
    assert [key for key, n in found.items() if n > 1] == []


def test_no_closed_form_twice_in_a_row() -> None:
    repeated = {lemma: [f for f, n in Counter(forms.split()).items() if n > 1] for lemma, _, forms, _ in CLOSED}
    assert {lemma: forms for lemma, forms in repeated.items() if forms} == {}


def test_closed_forms_lemmatise_to_their_row() -> None:
    wrong = [
        (form, lemma, kazakh.candidates(form))
        for lemma, _, forms, _ in CLOSED
        for form in forms.split()
        if lemma not in kazakh.candidates(form)
    ]
    assert wrong == []


def test_stop_words_are_kazakh_and_stand_once() -> None:
    kinds = {kind: listed.split() for kind, listed in rows("stop_words.tsv")}
    assert all(set(word) <= KAZAKH_LETTERS | {"-"} for listed in kinds.values() for word in listed)
    assert [w for listed in kinds.values() for w, n in Counter(listed).items() if n > 1] == []


@pytest.mark.parametrize("word", "мектеп адам қазақстан заң бала су алма қала сөз ақша үй жаңа".split())
def test_content_words_are_no_stop_words(word: str) -> None:
    assert word not in stop_words()


def test_words_of_grammar_are_stop_words() -> None:
    grammar = {lemma for lemma, pos, _, _ in CLOSED if pos in {"conj", "part"}}
    assert grammar - stop_words() == set()


def test_stop_words_are_known() -> None:
    """Each is in the lexicon or the closed classes, a form of something there, or left as it is."""
    listed = words().keys() | closed_classes().keys() | {lemma for lemma, *_ in CLOSED}
    unknown = {w for w in stop_words() if w not in listed and "-" not in w}
    assert {w for w in unknown if kazakh.analyses(w)[0].source == "guess" and kazakh.lemmatize(w) != w} == set()


ABBREVIATIONS = [
    line.split("\t")
    for line in files("kzsearch_analyzers").joinpath("abbreviations.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_abbreviations_have_five_columns() -> None:
    assert [row for row in ABBREVIATIONS if len(row) != 5] == []
    assert [row for row in ABBREVIATIONS if sum(map(bool, row)) < 2] == [], "nothing to stand for"
    assert [
        cell for row in ABBREVIATIONS for cell in row if cell != cell.strip() or ";" in cell.replace("; ", "")
    ] == []


@pytest.mark.parametrize("column", range(5), ids=["kk", "kk name", "ru", "ru name", "other"])
def test_no_name_in_two_rows(column: int) -> None:
    names = Counter(name for row in ABBREVIATIONS for name in set(row[column].split("; ")) if name)
    assert [name for name, n in names.items() if n > 1] == []


def test_names_are_written_in_their_alphabet() -> None:
    kazakh_only = set("әғқңөұүһі")
    assert [row[2:4] for row in ABBREVIATIONS if set("".join(row[2:4]).lower()) & kazakh_only] == []
    assert [row[:4] for row in ABBREVIATIONS if any(c.isascii() and c.isalpha() for c in row[1] + row[3])] == []
