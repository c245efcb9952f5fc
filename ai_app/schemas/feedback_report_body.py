"""The report on rankings as clients are answered."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue


def _example(mean: float, low: float, high: float) -> JsonValue:
    return {"mean": mean, "low": low, "high": high}


class IntervalAnswer(BaseModel):
    """A mean, from 0 to 1, and between what it may well lie."""

    model_config = ConfigDict(from_attributes=True)

    mean: float
    low: float
    high: float


class FiguresAnswer(BaseModel):
    """How well rankings were ordered, by those after which the mentee wanted somebody."""

    hit_at_1: IntervalAnswer = Field(description="The share whose first was wanted; so on")
    hit_at_3: IntervalAnswer
    hit_at_5: IntervalAnswer
    hit_at_10: IntervalAnswer
    mrr: IntervalAnswer = Field(description="The mean of 1 / the position of the first wanted")
    total: int = Field(description="How many rankings that was")


class PlaceAnswer(BaseModel):
    """What came of those who stood at one position: the shares that were opened, and so on."""

    position: int
    shown: int
    opened: IntervalAnswer
    requested: IntervalAnswer
    accepted: IntervalAnswer


class FeedbackReportAnswer(BaseModel):
    """What came of the rankings that were shown since a moment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "since": "2026-01-01T00:00:00Z",
                    "within_days": 14,
                    "confidence": 0.95,
                    "rankings": 640,
                    "requested": {
                        "hit_at_1": _example(0.4, 0.31, 0.5),
                        "hit_at_3": _example(0.7, 0.6, 0.78),
                        "hit_at_5": _example(0.9, 0.83, 0.94),
                        "hit_at_10": _example(0.9, 0.83, 0.94),
                        "mrr": _example(0.57, 0.47, 0.66),
                        "total": 100,
                    },
                    "accepted": None,
                    "places": [
                        {
                            "position": 1,
                            "shown": 640,
                            "opened": _example(0.25, 0.22, 0.29),
                            "requested": _example(0.0625, 0.046, 0.084),
                            "accepted": _example(0, 0, 0.006),
                        }
                    ],
                }
            ]
        }
    )

    since: datetime
    within_days: int = Field(description="What came later is not put down to a ranking")
    confidence: float = Field(description="Of the intervals")
    rankings: int
    requested: FiguresAnswer | None = Field(description="Whom they asked; none where nobody did")
    accepted: FiguresAnswer | None = Field(description="Who agreed; none where nobody did")
    places: list[PlaceAnswer]
