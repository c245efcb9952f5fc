"""A sitting: a person runs the deployer once, by hand, on a simulated host."""

from __future__ import annotations

from collections.abc import Callable

from deploy import verdict
from deploy.config import Config
from deploy.model import Apply, Restore
from deploy.report import document
from sim.harm.faults import Plan
from sim.people.operator import Operator, Told
from sim.ports.host import host_of
from sim.world import Crash, World


def told(
    world: World,
    config: Config,
    request: Apply | Restore | None,
    plan: Plan,
    person: Callable[[World], Operator],
) -> Told | None:
    """Run the deployer once under a plan; None where it was killed."""
    world.begin(0)
    world.load(plan, person)
    try:
        found = verdict.of(host_of(world, config), request)
    except Crash:
        return None
    finally:
        world.heal()
        world.begin(0)
    report = None if found.report is None else document(found.report)
    return Told(exit_code=found.exit_code, message=found.message, report=report)
