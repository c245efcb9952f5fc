"""The measures: figures worked out by hand, and the same by trying everything."""

from itertools import combinations, permutations
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.metrics import (
    catalogue_coverage,
    hit,
    intra_list_diversity,
    ndcg,
    recall,
    reciprocal_rank,
)

SIX = {1: 3, 2: 2, 3: 3, 4: 0, 5: 1, 6: 2}
PEOPLE = range(1, 6)

rankings = st.lists(st.sampled_from(PEOPLE), unique=True)
gradings = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 4))
depths = st.integers(1, 7)


def cumulated(grades: list[int]) -> float:
    """Return the discounted gain, written another way."""
    return sum((2.0**grade - 1) * log(2) / log(place + 2) for place, grade in enumerate(grades))


def test_ndcg_of_six_is_that_worked_out_by_hand() -> None:
    # 7 + 3/1.58496 + 7/2 + 0 + 1/2.58496 + 3/2.80735, and with 3 3 2 2 1 0:
    # 7 + 7/1.58496 + 3/2 + 3/2.32193 + 1/2.58496 + 0
    assert ndcg([1, 2, 3, 4, 5, 6], SIX, k=6) == pytest.approx(13.848264 / 14.595391, abs=1e-6)
    # the first two: 7 + 3/1.58496, of 7 + 7/1.58496
    assert ndcg([1, 2, 3, 4, 5, 6], SIX, k=2) == pytest.approx(8.892789 / 11.416508, abs=1e-6)


@given(rankings, gradings, depths)
def test_ndcg_is_against_the_best_of_all_orders(
    ranking: list[int], grades: dict[int, int], k: int
) -> None:
    def gain(order: list[int]) -> float:
        return cumulated([grades.get(each, 0) for each in order[:k]])

    best = max(gain(list(order)) for order in permutations(PEOPLE))
    assert ndcg(ranking, grades, k=k) == pytest.approx(gain(ranking) / best if best else 0)


@given(gradings, depths)
def test_the_best_order_has_exactly_one_and_none_has_more(grades: dict[int, int], k: int) -> None:
    best = sorted(PEOPLE, key=lambda each: -grades.get(each, 0))
    assert ndcg(best, grades, k=k) == float(any(grades.values()))
    assert ndcg(best[::-1], grades, k=k) <= 1


def test_people_of_one_grade_may_change_places() -> None:
    assert ndcg([3, 6, 1, 2], SIX, k=4) == ndcg([1, 2, 3, 6], SIX, k=4)


def test_a_short_ranking_is_measured_against_what_there_is_to_find() -> None:
    assert ndcg([1], {1: 1, 2: 1}, k=10) == pytest.approx(1 / (1 + 1 / 1.5849625))
    assert recall([1], {1: 1, 2: 1}, k=10) == 0.5


@pytest.mark.parametrize("ranking", [[], [1, 2]])
@pytest.mark.parametrize("grades", [{}, {1: 0}])
def test_where_nobody_is_relevant_everything_is_zero(
    ranking: list[int], grades: dict[int, int]
) -> None:
    assert ndcg(ranking, grades, k=3) == 0
    assert reciprocal_rank(ranking, grades) == 0
    assert recall(ranking, grades, k=3) == 0
    assert hit(ranking, grades, k=3) == 0


def test_who_is_relevant_begins_at_a_grade() -> None:
    ranking = [4, 5, 2, 1]
    assert reciprocal_rank(ranking, SIX) == 1 / 2
    assert reciprocal_rank(ranking, SIX, relevant_from=2) == 1 / 3
    assert reciprocal_rank(ranking, SIX, relevant_from=3) == 1 / 4
    assert reciprocal_rank(ranking, SIX, relevant_from=4) == 0
    assert recall(ranking, SIX, k=3, relevant_from=2) == 1 / 4
    assert [hit(ranking, SIX, k=k, relevant_from=3) for k in (1, 3, 4, 9)] == [0, 0, 1, 1]


@given(rankings, gradings, depths, st.integers(1, 4))
def test_ranks_hits_and_recall_are_what_counting_gives(
    ranking: list[int], grades: dict[int, int], k: int, lowest: int
) -> None:
    right = [grades.get(each, 0) >= lowest for each in ranking]
    there = sum(grade >= lowest for grade in grades.values())
    ranks = [rank for rank, each in enumerate(right, start=1) if each]
    assert reciprocal_rank(ranking, grades, relevant_from=lowest) == (
        1 / min(ranks) if ranks else 0
    )
    assert hit(ranking, grades, k=k, relevant_from=lowest) == any(right[:k])
    assert recall(ranking, grades, k=k, relevant_from=lowest) == (
        sum(right[:k]) / there if there else 0
    )


def test_coverage_is_who_is_shown_to_anybody() -> None:
    shown = [[1, 2, 3], [2, 1, 4], []]
    assert catalogue_coverage(shown, range(1, 9), k=2) == 2 / 8
    assert catalogue_coverage(shown, range(1, 9), k=5) == 4 / 8
    assert catalogue_coverage([], [], k=5) == 0


def test_who_is_shown_must_be_in_the_catalogue() -> None:
    with pytest.raises(ValueError, match="not in the catalogue: 3"):
        catalogue_coverage([[1, 4, 3]], [1, 2], k=5)


def test_diversity_by_hand() -> None:
    right_angle = np.array([[1, 0], [0, 2]], dtype=np.float32)
    assert intra_list_diversity(right_angle) == 1
    third = np.array([[1, 0], [0, 1], [sqrt(0.5), sqrt(0.5)]], dtype=np.float32)
    # one pair at 90 degrees, two at 45
    assert intra_list_diversity(third) == pytest.approx((1 + 2 * (1 - sqrt(0.5))) / 3, abs=1e-7)
    assert intra_list_diversity(np.array([[1, 0], [-3, 0]], dtype=np.float32)) == 2


@pytest.mark.parametrize("size", [0, 1])
def test_fewer_than_two_are_not_diverse(size: int) -> None:
    assert intra_list_diversity(np.ones((size, 3), dtype=np.float32)) == 0


@given(st.integers(2, 12), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_diversity_is_the_mean_over_all_pairs(size: int, dimension: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(size, dimension)).astype(np.float32)
    rows = [[float(each) for each in row] for row in vectors]

    def apart(one: list[float], other: list[float]) -> float:
        lengths = sqrt(sum(x * x for x in one)) * sqrt(sum(x * x for x in other))
        return 1 - sum(x * y for x, y in zip(one, other, strict=True)) / lengths

    pairs = [apart(one, other) for one, other in combinations(rows, 2)]
    assert intra_list_diversity(vectors) == pytest.approx(sum(pairs) / len(pairs), abs=1e-9)


def test_copies_have_no_diversity_not_even_a_negative_one() -> None:
    copies = np.full((10, 3), 0.1, dtype=np.float32)
    assert 0 <= intra_list_diversity(copies) < 1e-12


def test_a_vector_without_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="no direction"):
        intra_list_diversity(np.array([[1, 0], [0, 0]], dtype=np.float32))


def test_what_is_no_ranking_no_depth_and_no_grade_is_refused() -> None:
    with pytest.raises(ValueError, match="names each person once"):
        ndcg([1, 1], {1: 1}, k=1)
    with pytest.raises(ValueError, match="names each person once"):
        reciprocal_rank([2, 2, 1], {1: 1})
    with pytest.raises(ValueError, match="depth of a ranking"):
        recall([1], {1: 1}, k=0)
    with pytest.raises(ValueError, match="0 or more"):
        ndcg([1], {1: 1, 2: -1}, k=1)
    with pytest.raises(ValueError, match="begins at 1"):
        hit([1], {1: 1}, k=1, relevant_from=0)
