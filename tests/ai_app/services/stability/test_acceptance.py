"""Deferred acceptance: stable, best for every mentee, whatever the order of the questions."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.stability.acceptance import HEARD_EVERY, best_for_mentees, best_for_mentors
from services.stability.market import Market, market
from services.stability.rotations import done, rotations
from services.stability.scored import scored_market
from tests.ai_app.services.stability.markets import (
    PATIENT,
    circle,
    everything_stable,
    is_stable,
    markets,
)


def place(of: Market, mentee: int, mentor: int | None) -> int:
    """Return how far down their list a mentee's mentor stands; the end of it for none."""
    return len(of.wishes[mentee]) if mentor is None else int(of.places[mentee, mentor])


@PATIENT
@given(markets())
def test_no_mentee_does_better_in_any_stable_matching(of: Market) -> None:
    best, stable = best_for_mentees(of), everything_stable(of)
    assert best in stable
    for other in stable:
        assert all(
            place(of, mentee, best[mentee]) <= place(of, mentee, other[mentee])
            for mentee in range(len(best))
        )


@PATIENT
@given(markets())
def test_who_is_matched_and_how_full_a_mentor_is_is_the_same_in_all(of: Market) -> None:
    """The rural hospitals theorem: who has nobody has nobody in any stable matching."""
    found = {
        (
            tuple(mentor is None for mentor in each),
            tuple(each.count(mentor) for mentor in range(len(of.capacities))),
        )
        for each in everything_stable(of)
    }
    assert len(found) == 1


@PATIENT
@given(markets(), st.randoms(use_true_random=False))
def test_it_does_not_matter_who_asks_first(of: Market, chance: Random) -> None:
    new = list(range(len(of.wishes)))
    chance.shuffle(new)
    renamed = market(
        [of.wishes[new.index(number)].tolist() for number in range(len(new))],
        [[new[mentee] for mentee in order] for order in of.orders],
        of.capacities,
    )
    best, again = best_for_mentees(of), best_for_mentees(renamed)
    assert [again[new[mentee]] for mentee in range(len(best))] == list(best)


def test_the_worst_is_let_go_when_a_better_one_asks() -> None:
    of = market([[0], [0], [0, 1]], [[2, 1, 0], [2]], [2, 1])
    assert best_for_mentees(of) == (None, 0, 0)


@PATIENT
@given(markets())
def test_what_is_best_for_mentors_is_the_last_that_rotations_reach(of: Market) -> None:
    best = best_for_mentees(of)
    assert best_for_mentors(of) == done(best, rotations(of, best))


@PATIENT
@given(markets())
def test_no_mentor_does_better_than_in_what_is_best_for_mentors(of: Market) -> None:
    best = best_for_mentors(of)
    for other in everything_stable(of):
        for mentor, ranks in enumerate(of.ranks):
            have, would = (
                sorted(int(ranks[mentee]) for mentee, has in enumerate(each) if has == mentor)
                for each in (best, other)
            )
            assert all(mine <= theirs for mine, theirs in zip(have, would, strict=True))


def test_of_many_who_are_refused_by_all_nobody_is_forgotten() -> None:
    chance = np.random.default_rng(5)
    mentees, mentors = 60, 25
    liking, fitting = chance.random((2, mentees, mentors), dtype=np.float32)
    for capacities in ([1] * mentors, [0, *[2] * (mentors - 1)], [4] * mentors):
        of = scored_market(
            liking, fitting, np.ones((mentees, mentors), np.bool_), liking[:, 0] >= 0, capacities
        )
        assert is_stable(of, best_for_mentees(of))
        assert is_stable(of, best_for_mentors(of))
        assert sum(mentor is not None for mentor in best_for_mentees(of)) == min(
            mentees, sum(capacities)
        )


def test_it_is_told_how_many_have_asked() -> None:
    of, told = circle(HEARD_EVERY + 2), list[tuple[int, int]]()
    best_for_mentees(of, lambda done, total: told.append((done, total)))
    assert told == [(0, 130), (128, 130), (130, 130)]
