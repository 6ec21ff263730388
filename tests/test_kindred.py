"""Forms spelt like another."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kzsearch_analyzers.normalizer import fold

import kzsearch
from kzsearch.kindred import Spellings

FORMS = st.lists(
    st.text(alphabet="абкмтеңі", max_size=8) | st.text(max_size=5).filter(lambda form: form == form.lower()),
    unique=True,
)


def grams(form: str) -> set[str]:
    edged = f"\u0002{fold(form)}\u0003".ljust(4, "\u0003")
    return {edged[i : i + 4] for i in range(len(edged) - 3)}


def plainly(forms: Sequence[str], form: str, least: float) -> dict[str, float]:
    """The same from sets."""
    asked = grams(form)
    found = {other: len(asked & grams(other)) / math.sqrt(len(asked) * len(grams(other))) for other in forms}
    return {other: likeness for other, likeness in found.items() if likeness and likeness >= least}


@given(
    FORMS.filter(lambda forms: all(ord(c) < 1 << 16 for form in forms for c in form)), st.text("абкмтеңі", max_size=8)
)
def test_likeness_is_the_cosine_of_the_sets_of_grams(forms: list[str], form: str) -> None:
    found = Spellings(forms).like(form, 0.3, 100)
    assert dict(found) == pytest.approx(plainly(forms, form, 0.3))
    assert [likeness for _, likeness in found] == sorted((x for _, x in found), reverse=True)


def test_odd_spellings() -> None:
    assert Spellings([]).like("мектеп", 0.3, 10) == []
    assert Spellings(["", "\ud800", "😀😀"]).like("", 0.3, 10) == [("", 1.0)]
    assert [form for form, _ in Spellings(["мектеп", "мектепке"]).like("мектеп", 0.1, 1)] == ["мектеп"]


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
