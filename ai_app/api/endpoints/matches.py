"""`/api/ai/matches`: a cohort is matched, in the background where that takes a while."""

import asyncio
from time import monotonic
from typing import Annotated, cast

from fastapi import APIRouter, Path, Query, Response

from api.authorisation import MayRead
from api.responses import Responses, problems
from api.state import Running
from schemas.envelope import Envelope
from schemas.errors import NotThere
from schemas.matches_body import MatchesAnswer, MatchesBody, MatchingAnswer, ProgressAnswer
from services.jobs.job import Job, State
from services.jobs.queue import JobQueue

router = APIRouter(prefix="/api/ai/matches", tags=["matching"])
KIND = "matching"
ACCEPTED = 202
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
WAIT_S_MAX = 15.0
"""Less than the 20 s that PM2 gives a service to answer what it was asked before it is killed."""
LOOK_S, LOOK_S_MAX = 0.002, 0.1
"""So soon one looks again whether a matching ended, and so late at most."""
LIVE = (State.QUEUED, State.RUNNING)
Wait = Annotated[
    float,
    Query(ge=0, le=WAIT_S_MAX, description="So many seconds the answer may wait for the matching"),
]
STILL: Responses = {
    ACCEPTED: {
        "model": Envelope[MatchesAnswer],
        "description": "It is being made; ask again where `Location` says",
    }
}


@router.post("", dependencies=[MayRead], responses={**problems(400, 413), **STILL})
async def match(
    body: MatchesBody, parts: Running, response: Response, wait_s: Wait = 2.0
) -> Envelope[MatchesAnswer]:
    """Match a cohort so that no two would rather have each other, and prove it."""
    job = parts.jobs.submit(KIND, lambda report: parts.matching.run(body, report))
    response.headers["Location"] = f"{router.prefix}/{job.job_id}"
    return answered(await ended(parts.jobs, job.job_id, wait_s), job.job_id, response)


@router.get("/{job_id}", dependencies=[MayRead], responses={**problems(404), **STILL})
async def matching(
    job_id: JobId, parts: Running, response: Response, wait_s: Wait = 0.0
) -> Envelope[MatchesAnswer]:
    """Tell how far a matching is, or what came of it."""
    return answered(await ended(parts.jobs, job_id, wait_s), job_id, response)


@router.delete("/{job_id}", dependencies=[MayRead], responses={**problems(404), **STILL})
def cancel(job_id: JobId, parts: Running, response: Response) -> Envelope[MatchesAnswer]:
    """Let a matching not be made, or stop; one that is made stays."""
    return answered(parts.jobs.cancel(job_id), job_id, response)


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


def answered(job: Job | None, job_id: str, response: Response) -> Envelope[MatchesAnswer]:
    """Return a job as clients are answered, 202 where it has not ended."""
    if job is None:
        raise NotThere(f"there is no matching {job_id}; one that ended is forgotten after a while")
    if job.state in LIVE:
        response.status_code = ACCEPTED
    progress = job.progress
    answer = MatchesAnswer(
        job_id=job.job_id,
        state=job.state.value,
        progress=progress
        and ProgressAnswer(phase=progress.phase, done=progress.done, total=progress.total),
        matching=cast("MatchingAnswer | None", job.result),
        problem=job.problem,
    )
    return Envelope(data=answer)
