"""Candidates: the few rows among which the best must be, by a bound and not by a guess.

A glance at a row is its logit, made of the vector in eight bits and of the day of the last
activity, so that it is wrong by w at most. If glances at n rows give t or more, those at the n best
give at least t - 2 w: whoever lies lower is beaten by all of those n. Only rows above get estimates
in 32 bits; the same argument, with `noise` for w, then leaves about n rows, whose scores are made
out exactly. This is the threshold algorithm of Fagin, Lotem and Naor, "Optimal aggregation
algorithms for middleware", JCSS 66 (2003), in two rounds.
"""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.ranking import moment, weights
from services.ranking.coding import coded_query, likeness, lost
from services.ranking.filtering import Mask
from services.ranking.lexical import Points
from services.ranking.population import Population
from services.ranking.query import Query
from services.ranking.scoring import Indices
from services.ranking.weights import MICROS_PER_LOGIT, Feature

Estimates = NDArray[np.float32]

FEW_PART = 8
"""Below an eighth of the rows it is faster to gather them than to pass over all."""
BLOCKS = 64
"""Of so many rows apart, one maximum is taken: it is faster than to partition all of them."""
EXACT_MAX = 256
"""Of so few rows the scores are made out exactly in less time than it takes to leave some out."""
PER_MICRO = np.float32(1 / MICROS_PER_LOGIT)
OUT = np.float32(-1e9)
"""What is added for rows that are not to be found: no estimate comes near it."""
SURROUNDINGS = 1e-4
"""Noise beside that of the cosine: ten roundings of numbers below 256 to 24 bits, and to micros."""


def noise(dimension: int) -> float:
    """Return how far, in logits, an estimate may be from the truth.

    A sum of n products in 32 bits is wrong by n * 2**-24 of the sum of their sizes, at most, in
    whatever order (Higham, "Accuracy and Stability of Numerical Algorithms", section 3.1); for unit
    vectors that sum is 1 at most. The 64 more are for grains, and lengths that are not quite 1.
    """
    return weights.TEXT_PER_COSINE * (dimension + 64) * 2.0**-24 * 1.01 + SURROUNDINGS


def candidates(
    population: Population,
    query: Query,
    points: Mapping[Feature, Points],
    mask: Mask,
    depth: int,
    now: datetime,
) -> Indices:
    """Return rows among which are the best `depth` of those in the mask, or all of it if fewer."""
    count = int(np.count_nonzero(mask))
    if count <= depth:
        return np.flatnonzero(mask)
    few = np.flatnonzero(mask) if count * FEW_PART < len(mask) else None
    glances, wrong = _glances(population, query, points, few, now)
    if few is None and count < len(mask):
        glances += np.multiply(~mask, OUT, dtype=np.float32)  # faster than to assign
    near = np.flatnonzero(glances >= _reached(glances, depth) - 2 * wrong)
    rows = near if few is None else few[near]
    if len(rows) <= EXACT_MAX:
        return rows
    store = population.store
    of_moment = moment.recency(store.active_at[rows], now)
    of_moment += moment.years(store.years[rows], query.profile.years)
    closer = _estimates(population, query, points, rows) + of_moment / MICROS_PER_LOGIT
    bar = np.partition(closer, -depth)[-depth] - 2 * noise(population.dimension)
    found: Indices = rows[closer >= bar]
    return found


def _glances(
    population: Population,
    query: Query,
    points: Mapping[Feature, Points],
    few: Indices | None,
    now: datetime,
) -> tuple[Estimates, float]:
    """Return estimates of some rows, of all of them for None; and how far they may be wrong.

    Vectors are read in eight bits: to read them from memory is what takes the time.
    """
    store, wrong = population.store, noise(population.dimension) + moment.LOSS
    rows = slice(population.count) if few is None else few
    if query.vector is None:
        found = store.stands[rows].copy()
    else:
        asked = coded_query(query.vector)
        found = likeness(store.codes[rows], store.steps[rows], asked)
        found *= np.float32(weights.TEXT_PER_COSINE)
        found += store.offset[rows]
        wrong += weights.TEXT_PER_COSINE * lost(store.losses_max, asked)
    found += moment.glance(store.active_days[rows], store.years[rows], now, query.profile.years)
    _add(points, rows, found)
    return found, wrong


def _estimates(
    population: Population, query: Query, points: Mapping[Feature, Points], rows: Indices
) -> Estimates:
    """Return the estimates of some rows, wrong by no more than `noise`."""
    store = population.store
    if query.vector is None:
        found = store.stands[rows]
    else:
        found = store.matrix[rows] @ query.vector
        found *= np.float32(weights.TEXT_PER_COSINE)
        found += store.offset[rows]
    _add(points, rows, found)
    return found


def _add(points: Mapping[Feature, Points], rows: Indices | slice, to: Estimates) -> None:
    for each in points.values():
        to += np.multiply(each[rows], PER_MICRO, dtype=np.float32)


def _reached(estimates: Estimates, depth: int) -> float:
    """Return a bar, above that of rows that are out, which `depth` rows reach, if not many more."""
    width = len(estimates) // BLOCKS
    if width >= depth:
        maxima = estimates[: width * BLOCKS].reshape(BLOCKS, width).max(axis=0)
        found = float(np.partition(maxima, -depth)[-depth])
        if found > OUT / 2:
            return found
    return float(np.partition(estimates, -depth)[-depth])
