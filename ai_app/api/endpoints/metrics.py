"""`GET /metrics`: what the service counts, for Prometheus."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from api.authorisation import MayOperate
from api.guarded import Guarded
from api.responses import problems
from api.state import state_of

router = APIRouter(route_class=Guarded, tags=["status"])
EXAMPLE = "# TYPE refit_search_mentors gauge\nrefit_search_mentors 273.0\n"


@router.get(
    "/metrics",
    dependencies=[MayOperate],
    response_class=PlainTextResponse,
    responses={
        **problems(),
        200: {
            "content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}},
            "description": "The counters",
        },
    },
)
def metrics(request: Request) -> PlainTextResponse:
    """Give the counters in the text format; of this process alone."""
    text = generate_latest(state_of(request.app).metrics.registry).decode()
    return PlainTextResponse(text, media_type=CONTENT_TYPE_PLAIN_1_0_0)
