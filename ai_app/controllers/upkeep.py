"""Upkeep: a thread for what nobody waits for.

It lets the search copy follow storage, gives mentors their vectors, and lets old events be
forgotten.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread

from controllers.search_copy import SearchCopy
from controllers.trouble import Trouble
from services.embedding.encoder import Encoder
from services.embedding.filling import BATCH_MAX, portions, renew
from services.people.repository import PeopleRepository

PERIOD_S = 0.5
"""So late another process sees at most what was changed here, but for how long reading takes."""
STOP_S_MAX = 10.0
"""One portion of texts takes this long at the very most."""


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
        chores: Sequence[Callable[[], bool]],
        trouble: Trouble,
    ) -> None:
        """Tell, after each round, how many mentors there are, and how many wait for a vector.

        Chores come before each round: each does a part, and says whether more is to be done.
        """
        self._people, self._copy, self._encoder, self._told = people, copy, encoder, told
        self._chores, self.trouble = (*chores, self.round), trouble
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

        Whatever fails now, storage has kept what it said it had, and the next round reads it, or
        tells why it cannot.
        """
        with suppress(Exception):
            self._copy.follow()
        self._news.set()

    def round(self) -> bool:
        """Follow storage, then encode one batch; return whether more is to be done.

        Rounds take turns: after one that says no, nothing is in the works. Raises `StorageDown` or
        `ModelDown`; whatever it raises, what was not encoded stays due.
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
            if not self._turn_done():
                self._news.wait(max(PERIOD_S, self.trouble.pause_s()))
                self._news.clear()

    def _turn_done(self) -> bool:
        """Do a part of each; return whether more is to be done at once.

        One that fails keeps no other from being done, and none ends the thread: else nothing would
        be found any more of what changes, until somebody starts the service anew.
        """
        busy, failed = False, False
        for part in self._chores:
            try:
                busy = part() or busy
            except BaseException as error:  # noqa: BLE001 - not even SystemExit
                self.trouble.note(error)
                failed = True
        if not failed:
            self.trouble.over()
        return busy and not failed
