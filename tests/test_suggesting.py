"""What a question may have been meant to be."""

import json
import pickle
import random
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.codepage import code_of
from kzsearch_analyzers.normalizer import fold
from whoosh.query import Term

import kzsearch
from kzsearch import edits
from kzsearch.cli import main
from kzsearch.codec.dictionary import Dictionary
from kzsearch.edits import FIRST, FURTHEST, TOO_FAR, cost, near
from kzsearch.layouts import retyped
from kzsearch.snapshot import Snapshot
from kzsearch.suggesting import FAR_RARER, FEW, suggestion

TEXTS = [
    "Министр мектептер мен бюджет туралы айтты. Денсаулық сақтау, республика президенті.",
    "Министр посетил больницу, правительство приняло программу здравоохранения.",
    "Қазақстан өнеркәсіп балалар еңбек қызметкер жүрек әділет Жүнісқұлов",
    "Google spring COVID-19 пандемиясы 2020 жылы, обращаюсь",
]


@pytest.fixture
def pages() -> kzsearch.Index:
    index = kzsearch.open()
    index.add({"id": str(i), "text": text} for i, text in enumerate(TEXTS))
    return index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("министрр бюджет", "министр бюджет"),
        ("минстр", "министр"),
        ("минитср", "министр"),
        ("линистр", "министр"),
        ("инистр", "министр"),
        ("респблика", "республика"),
        ("здровоохранения", "здравоохранения"),
        ("правителство", "правительство"),
        ("призеденті", "президенті"),
        ("мектебтер мен бюджеет", "мектептер мен бюджет"),
        ("қызмметкер", "қызметкер"),
        ("Жунискулов", "Жүнісқұлов"),
        ("gogle", "google"),
        ("праграму", "программу"),
        ("mektebter", "мектептер"),
        ("prezidntı", "президенті"),
    ],
)
def test_misspelt_words(pages: kzsearch.Index, typed: str, meant: str) -> None:
    assert pages.search(typed).suggestion == meant


@pytest.mark.parametrize(
    "typed",
    [
        "министр", "министру", "министрлердің", "больница", "аурухана", "денсаулық сақтау", "ДДҰ-ның есебі", "2021", "20200",
        "https://gov.kzz", "info@gogle.com", "#министрр", "@gogle", "ми", "жоқсөздергедейін", "и", "", "  ", "(((", "-", "AND",
        "covid-18", "money", "xviii", "котлета", "х" * 300, "ә" * 20_000,
    ],
)  # fmt: skip
def test_nothing_is_suggested(pages: kzsearch.Index, typed: str) -> None:
    assert pages.search(typed).suggestion is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("МИНИСТРР Минстр!", "МИНИСТР Министр!"),
        ('+министрр -"минстр бюджет"~2', '+министр -"министр бюджет"~2'),
        ("title:минстр AND (text:бюдежт OR нефть)", "title:министр AND (text:бюджет OR нефть)"),
        ("  минстр,  бюджет ?", "  министр,  бюджет ?"),
        ("минист* минстр*", "минист* министр*"),
        ("«минстр» бюджет", "«министр» бюджет"),
        ("минстр-бюджет", "министр-бюджет"),
        ("GOGLE-дың", "GOOGLE-дың"),
        ("+title:vtrntg*", "+title:мектеп*"),
    ],
)
def test_all_else_stays_as_it_was_typed(pages: kzsearch.Index, typed: str, meant: str) -> None:
    assert pages.search(typed).suggestion == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vtrntg", "мектеп"),
        ("Vbybcnh ,.l;tn", "Министр бюджет"),
        ("ltycfeksr cfrnfe", "денсаулық сақтау"),
        ("ltycfeks0 cf0nfe", "денсаулық сақтау"),
        (")fpf0cnfy", "Қазақстан"),
        ("0аза0стан", "қазақстан"),
        ("ғылыми 0ызметкер", "ғылыми қызметкер"),
        ("-ythr2c3g", "өнеркәсіп"),
        ("2l3ktn", "әділет"),
        ("t4,tr,", "еңбек,"),
        ("ghfdbntkmcndj? (j,hfof.cm)", "правительство? (обращаюсь)"),
        ('"Vtrntg ,fkfkfh"', '"Мектеп балалар"'),
        ("vtrntg b yfl ,.l;tn", "мектеп и над бюджет"),
        ("yfl ggg", None),
        ("VTRNTG", "МЕКТЕП"),
        ("vbyb*", "мини*"),
        ("-vtrntg", "-мектеп"),
        ("пщщпду", "google"),
        ("сщмшв-19", "covid-19"),
        ("әқәқ", "2020"),
        ("министрр vtrntg", "министр мектеп"),
    ],
)
def test_words_typed_on_the_wrong_layout(pages: kzsearch.Index, typed: str, meant: str | None) -> None:
    assert pages.search(typed).suggestion == meant


@pytest.mark.parametrize(
    "typed", ["google", "NATO", "usa", "rf", "2020", "16.05.2024", "covid-19", "q", "https://vtrntg"]
)
def test_other_words_in_latin_letters_stay(pages: kzsearch.Index, typed: str) -> None:
    pages.add({"id": "u", "text": "ТФЕЩ"})
    assert pages.search(typed).suggestion is None


def test_layouts_are_of_the_same_keys() -> None:
    for left, right in (("ghbdtn", "привет"), ("'nj [kt,", "это хлеб"), ("0fpf0", "қазақ")):
        assert right in retyped(left)
    assert "range" in retyped("кфтпу")
    assert [*retyped("12")] == ["1ә"]
    assert [*retyped("vмt")] == [*retyped("")] == []


def test_it_is_suggested_and_not_searched(pages: kzsearch.Index) -> None:
    results = pages.search("vtrntg")
    assert (results.query, len(results), results.total) == ("vtrntg", 0, 0)
    assert pages.search(results.suggestion or "")[0].id == "0"


def test_a_word_with_answers_is_misspelt_only_beside_far_more(pages: kzsearch.Index) -> None:
    pages.add({"id": f"m{n}", "text": "Кеңесшілер Бердібеков туралы"} for n in range(FAR_RARER - 1))
    pages.add({"id": "typo", "text": "Бердебеков келді"})
    assert pages.search("Бердебеков").suggestion is None
    pages.add({"id": f"more{n}", "text": "Бердібеков"} for n in range(2 * FEW))
    assert pages.search("Бердебеков").suggestion == "Бердібеков"
    pages.add({"id": f"typo{n}", "text": "Бердебеков"} for n in range(FEW))
    assert pages.search("Бердебеков").suggestion is None
    assert pages.search("Бердібеков").suggestion is None


def test_a_word_answered_by_its_translation_is_no_misspelling() -> None:
    index = kzsearch.open()
    index.add({"id": "kk", "text": "аурухана больницой"})
    assert index.search("больница").suggestion is None
    index = kzsearch.open()
    index.add({"id": "kk", "text": "аурухана бальницы"})
    assert index.search("больницы").suggestion is None
    assert index.search("больницы", cross_lingual=False).suggestion is None  # a lexicon knows it


def test_what_latin_letters_spell_comes_before_what_is_near() -> None:
    index = kzsearch.open()
    index.add([{"id": str(n), "text": "Бордзаков келді"} for n in range(5)])
    index.add(
        [{"id": "5", "text": "Бордсаков"}, {"id": "6", "text": "Resident Evil"}, {"id": "7", "text": "Бұл президент"}]
    )
    assert index.search("Bordzakov").suggestion == "Бордзаков"
    assert index.search("Prezident").suggestion is None  # it has answers


def test_kazakh_letters_that_were_typed_stay(pages: kzsearch.Index) -> None:
    pages.add({"id": "measles", "text": "Вакцинация против кори"})
    assert pages.search("валюта қоры").suggestion is None


def test_no_other_keys_make_kazakh_in_latin_letters(pages: kzsearch.Index) -> None:
    pages.add({"id": "knowing", "text": "Мұны білетін адам"})
    assert pages.search("индеец").suggestion is None


def test_the_likelier_of_two(pages: kzsearch.Index) -> None:
    pages.add({"id": f"n{n}", "text": "Сатбаев"} for n in range(40))
    pages.add({"id": "one", "text": "Сатпаев"})
    assert pages.search("Сатхаев").suggestion == "Сатбаев"


def test_segments_and_deletions() -> None:
    index = kzsearch.open()
    for n in range(5):
        index.add({"id": f"{n}", "text": f"Жантөрин {n}"})
    index.add({"id": "near", "text": "Жанторов"})
    assert index.search("Жантрөин").suggestion == "Жантөрин"
    index.delete(*"01234")
    assert index.search("Жантрөин").suggestion is None
    assert index.search("Жантторов").suggestion == "Жанторов"
    index.delete("near")
    assert index.search("Жантторов").suggestion is None
    assert kzsearch.open().search("министрр").suggestion is None


def test_a_lemma_that_no_text_writes() -> None:
    index = kzsearch.open()
    index.add({"id": "1", "text": "министрлердің кеңесі"})
    assert index.search("минстр").suggestion == "министр"


def test_a_suggestion_outlives_the_index(pages: kzsearch.Index) -> None:
    results, pickled = pages.search("министрр бюджет"), pages.search("министрр бюджет")
    pages.close()
    part, again = results[:1], pickle.loads(pickle.dumps(pickled))
    assert results.suggestion == part.suggestion == again.suggestion == "министр бюджет"
    assert pickle.loads(pickle.dumps(again)).suggestion == "министр бюджет"
    assert again[:0].suggestion == "министр бюджет"


def test_many_questions_and_whoosh(pages: kzsearch.Index) -> None:
    found = pages.search_many(["министрр", "министр"])
    assert [results.suggestion for results in found] == ["министр", None]
    assert pages.search(Term("text", "министрр")).suggestion is None


def test_it_is_shown(pages: kzsearch.Index) -> None:
    results = pages.search("<минстр>")
    assert "did you mean '<министр>'?" in repr(results)
    assert "<p>did you mean <b>&lt;министр&gt;</b>?</p>" in results._repr_html_()
    assert "did you mean" not in repr(pages.search("министр")) + pages.search("министр")._repr_html_()


def test_the_command_shows_it(tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    with kzsearch.open(folder) as index:
        index.add({"id": "1", "text": TEXTS[0]})
    done = CliRunner().invoke(main, ["search", "vtrntg", "-i", folder])
    assert (done.exit_code, "did you mean: мектеп" in done.stderr) == (1, True)
    for query, meant in (("министрр", "министр"), ("министр", None)):
        done = CliRunner().invoke(main, ["search", query, "-i", folder, "--json"])
        assert json.loads(done.stdout)["suggestion"] == meant


# -- edits

LETTERS = "аәбтқкииьabc"
WORDS = st.text(LETTERS, max_size=9)


@cache
def slip(typed: str, meant: str) -> int:
    """What one letter for another costs, or one too much."""
    if not meant:
        return int(edits._superfluous()[code_of(typed)])
    return int(edits._replaced()[code_of(typed), code_of(meant)])


def plainly(typed: str, meant: str) -> int:
    """The cost by its recurrence."""

    @cache
    def of(i: int, j: int) -> int:
        if min(i, j) < 0 or abs(i - j) > FURTHEST:
            return TOO_FAR
        if i == j == 0:
            return 0
        found = []
        if i:
            doubled = i > 1 and typed[i - 1] == typed[i - 2]
            found.append(of(i - 1, j) + (edits.DOUBLED if doubled else slip(typed[i - 1], "")) + FIRST * (i == 1))
        if j:
            doubled = j > 1 and meant[j - 1] == meant[j - 2]
            found.append(
                of(i, j - 1) + (edits.DOUBLED if doubled else slip(meant[j - 1], "")) + FIRST * (i == 0 and j == 1)
            )
        if i and j:
            one = slip(typed[i - 1], meant[j - 1])
            found.append(of(i - 1, j - 1) + one + FIRST * (i == j == 1 and one > edits.UNTYPED))
        if i > 1 and j > 1 and typed[i - 1] == meant[j - 2] and typed[i - 2] == meant[j - 1]:
            found.append(of(i - 2, j - 2) + edits.SWAPPED + FIRST * (i == j == 2))
        return min(found)

    return min(of(len(typed), len(meant)), TOO_FAR)


@given(WORDS, WORDS)
@settings(max_examples=300)
def test_the_cost_is_that_of_the_recurrence(typed: str, meant: str) -> None:
    assert cost(typed, meant) == plainly(typed, meant)


@given(st.sets(WORDS | st.text(max_size=4), max_size=40), WORDS.filter(lambda word: len(word) > 1), st.integers(0, 25))
def test_near_strings_are_those_of_little_cost(words: set[str], typed: str, most: int) -> None:
    strings = dictionary(sorted(word for word in words if word == word.lower()))
    found = near([strings], typed, most)
    assert near([strings, strings], typed, most) == found
    slips = min(most // 7, FURTHEST)
    wanted = {}
    for word in strings.strings():
        own, other = set(fold(typed)), set(fold(word))
        if word and set(word) <= set(LETTERS) and len(own - other) <= slips and len(other - own) <= slips:
            wanted[word] = plainly(typed, word)
    assert {word: price for word, price in found.items() if set(word) <= set(LETTERS)} == {
        word: price for word, price in wanted.items() if 0 < price <= most
    }


def dictionary(words: list[str]) -> Dictionary:
    import io

    from kzsearch_analyzers.codepage import encode_many

    from kzsearch.codec.columnfile import ColumnFile, ColumnWriter
    from kzsearch.codec.dictionary import write_strings

    out = io.BytesIO()
    writer = ColumnWriter(out)
    write_strings(writer, "forms", *encode_many(words))
    writer.finish({})
    return Dictionary(ColumnFile(out.getvalue(), "a file"), "forms")


def test_frequent_slips_cost_less_than_a_letter() -> None:
    assert cost("казак", "қазақ") == 2 * edits.UNTYPED
    assert cost("сумма", "сума") == cost("сума", "сумма") == edits.DOUBLED
    assert cost("имнистр", "министр") == edits.SWAPPED + FIRST
    assert cost("малоко", "молоко") == edits.SOUND < cost("мылоко", "молоко")
    assert cost("бала", "қалаларға") == TOO_FAR
    assert near([dictionary(["", "а", "\ud800", "😀😀"])], "😀", 20) == {}


# -- a vocabulary

_SHARED = kzsearch.open()
_SHARED.add({"id": str(i), "text": text} for i, text in enumerate(TEXTS))


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from('министрvtrg0,;"()+-*:~ ANDOR\u00ad'), max_size=25) | st.text(max_size=25))
def test_any_text_may_be_asked(question: str) -> None:
    meant = _SHARED.search(question).suggestion
    assert meant != question
    assert (
        meant is None
        or _SHARED.search(meant).total > 0
        or "-" in question
        or "NOT" in question
        or "AND" in question
        or "+" in question
    )


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The five pages of seeds/."""
    index = kzsearch.open()
    index.add(kzsearch.read(Path(__file__).parent.parent / "seeds"))
    assert index._snapshot is not None
    return index._snapshot


def forms_of(snapshot: Snapshot) -> list[str]:
    return [form for leaf in snapshot.generation.leaves for form in leaf.segment.forms.strings()]


def test_words_of_the_index_are_right(snapshot: Snapshot) -> None:
    forms = forms_of(snapshot)
    assert len(forms) > 500
    assert [form for form in forms if suggestion(snapshot, form)] == []


def slipped(word: str, chance: random.Random) -> str:
    i = chance.randrange(len(word) - 1)
    return chance.choice(
        (word[:i] + word[i + 1 :], word[:i] + word[i + 1] + word[i] + word[i + 2 :], word[:i] + word[i] + word[i:])
    )


def test_one_slip_in_a_word_is_mended(snapshot: Snapshot) -> None:
    chance = random.Random(5)
    words = [form for form in forms_of(snapshot) if form.isalpha() and not form.isascii() and len(form) > 5]
    found = [(word, suggestion(snapshot, slipped(word, chance))) for word in chance.sample(words, 200)]
    suggested = [(word, meant) for word, meant in found if meant]
    assert len(suggested) > 0.8 * len(found)
    assert sum(word == meant for word, meant in suggested) > 0.9 * len(suggested)
