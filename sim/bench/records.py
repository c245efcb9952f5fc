"""What a client saw of one request."""

from __future__ import annotations

from dataclasses import dataclass

SERVER_ERROR = 500
"""An answer of this status or above is a failure of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One request, from the moment that the client wanted it to the last byte of its answer."""

    way: str
    """By which way it went: `straight` or `caddy`."""
    method: str
    path: str
    began_s: float
    ended_s: float
    """Both on the monotonic clock of this machine."""
    status: int | None = None
    """None where there was no answer."""
    error: str | None = None
    process: str | None = None
    """Who answered, as the answer names it: another name is another process."""
    reconnects: int = 0
    """Connections that the server had closed before this request was sent."""
    retries: int = 0
    """Times it was sent again, as RFC 9110 9.2.2 lets a client."""

    @property
    def failed(self) -> bool:
        """Whether the service failed: no answer, or one that blames the server."""
        return self.status is None or self.status >= SERVER_ERROR

    @property
    def wait_ms(self) -> float:
        """How long the client waited, whatever came of it, in milliseconds."""
        return (self.ended_s - self.began_s) * 1000
