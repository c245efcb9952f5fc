"""Intervals: what Efron's formulas give, step by step, and how often they hold the truth."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.intervals import (
    Interval,
    Resamples,
    are_apart,
    can_tell,
    difference_interval,
    mean_interval,
    resamples,
)

LEANING = [0.0, 0.0, 0.1, 0.1, 0.2, 0.25, 0.3, 0.5, 1.0, 1.0]


def textbook(values: list[float], samples: Resamples, confidence: float) -> tuple[float, float]:
    """Return the BCa interval with its jackknife written out (Efron and Tibshirani, 14.3)."""
    normal, size = NormalDist(), len(values)
    mean = sum(values) / size
    means = sorted(
        sum(float(weight) * value for weight, value in zip(row, values, strict=True))
        for row in samples
    )
    lower = sum(each < mean - 1e-12 for each in means)
    level = sum(abs(each - mean) <= 1e-12 for each in means)
    bias = normal.inv_cdf((lower + level / 2) / len(means))
    without = [(sum(values) - value) / (size - 1) for value in values]
    centre = sum(without) / size
    cubes = sum((centre - each) ** 3 for each in without)
    squares = sum((centre - each) ** 2 for each in without)
    lean = cubes / (6 * squares**1.5)

    def end(tail: float) -> float:
        step = bias + normal.inv_cdf(tail)
        place = normal.cdf(bias + step / (1 - lean * step)) * (len(means) - 1)
        below = int(place)
        above = min(below + 1, len(means) - 1)
        return means[below] + (place - below) * (means[above] - means[below])

    return end((1 - confidence) / 2), end((1 + confidence) / 2)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("values", [LEANING, [1.0] * 9 + [0.0], [0.4, 0.6]])
def test_it_is_what_the_textbook_gives(values: list[float], confidence: float) -> None:
    samples = resamples(len(values), count=500, seed=3)
    found = mean_interval(values, samples, confidence=confidence)
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert (found.low, found.high) == pytest.approx(textbook(values, samples, confidence))


def test_samples_are_of_as_many_with_replacement() -> None:
    samples = resamples(7, count=20_000, seed=1)
    assert samples.shape == (20_000, 7)
    assert np.allclose(samples.sum(axis=1), 1)
    times = samples * 7
    assert np.array_equal(times, times.round())
    assert times.mean(axis=0) == pytest.approx(np.ones(7), abs=0.03)
    # A query is left out of a sample with the probability (6/7)^7.
    assert float((times == 0).mean()) == pytest.approx((6 / 7) ** 7, abs=0.01)


def test_the_seed_decides() -> None:
    same = [resamples(9, count=50, seed=seed) for seed in (4, 4, 5)]
    assert np.array_equal(same[0], same[1])
    assert not np.array_equal(same[0], same[2])


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    chance = np.random.default_rng(8)
    samples = resamples(60, count=1_000, seed=0)
    held = 0
    for _ in range(1_500):
        ranks = chance.geometric(0.4, size=60)
        found = mean_interval(list(np.where(ranks <= 4, 1 / ranks, 0)), samples)
        truth = sum(0.4 * 0.6 ** (rank - 1) / rank for rank in range(1, 5))
        held += found.low <= truth <= found.high
    slack = 3 * (0.95 * 0.05 / 1_500) ** 0.5  # of three standard errors
    assert held / 1_500 == pytest.approx(0.95, abs=slack)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.integers(0, 9))
def test_the_mean_is_known_exactly_and_the_ends_are_of_the_values(
    values: list[float], seed: int
) -> None:
    found = mean_interval(values, resamples(len(values), count=100, seed=seed))
    assert found.mean == pytest.approx(sum(values) / len(values), abs=1e-12)
    slack = 1e-12
    assert min(values) - slack <= found.low <= found.high <= max(values) + slack


def test_values_that_are_all_equal_are_a_point() -> None:
    point = mean_interval([0.1] * 7, resamples(7, count=10, seed=0))
    assert point == Interval(mean=0.1, low=0.1, high=0.1)


def test_values_that_differ_by_rounding_alone_are_a_point_too() -> None:
    values = [0.1 + 0.2, 0.3, 5e-324 + 0.3]
    point = mean_interval(values, resamples(3, count=10, seed=0))
    assert point.low == point.high == values[0]


def test_a_single_sample_gives_itself() -> None:
    samples = resamples(10, count=1, seed=0)
    found = mean_interval(LEANING, samples)
    assert found.low == found.high == pytest.approx(float(samples[0] @ np.array(LEANING)))


def test_a_difference_is_paired() -> None:
    """A hard query is hard for both: how good each is, is unsure, which is better is not."""
    chance = np.random.default_rng(2)
    hard = chance.random(40)
    better = hard + 0.05 + chance.normal(scale=0.01, size=40)
    samples = resamples(40, count=2_000, seed=0)
    one, other = mean_interval(list(better), samples), mean_interval(list(hard), samples)
    assert not are_apart(one, other)
    difference = difference_interval(list(better), list(hard), samples)
    assert difference.excludes_zero
    assert 0.04 < difference.low < difference.mean < difference.high < 0.06
    assert difference.mean == pytest.approx(one.mean - other.mean)
    back = difference_interval(list(hard), list(better), samples)
    assert back.excludes_zero
    assert back.mean == -difference.mean


@pytest.mark.parametrize(
    ("low", "high", "apart", "sure"),
    [(0.5, 0.7, False, True), (0.6, 0.7, True, True), (-0.2, -0.1, True, True)],
)
def test_intervals_are_apart_where_not_even_an_end_is_shared(
    low: float, high: float, apart: bool, sure: bool
) -> None:
    one, other = (
        Interval(mean=0.3, low=0.0, high=0.5),
        Interval(mean=(low + high) / 2, low=low, high=high),
    )
    assert are_apart(one, other) is are_apart(other, one) is apart
    assert other.excludes_zero is sure
    assert not one.excludes_zero


@pytest.mark.parametrize(("confidence", "enough"), [(0.9, 5), (0.95, 6), (0.99, 8)])
def test_few_queries_tell_nothing_though_all_point_one_way(confidence: float, enough: int) -> None:
    assert [can_tell(queries, confidence=confidence) for queries in (1, enough - 1, enough)] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("confidence", [0, 1, 0.9999, -0.5])
def test_a_confidence_out_of_bounds_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="a confidence lies above 0"):
        mean_interval([0.0, 1.0], resamples(2, count=10, seed=0), confidence=confidence)


def test_samples_must_be_of_these_queries() -> None:
    samples = resamples(3, count=10, seed=0)
    with pytest.raises(ValueError, match="2 values, but samples of 3 queries"):
        mean_interval([0.0, 1.0], samples)
    with pytest.raises(ValueError, match="zip"):
        difference_interval([0.0, 1.0, 1.0], [1.0], samples)


@pytest.mark.parametrize(("queries", "count"), [(0, 10), (10, 0)])
def test_nothing_cannot_be_drawn(queries: int, count: int) -> None:
    with pytest.raises(ValueError, match="there must be queries"):
        resamples(queries, count=count, seed=0)
