"""What PM2 saves for the next boot, and brings back from it."""

from __future__ import annotations

import json
import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from deploy.ports import Result
from sim.machine import Entry
from sim.nodes import File
from sim.programs.spawning import launch

if TYPE_CHECKING:
    from sim.world import World


def save(world: World, home: str, *, force: bool) -> Result:
    """Write the list down; an empty one only by force, the old one stays otherwise."""
    entries = [entry for _, entry in sorted(world.machine.entries.items())]
    if not entries and not force:
        return Result(0, "[PM2][WARN] PM2 is not managing any process, skipping save...\n", "")
    dump = [
        {
            "name": entry.name,
            "pm_exec_path": entry.script,
            "pm_cwd": entry.cwd,
            "args": list(entry.args),
            "env": dict(entry.env),
            "status": entry.status,
        }
        for entry in entries
    ]
    world.disk.make_directory(home)
    world.disk.put(f"{home}/dump.pm2", json.dumps(dump).encode(), durable=True)
    return Result(0, f"[PM2] Successfully saved in {home}/dump.pm2\n", "")


def resurrect(world: World, home: str) -> Result:
    """Bring back what was saved and is not there."""
    machine = world.machine
    machine.daemon = True
    node = world.disk.node(posixpath.join(home, "dump.pm2"))
    if type(node) is not File:
        return Result(1, "", "[PM2][ERROR] No processes saved; DUMP file doesn't exist\n")
    for item in json.loads(node.content):
        if any(entry.name == item["name"] for entry in machine.entries.values()):
            continue
        entry = Entry(
            pm_id=machine.next_pm_id,
            name=item["name"],
            script=item["pm_exec_path"],
            cwd=item["pm_cwd"],
            args=tuple(item["args"]),
            env=tuple(sorted(item["env"].items())),
        )
        machine.next_pm_id += 1
        if item["status"] == "stopped":
            machine.entries[entry.pm_id] = replace(entry, status="stopped")
        else:
            launch(world, entry)
    return Result(0, "[PM2] Resurrecting\n", "")
