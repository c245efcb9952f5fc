"""Scores: exact cosines, whatever the order of sums, and bounded numbers to show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.embedding import Vectors
from services.ranking.scoring import cosines, score
from tests.ai_app.services.ranking.oracle import cosine
from tests.ai_app.services.ranking.people import vectors


@given(st.lists(vectors(), min_size=1, max_size=4), vectors())
def test_a_cosine_is_exact(many: list[Vectors], one: Vectors) -> None:
    assert cosines(np.array(many), one).tolist() == [cosine(each, one) for each in many]


def test_a_cosine_does_not_depend_on_the_order_of_its_sum() -> None:
    chance = np.random.default_rng(0)
    matrix = chance.standard_normal((50, 384)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    expected = cosines(matrix, matrix[0])
    assert expected[0] == pytest.approx(1, abs=1e-6)
    for _ in range(20):
        order = chance.permutation(384)
        assert (cosines(matrix[:, order], matrix[0, order]) == expected).all()
    assert (cosines(matrix, matrix)[:, 0] == expected).all()


def test_cosines_lose_no_more_than_the_last_bits() -> None:
    chance = np.random.default_rng(1)
    matrix = chance.standard_normal((50, 384)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    truth = matrix.astype(np.float64) @ matrix[0].astype(np.float64)
    assert np.abs(cosines(matrix, matrix[0]) - truth).max() < 1e-6


@pytest.mark.parametrize(
    ("logits", "expected"), [(0, 0.5), (-4.5, 0.010987), (2, 0.880797), (-130, 0.0), (60, 1.0)]
)
def test_a_score_is_the_logistic_function_of_the_logit(logits: float, expected: float) -> None:
    assert score(round(logits * 1e6)) == expected
