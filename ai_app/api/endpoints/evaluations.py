"""`/api/ai/evaluations`: how good recommendations are, measured on queries graded by hand."""

from fastapi import APIRouter, Response

from api.authorisation import MayOperate
from api.background import ACCEPTED, JobId, Wait, cancelled, ended, job_answer
from api.guarded import Guarded
from api.responses import Responses, problems
from api.state import Running
from schemas.envelope import Envelope
from schemas.errors import Underway
from schemas.job_body import JobAnswer
from schemas.report_body import EvaluateBody, ReportAnswer

router = APIRouter(
    route_class=Guarded, prefix="/api/ai/evaluations", tags=["operation"], dependencies=[MayOperate]
)
KIND = "evaluation"
STILL: Responses = {
    ACCEPTED: {
        "model": Envelope[JobAnswer[ReportAnswer]],
        "description": "It is being made; ask again where the job is",
    }
}


@router.post("", status_code=ACCEPTED, responses=problems(400, 409, 413))
def evaluate(
    body: EvaluateBody, parts: Running, response: Response
) -> Envelope[JobAnswer[ReportAnswer]]:
    """Measure the model that serves, beside plain ways to rank; one at a time, in the background.

    It has people of its own, so what is served stays as it is. Ask how far it is where `Location`
    says; it takes some minutes.
    """
    job, is_new = parts.chores.submit_once(KIND, lambda report: parts.evaluations.run(body, report))
    if not is_new:
        raise Underway(f"an evaluation is being made already: {router.prefix}/{job.job_id}")
    response.headers["Location"] = f"{router.prefix}/{job.job_id}"
    return Envelope(data=job_answer(job, job.job_id, [KIND], response))


@router.get("/{job_id}", responses={**problems(404), **STILL})
async def evaluation(
    job_id: JobId, parts: Running, response: Response, wait_s: Wait = 0.0
) -> Envelope[JobAnswer[ReportAnswer]]:
    """Tell how far an evaluation is, or what came of it."""
    job = await ended(parts.chores, job_id, wait_s)
    return Envelope(data=job_answer(job, job_id, [KIND], response))


@router.delete("/{job_id}", responses={**problems(404), **STILL})
def cancel(job_id: JobId, parts: Running, response: Response) -> Envelope[JobAnswer[ReportAnswer]]:
    """Let an evaluation not be made, or stop; one that is made stays."""
    job = cancelled(parts.chores, job_id, [KIND])
    return Envelope(data=job_answer(job, job_id, [KIND], response))
