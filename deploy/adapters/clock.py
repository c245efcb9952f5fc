"""The clock of this machine."""

from __future__ import annotations

import time


class LocalClock:
    """The port `Clock`."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
