"""Diversity: mentors who suit, and are not all alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.ranking import weights
from services.ranking.population import Population
from services.ranking.scoring import Indices, Ranking, cosines, score

Likeness = NDArray[np.float64]


def depth(top_k: int, diversity: float) -> int:
    """Return how many of the best are looked at to choose so many."""
    if not diversity:
        return top_k
    return max(top_k, min(top_k * weights.POOL_PER_MENTOR, weights.POOL_MAX))


def chosen(population: Population, ranked: Ranking, top_k: int, diversity: float) -> Sequence[int]:
    """Return the places in a ranking of those to show, in the order to show them.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): one after the other, whoever
    suits best less how much they are like one already chosen. Relevance is the part of the best
    score, for where all scores are low their order still matters. Equals stand in their order.
    """
    best = list(range(min(top_k, len(ranked.rows))))
    if not diversity or len(ranked.rows) <= 1:
        return best
    scores = np.array([score(total) for total in ranked.totals.tolist()])
    relevance = scores / max(float(scores[0]), np.finfo(np.float64).tiny)
    likeness = alike(population, ranked.rows)
    most_alike = np.zeros(len(scores))
    found: list[int] = []
    for _ in best:
        marginal = (1 - diversity) * relevance - diversity * most_alike
        marginal[found] = -np.inf
        place = int(np.argmax(marginal))
        found.append(place)
        most_alike = np.maximum(most_alike, likeness[place])
    return found


def alike(population: Population, rows: Indices) -> Likeness:
    """Return how alike each two of these mentors are, from 0 to 1: by their texts and companies."""
    matrix = population.store.matrix[rows]
    least = weights.ALIKE_COSINE_LEAST
    by_text = np.clip((cosines(matrix, matrix) - least) / (1 - least), 0, 1)
    numbers: dict[str, int] = {}
    companies = np.array(
        [
            -place if company is None else numbers.setdefault(company, place)
            for place, row in enumerate(rows.tolist(), 1)
            for company in (population.store.keys[row].company,)
        ]
    )
    by_company = np.where(companies[:, None] == companies, weights.SAME_COMPANY, 0)
    found: Likeness = np.maximum(by_text, by_company)
    return found
