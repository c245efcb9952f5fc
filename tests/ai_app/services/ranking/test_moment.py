"""The moment: half-lives, zones, and the years between two people."""

from datetime import datetime, timedelta, timezone
from math import isnan

import numpy as np
import pytest

from services.ranking import weights
from services.ranking.moment import (
    DAY_MAX,
    DAY_UNKNOWN,
    LOSS,
    YEARS_MAX,
    YEARS_UNKNOWN,
    day,
    glance,
    recency,
    seconds,
    years,
)
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


@pytest.mark.parametrize("hour", [0, 11, 12, 23])
@pytest.mark.parametrize("of_query", [None, 0, 7, 80])
def test_a_glance_is_no_further_off_than_its_bound(hour: int, of_query: int | None) -> None:
    now = NOW.replace(hour=hour, minute=59, second=59)
    moments = [now - timedelta(hours=float(hours)) for hours in (*range(-60, 2000, 7), 10**5)]
    moments += [
        datetime(1950, 1, 1, tzinfo=timezone.utc),
        datetime(2190, 1, 1, tzinfo=timezone.utc),
    ]
    known: list[datetime | None] = [*moments, None]
    of_mentors = np.resize(np.arange(YEARS_UNKNOWN, YEARS_MAX + 1, dtype=np.int16), len(known))
    exact = recency(np.array([seconds(each) for each in known]), now) + years(of_mentors, of_query)
    found = glance(np.array([day(each) for each in known], np.uint16), of_mentors, now, of_query)
    off = np.abs(found - exact / weights.MICROS_PER_LOGIT)
    assert off.max() < LOSS
    assert off[-1] < 1e-6  # who is unknown gets the very same


def test_every_number_of_years_is_looked_up_in_its_own_place() -> None:
    of_mentors = np.arange(YEARS_UNKNOWN, YEARS_MAX + 1, dtype=np.int16)
    nobody = np.full(len(of_mentors), DAY_UNKNOWN, np.uint16)
    found = glance(nobody, of_mentors, NOW, 5)
    assert np.abs(found - years(of_mentors, 5) / weights.MICROS_PER_LOGIT).max() < 1e-6


def test_a_day_begins_at_midnight_in_utc() -> None:
    of = [
        datetime(1970, 1, 3, 23, 59, tzinfo=timezone.utc),
        datetime(1970, 1, 4, tzinfo=timezone.utc),
    ]
    assert [day(each) for each in of] == [2, 3]
    assert [day(None), day(datetime(1969, 1, 1, tzinfo=timezone.utc))] == [DAY_UNKNOWN, 1]
    assert day(datetime(9999, 1, 1, tzinfo=timezone.utc)) == DAY_MAX
