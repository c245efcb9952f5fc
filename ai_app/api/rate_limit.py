"""How many requests a client may make in a minute, counted in this process."""

from collections import Counter
from collections.abc import Callable
from math import ceil
from time import time

WINDOW_S = 60


class RateLimit:
    """The counters; each client has its own, and each process of the service.

    Windows are fixed: they begin with each minute of the clock. The library that is well kept,
    `limits`, starts a thread for every few requests, which makes them a tenth slower.
    """

    def __init__(self, requests_per_minute_max: int, clock: Callable[[], float] = time) -> None:
        self._most, self._clock = requests_per_minute_max, clock
        self._window, self._counts = 0, Counter[str]()

    def count(self, client: str) -> int | None:
        """Count a request; return None where it may go on, else after how many seconds it may."""
        now = self._clock()
        window = int(now // WINDOW_S)
        if window != self._window:
            self._window = window
            self._counts.clear()
        self._counts[client] += 1
        if self._counts[client] <= self._most:
            return None
        return max(1, ceil((window + 1) * WINDOW_S - now))
