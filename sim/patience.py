"""What a port asks of whoever uses it: how long at most, and for PM2 where its home is."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.oracles.violation import Violation


def vet(op: str, timeout_s: object) -> None:
    """Raise `Violation` for a wait that has no end, which the real thing would allow."""
    if not isinstance(timeout_s, int | float) or not 0 < timeout_s < math.inf:
        raise Violation("bounded", f"{op} with {timeout_s} as its time-out")


def vet_environment(program: str, env: Mapping[str, str]) -> None:
    """Raise `Violation` where PM2 is left to choose its home: versions of it disagree."""
    if program == "pm2" and "PM2_HOME" not in env:
        raise Violation("outside", "PM2 is left to choose its home")
