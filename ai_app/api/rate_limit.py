"""How many requests a client may make in a minute, counted in this process."""

from collections.abc import Callable
from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class RateLimit:
    """The counters; each client has its own, and each process of the service."""

    def __init__(self, requests_per_minute_max: int, clock: Callable[[], float] = time) -> None:
        self._most = RateLimitItemPerMinute(requests_per_minute_max)
        self._counts = FixedWindowRateLimiter(MemoryStorage())
        self._clock = clock

    def count(self, client: str) -> int | None:
        """Count a request; return None where it may go on, else after how many seconds it may."""
        if self._counts.hit(self._most, client):
            return None
        until = self._counts.get_window_stats(self._most, client).reset_time
        return max(1, ceil(until - self._clock()))
