"""Matchings as clients ask for them and are answered."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.fields import NUMBER, BodyId, Capacity
from schemas.job_body import ProgressAnswer, StateName
from schemas.language import Language

EXAMPLE: dict[str, JsonValue] = {
    "mentee_ids": [101, 102],
    "mentor_ids": [1, 2],
    "objective": "fair",
    "capacities": [{"mentor_id": 1, "capacity": 1}],
}
ObjectiveName = Literal["mentees", "mentors", "fair", "total"]


class PairBody(BaseModel):
    """A mentee and a mentor."""

    model_config = ConfigDict(extra="forbid")

    mentee_id: BodyId
    mentor_id: BodyId


class CapacityBody(BaseModel):
    """How many mentees a mentor takes in this matching, whatever is kept of them."""

    model_config = ConfigDict(extra="forbid")

    mentor_id: BodyId
    capacity: Capacity


class MatchesBody(BaseModel):
    """A cohort that is to be matched."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    mentee_ids: Annotated[list[BodyId], Field(min_length=1, max_length=5_000)]
    mentor_ids: Annotated[list[BodyId], Field(min_length=1, max_length=1_000)] | None = Field(
        default=None, description="Without them: all mentors who have a place"
    )
    objective: ObjectiveName = Field(
        default="mentees",
        description="Of all stable matchings: the best for the mentees, the best for the mentors, "
        "the one with the least regret of both in sum, or the one with the greatest total score",
    )
    score_min: Annotated[float, Field(ge=0, le=1), NUMBER] = Field(
        default=0.0, description="Nobody is matched with whom they suit less"
    )
    capacities: Annotated[list[CapacityBody], Field(max_length=1_000)] = []
    forbidden: Annotated[list[PairBody], Field(max_length=10_000)] = []
    required: Annotated[list[PairBody], Field(max_length=5_000)] = []
    language: Language = "ko"


class PairAnswer(BaseModel):
    """A mentee and the mentor they have."""

    mentee_id: int
    mentor_id: int
    score: float
    mentor_rank: int = Field(description="Of all the mentee may have, 1 for who suits them best")
    mentee_rank: int = Field(description="Of all the mentor may have, 1 for who suits them best")
    required: bool


class UnmatchedAnswer(BaseModel):
    """A mentee who has nobody, and why; they would have nobody in any stable matching."""

    mentee_id: int
    why: Literal["nobody_reaches", "excluded", "no_place", "outranked"]
    sentence: str


class VacancyAnswer(BaseModel):
    """A mentor who would take more."""

    mentor_id: int
    places_left: int


class MeasuresAnswer(BaseModel):
    """How good a matching is for either side, in sum over its pairs."""

    regret_of_mentees: int
    regret_of_mentors: int
    total_score: float


class ProofAnswer(BaseModel):
    """What was looked at again when the matching was made, from the scores alone."""

    blocking_pairs: int = Field(description="0 makes it stable")
    feasible: bool
    blocking_pairs_were_none_required: int
    same_people_at_both_ends: bool
    only_one_is_stable: bool
    theorem: str


class MatchingAnswer(BaseModel):
    """A matching of a cohort, everybody in ascending order of ids."""

    objective: ObjectiveName
    pairs: list[PairAnswer]
    unmatched: list[UnmatchedAnswer]
    vacancies: list[VacancyAnswer]
    measures: MeasuresAnswer
    best_for_mentees: MeasuresAnswer
    best_for_mentors: MeasuresAnswer
    proof: ProofAnswer


class MatchesAnswer(BaseModel):
    """A matching that is being made, or was; it is told of for an hour after it ended."""

    job_id: str
    state: StateName
    progress: ProgressAnswer | None
    matching: MatchingAnswer | None
    problem: str | None
