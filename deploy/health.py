"""Health bound to identity: the right process, saying it runs the right release."""

from __future__ import annotations

import posixpath
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from deploy import pm2
from deploy.errors import Unreachable
from deploy.parsing import word

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.ports import Answer, Process

OK, NOT_FOUND = 200, 404
STOPPED_S = 0.5
"""PM2 restarts within 0.3 s."""


class Expected(NamedTuple):
    """What a healthy service is: where it runs, and the commit it must name, if one is known."""

    code: str
    """The real path of the run directory."""
    environment: str | None
    """The real path of its environment; None where the host never had one."""
    sha: str | None
    restarts_max: int
    """So often at most PM2 has restarted it; from a start of today on, a few are too many."""


class Facts(NamedTuple):
    """What was seen of the service at one moment; None where nothing was seen or asked."""

    rows: tuple[pm2.Row, ...]
    listener: Process | None
    interpreter: str | None = None
    """The real directory of the interpreter that the listener was started with."""
    health: Answer | None = None
    version: Answer | None = None


class State(Enum):
    """What the facts amount to."""

    HEALTHY = auto()
    WAITING = auto()
    HOPELESS = auto()
    """Waiting longer would not help."""


class Verdict(NamedTuple):
    """A state and its reason."""

    state: State
    reason: str


def judge_process(facts: Facts, expected: Expected) -> Verdict | None:
    """Judge the process alone; None where it is the one meant and listens.

    PM2 calls a crash-looping app `online` in almost every poll: the restarts tell.
    """
    if len(facts.rows) != 1:
        return Verdict(State.HOPELESS, f"PM2 has {len(facts.rows)} entries of the service, not one")
    row = facts.rows[0]
    if row.status in ("errored", "stopped"):
        return Verdict(State.HOPELESS, f"PM2 says {row.status} after {row.restarts} restarts")
    if row.restarts > expected.restarts_max:
        return Verdict(State.HOPELESS, f"it crashed and was restarted {row.restarts} times")
    if facts.listener is None:
        return Verdict(State.WAITING, f"nothing listens yet (PM2 says {row.status})")
    if row.pid == 0 or row.pid not in (facts.listener.pid, facts.listener.parent):
        return Verdict(
            State.WAITING, f"the port is held by process {facts.listener.pid}, not PM2's {row.pid}"
        )
    if facts.listener.cwd != expected.code:
        return Verdict(State.HOPELESS, f"it runs in {facts.listener.cwd}, not in {expected.code}")
    return None


def judge(facts: Facts, expected: Expected) -> Verdict:
    """Judge all that was seen. Pure: the same facts, the same verdict."""
    process = judge_process(facts, expected)
    if process is not None:
        return process
    if not _lies_in(facts.interpreter, expected.environment):
        reason = f"its interpreter lies in {facts.interpreter}, not in {expected.environment}"
        return Verdict(State.HOPELESS, reason)
    if facts.health is None:
        return Verdict(State.WAITING, "it listens but does not answer the health check")
    if facts.health.status == NOT_FOUND:
        return Verdict(State.HOPELESS, "the health check answers 404: no such path in this release")
    if facts.health.status != OK or word(facts.health.body, "status") != "ok":
        return Verdict(State.WAITING, f"the health check answers {facts.health.status}")
    if expected.sha is not None:
        said = None if facts.version is None else word(facts.version.body, "sha")
        if said != expected.sha:
            return Verdict(
                State.HOPELESS, f"it says it runs {said or 'no commit'}, not {expected.sha}"
            )
    return Verdict(State.HEALTHY, "it serves")


def _lies_in(interpreter: str | None, environment: str | None) -> bool:
    """Say whether an interpreter is the environment's, as far as both are known."""
    return environment is None or interpreter is None or interpreter.startswith(f"{environment}/")


def look(
    host: Host, expected: Expected, *, ask: bool, rows: tuple[pm2.Row, ...] | None = None
) -> Facts:
    """See the process and, where `ask` and it listens, what it answers.

    With `rows`, PM2's table is believed to be as it was: reading it takes a fifth of a second.
    """
    table = _settled(host) if rows is None else rows
    seen = Facts(rows=table, listener=host.processes.listener(host.config.port))
    if not ask or judge_process(seen, expected) is not None:
        return seen
    return seen._replace(
        interpreter=_interpreter(host, seen.listener),
        health=_ask(host, host.config.health_path),
        version=_ask(host, host.config.version_path) if expected.sha is not None else None,
    )


def _settled(host: Host) -> tuple[pm2.Row, ...]:
    """Return PM2's rows; where one is stopped, as they are a moment later.

    Between a crash and the restart PM2 says `stopped` for some milliseconds (seen with 7.0.4). It
    means what it says where it lasts.
    """
    rows = pm2.of_service(host)
    if all(row.status != "stopped" for row in rows):
        return rows
    host.clock.sleep(STOPPED_S)
    return pm2.of_service(host)


def _interpreter(host: Host, process: Process | None) -> str | None:
    program = process.argv[0] if process is not None and process.argv else ""
    return host.files.resolve(posixpath.dirname(program)) if program.startswith("/") else None


def _ask(host: Host, path: str) -> Answer | None:
    url = f"http://localhost:{host.config.port}{path}"
    try:
        return host.http.get(url, timeout_s=host.config.http_timeout_s)
    except Unreachable:
        return None
