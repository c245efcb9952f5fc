"""`/api/ai/mentors`: mentors are kept, given back, and brought in batches."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.authorisation import MayRead, MayWrite
from api.guarded import Guarded
from api.ndjson import answer_batch
from api.parameters import Cursor, Id, Limit
from api.responses import BATCH, CREATED, created, lines_of, problems
from api.state import Configured, Running, Writing
from controllers.batches import mentor_batch
from schemas.envelope import Envelope, Page
from schemas.keeping import Put
from schemas.mentor_body import MentorAnswer, MentorBody, MentorLine

router = APIRouter(route_class=Guarded, prefix="/api/ai/mentors", tags=["people"])


@router.post(
    "/batch",
    dependencies=[MayWrite],
    response_class=StreamingResponse,
    responses={**problems(400, 413, 415), **BATCH},
    openapi_extra=lines_of(MentorLine),
)
async def put_mentors(request: Request, parts: Running, settings: Configured) -> StreamingResponse:
    """Keep many mentors, a line each; answer line by line, as they are kept.

    A line that is refused keeps no other from being kept. Where the last line does not say `done`,
    send those again that have no answer.
    """
    batch = mentor_batch(parts.mentors.keep, parts.known)
    return await answer_batch(request, batch, line_bytes_max=settings.batch_line_bytes_max)


@router.put(
    "/{user_id:number}",
    dependencies=[MayWrite, Writing],
    responses={**problems(400, 404, 413), **created(Envelope[MentorAnswer])},
)
def put_mentor(
    user_id: Id, body: MentorBody, parts: Running, response: Response
) -> Envelope[MentorAnswer]:
    """Keep a mentor, whole, in the place of whoever had this id; done twice it changes nothing."""
    answer, outcome = parts.mentors.put(user_id, body)
    if outcome is Put.CREATED:
        response.status_code = CREATED
    return Envelope(data=answer)


@router.get("/{user_id:number}", dependencies=[MayRead], responses=problems(404))
def get_mentor(user_id: Id, parts: Running) -> Envelope[MentorAnswer]:
    """Give a mentor back."""
    return Envelope(data=parts.mentors.get(user_id))


@router.delete(
    "/{user_id:number}", status_code=204, dependencies=[MayWrite, Writing], responses=problems(404)
)
def delete_mentor(user_id: Id, parts: Running) -> None:
    """Delete a mentor and all that was computed of them."""
    parts.mentors.delete(user_id)


@router.get("", dependencies=[MayRead], responses=problems())
def list_mentors(
    parts: Running, cursor: Cursor = None, limit: Limit = 100
) -> Envelope[Page[MentorAnswer]]:
    """Give mentors back, page by page, in ascending order of their ids."""
    return Envelope(data=parts.mentors.page(cursor, limit))
