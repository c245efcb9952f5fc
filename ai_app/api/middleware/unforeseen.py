"""Answers what nobody foresaw: the logs are told all of it, the client where to look."""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

log = structlog.get_logger()


class Unforeseen:
    """The middleware; it stands where requests have their ids and are counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def answer(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception:
            log.exception("unforeseen error")
            if began:  # half an answer is no answer: the client must see it break
                raise
            said = "an error that nobody foresaw; the logs of this request tell more"
            await problem(Request(scope), 500, said)(scope, receive, send)
