"""The machine: virtual time, its processes, who listens where, PM2's table and the proxy."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.machinery.behaviour import Behaviour
from sim.machinery.proxy import Site
from sim.machinery.running import Running
from sim.programs.pm2.table import PM2_HOME, Entry, Table, after_exit
from sim.storage.nodes import File

EPOCH = 1_769_594_400.0
"""Virtual time begins on 2026-01-28 10:00:00 UTC."""

RESTART_DELAY_S = 0.01
"""PM2 needs this long to see that a process ended, and to start the next."""
STARTUP_S = 0.08
"""An interpreter needs this long before it runs anything; a call of PM2 waits for it as long."""
NODE_FOLLOWS_S = 0.85
"""So long at most an app of Node's outlives PM2's daemon, whose channel it holds."""
IMPORT_FAILED, BIND_FAILED = 1, 3
"""Exit codes of uvicorn."""


class Event(NamedTuple):
    """Something that happens by itself at a moment; `number` is a pid, or an entry's id."""

    at: float
    order: int
    kind: str
    number: int


Relaunch = Callable[[Entry], None]


class Overdue(Exception):
    """A program is still at work when its time is over; it carries what it wrote until then."""


@dataclass(slots=True)
class Machine:
    """Processes and time. Time stands still until something takes time."""

    now: float = EPOCH
    processes: dict[int, Running] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    order: int = 0
    next_pid: int = 1000
    tables: dict[str, Table] = field(default_factory=lambda: {PM2_HOME: Table()})
    """What PM2's daemons know, by their PM2_HOME."""
    proxy: int | None = None
    """The port the running proxy passes requests to, 0 for none; None where it does not run."""
    main: Site = field(default_factory=Site)
    """How the proxy treats the requests that it passes there."""
    sites: tuple[Site, ...] = ()
    """The other sites of the running proxy."""
    power_failures: int = 0
    daemons_lost: int = 0
    """How often PM2's daemon was killed."""
    locked: list[File] = field(default_factory=list)
    """The files that somebody holds a lock of; a copy of the machine has nobody who does."""

    def fork(self) -> Machine:
        """Return an independent copy; its values are frozen and shared."""
        return Machine(
            now=self.now,
            processes=dict(self.processes),
            events=list(self.events),
            order=self.order,
            next_pid=self.next_pid,
            tables={home: table.copy() for home, table in self.tables.items()},
            proxy=self.proxy,
            main=self.main,
            sites=self.sites,
            daemons_lost=self.daemons_lost,
        )

    @property
    def daemon(self) -> bool:
        """PM2's daemon runs."""
        return self.tables[PM2_HOME].daemon

    @property
    def entries(self) -> dict[int, Entry]:
        """PM2's entries by their ids."""
        return self.tables[PM2_HOME].entries

    def advance(self, seconds: float, relaunch: Relaunch) -> None:
        """Let time pass, and what is due in it happen."""
        until = self.now + seconds
        while self.events and self.events[0].at <= until:
            event = heapq.heappop(self.events)
            self.now = max(self.now, event.at)
            self._happen(event, relaunch)
        self.now = until

    def later(self, seconds: float, kind: str, number: int) -> int:
        """Plan an event; return its order, by which it can be told from others."""
        self.order += 1
        heapq.heappush(self.events, Event(self.now + seconds, self.order, kind, number))
        return self.order

    def _happen(self, event: Event, relaunch: Relaunch) -> None:
        if event.kind == "restart":
            self._restart(event, relaunch)
            return
        process = self.processes.get(event.number)
        if process is None:
            return
        if event.kind == "die":
            self.exit(event.number, IMPORT_FAILED)
            return
        holder = self.listener(process.port)
        if holder is not None and not holder.aside:
            self.exit(event.number, BIND_FAILED)  # [Errno 98] address already in use
            return
        self.processes[event.number] = process._replace(bound=True)
        dies_s = None if process.serving is None else process.serving.behaviour.dies_s
        if dies_s is not None:
            self.later(dies_s, "die", event.number)

    def _restart(self, event: Event, relaunch: Relaunch) -> None:
        for table in self.tables.values():
            entry = table.entries.get(event.number)
            if entry is not None and entry.due == event.order and table.daemon:
                relaunch(entry._replace(restarts=entry.restarts + 1))

    def listener(self, port: int) -> Running | None:
        """Return the process that holds a port: of a server and its workers, the server."""
        found = [each for each in self.processes.values() if each.port == port and each.bound]
        if len(found) <= 1:
            return found[0] if found else None
        return next(iter(_servers(found)), None)

    def listeners(self, port: int) -> list[Running]:
        """Return all who listen on a port, those aside last."""
        return _servers([p for p in self.processes.values() if p.port == port and p.bound])

    def spawn(
        self, process: Running, behaviour: Behaviour | None = None, startup_s: float = 0.0
    ) -> int:
        """Start a process; return its pid. Without a behaviour it holds its port at once."""
        pid, self.next_pid = self.next_pid, self.next_pid + 1
        bound = behaviour is None and process.port != 0
        self.processes[pid] = process._replace(pid=pid, started=self.now, bound=bound)
        if behaviour is not None:
            if behaviour.fails_after_s is not None:
                self.later(startup_s + behaviour.fails_after_s, "die", pid)
            else:
                self.later(startup_s + behaviour.ready_s, "bind", pid)
        return pid

    def exit(self, pid: int, code: int = 0) -> None:
        """End a process; PM2 starts its entry again, or gives up on it."""
        if self.processes.pop(pid, None) is None:
            return
        for table in self.tables.values():
            for entry in list(table.entries.values()) if table.daemon else ():
                if entry.pid == pid:
                    table.entries[entry.pm_id] = self._ended(entry, code)

    def _ended(self, entry: Entry, code: int) -> Entry:
        entry, delay_s = after_exit(entry, code, self.now)
        if delay_s is None:
            return entry
        due = self.later(RESTART_DELAY_S + delay_s, "restart", entry.pm_id)
        return entry._replace(due=due)

    def kill_daemon(self) -> None:
        """End PM2's daemon alone: its table is lost. An app of Node's follows it, others run on."""
        for entry in self.entries.values():
            process = self.processes.get(entry.pid or 0)
            if process is not None and process.argv[0].rpartition("/")[2] == "node":
                self.later(NODE_FOLLOWS_S, "die", process.pid)
        self.tables[PM2_HOME] = Table()
        self.daemons_lost += 1

    def lose_power(self) -> None:
        """Every process is gone, PM2's daemon and the proxy included."""
        self.processes.clear()
        self.events.clear()
        self.tables = {PM2_HOME: Table()}
        self.proxy = None
        self.locked = []
        self.power_failures += 1


def _servers(found: list[Running]) -> list[Running]:
    """Return the servers among those who listen, without their workers, those aside last."""
    pids = {each.pid for each in found}
    return sorted((each for each in found if each.parent not in pids), key=lambda each: each.aside)
