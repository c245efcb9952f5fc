"""The checker: whatever matching it is shown, it counts what looking at each pair finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cohort.cohort import Constraints
from services.cohort.ground import ground
from services.cohort.proof import bars, blocking_count, is_feasible
from services.stability.market import Assignment
from tests.ai_app.services.cohort.cohorts import PATIENT, Brute, cohort, cohorts, constraints


@PATIENT
@given(st.data())
def test_it_counts_the_blocking_pairs_of_any_matching(data: st.DataObject) -> None:
    of = data.draw(cohorts())
    under = data.draw(constraints(of))
    on, brute = ground(of, under), Brute(of, under)
    left, found = dict(brute.capacity), dict(brute.required)
    for mentor in found.values():
        left[mentor] -= 1
    for mentee in set(on.mentee_ids) - set(found):
        drawn = data.draw(st.sampled_from([None, *brute.wish(mentee)]))
        if drawn is not None and left[drawn]:
            found[mentee] = drawn
            left[drawn] -= 1
    has = tuple(
        on.mentor_ids.index(found[mentee]) if mentee in found else None for mentee in on.mentee_ids
    )
    assert is_feasible(on, has)
    assert blocking_count(on, has, ~on.takes_part) == len(brute.blocking(found, brute.required))
    unbound = np.zeros(len(has), np.bool_)
    assert blocking_count(on, has, unbound) == len(brute.blocking(found, {}))


@pytest.mark.parametrize(
    ("has", "may"),
    [
        ((0, 1, None), True),
        ((0, None, None), True),
        ((None, 1, None), False),  # the required pair is not there
        ((0, 1, 1), False),  # the second takes one
        ((0, 0, None), False),  # they are forbidden
    ],
)
def test_what_may_not_be_is_not_feasible(has: Assignment, *, may: bool) -> None:
    of = cohort([[1, 1], [1, 1], [1, 1]], [2, 1])
    on = ground(of, Constraints(forbidden=[(2, 101)], required=[(1, 101)]))
    assert is_feasible(on, has) is may


def test_the_bar_is_the_least_that_a_mentor_has_without_the_required() -> None:
    of = cohort([[5, 5, 5, 5], [3, 5, 5, 5], [3, 5, 5, 5], [1, 5, 5, 5]], [3, 2, 1, 0])
    on = ground(of, Constraints(required=[(4, 101)]))
    score, number = bars(on, (1, 0, 0, 0), ~on.takes_part)
    assert score.tolist() == [3, -np.inf, -np.inf, np.inf]
    assert number[0] == 2  # of equals the higher id is the lesser
