"""Turns of the threads that write, before each waits for the database's own lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from schemas.errors import StorageDown

WAIT_S_MAX = 10.0
"""So long one waits for others to finish writing: for its turn and for the database, in sum."""


class Turns:
    """Lets one thread of this process write at a time."""

    def __init__(self, wait_s_max: float = WAIT_S_MAX) -> None:
        self._lock, self._wait_s_max = Lock(), wait_s_max

    @contextmanager
    def taken(self) -> Iterator[float]:
        """Have the turn; give for how many seconds the database may still be waited for.

        Raises `StorageDown` where the turn does not come in time: were it waited for without end,
        those who wait would answer one after the other, and hold every thread meanwhile.
        """
        until_s = monotonic() + self._wait_s_max
        if not self._lock.acquire(timeout=self._wait_s_max):
            raise StorageDown(f"others have been writing for {self._wait_s_max:g} s; try again")
        try:
            yield max(until_s - monotonic(), 0.0)
        finally:
            self._lock.release()
