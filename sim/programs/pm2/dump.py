"""What PM2 saves for the next boot, and brings back from it."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from sim.programs.pm2 import daemon, source
from sim.programs.pm2.caller import Caller
from sim.programs.pm2.items import opened
from sim.programs.pm2.terminal import Exit
from sim.storage.nodes import File

if TYPE_CHECKING:
    from deploy.ports import Result
    from sim.programs.pm2.table import Entry
    from sim.world import World

HANGS_S = 3600.0
"""A call that never ends has a caller who ends it sooner than this."""


def save(caller: Caller) -> None:
    """Write the list down; an empty one only by force, the old one stays otherwise."""
    terminal, disk, path = caller.terminal, caller.world.disk, caller.dump
    terminal.told("Saving current process list...")
    entries = caller.entries()
    if not entries and not caller.words.options.get("force"):
        if disk.node(path) is None:
            disk.put(path, b"[]", durable=False)
        terminal.warn("PM2 is not managing any process, skipping save...")
        terminal.warn("To force saving use: pm2 save --force")
        return
    present = disk.node(path)
    if type(present) is File:
        disk.put(caller.backup, present.content, durable=False)
    content = ",\n".join(_saved(entry) for entry in entries)
    disk.put(path, f"[{content}]".encode(), durable=False)
    terminal.told(f"Successfully saved in {path}")


@functools.lru_cache(maxsize=1024)
def _saved(entry: Entry) -> str:
    left_out = ("instances", "pm_id", "prev_restart_delay")
    kept = {key: value for key, value in opened(entry).items() if key not in left_out}
    return json.dumps(kept, indent=2, ensure_ascii=False)


def clear(caller: Caller) -> None:
    """Save that there is nothing."""
    caller.world.disk.put(caller.dump, b"[]", durable=False)
    caller.terminal.told(f"Successfully created {caller.dump}")


def bring_back(caller: Caller) -> None:
    """Bring back what was saved and is not there; the last but one list where that is damaged."""
    terminal = caller.terminal
    terminal.told("Resurrecting")
    try:
        apps = _last(caller, caller.dump)
    except _Unreadable:
        try:
            apps = _last(caller, caller.backup)
        except _Unreadable:
            terminal.fail("No processes saved; DUMP file doesn't exist")
            return
    if not isinstance(apps, list):
        terminal.fail("TypeError: processes.forEach is not a function", prefix="")
        raise Exit(1)
    present = {entry.name for entry in caller.entries()}
    for app in apps:
        if app["name"] not in present:
            if "env" not in app:
                caller.world.pass_time(HANGS_S)  # the daemon throws, and never answers
            daemon.prepare(caller.world, caller.home, dict(app))
            terminal.told(f"Process {app['pm_exec_path']} restored")


class _Unreadable(Exception):
    """A dump that is not there, or is none."""


def _last(caller: Caller, path: str) -> Any:  # noqa: ANN401 - whatever the file holds
    caller.terminal.told(f"Restoring processes located in {path}")
    node = caller.world.disk.node(path)
    if type(node) is not File:
        caller.terminal.fail(f"Failed to read dump file in {path}")
        raise _Unreadable
    try:
        return json.loads(node.content)
    except ValueError:
        pass
    try:
        return source.read(node.content.decode(errors="replace"), ".json")
    except source.Malformed:
        caller.terminal.fail(f"Failed to parse dump file in {path}")
        caller.world.disk.remove(path, durable=False)
        raise _Unreadable from None


def resurrect(world: World, home: str) -> Result:
    """Bring back what was saved, as the boot of the host does."""
    caller = Caller(world, ("resurrect",), {"PM2_HOME": home})
    caller.wake()
    bring_back(caller)
    return caller.terminal.result(0)
