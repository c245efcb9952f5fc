"""The probation of a release: it must become healthy in time, and stay so for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import health, pm2, proxy, service
from deploy.errors import Unhealthy
from deploy.health import Expected, Facts, State, Verdict

if TYPE_CHECKING:
    from deploy.host import Host

TICKS_A_WAIT = 8
"""A short wait is looked through more finely: most releases listen within the first two seconds."""


def verify(host: Host, expected: Expected, waits_s: tuple[float, ...], probes: int) -> None:
    """Prove that the service serves the release that is meant, and through the proxy too.

    It is tried after each wait, and once healthy must be so `probes` times in a row.
    """
    try:
        watch_stability(host, expected, wait_until_healthy(host, expected, waits_s), probes)
        proxy.probe(host)
    except Unhealthy as error:
        log = f"See {host.layout.error_log}, and: pm2 logs {host.config.app_name} --lines 50"
        raise Unhealthy(error.reason, f"{error.advice}. {log}" if error.advice else log) from error


def verify_absent(host: Host) -> None:
    """Prove that nothing of the service runs: the end of a first deployment that failed."""
    holder = host.processes.listener(host.config.port)
    if pm2.of_service(host) or (holder is not None and service.is_ours(host, holder)):
        raise Unhealthy("the service still runs although nothing is deployed")


def serves_well(host: Host, expected: Expected) -> bool:
    """Say whether a service that somebody started, at some time, is healthy.

    PM2 counts its restarts since then: many are no fault of today, unless the next seconds bring
    more of them.
    """
    rows = health.look(host, expected, ask=False).rows
    restarts = max((row.restarts for row in rows), default=0)
    often = restarts > expected.restarts_max
    ever = expected._replace(restarts_max=restarts) if often else expected
    seen = health.look(host, ever, ask=True, rows=rows)
    if health.judge(seen, ever).state is not State.HEALTHY:
        return False
    if not often:
        return True
    host.clock.sleep(host.config.health_tick_s * host.config.stable_probes)
    return health.look(host, ever, ask=False).rows == rows


def wait_until_healthy(host: Host, expected: Expected, waits_s: tuple[float, ...]) -> Facts:
    """Try, wait and try again until the service is healthy; return what was seen.

    Raises `Unhealthy` with the last reason.
    """
    verdict = Verdict(State.WAITING, "nothing listens yet")
    for wait_s in (*waits_s, 0.0):
        listens = host.processes.listener(host.config.port) is not None
        if listens or not wait_s:
            facts = health.look(host, expected, ask=True)
            verdict = health.judge(facts, expected)
            if verdict.state is State.HEALTHY:
                return facts
            if verdict.state is State.HOPELESS:
                break
        _wait(host, expected, wait_s, listens=listens)
    raise Unhealthy(verdict.reason)


def _wait(host: Host, expected: Expected, wait_s: float, *, listens: bool) -> None:
    """Let a wait pass in ticks: a listener that appears ends it, and so does a dead process.

    Who listens is seen at each tick; PM2's table is read, by a program, once in `health_tick_s`.
    That takes time too: the wait is over when the clock says so. Raises `Unhealthy` for what
    waiting cannot cure.
    """
    tick_s = min(host.config.health_tick_s, wait_s / TICKS_A_WAIT)
    now = host.clock.now()
    until, read_at = now + wait_s, now + host.config.health_tick_s
    while now < until:
        host.clock.sleep(min(tick_s, until - now))
        if not listens and host.processes.listener(host.config.port) is not None:
            return
        now = host.clock.now()
        if now >= read_at:
            read_at = now + host.config.health_tick_s
            _see_it_lives(host, expected)
            now = host.clock.now()


def _see_it_lives(host: Host, expected: Expected) -> None:
    facts = health.look(host, expected, ask=False)
    process = health.judge_process(facts, expected)
    if process is not None and process.state is State.HOPELESS:
        raise Unhealthy(process.reason)


def watch_stability(host: Host, expected: Expected, first: Facts, probes: int) -> None:
    """See the same process answer well several times in a row, its restarts not rising.

    An app that dies after a second is restarted for ever and is `online` in every poll. PM2's
    table is read once, at the end: it counts the restarts that nobody saw.
    """
    for probe in range(1, probes):
        host.clock.sleep(host.config.health_tick_s)
        known = first.rows if probe < probes - 1 else None
        facts = health.look(host, expected, ask=True, rows=known)
        verdict = health.judge(facts, expected)
        if verdict.state is not State.HEALTHY:
            raise Unhealthy(f"it was healthy and is no more: {verdict.reason}")
        if facts.rows != first.rows:
            raise Unhealthy("it was healthy, then died and was restarted")
