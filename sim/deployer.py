"""One run of the deployer on a simulated host, from its first effect to its last word."""

from __future__ import annotations

from deploy import verdict
from deploy.config import Config
from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.host import host_of
from sim.world import Crash, World


def told_by(world: World, config: Config, request: Apply | Restore | None) -> Verdict | None:
    """Run the deployer once; None where it crashed."""
    world.remark("asked", request)
    try:
        told = verdict.of(host_of(world, config), request)
    except Crash:
        told = None
    world.remark("told", told)
    return told
