"""The moment: half-lives, zones, and the years between two people."""

from datetime import datetime, timedelta, timezone
from math import isnan

import numpy as np
import pytest

from services.ranking import weights
from services.ranking.moment import SPREAD, recency, seconds, years
from services.ranking.weights import micros
from tests.ai_app.services.ranking.people import NOW

DAYS = weights.RECENCY_HALF_LIFE_DAYS


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 0.15), (-3, 0.15), (DAYS, 0), (2 * DAYS, -0.075), (10**5, -0.15)]
)
def test_activity_counts_half_after_its_half_life(days: float, expected: float) -> None:
    active_at = np.array([seconds(NOW - timedelta(days=days))])
    assert recency(active_at, NOW).tolist() == [micros(expected)]


def test_an_unknown_moment_speaks_neither_for_nor_against() -> None:
    assert isnan(seconds(None))
    assert recency(np.array([seconds(None)]), NOW).tolist() == [0]


def test_a_moment_without_a_zone_is_in_utc_on_every_machine() -> None:
    korean = timezone(timedelta(hours=9))
    assert seconds(datetime(2026, 3, 1, 12)) == seconds(NOW)  # noqa: DTZ001 - it is the question
    assert seconds(datetime(2026, 3, 1, 21, tzinfo=korean)) == seconds(NOW)


@pytest.mark.parametrize(
    ("of_mentor", "expected"),
    [
        (0, -0.3),
        (2, -0.3),
        (3, -0.1),
        (5, 0.3),
        (14, 0.3),
        (23, 0),
        (32, -0.3),
        (60, -0.3),
        (-1, 0),
    ],
)
def test_who_is_some_years_ahead_suits(of_mentor: int, expected: float) -> None:
    assert years(np.array([of_mentor], np.int16), 2).tolist() == [micros(expected)]


def test_years_say_nothing_where_the_query_has_none() -> None:
    assert years(np.array([5, -1], np.int16), None).tolist() == [0, 0]


def test_the_spread_bounds_both_together() -> None:
    now = seconds(NOW)
    moments = recency(np.array([now, now - 1e12]), NOW)
    ahead = years(np.arange(100, dtype=np.int16), 10)
    assert moments.max() - moments.min() + ahead.max() - ahead.min() == SPREAD
