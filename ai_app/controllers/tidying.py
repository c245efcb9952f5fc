"""Tidying: what was deleted leaves the disk, too, now and then."""

from collections.abc import Callable

from services.people.repository import PeopleRepository

EVERY_S, AGAIN_S = 60.0, 5.0
"""So often it is done, and so soon tried again where others were at work."""


class Tidying:
    """Lets storage let go of what was deleted, whenever it is due."""

    def __init__(self, people: PeopleRepository, *, clock: Callable[[], float]) -> None:
        """`clock` tells seconds."""
        self._people, self._clock = people, clock
        self._due_s = clock()

    def when_due(self) -> bool:
        """Tidy up where it is time for that; return that nothing more is to be done at once.

        Raises `StorageDown`; it is due still then.
        """
        if self._clock() >= self._due_s:
            done = self._people.tidied()
            self._due_s = self._clock() + (EVERY_S if done else AGAIN_S)
        return False
