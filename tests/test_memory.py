"""What is remembered within so many bytes."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from kzsearch.memory import Memory


@given(st.lists(st.integers(0, 9)), st.integers(1, 30))
def test_it_holds_no_more_than_it_may(keys: list[int], most: int) -> None:
    """Against a list in the order of asking."""
    memory, lately = Memory[int](most, lambda size: size), list[int]()
    for key in keys:
        assert (memory.find(key) is None) == (key not in lately)
        assert memory.get(key, lambda key=key: key + 1) == key + 1  # type: ignore[misc]
        lately = [*(k for k in lately if k != key), key]
        while sum(k + 1 for k in lately) > most and len(lately) > 1:
            del lately[0]
        assert len(memory) == len(lately)


def test_what_another_thread_put_first_stays() -> None:
    memory = Memory[list[int]](100, lambda value: 1)
    first, second = [1], [2]
    assert memory.put("key", first) is first
    assert memory.put("key", second) is first


def test_threads_share_it() -> None:
    memory = Memory[int](50, lambda value: 1)

    def ask(start: int) -> bool:
        return all(memory.get(n % 70, lambda n=n: n % 70) == n % 70 for n in range(start, start + 5000))  # type: ignore[misc]

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(ask, range(0, 40, 10)))
    assert len(memory) <= 50
