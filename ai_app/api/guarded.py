"""Routes that ask who it is before they read what was sent."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from api.authorisation import CHECKS


class Guarded(APIRoute):
    """A route of FastAPI, which alone would read and parse a body before it asks for a key.

    So whoever has no key could make the service hold and parse what they like.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers: the checks of the route first, then all else."""
        checks = [check for check in CHECKS if Depends(check) in self.dependencies]
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            for check in checks:
                await check(request)
            return await answer(request)

        return handle
