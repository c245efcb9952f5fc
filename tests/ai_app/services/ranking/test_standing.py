"""Standing: shrunk, bounded, and fair to who is new."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.people import Mentor, Statistics
from services.ranking import weights
from services.ranking.standing import STANDING, standing
from services.ranking.weights import Feature, micros


def of(feature: Feature, *, verified: bool = False, capacity: int = 1, **did: object) -> int:
    statistics = Statistics(**did)  # type: ignore[arg-type]
    mentor = Mentor(
        user_id=1, nickname="m", verified=verified, capacity=capacity, statistics=statistics
    )
    return dict(zip(STANDING, standing(mentor), strict=True))[feature]


def test_a_new_mentor_has_the_standing_of_the_average_one() -> None:
    assert standing(Mentor(user_id=1, nickname="new")) == (0, 0, 0, 0)


def test_proof_speaks_for_a_mentor_and_no_place_left_against() -> None:
    assert of(Feature.VERIFIED, verified=True) == micros(weights.VERIFIED)
    assert of(Feature.CAPACITY, capacity=0) == micros(weights.FULL)
    assert of(Feature.CAPACITY, capacity=9) == 0


@pytest.mark.parametrize(
    ("average", "count", "expected"),
    [
        (4.3, 1000, 0.0),
        (5.0, 10, 0.2),  # halfway from the mean: as many ratings as the prior has
        (5.0, 1_000_000, 0.399996),
        (1.0, 10, -0.4),
        (5.0, 0, 0.0),
        (5.0, -3, 0.0),
    ],
)
def test_ratings_are_shrunk_to_the_mean(average: float, count: int, expected: float) -> None:
    assert of(Feature.RATING, rating_avg=average, rating_count=count) == micros(expected)


@pytest.mark.parametrize(
    ("requested", "responded", "expected"),
    [
        (10, 8, 0.0),
        (10, 10, 0.075),  # 18 of 20
        (1, 0, -0.054545),  # 8 of 11
        (1000, 0, -0.3),
        (3, 9, 0.034615),  # more answers than requests count as all of them
    ],
)
def test_answers_are_shrunk_to_the_mean(requested: int, responded: int, expected: float) -> None:
    found = of(Feature.RESPONSE_RATE, requested_count=requested, responded_count=responded)
    assert found == micros(expected)


@given(st.floats(0, 5), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_history_counts_for_more_than_its_weight(
    average: float, count: int, requested: int, responded: int
) -> None:
    did: dict[str, Any] = {
        "rating_avg": average,
        "rating_count": count,
        "requested_count": requested,
        "responded_count": responded,
    }
    assert abs(of(Feature.RATING, **did)) <= micros(weights.RATING)
    assert abs(of(Feature.RESPONSE_RATE, **did)) <= micros(weights.RESPONSE_RATE)
