"""Filters: which rows may be found at all, before anything is ranked."""

import numpy as np
from numpy.typing import NDArray

from services.ranking.population import Population
from services.ranking.postings import Kind
from services.ranking.query import Filters
from services.vocabulary import key

Mask = NDArray[np.bool_]


def eligible(population: Population, filters: Filters) -> Mask:
    """Return a mask over the rows: whose mentors are there and pass every filter."""
    store, rows = population.store, slice(population.count)
    found = population.alive.copy()
    named: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("job", filters.jobs),
        ("skill", filters.skills),
        ("company", filters.companies),
    )
    for kind, names in named:
        if names:
            found &= _any_of(population, kind, names)
    if filters.only_verified:
        found &= store.verified[rows]
    if filters.only_available:
        found &= store.available[rows]
    if filters.years_min is not None:
        found &= store.years[rows] >= max(filters.years_min, 0)
    if filters.years_max is not None:
        found &= (store.years[rows] >= 0) & (store.years[rows] <= filters.years_max)
    excluded = (population.row_of.get(user_id) for user_id in filters.excluded)
    found[[row for row in excluded if row is not None]] = False
    return found


def _any_of(population: Population, kind: Kind, names: tuple[str, ...]) -> Mask:
    found = np.zeros(population.count, np.bool_)
    for name in names:
        found[population.rows((kind, key(name)))] = True
    return found
