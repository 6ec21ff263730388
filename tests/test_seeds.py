"""The main job on real pages: five noisy news pages, asked in both languages."""

from pathlib import Path

import pytest

import kzsearch

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def index() -> kzsearch.Index:
    index = kzsearch.open()
    report = index.add(kzsearch.read(SEEDS))
    assert (report.added, report.updated, report.skipped) == (5, 0, ())
    return index


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("министр Альназарова", "001"),
        ("Досаев Гебрейесус", "000"),
        ("меморандум Мангистау", "003"),
        ("Маңғыстау медициналық орталық", "003"),
        ("ДДҰ жетекшілігі туберкулез", "002"),
        ("ВОЗ туберкулез смертность матерей", "002"),
        ("Израиль денсаулық сақтау", "004"),
        ("посол Казахстана в Израиле", "004"),
        ("сотрудничество с Израилем в медицине", "004"),
        ("МСАК коалициясы", "001"),
    ],
)
def test_questions_find_their_page(index: kzsearch.Index, question: str, page: str) -> None:
    assert page in [hit.id[:3] for hit in index.search(question)][:2]


@pytest.mark.parametrize("question", ["Тоқаев", "Токаев", "Токаевым", "Тоқаевтың"])
def test_a_president_by_any_spelling(index: kzsearch.Index, question: str) -> None:
    assert {hit.id[:3] for hit in index.search(question)} == {"002", "003", "004"}


def test_languages_titles_and_dates(index: kzsearch.Index) -> None:
    found = {hit.id[:3]: hit for hit in index.search("здравоохранение медицина көмек", limit=10)}
    assert {page: hit.lang for page, hit in found.items()} == {
        "000": "ru", "001": "ru", "002": "kk", "003": "ru", "004": "kk",
    }  # fmt: skip
    assert found["004"].title == "Қазақстан мен Израиль денсаулық сақтау саласындағы ынтымақтастықты нығайтуда"
    assert found["003"].title.startswith("В Мангистау заключили меморандум")
    assert (found["004"].date, found["003"].date) == ("2020-09-18", "2023-11-11T08:25")


@pytest.mark.parametrize("noise", ["RUB", "EUR", "Telegram", "Подпишитесь", "Басты сайтқа өту", "Лента новостей"])
def test_noise_weighs_nothing_but_is_kept(index: kzsearch.Index, noise: str) -> None:
    assert len(index.search(f'"{noise}"')) == 0
    assert any(noise in hit.original for hit in index.search("здравоохранение медицина көмек"))
