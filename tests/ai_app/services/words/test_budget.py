"""Tests of the budget, against one that adds everything up anew each time."""

from dataclasses import dataclass
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.words.budget import Allowance, Budget, Spending

MINUTE = Allowance(span_s=60.0, calls_max=3, tokens_max=100)
DAY = Allowance(span_s=86_400.0, calls_max=5, tokens_max=1_000)


@dataclass(slots=True)
class Clock:
    """Stands still until it is told to go on."""

    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_calls_come_to_an_end_and_come_back_a_minute_after_each() -> None:
    clock = Clock()
    budget = Budget((MINUTE, DAY), clock)
    taken = []
    for clock.now_s in (0.0, 10.0, 20.0, 59.9, 60.0, 60.1, 70.0):
        taken.append(budget.spend(1) is not None)
    assert taken == [True, True, True, False, True, False, True]


def test_a_day_bounds_what_minutes_allow() -> None:
    clock = Clock()
    budget = Budget((MINUTE, DAY), clock)
    taken = []
    for clock.now_s in range(0, 600, 100):
        taken.append(budget.spend(1) is not None)
    assert taken == [True] * 5 + [False]
    clock.now_s = 86_400.0
    assert budget.spend(1) is not None
    assert budget.spend(1) is None


def test_tokens_are_held_until_it_is_known_what_they_were() -> None:
    budget = Budget((MINUTE,), Clock())
    first = budget.spend(80)
    assert first is not None
    assert budget.spend(21) is None
    budget.correct(first, 30)
    assert budget.spend(70) is not None
    assert budget.spend(1) is None


def test_a_call_that_cost_more_than_it_was_thought_to_is_paid_for() -> None:
    budget = Budget((MINUTE,), Clock())
    first = budget.spend(1)
    assert first is not None
    budget.correct(first, 100)
    assert budget.spend(1) is None


def test_what_is_over_cannot_be_corrected_into_the_present() -> None:
    clock = Clock()
    budget = Budget((MINUTE, DAY), clock)
    first = budget.spend(50)
    assert first is not None
    clock.now_s = 60.0
    assert budget.spend(100) is not None
    budget.correct(first, 0)
    assert budget.spend(1) is None


@pytest.mark.parametrize("nothing", [Allowance(span_s=60, calls_max=0, tokens_max=9)])
def test_a_budget_of_nothing_lets_nothing_through(nothing: Allowance) -> None:
    assert Budget((nothing,), Clock()).spend(0) is None


STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 80))),
    max_size=40,
)


@given(STEPS)
def test_no_span_ever_holds_more_than_it_may(steps: list[tuple[int, int, int | None]]) -> None:
    clock = Clock()
    budget = Budget((MINUTE, Allowance(span_s=200.0, calls_max=6, tokens_max=250)), clock)
    ledger: list[Spending] = []
    for wait_s, tokens, correction in steps:
        clock.now_s += wait_s
        spans = ((60, 3, 100), (200, 6, 250))
        may = True
        for span_s, calls_max, tokens_max in spans:
            recent = [each for each in ledger if each.at_s > clock.now_s - span_s]
            may &= len(recent) < calls_max and sum(e.tokens for e in recent) + tokens <= tokens_max
        taken = budget.spend(tokens)
        assert (taken is not None) == may
        if taken is not None:
            ledger.append(taken)
        if correction is not None and ledger:
            budget.correct(ledger[-1], correction)


def test_many_threads_take_no_more_than_there_is() -> None:
    budget = Budget((Allowance(span_s=60, calls_max=50, tokens_max=10_000),), Clock())
    taken: list[Spending | None] = []
    threads = [
        Thread(target=lambda: taken.extend(budget.spend(1) for _ in range(20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each is not None for each in taken) == 50
