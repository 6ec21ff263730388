"""The query language: a tree for what is syntax, words for what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch import query
from kzsearch.query import Bool, Phrase, Prefix, Word, parse


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("мектеп", Word("мектеп")),
        ("екі сөз", Word("екі сөз")),
        ("C++ 2:1", Word("C++ 2:1")),
        ("что делать?", Word("что делать?")),
        ("медико-санитарная помощь", Word("медико-санитарная помощь")),
        ('"бас прокурор"', Phrase("бас прокурор")),
        ("“бас прокурор”~2", Phrase("бас прокурор", 2)),
        ('title:"бас прокурор"', Phrase("бас прокурор", 0, "title")),
        ("text:сөз", Word("сөз", "text")),
        ("url:сөз", Word("url:сөз")),
        ("министр*", Prefix("министр")),
        ("title:мин*", Prefix("мин", "title")),
        ("+а б", Bool(should=(Word("б"),), must=(Word("а"),))),
        ("а -б", Bool(should=(Word("а"),), must_not=(Word("б"),))),
        ("-б", Bool(must_not=(Word("б"),))),
        ("а NOT б", Bool(should=(Word("а"),), must_not=(Word("б"),))),
        ("а AND б", Bool(must=(Word("а"), Word("б")))),
        ("а OR б", Bool(should=(Word("а"), Word("б")))),
        ("а AND (б OR в)", Bool(must=(Word("а"), Bool(should=(Word("б"), Word("в")))))),
        ("жер 2019 -2024", Word("жер 2019 -2024")),
        ("температура -5", Word("температура -5")),
        ("Алматы - Астана", Word("Алматы Астана")),
        ("«Единая Россия»", Word("«Единая Россия»")),
    ],
)
def test_trees(text: str, tree: object) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("text", "tree", "warning"),
    [
        ('"(((', None, "brackets"),
        ("(а б", Word("а б"), "brackets"),
        ("а) б(", Word("а б"), "brackets"),
        ('а "б', Word("а б"), "quotation mark"),
        ("", None, "empty"),
        ("-", None, "no word"),
        ("а" * 20_000, Word("а" * 10_000), "10000"),
    ],
)
def test_what_is_no_syntax_is_searched_as_words(text: str, tree: object, warning: str) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert any(warning in w for w in parsed.warnings)


@given(st.text(alphabet=st.sampled_from('аб1 "“”()+-*:~?ANDORT\n\t«»')) | st.text())
def test_never_raises_and_is_deterministic(text: str) -> None:
    assert parse(text) == parse(text)


@given(st.text(alphabet=st.sampled_from("абв ,.!?«»—"), min_size=1))
def test_plain_words_are_plain_words(text: str) -> None:
    tree = parse(text).tree
    assert tree is None or isinstance(tree, Word)


@given(st.lists(st.sampled_from("сөз слово title AND OR or not и -x".split())).map(" ".join) | st.text(max_size=10))
def test_words_alone_are_parsed_as_all_questions_are(text: str) -> None:
    """Most questions are nothing else, and take a shorter way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(query, "is_plain", lambda text: False)
        expected = parse(text)
    assert parse(text) == expected
