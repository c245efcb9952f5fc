"""`/api/ai/words`: why this mentor, and a first message to send them."""

from fastapi import APIRouter, Request, Response

from api.authorisation import MayRead
from api.events import answer_events, wants_events
from api.guarded import Guarded
from api.responses import WORDS, problems
from api.state import Configured, Running
from schemas.envelope import Envelope
from schemas.words import Purpose
from schemas.words_body import WordsAnswer, WordsBody

router = APIRouter(
    route_class=Guarded,
    prefix="/api/ai/words",
    tags=["words"],
    dependencies=[MayRead],
)


@router.post(
    "/{purpose}",
    response_model=Envelope[WordsAnswer],
    responses={**problems(400, 404, 413), **WORDS},
)
def find_words(
    purpose: Purpose, body: WordsBody, request: Request, parts: Running, settings: Configured
) -> Response | Envelope[WordsAnswer]:
    """Find words: `reason` tells a mentee why this mentor, `first-message` is for them to send.

    A client that accepts `text/event-stream` gets each `piece` as it is written, and at the end
    what is `done`: the words whole, which replace the pieces. A stream without it was cut short.
    """
    order = parts.wording.order(purpose, body)
    if wants_events(request):
        events = parts.wording.streamed(order)
        return answer_events(events, heartbeat_s=settings.words_heartbeat_s)
    return Envelope(data=parts.wording.written(order))
