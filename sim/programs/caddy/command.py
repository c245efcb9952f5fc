"""A fake Caddy: it passes requests on, and reloads its file when it runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deploy.ports import Result
from sim.machinery.proxy import Site, main_site
from sim.programs.caddy import caddyfile
from sim.programs.caddy.caddyfile import Malformed
from sim.storage.nodes import File

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.machinery.machine import Machine
    from sim.world import World

VERSION = "v2.11.7 h1:yj0Y4fYZGPkSvibBJ1sTWE33xC0fxztVyXEW5iIdUT4="
ADMIN_PORT = 2019
ADAPTING = "adapting config using caddyfile: "
"""What comes before an error of a file, unless that is all that it was called for."""


def run(world: World, arguments: Sequence[str]) -> Result:
    """Run one command of Caddy."""
    world.pass_time(0.1)
    match list(arguments):
        case ["version"]:
            return Result(0, f"{VERSION}\n", "")
        case ["reload", "--config", path]:
            return _reload(world, path)
        case ["validate", "--config", path]:
            try:
                _adapted(world, path)
            except Malformed as error:
                return _failed(world, str(error))
            return Result(0, "Valid configuration\n", "")
        case ["adapt", "--config", path]:
            try:
                return Result(0, json.dumps(config_of(_adapted(world, path))) + "\n", "")
            except Malformed as error:
                return _failed(world, str(error).removeprefix(ADAPTING))
        case _:
            raise AssertionError(f"the fake caddy knows no {' '.join(arguments)}")


def _reload(world: World, path: str) -> Result:
    try:
        sites = _adapted(world, path)
    except Malformed as error:
        return _failed(world, str(error))
    sending = "sending configuration to instance:"
    machine = world.machine
    if machine.proxy is None:
        refused = "dial tcp [::1]:2019: connect: connection refused"
        post = 'performing request: Post "http://localhost:2019/load"'
        return _failed(world, f"{sending} {post}: {refused}")
    for port in sorted({site.port for site in sites} - {80}):
        if machine.listener(port) is not None:
            why = f"listening on :{port}: listen tcp :{port}: bind: address already in use"
            said = f"loading config: loading new config: http app module: start: {why}"
            told = json.dumps({"error": said})
            return _failed(world, f"{sending} caddy responded with error: HTTP 400: {told}\n")
    carry_out(machine, sites)
    return Result(0, "", "")


def start(world: World, path: str) -> None:
    """Start Caddy with its file, as systemd does: with a bad one, or none, it does not run."""
    try:
        carry_out(world.machine, _adapted(world, path))
    except Malformed:
        world.machine.proxy = None


def carry_out(machine: Machine, sites: tuple[Site, ...]) -> None:
    """Let the running Caddy serve these sites and no others."""
    main = main_site(sites)
    machine.proxy = 0 if main is None else main.upstream
    machine.main = Site() if main is None else main
    machine.sites = tuple(site for site in sites if site is not main)


def upstream_of(world: World, path: str) -> int | None:
    """Return the port that a Caddyfile passes requests to: 0 for none, None for a bad file."""
    try:
        main = main_site(_adapted(world, path))
    except Malformed:
        return None
    return 0 if main is None else main.upstream


def _adapted(world: World, path: str) -> tuple[Site, ...]:
    """Return the sites of a file; what is not called a Caddyfile is read as JSON, and is none."""
    node = world.disk.node(path)
    if type(node) is not File:
        raise Malformed(f"reading config from file: open {path}: no such file or directory")
    name = path.rpartition("/")[2]
    if not (name.startswith("Caddyfile") or name.endswith(".caddyfile")):
        raise Malformed(
            "config is not valid JSON: invalid character ':' looking for beginning of value, at "
            "offset 1; did you mean to use a config adapter (the --adapter flag)?"
        )
    try:
        return caddyfile.sites_of(world.disk, path, node.content)
    except Malformed as error:
        raise Malformed(f"{ADAPTING}{error}") from error


def config_of(sites: tuple[Site, ...]) -> dict[str, object]:
    """Return a configuration as Caddy's own JSON has it, as far as anyone here reads it."""
    servers = {}
    for number, port in enumerate(sorted({site.port for site in sites})):
        here = [site for site in sites if site.port == port]
        handle: list[dict[str, object]] = [
            {"handler": "reverse_proxy", "upstreams": [{"dial": f"localhost:{site.upstream}"}]}
            for site in here
            if site.upstream
        ]
        handle += [
            {"handler": "static_response", "body": site.says.body.decode()}
            for site in here
            if site.says is not None and site.says.body
        ]
        servers[f"srv{number}"] = {"listen": [f":{port}"], "routes": [{"handle": handle}]}
    return {"apps": {"http": {"servers": servers}}} if servers else {}


def _failed(world: World, message: str) -> Result:
    line = {"level": "error", "ts": world.machine.now, "msg": message}
    return Result(1, "", json.dumps(line, separators=(",", ":")) + "\n")
