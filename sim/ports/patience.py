"""What a port asks of whoever uses it: how long at most, and for PM2 where its home is."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.oracles.violation import Violation


def vet(op: str, timeout_s: object, env: Mapping[str, str] | None = None) -> None:
    """Raise `Violation` for a wait that has no end, which the real thing would allow.

    So does PM2 choose a home where it is told none, and versions of it disagree on which; and a
    module that Python finds by chance is no proof that the service finds it.
    """
    if not isinstance(timeout_s, int | float) or not 0 < timeout_s < math.inf:
        raise Violation("bounded", f"{op} with {timeout_s} as its time-out")
    if op == "python" and env is not None and "PYTHONPATH" not in env:
        raise Violation("outside", "Python is not told where the code lies, as the service is")
    if op == "pm2" and env is not None and "PM2_HOME" not in env:
        raise Violation("outside", "PM2 is left to choose its home")
