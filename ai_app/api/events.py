"""Answers events as they come: Server-Sent Events (WHATWG HTML, section 9.2), with heartbeats.

sse-starlette sends them: unlike FastAPI's own, its heartbeats have a period that is chosen, and an
endpoint may answer otherwise as well. It cuts streams short when the service stops.
"""

from collections.abc import AsyncIterator, Generator
from typing import Protocol, TypeAlias

from fastapi import Request
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.concurrency import iterate_in_threadpool

MEDIA_TYPE = "text/event-stream"
SEND_S_MAX = 30.0
"""A client that takes nothing for so long is gone."""


class Event(Protocol):
    """What is sent: its name, and itself as JSON."""

    @property
    def event(self) -> str:
        """The name."""

    def model_dump_json(self) -> str:
        """Return the JSON, in one line."""


Events: TypeAlias = Generator[Event, None, None]


def wants_events(request: Request) -> bool:
    """Tell whether a client asks for events; `*/*` does not, for JSON is simpler to read."""
    accepted = request.headers.get("accept", "")
    kinds = [each.partition(";")[0].strip().lower() for each in accepted.split(",")]
    return MEDIA_TYPE in kinds


def answer_events(events: Events, *, heartbeat_s: float) -> EventSourceResponse:
    """Return an answer that sends events as they come; they are waited for off the event loop."""
    return EventSourceResponse(
        _sent(events),
        ping=heartbeat_s,
        sep="\n",
        send_timeout=SEND_S_MAX,
    )


async def _sent(events: Events) -> AsyncIterator[ServerSentEvent]:
    """Send events; where the client leaves, close them at once, so that nobody goes on writing."""
    try:
        async for each in iterate_in_threadpool(events):
            yield ServerSentEvent(event=each.event, data=each.model_dump_json(), sep="\n")
    finally:
        events.close()
