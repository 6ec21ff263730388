"""Translations: the compiled table is fresh, and finds the other language both ways."""

from collections import Counter
from importlib.resources import files

import pytest
from kzsearch_analyzers import abbreviations
from kzsearch_analyzers.bilingual import LONGEST, MOST, TABLE, Terms, compiled, dictionary
from kzsearch_analyzers.citations import russian_terms, terms_of

import kzsearch


def test_the_compiled_table_is_fresh() -> None:
    kept = files("kzsearch_analyzers").joinpath(TABLE).read_text(encoding="utf-8")
    assert kept == compiled(), "run python -m kzsearch_analyzers.bilingual"


@pytest.mark.parametrize(
    ("lang", "source", "target"),
    [
        ("kk", "мектеп", "школа"),
        ("ru", "школа", "мектеп"),
        ("kk", "денсаулық сақта", "здравоохранение"),
        ("ru", "здравоохранение", "денсаулық сақта"),
        ("kk", "ддұ", "воз"),
        ("ru", "воз", "ддұ"),
        ("ru", "воз", "дүниежүзілік денсаулық сақта ұйым"),
        ("kk", "қр", "рк"),
        ("", "ооң", ""),
        ("", "оон", "бұұ"),
    ],
)
def test_translations(lang: str, source: str, target: str) -> None:
    found = {" ".join(t.terms) for t in dictionary().translations(tuple(source.split()), lang)}
    assert (target in found) if target else not found


def keys() -> list[tuple[str, tuple[str, ...]]]:
    rows = (line.split("\t") for line in dictionary().lines[1:])
    return [(table, tuple(terms.split(" "))) for table, terms, _ in rows]


def test_every_line_is_found_by_its_key() -> None:
    assert list(dictionary().lines) == sorted(dictionary().lines)
    assert len(keys()) == len(set(keys())) > 20_000
    assert max(len(terms) for _, terms in keys()) == LONGEST
    assert all(dictionary().listed(table, terms) for table, terms in keys())


@pytest.mark.parametrize(
    "terms", [(), ("",), ("ж",), ("школ",), ("школа", ""), ("школа", "школа"), ("школа\tмектеп",), ("яя",), ("\uffff",)]
)
def test_what_is_not_listed_is_not_found(terms: tuple[str, ...]) -> None:
    assert dictionary().translations(terms, "") == ()


def test_weights_fall_from_one() -> None:
    for table, terms in keys():
        weights = [t.weight for t in dictionary().listed(table, terms)]
        assert weights[0] == 1
        assert weights == sorted(weights, reverse=True)
        assert min(weights) > 0.5
        assert table == "same" or len(weights) <= MOST


@pytest.mark.parametrize(
    ("lang", "source", "targets", "others"),
    [
        ("ru", "понять", "түсін", "түс"),
        ("ru", "защитить", "қорға", "қор"),
        ("ru", "овца", "қой", "ғой"),
        ("ru", "дождь", "жауын жаңбыр", "жау"),
        ("ru", "норма", "қалып", "қал"),
        ("ru", "выборы", "сайла", ""),
        ("ru", "сегодняшний", "бүгін", ""),
        ("ru", "гора", "тау", "қайғы қасірет"),
        ("ru", "банк", "", "қалбыр"),
        ("ru", "сорок", "қырық", "сауысқан"),
        ("ru", "семья", "отбасы", "семей"),
        ("ru", "баран", "қой", "баранов"),
        ("kk", "қайғы", "горе", "гора"),
        ("kk", "түс", "цвет", "понять"),
        ("kk", "үстінде", "", "на над"),
        ("kk", "дейін", "", "до"),
    ],
)
def test_a_word_is_not_taken_for_a_form_of_another(lang: str, source: str, targets: str, others: str) -> None:
    found = {" ".join(t.terms) for t in dictionary().translations((source,), lang)}
    assert set(targets.split()) <= found
    assert found.isdisjoint(others.split())


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("подписать", "Тараптар меморандумға қол қойды"),
        ("работать", "Ол зауытта жұмыс істейді"),
        ("поняла", "Бала бәрін түсінді"),
        ("түсінеміз", "Мы поняли вопрос"),
        ("ағылшын тілі", "Преподаватель английского провёл урок"),
        ("халықаралық ұйымдар", "Международные финансовые организации"),
        ("приговор суда", "Сот үкім шығарды"),
        ("сатып алу", "Покупка новых автобусов: город купил десять"),  # алу may be Russian
        ("сатып алды", "Купили дом"),
        ("бас тарту", "Отказались от участия"),
        ("сары ауру", "Вспышка желтухи"),
        ("свадьба", "Ауылда үлкен той болды"),
        ("тойға", "Сыграли свадьбу"),
        ("ет бағасы", "Мясо подорожало"),
        ("мыс", "Производство меди"),
        ("әке мен ана", "Мать встретила сына"),
        ("кінәсі", "Его вина доказана"),  # вина is also of вино
        ("математиканы", "Математика и физика"),
    ],
)
def test_questions_find_the_other_language(question: str, text: str) -> None:
    index = kzsearch.open()
    index.add([{"id": "0", "text": "Қызыл түсті қалам"}, {"id": "1", "text": text}])
    assert [hit.id for hit in index.search(question)] == ["1"]


@pytest.mark.parametrize("question", ["костёр", "отказаться", "десять"])
def test_a_translation_is_no_russian_word_of_grammar(question: str) -> None:
    """от, fire; без, turn away from; он, ten."""
    with kzsearch.open() as index:
        index.add({"id": "1", "text": "Он освобождён от должности, без него нельзя"})
        assert list(index.search(question)) == []


@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        ("ключ", "Найдены ключи города", "Қаланың кілттері табылды"),
        ("жалоба", "Подана жалоба судье", "Сотқа шағым түсті"),
        ("шағым", "Сотқа шағым түсті", "Подана жалоба судье"),
        ("МИД", "МИД назначил посла", "СІМ елшіні тағайындады"),
        ("көпір", "Жаңа көпір салынды", "Построен новый мост"),
    ],
)
def test_among_equals_the_language_of_the_question_comes_first(question: str, own: str, other: str) -> None:
    index = kzsearch.open()
    index.add({"id": str(n), "text": f"Хабар {n} мәтін новость"} for n in range(70))
    index.add([{"id": "other", "text": other}, {"id": "own", "text": own}])
    assert [hit.id for hit in index.search(question)] == ["own", "other"]


def groups() -> list[set[Terms]]:
    """Of each row of abbreviations.tsv, its names as lemmas."""
    rows = [zip(("kk", "kk", "ru", "ru", ""), group, strict=True) for group in abbreviations.groups()]
    return [{terms_in(name, lang) for lang, names in row for name in names} for row in rows]


def terms_in(name: str, lang: str) -> Terms:
    return russian_terms([name])[name] if lang == "ru" else terms_of(name, lang)


def test_there_are_many_groups() -> None:
    assert len(groups()) >= 500


def test_no_name_stands_in_two_groups() -> None:
    """Nor does one whose lemma is another's, as ЖИА (ischaemia) and ЖИ (artificial intelligence) were."""
    found = Counter(name for group in groups() for name in group)
    assert [" ".join(name) for name, n in found.items() if n > 1] == []


KNOWN_PAIRS = """
ҚТЖ = КТЖ
ҚазМұнайГаз = КазМунайГаз
Қазатомөнеркәсіп = Казатомпром
Самұрық-Қазына = Самрук-Казына
Қазпошта = Казпочта
БЖЗҚ = ЕНПФ
ЖСН = ИИН
БСН = БИН
АЕК = МРП
ҚҚС = НДС
МӘМС = ОСМС
ХҚКО = ЦОН
ЭЦҚ = ЭЦП
ІІМ = МВД
ҰҚК = КНБ
ТЖМ = МЧС
ЖКО = ДТП
ҚК = УК
ЖЭО = ТЭЦ
ҰБТ = ЕНТ
МЖМБС = ГОСО
ОЖЖ = ЦНС
ДНҚ = ДНК
ХЭА = МЭА
ДЗМҰ = ВОИС
Жоғары аудиторлық палата = Счётный комитет
«Нұр Отан» партиясы = партия «Аманат»
Нұр-Сұлтан = Целиноград
Астана = Акмола
Қонаев = Капчагай
Алматы = Алма-Ата
Атырау = Гурьев
Ақтау қаласы = город Шевченко
Тараз = Джамбул
Қызылорда = Кзыл-Орда
Семей = Семипалатинск
Өскемен = Усть-Каменогорск
Орал қаласы = Уральск
Көкшетау = Кокчетав
Петропавл = Петропавловск
Екібастұз = Экибастуз
Риддер = Лениногорск
Қостанай = Кустанай
Алтай қаласы = Зыряновск
Жаңаөзен = Новый Узень
Байқоңыр = Ленинск
Түркістан облысы = ЮКО
Абай облысы = область Абай
Жетісу облысы = область Жетысу
Ұлытау облысы = область Улытау
Батыс Қазақстан облысы = Уральская область
Бәйтерек ауданы = Зеленовский район
"""


@pytest.mark.parametrize("pair", KNOWN_PAIRS.strip().splitlines())
def test_known_pairs_are_translations_both_ways(pair: str) -> None:
    kazakh, russian = pair.split(" = ")
    in_kazakh, in_russian = terms_in(kazakh, "kk"), terms_in(russian, "ru")
    assert in_russian in {t.terms for t in dictionary().translations(in_kazakh, "kk")}
    assert in_kazakh in {t.terms for t in dictionary().translations(in_russian, "ru")}
