"""A simulated host built from a snapshot of a real one, at the place where simulated hosts lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from deploy.config import UNSETTABLE, Config
from deploy.model import Release
from deploy.snapshot import Snapshot
from deploy.snapshot.document import body_of, built
from sim.rehearse.contents import Contents, contents_of
from sim.rehearse.laying import lay_out
from sim.rehearse.manning import man
from sim.states.places import BASE, CONFIG, HOME, PM2_HOME
from sim.storage.nodes import PROGRAM
from sim.world import World

FIXED = (
    *("service", "app_name", "port", "health_path", "version_path", "caddyfile"),
    *("caddy_admin_url", "kept"),
)
"""Settings that a simulated host has as production has them, and in no other way."""


NOTHING: Mapping[str, bytes] = {}


def transposed(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot as if the host's base and home were the simulator's."""
    if (snapshot.base, snapshot.home) == (BASE, HOME):
        return snapshot
    moves = sorted(((snapshot.base, BASE), (snapshot.home, HOME)), key=lambda move: -len(move[0]))
    return built(_moved(body_of(snapshot), moves))


def _moved(value: Any, moves: list[tuple[str, str]]) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return {_moved(name, moves): _moved(each, moves) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, moves) for each in value]
    if not isinstance(value, str):
        return value
    for there, here in moves:
        if value == there or value.startswith(f"{there}/"):
            return here + value.removeprefix(there)
    return value


def config_of(snapshot: Snapshot) -> Config:
    """Return the settings for the simulated host: those of the real one, at the other base."""
    known = {field.name for field in fields(Config)[UNSETTABLE:]}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in snapshot.settings.items()
        if name in known
    }
    if given.get("proxy_url"):
        given["proxy_url"] = CONFIG.proxy_url  # there is one machine, and no name but its own
    given["pm2_home"] = ""
    return Config(base=BASE, **given)


def unmodelled(snapshot: Snapshot) -> list[str]:
    """Return the settings of a host that no simulated one can have, each with its value."""
    found = [name for name in FIXED if _plain(getattr(CONFIG, name)) != snapshot.settings.get(name)]
    said = [f"{name}={snapshot.settings.get(name)!r}" for name in found]
    home = snapshot.settings.get("pm2_home")
    return said if home in ("", PM2_HOME) else [*said, f"pm2_home={home!r}"]


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def build(
    snapshot: Snapshot, known: Mapping[str, bytes] = NOTHING, planned: Release | None = None
) -> tuple[World, Contents]:
    """Return the host of a snapshot that lies at the simulator's base, and its contents.

    `known` are contents that are known, by digest; all others are made up, those of the `planned`
    release too.
    """
    world, config = World(), config_of(snapshot)
    contents = contents_of(snapshot, known, planned)
    programs = snapshot.programs
    lay_out(world, snapshot, config, contents)
    named = {"uv": programs.uv, "pm2": programs.pm2, "caddy": programs.caddy}
    world.absent = frozenset(name for name, version in named.items() if version is None)
    for path in (config.uv, config.pm2, config.caddy):
        if path.startswith("/"):
            world.disk.make_directory(path.rpartition("/")[0])
            world.disk.put(path, PROGRAM, 0o755, durable=True)
    world.uv_finds = programs.interpreter
    if programs.interpreter is not None:
        world.disk.make_directory(programs.interpreter.rpartition("/")[0])
        world.disk.put(programs.interpreter, PROGRAM, 0o755, durable=True)
    world.index_up = programs.index is not False
    world.packages = {(name, version) for name, _, version in _pins(programs.cached)}
    world.rival = snapshot.locked
    world.disk.free, world.disk.inodes = snapshot.free_bytes, snapshot.free_inodes
    man(world, snapshot, config)
    world.disk.flush()
    return world, contents


def _pins(cached: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [pin.partition("==") for pin in cached]
