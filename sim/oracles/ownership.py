"""The oracle of ownership: who listens is the process of PM2's one entry of the service."""

from __future__ import annotations

from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation


def pm2_owns_what_serves(case: Case) -> None:
    """After a deployment the listener is the process of PM2's one entry of the service."""
    report = case.verdict.report
    if report is None or report.exit_code not in (0, 1) or not case.service:
        return
    found = [each for each in case.world.machine.entries.values() if each.name == "ai-service"]
    listener = case.world.machine.listener(truth.PORT)
    if not found and _is_orphaned(case):
        return
    if listener is None or [entry.pid for entry in found] != [listener.pid]:
        raise Violation("owner", f"PM2 has {found}, on the port is {listener and listener.pid}")


def _is_orphaned(case: Case) -> bool:
    """Say whether PM2's daemon was killed meanwhile, or before what is only completed now."""
    lost = case.world.machine.daemons_lost > case.begun.machine.daemons_lost
    there = any(each.name == "ai-service" for each in case.begun.machine.entries.values())
    return lost or (case.recovering and not there)
