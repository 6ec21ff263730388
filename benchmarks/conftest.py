"""What the benchmarks share: the corpus, and `measure`, which times a function beside its peers.

Run all of it, or each benchmark once and without times, as CI does:

    python -m pytest benchmarks -o python_files='bench_*.py'
    python -m pytest benchmarks -o python_files='bench_*.py' --benchmark-disable

Only the factors in brackets mean anything: how many times slower a row is than the best row of its table, which ran in
the same process. Seconds depend on the machine.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import pytest

from benchmarks.corpus import Corpus, make_corpus

T = TypeVar("T")


class Measure(Protocol):
    """Times a function in the table `group`, after `setup` each time; returns its result, to be asserted."""

    def __call__(
        self, group: str, function: Callable[[], T], *, setup: Callable[[], None] | None = None, rounds: int = 7
    ) -> T: ...


@pytest.fixture
def measure(benchmark: Any) -> Measure:
    def run(group: str, function: Callable[[], T], *, setup: Callable[[], None] | None = None, rounds: int = 7) -> T:
        benchmark.group = group
        result: T = benchmark.pedantic(function, setup=setup, rounds=rounds, warmup_rounds=1)
        return result

    return run


@pytest.fixture(scope="session")
def is_smoke(pytestconfig: pytest.Config) -> bool:
    """Are the benchmarks only to be run through, without times?"""
    return bool(pytestconfig.getoption("benchmark_disable"))


@pytest.fixture(scope="session")
def corpus(is_smoke: bool) -> Corpus:
    return make_corpus(60 if is_smoke else 300)


@pytest.fixture(scope="session")
def large_corpus(is_smoke: bool) -> Corpus:
    """For searching."""
    return make_corpus(200 if is_smoke else 2000)
