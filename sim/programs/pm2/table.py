"""PM2's table: what it knows of an app, and what becomes of an entry whose process ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

PM2_HOME = "/home/ubuntu/.pm2"
"""Where PM2 keeps its own files when nobody says otherwise."""
DAEMON_PID = 1
"""What a daemon writes down as its own: it is none of the processes that it could be killed as."""
TITLE = "PM2 v7.0.4: God Daemon ({home})"
"""What a daemon calls itself; what is left of the room for its words is empty."""
ONLINE, STOPPED, STOPPING, ERRORED = "online", "stopped", "stopping", "errored"
WAITING = "waiting restart"
ENDED = (STOPPED, STOPPING, ERRORED)
MIN_UPTIME_MS = 1000
RESTARTS_MAX = 16
BACKOFF_MAX_MS = 15_000
BACKOFF_RESET_S = 30.0
"""An app that has run this long begins its backoff anew."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The rest of what PM2 keeps of an app, as `jlist` prints it; never changed, only replaced."""

    more: Mapping[str, Any] = field(hash=False)


NO_FACTS = Facts({})


class Entry(NamedTuple):
    """One entry of PM2's table; a tuple, for it is replaced many times in each deployment."""

    pm_id: int
    name: str
    script: str
    cwd: str
    args: tuple[str, ...]
    env: tuple[tuple[str, Any], ...]
    pid: int | None = None
    """None where PM2 never got one: a missing cwd, and `online` all the same."""
    status: str = ONLINE
    restarts: int = 0
    unstable: int = 0
    created: float | None = None
    """Restarts are unstable within a while of this; None once PM2 gave up."""
    started: float = 0.0
    exit_code: int | None = None
    backoff: int | None = None
    """The delay before the last restart, in ms, where it grows."""
    due: int | None = None
    """The event that will restart it, where one is planned."""
    home: str = PM2_HOME
    facts: Facts = NO_FACTS

    def __hash__(self) -> int:
        """Tell entries apart by what changes most; their environments hold what has no hash."""
        return hash((self.pm_id, self.name, self.pid, self.status, self.restarts, self.started))


@dataclass(slots=True)
class Table:
    """The entries of one daemon."""

    daemon: bool = False
    entries: dict[int, Entry] = field(default_factory=dict)
    next_pm_id: int = 0
    listing: tuple[list[Entry], str] = field(default_factory=lambda: ([], "[]"), compare=False)
    """The entries as `jlist` printed them last: nothing is asked for as often, and mostly again."""

    def copy(self) -> Table:
        """Return an independent copy; its entries are frozen and shared."""
        return Table(self.daemon, dict(self.entries), self.next_pm_id)


def after_exit(entry: Entry, code: int, now: float) -> tuple[Entry, float | None]:
    """Return an entry whose process ended, and in how many seconds it is started again, if ever."""
    more = entry.facts.more
    stopping = entry.status in ENDED or more.get("autorestart") in (False, "false")
    stopping = stopping or code in _codes(more.get("stop_exit_codes"))
    restarts_max = more.get("max_restarts", RESTARTS_MAX)
    unstable = entry.unstable + _is_unstable(entry, now, restarts_max)
    status = entry.status if entry.status in (STOPPING, ERRORED) else STOPPED
    gave_up = unstable >= restarts_max
    entry = entry._replace(
        pid=0 if stopping or gave_up else entry.pid,
        status=ERRORED if gave_up else status,
        unstable=0 if gave_up else unstable,
        created=None if gave_up else entry.created,
        exit_code=code,
    )
    entry, delay_ms = _delayed(entry, now)
    return entry, None if stopping or gave_up else delay_ms / 1000


def _codes(said: object) -> tuple[object, ...]:
    if said is None:
        return ()
    return tuple(said) if isinstance(said, list) else (said,)


def _is_unstable(entry: Entry, now: float, restarts_max: float) -> bool:
    """Say whether a life was too short, in the while in which PM2 counts such lives."""
    min_s = entry.facts.more.get("min_uptime", MIN_UPTIME_MS) / 1000
    if entry.created is None or now - entry.created >= min_s * restarts_max:
        return False
    return bool(now - entry.started < min_s)


def _delayed(entry: Entry, now: float) -> tuple[Entry, float]:
    """Return the entry and its delay in ms. PM2 says `waiting restart` of one it gave up, too."""
    more, delay_ms = entry.facts.more, 0.0
    if more.get("restart_delay") is not None:
        entry, delay_ms = entry._replace(status=WAITING), more["restart_delay"]
    first = more.get("exp_backoff_restart_delay")
    if first is not None:
        backoff = entry.backoff if now - entry.started <= BACKOFF_RESET_S else None
        delay_ms = min(BACKOFF_MAX_MS, int(backoff * 1.5)) if backoff else first
        entry = entry._replace(status=WAITING, backoff=int(delay_ms))
    return entry, delay_ms
