"""PM2's daemon: it starts, stops, restarts and forgets entries; PM2 calls it God."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.programs.pm2.items import closed, fresh, opened
from sim.programs.pm2.spawning import launch
from sim.programs.pm2.table import ONLINE, STOPPED, STOPPING, Entry, Facts, Table

if TYPE_CHECKING:
    from sim.world import World

KILL_TIMEOUT_S = 1.6
"""A process that ignores SIGINT is killed after this."""
KILL_POLL_S = 0.1
"""This often PM2 looks whether a process is gone."""
CORES = 2
AT_FIRST: dict[str, Any] = {
    "axm_actions": [],
    "axm_monitor": {},
    "axm_options": {},
    "axm_dynamic": {},
}


class Refuses(Exception):
    """The daemon cannot do what it was told."""


def prepare(world: World, home: str, app: dict[str, Any]) -> list[Entry]:
    """Take in an app, new or from a dump, and start it as often as it says."""
    table = world.machine.tables[home]
    app.setdefault("vizion_running", False)
    if "instances" not in app:
        if app.get("status") == STOPPED:
            return [_taken_in(table, app, home)]
        return [_executed(world, home, app)]
    count = int(app["instances"])
    count = max(1, count if count > 0 else CORES + count)
    return [_executed(world, home, _numbered(table, app)) for _ in range(count)]


def _numbered(table: Table, app: dict[str, Any]) -> dict[str, Any]:
    """Give an instance the lowest number that no other of its name has."""
    variable = app["instance_var"]
    entries = [entry for entry in table.entries.values() if entry.name == app["name"]]
    taken = {entry.facts.more.get(variable) for entry in entries}
    number = next(number for number in range(len(taken) + 1) if number not in taken)
    return {**app, variable: number}


def _taken_in(table: Table, app: dict[str, Any], home: str) -> Entry:
    app["env"] = {**app["env"], "unique_id": _unique(table)}
    entry = fresh(app, table.next_pm_id, home)
    table.next_pm_id += 1
    restarts, unstable = app.get("restart_time", 0), app.get("unstable_restarts", 0)
    entry = entry._replace(status=STOPPED, restarts=restarts, unstable=unstable)
    table.entries[entry.pm_id] = entry
    return entry


def _unique(table: Table) -> str:
    return f"{table.next_pm_id:08x}-0000-4000-8000-000000000000"


def _executed(world: World, home: str, app: dict[str, Any]) -> Entry:
    """Start an app under a new id; its files are named for the id."""
    table = world.machine.tables[home]
    app = {**app, "env": {**app["env"], "unique_id": _unique(table)}, **AT_FIRST}
    pm_id = table.next_pm_id
    table.next_pm_id += 1
    app["pm_pid_path"] = _with_id(app["pm_pid_path"], pm_id, ".pid")
    if not app.get("merge_logs"):
        for key in ("pm_log_path", "pm_out_log_path", "pm_err_log_path"):
            if key in app:
                app[key] = _with_id(app[key], pm_id, ".log")
    entry = fresh(app, pm_id, home)._replace(exit_code=app.get("exit_code"))
    if app.get("autostart") is False:
        now = world.machine.now
        entry = entry._replace(status=STOPPED, pid=0, started=now, created=entry.created or now)
        table.entries[pm_id] = entry
    else:
        launch(world, entry)
    return table.entries[pm_id]


def duplicate(world: World, home: str, pm_id: int) -> None:
    """Start another of the same, as a new entry."""
    table = world.machine.tables[home]
    known = opened(table.entries[pm_id])
    known["created_at"] = None
    _executed(world, home, _numbered(table, known))


def _with_id(path: str, pm_id: int, ending: str) -> str:
    if not path.endswith(ending):
        return path
    stem, dash, number = path.removesuffix(ending).rpartition("-")
    if not (dash and number.isdigit()):
        stem = path.removesuffix(ending)
    return f"{stem}-{pm_id}{ending}"


def stop(world: World, home: str, pm_id: int) -> bool:
    """End the process of an entry; say whether there was one to speak of."""
    table = world.machine.tables[home]
    entry = table.entries[pm_id]
    if entry.due is not None:
        entry = entry._replace(due=None)
    if entry.status == STOPPED:
        table.entries[pm_id] = entry._replace(pid=0)
        return True
    if not entry.pid:
        table.entries[pm_id] = entry._replace(status=STOPPED)
        return False
    if entry.facts.more.get("treekill") is True and entry.pid in world.machine.processes:
        entry = entry._replace(facts=Facts({**entry.facts.more, "_tree_pids": [entry.pid]}))
    table.entries[pm_id] = entry._replace(status=STOPPING)
    assert entry.pid is not None
    _kill(world, entry.pid, entry.facts.more.get("kill_timeout") or KILL_TIMEOUT_S * 1000)
    if pm_id in table.entries:
        table.entries[pm_id] = table.entries[pm_id]._replace(status=STOPPED, pid=0)
    if "pm_pid_path" in entry.facts.more:
        world.disk.remove(entry.facts.more["pm_pid_path"])
    return True


def _kill(world: World, pid: int, timeout_ms: float) -> None:
    """Send SIGINT, and SIGKILL where it does not help."""
    process = world.machine.processes.get(pid)
    stubborn = process is not None and process.serving and process.serving.behaviour.stubborn
    if stubborn:
        world.pass_time(timeout_ms / 1000)
    world.machine.exit(pid)
    world.pass_time(KILL_POLL_S)


def delete(world: World, home: str, pm_id: int) -> bool:
    """Stop an entry and forget it; ids begin anew once none is left."""
    spoken_of = stop(world, home, pm_id)
    table = world.machine.tables[home]
    table.entries.pop(pm_id, None)
    if not table.entries:
        table.next_pm_id = 0
    return spoken_of


def restart(world: World, home: str, pm_id: int, env: dict[str, Any], app: dict[str, Any]) -> None:
    """Stop and start an entry: what is new of the app is taken over, its paths are not."""
    table = world.machine.tables[home]
    entry = table.entries[pm_id]
    entry = entry._replace(created=world.machine.now, unstable=0, backoff=0)
    known = opened(entry)
    known["env"] |= {name: value for name, value in env.items() if not isinstance(value, dict)}
    for name, value in app.items():
        if value == "null":
            known.pop(name, None)
        elif name != "env" or value:
            known[name] = value
    entry = closed(entry, known)
    table.entries[pm_id] = entry
    if entry.status == ONLINE:
        stop(world, home, pm_id)
        entry = table.entries[pm_id]
        entry = entry._replace(restarts=entry.restarts + 1)
        table.entries[pm_id] = entry
    if entry.status == ONLINE:
        raise Refuses("process already online")
    if entry.pid:
        raise Refuses(f"Process with pid {entry.pid} already exists")
    launch(world, entry)


def reset(world: World, home: str, pm_id: int) -> None:
    """Count from nothing again."""
    table = world.machine.tables[home]
    entry = table.entries[pm_id]
    table.entries[pm_id] = entry._replace(restarts=0, unstable=0, created=world.machine.now)
