"""Résumés as clients send links to them, and the profiles that are proposed for them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

EXAMPLE: dict[str, JsonValue] = {"url": "https://files.example.com/resumes/7.pdf"}
SectionName = Literal["opening", "summary", "work", "education", "skills", "projects", "other"]
ProposedBy = Literal["gemini", "rules"]
Month = Annotated[str, Field(examples=["2019-03"])]


class ResumeLink(BaseModel):
    """Where a résumé lies; only hosts that the operator allows are asked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    url: Annotated[str, Field(max_length=2_048)]


class PlaceAnswer(BaseModel):
    """A line of the text, and the section in which it stands."""

    line: int = Field(description="From 1")
    section: SectionName


class MentionAnswer(BaseModel):
    """The name of a job or a skill, normalised, and the first lines that mention it."""

    name: str
    places: list[PlaceAnswer]


class PeriodAnswer(BaseModel):
    """A period of work."""

    begin: Month
    end: Month | None = Field(description="Its last month; none where it still goes on")
    place: PlaceAnswer


class ProposedProfile(BaseModel):
    """What may be kept of a mentor or a mentee, once they have looked at it."""

    jobs: list[str]
    skills: list[str]
    introduction: str
    years: int | None = Field(description="Whole years of work; none where nothing tells")


class OriginsAnswer(BaseModel):
    """Where each part of a profile comes from."""

    jobs: list[MentionAnswer]
    skills: list[MentionAnswer]
    introduction: list[int] = Field(description="The lines that it is the beginning of")
    periods: list[PeriodAnswer] = Field(description="Months that several share count once")
    years_stated: PlaceAnswer | None = Field(
        description="The line that states the years, where no period tells them"
    )


class ResumeAnswer(BaseModel):
    """A profile proposed for a résumé; nothing of it is kept."""

    profile: ProposedProfile
    origins: OriginsAnswer
    proposed_by: ProposedBy = Field(
        description="Who found jobs and skills: `rules` where the model had no key, no quota, no "
        "network, or no answer that the text bears out; the rest is always found by rules"
    )
    text: str = Field(description="What was read, with personal data masked")
    page_count: int
    pages_read: int
    is_cut: bool = Field(description="Whether there is more than was read")
