"""Tests of the scores of given mentors: they are those that recommending shows."""

import numpy as np
import pytest
from hypothesis import given

from services.ranking.population import advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import recommend
from services.ranking.scores import scores
from services.ranking.store import Placed
from tests.ai_app.services.ranking.people import DIMENSION, NOW, crowds, queries


@given(crowds(), queries())
def test_they_are_those_of_the_recommendations(crowd: list[Placed], query: Query) -> None:
    population = advanced(empty(DIMENSION), put=crowd)
    ids = [mentor.user_id for mentor, _ in reversed(crowd)]
    found = scores(population, query, ids, now=NOW)
    shown = {
        each.mentor.user_id: each.score
        for each in recommend(population, query, Filters(), top_k=len(crowd) + 1, now=NOW)
    }
    assert found.dtype == np.float32
    assert found.tolist() == [np.float32(shown[user_id]) for user_id in ids]


@given(crowds(most=2), queries())
def test_who_is_not_there_has_none(crowd: list[Placed], query: Query) -> None:
    with pytest.raises(KeyError):
        scores(advanced(empty(DIMENSION), put=crowd), query, [41], now=NOW)
