"""The names of the lexicon in Russian: all their cases meet, and they take nothing from the dictionary."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from kzsearch_analyzers import russian
from kzsearch_analyzers.arrayfile import TablesError
from kzsearch_analyzers.russian import names, namesakes
from kzsearch_analyzers.russian.closed_classes import closed_classes
from kzsearch_analyzers.russian.dictionary import all_forms, in_dictionary
from kzsearch_analyzers.russian.letters import key
from kzsearch_analyzers.russian.name_forms import declensions, declined, is_taken, lemmas, listed
from kzsearch_analyzers.russian.spelling import fold


def test_the_table_is_made_from_the_lexicon_as_it_is(tmp_path: Path) -> None:
    names.save(names.Names.of(lemmas()), tmp_path / names.NAME)
    shipped = Path(names.__file__).with_name(names.NAME).read_bytes()
    assert (tmp_path / names.NAME).read_bytes() == shipped, "run python -m kzsearch_analyzers.russian.name_forms"


def test_the_cases_of_every_name_meet() -> None:
    cases = [(name, form) for name, forms in listed().items() for form in forms if not is_taken(form)]
    assert len(cases) > 6000
    found = russian.lemmatize_many([form for _, form in cases])
    assert [(form, lemma) for (name, form), lemma in zip(cases, found, strict=True) if lemma != name] == []


def test_few_cases_are_of_other_words() -> None:
    cases = [form for forms in listed().values() for form in forms]
    assert sum(map(is_taken, cases)) < 0.03 * len(cases)


def test_many_equal_one_by_one() -> None:
    forms = [shape(form) for form in lemmas() for shape in (str, str.title, str.upper)]
    told = [russian.lemmatize(form) for form in forms]
    assert russian.lemmatize_many(forms) == told == [russian.analyses(form)[0].lemma for form in forms]


def test_names_go_after_the_dictionary_and_the_closed_classes() -> None:
    assert [form for form in lemmas() if in_dictionary(form) or form in closed_classes()] == []
    assert russian.lemmatize_many(["верну", "Песков", "Толстой", "Семей"]) == ["вернуть", "песок", "толстый", "семья"]


def test_names_are_folded_words() -> None:
    told = lemmas()
    assert all(form == fold(form) and name == fold(name) for form, name in told.items())
    assert len({key(form) for form in told}) == len(told) > 500


def test_no_two_names_share_a_case() -> None:
    bases = set(listed())
    shared = Counter(form for forms in listed().values() for form in forms if form not in bases)
    assert [form for form, count in shared.items() if count > 1] == []


def test_names_inside_hyphens() -> None:
    forms = ["Абылай-хана", "Жанара-апай", "Касыма-Жомарта"]
    assert russian.lemmatize_many(forms) == [russian.lemmatize(form) for form in forms]
    assert russian.lemmatize("Ак-Сарыарки") == "ак-сарыарка"


@pytest.mark.parametrize(
    ("name", "of", "cases"),
    [
        ("касым", "first", "касым касыма касыму касымом касыме"),
        ("алмаш", "first", "алмаш алмаша алмашу алмашем алмашом алмаше"),
        ("абылай", "first", "абылай абылая абылаю абылаем абылае"),
        ("дарига", "first", "дарига дариги дариге даригу даригой даригою"),
        ("магауия", "first", "магауия магауии магауию магауией магауиею"),
        ("косшы", "place", "косшы"),
        ("саяны", "place", "саяны саян саянам саянами саянах"),
        ("щучинск", "place", "щучинск щучинска щучинску щучинске"),
        ("датов", "surname", "датов датова датову датовым датове датовой датовою датовы датовых"),
        ("датова", "surname", ""),
        ("минтруда", "abbreviation", ""),
        ("минара", "first", "минара минары минаре минару минарой минарою"),
    ],
)
def test_declensions(name: str, of: str, cases: str) -> None:
    assert declined(name, of) == tuple(cases.split())


def test_every_name_has_a_declension() -> None:
    letters = "абвгдежзийклмнопрстуфхцчшщыьэюя"
    assert [letter for letter in letters if not any(row.end.search("тал" + letter) for row in declensions())] == []


def test_names_that_are_none() -> None:
    nobody = names.Names.of({})
    assert nobody.edit_of("абылая") is None
    assert (len(nobody.keys), len(nobody.edits), nobody.longest) == (0, 0, 0)
    assert names.lemma_of_name("а" * 99) is None


def test_names_read_back_as_written(tmp_path: Path) -> None:
    names.save(names.names(), tmp_path / names.NAME)
    read = names.load(tmp_path / names.NAME)
    assert np.array_equal(read.keys, names.names().keys)
    assert read.keys.dtype == np.uint64
    assert np.array_equal(read.codes, names.names().codes)
    assert read.edits.listed() == names.names().edits.listed()
    assert read.longest == names.names().longest


def test_the_list_of_namesakes_is_fresh() -> None:
    assert namesakes.is_fresh(), "run python -m kzsearch_analyzers.russian.namesakes"


@pytest.mark.parametrize("start", ["гра", "жу", "мате", "песк", "э"])
def test_a_part_of_the_namesakes_made_anew(start: str) -> None:
    listed = sorted(name for name in namesakes.namesakes() if name.startswith(start))
    assert listed == namesakes.compiled(all_forms(start))


def test_damaged_names_are_named_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / names.NAME
    path.write_bytes(b"nothing")
    with pytest.raises(TablesError, match=r"names\.npy cannot be read .*name_forms"):
        names.load(path)
