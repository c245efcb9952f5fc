"""Trouble of work that goes on in the background: since when it fails, and why."""

from collections.abc import Callable
from datetime import datetime
from traceback import extract_tb

import structlog

from schemas.errors import ModelDown, NotReady, StorageDown

PAUSE_S, PAUSE_S_MAX = 0.25, 8.0
"""What failed once is tried again after twice the first, and at the latest after the last."""
OFTEN_MAX = 5
"""After so many failures in a row the pause is as long as it gets."""

log = structlog.get_logger()


class Trouble:
    """A spell of failures in a row; what goes wrong is logged once in it, by its kind.

    What nobody foresaw is named by its kind and its place: its text may hold what people said.
    """

    def __init__(
        self, what: str, *, now: Callable[[], datetime], told: Callable[[datetime | None], None]
    ) -> None:
        """`told` hears since when it fails; None once it works."""
        self._what, self._now, self._told = what, now, told
        self._kinds: set[str] = set()
        self._since: datetime | None = None
        self._reason, self._times = "", 0

    def note(self, error: BaseException) -> None:
        """Take a failure down."""
        kind, self._reason = type(error).__name__, _reason(error)
        self._times += 1
        if self._since is None:
            self._since = self._now()
            self._told(self._since)
        if kind not in self._kinds:
            self._kinds.add(kind)
            seen = error.seen if isinstance(error, StorageDown) else self._reason
            log.error("background work fails", what=self._what, kind=kind, reason=seen)

    def over(self) -> None:
        """Take down that it works: the spell is over."""
        if self._since is not None:
            since = _said(self._since)
            log.warning("background work goes on", what=self._what, failed_since=since)
            self._since, self._times = None, 0
            self._kinds.clear()
            self._told(None)

    def pause_s(self) -> float:
        """Return how long to wait before the next try; 0 where it works."""
        if not self._times:
            return 0.0
        return min(PAUSE_S * 2.0 ** min(self._times, OFTEN_MAX), PAUSE_S_MAX)

    def check(self) -> None:
        """Raise `NotReady`, which says since when and why, where it fails."""
        since = self._since
        if since is not None:
            raise NotReady(f"{self._what} fails since {_said(since)}: {self._reason}")


def _reason(error: BaseException) -> str:
    if isinstance(error, ModelDown | StorageDown):
        return str(error)
    *_, place = extract_tb(error.__traceback__) or [None]
    at = "" if place is None else f" at {place.name}, line {place.lineno}"
    return f"{type(error).__name__}{at}"


def _said(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
