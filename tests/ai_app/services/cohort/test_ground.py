"""The ground of a matching: in order of ids, and what is no cohort is refused with the reason."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from services.cohort import ground as module
from services.cohort.cohort import Cohort, Constraints, IdPair
from services.cohort.ground import ground
from tests.ai_app.services.cohort.cohorts import cohort

OF = cohort([[1, 2], [3, 4], [5, 6]], [1, 2])


def test_everything_stands_in_the_order_of_the_ids() -> None:
    turned = replace(OF, mentee_ids=(9, 3, 6), mentor_ids=(8, 7))
    found = ground(turned, Constraints())
    assert (found.mentee_ids, found.mentor_ids, found.capacities) == ((3, 6, 9), (7, 8), (2, 1))
    assert found.liking.tolist() == [[4, 3], [6, 5], [2, 1]]
    assert found.fitting is found.liking


def test_a_pair_must_reach_both_minimums_to_be_acceptable() -> None:
    fitted = cohort([[1, 2], [3, 4]], [1, 1], [[9, 1], [1, 9]])
    found = ground(fitted, Constraints(liking_min=2, fitting_min=2))
    assert found.reaching.tolist() == [[False, False], [False, True]]


def test_a_score_reaches_a_minimum_that_is_written_as_it_is() -> None:
    assert ground(cohort([[0.7]], [1]), Constraints(liking_min=0.7)).acceptable.all()
    assert not ground(cohort([[3e38]], [1]), Constraints(liking_min=1e300)).acceptable.any()


def test_a_forbidden_pair_reaches_and_is_not_acceptable_a_required_one_is_whatever_it_scores() -> (
    None
):
    under = Constraints(liking_min=3, forbidden=[(3, 101)], required=[(1, 102)])
    found = ground(OF, under)
    assert found.reaching.tolist() == [[False, False], [True, True], [True, True]]
    assert found.acceptable.tolist() == [[False, True], [True, True], [False, True]]
    assert found.takes_part.tolist() == [False, True, True]
    assert found.places == (1, 1)


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (replace(OF, mentee_ids=(1, 1, 2)), "a mentee's id comes twice"),
        (replace(OF, mentor_ids=(1, 1)), "a mentor's id comes twice"),
        (replace(OF, capacities=(1,)), "each mentor needs a capacity"),
        (replace(OF, capacities=(1, -1)), "each mentor needs a capacity"),
        (replace(OF, mentee_ids=(1, 2)), r"scores of shape \(3, 2\)"),
        (replace(OF, fitting=OF.liking.T), r"scores of shape \(2, 3\)"),
        (replace(OF, liking=OF.liking * np.float32(np.nan)), "a score is not finite"),
        (replace(OF, fitting=OF.liking * np.float32(np.inf)), "a score is not finite"),
    ],
)
def test_what_is_no_cohort_is_refused(of: Cohort, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ground(of, Constraints())


@pytest.mark.parametrize(
    ("forbidden", "required", "why"),
    [
        ([(4, 101)], [], "mentee 4 or mentor 101 is not in the cohort"),
        ([], [(1, 103)], "mentee 1 or mentor 103 is not in the cohort"),
        ([(1, 101)], [(1, 101)], "mentee 1 and mentor 101 are both required and forbidden"),
        ([], [(1, 101), (1, 102)], "a mentee is required to be with two mentors"),
        ([], [(1, 101), (2, 101)], "mentor 101 is required to take more mentees than they do"),
    ],
)
def test_constraints_that_cannot_be_met_are_refused(
    forbidden: Sequence[IdPair], required: Sequence[IdPair], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        ground(OF, Constraints(forbidden=forbidden, required=required))


def test_a_minimum_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="a minimum is not a number"):
        ground(OF, Constraints(fitting_min=float("nan")))


def test_more_pairs_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAIRS_MAX", 6)
    assert ground(OF, Constraints()).mentee_ids == (1, 2, 3)
    monkeypatch.setattr(module, "PAIRS_MAX", 5)
    with pytest.raises(ValueError, match="3 x 2 pairs are more than 5"):
        ground(OF, Constraints())
