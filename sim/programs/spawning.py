"""How PM2 spawns the process of an entry, from what its paths lead to now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim import service
from sim.machine import Entry, Running
from sim.nodes import File

if TYPE_CHECKING:
    from sim.world import World


def launch(world: World, entry: Entry) -> None:
    """Spawn the process of an entry from what its paths lead to now."""
    machine = world.machine
    cwd, interpreter = world.disk.canonical(entry.cwd), interpreter_of(world, entry.script)
    if type(world.disk.node(cwd)) is not dict:
        machine.entries[entry.pm_id] = replace(entry, pid=None, status="online")
        return
    if interpreter is None:
        machine.entries[entry.pm_id] = replace(entry, pid=None, status="errored")
        return
    if not any("api.main:app" in argument for argument in entry.args):
        port = int(entry.args[-1])
        pid = machine.spawn(_process(entry, cwd, interpreter, port))
    else:
        serving, behaviour = service.start_up(world.disk, cwd, interpreter)
        process = replace(_process(entry, cwd, interpreter, int(entry.args[-1])), serving=serving)
        pid = machine.spawn(process, behaviour)
    machine.entries[entry.pm_id] = replace(entry, pid=pid, status="online")


def interpreter_of(world: World, script: str) -> str | None:
    """Return the interpreter that a script names, where both are there."""
    node = world.disk.node(script)
    if type(node) is not File:
        return None
    interpreter = node.content.partition(b"\n")[0].removeprefix(b"#!").decode()
    return interpreter if type(world.disk.node(interpreter)) is File else None


def _process(entry: Entry, cwd: str, interpreter: str, port: int) -> Running:
    argv = (interpreter, entry.script, *entry.args)
    return Running(parent=1, name=entry.name, cwd=cwd, argv=argv, port=port)
