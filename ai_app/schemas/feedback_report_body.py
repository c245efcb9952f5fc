"""The report on rankings as clients are answered."""

from datetime import datetime

from pydantic import BaseModel, Field

from schemas.interval_body import IntervalAnswer


class FiguresAnswer(BaseModel):
    """How well rankings were ordered, by those after which the mentee wanted somebody."""

    hit_at_1: IntervalAnswer = Field(description="The share whose first was wanted; so on")
    hit_at_3: IntervalAnswer
    hit_at_5: IntervalAnswer
    hit_at_10: IntervalAnswer
    mrr: IntervalAnswer = Field(description="The mean of 1 / the position of the first wanted")
    total: int = Field(description="How many rankings that was")


class PositionAnswer(BaseModel):
    """What came of those who stood at one position: the shares that were opened, and so on."""

    position: int
    shown: int
    opened: IntervalAnswer
    requested: IntervalAnswer
    accepted: IntervalAnswer


class FeedbackReportAnswer(BaseModel):
    """What came of the rankings that were shown since a moment."""

    since: datetime
    within_days: int = Field(description="What came later is not put down to a ranking")
    confidence: float = Field(description="Of the intervals")
    rankings: int
    requested: FiguresAnswer | None = Field(description="Whom they asked; none where nobody did")
    accepted: FiguresAnswer | None = Field(description="Who agreed; none where nobody did")
    places: list[PositionAnswer]
