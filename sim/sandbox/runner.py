"""Runs the deployer inside a sandbox, its clock moved on and somebody meddling at chosen moments.

It is run as a file by the host's own Python, which imports the deployer from its one file, with the
order, as JSON, as its argument. The adapters are the real ones. Only the time of day is moved by a
number of seconds, and calls of the ports are counted by step, as the simulator counts them. At a
chosen call it asks outside, through two pipes of the file system, to do something first.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, cast

from deploy import verdict
from deploy.config import Config
from deploy.host import Host
from deploy.local import local_host
from deploy.model import Apply, Restore
from deploy.ports import Answer, Clock, Commands, Files, Http, Log, Processes

UNCOUNTED = {"kind", "target", "resolve", "owned", "alive", "now"}
"""Calls that are no effects: the simulator does not count them either."""
NUMBERS = {
    "denied": errno.EACCES,
    "error": errno.EIO,
    "full": errno.ENOSPC,
    "taken": errno.EAGAIN,
}
"""How the system names what is planned in place of a call."""
ASK, HEAR = "/run/meddling.ask", "/run/meddling.hear"


class Sites:
    """Counts the calls of a step, and meddles at the chosen ones."""

    def __init__(self, planned: dict[str, str]) -> None:
        self.planned = planned
        """What happens, by site: `run.pm2@start#1`."""
        self.lasting: dict[str, str] = {}
        """What happens from now on, by operation."""
        self.step = "begin"
        self.counts: dict[tuple[str, str], int] = {}

    def kind(self, op: str) -> str | None:
        """Count one call; return what is planned for it."""
        number = self.counts[op, self.step] = self.counts.get((op, self.step), 0) + 1
        planned = self.planned.pop(f"{op}@{self.step}#{number}", None)
        if planned is not None and planned.endswith("!"):
            self.lasting[op] = planned = planned[:-1]
        return planned or self.lasting.get(op)


class Counted:
    """A port whose calls are counted, under its name or, for a program, under the program's."""

    def __init__(self, port: object, name: str, sites: Sites) -> None:
        self._port, self._name, self._sites = port, name, sites

    def __getattr__(self, name: str) -> Callable[..., object]:
        call: Callable[..., object] = getattr(self._port, name)
        if name in UNCOUNTED:
            return call

        def counted(*given: Any, **named: Any) -> object:  # noqa: ANN401 - whatever the port takes
            what = os.path.basename(given[0][0]) if self._name == "run" else name
            kind = self._sites.kind(f"{self._name}.{what}")
            where = next((each for each in reversed(given) if isinstance(each, str)), None)
            return struck(kind, lambda: call(*given, **named), where)

        return counted


def struck(kind: str | None, act: Callable[[], object], where: object = None) -> object:
    """Do the act, or what is planned instead of it, before it, or after it."""
    if kind is None:
        return act()
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "kill_after":
        act()
        os.kill(os.getpid(), signal.SIGKILL)
    if kind in NUMBERS:
        raise OSError(NUMBERS[kind], os.strerror(NUMBERS[kind]), where)
    if kind == "corrupt":
        read = cast("bytes", act())
        return bytes((read[0] ^ 1,)) + read[1:]
    if kind.isdecimal():
        return Answer(int(kind), b'{"detail":"simulated"}')
    with open(ASK, "w", encoding="utf-8") as ask:
        ask.write(kind)
    with open(HEAR, "rb") as hear:
        hear.read()
    return act()


class Moved:
    """A clock that is ahead by some seconds."""

    def __init__(self, clock: Clock, offset_s: float) -> None:
        self._clock, self._offset_s = clock, offset_s

    def now(self) -> float:
        return self._clock.now() + self._offset_s

    def sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)


class Stepping:
    """A log that tells the sites which step has begun."""

    def __init__(self, log: Log, sites: Sites) -> None:
        self._log, self._sites = log, sites

    def step(self, name: str, summary: str) -> None:
        self._sites.step = name
        self._log.step(name, summary)

    def note(self, text: str) -> None:
        self._log.note(text)

    def lines(self) -> tuple[str, ...]:
        return self._log.lines()


def host_of(order: dict[str, Any]) -> Host:
    """Return this machine as a host whose calls are counted."""
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in order["config"].items()
    }
    host, sites = local_host(Config(**settings)), Sites(order["events"])
    return replace(
        host,
        files=cast("Files", Counted(host.files, "files", sites)),
        commands=cast("Commands", Counted(host.commands, "run", sites)),
        http=cast("Http", Counted(host.http, "http", sites)),
        processes=cast("Processes", Counted(host.processes, "processes", sites)),
        clock=cast("Clock", Counted(Moved(host.clock, order["offset_s"]), "clock", sites)),
        log=Stepping(host.log, sites),
    )


def main() -> None:
    """Carry out the order and print the verdict as JSON."""
    order = json.loads(sys.argv[1])
    kinds: dict[str | None, Callable[..., Apply | Restore | None]] = {
        "apply": Apply,
        "restore": Restore,
        None: lambda: None,
    }
    told = verdict.of(host_of(order), kinds[order["kind"]](**order["request"]))
    report = None if told.report is None else asdict(told.report)
    print(json.dumps({"exit_code": told.exit_code, "message": told.message, "report": report}))


if __name__ == "__main__":
    main()
