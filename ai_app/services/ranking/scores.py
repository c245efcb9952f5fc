"""Scores of given mentors for one query: what recommending would say of each of them."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from services.ranking import weights
from services.ranking.lexical import lexical
from services.ranking.population import Population
from services.ranking.query import Query
from services.ranking.scoring import contributions, score
from services.ranking.weights import micros
from services.stability.scored import Scores


def scores(
    population: Population, query: Query, user_ids: Sequence[int], *, now: datetime
) -> Scores:
    """Return the score of each of these mentors, from 0 to 1: shape (mentors,), float32.

    Raises `KeyError` for who is not in the population.
    """
    rows = np.array([population.row_of[user_id] for user_id in user_ids], np.intp)
    found = contributions(population, query, lexical(population, query), rows, now)
    totals = sum(found.values(), np.full(len(rows), micros(weights.BIAS), np.int64))
    return np.array([score(total) for total in totals.tolist()], np.float32)
