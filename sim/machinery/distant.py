"""What lies beyond a simulated machine and answers over HTTP."""

from __future__ import annotations

from typing import Protocol

from deploy.ports import Answer


class Distant(Protocol):
    """Servers elsewhere, which a host reaches by HTTP."""

    def holds(self, url: str) -> bool:
        """Say whether an address is one of theirs."""

    def answer(self, method: str, url: str, now: float, body: bytes = b"") -> Answer:
        """Answer a request."""
