"""The main text of noisy pages; ordinary texts keep every line."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.reading import dates
from kzsearch.reading.noise import noise
from kzsearch.reading.noise_rules import RULES
from kzsearch.reading.pages import Page, first_sentence, main_text

SEEDS = Path(__file__).parent.parent / "seeds"

NEWS_RU = """Главная / Новости / Общество
USD 494.87
EUR 520.65
Алматы +5°C
В Караганде открыли новую детскую больницу
12 марта 2021, 14:05
Просмотров: 1 204
Автор: Айнур Сериккызы
В Караганде открыли многопрофильную детскую больницу на 300 коек, сообщили в областном управлении здравоохранения.
Что умеет новая больница
Здесь будут лечить детей со всей области, в том числе:
• из Балхаша;
• из Темиртау;
• из Жезказгана.
Читайте также: В Астане построят перинатальный центр
- Мы ждали этого десять лет, - говорит главный врач больницы Марат Оспанов, показывая нам новые палаты.
Фото: Pixabay
Строительство обошлось областному бюджету в 12 миллиардов тенге и заняло три года.
Поделиться:
Facebook
Telegram
Теги: больница, дети, Караганда
Похожие новости
Пожар в школе Костаная: есть ли пострадавшие?
Курс доллара на 12 марта
© 2021 Все права защищены"""

NEWS_KK = """Басты бет
Жаңалықтар
Саясат
QAZ
RUS
Іздеу
Түркістанда жаңа мектептің іргетасы қаланды
Түркістанда жаңа мектептің іргетасы қаланды
Сурет: gov.kz
05 мамыр 2022 09:30
Көрілім: 245
Түркістан қаласында 600 орындық жаңа мектептің іргетасы қаланды, деп хабарлайды облыс әкімдігі.
Жаңа мектепте не болады?
Мектепте зертханалар, спорт залы және кітапхана болады, ал оқушыларға ыстық тамақ тегін беріледі.
Оқи отырыңыз: Шымкентте балабақша ашылды
— Бұл – ауыл балалары үшін үлкен қуаныш, — деді мектеп директоры Гүлнар Сапарова жиналғандарға.
Бөлісу
WhatsApp
Telegram арнамызға жазылыңыз!
Тегтер: мектеп, Түркістан
Оқи отырыңыз
Ақтауда мұнайшылар күні қалай өтті
Астанада қар жауады
Пікірлер"""


def body(text: str, start: str, *without: str) -> list[str]:
    """The lines of a page from the one beginning with `start`, less those named."""
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith(start))
    return [line for line in lines[first:] if line not in without]


def test_a_russian_news_page() -> None:
    page = main_text(NEWS_RU)
    assert page.title == "В Караганде открыли новую детскую больницу"
    assert page.date == "2021-03-12T14:05"
    lines = page.text.split("\n")
    assert lines[0].startswith("В Караганде открыли многопрофильную")
    assert lines[1] == "Что умеет новая больница"
    assert lines[3:6] == ["• из Балхаша;", "• из Темиртау;", "• из Жезказгана."]
    assert lines[-1].startswith("Строительство обошлось")
    assert len(lines) == 9
    assert "Фото: Pixabay" in lines


def test_a_kazakh_news_page() -> None:
    page = main_text(NEWS_KK)
    assert (page.title, page.date) == ("Түркістанда жаңа мектептің іргетасы қаланды", "2022-05-05T09:30")
    assert page.text.split("\n") == [
        "Түркістан қаласында 600 орындық жаңа мектептің іргетасы қаланды, деп хабарлайды облыс әкімдігі.",
        "Жаңа мектепте не болады?",
        "Мектепте зертханалар, спорт залы және кітапхана болады, ал оқушыларға ыстық тамақ тегін беріледі.",
        "— Бұл – ауыл балалары үшін үлкен қуаныш, — деді мектеп директоры Гүлнар Сапарова жиналғандарға.",
    ]


SEED_TITLES = [
    ("000", "Аким Алматы Ерболат Досаев встретился с генеральным директором ВОЗ Тедросом Гебрейесусом", None),
    ("001", "Министр здравоохранения Казахстана Акмарал Альназарова провела встречу", None),
    ("002", "Астанада өтіп жатқан Медициналық-санитариялық алғашқы көмек жөніндегі жаһандық конференция", None),
    ("003", "В Мангистау заключили меморандум о партнерстве с Медицинским центром", "2023-11-11T08:25"),
    ("004", "Қазақстан мен Израиль денсаулық сақтау саласындағы ынтымақтастықты нығайтуда", "2020-09-18"),
]
SEED_BODIES = {
    "000": ("Глава ВОЗ поддержал", "развития сферы здравоохранения Алматы."),
    "001": ("Министр здравоохранения", "десятилетнего сотрудничества."),
    "002": ("Астанада өтіп жатқан", "Ханс Клюгеге алғыс айтты."),
    "003": ("В Актау глава региона", "участников медицинских учреждений."),
    "004": ("Қазақстан Елшісі", "Израильге келуге шақырды."),
}


@pytest.mark.parametrize(("seed", "title", "day"), SEED_TITLES)
def test_seeds(seed: str, title: str, day: str | None) -> None:
    text = next(SEEDS.glob(f"{seed}_*.txt")).read_text(encoding="utf-8")
    page = main_text(text)
    assert page.title.startswith(title)
    assert page.date == day
    start, end = SEED_BODIES[seed]
    assert page.text.startswith(start)
    assert page.text.endswith(end)
    inside = text[text.index(start) :]
    prose = [" ".join(line.split()) for line in inside.split("\n") if len(line) > 40 and "Telegram" not in line]
    assert [line for line in prose if line not in page.text] == []


@pytest.mark.parametrize("seed", ["001", "002"])
def test_pages_that_are_clean_stay_whole(seed: str) -> None:
    text = next(SEEDS.glob(f"{seed}_*.txt")).read_text(encoding="utf-8")
    assert main_text(text).text == text


POEM = """Қараңғы түнде тау қалғып,
Ұйқыға кетер балбырап.
Даланы жым-жырт, дел-сал қып,
Түн басады салбырап.

Шаң шығармас жол дағы,
Сілкіне алмас жапырақ.
Тыншығарсың сен-дағы,
Сабыр қылсаң азырақ."""
LAW = """ЗАКОН РЕСПУБЛИКИ КАЗАХСТАН
О связи
5 июля 2004 года
Глава 1. ОБЩИЕ ПОЛОЖЕНИЯ
Статья 1. Сфера действия настоящего Закона
1. Настоящий Закон устанавливает правовые основы деятельности в области связи на территории Республики Казахстан.
2. Действие настоящего Закона распространяется на:
1) операторов связи;
2) пользователей услуг.
Президент
Республики Казахстан
Астана, 5 июля 2004 года
№ 567"""
README = """# kzsearch

Поиск по русским и казахским текстам для всех, кому он нужен сегодня и завтра, без сервера.

## Установка

    pip install kzsearch

- быстрый
- точный

© 2024 Разработчики"""
DIALOGUE = """- Сәлем!
- Сәлем, қалайсың?
- Жақсы, рахмет. Бүгін кешке қайда барасың, бізбен бірге кино көруге келмейсің бе, айтшы?
- Билмеймін
- Жарайды"""
LIST = """Халыққа қызмет көрсету орталығына бару үшін төмендегі құжаттарды өзіңізбен бірге алып келуіңіз қажет:
• жеке куәлік
• туу туралы куәлік
• 3,5 x 4,5 сурет
• 2
Спорт
Telegram"""
LETTER = """12 марта 1943

Дорогая мама! Пишу тебе из госпиталя, рана заживает, скоро обещают отпустить домой на целый месяц.
Твой сын
Иван"""
COMMENTARY = """Комментарий к статье 5
Статья пятая говорит о том, что закон обратной силы не имеет и применяется лишь к тому, что случится после него.
Комментарии
Это правило восходит к римскому праву и соблюдается во всех государствах, где суд подчинён закону, а не власти."""
TABLE = """Курсы, по которым банк покупает валюту у населения, опубликованы сегодня утром на его странице в сети.
USD 450
EUR 480
RUB 5.1"""


@pytest.mark.parametrize(
    "text",
    [POEM, LAW, README, DIALOGUE, LIST, LETTER, COMMENTARY, TABLE, "Сәлем", "Бір жол.", "", " \n ", "• Жизнь", "632"],
)
def test_ordinary_texts_keep_every_line(text: str) -> None:
    assert main_text(text).text == text


def test_a_refrain_is_no_headline() -> None:
    song = (
        "Менің елім, менің елім\nГүлің болып егілемін\nЖырың болып төгілемін, елім\nМенің елім, менің елім\nТуған жерім"
    )
    assert main_text(song).text == song


PROSE = "Об этом сообщили журналистам в министерстве, где уверены, что работы закончат в срок и без лишних расходов."


def test_the_headline_of_a_page_with_a_question_is_not_its_text() -> None:
    page = main_text(f"Новости\nКто станет новым акимом столицы республики?\n11.11.2023 08:25\n{PROSE}")
    assert page == Page("Кто станет новым акимом столицы республики?", "2023-11-11T08:25", PROSE)


def test_a_page_without_an_article_is_its_headline() -> None:
    page = main_text(
        "Басты бет / Видео / Спорт\nФутболдан ел чемпионаты басталды\n332 рет көрсетілді\nБөлісу\nTelegram"
    )
    assert (page.title, page.text) == ("Футболдан ел чемпионаты басталды", "Футболдан ел чемпионаты басталды")


def test_a_subtitle_below_the_headline_stays() -> None:
    page = main_text(
        f"Лента новостей\nДорогу к озеру починят\n12 мая 2020 10:00\nРаботы начнутся уже этим летом\n{PROSE}"
    )
    assert page.title == "Дорогу к озеру починят"
    assert page.text == f"Работы начнутся уже этим летом\n{PROSE}"


def test_the_last_list_of_an_article_stays_above_the_buttons() -> None:
    page = main_text(f"{PROSE}\n• хлеб\n• соль\nПоделитесь:\nTelegram")
    assert page.text == f"{PROSE}\n• хлеб\n• соль"


def test_the_tail_after_other_headlines_goes_questions_too() -> None:
    page = main_text(f"{PROSE}\nПоделиться\nЧитайте также:\nЧто будет с ценами на хлеб в этом году?\nСнег в мае")
    assert page.text == PROSE


def test_cookie_notice_and_menu_of_a_portal() -> None:
    menu = "gov.kz\nМы используем файлы cookie, чтобы сайт работал лучше.\nПринять\nRU\nКонтакты\n"
    page = main_text(
        menu + f"Министерство объявило набор волонтёров\n07.02.2022\n{PROSE}\nВерсия для печати\nКомментарии"
    )
    assert page == Page("Министерство объявило набор волонтёров", "2022-02-07", PROSE)


HEADLINE = "В Таразе построят новый завод минеральных удобрений"
ARTICLE = """В Жамбылской области началось строительство завода по выпуску удобрений, сообщил аким области на брифинге.
Мощность предприятия составит 500 тысяч тонн в год, здесь создадут почти полторы тысячи новых рабочих мест."""
ITEMS = [
    "В Шымкенте ограбили банк",
    "Что-то ещё случилось",
    "Министр культуры ушёл в отставку",
    "Кто стал первым акимом?",
]
TIMES = ["12:05", "11:47", "11:30", "9:15"]
DAYS = ["12.03.2023", "11.03.2023", "10.03.2023", "09.03.2023"]
FEEDS = {
    "time before": [f"{time} {item}" for time, item in zip(TIMES, ITEMS, strict=True)],
    "time after": [f"{item} {time}" for time, item in zip(TIMES, ITEMS, strict=True)],
    "time above": [line for pair in zip(TIMES, ITEMS, strict=True) for line in pair],
    "time below": [line for pair in zip(ITEMS, TIMES, strict=True) for line in pair],
    "day before": [f"{day} {item}" for day, item in zip(DAYS, ITEMS, strict=True)],
    "day above": [line for pair in zip(DAYS, ITEMS, strict=True) for line in pair],
    "day below": [line for pair in zip(ITEMS, DAYS, strict=True) for line in pair],
    "bullets": [f"• {time} {item}" for time, item in zip(TIMES, ITEMS, strict=True)],
    "nothing": ITEMS[:3],
}


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("heading", ["Лента новостей", "Жаңалықтар лентасы", "Последние новости"])
@pytest.mark.parametrize("between", ["", "15 марта 2023, 14:20\nПросмотров: 1 245\nПоделиться\n"])
def test_a_feed_is_no_title_and_no_text(feed: str, heading: str, between: str) -> None:
    menu, items = "Главная\nНовости\nUSD 450.12\n", "\n".join([heading, *FEEDS[feed]])
    for page in (
        f"{menu}{items}\n{HEADLINE}\n{between}{ARTICLE}",
        f"{menu}{HEADLINE}\n{between}{ARTICLE}\n{items}",
        f"{menu}{items}\n{HEADLINE}\n{between}{ARTICLE}\n{items}\nКонтакты",
    ):
        found = main_text(page)
        assert (found.title, found.text) == (HEADLINE, ARTICLE)


def test_a_kazakh_feed_is_no_title() -> None:
    headline = "Түркістанда жаңа мешіт салтанатты түрде ашылды"
    prose = "Түркістан қаласында мың адамға арналған жаңа мешіт ашылды, рәсімге облыс әкімі мен тұрғындар қатысты."
    feed = "Жаңалықтар лентасы\n12:05 Шымкентте банк тоналды\n11:47 Доллар бағамы өсті"
    page = main_text(f"Басты бет\n{feed}\n{headline}\n{prose}")
    assert (page.title, page.text) == (headline, prose)


def test_a_headline_and_its_subtitle_are_no_feed() -> None:
    page = main_text(f"Лента новостей\n{HEADLINE}\nСтройка займёт два года\n{ARTICLE}")
    assert (page.title, page.text) == (HEADLINE, f"Стройка займёт два года\n{ARTICLE}")


@pytest.mark.parametrize("heading", ["", "Бағдарлама\n", "Мерекенің бағдарламасы:\n"])
def test_a_timetable_stays(heading: str) -> None:
    text = f"{PROSE}\n{heading}09:00 Ашылу салтанаты\n10:30 Ғалымдардың баяндамалары\n13:00 Түскі ас"
    assert main_text(text).text == text
    assert main_text(f"Главная\nНовости\n{HEADLINE}\n{text}\nПоделиться").text == text


@pytest.mark.parametrize("rates", ["USD: 447.5 EUR: 482.1", "€ 480 $ 450 ₽ 5", "Курс валют: доллар 450 евро 480"])
def test_rates_in_a_line_are_noise(rates: str) -> None:
    page = main_text(f"Главная\nНовости\n{rates}\n{HEADLINE}\n{ARTICLE}")
    assert (page.title, page.text) == (HEADLINE, ARTICLE)


@pytest.mark.parametrize(
    "sentence", ["Работы начнутся этим летом.", "Их начнут летом.", "Об этом сообщил аким области."]
)
@pytest.mark.parametrize("end", ["", "\nПоделиться"])
def test_a_short_page_has_its_headline_as_the_title(sentence: str, end: str) -> None:
    page = main_text(f"Главная\nКонтакты\n{HEADLINE}\n{sentence}{end}")
    assert (page.title, page.text) == (HEADLINE, sentence)


NO_NOISE = [
    "Тегеран обвинил США в срыве переговоров",
    "Все больше людей выбирают Telegram",
    "Фото – это память о прошлом.",
    "Науки юношей питают",
    "— Подпишитесь здесь, — сказал нотариус.",
    "Сурет – бейнелеу өнерінің түрі.",
    "Скриншоты переписки показали следователю",
    "Авторы закона просят поддержки",
    "Просмотр фильма закончился поздно",
    "В 2020 году родилось 12 детей",
    "г. Алматы, 12 марта 2020 года, комиссия решила",
    "Закон от 5 июля 2018 года № 174-VI",
    "Смотрите",
    "Мәтінді оқыңыз да, сұраққа жауап беріңіз.",
    "Новости пришли поздно",
    "Источник бьёт из-под земли",
    "Официальный сайт президента взломали хакеры",
    "Официальный сайт акимата не работает",
    "Бұл – министрліктің ресми сайты.",
    "Образование, наука, культура",
    "Русский язык",
    "А-а-а",
    "В тему дня",
    "Политика и право",
]


@pytest.mark.parametrize("line", NO_NOISE)
def test_lines_that_only_look_like_noise(line: str) -> None:
    assert noise(line) is None


def test_every_rule_says_why_and_is_one_line_wide() -> None:
    assert all(why and pattern for pattern, _, why in RULES)
    assert len({pattern for pattern, _, _ in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "line",
    [
        "1 " * 100 + "x",
        "USD 1 " * 30 + "x",
        "курс валют " + "usd 1" * 30 + "x",
        "главная " + "- " * 90,
        "okok" * 50 + "!",
        "#a" * 100 + "!",
        "12.12.2020 " + "1 " * 50 + "x",
    ],
)
def test_rules_are_fast_on_hostile_lines(line: str) -> None:
    start = time.thread_time()
    noise(line)
    assert time.thread_time() - start < 0.5


@pytest.mark.parametrize("unit", ["Лента новостей\n", "Новости\n12:05 Банк\n", f"Лента новостей\nБанк\n{PROSE}\n"])
def test_pages_of_many_feeds_are_read_fast(unit: str) -> None:
    start = time.thread_time()
    main_text(unit * 2000)
    assert time.thread_time() - start < 5


DATES = [
    ("18 Қыркүйек, 2020", "2020-09-18"),
    ("2023 жылғы 11 қараша", "2023-11-11"),
    ("11 ноября 2023, 08:25", "2023-11-11T08:25"),
    ("11.11.2023 08:25", "2023-11-11T08:25"),
    ("11 қараша 2023 ж. 9:05", "2023-11-11T09:05"),
    ("2023-11-11", "2023-11-11"),
    ("5 янв. 2021", "2021-01-05"),
    ("2020 жылдың 18 қыркүйегі", "2020-09-18"),
]


@pytest.mark.parametrize(("line", "iso"), DATES)
def test_dates(line: str, iso: str) -> None:
    assert dates.iso(line) == iso


SHORT_RU = "В Шымкенте открыли новую школу на 1200 мест.\nЗдание построили за два года, рассказал аким города."
SHORT_KK = "Шымкентте жаңа мектеп ашылды. Оны екі жылда салды.\nМектепте бассейн мен зертхана бар, дейді қала әкімі."


@pytest.mark.parametrize(
    "line",
    [
        "Рус Қаз Eng",
        "ҚАЗ QAZ РУС ENG O'Z 中文",
        "KZ | RU | EN",
        "Тілдер: ҚАЗ QAZ РУС",
        "Политика Право Финансы Общество Спорт",
        "Саясат | Қоғам | Спорт",
        "А- A+",
        "A+ A-",
        "Қазақстан Республикасы Премьер-Министрінің ресми ақпараттық ресурсы",
        "Официальный информационный ресурс Премьер-Министра Республики Казахстан",
        "Денсаулық сақтау министрлігінің ресми сайты",
        "Официальный сайт Министерства обороны",
    ],
)
def test_the_frame_above_an_article_is_no_title(line: str) -> None:
    found = noise(line)
    assert found is not None
    assert found.kind.name == "SURE"
    page = main_text(f"{line}\nШкола открылась в городе\n14 марта 2024\n{SHORT_RU}\n")
    assert page == Page("Школа открылась в городе", "2024-03-14", SHORT_RU)


@pytest.mark.parametrize(
    "line",
    [
        "Сайт картасы",
        "Карта сайта",
        "Оқылды: 245",
        "Прочитано: 245",
        "Подписаться на рассылку",
        "Контакты",
        "Байланыс\nБірыңғай байланыс орталығы 1414",
    ],
)
def test_the_footer_below_a_short_article_is_noise(line: str) -> None:
    for below in (line, f"Оқылды: 245\n{line}"):
        page = main_text(f"Мектеп ашылды\n14 наурыз 2024\n{SHORT_KK}\n{below}\n")
        assert page == Page("Мектеп ашылды", "2024-03-14", SHORT_KK)


@pytest.mark.parametrize("heading", ["Осы тақырыпта:", "Осы тақырып бойынша:", "По этой теме:", "В тему:"])
def test_headlines_on_the_same_matter_are_noise(heading: str) -> None:
    page = main_text(f"Рус Қаз Eng\n{HEADLINE}\n{ARTICLE}\n{heading}\nШымкентте трамвай желісі салынады\nБанк сгорел")
    assert (page.title, page.text) == (HEADLINE, ARTICLE)


@pytest.mark.parametrize(
    "line", ["18:20, 14 Март 2024 | GMT +5", "18:20, 14 марта 2024", "18:20 14.03.2024", "14 Марта 2024 18:20"]
)
def test_a_date_line_keeps_its_time(line: str) -> None:
    page = main_text(f"Рус Қаз Eng\n{line}\nШкола открылась в городе\n{SHORT_RU}")
    assert page == Page("Школа открылась в городе", "2024-03-14T18:20", SHORT_RU)


MONTHS_KK = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split()
MONTHS_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


@pytest.mark.parametrize(("kazakh", "russian", "number"), list(zip(MONTHS_KK, MONTHS_RU, range(1, 13), strict=True)))
def test_months(kazakh: str, russian: str, number: int) -> None:
    assert dates.iso(f"7 {kazakh} 2020") == dates.iso(f"7 {russian} 2020") == f"2020-{number:02}-07"


@pytest.mark.parametrize(
    "line", ["вчера", "бүгін", "31.02.2020", "12 человек 2020", "1.2.2020.1", "99.99.9999", "08:25", ""]
)
def test_no_dates(line: str) -> None:
    assert dates.iso(line) is None


def test_no_date_lies_in_the_future() -> None:
    today = date(2024, 1, 1)
    assert dates.iso("02.01.2024", today=today) == "2024-01-02"
    assert dates.iso("03.01.2024", today=today) is None


def test_dates_in_prose_are_not_the_pages() -> None:
    assert main_text(f"{PROSE}\nЗавод открыли 5 мая 2010 года, и с тех пор он работает без остановки.").date is None


def test_first_sentence() -> None:
    assert first_sentence("А. Байтұрсынұлы – ғалым. Ол оқулық жазды.") == "А. Байтұрсынұлы – ғалым."
    assert first_sentence("# Тақырып\n\nМәтін.") == "Тақырып"
    assert (
        first_sentence("В  2020 г. в   Алматы построили 3 школы. Потом ещё.") == "В 2020 г. в Алматы построили 3 школы."
    )
    assert first_sentence("«Кел!» – деді ол. Мен бардым.") == "«Кел!» – деді ол."
    cut = first_sentence("сөз " * 100)
    assert cut.endswith("сөз…")
    assert len(cut) <= 201


@given(st.lists(st.sampled_from((NEWS_RU + "\n" + NEWS_KK + "\n" + LAW + "\n" + POEM).split("\n")), max_size=25))
@settings(max_examples=100)
def test_any_order_of_lines_loses_no_prose(lines: list[str]) -> None:
    text = "\n".join(lines)
    page = main_text(text)
    prose = [line for line in lines if len(line) >= 80 and line.endswith(".")]
    assert [line for line in prose if line not in page.text] == []
    assert bool(page.text.strip()) == bool(text.strip())
