"""Jobs over HTTP: accepted with 202, and asked after where `Location` says."""

import asyncio
from collections.abc import Collection
from time import monotonic
from typing import Annotated, Any

from fastapi import Path, Query, Response

from schemas.errors import NotThere
from schemas.job_body import JobAnswer, ProgressAnswer
from services.jobs.job import Job, State
from services.jobs.queue import JobQueue

ACCEPTED = 202
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
ELSEWHERE = (
    "in this process; one that ended is forgotten after a while, and another process has its own"
)
"""Why a job may not be found."""
WAIT_S_MAX = 15.0
"""Less than the 20 s that PM2 gives a service to answer what it was asked before it is killed."""
LOOK_S, LOOK_S_MAX = 0.002, 0.1
"""So soon one looks again whether a job ended, and so late at most."""
LIVE = (State.QUEUED, State.RUNNING)
Wait = Annotated[
    float, Query(ge=0, le=WAIT_S_MAX, description="So many seconds the answer may wait for the end")
]


async def ended(jobs: JobQueue, job_id: str, wait_s: float) -> Job | None:
    """Return a job once it ended, or as it is after `wait_s`; None where there is none.

    No thread waits meanwhile: there are forty, and with all of them waiting nobody is answered.
    """
    until_s, pause_s = monotonic() + wait_s, LOOK_S
    while (job := jobs.job(job_id)) is not None and job.state in LIVE:
        left_s = until_s - monotonic()
        if left_s <= 0:
            break
        await asyncio.sleep(min(pause_s, left_s))
        pause_s = min(2 * pause_s, LOOK_S_MAX)
    return job


def job_answer(
    job: Job | None, job_id: str, kinds: Collection[str], response: Response
) -> JobAnswer[Any]:
    """Return a job as clients are answered, 202 where it has not ended.

    Raises `NotThere` where there is none of these kinds: an id of another kind is nobody's.
    """
    if job is None or job.kind not in kinds:
        raise NotThere(f"there is no job {job_id} {ELSEWHERE}")
    if job.state in LIVE:
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
