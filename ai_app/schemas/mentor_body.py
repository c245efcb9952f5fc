"""Mentors as clients send them and are answered."""

from datetime import datetime, timezone
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.fields import (
    NUMBER,
    BodyId,
    Capacity,
    Count,
    Flag,
    Introduction,
    Moment,
    Name,
    Names,
    Years,
)
from schemas.people import Mentor

EXAMPLE: dict[str, JsonValue] = {
    "nickname": "달리는개발자",
    "company_name": "한빛테크",
    "jobs": ["백엔드 개발자"],
    "skills": ["스프링", "Kotlin", "AWS"],
    "introduction": "주문 시스템을 8년째 만들고 있습니다. 이력서와 코딩 테스트를 봐 드려요.",
    "years": 8,
    "verified": True,
    "capacity": 2,
    "statistics": {
        "rating_avg": 4.7,
        "rating_count": 12,
        "requested_count": 20,
        "responded_count": 19,
        "accepted_count": 15,
    },
    "last_active_at": "2026-01-05T09:00:00Z",
}


class StatisticsBody(BaseModel):
    """How a mentor did so far."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    rating_avg: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False), NUMBER] = 0.0
    rating_count: Count = 0
    requested_count: Count = 0
    responded_count: Count = 0
    accepted_count: Count = 0


class MentorBody(BaseModel):
    """A mentor, whole: what a `PUT` leaves out is taken as its default, not as it was before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    nickname: Name
    company_name: Name | None = None
    jobs: Names = []
    skills: Names = []
    introduction: Introduction = ""
    years: Years | None = None
    verified: Flag = False
    capacity: Capacity = 1
    statistics: StatisticsBody = StatisticsBody()
    last_active_at: Moment | None = None


class MentorLine(MentorBody):
    """A line of a batch: a mentor and their id."""

    user_id: BodyId


class MentorAnswer(BaseModel):
    """A mentor as the service keeps them: names of jobs and skills are normalised."""

    user_id: int
    nickname: str
    company_name: str | None
    jobs: list[str]
    skills: list[str]
    introduction: str
    years: int | None
    verified: bool
    capacity: int
    statistics: StatisticsBody
    response_rate: float = Field(description="Answered of all requests, in percent")
    last_active_at: datetime | None


def mentor_answer(of: Mentor) -> MentorAnswer:
    """Return a mentor as clients are answered."""
    return MentorAnswer(
        user_id=of.user_id,
        nickname=of.nickname,
        company_name=of.company_name,
        jobs=list(of.profile.jobs),
        skills=list(of.profile.skills),
        introduction=of.profile.introduction,
        years=of.profile.years,
        verified=of.verified,
        capacity=of.capacity,
        statistics=StatisticsBody.model_validate(of.statistics),
        response_rate=of.statistics.response_rate,
        last_active_at=of.last_active_at and of.last_active_at.astimezone(timezone.utc),
    )
