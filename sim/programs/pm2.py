"""A fake PM2 that behaves like 7.0 where it matters: stale entries, noise, optimistic statuses."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from deploy.ports import Result
from sim.machine import Entry
from sim.nodes import File
from sim.programs import dump
from sim.programs.spawning import interpreter_of, launch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world import World

KILL_TIMEOUT_S = 1.6
"""A process that ignores SIGINT is killed after this."""


def run(world: World, arguments: Sequence[str], env: Mapping[str, str]) -> Result:
    """Run one command of PM2; any of them starts the daemon where none runs."""
    machine, home = world.machine, env.get("PM2_HOME", "/etc/.pm2")
    silent = "--silent" in arguments
    noise = ""
    if not machine.daemon:
        machine.daemon = True
        machine.entries.clear()
        noise = (
            f"[PM2] Spawning PM2 daemon with pm2_home={home}\n[PM2] PM2 Successfully daemonized\n"
        )
    world.pass_time(0.15)
    match [argument for argument in arguments if argument != "--silent"]:
        case ["jlist"]:
            started = {pid: process.started for pid, process in machine.processes.items()}
            listed = [_listed(entry, started.get(entry.pid or -1, 0.0)) for entry in _all(world)]
            result = Result(0, f"[{','.join(listed)}]", "")
        case ["describe", name]:
            result = _describe(world, name)
        case ["delete" | "stop" | "restart" as verb, name]:
            result = _by_name(world, verb, name)
        case ["start", config, "--only", name, "--env", environment]:
            result = _start(world, config, name, environment)
        case ["save", *_]:
            result = dump.save(world, home, force="--force" in arguments)
        case ["resurrect"]:
            result = dump.resurrect(world, home)
        case ["ping"]:
            result = Result(0, "{ msg: 'pong' }", "")
        case _:
            raise AssertionError(f"the fake pm2 knows no {' '.join(arguments)}")
    return result if silent or not noise else replace(result, out=f"{noise}{result.out}")


def _all(world: World) -> list[Entry]:
    return [entry for _, entry in sorted(world.machine.entries.items())]


def _named(world: World, name: str) -> list[Entry]:
    return [entry for entry in _all(world) if entry.name == name]


@functools.lru_cache(maxsize=1024)
def _listed(entry: Entry, started: float) -> str:
    """Write a `jlist` item; the variables of the process are in it, secrets too."""
    item: dict[str, Any] = {
        "name": entry.name,
        "pm_id": entry.pm_id,
        "monit": {"memory": 1, "cpu": 0},
        "pm2_env": {
            **dict(entry.env),
            "status": entry.status,
            "restart_time": entry.restarts,
            "unstable_restarts": entry.unstable,
            "pm_cwd": entry.cwd,
            "pm_exec_path": entry.script,
            "args": list(entry.args),
            "exec_mode": "fork_mode",
            "pm_uptime": int(started * 1000),
        },
    }
    if entry.pid is not None:
        item["pid"] = entry.pid
    elif entry.status != "online":
        item["pid"] = 0
    return json.dumps(item)


def _describe(world: World, name: str) -> Result:
    if not _named(world, name):
        return Result(1, "", f"[PM2][WARN] {name} doesn't exist\n")
    return Result(0, f" Describing process with name {name} \n", "")


def _by_name(world: World, verb: str, name: str) -> Result:
    found = _named(world, name)
    if not found:
        return Result(1, "", f"[PM2][ERROR] Process or Namespace {name} not found\n")
    for entry in found:
        if verb == "delete":
            del world.machine.entries[entry.pm_id]
        else:
            world.machine.entries[entry.pm_id] = replace(entry, status="stopped", pid=None)
        _end(world, entry)
        if verb == "restart":
            launch(world, replace(entry, restarts=entry.restarts + 1))
    return Result(0, f"[PM2] Applying action {verb}ProcessId on app [{name}]\n[PM2] Done\n", "")


def _end(world: World, entry: Entry) -> None:
    process = world.machine.processes.get(entry.pid or -1)
    if process is None:
        return
    stubborn = process.serving is not None and process.serving.behaviour.stubborn
    world.pass_time(KILL_TIMEOUT_S if stubborn else 0.1)
    world.machine.exit(process.pid)


def _start(world: World, config: str, name: str, environment: str) -> Result:
    """Start an app of a configuration; one that is there is restarted with its old paths."""
    node = world.disk.node(config)
    if type(node) is not File:
        return Result(1, "", f"[PM2][ERROR] File {config} not found\n")
    try:
        text = node.content.decode().partition("=")[2].strip().rstrip(";")
        apps = json.loads(text)["apps"]
    except (ValueError, KeyError):
        return Result(1, "", f"[PM2][ERROR] File {config} malformated\n")
    for app in apps:
        if app["name"] != name:
            continue
        env = tuple(sorted(app.get(f"env_{environment}", {}).items()))
        present = _named(world, name)
        for entry in present:
            world.machine.entries[entry.pm_id] = replace(entry, env=env)
            _by_name(world, "restart", name)
        if present:
            return Result(0, f"[PM2] Applying action restartProcessId on app [{name}]\n", "")
        return _new(world, app, env)
    return Result(0, "[PM2][WARN] No process found\n", "")


def _new(world: World, app: Mapping[str, Any], env: tuple[tuple[str, str], ...]) -> Result:
    machine = world.machine
    if interpreter_of(world, app["script"]) is None:
        return Result(1, "", f"[PM2][ERROR] Error: Script not found: {app['script']}\n")
    entry = Entry(
        pm_id=machine.next_pm_id,
        name=app["name"],
        script=app["script"],
        cwd=app["cwd"],
        args=tuple(app["args"].split()),
        env=env,
    )
    machine.next_pm_id += 1
    launch(world, entry)
    return Result(0, f"[PM2] App [{entry.name}] launched (1 instances)\n", "")
