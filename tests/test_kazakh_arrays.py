"""Many Kazakh words at once are read as one at a time; the compiled tables, the automaton, the learnt costs, and what they give without the lexicon."""

import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import kazakh
from kzsearch_analyzers.arrayfile import TablesError
from kzsearch_analyzers.cyrillic_words import ALPHABET, LONGEST, CyrillicWords
from kzsearch_analyzers.kazakh import (
    arrays,
    automaton,
    batch,
    cheapest,
    compile,
    grammar,
    guessed,
    lexicon,
    listed,
    morphology,
    prices,
    spellings,
    stems,
    tables,
)
from kzsearch_analyzers.kazakh.letters import LETTERS, OTHER, SYMBOLS, code
from kzsearch_analyzers.kazakh.suffixes import suffixes
from kzsearch_analyzers.kazakh.tables import DEAD, START
from kzsearch_analyzers.kazakh.weights import TABLE, fingerprint, lemma_costs, weights
from test_golden import read

from scripts.score_lemmas import bcubed

GOLDEN = [form for form, *_ in read("kazakh")]
LEMMAS = sorted(lexicon.words())
STEMS = spellings.all_stems(lexicon.words())
ENDINGS = sorted({suffix.letters for suffix in suffixes()})
FORMS = (
    st.text(max_size=80)
    | st.text(alphabet=LETTERS, max_size=70)
    | st.tuples(
        st.sampled_from(LEMMAS) | st.text(alphabet=LETTERS, min_size=1, max_size=8),
        st.lists(st.sampled_from(ENDINGS), max_size=5).map("".join),
    ).map("".join)
)


def one_at_a_time(forms: Sequence[str]) -> list[tuple[str, bool, bool]]:
    """Of each form: the lemma, whether the lexicon has the stem, whether it was typed with suffixes."""
    best = (morphology.analyses(form.lower())[0] for form in forms)
    return [
        (reading.lemma, reading.source == stems.LEXICON, bool(reading.suffixes) and reading.source != stems.RESTORED)
        for reading in best
    ]


@cache
def machine() -> automaton.Automaton:
    return automaton.automaton()


def many_at_once(forms: Sequence[str]) -> list[tuple[str, bool, bool]]:
    """The same, all functions agreeing."""
    found = kazakh.readings_many(forms)
    assert found.lemmas == kazakh.lemmatize_many(forms)
    assert found.listed.dtype == found.suffixed.dtype == np.bool_
    plain = [i for i, form in enumerate(forms) if form and len(form) <= LONGEST and set(form) <= set(ALPHABET)]
    words = CyrillicWords.of([forms[i] for i in plain])
    read = kazakh.read(words, np.ones(len(plain), np.bool_))
    assert kazakh.lemmas_of(words, read) == [found.lemmas[i] for i in plain]
    assert kazakh.are_listed(read).tolist() == found.listed[plain].tolist()
    assert kazakh.are_suffixed(read, words.sizes).tolist() == found.suffixed[plain].tolist()
    without_guesses = kazakh.read(words, np.zeros(len(plain), np.bool_))
    assert (without_guesses == np.where(without_guesses == kazakh.UNREAD, without_guesses, read)).all()
    assert kazakh.are_listed(without_guesses).tolist() == found.listed[plain].tolist()
    return list(zip(found.lemmas, found.listed.tolist(), found.suffixed.tolist(), strict=True))


@settings(max_examples=200)
@given(st.lists(FORMS, max_size=30))
def test_many_words_are_read_as_one_at_a_time(forms: list[str]) -> None:
    assert many_at_once(forms) == one_at_a_time(forms)


def misspelt(form: str, draw: random.Random) -> str:
    """The form with a letter or two taken out, put in or replaced."""
    for _ in range(draw.randint(1, 2)):
        at = draw.randrange(len(form) + 1)
        form = (
            form[:at]
            + draw.choice(["", draw.choice(LETTERS), draw.choice("wq1'İ\u0301")])
            + form[at + draw.randint(0, 1) :]
        )
    return form


def test_misspelt_words_of_both_languages() -> None:
    draw = random.Random(2)
    russian = [form for form, *_ in read("russian")]
    assert many_at_once(russian) == one_at_a_time(russian)
    forms = [misspelt(form, draw) for form in draw.choices([*GOLDEN, *russian], k=2000)]
    assert many_at_once(forms) == one_at_a_time(forms)


def test_golden_words_and_their_capitals() -> None:
    forms = [*GOLDEN, *(form.upper() for form in GOLDEN)]
    assert many_at_once(forms) == one_at_a_time(forms)


def test_every_lemma_with_every_ending_of_a_sample() -> None:
    draw = random.Random(1)
    forms = [lemma + draw.choice(ENDINGS) + draw.choice(["", *ENDINGS]) for lemma in LEMMAS[::3]]
    assert kazakh.lemmatize_many(forms) == [morphology.analyses(form)[0].lemma for form in forms]


@pytest.mark.parametrize(
    "form",
    "|\0|\x01|\n|балалар\n|\nбалалар\nмектептер|Балалар\n|\ud800|балалар\ud800|\udfff\ud800|😀|балалар😀|İ|ß|ſ|ΑΣ|-|ә-ә|covid|ъ|ь|2024|"
    "\U00010400|ұлы|қызы|аұлы|шы|хана|ахана".split("|")
    + ["а" * 64, "а" * 65, "А" * 65, "ж" * 300, "ы" * 10_000, "тыныштықсыздандырылғандардың" * 2]
    + [letter * size for letter in "аы-" for size in (7, 8, 9, 15, 16, 17, 31, 32, 33)],
)
def test_odd_forms(form: str) -> None:
    assert many_at_once([form, "балалар", form]) == one_at_a_time([form, "балалар", form])
    assert many_at_once([form]) == one_at_a_time([form])


def test_nothing_gives_nothing() -> None:
    assert many_at_once([]) == many_at_once(()) == []


def test_spellings_that_begin_or_go_on_like_one_of_the_lexicon() -> None:
    long = [spelling for spelling in STEMS if len(spelling) >= 2 * batch.CHUNK - 1]
    forms = [*long, *(s[:-1] for s in long), *(s + "да" for s in long), *(s[:16] + "ы" + s[16:] for s in long)]
    assert many_at_once(forms) == one_at_a_time(forms)


def test_order_and_number_are_kept() -> None:
    forms = ["оларға", "", "балалар", "x" * 99, "оларға", "мектептеріміздегілердің"] * 7000
    found = kazakh.lemmatize_many(forms)
    assert len(found) == len(forms) > 2 * arrays.BATCH
    assert found[:6] * 7000 == found
    assert kazakh.readings_many(forms).lemmas == found
    assert kazakh.readings_many(forms).listed.tolist() == [False, False, True, False, False, True] * 7000


def test_lemmas() -> None:
    forms = [*STEMS, *GOLDEN, "", "абай жолы", "Мектеп", "а" * 65, "\n", "мектеп\n", "мектеп\0", "мектепw"]
    expected = [form.lower() in lexicon.words() for form in forms]
    assert kazakh.is_lemma_many(forms).tolist() == [kazakh.is_lemma(form) for form in forms] == expected
    assert kazakh.is_lemma_many([]).dtype == np.bool_


@settings(max_examples=100)
@given(st.lists(FORMS, max_size=30))
def test_lemmas_among_any_forms(forms: list[str]) -> None:
    expected = [form.lower() in lexicon.words() and " " not in form for form in forms]
    assert kazakh.is_lemma_many(forms).tolist() == [kazakh.is_lemma(form) for form in forms] == expected


def test_the_stems_of_letters_are_those_of_the_whole_lexicon() -> None:
    for letters, group in STEMS.items():
        assert stems.stems_of(letters) == group
    assert stems.stems_of("") == stems.stems_of("қъ") == ()


def test_no_spelling_of_the_lexicon_is_too_long_for_the_table() -> None:
    assert max(map(len, STEMS)) <= batch.LONGEST_SPELLING


def test_the_letters_of_the_lexicon_are_letters_of_the_table() -> None:
    assert set("".join(STEMS)) <= set(LETTERS), "two letters without numbers of their own would be one"


def test_numbers_fit_where_several_lie_in_one() -> None:
    most = int(tables.tables().letter_costs.max())
    assert most * morphology.LONGEST_WORD < 1 << guessed.VERBAL_SUM
    assert len({ending[-3:] for ending in guessed.ENDINGS}) == len(guessed.ENDINGS) < 1 << 63 - guessed.ENDING_SUM
    assert machine().weight.max() * morphology.LONGEST_WORD < batch.MOST
    assert len(machine().examples) <= batch.KINDS
    assert len(listed.lexicon().lemmas) + len(stems.GUESSES) < 1 << batch.LENGTH
    assert (listed.lexicon().prices < tables.IMPOSSIBLE).any(1)[1:].all(), "each kind of state has a stem"


def test_prices_are_those_of_the_cheapest_boundary() -> None:
    table, known = machine(), listed.lexicon()
    shapes = {int(known.shape[i]): stem.shape for i, stem in enumerate(chain.from_iterable(STEMS.values()))}
    for kind, state in list(enumerate(table.examples))[1::50]:
        items = range(table.first[state], table.first[state + 1])
        for number, shape in list(shapes.items())[::20]:
            fits = [(grammar.fit(table.boundaries[table.boundary[i]], shape), int(table.extra[i])) for i in items]
            costs = [fit + extra for fit, extra in fits if fit is not None]
            assert known.prices[kind, number] == min(costs, default=tables.IMPOSSIBLE)


def test_bases_are_those_of_the_lexicon() -> None:
    nominal = {e.lemma for e in lexicon.entries() if e.pos in lexicon.INFLECTED - lexicon.NAMES}
    told = listed.lexicon().is_base
    assert told[: len(STEMS)].tolist() == [letters in nominal for letters in STEMS]
    assert not told[len(STEMS) :].any()  # abbreviations
    assert [stems.is_base(letters) for letters in STEMS] == [letters in nominal for letters in STEMS]


# The compiled tables


@cache
def made_anew() -> tables.Tables:
    return compile.compiled(lexicon.words())


def test_the_compiled_tables_are_fresh() -> None:
    assert tables.tables().fingerprint == compile.fingerprint(), (
        f"the tables or their rules changed: run {tables.COMMAND}"
    )


@pytest.mark.parametrize("column", [field.name for field in fields(tables.Tables)])
def test_a_compiled_column_is_as_made_anew(column: str) -> None:
    kept, made = getattr(tables.tables(), column), getattr(made_anew(), column)
    assert getattr(kept, "dtype", str) == getattr(made, "dtype", str)
    assert np.array_equal(kept, made), f"run {tables.COMMAND}"


def test_the_compiled_file_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    tables.save(made_anew(), tmp_path / tables.NAME)
    kept = files("kzsearch_analyzers.kazakh").joinpath(tables.NAME).read_bytes()
    assert (tmp_path / tables.NAME).read_bytes() == kept
    assert len(kept) < 5_000_000


def test_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / tables.NAME
    tables.save(tables.tables(), path)
    good = path.read_bytes()
    for bad in (None, b"", b"PK", good[:1000], good[:-1], good + b"\0", good.replace(b"NUMPY", b"numpy"), good[1000:]):
        path.unlink() if bad is None else path.write_bytes(bad)
        with pytest.raises(TablesError, match=r"compiled\.npy cannot be read .*: install kzsearch anew, or run"):
            tables.load(path)


def test_a_column_that_is_too_narrow() -> None:
    with pytest.raises(ValueError, match="uint8 cannot hold 0 to 256"):
        compile._narrow([0, 256], np.uint8)


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        ("lemmatize_many(['мектептерде'])", set()),
        ("readings_many(['законами'])", set()),
        ("is_lemma_many(['мектеп'])", set()),
        ("is_lemma('мектеп')", set()),
        ("candidates('мектептерде')", set()),
        ("lemmatize('законами')", set()),
        ("analyses('мектептерде')", {"suffixes.tsv", "weights.tsv"}),
    ],
)
def test_words_are_read_without_the_tables_of_text(call: str, allowed: set[str]) -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "from kzsearch_analyzers import kazakh\n"
        f"kazakh.{call}\n"
        "print(*{name.rpartition('kazakh')[2][1:] for name in opened if name.endswith('.tsv') and 'kazakh' in name})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= allowed


# The automaton


def walk(form: str) -> Iterator[tuple[int, Mapping[grammar.Boundary, int]]]:
    """The boundaries with their least costs, as the automaton has them, by the letters left."""
    table = machine()
    state, cost = START, 0
    for left in range(len(form), 0, -1):
        items = range(table.first[state], table.first[state + 1])
        yield left, {table.boundaries[table.boundary[i]]: cost + int(table.extra[i]) for i in items}
        letter = code(form[left - 1])
        cost += int(table.weight[state, letter])
        state = int(table.following[state, letter])
        if state == DEAD:
            return


@pytest.mark.parametrize("form", GOLDEN[::7])
def test_the_automaton_costs_what_the_cheapest_path_of_the_grammar_costs(form: str) -> None:
    paths: dict[int, dict[grammar.Boundary, int]] = defaultdict(dict)
    for left, found in morphology._paths(form).items():
        for path in chain.from_iterable(found.values()):
            if path.boundary.slot in automaton.STEMS:
                costs = paths[left]
                costs[path.boundary] = min(path.cost, costs.get(path.boundary, path.cost))
    assert {left: costs for left, costs in walk(form) if costs} == paths


def test_the_automaton_is_deterministic_and_small() -> None:
    table = machine()
    assert table.following.shape == table.weight.shape == (len(table.first) - 1, SYMBOLS)
    assert table.following.max() < len(table.following) < 10_000
    assert (table.following[DEAD] == DEAD).all()
    assert (table.following[:, [0, OTHER]] == DEAD).all(), "no suffix has such a letter"
    reached = np.unique(table.following)
    assert len(reached) >= len(table.following) - 1, "every state but the first is reached"


def test_fit_tables_say_what_fit_says() -> None:
    shapes = sorted({stem.shape for group in STEMS.values() for stem in group}, key=repr)[::5]
    table = prices.fit_table(machine().boundaries, shapes, known=True)
    for row, boundary in list(enumerate(machine().boundaries))[::7]:
        costs = [grammar.fit(boundary, shape) for shape in shapes]
        assert [tables.IMPOSSIBLE if cost is None else cost for cost in costs] == table[row].tolist()


# What training learnt


def test_weights_are_fresh() -> None:
    head = files("kzsearch_analyzers.kazakh").joinpath(TABLE.name).read_text("utf-8").splitlines()[0]
    assert head.split()[1] == fingerprint(), "the tables changed: run python scripts/train_kazakh.py COUNTS"


def test_weights_are_probabilities() -> None:
    table = weights()
    after: dict[str, float] = defaultdict(float)
    for (_, slot), cost in table.suffixes.items():
        after[slot] += np.exp(-cost / 100)
    for slot, total in after.items():
        assert total + np.exp(-table.stop(slot) / 100) == pytest.approx(1, abs=0.05), slot
    derived = {(entry.lemma, entry.pos) for entry in lexicon.entries() if morphology.derivations(entry)}
    assert derived & set(lemma_costs())
    lemmas = sum(np.exp(-cost / 100) for key, cost in lemma_costs().items() if key not in derived)
    assert 0.7 < lemmas < 1, "the rest are guesses"


def test_weights_name_what_exists() -> None:
    names = {suffix.name for suffix in suffixes()}
    closed = {f"{entry.lemma} {form}" for form, group in lexicon.closed_classes().items() for entry in group}
    assert {name for name, _ in weights().suffixes} <= names
    assert {lemma for lemma, _ in lemma_costs()} <= closed | set(LEMMAS)


# Words that the lexicon lacks


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[set[str]], None]]:
    """Hides lemmas from the lexicon."""
    caches = [tables.tables, batch.arcs, listed.lexicon, guessed.letter_tables, guessed.ways]
    caches += [
        arrays.puts,
        arrays._put_of_stem,
        stems.spellings,
        stems.stems_of,
        stems.by_skeleton,
        kazakh.analyses,
        kazakh.candidates,
    ]
    caches += [
        cheapest.choices,
        cheapest.as_typed,
        cheapest._views,
        cheapest._folded_views,
        cheapest._ways,
        cheapest._priced,
        cheapest._all_ways,
    ]

    def forget() -> None:
        for cached in caches:
            cached.cache_clear()

    def hide(hidden: set[str]) -> None:
        left = compile.compiled({lemma: group for lemma, group in lexicon.words().items() if lemma not in hidden})
        monkeypatch.setattr(tables, "load", lambda _: left)
        forget()

    yield hide
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("seed", range(3))
def test_a_fifth_of_the_lexicon_hidden(without: Callable[[set[str]], None], seed: int) -> None:
    gold: dict[str, set[str]] = defaultdict(set)
    for form, lemma, _ in read("kazakh"):
        gold[form].add(lemma)
    whole = bcubed(gold, dict(zip(gold, kazakh.lemmatize_many(list(gold)), strict=True)))
    without(set(random.Random(seed).sample(LEMMAS, len(LEMMAS) // 5)))
    found = kazakh.lemmatize_many(list(gold))
    assert many_at_once(list(gold)) == one_at_a_time(list(gold))
    assert found == [kazakh.lemmatize(form) for form in gold]
    assert whole.f1 > 0.97
    assert whole.f1 > bcubed(gold, dict(zip(gold, found, strict=True))).f1 > 0.9


def test_a_hidden_word_is_guessed(without: Callable[[set[str]], None]) -> None:
    without({"мектеп"})
    assert kazakh.lemmatize_many(["мектептеріміздің", "мектебіне"]) == ["мектеп", "мектеп"]
    assert kazakh.analyses("мектептер")[0].source == "guess"
