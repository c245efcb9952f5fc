"""The statistics of a mentor as clients are answered."""

from pydantic import BaseModel, Field

from schemas.feedback_kept import Tally
from schemas.mentor_body import StatisticsBody


class StandingAnswer(BaseModel):
    """What the ranking makes of them, in logits; few of them count little."""

    rating: float
    response_rate: float


class MentorStatisticsAnswer(BaseModel):
    """How a mentor did so far."""

    user_id: int
    statistics: StatisticsBody = Field(description="What was stated, and what feedback added since")
    stated: StatisticsBody = Field(description="What the platform stated last")
    declined_count: int
    response_rate: float = Field(description="Answered of all requests, in percent")
    shown_count: int = Field(description="How often they stood in a ranking, as feedback told")
    opened_count: int
    standing: StandingAnswer


def mentor_statistics_answer(
    user_id: int, of: Tally, standing: StandingAnswer
) -> MentorStatisticsAnswer:
    """Return a mentor's statistics as clients are answered."""
    statistics = of.statistics
    return MentorStatisticsAnswer(
        user_id=user_id,
        statistics=StatisticsBody.model_validate(statistics),
        stated=StatisticsBody.model_validate(of.stated),
        declined_count=max(0, statistics.responded_count - statistics.accepted_count),
        response_rate=statistics.response_rate,
        shown_count=of.shown_count,
        opened_count=of.opened_count,
        standing=standing,
    )
