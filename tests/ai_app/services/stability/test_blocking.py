"""Blocking pairs: each of the two would rather, and it is found."""

import pytest

from services.stability.blocking import blocking_pairs, is_feasible
from services.stability.market import Assignment, market

OF = market([[0, 1], [0, 1], [0]], [[2, 0, 1], [0, 1]], [2, 1])


@pytest.mark.parametrize(
    ("assignment", "pairs"),
    [
        ((0, 1, 0), []),
        ((0, 0, None), [(2, 0)]),  # it would rather have the third than the second
        ((0, 1, None), [(1, 0), (2, 0)]),  # and has a place left for either
        ((1, None, 0), [(0, 0), (1, 0)]),
        ((None, None, None), [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]),
    ],
)
def test_each_pair_that_would_rather_is_told(
    assignment: Assignment, pairs: list[tuple[int, int]]
) -> None:
    assert blocking_pairs(OF, assignment) == pairs


def test_nobody_waits_for_a_mentor_who_takes_none() -> None:
    assert blocking_pairs(market([[0]], [[0]], [0]), (None,)) == []


@pytest.mark.parametrize(
    ("assignment", "may"),
    [((0, 1, 0), True), ((0, 0, 0), False), ((0, None, 1), False), ((None, None, None), True)],
)
def test_nobody_has_who_does_not_list_them_nor_more_than_they_take(
    assignment: Assignment, may: bool
) -> None:
    assert is_feasible(OF, assignment) is may
