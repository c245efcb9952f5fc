"""Counts and logs each request: what was asked and how it went, never what anybody said."""

from collections.abc import Callable
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

log = structlog.get_logger()
QUIET = frozenset({"/api/ai/health", "/api/ai/ready", "/metrics"})
"""Asked every few seconds by programs; logged only where they fail."""
CLIENT_ERROR, SERVER_ERROR = 400, 500


class Observation:
    """The middleware."""

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, clock: Callable[[], float] = perf_counter
    ) -> None:
        self.app, self.metrics, self.clock = app, metrics, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = self.clock(), SERVER_ERROR

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self.metrics.in_progress.track_inprogress():
            try:
                await self.app(scope, receive, answer)
            finally:
                self._observe(scope, status, self.clock() - began)

    def _observe(self, scope: Scope, status: int, took_s: float) -> None:
        """Name the route, not the path: a path holds ids, and has no bound."""
        route = getattr(scope.get("route"), "path_format", "none")
        self.metrics.requests.labels(scope["method"], route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(took_s)
        if route in QUIET and status < CLIENT_ERROR:
            return
        tell = log.error if status >= SERVER_ERROR else log.info
        tell(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            ms=round(took_s * 1_000, 2),
            client=scope.get("client_name"),
        )
