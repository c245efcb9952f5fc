"""Refuses a body that is too large, before it is read where it says its length, else amid it.

A body that begins and does not go on is refused, too: one of them would keep the service from
ending by itself, for as long as its client likes.
"""

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SILENCE_S = 10.0
"""So long a client may send nothing amid a body; half of what PM2 waits before it kills."""


class BodyLimit:
    """The middleware; `bytes_max` gives the limit of a path, in bytes."""

    def __init__(
        self, app: ASGIApp, *, bytes_max: Callable[[str], int], silence_s: float = SILENCE_S
    ) -> None:
        self.app, self.bytes_max, self.silence_s = app, bytes_max, silence_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        said = headers.get("content-length", "0")
        due = said != "0" or "transfer-encoding" in headers
        most = self.bytes_max(scope["path"])
        left = most - int(said) if said.isdecimal() else most

        async def bounded() -> Message:
            nonlocal due, most
            if left < 0:
                raise _too_large(self.bytes_max(scope["path"]))
            if not due:  # what comes now is the end of the connection, however late
                return await receive()
            message = await self._soon(receive)
            due = message.get("more_body", False)
            most -= len(message.get("body", b""))
            if most < 0:
                raise _too_large(self.bytes_max(scope["path"]))
            return message

        await self.app(scope, bounded, send)

    async def _soon(self, receive: Receive) -> Message:
        try:
            return await asyncio.wait_for(receive(), self.silence_s)
        except asyncio.TimeoutError:  # not yet the built-in one in Python 3.10
            said = f"the body stopped for {self.silence_s:g} s before its end; send it again"
            raise HTTPException(408, said, {"Connection": "close"}) from None


def _too_large(bytes_max: int) -> HTTPException:
    return HTTPException(413, f"a body may hold {bytes_max:,} bytes here; send less at once")
