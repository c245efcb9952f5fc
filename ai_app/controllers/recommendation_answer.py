"""Recommendations as clients are answered."""

from schemas.recommendation_body import (
    ContributionAnswer,
    ReasonsAnswer,
    RecommendationAnswer,
    RecommendationsAnswer,
)
from services.ranking import weights
from services.ranking.recommendation import Recommendation
from services.ranking.weights import Feature

DIGITS = 4
"""Of a score that people see: finer would pretend to know."""
NAMES = {feature: feature.value for feature in Feature}
"""Looked up, as an enumeration's `value` is made out anew each time."""


def answered(found: tuple[Recommendation, ...], user_id: int | None) -> RecommendationsAnswer:
    """Return recommendations as clients are answered."""
    answers = [recommendation_answer(each) for each in found]
    return RecommendationsAnswer(user_id=user_id, recommendations=answers, total_count=len(answers))


def recommendation_answer(of: Recommendation) -> RecommendationAnswer:
    """Return one recommendation as clients are answered."""
    mentor, statistics = of.mentor, of.mentor.statistics
    return RecommendationAnswer(
        user_id=mentor.user_id,
        nickname=mentor.nickname,
        company_name=mentor.company_name,
        verified=mentor.verified,
        rating_avg=statistics.rating_avg,
        rating_count=statistics.rating_count,
        response_rate=statistics.response_rate,
        skills=list(mentor.profile.skills),
        jobs=list(mentor.profile.jobs),
        introduction=mentor.profile.introduction,
        similarity_score=round(of.score, DIGITS),
        filter_type=of.filter_type,
        last_active_at=mentor.last_active_at,
        reasons=ReasonsAnswer(
            sentence=of.sentence,
            matched_jobs=list(of.matched_jobs),
            matched_skills=list(of.matched_skills),
            base=weights.BIAS,
            contributions=[
                ContributionAnswer(feature=NAMES[feature], logits=round(logits, DIGITS))
                for feature, logits in of.contributions.items()
            ],
        ),
    )
