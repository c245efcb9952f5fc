"""Refuses a body that is too large, before it is read where it says its length, else amid it."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """The middleware; `bytes_max` gives the limit of a path, in bytes."""

    def __init__(self, app: ASGIApp, *, bytes_max: Callable[[str], int]) -> None:
        self.app, self.bytes_max = app, bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.bytes_max(scope["path"])
        said = Headers(scope=scope).get("content-length", "0")
        left = most - int(said) if said.isdigit() else most

        async def bounded() -> Message:
            nonlocal most
            if left < 0:
                raise _too_large(self.bytes_max(scope["path"]))
            message = await receive()
            most -= len(message.get("body", b""))
            if most < 0:
                raise _too_large(self.bytes_max(scope["path"]))
            return message

        await self.app(scope, bounded, send)


def _too_large(bytes_max: int) -> HTTPException:
    return HTTPException(413, f"a body may hold {bytes_max:,} bytes here; send less at once")
