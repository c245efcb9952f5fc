"""`/api/ai/mentors/embeddings`: vectors are made anew, of one mentor or of all."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.authorisation import MayRead, MayWrite
from api.background import ACCEPTED, JobId, Wait, cancelled, ended, job_answer
from api.guarded import Guarded
from api.parameters import Id
from api.responses import Responses, problems
from api.state import Running, Writing
from schemas.embedding_body import EmbeddingAnswer, UpdateAnswer
from schemas.envelope import Envelope
from schemas.job_body import JobAnswer

router = APIRouter(route_class=Guarded, prefix="/api/ai/mentors/embeddings", tags=["operation"])
LACKING, ALL = "vectors that are lacking", "all vectors"
KINDS = (LACKING, ALL)
STILL: Responses = {
    ACCEPTED: {
        "model": Envelope[JobAnswer[UpdateAnswer]],
        "description": "They are being made; ask again where the job is",
    }
}


@router.put("/{user_id:number}", dependencies=[MayWrite, Writing], responses=problems(404))
def recompute(user_id: Id, parts: Running) -> Envelope[EmbeddingAnswer]:
    """Make the vector of a mentor anew; it is kept when this answers.

    No need to ask for it: whoever is put gets theirs by themselves. The old one serves until then.
    """
    return Envelope(data=parts.embeddings.recompute(user_id))


@router.post("/update", status_code=ACCEPTED, dependencies=[MayWrite], responses=problems())
def update(
    parts: Running,
    response: Response,
    *,
    anew: Annotated[
        bool, Query(description="Make those too that are up to date, should they be damaged")
    ] = False,
) -> Envelope[JobAnswer[UpdateAnswer]]:
    """Look at the vectors of all mentors, in the background, and make those that are due.

    Asked again while it works, it is the same job. Ask how far it is where `Location` says.
    """
    kind = ALL if anew else LACKING
    job, _ = parts.chores.submit_once(
        kind, lambda report: parts.embeddings.update(report, anew=anew)
    )
    response.headers["Location"] = f"{router.prefix}/update/{job.job_id}"
    return Envelope(data=job_answer(job, job.job_id, KINDS, response))


@router.get("/update/{job_id}", dependencies=[MayRead], responses={**problems(404), **STILL})
async def progress(
    job_id: JobId, parts: Running, response: Response, wait_s: Wait = 0.0
) -> Envelope[JobAnswer[UpdateAnswer]]:
    """Tell how far an update is, or what came of it."""
    job = await ended(parts.chores, job_id, wait_s)
    return Envelope(data=job_answer(job, job_id, KINDS, response))


@router.delete("/update/{job_id}", dependencies=[MayWrite], responses={**problems(404), **STILL})
def cancel(job_id: JobId, parts: Running, response: Response) -> Envelope[JobAnswer[UpdateAnswer]]:
    """Let an update stop; the vectors that it made stay."""
    job = cancelled(parts.chores, job_id, KINDS)
    return Envelope(data=job_answer(job, job_id, KINDS, response))
