"""What a port asks of whoever waits at it: to say how long at most."""

from __future__ import annotations

import math

from sim.oracles.violation import Violation


def vet(op: str, timeout_s: object) -> None:
    """Raise `Violation` for a wait that has no end, which the real thing would allow."""
    if not isinstance(timeout_s, int | float) or not 0 < timeout_s < math.inf:
        raise Violation("bounded", f"{op} with {timeout_s} as its time-out")
