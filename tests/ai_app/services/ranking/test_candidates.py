"""Candidates: the best are always among them, and few others are."""

import itertools
from datetime import timedelta

import numpy as np
import pytest

from schemas.embedding import Vectors
from schemas.people import Mentor, Profile, Statistics
from services.ranking.candidates import OUT, _estimates, _glances, _reached, candidates, noise
from services.ranking.filtering import eligible
from services.ranking.lexical import lexical
from services.ranking.population import Population, advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import recommend
from services.ranking.scoring import ranking
from services.ranking.weights import BIAS, MICROS_PER_LOGIT, Feature
from tests.ai_app.services.ranking.people import NOW

DIMENSION, MENTORS = 32, 3000


def units(chance: np.random.Generator, count: int) -> Vectors:
    """Return vectors as alike as those of texts, in groups, some of them equal."""
    centres = chance.standard_normal((20, DIMENSION)) + 6 * np.eye(DIMENSION)[0] * 2
    found = centres[chance.integers(0, 20, count)] + chance.standard_normal((count, DIMENSION))
    found[::7] = found[0]
    unit: Vectors = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


def crowd(seed: int) -> Population:
    chance = np.random.default_rng(seed)
    put = [
        (
            Mentor(
                user_id=int(user_id),
                nickname="m",
                company_name=f"company {chance.integers(0, 40)}",
                profile=Profile(
                    jobs=(f"job {chance.integers(0, 9)}",),
                    skills=tuple({f"skill {chance.integers(0, 30)}" for _ in range(3)}),
                    years=int(chance.integers(0, 30)),
                ),
                verified=bool(chance.integers(0, 2)),
                capacity=int(chance.integers(0, 3)),
                statistics=Statistics(rating_avg=4.9, rating_count=int(chance.integers(0, 90))),
                last_active_at=NOW - timedelta(days=int(chance.integers(0, 300))),
            ),
            vector if user_id % 11 else None,
        )
        for user_id, vector in zip(chance.permutation(MENTORS), units(chance, MENTORS), strict=True)
    ]
    return advanced(empty(DIMENSION), put=put)


@pytest.fixture(scope="module")
def population() -> Population:
    grown = crowd(1)
    return advanced(grown, deleted=[int(row) for row in np.arange(0, MENTORS, 50)])


FILTERS = (
    Filters(),
    Filters(only_available=True, years_min=3),
    Filters(jobs=("job 3",)),
    Filters(companies=("company 7",)),
)


@pytest.mark.parametrize(("depth", "of"), [*itertools.product((1, 10, 100), FILTERS)])
def test_the_best_of_thousands_are_those_that_scoring_everybody_gives(
    population: Population, depth: int, of: Filters
) -> None:
    for seed in range(4):
        vector = units(np.random.default_rng(seed), 9)[seed]
        for asked in (vector, None):
            profile = Profile(jobs=("job 3",), skills=("skill 4", "skill 8"), years=seed)
            query = Query(profile=profile, vector=asked)
            points, mask = lexical(population, query), eligible(population, of)
            rows = candidates(population, query, points, mask, depth, NOW)
            everybody = ranking(population, query, points, np.flatnonzero(mask), NOW)
            found = ranking(population, query, points, rows, NOW).first(depth)
            assert found.rows.tolist() == everybody.rows[:depth].tolist()
            assert found.totals.tolist() == everybody.totals[:depth].tolist()
            if asked is not None:
                assert len(rows) < 3 * depth + MENTORS // 7  # equal vectors, no more


def test_estimates_are_no_further_off_than_the_bound(population: Population) -> None:
    query = Query(
        profile=Profile(skills=("skill 4",)), vector=units(np.random.default_rng(5), 1)[0]
    )
    points = lexical(population, query)
    every = np.arange(population.count)
    exact = ranking(population, query, points, every, NOW)
    moments = exact.contributions[Feature.RECENCY] + exact.contributions[Feature.YEARS]
    truth = (exact.totals - moments) / MICROS_PER_LOGIT - BIAS
    estimates = _estimates(population, query, points, exact.rows)
    assert np.abs(estimates - truth).max() < noise(DIMENSION)
    truth += moments / MICROS_PER_LOGIT
    glances, wrong = _glances(population, query, points, None, NOW)
    assert noise(DIMENSION) < np.abs(glances[exact.rows] - truth).max() < wrong


def test_a_bar_is_reached_by_enough_rows() -> None:
    chance = np.random.default_rng(3)
    for length, depth in itertools.product((1, 63, 64, 65, 500, 5000), (1, 3, 60)):
        if depth <= length:
            values = chance.standard_normal(length).astype(np.float32)
            assert np.count_nonzero(values >= _reached(values, depth)) >= depth


def test_a_bar_is_reached_by_who_is_not_out_even_where_all_lie_in_one_block() -> None:
    values = np.full(256, OUT, np.float32)
    values[::4] = np.arange(64)
    assert _reached(values, 2) == 62


def test_a_mentor_whose_moment_is_best_overtakes_hundreds_with_better_texts() -> None:
    near = np.zeros((400, DIMENSION))
    near[:, 0], near[:, 1] = 1, np.linspace(0, 0.01, 400)
    vectors = (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)
    put = [
        (
            Mentor(
                user_id=number,
                nickname="m",
                profile=Profile(years=5 if number == 399 else 1),
                last_active_at=NOW if number == 399 else NOW - timedelta(days=900),
            ),
            vector,
        )
        for number, vector in enumerate(vectors)
    ]
    query = Query(profile=Profile(years=1), vector=vectors[0])
    (found,) = recommend(advanced(empty(DIMENSION), put=put), query, Filters(), top_k=1, now=NOW)
    assert found.mentor.user_id == 399


def test_few_rows_are_looked_at_closely_where_who_asks_says_their_years() -> None:
    population, chance = crowd(7), np.random.default_rng(11)
    query = Query(profile=Profile(years=3), vector=units(chance, 9)[4])
    glances, wrong = _glances(population, query, {}, None, NOW)
    near = np.count_nonzero(glances >= _reached(glances, 10) - 2 * wrong)
    assert near < MENTORS // 20  # without the moment in a glance it would be 441


def test_texts_that_are_almost_the_same_stand_in_their_exact_order() -> None:
    chance = np.random.default_rng(2)
    base = units(chance, 2)[1].astype(np.float64)
    near = base + 4e-6 * chance.standard_normal((1000, DIMENSION)) / np.sqrt(DIMENSION)
    vectors = (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)
    put = [(Mentor(user_id=n, nickname="m"), vector) for n, vector in enumerate(vectors)]
    population, mask = advanced(empty(DIMENSION), put=put), np.ones(1000, np.bool_)
    for seed in range(20):
        query = Query(profile=Profile(), vector=units(np.random.default_rng(seed), 3)[1])
        rows = candidates(population, query, {}, mask, 5, NOW)
        found = ranking(population, query, {}, rows, NOW).first(5)
        everybody = ranking(population, query, {}, np.arange(1000), NOW).first(5)
        assert found.rows.tolist() == everybody.rows.tolist()
