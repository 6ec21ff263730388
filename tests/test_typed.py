"""What a word of a question may mean, by the language that the others give it."""

import pytest
from kzsearch_analyzers.analysis import is_stop_word
from kzsearch_analyzers.typed import are_folded, meant


@pytest.mark.parametrize(
    ("form", "lang", "is_folded", "spelt", "lemmas", "typed"),
    [
        # a Russian word, unless the whole question may be Kazakh without its letters
        ("аким", "kk", True, "әкім", "әкім аким", "аким"),
        ("аким", "kk", False, "аким", "әкім", ""),
        ("аким", "ru", True, "аким", "аким әкім", "аким"),
        ("аким", "", False, "аким", "аким әкім", "аким"),
        # no Russian word
        ("тенге", "", False, "теңге", "теңге тенге", "тенге"),
        ("тенге", "ru", False, "тенге", "тенге", ""),
        ("тенге", "kk", False, "теңге", "теңге тен", "тен"),
        ("бол", "kk", True, "бол", "бол", "бол"),  # not бөл, which is less likely
        ("теңге", "kk", False, "теңге", "теңге", "теңге"),
        # a lemma of one language and a form of the other
        ("бала", "", False, "бала", "бала бал", "бала"),
        ("бала", "kk", False, "бала", "бала", "бала"),
        ("бала", "ru", False, "бала", "бал", ""),
        # a lemma that is rather a form of another
        ("устав", "", False, "устав", "устать устав", "устав"),
        ("устав", "kk", False, "устав", "устав", ""),
        ("устав", "ru", False, "устав", "устать устав", "устав"),
        ("стали", "ru", False, "стали", "стать сталь", ""),
        ("ёлками", "ru", False, "ёлками", "елка", ""),
        # in Latin letters
        ("bala", "", False, "bala", "bala бала", ""),
        ("men", "", False, "men", "men мен", ""),
        ("men", "kk", False, "мен", "мен men", "men"),
        ("tokayev", "", False, "тоқаев", "тоқаев tokayev", "tokayev"),
    ],
)
def test_words_and_what_they_may_mean(
    form: str, lang: str, is_folded: bool, spelt: str, lemmas: str, typed: str
) -> None:
    found = meant(form, "word", lang, is_folded=is_folded)
    assert (found.form, " ".join(found.lemmas), found.typed) == (spelt, lemmas, typed)
    assert meant(f"#{form}", "hashtag", lang, is_folded=is_folded).lemmas == found.lemmas


@pytest.mark.parametrize("form", ["2024", "a@b.kz", "covid-19"])
def test_what_is_no_word_is_left_as_it_is(form: str) -> None:
    assert meant(form, "number", "") == meant(form, "number", "kk", is_folded=True) == (form, (form,), "", "")


@pytest.mark.parametrize(
    ("form", "lang", "lemma", "is_asked_for"),
    [
        ("пескова", "ru", "песков", True),
        ("пескова", "", "песков", True),
        ("песковтың", "kk", "песков", True),  # a name of the Kazakh lexicon too
        ("гранатой", "ru", "граната", True),
        ("гранатаға", "kk", "граната", False),  # a Kazakh noun: Kazakh texts have it as граната
        ("песков", "ru", "песок", False),  # the form as typed is asked for anyway
        ("школы", "ru", "школа", False),  # texts have школа as школа
        ("томами", "ru", "том", False),  # texts have том as тот, as which it is far likelier
        ("лету", "ru", "лет", False),  # and лет as год
        ("мартой", "ru", "марта", False),
        ("тойға", "kk", "той", False),
        ("қаланың", "kk", "қала", False),
    ],
)
def test_a_lemma_is_asked_for_as_a_form(form: str, lang: str, lemma: str, is_asked_for: bool) -> None:
    found = meant(form, "word", lang)
    assert (found.lemmas[0], found.namesake) == (lemma, lemma if is_asked_for else "")


def test_a_question_may_lack_the_letters_of_kazakh() -> None:
    assert are_folded(["казакстан", "аким"])
    assert not are_folded(["казакстан", "том"])  # Russian grammar
    assert not are_folded(["казакстан", "әкім"])
    assert not are_folded(["казакстан", "взрыв"])
    assert are_folded(["казакстан", "2024", "iphone"])


@pytest.mark.parametrize(
    ("form", "lemma", "lang", "is_stop"),
    [
        ("етеді", "ет", "kk", True),  # does
        ("ет", "ет", "kk", False),  # meat
        ("еті", "ет", "kk", False),
        ("қойған", "қой", "kk", True),
        ("қойлар", "қой", "kk", False),  # sheep
        ("анасы", "ана", "kk", False),  # mother
        ("тек", "тек", "kk", True),  # only
        ("тегі", "тек", "kk", False),  # origin
        ("соның", "сол", "kk", True),
        ("той", "тот", "ru", True),
        ("той", "тот", "", False),  # a feast
        ("бұл", "бұл", "", True),
        ("этот", "этот", "", True),
    ],
)
def test_words_of_grammar_that_are_nouns_too(form: str, lemma: str, lang: str, is_stop: bool) -> None:
    assert is_stop_word(form, lemma, lang) is is_stop
