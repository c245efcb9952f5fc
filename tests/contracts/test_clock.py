"""What every implementation of the clock port must do."""

from datetime import datetime, timezone

import pytest

from deploy.ports import Clock
from tests.contracts.bench import CLOCKS


@pytest.fixture(params=sorted(CLOCKS))
def clock(request: pytest.FixtureRequest) -> Clock:
    """Give each clock in turn."""
    return CLOCKS[request.param]()


def test_it_counts_from_the_epoch(clock: Clock) -> None:
    assert datetime.fromtimestamp(clock.now(), timezone.utc).year >= 2026


def test_it_never_goes_back(clock: Clock) -> None:
    seen = [clock.now() for _ in range(100)]
    assert seen == sorted(seen)


@pytest.mark.parametrize("seconds", [0.001, 0.02])
def test_at_least_what_is_slept_goes_by(clock: Clock, seconds: float) -> None:
    before = clock.now()
    clock.sleep(seconds)
    assert clock.now() - before >= seconds * 0.99


def test_sleeps_add_up(clock: Clock) -> None:
    before = clock.now()
    for _ in range(5):
        clock.sleep(0.004)
    assert clock.now() - before >= 0.0198


def test_sleeping_not_at_all_is_no_error(clock: Clock) -> None:
    before = clock.now()
    clock.sleep(0)
    assert clock.now() >= before


def test_time_cannot_be_slept_backwards(clock: Clock) -> None:
    with pytest.raises(ValueError, match="sleep length must be non-negative"):
        clock.sleep(-1)
