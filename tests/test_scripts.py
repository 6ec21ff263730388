"""Kazakh in whatever letters it is typed: documents and questions in any of them meet."""

import csv
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import analyze, arabic, detect, kazakh, russian
from kzsearch_analyzers.kazakh import folded, latin, lexicon
from kzsearch_analyzers.kazakh.cheapest import choices_of_skeleton
from kzsearch_analyzers.kazakh.latin_many import lemmas_many, readings_by_skeletons
from kzsearch_analyzers.kazakh.morphology import restored
from kzsearch_analyzers.kazakh.stems import abbreviations
from kzsearch_analyzers.kazakh.weights import lemma_cost
from kzsearch_analyzers.russian.latin import words as russian_in_latin
from kzsearch_analyzers.typed import are_folded, in_russian, meant

import kzsearch
from kzsearch.expansion import query_words
from tests.alphabets import ALPHABETS, LETTERS, RUSSIAN

GOLDEN = Path(__file__).with_name("golden")
with (GOLDEN / "spellings.tsv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
# ى is ы or і by its neighbours, of which these mislead; ш without its mark three times is s three times
UNREAD = {"كاسىپورىن", "ونەركاسىپ", "مۇعالىمدەر", "شىمكەنتتە", "قاۋىپسىزدىك", "saruasylygy"}


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_a_golden_word_is_read_in_each_alphabet(alphabet: str) -> None:
    for row in ROWS:
        [word] = query_words(row[alphabet])
        assert (row["lemma"] in word.lemmas[:2]) == (row[alphabet] not in UNREAD), row


def frequent(count: int) -> list[str]:
    """The likeliest lemmas of the lexicon, of three letters at least."""
    entries = [
        (lemma_cost(lemma, entry.pos), lemma)
        for lemma, group in lexicon.words().items()
        for entry in group
        if len(lemma) > 2 and set(lemma) <= set(LETTERS) and entry.pos in ("noun", "verb", "adj", "place")
    ]
    return list(dict.fromkeys(lemma for _, lemma in sorted(entries)))[:count]


@pytest.fixture(scope="module")
def texts() -> kzsearch.Index:
    """Three words of a thousand in each of three thousand documents."""
    draw, words, index = random.Random(3), frequent(1000), kzsearch.open()
    index.add([{"id": str(n), "text": " ".join([words[n % 1000], *draw.sample(words, 2)])} for n in range(3000)])
    return index


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_frequent_words_find_what_their_proper_spelling_finds(texts: kzsearch.Index, alphabet: str) -> None:
    found = 0
    for word in frequent(1000):
        proper = [hit.id for hit in texts.search(word)]
        found += proper[0] in [hit.id for hit in texts.search(ALPHABETS[alphabet](word))]
    assert found >= 970


# -- documents


TEXT = "Қалада жаңа мектептер мен аурухана ашылды, депутаттар әкімдікке барды"


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_documents_are_read_in_each_alphabet(alphabet: str) -> None:
    written = " ".join(map(ALPHABETS[alphabet], TEXT.lower().replace(",", "").split()))
    assert detect(written) == "kk"
    index = kzsearch.open()
    index.add([{"id": "1", "text": written}, {"id": "2", "text": "Государственный орган Microsoft"}])
    for question in ("мектеп", "аурухана", "депутат", "школы", "больница"):
        [hit] = index.search(question)
        assert (hit.id, hit.lang) == ("1", "kk")
        assert "**" in hit.snippet
    same = [t.lemma for t in analyze(written)]
    assert sum(a == b.lemma for a, b in zip(same, analyze(TEXT), strict=True)) >= 8  # of ten


@pytest.mark.parametrize(
    ("written", "lemmas"),
    [
        ("QAZAQSTAN RESPUBLİKASYNYÑ ÜKIMETI", ["қазақстан", "республика", "үкімет"]),
        ("Jaña İnstitut qaladaǵy üşın", ["жаңа", "институт", "қала", "үшін"]),
        (unicodedata.normalize("NFD", "jańa úkimet pen mektep"), ["жаңа", "үкімет", "мен", "мектеп"]),
        ("ٸس بار", ["іс", "бар"]),
    ],
)
def test_capitals_and_letters_taken_apart(written: str, lemmas: list[str]) -> None:
    assert [token.lemma for token in analyze(written)] == lemmas


def test_what_the_lexicon_lacks_is_told_by_its_marks() -> None:
    assert [t.lemma for t in analyze("Qazaqstan Prezidentı Şaymerdenovtyñ jaña jarlyğy")][2] == "шаймерденов"
    assert next(t.lemma for t in analyze("Windows jaña jüiesı iPhone üşın")) == "windows"


@pytest.mark.parametrize("tag", ["#qazaqstan", "#Qazaqstan", "#казакстан", "#қазақстан", "#قازاقستان"])
def test_a_hashtag_is_read_as_its_word(tag: str) -> None:
    [token] = analyze(tag)
    assert (token.kind, token.lang, token.lemma) == ("hashtag", "kk", "қазақстан")
    index = kzsearch.open()
    index.add([{"id": "1", "text": f"Бүгін {tag} мерекесі"}, {"id": "2", "text": "Бүгін мереке"}])
    for question in ("Қазақстан", "Казахстана", tag):
        assert [hit.id for hit in index.search(question)] == ["1"]


def test_a_word_in_latin_letters_counts_as_it_is_typed() -> None:
    index = kzsearch.open()
    index.add([{"id": "latin", "text": "The Sultan hotel"}, {"id": "cyrillic", "text": "Сұлтан келді"}])
    found = {hit.id: [str(match) for match in hit.matches] for hit in index.search("Sultan")}
    assert found == {"latin": ["sultan -> sultan 1"], "cyrillic": ["sultan -> сұлтан 1"]}


NAMES = [
    ("Жумабаев", "Ақын Жұмабаев жазды", "Поэт Жумабаев писал"),
    ("Казгидромет", "Бүгін Қазгидромет хабарлады", "Сегодня сообщил Казгидромет"),
]


@pytest.mark.parametrize(("question", "kazakh_text", "russian_text"), NAMES)
def test_a_name_typed_in_russian_counts_as_typed(question: str, kazakh_text: str, russian_text: str) -> None:
    index = kzsearch.open()
    index.add([{"id": "kk", "text": kazakh_text}, {"id": "ru", "text": russian_text}])
    assert {match.weight for hit in index.search(question) for match in hit.matches} == {1.0}
    assert {hit.id for hit in index.search(question)} == {"kk", "ru"}


def test_a_word_copied_from_a_document_finds_it() -> None:
    index = kzsearch.open()
    index.add({"id": "1", "text": "Он сказал на улице в городе Москве слово мектептеримизде вчера"})
    for question in ("мектептеримизде", "+мектептеримизде"):
        assert [hit.id for hit in index.search(question)] == ["1"]


def test_an_abbreviation_is_no_word_without_its_letters() -> None:
    index = kzsearch.open()
    index.add(
        [{"id": "shoulder", "text": "Иіні ауырды"}, {"id": "kk", "text": "ЖСН беру"}, {"id": "ru", "text": "ИИН"}]
    )
    assert [hit.id for hit in index.search("ИИН")][:2] == ["ru", "kk"]
    assert {hit.id for hit in index.search("ЖСН")[:2]} == {"ru", "kk"}


def test_a_kazakh_word_that_is_a_form_of_a_russian_one_counts_as_typed() -> None:
    index = kzsearch.open()
    index.add([{"id": "child", "text": "Ауылда бала туды"}, {"id": "honey", "text": "Пчеловоды собрали мёд"}])
    assert index.search("бала")[0].id == "child"


# -- precision


def test_proper_words_come_first() -> None:
    """Words of either language that may be Kazakh ones typed without their letters find themselves first."""
    kazakh_words = [word for word in frequent(3000) if folded.KAZAKH_LETTERS.isdisjoint(word)]
    with (GOLDEN / "russian.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if not row["form"].startswith("#")]
    russian_words = list(dict.fromkeys(row["form"].lower() for row in rows))
    around = "және немесе туралы", "или потому что"
    for words, lang, own_words in ((kazakh_words, "kk", around[0]), (russian_words, "ru", around[1])):
        doubtful = []
        for word in words:
            own = kazakh.lemmatize(word) if lang == "kk" else russian.lemmatize(word)
            others = [lemma for lemma in restored(folded.skeleton(word)) if lemma != own and not word.startswith(lemma)]
            if others and russian.is_known(word) == (lang == "ru"):
                doubtful.append((word, others[0]))
        assert len(doubtful) >= 15
        for word, other in doubtful[:300]:
            index = kzsearch.open()
            index.add([{"id": "other", "text": f"{other} {around[0]}"}, {"id": "own", "text": f"{word} {own_words}"}])
            assert index.search(word)[0].id == "own", (word, other)


def test_russian_questions_stay_russian() -> None:
    for question in ("кабинет министров", "коп в городе", "тур по стране", "кала школа"):
        assert not are_folded(question.split())
    assert all(word.lemmas[0] != "көп" for word in query_words("коп в городе"))
    assert [word.lemmas[0] for word in query_words("денсаулык сактау")] == ["денсаулық", "сақта"]


def test_what_is_meant_without_the_letters_of_kazakh() -> None:
    """кала and кол are words as they stand; a question that lacks the letters is given what they are likelier to be."""
    found = {word.typed: word.lemmas for word in query_words("кала аким")}
    assert "қала" in found["кала"]
    assert "қол" not in next(word for word in query_words("кол чокан") if word.typed == "кол").lemmas[:1]
    assert "қала" not in query_words("кала школа")[0].lemmas  # школа is no Kazakh


def test_marks_that_were_typed_are_meant() -> None:
    assert latin.best("köl").lemma == "көл"
    assert latin.best("qol").lemma == "қол"
    assert [choice.lemma for choice in latin.readings("kol")] == ["қол", "көл"]  # no marks, no telling
    assert [choice.lemma for choice in latin.readings("köl")] == ["көл"]


@pytest.mark.parametrize(
    ("typed", "lemma"),
    [("jaqsi", "жақсы"), ("oqushilar", "оқушы"), ("qizil", "қызыл"), ("kazakstannyn", "қазақстан"), ("basqa", "басқа")],
)
def test_sloppier_spellings_are_understood(typed: str, lemma: str) -> None:
    assert lemma in meant(typed, "word", "").lemmas[:2]


def test_english_words_are_left_alone() -> None:
    text = "The men of the committee on the top of the bar"
    assert [t.lemma for t in analyze(text)] == text.lower().split()
    assert meant("men", "word", "").lemmas[0] == "men"


@pytest.mark.parametrize(
    "text",
    [
        "Import the iterator and start the server: status, format, order, sorting, sender, generator, parallel, radius",
        "Ils sont venus dans une petite ville du sud et n'y ont pas trouvé le plaisir qu'il cherchait",
        "Qatar Airways",
        "Der Präsident ist mit dem Minister in die Stadt gefahren und hat eine Rede gehalten",
    ],
)
def test_texts_in_other_languages_are_left_alone(text: str) -> None:
    assert {t.lang for t in analyze(text)} == {""}
    assert {t.lang for t in analyze(f"Қазақша мәтін мынадай: {text}")[3:]} == {""}


# -- Russian in Latin letters


@pytest.mark.parametrize("way", RUSSIAN)
def test_russian_words_are_read_in_each_way_of_typing(way: str) -> None:
    found = {word.lower() for entry in lexicon.entries() for word in entry.russian[:1] if len(word) > 3}
    words = random.Random(1).sample(sorted(filter(russian.is_known, found)), 1000)
    read = {word: of for word in words if (of := in_russian([RUSSIAN[way](word)])[0])}
    loans = {word for word in words if latin.candidates(RUSSIAN[way](word))}  # спорт is read as the Kazakh word
    assert len(set(words) - loans - read.keys()) < 20
    right = [word for word, of in read.items() if russian.lemmatize(word) in russian.candidates(of[0])]
    assert len(right) > 0.97 * len(read)


@pytest.fixture
def news_in_both() -> Iterator[kzsearch.Index]:
    with kzsearch.open() as index:
        index.add(
            [
                {"id": "ru", "text": "Президент Казахстана Токаев подписал закон о здравоохранении"},
                {"id": "kk", "text": "Президент Тоқаев денсаулық сақтау туралы заңға қол қойды"},
                {"id": "weather", "text": "Погода на завтра: что ожидается в Алматы, ответил Песков"},
                {"id": "star", "text": "Star Wars: старый фильм, старый мастер, старый замок"},
                *({"id": f"old{i}", "text": "старый старый дом"} for i in range(20)),
                *({"id": f"what{i}", "text": "что это такое"} for i in range(5)),
            ]
        )
        yield index


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("zdravoohranenie", "kk ru"),
        ("zdravookhraneniya", "kk ru"),
        ("densaulyq saqtau", "kk ru"),
        ("Tokayev", "kk ru"),
        ("Toqaev", "kk ru"),
        ("kazahstan", "ru"),
        ("pogoda zavtra", "weather"),
        ("chto pogoda", "weather"),  # a stop word in these letters too
        ("Peskova", "weather"),  # Песков
        ('"podpisal zakon o zdravoohranenii"', "ru"),
        ('"prezident kazahstana tokaev podpisal zakon"', "ru"),
        ("star", "star"),  # the word as texts have it, not старый
        ("+zakon -prezident", ""),
        ("-star fil'm", ""),
    ],
)
def test_russian_in_latin_letters(news_in_both: kzsearch.Index, question: str, expected: str) -> None:
    assert " ".join(sorted(hit.id for hit in news_in_both.search(question))) == expected
    assert news_in_both.search(question).suggestion is None


def test_questions_that_are_not_russian_in_latin_letters() -> None:
    assert in_russian(["bala"]) == [()]  # a Kazakh word
    assert in_russian(["bala", "turaly", "pogoda"]) == [(), (), ("погода",)]
    assert in_russian(["bala", "pogoda"]) == [("бала",), ("погода",)]  # unless the others are Russian alone
    assert in_russian(["погода", "gorod"]) == [(), ()]
    assert in_russian(["will", "more", "most"]) == [(), (), ()]


ENGLISH = """
    about after again air also always another around away back because before being below between both change come could
    country different does down each earth example family father feet find first food found from give good great hand
    hard head help high house important know large learn leave letter light little live long look made make many mean
    mother mountain move name near never night number often only open order other over page paper part people place
    plant point right river school second sentence should show side since small something sometimes soon sound spell
    still stop story study such take tell than that them then there these thing think this those thought three through
    time together took tree turn under until very want watch water well went were what when where which while white
    will with without word work world would write year young
"""


def test_few_english_words_are_read_in_russian() -> None:
    words = ENGLISH.split()
    read = [word for word, of in zip(words, in_russian(words), strict=True) if of]
    assert len(read) < 0.15 * len(words), read


@given(st.text(alphabet="abcdehijkstuyz'-", max_size=45))
def test_russian_is_read_from_any_latin_letters(word: str) -> None:
    found = russian_in_latin(word)
    assert len(found) <= 3
    assert all(russian.is_known(each) for each in found)


# -- properties


@given(st.text(max_size=12))
def test_any_string_is_read_without_errors(word: str) -> None:
    latin.readings(word)
    latin.best(word)
    folded.skeleton(word)
    if arabic.is_arabic(word):
        assert not arabic.is_arabic(arabic.to_cyrillic(word))
    found = query_words(word)
    assert all(each.lemmas and each.form for each in found)


ENDINGS = ("", "lar", "ler", "dıñ", "nin", "ğa", "ge", "ymyz", "iniz", "tan", "'n", "s'", "q", "sh")
LATIN = st.one_of(
    st.text(alphabet=sorted(latin.LETTERS) + ["'"], min_size=1, max_size=12),
    st.tuples(
        st.sampled_from(frequent(2000)), st.sampled_from(sorted(set(ALPHABETS) - {"Arabic"})), st.sampled_from(ENDINGS)
    ).map(lambda row: ALPHABETS[row[1]](row[0]) + row[2]),
).filter(latin.is_latin)


@given(st.lists(LATIN, max_size=20))
def test_many_words_in_latin_letters_are_read_as_one_at_a_time(forms: list[str]) -> None:
    assert lemmas_many(forms) == [latin.best(form).lemma for form in forms]
    by_skeletons = readings_by_skeletons(forms)
    for form, stem in zip(forms, by_skeletons.stem.tolist(), strict=True):
        found = [choice for skeleton in latin.skeletons(form) for choice in choices_of_skeleton(skeleton)]
        assert (stem >= 0) == any(latin.is_marked(form) or c.lemma not in abbreviations() for c in found)


@given(st.sampled_from(frequent(2000)), st.sampled_from(sorted(set(ALPHABETS) - {"Arabic"})))
@settings(max_examples=300)
def test_skeletons_are_those_of_the_proper_word(word: str, alphabet: str) -> None:
    spelt = ALPHABETS[alphabet](word)
    if alphabet == "without its letters":
        assert folded.skeleton(spelt) == folded.skeleton(word)
    elif latin.is_latin(spelt) and not set("ъьщцё") & set(word):
        lost = "without marks" in alphabet
        assert folded.skeleton(word) in {
            *latin.skeletons(spelt),
            *(latin.skeletons_of_lost_marks(spelt) if lost else ()),
        }
