"""Many ask at once, and each is answered as if alone."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic

import pytest

from schemas.errors import StorageDown
from services import together
from services.together import Together

MOST_S = 10


class Work:
    """Answers with the double, of several at once; waits for `go` the first time."""

    def __init__(self) -> None:
        self.done: list[list[int]] = []
        self.begun, self.go = Event(), Event()
        self.fails: Callable[[Sequence[int]], None] = lambda _: None

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.done.append(list(asked))
        if len(self.done) == 1:
            self.begun.set()
            assert self.go.wait(MOST_S)
        self.fails(asked)
        return [2 * each for each in asked]


@pytest.fixture
def work() -> Work:
    return Work()


@contextmanager
def asked(work: Work, numbers: Sequence[int], *, most: int = 100) -> Iterator[list[Future[int]]]:
    """Have the first be asked for, and the others one after the other while it is answered."""
    doing = Together(work, of=lambda number: number % 10, most=most)
    with ThreadPoolExecutor(len(numbers)) as pool:
        try:
            futures = [pool.submit(doing.ask, numbers[0])]
            assert work.begun.wait(MOST_S)
            for count, each in enumerate(numbers[1:], 1):
                futures.append(pool.submit(doing.ask, each))
                until_so_many_wait(doing, count)
            yield futures
        finally:
            work.go.set()


def until_so_many_wait(doing: Together[int, int], count: int) -> None:
    limit_s = monotonic() + MOST_S
    while doing.waiting != count:
        assert monotonic() < limit_s


def test_who_comes_meanwhile_is_answered_in_one_go(work: Work) -> None:
    with asked(work, [1, 2, 3, 4]) as answers:
        work.go.set()
        assert [each.result(MOST_S) for each in answers] == [2, 4, 6, 8]
    assert work.done == [[1], [2, 3, 4]]


def test_two_who_ask_for_one_thing_are_answered_one_after_the_other(work: Work) -> None:
    with asked(work, [1, 2, 12, 3, 13]) as answers:
        work.go.set()
        assert [each.result(MOST_S) for each in answers] == [2, 4, 24, 6, 26]
    assert work.done == [[1], [2], [12, 3], [13]]


def test_no_more_are_answered_at_once_than_may_be(work: Work) -> None:
    with asked(work, [1, 2, 3, 4], most=2) as answers:
        work.go.set()
        assert [each.result(MOST_S) for each in answers] == [2, 4, 6, 8]
    assert work.done == [[1], [2, 3], [4]]


def test_an_error_is_of_whom_it_is_about_alone(work: Work) -> None:
    def fails(of: Sequence[int]) -> None:
        if 3 in of:
            raise ValueError("no three")

    work.fails = fails
    with asked(work, [1, 2, 3, 4]) as answers:
        work.go.set()
        assert [answers[number].result(MOST_S) for number in (0, 1, 3)] == [2, 4, 8]
        with pytest.raises(ValueError, match="no three"):
            answers[2].result(MOST_S)
    assert work.done == [[1], [2, 3, 4], [2], [3], [4]]


@pytest.mark.parametrize(("patience_s", "done"), [(0.0, [[1]]), (MOST_S, [[1], [2, 3]])])
def test_where_storage_took_long_to_say_that_it_is_down_nobody_waits_for_it_once_more(
    work: Work, monkeypatch: pytest.MonkeyPatch, patience_s: float, done: list[list[int]]
) -> None:
    def fails(of: Sequence[int]) -> None:
        if 1 in of:
            raise StorageDown("no")

    monkeypatch.setattr(together, "PATIENCE_S", patience_s)
    work.fails = fails
    with asked(work, [1, 2, 3]) as answers:
        work.go.set()
        failed = [each for each in answers if each.exception(MOST_S) is not None]
    assert len(failed) == (3 if patience_s == 0 else 1)
    assert all(isinstance(each.exception(), StorageDown) for each in failed)
    assert work.done == done


def test_alone_it_is_done_at_once(work: Work) -> None:
    work.go.set()
    doing = Together(work, of=int)
    assert [doing.ask(1), doing.ask(1)] == [2, 2]
    assert work.done == [[1], [1]]
