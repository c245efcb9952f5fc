"""Tests of hindsight: how well a ranking finds those whom somebody chose."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.hindsight import Hindsight, hindsight
from services.evaluation.metrics import hit, reciprocal_rank

RANKINGS = st.lists(st.integers(1, 40), unique=True, max_size=30)
CHOSEN = st.frozensets(st.integers(1, 40), min_size=1, max_size=8)


def test_of_nobody_there_is_nothing_to_say() -> None:
    assert hindsight([1, 2, 3], set(), total=0) is None
    assert hindsight([1, 2, 3], {9}, total=0) is None


def test_places_are_counted_among_those_not_chosen() -> None:
    found = hindsight([5, 1, 6, 7, 2, 8, 9, 10, 11, 12, 13, 14, 3], {1, 2, 3}, total=4)
    assert found is not None
    assert found.mrr == pytest.approx((1 / 2 + 1 / 4 + 1 / 11) / 4)
    assert replace(found, mrr=0) == Hindsight(
        hit_at_1=0, hit_at_3=25, hit_at_5=50, hit_at_10=50, mrr=0, total=4
    )


@given(RANKINGS, CHOSEN)
def test_all_of_the_chosen_at_the_top_is_the_best_there_is(
    others: list[int], chosen: frozenset[int]
) -> None:
    ranking = [*sorted(chosen), *(each for each in others if each not in chosen)]
    found = hindsight(ranking, chosen, total=len(chosen))
    assert found is not None
    assert (found.hit_at_1, found.hit_at_10) == (100, 100)
    assert found.mrr == pytest.approx(1)


@given(RANKINGS, CHOSEN)
def test_it_is_the_mean_of_each_being_the_only_one(
    ranking: list[int], chosen: frozenset[int]
) -> None:
    found = hindsight(ranking, chosen, total=len(chosen))
    assert found is not None
    hits, ranks = [], []
    for one in chosen:
        without = [each for each in ranking if each == one or each not in chosen]
        hits.append(hit(without, {one: 1}, k=3))
        ranks.append(reciprocal_rank(without, {one: 1}))
    assert found.hit_at_3 == pytest.approx(100 * sum(hits) / len(chosen))
    assert found.mrr == pytest.approx(sum(ranks) / len(chosen))
    assert found.hit_at_1 <= found.hit_at_3 <= found.hit_at_5 <= found.hit_at_10


def test_more_cannot_be_ranked_than_there_are() -> None:
    with pytest.raises(ValueError, match="2 of the chosen"):
        hindsight([1, 2], {1, 2}, total=1)
