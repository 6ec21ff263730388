"""The batch tokenizer: for every text what `tokenizer.spans` gives, whatever the batch and what came before it."""

import numpy as np
import pytest
import test_tokenizer as scalar
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kzsearch_analyzers.codepage import Characters, decode_many, encode
from kzsearch_analyzers.hard_units import forms_in, plain_units
from kzsearch_analyzers.keytable import KeyTable
from kzsearch_analyzers.tokenizer import LONGEST_FORM, spans
from kzsearch_analyzers.vocabulary import KINDS, UnitIds, Vocabulary

PIECES = [
    *scalar.PIECES,
    *"ХІхіqжѣ( ) ! ? … “ „ № + ‘ ´ \u2009 \u202f \r \u0660 4 000 1.5 ا ка k\u0430 \ud83d \ude00".split(" "),
    "  ",
]
ANY = st.text(st.characters(exclude_categories=()), max_size=40)  # all of Unicode, lone surrogates too
MIXED = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
NUMBERS = st.text("0129.,-+ \u00a0\u202f\u2009\u0661Аx", max_size=24)
ADDRESSES = st.text('awk1z.:/@#_-%)»"( т', max_size=24) | st.lists(
    st.sampled_from("http:// https:// www. a.kz ftp:// . , % ) » / @ # ( « т 1 - _ \n".split(" ")), max_size=8
).map("".join)
TEXTS = scalar.TEXTS | ANY | MIXED | NUMBERS | ADDRESSES
PLAIN_PIECES = st.sampled_from(
    "то ақ таки Ата ЁА ә Х ХІ ның дан шы й го ц лар бап қаңтар 5-шы x I xv VIII PHP Zend 1 20 2024 x1 1x a1-ның "
    "- - - - – -- ' ’ . , / : :// @ # _ ( ) % » “ — + [ = ѣ \u0301 😀 № a.kz www. 1.5 \u00a0 \n".split(" ")
) | st.sampled_from([" ", "\t", "\u202f"])
PLAIN = st.lists(PLAIN_PIECES, max_size=8).map("".join)
EXAMPLES = [
    line.split(" = ")[0]
    for table in (scalar.ABBREVIATIONS, scalar.NUMBERS, scalar.COMPOUNDS, scalar.ADDRESSES, scalar.WORDS)
    for line in table.splitlines()
]

Forms = list[tuple[str, str]]


def by_hand(text: str) -> Forms:
    """(form, kind) of each token."""
    return [(form, kind) for *_, kind, form in spans(text)]


def found(known: Vocabulary, texts: list[str]) -> list[Forms]:
    tokens = known.tokenize(texts)
    assert len(tokens.starts) == len(texts) + 1
    assert tokens.starts[-1] == len(tokens.forms)
    forms = list(zip(known.forms(tokens.forms), [KINDS[kind] for kind in known.kinds(tokens.forms)], strict=True))
    return [forms[a:b] for a, b in zip(tokens.starts[:-1], tokens.starts[1:], strict=True)]


def holds(texts: list[str], known: Vocabulary) -> None:
    assert found(known, texts) == [by_hand(text) for text in texts]


def one_id_a_form(known: Vocabulary, ids: list[int]) -> None:
    """Different ids are different forms or kinds."""
    distinct = np.unique(np.array(ids, np.int32))
    pairs = set(zip(known.forms(distinct), known.kinds(distinct).tolist(), strict=True))
    assert len(pairs) == len(distinct)


@settings(max_examples=1500)
@given(TEXTS)
@example("http://.")
@example("(www.)")
@example("a.kz/%")
@example("gо'тың gо")  # Latin g, Cyrillic о: a form that is a unit of another form
@example("a" * 300 + ".kz " + "a" * 300)  # an address and a word with the same letters
@example("1\u00a0000 000,5 000")
def test_as_the_tokenizer(text: str) -> None:
    holds([text], Vocabulary())


SHARED = Vocabulary()


@settings(max_examples=500)
@given(st.lists(TEXTS, max_size=6))
@example([])
@example(["", "", "а"])
@example([" \n\u00a0\t", ""])
def test_whatever_came_before(texts: list[str]) -> None:
    """All of them by one vocabulary, which remembers."""
    holds(texts, SHARED)
    one_id_a_form(SHARED, SHARED.tokenize(texts).forms.tolist())


@pytest.mark.parametrize("together", [True, False])
def test_examples_of_the_tokenizer(together: bool) -> None:
    known = Vocabulary()
    for texts in [EXAMPLES] if together else [[text] for text in EXAMPLES]:
        holds(texts, known)


@pytest.mark.parametrize("piece", scalar.RUNS)
def test_runs(piece: str) -> None:
    holds([piece * n for n in (1, 7, 8, 15, 16, 254, 255, 256, 400)], Vocabulary())


@pytest.mark.parametrize("word", ["а" * 300_000, "a" * 300_000, "Х" * 300_000, "қ" * 299_999 + "1", "ѣ" * 300_000])
def test_endless_words(word: str) -> None:
    known = Vocabulary()
    holds([word, word[:LONGEST_FORM], word], known)
    ids = known.tokenize([word, word[:LONGEST_FORM]]).forms
    assert len(known.forms(ids)[0]) <= LONGEST_FORM
    one_id_a_form(known, ids.tolist())


# Cuts


def cut_by_hand(text: str, offset: int) -> int:
    return sum(start < offset for start, *_ in spans(text))


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_cuts(texts: list[str], data: st.DataObject) -> None:
    cuts = [data.draw(st.integers(0, len(text))) for text in texts]
    tokens = Vocabulary().tokenize(texts, np.array(cuts, np.int64))
    assert tokens.cut.tolist() == [cut_by_hand(text, cut) for text, cut in zip(texts, cuts, strict=True)]


@pytest.mark.parametrize("text", EXAMPLES)
def test_cuts_at_every_offset(text: str) -> None:
    cuts = np.arange(len(text) + 1)
    tokens = Vocabulary().tokenize([text] * len(cuts), cuts)
    assert tokens.cut.tolist() == [cut_by_hand(text, cut) for cut in cuts.tolist()]


def test_without_cuts_nothing_is_before_them() -> None:
    assert Vocabulary().tokenize(["а б", ""]).cut.tolist() == [0, 0]


# Units first, tokens later


@settings(max_examples=200)
@given(st.lists(st.lists(TEXTS, max_size=3), max_size=4))
def test_units_of_many_batches_at_once(batches: list[list[str]]) -> None:
    """Units may be gathered and become tokens later, all together."""
    known = Vocabulary()
    units = [known.look_up(batch) for batch in batches]
    starts = np.cumsum([0, *(n for one in units for n in np.diff(one.starts).tolist())])
    ids = np.concatenate([np.zeros(0, np.int32), *(one.ids for one in units)])
    tokens = known.tokens(
        UnitIds(ids, starts, np.zeros(len(starts) - 1, np.int64), {}, Characters.of(""), np.zeros(0, np.int64))
    )
    forms = known.forms(tokens.forms)
    texts = [text for batch in batches for text in batch]
    assert [forms[a:b] for a, b in zip(tokens.starts[:-1], tokens.starts[1:], strict=True)] == [
        [form for form, _ in by_hand(text)] for text in texts
    ]


# Forms and their ids

PAIRS = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=()), min_size=1, max_size=20)
        | st.sampled_from(["сөз", "a", "kа", "1"]),
        st.sampled_from(KINDS),
    ),
    max_size=12,
)


@settings(max_examples=400)
@given(PAIRS, PAIRS)
def test_ids_of_forms(some: Forms, more: Forms) -> None:
    known = Vocabulary()
    for pairs in (some, more, some):
        ids = known.ids_of(pairs)
        assert list(zip(known.forms(ids), (KINDS[kind] for kind in known.kinds(ids)), strict=True)) == pairs
        assert known.ids_of(pairs).tolist() == ids.tolist()
    one_id_a_form(known, [*known.ids_of(some).tolist(), *known.ids_of(more).tolist()])
    assert not len(ids) or (ids.min() > 0 and ids.max() < len(known))


@settings(max_examples=300)
@given(TEXTS, PAIRS)
def test_texts_and_forms_share_ids(text: str, pairs: Forms) -> None:
    known = Vocabulary()
    known.ids_of(pairs)
    holds([text], known)
    assert known.ids_of(by_hand(text)).tolist() == known.tokenize([text]).forms.tolist()
    ids = known.ids_of(pairs)
    assert list(zip(known.forms(ids), (KINDS[kind] for kind in known.kinds(ids)), strict=True)) == pairs


@settings(max_examples=200)
@given(TEXTS)
def test_codes_of_forms(text: str) -> None:
    known = Vocabulary()
    ids = known.tokenize([text]).forms
    codes, starts, sizes = known.codes(ids)
    assert codes.dtype == np.uint8
    found = [codes[a : a + n].tobytes() for a, n in zip(starts, sizes, strict=True)]
    assert found == [encode(form) for form, _ in by_hand(text)]


@settings(max_examples=1000)
@given(
    TEXTS
    | st.text("аәқЁАҚxA109-–.,%\u00ad№ѣ' ", max_size=10)
    | PLAIN
    | st.text("aBz09аӘқ'\u2019\u02bc-\u2010–_»”\"“«(%+\u0301\u0306`ѣ\u0663—", max_size=10)
)
def test_units_taken_apart_as_the_tokenizer_does(unit: str) -> None:
    assert forms_in(unit) == by_hand(unit)


def plain(units: list[str]) -> dict[str, Forms]:
    """Those that are plain, each with its forms."""
    found = plain_units(units)
    forms = decode_many(found.codes, found.starts[:-1], found.starts[1:])
    kinds = ["number" if is_number else "word" for is_number in found.is_number]
    pairs, ends = list(zip(forms, kinds, strict=True)), np.cumsum(found.counts)
    assert len(pairs) == found.counts.sum()
    return {
        units[row]: pairs[end - count : end]
        for row, count, end in zip(found.rows.tolist(), found.counts.tolist(), ends.tolist(), strict=True)
    }


@settings(max_examples=1500)
@given(st.lists(PLAIN | st.text("аЯІқzX09-–.,:/'%»№_ \n", max_size=10) | TEXTS, max_size=6))
@example([])
@example([""])
@example(["1", " 000"])
@example(["а" * LONGEST_FORM, "а" * (LONGEST_FORM + 1)])
@example(["кто-то-то-то", "5-шы-шы-шы-шы", "x-то-ның-то"])
def test_plain_units_as_the_tokenizer_has_them(units: list[str]) -> None:
    assert all(forms == by_hand(unit) for unit, forms in plain(units).items())


@pytest.mark.parametrize(
    "unit",
    "Ата-ана кто-то 20-дан 1945-інші-нің PHP-код --with-pdo-oci db2_close 9—9 ж,-- x(9 и/или U+00E9 'x' 70:30".split(),
)
def test_most_units_are_plain(unit: str) -> None:
    assert plain([unit]) == {unit: by_hand(unit)}


@pytest.mark.parametrize(
    "unit",
    "ДДҰ-ның COVID-19 Т-34 4-а 10млн Cочи ХХІ 3,5 a.kz //a #той a@b » d'a »-ның случа\u0301й 5-ЖШС 5-IV ѣ www.»".split(),
)
def test_the_others_are_left_to_the_tokenizer(unit: str) -> None:
    assert plain([unit]) == ({"»": []} if unit == "»" else {})


@settings(max_examples=500)
@given(st.lists(st.text("0159.,-+%$ \u00a0(", max_size=12), max_size=6))
def test_numbers_at_once_as_by_hand(units: list[str]) -> None:
    assert all(forms == by_hand(unit) for unit, forms in plain(units).items())
    assert [forms_in(unit) for unit in units] == [by_hand(unit) for unit in units]
    holds(units, Vocabulary())


# The table of keys

KEYS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3) | st.integers(1, 2**64 - 1)), max_size=40)


def one_slot() -> KeyTable:
    """A table in which every key falls into the same slot."""
    table = KeyTable()
    table._multipliers = (np.uint64(0), np.uint64(0))
    return table


@pytest.mark.parametrize("make", [KeyTable, one_slot])
@settings(max_examples=150)
@given(batches=st.lists(KEYS, max_size=4))
def test_keys_as_in_a_dict(make: type[KeyTable], batches: list[list[tuple[int, int]]]) -> None:
    table, ids = make(), {}
    for batch in batches:
        keys = np.array(batch, np.uint64).reshape(-1, 2)
        assert table.find(keys).tolist() == [ids.get(key, 0) for key in batch]
        added = table.add(keys).tolist()
        for key, i in zip(batch, added, strict=True):
            assert ids.setdefault(key, i) == i
        assert list(ids.values()) == list(range(1, len(table))), "numbered as they come"
        assert table.find(keys).tolist() == added


def test_a_table_that_grows() -> None:
    table = KeyTable()
    numbers = np.random.default_rng(1).permutation(300_000).astype(np.uint64)
    keys = np.column_stack((numbers, numbers % np.uint64(3)))
    keys[0] = 7, 7
    for part in np.array_split(keys, 7):
        before = len(table)
        assert np.sort(table.add(part)).tolist() == list(range(before, before + len(part)))
        table.reserve(5)
    ids = table.find(keys)
    assert len(np.unique(ids)) == len(keys)
    assert (table.keys(ids) == keys).all()
    assert not table.find(keys + np.uint64(300_000)).any()


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=4))
def test_letters_tell_words_apart_and_not_their_hashes(texts: list[str]) -> None:
    known = Vocabulary()
    known._table = one_slot()
    holds(texts, known)
    holds(texts, known)


def test_a_vocabulary_that_grows() -> None:
    known = Vocabulary()
    words = [f"{a}{b}{c}{d}" for a in "аәбвгғдежз" for b in "ийкқлмнңоө" for c in "прстуұүфхһ" for d in "цчшщыіэюяь"]
    for begin in range(0, len(words), 2500):
        holds([" ".join(words[begin : begin + 2500]), f"сөз-{begin}"], known)
    ids = known.tokenize([" ".join(words)]).forms
    assert known.forms(ids) == words
    assert len(np.unique(ids)) == len(words)
