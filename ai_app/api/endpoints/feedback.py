"""`/api/ai/feedback`: what came of recommendations is told, counted and reported."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.authorisation import MayRead, MayWrite
from api.guarded import Guarded
from api.ndjson import answer_batch
from api.parameters import Id
from api.problems import problem
from api.responses import CREATED, FEEDBACK_BATCH, created, lines_of, problems
from api.state import Configured, Running, Writing
from controllers.feedback import refusal, untimely
from controllers.feedback_batches import FeedbackBatch
from controllers.recommending import now
from schemas.envelope import Envelope
from schemas.feedback_body import FeedbackAnswer, FeedbackBody
from schemas.feedback_kept import Told
from schemas.feedback_report_body import FeedbackReportAnswer
from schemas.fields import Moment
from schemas.mentor_statistics_body import MentorStatisticsAnswer
from services.feedback.reading import read_event

router = APIRouter(route_class=Guarded, prefix="/api/ai", tags=["feedback"])
REPORTED = timedelta(days=30)
Since = Annotated[
    Moment | None,
    Query(description="Rankings shown before it are left out; 30 days ago where nothing is said"),
]


@router.post(
    "/feedback",
    dependencies=[MayWrite, Writing],
    response_model=Envelope[FeedbackAnswer],
    responses={**problems(400, 404, 409, 413), **created(Envelope[FeedbackAnswer])},
)
def tell(
    body: FeedbackBody, parts: Running, request: Request, response: Response
) -> Envelope[FeedbackAnswer] | Response:
    """Tell what happened between a mentee and a mentor; told again, it changes nothing.

    404 where there is no such mentor or mentee, and 409 where another event has this id. Once it is
    answered the event is kept and counted, and rankings follow within a second.
    """
    event = read_event(body)
    early = untimely(event, now())
    if early is not None:
        return problem(request, 422, f"{early.pointer}: {early.detail}", errors=[early])
    (told,) = parts.feedback.tell([event])
    refused = refusal(told, event)
    if refused is not None:
        status = 409 if told is Told.DIFFERENT else 404
        return problem(request, status, refused.detail, errors=[refused])
    if told is Told.KEPT:
        response.status_code = CREATED
    return Envelope(data=FeedbackAnswer(id=event.id, outcome=told))


@router.post(
    "/feedback/batch",
    dependencies=[MayWrite],
    response_class=StreamingResponse,
    responses={**problems(400, 413, 415), **FEEDBACK_BATCH},
    openapi_extra=lines_of(FeedbackBody),
)
async def tell_many(request: Request, parts: Running, settings: Configured) -> StreamingResponse:
    """Tell many events, a line each; answer line by line, as they are kept.

    A line that is refused keeps no other from being kept: that of somebody unknown, too, may be
    sent again once they are put. Where the last line does not say `done`, send those again that
    have no answer.
    """
    batch = FeedbackBatch(tell=parts.feedback.tell, now=now)
    return await answer_batch(request, batch, line_bytes_max=settings.batch_line_bytes_max)


@router.get("/feedback/report", dependencies=[MayRead], responses=problems())
def report(parts: Running, since: Since = None) -> Envelope[FeedbackReportAnswer]:
    """Say how good the rankings were that people got, by what they did afterwards.

    A request is put down to the last ranking before it in which the mentor stood. The intervals
    take rankings for independent of one another. Who was deleted is left out.
    """
    begin: datetime = now() - REPORTED if since is None else since
    return Envelope(data=parts.feedback.report(begin))


@router.get("/mentors/{user_id:number}/statistics", dependencies=[MayRead], responses=problems(404))
def statistics(user_id: Id, parts: Running) -> Envelope[MentorStatisticsAnswer]:
    """Say how a mentor did so far, by what the platform stated and by feedback."""
    return Envelope(data=parts.feedback.statistics(user_id))
