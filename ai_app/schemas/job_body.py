"""Jobs in the background as clients are answered."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field

T = TypeVar("T")
StateName = Literal["queued", "running", "done", "failed", "cancelled"]


class ProgressAnswer(BaseModel):
    """How far a job is in its phase."""

    phase: str
    done: int
    total: int


class JobAnswer(BaseModel, Generic[T]):
    """Work that is done in the background, or was; it is told of for a day after it ended."""

    job_id: str
    state: StateName
    progress: ProgressAnswer | None
    result: T | None = Field(description="Once it is done")
    problem: str | None = Field(description="Why it failed")
