"""The market: mutual lists, and what is refused."""

import pytest

from services.stability.market import NOWHERE, market, taken


def test_a_pair_counts_where_each_lists_the_other() -> None:
    found = market([[0, 1], [1, 0]], [[1], [0, 1]], [1, 2])
    assert [wish.tolist() for wish in found.wishes] == [[1], [1, 0]]
    assert [order.tolist() for order in found.orders] == [[1], [0, 1]]
    assert found.places.tolist() == [[NOWHERE, 0], [1, 0]]
    assert found.ranks.tolist() == [[NOWHERE, 0], [0, 1]]
    assert found.capacities == (1, 2)


def test_those_a_mentor_has_stand_in_the_mentors_order() -> None:
    found = market([[0], [0], [0]], [[2, 0, 1]], [3])
    assert taken(found, (0, 0, 0)) == [[2, 0, 1]]
    assert taken(found, (None, 0, None)) == [[1]]


@pytest.mark.parametrize(
    ("wishes", "orders", "capacities", "why"),
    [
        ([[0, 0]], [[0]], [1], "number 0 lists a mentor twice"),
        ([[0], [1]], [[0]], [1], "number 1 lists a mentor that is not there"),
        ([[0]], [[-1]], [1], "number 0 lists a mentee that is not there"),
        ([[0]], [[0]], [], "each mentor needs a capacity"),
        ([[0]], [[0]], [-1], "each mentor needs a capacity"),
    ],
)
def test_what_is_no_market_is_refused(
    wishes: list[list[int]], orders: list[list[int]], capacities: list[int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        market(wishes, orders, capacities)
