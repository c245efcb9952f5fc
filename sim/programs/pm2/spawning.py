"""How PM2 spawns the process of an entry, from what its paths lead to now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.machinery import service
from sim.machinery.behaviour import MUTE, Behaviour
from sim.machinery.machine import STARTUP_S
from sim.machinery.running import Running
from sim.programs.pm2.table import ONLINE, Entry, Facts
from sim.storage.nodes import File, is_program

if TYPE_CHECKING:
    from sim.world import World

UVICORN = "api.main:app"
PORT = 8000
"""Where uvicorn listens when nobody says otherwise."""
REFUSES = Behaviour(fails_after_s=0.05)
"""An interpreter that cannot read its script."""


def launch(world: World, entry: Entry) -> None:
    """Spawn the process of an entry; PM2 calls it online whether or not that went well."""
    machine, now = world.machine, world.machine.now
    entry = entry._replace(
        pid=_spawned(world, entry),
        status=ONLINE,
        started=now,
        created=entry.created or now,
        due=None,
        facts=_flattened(entry),
    )
    machine.tables[entry.home].entries[entry.pm_id] = entry
    _log(world, entry)


def _flattened(entry: Entry) -> Facts:
    """Let the environment stand beside PM2's own keys, as the process will find it."""
    more = entry.facts.more
    flat = {name: value for name, value in entry.env if not isinstance(value, dict)}
    if more.get("version") and flat.items() <= more.items():
        return entry.facts
    return Facts({**more, **flat, "version": "N/A"})


def _spawned(world: World, entry: Entry) -> int | None:
    """Return the pid; None where the kernel starts nothing: no directory, nothing to run."""
    disk, startup_s = world.disk, 0.0 if entry.due is None else STARTUP_S
    cwd = disk.canonical(entry.cwd)
    if type(disk.node(cwd)) is not dict:
        return None
    interpreter = entry.facts.more.get("exec_interpreter", "none")
    script = disk.node(entry.script)
    if interpreter == "none":
        interpreter = _named(world, entry.script)
        if interpreter is None:
            return None
    elif "/" in interpreter and disk.node(interpreter) is None:
        return None
    process = Running(
        parent=1,
        name=entry.name,
        cwd=cwd,
        argv=(interpreter, *(() if interpreter == entry.script else (entry.script,)), *entry.args),
        port=_port(entry.args),
    )
    if type(script) is not File or not _speaks(interpreter, script.content):
        return world.machine.spawn(process, REFUSES, startup_s)
    if not any(UVICORN in argument for argument in entry.args):
        return world.machine.spawn(process)
    serving, behaviour = service.start_up(
        disk, cwd, interpreter, f"{entry.cwd.rpartition('/')[0]}/.env"
    )
    return world.machine.spawn(process._replace(serving=serving), behaviour, startup_s)


def _named(world: World, path: str) -> str | None:
    """Return what the kernel runs: a program itself, of a script the interpreter it names.

    It returns None where one of them is not there, or may not be run.
    """
    node = world.disk.node(path)
    if type(node) is not File or not may_run(node):
        return None
    if is_program(node):
        return path
    interpreter = (
        node.content.partition(b"\n")[0].removeprefix(b"#!").decode(errors="replace").strip()
    )
    return interpreter if type(world.disk.node(interpreter)) is File else None


def may_run(node: File) -> bool:
    """Say whether a file may be run."""
    return bool(node.mode & 0o111)


def _speaks(interpreter: str, content: bytes) -> bool:
    """Say whether an interpreter understands a script."""
    if "node" not in interpreter:
        return True
    return content.startswith(b"#!") and b"node" in content.partition(b"\n")[0]


def _port(args: tuple[Any, ...]) -> int:
    for number, word in enumerate(args[:-1]):
        if word == "--port":
            return int(args[number + 1])
    return PORT if any(UVICORN in str(word) for word in args) else 0


def _log(world: World, entry: Entry) -> None:
    """Write the pid down, and what uvicorn says first."""
    more, disk = entry.facts.more, world.disk
    for key in ("pm_out_log_path", "pm_err_log_path", "pm_log_path"):
        path = more.get(key)
        if path and path != "/dev/null" and disk.node(path) is None:
            disk.make_directory(path.rpartition("/")[0])
            disk.put(path, b"", durable=True)
    process = world.machine.processes.get(entry.pid or -1)
    if process is None:
        return
    if more.get("pm_pid_path"):
        disk.make_directory(more["pm_pid_path"].rpartition("/")[0])
        disk.put(more["pm_pid_path"], str(process.pid).encode(), durable=True)
    errors = more.get("pm_err_log_path", "/dev/null")
    serving = process.serving
    if serving is not None and serving.behaviour is not MUTE and errors != "/dev/null":
        said = f"INFO:     Started server process [{process.pid}]\n"
        disk.put(errors, disk.read(errors) + said.encode(), durable=True)
