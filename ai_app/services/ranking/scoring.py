"""Exact scores: what each feature contributes to some rows, the same on every machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import exp

import numpy as np
from numpy.typing import NDArray

from schemas.embedding import Vectors
from services.ranking import moment, weights
from services.ranking.lexical import Points
from services.ranking.population import Population
from services.ranking.query import Query
from services.ranking.standing import STANDING
from services.ranking.weights import MICROS_PER_LOGIT, Feature, micros

GRAIN = 2.0**24
"""Vectors count in steps of its inverse; a coordinate is at most 1, so this loses no more than the
32 bits of theirs had lost."""

Indices = NDArray[np.intp]
Micros = NDArray[np.int64]
Cosines = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Rows, the best first, and what each feature contributes to each, in micro-logits."""

    rows: Indices
    totals: Micros
    """The logits of the scores, `weights.BIAS` among them."""
    contributions: Mapping[Feature, Micros]

    def first(self, count: int) -> "Ranking":
        """Return the ranking of the best alone."""
        return Ranking(
            rows=self.rows[:count],
            totals=self.totals[:count],
            contributions={feature: each[:count] for feature, each in self.contributions.items()},
        )


def ranking(
    population: Population,
    query: Query,
    points: Mapping[Feature, Points],
    rows: Indices,
    now: datetime,
) -> Ranking:
    """Rank these rows; equals stand in the order of their ids."""
    found = contributions(population, query, points, rows, now)
    totals = sum(found.values(), np.full(len(rows), micros(weights.BIAS), np.int64))
    order = np.lexsort((population.store.user_ids[rows], -totals))
    return Ranking(
        rows=rows[order],
        totals=totals[order],
        contributions={feature: each[order] for feature, each in found.items()},
    )


def contributions(
    population: Population,
    query: Query,
    points: Mapping[Feature, Points],
    rows: Indices,
    now: datetime,
) -> dict[Feature, Micros]:
    """Return what each feature contributes to these rows; whole numbers, so sums are exact."""
    store = population.store
    found: dict[Feature, Micros] = {}
    if query.vector is not None:
        found[Feature.TEXT] = _text(store.matrix[rows], query.vector)
    for feature, each in points.items():
        found[feature] = each[rows].astype(np.int64)
    standing = store.standing[rows].astype(np.int64)
    found.update(zip(STANDING, standing.T, strict=True))
    found[Feature.RECENCY] = moment.recency(store.active_at[rows], now)
    found[Feature.YEARS] = moment.years(store.years[rows], query.profile.years)
    return found


def _text(matrix: Vectors, vector: Vectors) -> Micros:
    """Return what the likeness of texts contributes: 0 for the mean of unrelated ones.

    Who has no vector yet, a row of zeros, gets this 0, too.
    """
    logits = (cosines(matrix, vector) - weights.COSINE_UNRELATED) * weights.TEXT_PER_COSINE
    found = np.rint(logits * MICROS_PER_LOGIT).astype(np.int64)
    return np.where(matrix.any(axis=1), found, 0)


def cosines(matrix: Vectors, others: Vectors) -> Cosines:
    """Return the cosines of unit vectors, bit for bit the same with any BLAS on any machine.

    The order in which a processor adds changes the last bits of a product of matrices. Here there
    are none to change: coordinates are whole numbers of grains, and, by Cauchy and Schwarz, every
    sum of products of two unit vectors' coordinates stays below 2**53, where 64 bits are exact.
    """
    left = np.rint(matrix.astype(np.float64) * GRAIN)
    right = np.rint(others.astype(np.float64) * GRAIN)
    found: Cosines = (left @ right.T) / (GRAIN * GRAIN)
    return found


def score(total: int) -> float:
    """Return a logit, in micros, as a score from 0 to 1; six digits, below which lies only noise.

    1 is a mentor who suits in every way; scores of different queries may be compared.
    """
    return round(1 / (1 + exp(-total / MICROS_PER_LOGIT)), 6)
