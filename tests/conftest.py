"""What several tests share."""

import datetime

import pytest
from hypothesis import HealthCheck, settings

import kzsearch

# A slow machine is no defect. The rest is hypothesis's own: random examples, where CI is set always the same
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


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
