"""The measured app: the real wheel, whose answers name their process, and broken variants of it."""

from __future__ import annotations

from enum import Enum

from sim.goods import wheels

APPENDED = '''
import os as _os

from fastapi import Request as _Request, Response as _Response

BREAKS = "{breaks}"


class _Measured:
    """Names the process in each answer; breaks as it is told to."""

    def __init__(self, app):
        self.app, self.name = app, str(_os.getpid()).encode()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan" and BREAKS == "start":
            _os._exit(3)
        path = scope.get("path", "")
        broken = {{"health": path == "/api/ai/health", "everything": path.startswith("/api/ai/")}}

        async def named(message):
            if message["type"] == "http.response.start":
                message = {{**message, "headers": [*message["headers"], (b"x-process", self.name)]}}
                if broken.get(BREAKS):
                    message["status"] = 500
            await send(message)

        await self.app(scope, receive, named)


@app.post("/api/ai/echo")
async def _echo(request: _Request) -> _Response:
    return _Response(await request.body(), media_type="application/json")


app.add_middleware(_Measured)
'''
"""Added to the entry module: it must work with whatever the service becomes."""


class Breaks(Enum):
    """What is broken about a release."""

    NOTHING = ""
    START = "start"
    """It can be imported, and ends when it is started."""
    HEALTH = "health"
    """It listens, and its health check answers 500; all else is answered well."""
    EVERYTHING = "everything"
    """It listens, and answers every client with 500."""


def wheel(content: bytes, sha: str, breaks: Breaks = Breaks.NOTHING) -> bytes:
    """Return the real wheel as another commit's, measured and, where asked, broken."""
    appended = APPENDED.format(breaks=breaks.value).encode()
    return wheels.derived(content, sha, appended=appended)


def sha(number: int) -> str:
    """Return the name of a commit: one for each number."""
    return f"{number:040x}"
