"""Vectors in eight bits: exact sums, and losses that are no greater than told."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schemas.embedding import Vectors
from services.ranking.coding import STEPS, coded, coded_query, likeness, lost


def units(seed: int, rows: int, dimension: int, spread: float = 1.0) -> Vectors:
    """Return unit vectors; with a large spread, a few coordinates are most of each."""
    chance = np.random.default_rng(seed)
    found = chance.standard_normal((rows, dimension))
    found = np.sign(found) * np.abs(found) ** spread
    unit: Vectors = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


@given(
    seed=st.integers(0, 10_000),
    dimension=st.sampled_from((1, 2, 31, 64, 384, 1024)),
    spread=st.sampled_from((0.1, 1.0, 3.0, 8.0)),
)
def test_a_likeness_is_no_further_from_the_cosine_than_it_says(
    seed: int, dimension: int, spread: float
) -> None:
    vectors = units(seed, 30, dimension, spread)
    asked, kept = coded(vectors[:1]), coded(vectors)
    found = likeness(kept.codes, kept.steps, asked)
    truth = vectors.astype(np.float64) @ vectors[0].astype(np.float64)
    bound = lost(float(kept.losses.max()), asked) + 2.0**-20
    assert np.abs(found - truth).max() <= bound


def test_products_of_codes_are_exact_whatever_the_instructions() -> None:
    extremes = np.full((2, 1024), STEPS, np.int8)
    extremes[1] *= -1
    chance = np.random.default_rng(0).integers(-STEPS, STEPS + 1, (500, 1024), np.int8)
    codes = np.concatenate((extremes, chance))
    query = coded(np.full((1, 1024), 1 / 32, np.float32))
    assert query.codes.tolist() == [[STEPS] * 1024]
    found = likeness(codes, np.ones(len(codes), np.float32), query)
    exact = (codes.astype(np.int64) @ query.codes[0].astype(np.int64)).astype(np.float32)
    assert found.tolist() == (exact * query.steps[0]).tolist()


def test_eight_bits_lose_little_of_a_text_s_vector() -> None:
    assert coded(units(1, 200, 384)).losses.max() < 0.011


def test_what_has_no_vector_is_like_nothing_and_loses_nothing() -> None:
    nothing = coded(np.zeros((3, 8), np.float32))
    assert not nothing.codes.any()
    assert nothing.losses.max() < 1e-40
    assert likeness(nothing.codes, nothing.steps, coded(units(2, 1, 8))).tolist() == [0, 0, 0]


def test_no_vectors_are_no_codes() -> None:
    assert coded(np.empty((0, 8), np.float32)).codes.shape == (0, 8)


def test_a_query_has_the_code_that_it_has_among_others_however_often_it_is_asked() -> None:
    vectors = np.random.default_rng(8).standard_normal((3, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    of_all = coded(vectors)
    for number in (0, 1, 2, 1, 0):
        found = coded_query(vectors[number])
        assert found.codes.tolist() == [of_all.codes[number].tolist()]
        assert (found.steps[0], found.losses[0]) == (of_all.steps[number], of_all.losses[number])
    assert coded_query(vectors[1]) is coded_query(vectors[1].copy())
