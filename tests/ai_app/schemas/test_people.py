"""Tests of the nouns of people."""

import pytest

from schemas.people import Profile, Statistics


@pytest.mark.parametrize(
    ("requested", "responded", "rate"),
    [(0, 0, 0.0), (3, 1, 33.3), (3, 3, 100.0), (7, 0, 0.0), (1, 2, 100.0), (10_000, 9_996, 99.9)],
)
def test_the_response_rate_is_in_percent(requested: int, responded: int, rate: float) -> None:
    statistics = Statistics(requested_count=requested, responded_count=responded)
    assert statistics.response_rate == rate


@pytest.mark.parametrize(
    ("profile", "empty"),
    [
        (Profile(), True),
        (Profile(introduction=" \n", years=3), True),
        (Profile(jobs=("a",)), False),
        (Profile(skills=("a",)), False),
        (Profile(introduction="a"), False),
    ],
)
def test_a_profile_by_which_nobody_can_be_found_is_empty(profile: Profile, empty: bool) -> None:
    assert profile.is_empty is empty
