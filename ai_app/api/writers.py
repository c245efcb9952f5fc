"""Requests that write: so many at once, so that those who read always have a thread."""

import asyncio

from schemas.errors import StorageDown

WRITERS_MAX = 20
"""Of the forty threads of a process; one writes, and the others wait for their turn."""
WAIT_S_MAX = 7.0
"""So long a request waits for a thread; one that has it waits as long as storage lets it.

Where storage is stuck that is 10 s, or 2 s more (see `services.together`): in sum less than the
20 s in which a service that is told to end must have answered.
"""


class Writers:
    """Lets so many requests write at once; the others wait, and hold no thread meanwhile."""

    def __init__(self, writers_max: int = WRITERS_MAX, wait_s_max: float = WAIT_S_MAX) -> None:
        self._free, self._wait_s_max = asyncio.Semaphore(writers_max), wait_s_max

    async def admit(self) -> None:
        """Wait until one more may write; raise `StorageDown` where that takes too long."""
        try:
            await asyncio.wait_for(self._free.acquire(), self._wait_s_max)
        except asyncio.TimeoutError:
            raise StorageDown("too many wait already to write; try again") from None

    def leave(self) -> None:
        """Let the next one write."""
        self._free.release()
