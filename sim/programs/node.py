"""A fake Node: it runs the one program that reads a configuration of PM2."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from deploy.pm2_config import READER
from deploy.ports import Result
from sim.programs.pm2 import source
from sim.storage.nodes import File

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world import World

READ_S = 0.05
KEYS = {
    "name": ("name",),
    "script": ("script", "exec"),
    "interpreter": ("exec_interpreter", "interpreter"),
    "cwd": ("cwd",),
    "instances": ("instances",),
    "mode": ("exec_mode",),
}
"""What the program tells of an app, and what that may be called there."""
PORT = re.compile(r"(?:^|\s)--port[=\s]+([0-9]+)(?=\s|$)")


def run(world: World, arguments: Sequence[str]) -> Result:
    """Run the program that the deployer gives it."""
    match list(arguments):
        case ["-e", program, path] if program == READER:
            world.pass_time(READ_S)
            return Result(0, json.dumps(_read(world, path)) + "\n", "")
    raise AssertionError(f"the fake node knows no {' '.join(arguments)}")


def _read(world: World, path: str) -> dict[str, Any]:
    node = world.disk.node(path)
    if type(node) is not File:
        return {"error": "Error"}  # a module that cannot be found
    try:
        found = source.read(node.content.decode("utf-8", "replace"), path)
    except source.Malformed as error:
        undefined = str(error).endswith("is not defined")
        return {"error": "ReferenceError" if undefined else "SyntaxError"}
    apps = found.get("apps") or found.get("pm2") or found if type(found) is dict else found
    listed = apps if type(apps) is list else [apps]
    return {"apps": [_told(each) for each in listed]}


def _told(app: dict[str, Any]) -> dict[str, Any]:
    said = {told: _first(app, keys) for told, keys in KEYS.items()}
    told = {name: value for name, value in said.items() if value is not None}
    args = app.get("args") or ""
    port = PORT.search(" ".join(args) if isinstance(args, list) else args)
    if port is not None:
        told["port"] = port[1]
    return told


def _first(app: dict[str, Any], keys: tuple[str, ...]) -> Any:  # noqa: ANN401 - whatever it holds
    """Return the first value that says something, else the last one; None where there is none."""
    return next((app[key] for key in keys if app.get(key)), app.get(keys[-1]))
