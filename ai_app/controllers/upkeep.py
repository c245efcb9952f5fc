"""Upkeep: a thread for what nobody waits for.

It lets the search copy follow storage, gives mentors their vectors, and lets old events be
forgotten.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

import structlog

from controllers.search_copy import SearchCopy
from schemas.errors import ModelDown, StorageDown
from services.embedding.encoder import Encoder
from services.embedding.filling import BATCH_MAX, portions, renew
from services.people.repository import PeopleRepository

PERIOD_S = 0.5
"""So late another process sees at most what was changed here, but for how long reading takes."""
STOP_S_MAX = 10.0
"""One portion of texts takes this long at the very most."""

log = structlog.get_logger()


class Upkeep:
    """Works from `begin` to `end`; what fails is tried again in the next round.

    Vectors of another model are left alone: a release that used it may come back.
    """

    def __init__(
        self,
        people: PeopleRepository,
        copy: SearchCopy,
        encoder: Encoder,
        *,
        told: Callable[[int, int], None],
        forget: Callable[[], bool],
    ) -> None:
        """Tell, after each round, how many mentors there are, and how many wait for a vector.

        `forget` takes the names from some old events, and says whether more are to be done.
        """
        self._people, self._copy, self._encoder, self._told = people, copy, encoder, told
        self._forget = forget
        self.turn = Lock()
        """Whoever makes vectors of many has it: else two would make the same ones."""
        self.stopping = Event()
        """Once it is to stop, no other text is read."""
        self._news = Event()
        self._thread = Thread(target=self._work, name="upkeep", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def end(self) -> None:
        """Let the thread finish what it reads, and wait for that.

        A process that ended before it would be aborted, by the model's runtime.
        """
        self.stopping.set()
        self._news.set()
        self._thread.join(STOP_S_MAX)

    def notice(self) -> None:
        """Let what this process just kept be found at once; its vectors come soon after.

        Where storage fails now it has kept what it said it had, and the next round reads it.
        """
        with suppress(StorageDown):
            self._copy.follow()
        self._news.set()

    def round(self) -> bool:
        """Follow storage, then encode one batch; return whether more is to be done.

        Rounds take turns: after one that says no, nothing is in the works. Raises `StorageDown` or
        `ModelDown`; what was not encoded stays due.
        """
        with self.turn:
            self._copy.follow()
            left = self._copy.take_due(BATCH_MAX)
            try:
                for some in portions(tuple(left)):
                    if self.stopping.is_set():
                        break
                    renew(self._people, self._encoder, some)
                    del left[: len(some)]
                    self._copy.follow()
            finally:
                self._copy.give_back(left)
            self._told(len(self._copy.population), self._copy.due_count)
            return self._copy.due_count > 0

    def _work(self) -> None:
        while not self.stopping.is_set():
            try:
                busy = self._forget()
                busy = self.round() or busy
            except (StorageDown, ModelDown) as error:
                log.warning("upkeep has to wait", reason=str(error))
                busy = False
            if not busy:
                self._news.wait(PERIOD_S)
                self._news.clear()
