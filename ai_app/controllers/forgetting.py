"""Forgetting: events of feedback name people for a while, and count for ever."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import structlog

from services.feedback.repository import FeedbackRepository

EVERY_S = 3_600.0
"""So often it is looked whether an event has grown old."""
BEGAN = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""Before this there was no service: a clock that says so is wrong, and is not believed."""
PORTION = 500
"""Others may write after so many."""

log = structlog.get_logger()


class Forgetting:
    """Takes the names of people from events that are older than so many days."""

    def __init__(
        self,
        repository: FeedbackRepository,
        *,
        days_max: int,
        now: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        """`now` says how old an event is, `clock`, in seconds, when to look again."""
        self._repository, self._now, self._clock = repository, now, clock
        self._kept = timedelta(days=days_max)
        self._due_s = clock()

    def when_due(self) -> bool:
        """Forget a portion where it is time for that; return whether there may be more.

        Raises `StorageDown`; it is due still then.
        """
        if self._clock() < self._due_s:
            return False
        now = self._now()
        count = self._repository.forget(
            before=now - self._kept,
            # None so far ahead is taken any more; those that were would keep their names for ever.
            beyond=max(now, BEGAN) + self._kept,
            limit=PORTION,
        )
        if count:
            log.info("old events name nobody any more", count=count)
        if count == PORTION:
            return True
        self._due_s = self._clock() + EVERY_S
        return False
