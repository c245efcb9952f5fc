"""Looks back at recommendations: whether they have the mentors whom the mentee chose."""

from collections.abc import Sequence

from schemas.recommendation_body import (
    EvaluationAnswer,
    GroundTruthAnswer,
    RecommendationsAnswer,
)
from services.evaluation.hindsight import hindsight
from services.ranking.population import Population
from services.ranking.query import Filters

DEPTH = 100
"""So far down a ranking is looked at; nobody scrolls as far."""


def looked_back(
    answer: RecommendationsAnswer,
    ranking: Sequence[int],
    chosen: frozenset[int],
    *,
    among: frozenset[int],
) -> RecommendationsAnswer:
    """Return the answer with what is known of it; with nulls where no choice is known.

    `ranking` is the one that the answer begins, `among` those of the chosen who could be in it.
    """
    found = hindsight(ranking[:DEPTH], chosen, total=len(among))
    return answer.model_copy(
        update={
            "recommendations": [
                each.model_copy(update={"ground_truth": _truth(each.user_id, rank, chosen)})
                for rank, each in enumerate(answer.recommendations, start=1)
            ],
            "evaluation": found
            and EvaluationAnswer(
                hit_at_1=found.hit_at_1,
                hit_at_3=found.hit_at_3,
                hit_at_5=found.hit_at_5,
                hit_at_10=found.hit_at_10,
                mrr=found.mrr,
                total=found.total,
            ),
        }
    )


def reachable(chosen: frozenset[int], population: Population, filters: Filters) -> frozenset[int]:
    """Return those of the chosen who are there and pass the filters of a mentee's question."""
    mentors = map(population.mentor, chosen - filters.excluded)
    return frozenset(
        mentor.user_id
        for mentor in mentors
        if mentor is not None and (mentor.verified or not filters.only_verified)
    )


def _truth(user_id: int, rank: int, chosen: frozenset[int]) -> GroundTruthAnswer | None:
    if not chosen:
        return None
    is_hit = user_id in chosen
    return GroundTruthAnswer(is_hit=is_hit, rank=rank if is_hit else None)
