"""Many Kazakh words at once are read as one at a time; the automaton, the learnt costs, and what they give without the lexicon."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from itertools import chain
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import kazakh
from kzsearch_analyzers.kazakh import arrays, automaton, batch, grammar, lexicon, listed, morphology, stems
from kzsearch_analyzers.kazakh.automaton import DEAD, START
from kzsearch_analyzers.kazakh.letters import LETTERS, OTHER, SYMBOLS, code
from kzsearch_analyzers.kazakh.suffixes import suffixes
from kzsearch_analyzers.kazakh.weights import TABLE, fingerprint, weights
from test_golden import read

from scripts.score_lemmas import bcubed

GOLDEN = [form for form, *_ in read("kazakh")]
LEMMAS = sorted(lexicon.words())
ENDINGS = sorted({suffix.letters for suffix in suffixes()})
FORMS = (
    st.text(max_size=80)
    | st.text(alphabet=LETTERS, max_size=70)
    | st.tuples(
        st.sampled_from(LEMMAS) | st.text(alphabet=LETTERS, min_size=1, max_size=8),
        st.lists(st.sampled_from(ENDINGS), max_size=5).map("".join),
    ).map("".join)
)


@settings(deadline=None, max_examples=200)
@given(st.lists(FORMS, max_size=30))
def test_many_words_are_read_as_one_at_a_time(forms: list[str]) -> None:
    assert kazakh.lemmatize_many(forms) == [morphology.analyses(form.lower())[0].lemma for form in forms]


def test_golden_words_and_their_capitals() -> None:
    forms = [*GOLDEN, *(form.upper() for form in GOLDEN)]
    assert kazakh.lemmatize_many(forms) == [kazakh.lemmatize(form) for form in forms]


def test_every_lemma_with_every_ending_of_a_sample() -> None:
    draw = random.Random(1)
    forms = [lemma + draw.choice(ENDINGS) + draw.choice(["", *ENDINGS]) for lemma in LEMMAS[::3]]
    assert kazakh.lemmatize_many(forms) == [morphology.analyses(form)[0].lemma for form in forms]


@pytest.mark.parametrize(
    "form",
    ["", "\0", "\x01", "\n", "\ud800", "😀", "İ", "ß", "а" * 64, "а" * 65, "ы" * 10_000, "-", "ә-ә", "covid", "ъ"],
)
def test_odd_forms(form: str) -> None:
    assert kazakh.lemmatize_many([form, "балалар"]) == [kazakh.lemmatize(form), "бала"]


def test_order_and_number_are_kept() -> None:
    forms = ["оларға", "", "балалар", "x" * 99, "оларға", "мектептеріміздегілердің"] * 7000
    found = kazakh.lemmatize_many(forms)
    assert len(found) == len(forms) > 2 * arrays.BATCH
    assert found[:6] * 7000 == found
    assert kazakh.lemmatize_many(()) == []


def test_the_stems_of_letters_are_those_of_the_whole_lexicon() -> None:
    for letters, group in stems.stems().items():
        assert stems.stems_of(letters) == group
    assert stems.stems_of("") == stems.stems_of("қъ") == ()


def test_no_spelling_of_the_lexicon_is_too_long_for_the_table() -> None:
    assert max(map(len, stems.stems())) <= listed.LONGEST_SPELLING


# The automaton


def walk(form: str) -> Iterator[tuple[int, Mapping[grammar.Boundary, int]]]:
    """The boundaries with their least costs, as the automaton has them, by the letters left."""
    table = automaton.automaton()
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
    table = automaton.automaton()
    assert table.following.shape == table.weight.shape == (len(table.first) - 1, SYMBOLS)
    assert table.following.max() < len(table.following) < 10_000
    assert (table.following[DEAD] == DEAD).all()
    assert (table.following[:, [0, OTHER]] == DEAD).all(), "no suffix has such a letter"
    reached = np.unique(table.following)
    assert len(reached) >= len(table.following) - 1, "every state but the first is reached"


def test_fit_tables_say_what_fit_says() -> None:
    shapes = sorted({stem.shape for group in stems.stems().values() for stem in group}, key=repr)[::5]
    table = batch.fit_table(shapes, known=True)
    for row, boundary in list(enumerate(automaton.automaton().boundaries))[::7]:
        costs = [grammar.fit(boundary, shape) for shape in shapes]
        assert [batch.IMPOSSIBLE if cost is None else cost for cost in costs] == table[row].tolist()


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
    assert derived & set(table.lemmas)
    lemmas = sum(np.exp(-cost / 100) for key, cost in table.lemmas.items() if key not in derived)
    assert 0.7 < lemmas < 1, "the rest are guesses"


def test_weights_name_what_exists() -> None:
    names = {suffix.name for suffix in suffixes()}
    closed = {f"{entry.lemma} {form}" for form, group in lexicon.closed_classes().items() for entry in group}
    assert {name for name, _ in weights().suffixes} <= names
    assert {lemma for lemma, _ in weights().lemmas} <= closed | set(LEMMAS)


# Words that the lexicon lacks


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[set[str]], None]]:
    """Hides lemmas from the lexicon."""
    caches = [stems.stems, stems.stems_of, stems.letter_costs, listed.lexicon, kazakh.analyses, kazakh.candidates]

    def forget() -> None:
        for cached in caches:
            cached.cache_clear()

    def hide(hidden: set[str]) -> None:
        left = MappingProxyType({lemma: entries for lemma, entries in lexicon.words().items() if lemma not in hidden})
        monkeypatch.setattr(stems, "words", lambda: left)
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
    assert found == [kazakh.lemmatize(form) for form in gold]
    assert whole.f1 > 0.97
    assert whole.f1 > bcubed(gold, dict(zip(gold, found, strict=True))).f1 > 0.9


def test_a_hidden_word_is_guessed(without: Callable[[set[str]], None]) -> None:
    without({"мектеп"})
    assert kazakh.lemmatize_many(["мектептеріміздің", "мектебіне"]) == ["мектеп", "мектеп"]
    assert kazakh.analyses("мектептер")[0].source == "guess"
