"""Objectives: of all stable matchings, found by trying everything, none is worth more."""

from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.stability.acceptance import best_for_mentees
from services.stability.market import Assignment, Market
from services.stability.objective import _nearest, best_in_all, best_of
from services.stability.rotations import rotations
from tests.ai_app.services.stability.markets import PATIENT, circle, everything_stable, markets

WORTHS = st.lists(st.integers(-5, 5), min_size=20, max_size=20)


def total(assignment: Assignment, worth: list[int]) -> int:
    return sum(
        worth[mentee * 4 + mentor] for mentee, mentor in enumerate(assignment) if mentor is not None
    )


@PATIENT
@given(markets(), WORTHS)
def test_no_stable_matching_is_worth_more(of: Market, worth: list[int]) -> None:
    found = best_in_all(of, lambda mentee, mentor: worth[mentee * 4 + mentor])
    stable = everything_stable(of)
    assert found in stable
    assert total(found, worth) == max(total(each, worth) for each in stable)


@PATIENT
@given(markets())
def test_where_all_are_worth_the_same_it_is_the_best_for_the_mentees(of: Market) -> None:
    assert best_in_all(of, lambda _mentee, _mentor: 0) == best_for_mentees(of)


def test_half_way_round_a_circle_both_sides_have_it_as_well() -> None:
    of = circle(5)

    def liked(mentee: int, mentor: int) -> int:
        return -int(max(of.places[mentee, mentor], of.ranks[mentor, mentee]))

    found = best_in_all(of, liked)
    assert [
        of.places[mentee, mentor] for mentee, mentor in enumerate(found) if mentor is not None
    ] == [2] * 5


def test_it_is_told_for_how_many_rotations_it_is_known_what_precedes_them() -> None:
    of, told = circle(3), list[tuple[int, int]]()
    best = best_for_mentees(of)
    steps = rotations(of, best)
    best_of(of, best, steps, lambda *_: 0, lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2)]


def with_all_before(before: Sequence[Iterable[int]]) -> list[set[int]]:
    found: list[set[int]] = []
    for earlier in before:
        found.append(set(earlier).union(*(found[number] for number in earlier)))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_what_is_nearest_before_brings_all_that_is_before_and_nothing_twice(seed: int) -> None:
    chance = Random(seed)
    before = [{each for each in range(number) if chance.random() < 0.2} for number in range(40)]
    nearest = _nearest(before)
    assert with_all_before(nearest) == with_all_before(before)
    everything = with_all_before(before)
    for kept in nearest:
        assert not any(each in everything[other] for each in kept for other in kept)
