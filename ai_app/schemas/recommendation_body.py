"""Recommendations as clients ask for them and are answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.fields import NUMBER, BodyId, Flag, Introduction, Names, Years
from schemas.language import Language

TopK = Annotated[int, Field(ge=1, le=20, description="How many at most")]
Diversity = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="0 asks for those who suit best; up to 1, for more different ones",
    ),
    NUMBER,
]
EXAMPLE: dict[str, JsonValue] = {
    "text": "간호사로 일하다 데이터 분석가로 옮기고 싶습니다. SQL은 조금 할 줄 알아요.",
    "jobs": ["데이터 분석가"],
    "filters": {"only_verified": True, "years_min": 3},
    "top_k": 5,
}


class FiltersBody(BaseModel):
    """Which mentors may be found at all; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    jobs: Names = []
    skills: Names = []
    companies: Names = []
    years_min: Years | None = None
    years_max: Years | None = None
    only_verified: Flag = False
    only_available: Flag = False
    excluded_ids: Annotated[list[BodyId], Field(max_length=1_000)] = []


class RecommendBody(BaseModel):
    """Who looks for a mentor: a text, or what is known of them, or both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    text: Introduction = ""
    jobs: Names = []
    skills: Names = []
    years: Years | None = None
    filters: FiltersBody = FiltersBody()
    top_k: Annotated[TopK, NUMBER] = 5
    diversity: Diversity = 0.0
    language: Language | None = Field(
        default=None, description="Of the reasons; without it, that of the text"
    )


# An answer has a hundred of these: models, or frozen, they would take two and three times as long.


@dataclass(slots=True, kw_only=True)
class ContributionAnswer:
    """What one feature adds to the logit of the score."""

    feature: str
    logits: float


@dataclass(slots=True, kw_only=True)
class ReasonsAnswer:
    """Why this mentor: `similarity_score` is the logistic function of `base` and all `logits`."""

    sentence: str
    matched_jobs: list[str]
    matched_skills: list[str]
    base: float
    contributions: list[ContributionAnswer]


class GroundTruthAnswer(BaseModel):
    """Whether the mentee has chosen this mentor; never whether a mentor finds themselves."""

    is_hit: bool = Field(description="Whether the mentee is known to have asked them for help")
    rank: int | None = Field(description="Where they stand here, from 1; none for no hit")


class RecommendationAnswer(BaseModel):
    """A mentor, and how well they suit."""

    user_id: int
    nickname: str
    company_name: str | None
    verified: bool
    rating_avg: float
    rating_count: int
    response_rate: float = Field(description="Answered of all requests, in percent")
    skills: list[str]
    jobs: list[str]
    introduction: str
    similarity_score: float = Field(description="From 0 to 1; calibrated")
    filter_type: Literal["job", "skill"] | None
    last_active_at: datetime | None
    reasons: ReasonsAnswer
    ground_truth: GroundTruthAnswer | None = Field(
        default=None,
        description="With `include_eval`; null where no choice of the mentee is known",
    )


class EvaluationAnswer(BaseModel):
    """How well the ranking finds the mentors whom this mentee has chosen.

    Each of them is looked for among those not chosen, as if they were the only one.
    """

    hit_at_1: float = Field(description="How many of them are first, in percent; so on with others")
    hit_at_3: float
    hit_at_5: float
    hit_at_10: float
    mrr: float = Field(
        description="The mean of 1 / the place of each, 0 to 1; beyond the 100th it is 0"
    )
    total: int = Field(
        description="How many of the chosen could be recommended now: they are there, and pass "
        "`only_verified`; the figures are over these"
    )


class RecommendationsAnswer(BaseModel):
    """The mentors who suit best, those first."""

    user_id: int | None = Field(description="The mentee; none where a text was sent")
    recommendations: list[RecommendationAnswer]
    total_count: int = Field(description="How many recommendations these are")
    evaluation: EvaluationAnswer | None = Field(
        default=None,
        description="With `include_eval`; null where none is known whom the mentee has chosen, and "
        "who could be recommended now",
    )
