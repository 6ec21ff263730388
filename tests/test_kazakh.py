"""The Kazakh analyser: contracts on any string, the suffix table, sounds."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import kazakh
from kzsearch_analyzers.kazakh.cheapest import choices
from kzsearch_analyzers.kazakh.compile import abbreviations
from kzsearch_analyzers.kazakh.grammar import SHORTENED
from kzsearch_analyzers.kazakh.lexicon import rows
from kzsearch_analyzers.kazakh.morphology import LIKELY, Analysis
from kzsearch_analyzers.kazakh.sounds import BACK, CLASSES, FINAL_CLASS, FRONT, final_class, harmony, spell_out
from kzsearch_analyzers.kazakh.stems import is_lemma, stems_of
from kzsearch_analyzers.kazakh.suffixes import STEMS, is_chain, suffixes
from kzsearch_analyzers.kazakh.weights import CENTINATS
from test_golden import read

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
STRINGS = (
    st.text(max_size=30)
    | st.text(alphabet=LETTERS, max_size=24)
    | st.text(alphabet="abc019-' \u0301\u00ad", max_size=12)
    | st.lists(
        st.sampled_from("бал мектеп кел айт лар тер дың нің ы сы ға ған ма у мен да ғы".split()), max_size=8
    ).map("".join)
)


@settings(max_examples=300)
@given(STRINGS)
def test_lemmas_of_any_string(form: str) -> None:
    found = kazakh.candidates(form)
    assert found[0] == kazakh.lemmatize(form)
    assert len(found) == len(set(found))
    assert all(found) or not form
    assert kazakh.candidates(form) == found


@settings(max_examples=200)
@given(STRINGS)
def test_analyses_of_any_string(form: str) -> None:
    found = kazakh.analyses(form)
    open_class = [a.cost for a in found if a.source != "closed class"]
    assert open_class == sorted(open_class)
    assert sum(a.probability for a in found) == pytest.approx(1)
    assert len({(a.lemma, a.pos) for a in found}) == len(found)
    for a in found:
        assert a.lemma or not form
        assert a.pos
        assert a.cost >= 0
        assert a.source in {"closed class", "lexicon", "restored", "built", "guess"}
        assert set(a.suffixes) <= NAMES


@settings(max_examples=500)
@given(STRINGS)
def test_candidates_are_the_likely_analyses(form: str) -> None:
    assert_candidates_are_the_likely_analyses(form)


def test_candidates_of_golden_forms_are_the_likely_analyses() -> None:
    for form, _, _ in read("kazakh"):
        assert_candidates_are_the_likely_analyses(form)


def assert_candidates_are_the_likely_analyses(form: str) -> None:
    """cheapest.py against morphology.py."""
    found = kazakh.analyses(form)
    first, best = found[0], kazakh.best(form)
    assert (best.lemma, best.pos, best.source) == (first.lemma, first.pos, first.source)
    assert best.cost / CENTINATS == first.cost
    assert bool(best.taken) == (bool(first.suffixes) and first.source != "restored")
    least = min(a.cost for a in found)
    likely = dict.fromkeys([first.lemma, *(a.lemma for a in found if a.cost <= least + LIKELY)])
    as_typed = {a.lemma for a in found if a.source == "lexicon" and a.lemma == form.lower()}
    most = list(likely)[:4]
    assert kazakh.candidates(form) == (*most, *(as_typed - set(most)))


@settings(max_examples=50)
@given(st.lists(STRINGS, max_size=8))
def test_many_equals_one(forms: list[str]) -> None:
    assert kazakh.lemmatize_many(forms) == [kazakh.lemmatize(form) for form in forms]


@pytest.mark.parametrize("form", ["", " ", "-", "2024", "COVID-19", "iphone", "😀", "\u0301", "ъ", "ы", "ү", "қ"])
def test_what_is_no_word_comes_back(form: str) -> None:
    assert kazakh.lemmatize(form) == form.lower()


def test_capitals_do_not_matter() -> None:
    assert kazakh.lemmatize("МЕКТЕПТЕРДІҢ") == kazakh.lemmatize("Мектептердің") == "мектеп"


@pytest.mark.parametrize("form", ["а" * 10_000, "дағы" * 2_500, "лардың" * 10, "ма" * 32, "ының" * 16])
def test_long_words(form: str) -> None:
    assert kazakh.lemmatize(form)


def test_the_same_from_threads() -> None:
    forms = [form for form, _, _ in read("kazakh")][::5]
    expected = [kazakh.analyses.__wrapped__(form) for form in forms]
    lemmas = [kazakh.candidates(form) for form in forms]
    kazakh.analyses.cache_clear()
    kazakh.candidates.cache_clear()
    choices.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: [(kazakh.analyses(form), kazakh.candidates(form)) for form in forms], range(4)):
            assert found == list(zip(expected, lemmas, strict=True))


# The suffix table

TABLE = list(rows("suffixes.tsv"))
NAMES = frozenset(row[0] for row in TABLE)
SLOTS = frozenset(row[3] for row in TABLE)
STEM_SLOTS = {"n", "v", "num", "adj", "time"}
SOUNDS = frozenset("LNODEMBAIKQG")


def row_id(row: list[str]) -> str:
    return f"{row[0]} {row[1]}{' + ' + row[4] if row[4] else ''}"


def examples(why: str) -> list[str]:
    """The Kazakh words of a why column: `қой -> қоя` means the second; -сыз is a suffix, not a word.

    >>> examples("қой -> қоя"), examples("after a vowel, р, л: оқыт, түсірт")
    (['қоя'], ['оқыт', 'түсірт'])
    """
    return re.findall(rf"(?<![-{LETTERS}])[{LETTERS}]{{3,}}", why.rpartition(" -> ")[2])


def shows(analysis: Analysis, row: list[str], form: str) -> bool:
    """Is the row among the suffixes that the analysis took off the form?"""
    return row[0] in analysis.suffixes and any(letters in form or voiced(letters) in form for letters in spellings(row))


def voiced(letters: str) -> str:
    """As before a vowel: дік -> діг."""
    return letters[:-1] + letters[-1].translate(str.maketrans("пкқ", "бгғ"))


def spellings(row: list[str]) -> set[str]:
    return {letters for part in row[1].split(",") for letters, _, _ in spell_out(part.rpartition(":")[2])}


@pytest.mark.parametrize("row", TABLE, ids=row_id)
def test_row_is_well_formed(row: list[str]) -> None:
    name, spelling, after, slot, restore, cost, why = row
    assert re.fullmatch(r"[a-z0-9.]+", name)
    assert re.fullmatch(r"(?:[CV]:)?\S+?(?:,[CV]:\S+)?", spelling)
    for part in spelling.split(","):
        assert set(part.rpartition(":")[2]) <= SOUNDS | set(LETTERS)
    assert after.split(), "a suffix follows something"
    assert set(after.split()) <= SLOTS | STEM_SLOTS
    assert slot
    assert restore in {"", *SHORTENED}
    assert 0 <= float(cost) <= 8
    assert examples(why), "an example that can be tested"


def test_no_row_twice() -> None:
    keys = [tuple(row[:5]) for row in TABLE]
    assert len(keys) == len(set(keys))


def test_rows_of_one_name_have_one_cost() -> None:
    assert len({(row[0], row[5]) for row in TABLE}) == len(NAMES)


def test_every_row_is_spelt_out() -> None:
    assert {suffix.name for suffix in suffixes()} == NAMES


def test_every_slot_is_filled_by_stems_or_suffixes() -> None:
    filled = {*STEMS, *(suffix.slot for suffix in suffixes())}
    assert {slot for suffix in suffixes() for slot in suffix.after} <= filled


def _golden_readings() -> list[tuple[str, Analysis]]:
    return [(form, a) for form, lemma, _ in read("kazakh") for a in kazakh.analyses(form) if a.lemma == lemma]


@pytest.fixture(scope="module")
def golden_readings() -> list[tuple[str, Analysis]]:
    return _golden_readings()


@pytest.mark.parametrize("row", TABLE, ids=row_id)
def test_row_is_exercised_by_a_golden_form(row: list[str], golden_readings: list[tuple[str, Analysis]]) -> None:
    assert any(shows(a, row, form) for form, a in golden_readings)


WHY_EXAMPLES = [(row[0], word) for row in TABLE for word in examples(row[6])]


@pytest.mark.parametrize(("name", "word"), WHY_EXAMPLES)
def test_why_example_is_golden_and_shows_its_suffix(name: str, word: str) -> None:
    lemmas = {lemma for form, lemma, _ in read("kazakh") if form == word}
    assert lemmas, "add it to golden/kazakh.tsv"
    assert any(name in a.suffixes or (word, name) in HIDDEN for a in kazakh.analyses(word))


# examples whose reading shows other suffixes first: a lemma is listed with its cheapest reading only
HIDDEN = {("баламыз", "cop.1pl")}


# Stop words and closed classes are tested in test_lexicon.py. Sounds:


@pytest.mark.parametrize(
    ("template", "spelt"),
    [
        ("LAр", "лар лер дар дер тар тер"),
        ("NIң", "ның нің дың дің тың тің"),
        ("OI", "ны ні ды ді ты ті"),
        ("GA", "ға ге қа ке"),
        ("DA", "да де та те"),
        ("EAн", "дан ден нан нен тан тен"),
        ("Mен", "мен бен пен"),
        ("BA", "ма ме ба бе па пе"),
        ("QI", "ғы гі"),
        ("K", "қ к"),
        ("у", "у"),
        ("сA", "са се"),
    ],
)
def test_spell_out(template: str, spelt: str) -> None:
    assert {letters for letters, _, _ in spell_out(template)} == set(spelt.split())


@pytest.mark.parametrize("template", ["LAр", "NIң", "GA", "Mен", "у", "IмIз"])
def test_spell_out_covers_every_sound_once(template: str) -> None:
    found = spell_out(template)
    for tone in {tone for *_, tone in found}:
        classes = "".join(classes for _, classes, t in found if t == tone)
        assert sorted(classes) == sorted(CLASSES)


# stem, template, the two together
JOINED = """
    бала LAр балалар   ел LAр елдер   кітап LAр кітаптар   адам LAр адамдар   қыз LAр қыздар   тау LAр таулар
    бала NIң баланың   ел NIң елдің   кітап NIң кітаптың   адам NIң адамның   қыз NIң қыздың   үй NIң үйдің
    бала OI баланы   адам OI адамды   су OI суды   клуб OI клубты   клуб LAр клубтар
    бала GA балаға   мектеп GA мектепке   қыз GA қызға   клуб GA клубқа   жер GA жерге
    бала EAн баладан   адам EAн адамнан   мектеп EAн мектептен   ауыл EAн ауылдан
    ауыл Mен ауылмен   қыз Mен қызбен   кітап Mен кітаппен   адам Mен адаммен
    кел BA келме   қон BA қонба   айт BA айтпа   жаз BA жазба   көр BA көрме
"""


@pytest.mark.parametrize(("stem", "template", "form"), [r.split() for r in re.findall(r"\S+ \S+ \S+", JOINED)])
def test_sounds_join(stem: str, template: str, form: str) -> None:
    fits = {
        letters
        for letters, classes, tone in spell_out(template)
        if final_class(stem) in classes and tone in (None, harmony(stem) or BACK)
    }
    assert stem + fits.pop() == form
    assert not fits


@pytest.mark.parametrize(
    ("stem", "tone"),
    [
        ("бала", BACK), ("мектеп", FRONT), ("әке", FRONT), ("оқу", BACK), ("көру", FRONT), ("рубль", FRONT), ("қазақ", BACK),
        ("кітап", BACK), ("", None), ("и", None), ("тс", None), ("covid", None), ("су", None), ("эссе", FRONT),
    ],
)  # fmt: skip
def test_harmony(stem: str, tone: str | None) -> None:
    assert harmony(stem) == tone


def test_every_letter_has_a_class() -> None:
    assert set(FINAL_CLASS) == set(LETTERS) - set("ъь")
    assert set(FINAL_CLASS.values()) == set(CLASSES)
    assert [final_class(stem) for stem in ("", "ь", "a", "2", "автомобиль")] == ["", "", "", "", "L"]


@settings(max_examples=100)
@given(st.text(max_size=30) | st.text(alphabet="лардыңтегіміз", max_size=70), st.booleans())
def test_is_chain_never_raises(letters: str, after_number: bool) -> None:
    assert is_chain(letters, after_number=after_number) in (True, False)


@pytest.mark.parametrize(
    "letters",
    "ның нің дың тың ға ге қа ке да де та те дан ден нан ды ні лар лер ы сы лары ларының мен пен ындағы дағы".split(),
)
def test_chains_after_a_hyphen(letters: str) -> None:
    assert is_chain(letters)


@pytest.mark.parametrize(
    "letters", ["", "бап", "сынып", "қаңтар", "ғасыр", "кесте", "тармақ", "қазына", "the", "2", "-"]
)
def test_words_after_a_hyphen(letters: str) -> None:
    assert not is_chain(letters, after_number=True)


def test_abbreviations_take_suffixes_without_a_hyphen() -> None:
    names = [name for name in abbreviations() if stems_of(name) and not is_lemma(name)]
    assert len(names) > 250
    after_vowels = "ның нің ға ге да де дан ден мен дағы дегі лар лер".split()
    wrong = [(name, suffix) for name in names for suffix in after_vowels if kazakh.lemmatize(name + suffix) != name]
    assert wrong == []
