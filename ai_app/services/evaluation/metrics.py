"""Measures of a ranking against the grades that people gave."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from math import fsum, log2
from typing import TypeAlias

import numpy as np

from schemas.embedding import Vectors

Ranking: TypeAlias = Sequence[int]
"""The ids of people, the best first, each once; it may be shorter than the depth asked for."""
Grades: TypeAlias = Mapping[int, int]
"""How relevant people are to a query, from 0 for not at all; who is not named has 0."""


def ndcg(ranking: Ranking, grades: Grades, *, k: int) -> float:
    """Return the normalised discounted cumulated gain of the first `k`, 0 to 1.

    The measure is that of Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR
    Techniques", ACM TOIS 20 (2002); the gain 2^grade - 1 and the discount log2(1 + rank) are those
    of Burges et al., "Learning to Rank Using Gradient Descent" (2005). The ideal is the best order
    of all grades, not only of those found. Where nobody is relevant it is 0. Raises `ValueError`
    for a depth below 1, an id ranked twice or a grade below 0.
    """
    first = _first(ranking, k)
    ideal = sorted(grades.values(), reverse=True)
    if ideal and ideal[-1] < 0:
        raise ValueError("a grade is 0 or more")
    best = _discounted(islice(ideal, k))
    return _discounted(grades.get(each, 0) for each in first) / best if best else 0.0


def _discounted(grades: Iterable[int]) -> float:
    return fsum((2**grade - 1) / log2(1 + rank) for rank, grade in enumerate(grades, start=1))


def reciprocal_rank(ranking: Ranking, grades: Grades, *, relevant_from: int = 1) -> float:
    """Return 1 / the rank of the first who has this grade or a better one; 0 where nobody has.

    Its mean over queries is the MRR: Voorhees, "The TREC-8 Question Answering Track Report" (1999).
    Raises `ValueError` for an id ranked twice.
    """
    for rank, each in enumerate(_first(ranking, len(ranking) or 1), start=1):
        if grades.get(each, 0) >= relevant_from:
            return 1 / rank
    return 0.0


def recall(ranking: Ranking, grades: Grades, *, k: int, relevant_from: int = 1) -> float:
    """Return how much of who is relevant is among the first `k`, 0 to 1; 0 where nobody is.

    With more than `k` relevant people it cannot reach 1. Raises `ValueError` as `ndcg` does.
    """
    wanted = relevant(grades, relevant_from)
    return len(wanted.intersection(_first(ranking, k))) / len(wanted) if wanted else 0.0


def hit(ranking: Ranking, grades: Grades, *, k: int, relevant_from: int = 1) -> float:
    """Return 1 where somebody relevant is among the first `k`, else 0; its mean is the hit rate.

    Raises `ValueError` as `ndcg` does.
    """
    return float(not relevant(grades, relevant_from).isdisjoint(_first(ranking, k)))


def relevant(grades: Grades, relevant_from: int) -> set[int]:
    """Return who has this grade or a better one; raise `ValueError` for one below 1."""
    if relevant_from < 1:
        raise ValueError("who is not graded has 0, so what is relevant begins at 1")
    return {each for each, grade in grades.items() if grade >= relevant_from}


def catalogue_coverage(rankings: Iterable[Ranking], catalogue: Collection[int], *, k: int) -> float:
    """Return how much of the catalogue is among the first `k` of any ranking, 0 to 1.

    Herlocker et al., "Evaluating Collaborative Filtering Recommender Systems", ACM TOIS 22 (2004).
    An empty catalogue has 0. Raises `ValueError` for an id that is not in it, or as `ndcg` does.
    """
    there = set(catalogue)
    found = {each for ranking in rankings for each in _first(ranking, k)}
    if not found <= there:
        raise ValueError(f"ranked, but not in the catalogue: {min(found - there)}")
    return len(found) / len(there) if there else 0.0


def intra_list_diversity(vectors: Vectors) -> float:
    """Return the mean of 1 - cosine over all pairs of a list: 0 for all alike, 2 for opposites.

    One row per person; their lengths do not matter. Fewer than two have 0. Smyth and McClave,
    "Similarity vs. Diversity" (2001). Raises `ValueError` for a row without a direction.
    """
    size = len(vectors)
    pairs = size * (size - 1)
    if not pairs:
        return 0.0
    rows = vectors.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not lengths.all():
        raise ValueError("a vector of length 0 has no direction")
    # The square of a sum of unit vectors holds each pair twice, and each with itself.
    total = np.square((rows / lengths).sum(axis=0)).sum()
    return float(np.clip(1 - (total - size) / pairs, 0, 2))


def _first(ranking: Ranking, k: int) -> Ranking:
    if k < 1:
        raise ValueError("the depth of a ranking is 1 or more")
    if len(set(ranking)) != len(ranking):
        raise ValueError("a ranking names each person once")
    return ranking[:k]
