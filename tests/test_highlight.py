"""Snippets: the words that are marked, whether the index tells where they stand or the text is analysed."""

import pickle
from pathlib import Path

import pytest

import kzsearch
from kzsearch.highlight import Wanted, marks, snippet

SEEDS = Path(__file__).parent.parent / "seeds"
QUERIES = (
    "министр", "министрлігінің", "қазақстан", "больница дәрігер", '"денсаулық сақтау"', "+врач -футбол", "мин*",
    "здровоохранение", "2024", "люди", "день", "орын", "title:здравоохранение", "школа",
)  # fmt: skip


@pytest.fixture
def index(news: kzsearch.Index) -> kzsearch.Index:
    news.add(kzsearch.read(SEEDS))
    news.add(
        [
            {
                "id": "1",
                "title": "Люди пришли в школу…",
                "text": "Люди пришли в школу. Человек ждал; школы полны людей.",
            },
            {"id": "2", "title": "ДДҰ", "text": "ДДҰ-ның министрі. Орындар мен орны, 1 000 000 теңге."},
            {"id": "3", "title": "Дни", "text": "Два дня и три дня"},
            {"id": "4", "title": "Школа", "text": ""},
        ]
    )
    return news


@pytest.mark.parametrize("query", QUERIES)
def test_the_index_and_the_analysis_mark_the_same_words(index: kzsearch.Index, query: str) -> None:
    results = index.search(query, 50)
    assert results
    for hit in results:
        pickled = pickle.loads(pickle.dumps(hit))  # without the index
        assert hit.snippet == pickled.snippet
        assert hit.highlight(size=40) == pickled.highlight(size=40)


def test_marks_outlive_changes_of_the_index(index: kzsearch.Index) -> None:
    (hit,) = index.search("дни", 1)
    index.add({"id": "3", "text": "басқа мәтін"})
    index.delete("1")
    index.close()
    assert hit.snippet == "Два **дня** и три **дня**"


def test_what_the_index_says_is_marked() -> None:
    text = "Жаңа мектеп ашылды"
    assert (
        snippet(text, marks(text, Wanted({("бірдеңе",): 1.0}), frozenset({(1, "бірдеңе")}))) == "Жаңа **мектеп** ашылды"
    )


def test_words_of_a_phrase_are_marked_side_by_side_only() -> None:
    wanted = Wanted({("жаңа", "мектеп"): 1.0})
    text = "Жаңа мектептер, мектеп және жаңа"
    assert [m.start for m in marks(text, wanted)] == [0, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Министрство и министерство", "**Министрство** и министерство"),
        ("Дело министерства", "Дело **министерства**"),
        ("Школа", "Школа"),
    ],
)
def test_a_coarse_key_marks_where_nothing_else_does(text: str, expected: str) -> None:
    wanted = Wanted({("министрство",): 1.0}, coarse=frozenset({"минис"}))
    assert snippet(text, marks(text, wanted)) == expected
