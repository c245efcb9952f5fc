"""How a host stands: what is wrong with it, read from the world and never from the deployer."""

from __future__ import annotations

from sim.days.life import CONFIG_OF_DAYS, Life
from sim.oracles import truth
from sim.states.furniture import caddyfile, files
from sim.states.places import APP, CADDYFILE, PORT


def of(life: Life) -> frozenset[str]:
    """Return the words for all that is wrong with a host."""
    return frozenset(_wrong(life))


def _wrong(life: Life) -> list[str]:
    world, found = life.world, []
    if truth.phase(world) is not None:
        found.append("open")
    if world.rival:
        found.append("busy")
    if world.disk.free < CONFIG_OF_DAYS.free_bytes_min:
        found.append("full")
    if not world.index_up:
        found.append("offline")
    config = world.disk.node(CONFIG_OF_DAYS.layout.pm2_config)
    if config is None:
        found.append("no config")
    elif getattr(config, "content", None) != files()[CONFIG_OF_DAYS.layout.pm2_config]:
        found.append("bad config")
    return [*found, *_of_the_front(life), *_of_the_service(life)]


def _of_the_front(life: Life) -> list[str]:
    machine, found = life.world.machine, []
    if machine.proxy is None:
        found.append("no proxy")
    if getattr(life.world.disk.node(CADDYFILE), "content", None) != caddyfile(PORT):
        found.append("proxy leads elsewhere")
    holder = machine.listener(PORT)
    if holder is not None and not holder.cwd.startswith(f"{APP}/"):
        found.append("stranger")
    return found


def _of_the_service(life: Life) -> list[str]:
    world, live = life.world, life.live
    if live is None:
        return []
    found = [] if truth.served(world, life.known) == live else ["down"]
    if not truth.names(world, f"{APP}/venv/lib"):
        found.append("unfounded")
    return found
