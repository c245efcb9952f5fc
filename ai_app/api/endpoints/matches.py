"""`/api/ai/matches`: a cohort is matched, in the background where that takes a while."""

from typing import cast

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool

from api.authorisation import MayRead
from api.background import ACCEPTED, ELSEWHERE, LIVE, JobId, Wait, ended, progress_answer
from api.guarded import Guarded
from api.responses import Responses, problems
from api.state import Parts, Running
from schemas.envelope import Envelope
from schemas.errors import NotThere
from schemas.matches_body import MatchesAnswer, MatchesBody, MatchingAnswer
from services.jobs.job import Job

router = APIRouter(route_class=Guarded, prefix="/api/ai/matches", tags=["matching"])
KIND = "matching"
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
    """Tell how far a matching is, or what came of it; 404 once it names who was deleted."""
    job = await ended(parts.jobs, job_id, wait_s)
    return answered(await run_in_threadpool(vetted, job, parts), job_id, response)


@router.delete("/{job_id}", dependencies=[MayRead], responses={**problems(404), **STILL})
def cancel(job_id: JobId, parts: Running, response: Response) -> Envelope[MatchesAnswer]:
    """Let a matching not be made, or stop; one that is made stays."""
    return answered(vetted(parts.jobs.cancel(job_id), parts), job_id, response)


def vetted(job: Job | None, parts: Parts) -> Job | None:
    """Return a job; None where it names somebody who was deleted since, and drop it."""
    if job is None or not isinstance(job.result, MatchingAnswer):
        return job
    if parts.matching.names_who_is_there(job.result):
        return job
    parts.jobs.drop(job.job_id)
    return None


def answered(job: Job | None, job_id: str, response: Response) -> Envelope[MatchesAnswer]:
    """Return a job as clients are answered, 202 where it has not ended."""
    if job is None:
        raise NotThere(f"there is no matching {job_id} {ELSEWHERE}; or it named who was deleted")
    if job.state in LIVE:
        response.status_code = ACCEPTED
    answer = MatchesAnswer(
        job_id=job.job_id,
        state=job.state.value,
        progress=progress_answer(job),
        matching=cast("MatchingAnswer | None", job.result),
        problem=job.problem,
    )
    return Envelope(data=answer)
