"""Tests of how many requests a client may make."""

from api.rate_limit import RateLimit


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_what_is_too_much_is_told_when_to_come_back() -> None:
    clock = Clock(600.0)
    limit = RateLimit(2, clock=clock)
    assert [limit.count("a"), limit.count("a"), limit.count("a")] == [None, None, 60]
    clock.now = 612.3
    assert limit.count("a") == 48


def test_who_comes_back_when_they_were_told_to_may_go_on() -> None:
    clock = Clock(630.5)
    limit = RateLimit(1, clock=clock)
    assert limit.count("a") is None
    left_s = limit.count("a")
    assert left_s is not None
    clock.now += left_s
    assert limit.count("a") is None


def test_one_client_does_not_use_up_what_is_anothers() -> None:
    limit = RateLimit(1, clock=Clock(0.0))
    assert limit.count("a") is None
    assert limit.count("b") is None
    assert limit.count("a") == 60


def test_it_is_never_told_to_come_back_at_once() -> None:
    limit = RateLimit(1, clock=Clock(59.999))
    limit.count("a")
    assert limit.count("a") == 1


def test_whose_minute_is_over_is_remembered_no_more() -> None:
    clock = Clock(0.0)
    limit = RateLimit(5, clock=clock)
    for number in range(1_000):
        clock.now += 60
        limit.count(f"client {number}")
    assert len(limit._counts) == 1
