"""What several tests share."""

import datetime

import pytest

import kzsearch


@pytest.fixture
def news() -> kzsearch.Index:
    index = kzsearch.open()
    index.add(
        [
            {
                "id": "kk",
                "title": "Денсаулық сақтау",
                "text": "Министр ауруханаға барды. Дәрігерлер қуанды.",
                "rubric": "қоғам",
            },
            {
                "id": "ru",
                "title": "Здравоохранение",
                "text": "Министр посетил больницу. Врачи были рады.",
                "rubric": "общество",
            },
            {"id": "other", "text": "Цены на нефть выросли в Актау", "date": datetime.date(2024, 5, 1)},
        ]
    )
    return index
