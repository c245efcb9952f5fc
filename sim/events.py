"""What somebody else does to the host just before an effect: faults with a will of their own."""

from __future__ import annotations

from sim import wheels
from sim.faults import EVENTS
from sim.machine import Running
from sim.oracles.watch import Watch
from sim.world import World


def previous_is_edited(world: World) -> None:
    """A person empties a file of the release that served when the command began."""
    watch = world.guard
    assert isinstance(watch, Watch)
    assert watch.proven is not None
    watch.edited = True
    world.disk.put(f"{watch.proven}/ai_app/{wheels.NEEDS}", b"edited", durable=True)


def stranger_takes_the_port(world: World) -> None:
    """Another program binds the port of the service while it is free."""
    if world.machine.listener(8000) is None:
        stranger = Running(parent=1, name="stranger", cwd="/srv", argv=("python3",), port=8000)
        world.machine.spawn(stranger)


def daemon_dies(world: World) -> None:
    """PM2's daemon is killed: its processes run on as orphans, its table is empty."""
    world.machine.daemon = False


def proxy_dies(world: World) -> None:
    """Caddy ends."""
    world.machine.proxy = None


EVENTS.update(
    {
        "previous_is_edited": previous_is_edited,
        "stranger_takes_the_port": stranger_takes_the_port,
        "daemon_dies": daemon_dies,
        "proxy_dies": proxy_dies,
    }
)
