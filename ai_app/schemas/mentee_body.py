"""Mentees as clients send them and are answered."""

from pydantic import BaseModel, ConfigDict, JsonValue

from schemas.fields import BodyId, Introduction, Name, Names, Years
from schemas.people import Mentee

EXAMPLE: dict[str, JsonValue] = {
    "nickname": "새내기",
    "jobs": ["백엔드 개발자"],
    "skills": ["자바", "Spring"],
    "introduction": "컴퓨터공학과 4학년입니다. 서버 개발자로 첫 취업을 준비하고 있어요.",
    "years": 0,
}


class MenteeBody(BaseModel):
    """A mentee, whole: what a `PUT` leaves out is taken as its default, not as it was before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    nickname: Name
    jobs: Names = []
    skills: Names = []
    introduction: Introduction = ""
    years: Years | None = None


class MenteeLine(MenteeBody):
    """A line of a batch: a mentee and their id."""

    user_id: BodyId


class MenteeAnswer(BaseModel):
    """A mentee as the service keeps them: names of jobs and skills are normalised."""

    user_id: int
    nickname: str
    jobs: list[str]
    skills: list[str]
    introduction: str
    years: int | None


def mentee_answer(of: Mentee) -> MenteeAnswer:
    """Return a mentee as clients are answered."""
    return MenteeAnswer(
        user_id=of.user_id,
        nickname=of.nickname,
        jobs=list(of.profile.jobs),
        skills=list(of.profile.skills),
        introduction=of.profile.introduction,
        years=of.profile.years,
    )
