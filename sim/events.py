"""What somebody else does to the host just before an effect: faults with a will of their own."""

from __future__ import annotations

from dataclasses import replace

from sim import service, wheels
from sim.faults import EVENTS
from sim.machine import Running
from sim.oracles.truth import LIVE
from sim.oracles.watch import Watch
from sim.start import APP
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


def person_starts_it_by_hand(world: World) -> None:
    """A person starts the service in the run directory, beside PM2; it is ready at once."""
    code, environment = world.disk.canonical(LIVE), world.disk.canonical(f"{APP}/venv")
    python = f"{environment}/bin/python"
    serving, behaviour = service.start_up(world.disk, code, python)
    serving = replace(serving, behaviour=replace(behaviour, ready_s=0))
    argv = (python, f"{environment}/bin/uvicorn")
    by_hand = Running(parent=1, name="ai-service", cwd=code, argv=argv, port=8000, serving=serving)
    world.machine.spawn(by_hand)


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
        "person_starts_it_by_hand": person_starts_it_by_hand,
        "daemon_dies": daemon_dies,
        "proxy_dies": proxy_dies,
    }
)
