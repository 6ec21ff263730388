"""Lemmas spelt like another."""

import io
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kzsearch_analyzers.codepage import encode_many
from kzsearch_analyzers.normalizer import fold

import kzsearch
from kzsearch.codec.columnfile import ColumnFile, ColumnWriter
from kzsearch.codec.dictionary import Dictionary, write_strings
from kzsearch.kindred import like as numbers_like

FORMS = st.lists(
    st.text(alphabet="абкмтеңі", max_size=8) | st.text(max_size=5).filter(lambda form: form == form.lower()),
    unique=True,
)
ALPHABET = "абкмтеңі"


def dictionary(forms: Sequence[str]) -> Dictionary:
    out = io.BytesIO()
    writer = ColumnWriter(out)
    write_strings(writer, "forms", *encode_many(sorted(forms)))
    writer.finish({})
    return Dictionary(ColumnFile(out.getvalue(), "a file"), "forms")


def like(strings: Dictionary, asked: str, least: float, most: int = 1000) -> dict[str, float]:
    return {strings[number]: alike for number, alike in numbers_like(strings, asked, least, most).items()}


def grams(form: str) -> list[str]:
    edged = f"\u0002{fold(form)}\u0003"
    return [edged[i : i + 4] for i in range(max(len(edged) - 3, 1))]


def beginning(form: str) -> str:
    return "".join("а" if letter in map(fold, "аәеёиоөуұүыіэюя") else letter for letter in fold(form)[:3])


def plainly(forms: Sequence[str], form: str, least: float) -> dict[str, float]:
    """The same from sets."""
    asked = set(grams(form))
    alike = [other for other in forms if beginning(other).startswith(beginning(form))]
    found = {o: len(asked & set(grams(o))) / math.sqrt(len(asked) * len(grams(o))) for o in alike}
    return {other: likeness for other, likeness in found.items() if likeness and likeness >= least}


@given(FORMS, st.text(ALPHABET, max_size=8))
def test_likeness_is_the_cosine_of_the_grams(forms: list[str], form: str) -> None:
    words = [other for other in forms if set(other) <= set(ALPHABET)]
    found = like(dictionary(forms), form, 0.3)
    assert {o: x for o, x in found.items() if o in words} == pytest.approx(plainly(words, form, 0.3))


def test_odd_spellings() -> None:
    assert like(dictionary([]), "мектеп", 0.3) == {}
    assert like(dictionary(["", "\ud800", "😀😀"]), "", 0.3)[""] == 1.0
    assert like(dictionary(["", "\ud800", "😀😀"]), "😀😀", 0.9).keys() == {"😀😀"}
    assert like(dictionary(["метрополитен", "астана"]), "митрополитен", 0.3).keys() == {"метрополитен"}


@pytest.fixture
def schools() -> kzsearch.Index:
    index = kzsearch.open()
    texts = ["Метрополитен ашылды", "Мектеп ашылды", "Аурухана ашылды", *(f"Қала туралы {n} хабар" for n in range(150))]
    index.add({"id": str(i), "text": text} for i, text in enumerate(texts))
    return index


def test_a_misspelt_word_finds_what_is_spelt_alike(schools: kzsearch.Index) -> None:
    assert [hit.id for hit in schools.search("митрополитен")] == ["0"]
    assert "spelt alike" in schools.search("митрополитен")[0].explain().__str__()


def test_a_like_spelling_adds_no_document_to_a_word_that_has_its_own(schools: kzsearch.Index) -> None:
    schools.add({"id": "own", "text": "Митрополит келді"})
    assert [hit.id for hit in schools.search("митрополит")] == ["own"]


def test_a_frequent_word_has_no_kindred(schools: kzsearch.Index) -> None:
    assert "spelt alike" not in str(schools.search("хабар")[0].explain())


def test_what_is_only_spelt_alike_is_marked_where_nothing_else_is(schools: kzsearch.Index) -> None:
    schools.add({"id": "both", "text": "Митрополит метрополитенде"})
    assert schools.search("митрополит")[0].snippet == "**Митрополит** метрополитенде"
    assert schools.search("митрополитен")[0].snippet == "**Митрополит** **метрополитенде**"
