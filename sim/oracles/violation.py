"""The one thing an oracle can say."""

from __future__ import annotations


class Violation(BaseException):
    """The world is as it must never be; no code under test may catch this."""

    def __init__(self, oracle: str, reason: str) -> None:
        """Name the oracle that says so."""
        super().__init__(f"{oracle}: {reason}")
        self.oracle = oracle
        self.reason = reason
