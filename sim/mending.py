"""What is done to a host between two commands: the power is back, a person has mended it."""

from __future__ import annotations

from sim.programs import caddy, dump
from sim.start import CADDYFILE, PM2_HOME
from sim.world import World


def boot(world: World, start: World) -> None:
    """The power is back: PM2 brings back what it saved, Caddy starts."""
    if start.machine.proxy is not None:
        world.machine.proxy = caddy.upstream_of(world, CADDYFILE)
    dump.resurrect(world, PM2_HOME)
    world.pass_time(5)


def mend(world: World) -> None:
    """A person mends what was wrong with the host beside the deployer's own work."""
    for process in list(world.machine.processes.values()):
        if process.name == "stranger":
            world.machine.exit(process.pid)
    if world.machine.proxy is None:
        world.machine.proxy = caddy.upstream_of(world, CADDYFILE)
