"""Jobs over HTTP: accepted with 202, and asked after where `Location` says."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import Path, Query, Response

from schemas.errors import NotThere
from schemas.job_body import JobAnswer, ProgressAnswer
from services.jobs.job import Job, State
from services.jobs.queue import JobQueue

ACCEPTED = 202
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Wait = Annotated[  # it holds a thread meanwhile, and these jobs take minutes
    float, Query(ge=0, le=5, description="So many seconds the answer may wait for the end")
]


def job_answer(
    job: Job | None, job_id: str, kinds: Collection[str], response: Response
) -> JobAnswer[Any]:
    """Return a job as clients are answered, 202 where it has not ended.

    Raises `NotThere` where there is none of these kinds: an id of another kind is nobody's.
    """
    if job is None or job.kind not in kinds:
        raise NotThere(f"there is no job {job_id}; one that ended is forgotten after a while")
    if job.state in (State.QUEUED, State.RUNNING):
        response.status_code = ACCEPTED
    return JobAnswer(
        job_id=job.job_id,
        state=job.state.value,
        progress=progress_answer(job),
        result=job.result,
        problem=job.problem,
    )


def cancelled(jobs: JobQueue, job_id: str, kinds: Collection[str]) -> Job | None:
    """Cancel a job of these kinds, and return it; None where there is none."""
    job = jobs.job(job_id)
    return jobs.cancel(job_id) if job is not None and job.kind in kinds else None


def progress_answer(job: Job) -> ProgressAnswer | None:
    """Return how far a job is as clients are answered; None before its first word."""
    found = job.progress
    if found is None:
        return None
    return ProgressAnswer(phase=found.phase, done=found.done, total=found.total)
