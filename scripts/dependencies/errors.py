"""How a command of the dependencies says no: every reason at once, and nothing was written."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """What was asked for cannot be done; no file was touched."""

    def __init__(self, *reasons: str) -> None:
        """Keep every reason, each with the place that it is about."""
        super().__init__("\n".join(reasons))
        self.reasons: Sequence[str] = reasons
