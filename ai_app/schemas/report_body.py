"""Evaluations of the ranking as operators ask for them and are answered."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.embedding_body import ModelAnswer
from schemas.fields import NUMBER
from schemas.interval_body import IntervalAnswer

EXAMPLE: dict[str, JsonValue] = {"judged_set": "held_out", "samples": 2_000}
SetName = Literal["main", "held_out"]


class EvaluateBody(BaseModel):
    """On which people and queries, graded by hand, the ranking is measured."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    judged_set: SetName = Field(
        default="main", description="The weights were fitted on `main`, on `held_out` nothing was"
    )
    samples: Annotated[int, Field(ge=100, le=10_000), NUMBER] = Field(
        default=2_000, description="From so many samples of the queries intervals are made"
    )


class SystemAnswer(BaseModel):
    """How one way to rank did."""

    system: str
    is_baseline: bool
    metrics: dict[str, IntervalAnswer] = Field(
        description="nDCG, MRR, recall, hits, and how different those in a list are"
    )
    coverage: float = Field(description="How much of all mentors was shown at all, 0 to 1")


class DifferenceAnswer(BaseModel):
    """By how much a system is better than a baseline, on the same queries."""

    system: str
    baseline: str
    metric: str
    difference: IntervalAnswer
    certain: bool = Field(description="The interval leaves out 0, and the queries are enough")
    apart: bool = Field(description="And the intervals of the two do not overlap either")


class GroupAnswer(BaseModel):
    """The queries of one language, or `all`."""

    language: str
    queries: int
    left_out: int = Field(description="Further queries, to which nobody is relevant")
    systems: list[SystemAnswer]
    differences: list[DifferenceAnswer]


class ReportAnswer(BaseModel):
    """An evaluation of the model that serves, beside plain ways to rank."""

    judged_set: SetName
    model: ModelAnswer
    depth: int = Field(description="So far down a list is looked at")
    samples: int
    confidence: float
    groups: list[GroupAnswer]
