"""The clock of this machine."""

from __future__ import annotations

import time


class LocalClock:
    """The port `Clock`. It is read once and then counted: nobody who sets it reaches a run.

    Set back by two hours while a release was waited for, it would be waited for two hours more.
    """

    def __init__(self) -> None:
        self._began = time.time() - time.monotonic()

    def now(self) -> float:
        return self._began + time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
