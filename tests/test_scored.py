"""Sparse scores: unions, sums, and the best k of them against all sorted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch import scored
from kzsearch.scored import Scored, Unions, added, best_of

SIZE = 40
LIST = st.dictionaries(st.integers(0, SIZE - 1), st.integers(0, 8).map(lambda n: n / 4), max_size=SIZE)


def of(scores: dict[int, float], unmatched: frozenset[int] = frozenset()) -> Scored:
    docs = sorted(scores)
    matched = np.array([doc not in unmatched for doc in docs], np.bool_) if unmatched else None
    return Scored.of(np.array(docs, np.int64), np.array([scores[doc] for doc in docs]), None, matched)


def sums(lists: list[dict[int, float]]) -> dict[int, float]:
    return {doc: sum(each.get(doc, 0.0) for each in lists) for doc in sorted({d for each in lists for d in each})}


@given(st.lists(LIST, max_size=5))
def test_added_scores_are_sums(lists: list[dict[int, float]]) -> None:
    found = added(Unions(SIZE), [of(each) for each in lists])
    assert dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(sums(lists))
    assert found.docs.tolist() == sorted(found.docs.tolist())
    assert found.best == max(sums(lists).values(), default=0.0)


@given(
    st.lists(LIST, max_size=6),
    st.integers(0, 12),
    st.none() | st.sets(st.integers(0, SIZE - 1)),
    st.booleans(),
    st.lists(st.frozensets(st.integers(0, SIZE - 1)), min_size=6, max_size=6),
)
def test_the_best_are_those_of_all_sorted(
    lists: list[dict[int, float]], k: int, kept: set[int] | None, prunes: bool, unmatched: list[frozenset[int]]
) -> None:
    """Both ways: everything added, and lists left out that cannot matter."""
    mask = None if kept is None else np.isin(np.arange(SIZE), list(kept))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scored, "_ALL", -1 if prunes else 10**6)
        docs, scores = best_of(
            Unions(SIZE), [of(each, no) for each, no in zip(lists, unmatched, strict=False)], k, mask
        )
    matched = {doc for each, no in zip(lists, unmatched, strict=False) for doc in each if doc not in no}
    everything = {d: score for d, score in sums(lists).items() if d in matched and (kept is None or d in kept)}
    expected = sorted(everything.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
    assert docs.tolist() == [doc for doc, _ in expected]
    assert scores.tolist() == pytest.approx([score for _, score in expected])


def test_long_lists_are_pruned_to_the_same_scores() -> None:
    """Scores added in another order differ in their last bits: the pruned way has to give those of the plain one."""
    rnd = np.random.default_rng(7)
    size = 15_000
    lists = []
    for share, best in ((0.01, 9.0), (0.6, 2.0), (0.9, 0.3), (0.001, 5.0)):
        docs = np.flatnonzero(rnd.random(size) < share)
        lists.append(Scored.of(docs, best * rnd.random(len(docs))))
    unions = Unions(size)
    assert sum(len(each.docs) for each in lists) < scored._ALL  # so that all are added
    exact = best_of(unions, lists, 10)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scored, "_ALL", -1)
        docs, scores = best_of(unions, lists, 10)
    assert docs.tolist() == exact[0].tolist()
    assert scores.tolist() == exact[1].tolist()


def test_a_short_first_list_does_not_stop_pruning() -> None:
    """A word of three documents scores best, but the tenth best document is not among them."""
    size, rnd = 50_000, np.random.default_rng(3)
    rare = Scored.of(np.array([5, 600, 7000]), np.array([9.0, 8.0, 7.0]))
    good = Scored.of(np.arange(0, size, 500), rnd.uniform(3.0, 4.0, size // 500))
    frequent = [Scored.of(np.arange(size), rnd.uniform(0.0, 0.1, size)) for _ in range(3)]
    for kept in (None, np.arange(size) % 2 == 0):
        docs = scored._leaders(size, [*frequent, good, rare], 10, kept)
        assert 10 <= len(docs) < 500


def test_an_interrupted_union_leaves_nothing_behind() -> None:
    unions = Unions(4)
    with pytest.raises(IndexError):
        unions.of(np.array([1, 9]))
    assert unions.of(np.array([2])).docs.tolist() == [2]
