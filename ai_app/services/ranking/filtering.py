"""Filters: which rows may be found at all, before anything is ranked."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from services.ranking.population import Population
from services.ranking.postings import Kind
from services.ranking.query import Filters
from services.spelling import key

Mask = NDArray[np.bool_]


def eligible(population: Population, filters: Filters) -> Mask:
    """Return a mask over the rows: whose mentors are there and pass every filter."""
    store, rows = population.store, slice(population.count)
    found = population.alive.copy()
    known = population.known
    named: tuple[tuple[Kind, tuple[str, ...], Callable[[str], str]], ...] = (
        ("job", filters.jobs, known.jobs.key_of),
        ("skill", filters.skills, known.skills.key_of),
        ("company", filters.companies, key),
    )
    for kind, names, key_of in named:
        if names:
            found &= _any_of(population, kind, map(key_of, names))
    if filters.unwanted_jobs:
        unwanted, wanted = (
            _any_of(population, "job", map(known.jobs.key_of, names))
            for names in (filters.unwanted_jobs, filters.wanted_jobs)
        )
        found &= wanted | ~unwanted
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


def _any_of(population: Population, kind: Kind, keys: Iterable[str]) -> Mask:
    found = np.zeros(population.count, np.bool_)
    for each in keys:
        found[population.rows((kind, each))] = True
    return found
