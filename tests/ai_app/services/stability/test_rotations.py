"""Rotations: from the best for the mentees to the best for the mentors, through all between."""

from itertools import chain, combinations

import pytest
from hypothesis import given

from services.stability import rotations as module
from services.stability.acceptance import best_for_mentees
from services.stability.market import Assignment, Market, market
from services.stability.precedence import precedence
from services.stability.rotations import TooManyRotations, done, rotations
from tests.ai_app.services.stability.markets import (
    PATIENT,
    circle,
    everything_stable,
    is_stable,
    markets,
)


def reached(of: Market) -> list[Assignment]:
    """Return what each set of rotations gives that holds all that precede one of it."""
    best = best_for_mentees(of)
    steps = rotations(of, best)
    before = precedence(of, best, steps)
    numbers = range(len(steps))
    sets = chain.from_iterable(combinations(numbers, size) for size in (*numbers, len(steps)))
    possible = (chosen for chosen in sets if all(before[each] <= set(chosen) for each in chosen))
    return [done(best, [steps[each] for each in chosen]) for chosen in possible]


@PATIENT
@given(markets())
def test_the_sets_of_rotations_are_the_stable_matchings_each_of_them_once(of: Market) -> None:
    found = reached(of)
    assert len(set(found)) == len(found)
    assert set(found) == everything_stable(of)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_in_a_circle_every_turn_is_stable(size: int) -> None:
    of = circle(size)
    found = reached(of)
    assert len(found) == size
    assert set(found) == everything_stable(of)


def test_two_circles_turn_each_for_itself() -> None:
    one = circle(3)
    shifted = [[mentor + 3 for mentor in wish] for wish in one.wishes]
    others = [[mentee + 3 for mentee in order] for order in one.orders]
    of = market([*map(list, one.wishes), *shifted], [*map(list, one.orders), *others], [1] * 6)
    assert len(set(reached(of))) == 9


def test_whom_a_mentor_has_go_one_after_the_other_the_worst_first() -> None:
    """Two mentees leave a mentor who takes two: the second may only once the first has gone."""
    of = market(
        [[3, 4, 1], [4, 1, 2, 0, 3], [1, 3, 2, 0, 4], [0, 1, 3, 2, 4], [2, 1, 0, 4, 3]],
        [[1, 2, 4, 3], [1, 2, 3, 4, 0], [4, 2, 3, 1], [4, 2, 1, 0, 3], [3, 2, 0, 1, 4]],
        [2, 0, 0, 1, 2],
    )
    assert len(reached(of)) == 3
    assert set(reached(of)) == everything_stable(of)


def test_a_large_market_is_stable_at_every_step() -> None:
    of = circle(40)
    has = best_for_mentees(of)
    steps = rotations(of, has)
    assert len(steps) == 39
    for step in steps:
        has = done(has, [step])
        assert is_stable(of, has)


def test_more_rotations_than_can_be_chosen_from_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = circle(5)
    best = best_for_mentees(of)
    monkeypatch.setattr(module, "ROTATIONS_MAX", 4)
    assert len(rotations(of, best)) == 4
    monkeypatch.setattr(module, "ROTATIONS_MAX", 3)
    with pytest.raises(TooManyRotations, match="more than 3 steps"):
        rotations(of, best)


def test_it_is_told_with_every_rotation_how_many_mentees_are_settled() -> None:
    of, told = circle(3), list[tuple[int, int]]()
    rotations(of, best_for_mentees(of), lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (0, 3), (0, 3), (3, 3)]
