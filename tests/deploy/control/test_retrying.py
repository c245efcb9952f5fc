"""Requests that are made again: how often, after which waits, and which never."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from deploy.control.errors import Changed, Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.retrying import TRIES_MAX, WAITS_S, insist


@dataclass
class Waiting:
    """A clock that keeps what it was asked to wait."""

    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def failing(times: int, error: type[Exception]) -> Callable[[], str]:
    """Give a request that fails so often."""
    left = iter([True] * times)

    def ask() -> str:
        if next(left, False):
            raise error("busy")
        return "answer"

    return ask


@pytest.mark.parametrize("error", [TryAgain, Unanswered])
@pytest.mark.parametrize("times", range(TRIES_MAX))
def test_it_waits_longer_each_time(error: type[Exception], times: int) -> None:
    clock = Waiting()
    assert insist(clock, failing(times, error)) == "answer"
    assert clock.waits == list(WAITS_S[:times])


@pytest.mark.parametrize("error", [TryAgain, Unanswered])
def test_it_gives_up_after_the_last_try(error: type[Exception]) -> None:
    clock = Waiting()
    with pytest.raises(error):
        insist(clock, failing(TRIES_MAX, error))
    assert clock.waits == list(WAITS_S)


@pytest.mark.parametrize("error", [Changed, Denied, Missing, Rejected])
def test_what_waiting_does_not_cure_is_raised_at_once(error: type[Exception]) -> None:
    clock = Waiting()
    with pytest.raises(error):
        insist(clock, failing(1, error))
    assert clock.waits == []
