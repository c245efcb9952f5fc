"""Tests of centring: what all texts share is taken, and what tells them apart is left."""

import numpy as np
import pytest

from services.embedding.centring import PART, CentredEncoder, Centres, centres_of
from tests.ai_app.services.embedding.doubles import DIMENSION, HashEncoder

HALF = np.full(DIMENSION, 0.2, np.float32)
NOTHING = np.zeros(DIMENSION, np.float32)
CENTRES = Centres(of_queries=NOTHING, of_passages=HALF)


def test_vectors_are_moved_from_their_own_centre_and_have_the_length_1() -> None:
    inner, texts = HashEncoder(), ["a", "나"]
    encoder = CentredEncoder(inner, CENTRES)
    moved = inner.passages(texts) - PART * HALF
    expected = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    assert np.allclose(encoder.passages(texts), expected, atol=1e-6)
    assert np.allclose(encoder.queries(texts), inner.queries(texts), atol=1e-6)


def test_the_direction_of_the_centre_itself_stays() -> None:
    inner = HashEncoder()
    (vector,) = inner.passages(["a"])
    encoder = CentredEncoder(inner, Centres(of_queries=NOTHING, of_passages=vector / PART))
    assert encoder.passages(["a"])[0].tolist() == vector.tolist()


def test_no_texts_have_no_vectors() -> None:
    assert CentredEncoder(HashEncoder(), CENTRES).passages([]).shape == (0, DIMENSION)


def test_other_centres_make_another_model() -> None:
    inner = HashEncoder()
    one = CentredEncoder(inner, CENTRES).identity
    other = CentredEncoder(inner, Centres(of_queries=HALF, of_passages=HALF)).identity
    assert one == CentredEncoder(inner, CENTRES).identity
    assert one.revision != other.revision
    assert one.revision.startswith(f"{inner.revision}-")


@pytest.mark.parametrize("dimension", [DIMENSION - 1, DIMENSION + 1])
def test_centres_of_another_model_are_refused(dimension: int) -> None:
    wrong = np.zeros(dimension, np.float32)
    for centres in (
        Centres(of_queries=wrong, of_passages=NOTHING),
        Centres(of_queries=NOTHING, of_passages=wrong),
    ):
        with pytest.raises(ValueError, match="none of hash"):
            CentredEncoder(HashEncoder(), centres)


def test_each_language_counts_the_same_whatever_its_number() -> None:
    inner = HashEncoder()
    found = centres_of(inner, [["가", "나", "다"], ["a"]], [["라"], ["b", "c"]])
    korean, english = inner.queries(["가", "나", "다"]).mean(axis=0), inner.queries(["a"])[0]
    assert np.allclose(found.of_queries, (korean + english) / 2, atol=1e-6)
    korean, english = inner.passages(["라"])[0], inner.passages(["b", "c"]).mean(axis=0)
    assert np.allclose(found.of_passages, (korean + english) / 2, atol=1e-6)
