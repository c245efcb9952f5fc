"""Gives each request an id, takes a client's own, and puts it into the answer and the logs."""

import re
from typing import cast
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

HEADER = "X-Request-ID"
CLIENTS_OWN = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What is safe in a log and in a header; any other id is replaced."""
KEY = "request_id"


class RequestId:
    """The middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get(HEADER, "")
        name = asked if CLIENTS_OWN.fullmatch(asked) else uuid4().hex
        scope[KEY] = name

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        with bound_contextvars(request_id=name):
            await self.app(scope, receive, answer)


def request_id_of(scope: Scope) -> str | None:
    """Return the id of a request; None where the middleware is not in place."""
    return cast("str | None", scope.get(KEY))
