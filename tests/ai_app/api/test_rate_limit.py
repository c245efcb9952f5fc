"""Tests of how many requests a client may make."""

from api.rate_limit import RateLimit


def test_what_is_too_much_is_told_when_to_come_back() -> None:
    limit = RateLimit(2)
    assert [limit.count("a"), limit.count("a")] == [None, None]
    left_s = limit.count("a")
    assert left_s is not None
    assert 1 <= left_s <= 60


def test_one_client_does_not_use_up_what_is_anothers() -> None:
    limit = RateLimit(1)
    assert limit.count("a") is None
    assert limit.count("b") is None


def test_it_is_never_told_to_come_back_at_once() -> None:
    limit = RateLimit(1, clock=lambda: 9e12)
    limit.count("a")
    assert limit.count("a") == 1
