"""Lexical evidence: which names of the query a mentor shares, the rare ones counting for more."""

from collections.abc import Iterable, Iterator, Mapping
from math import log1p

import numpy as np
from numpy.typing import NDArray

from services.ranking import weights
from services.ranking.population import Population
from services.ranking.postings import Kind, Rows, Term, pieces
from services.ranking.query import Query
from services.ranking.weights import Feature, micros
from services.vocabularies import Vocabularies

Points = NDArray[np.int32]
"""Micro-logits of each row of a population."""

TINY = float(np.finfo(np.float64).tiny)
"""Stands for 0 where it would be divided by."""
PIECES_MAX = 64
"""No more pieces of an introduction are looked up: its first sentences say what it is about."""


def lexical(population: Population, query: Query) -> Mapping[Feature, Points]:
    """Return what jobs, skills and introductions contribute; a feature with no term is left out.

    Each is the part of the query's terms that a mentor carries, weighed by their rarity (inverse
    document frequency; Sparck Jones, Journal of Documentation 28, 1972): the whole of it gets the
    feature's weight. A term nobody carries counts as if one did, so that the rest is not the whole.
    """
    found = {}
    for feature, weight, terms in _asked(query, population.known):
        rows = [population.rows(term) for term in dict.fromkeys(terms)]
        if rows:
            found[feature] = _points(population, weight, rows)
    return found


def _asked(query: Query, known: Vocabularies) -> Iterator[tuple[Feature, float, Iterable[Term]]]:
    alone = query.vector is None
    jobs = weights.JOBS_ALONE if alone else weights.JOBS
    skills = weights.SKILLS_ALONE if alone else weights.SKILLS
    yield Feature.JOBS, jobs, _terms("job", map(known.jobs.key_of, query.profile.jobs))
    yield Feature.SKILLS, skills, _terms("skill", map(known.skills.key_of, query.profile.skills))
    if alone:
        asked = pieces(query.profile.introduction)[:PIECES_MAX]
        yield Feature.INTRODUCTION, weights.INTRODUCTION_ALONE, _terms("piece", asked)


def _terms(kind: Kind, texts: Iterable[str]) -> Iterator[Term]:
    return ((kind, text) for text in texts)


def _points(population: Population, weight: float, rows_of_terms: list[Rows]) -> Points:
    rarities = [
        log1p(len(population) / max(int(np.count_nonzero(population.alive.take(rows))), 1))
        for rows in rows_of_terms
    ]
    whole = max(sum(rarities), TINY)
    found = np.zeros(population.count, np.int32)
    for rarity, rows in zip(rarities, rows_of_terms, strict=True):
        np.add.at(found, rows, np.int32(micros(weight * rarity / whole)))  # faster than +=
    return found
