"""A fake Caddy: it passes requests on, and reloads its file when it runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy.ports import Result
from sim.nodes import File

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world import World


def run(world: World, arguments: Sequence[str]) -> Result:
    """Run one command of Caddy."""
    match list(arguments):
        case ["reload", "--config", path]:
            world.pass_time(0.1)
            if world.machine.proxy is None:
                refused = "dial tcp 127.0.0.1:2019: connect: connection refused"
                return Result(1, "", f"Error: sending configuration to instance: {refused}\n")
            upstream = upstream_of(world, path)
            if upstream is None:
                return Result(1, "", f"Error: adapting config using caddyfile: {path}\n")
            world.machine.proxy = upstream
            return Result(0, "", "")
        case _:
            raise AssertionError(f"the fake caddy knows no {' '.join(arguments)}")


def upstream_of(world: World, path: str) -> int | None:
    """Return the port that a Caddyfile passes requests to."""
    node = world.disk.node(path)
    found = (
        re.search(rb"reverse_proxy localhost:([0-9]+)", node.content)
        if type(node) is File
        else None
    )
    return int(found[1]) if found else None
