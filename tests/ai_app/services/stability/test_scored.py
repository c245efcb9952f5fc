"""A market of scores is the one that its orders make, sorted one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.stability.market import NOWHERE, Market, market
from services.stability.scored import Flags, Scores, scored_market
from tests.ai_app.services.stability.markets import PATIENT

SCORES = st.sampled_from([-0.0, 0.0, 1.5, -2.5, 1e-45, -1e-45, 3.4e38, -3.4e38]) | st.floats(
    width=32, allow_nan=False, allow_infinity=False
)


@st.composite
def scored(draw: st.DrawFn) -> tuple[Scores, Scores, Flags]:
    shape = (draw(st.integers(0, 6)), draw(st.integers(0, 5)))
    size = shape[0] * shape[1]

    def matrix() -> Scores:
        found = draw(st.lists(SCORES, min_size=size, max_size=size))
        return np.array(found, np.float32).reshape(shape)

    flags = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    return matrix(), matrix(), np.array(flags, np.bool_).reshape(shape)


def one_by_one(scores: Scores, acceptable: Flags) -> list[list[int]]:
    return [
        sorted(np.flatnonzero(may).tolist(), key=lambda other: -float(row[other]))
        for row, may in zip(scores, acceptable, strict=True)
    ]


def told(of: Market) -> tuple[list[list[int]], ...]:
    return (
        [wish.tolist() for wish in of.wishes],
        [order.tolist() for order in of.orders],
        of.places.tolist(),
        of.ranks.tolist(),
    )


@PATIENT
@given(scored())
def test_higher_scores_come_first_and_of_equal_ones_the_lower_number(
    given_: tuple[Scores, Scores, Flags],
) -> None:
    liking, fitting, acceptable = given_
    capacities = [1] * liking.shape[1]
    found = scored_market(liking, fitting, acceptable, np.ones(len(liking), np.bool_), capacities)
    wishes, orders = one_by_one(liking, acceptable), one_by_one(fitting.T, acceptable.T)
    assert told(found) == told(market(wishes, orders, capacities))


def test_who_takes_no_part_keeps_their_rank_and_has_no_wish() -> None:
    scores = np.array([[3], [2], [1]], np.float32)
    every = np.ones((3, 1), np.bool_)
    found = scored_market(scores, scores, every, np.array([True, False, True]), [2])
    assert [wish.tolist() for wish in found.wishes] == [[0], [], [0]]
    assert found.ranks.tolist() == [[0, NOWHERE, 2]]
    assert found.places.tolist() == [[0], [NOWHERE], [0]]


def test_a_capacity_below_0_is_refused() -> None:
    scores = np.ones((1, 1), np.float32)
    with pytest.raises(ValueError, match="each mentor needs a capacity"):
        scored_market(scores, scores, scores > 0, scores[0] > 0, [-1])
