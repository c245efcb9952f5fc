"""An entry as PM2 prints and saves it, and back."""

from __future__ import annotations

import functools
import json
from typing import Any

from sim.programs.pm2.table import Entry, Facts

MEMORY_BYTES = 41_943_040
"""Every app uses as much as any other."""
OWN = frozenset(
    (
        *("name", "pm_exec_path", "pm_cwd", "args", "env", "status", "restart_time"),
        *("unstable_restarts", "created_at", "pm_uptime", "exit_code", "prev_restart_delay"),
        "pm_id",
    )
)
"""What an entry holds in fields of its own."""


def opened(entry: Entry) -> dict[str, Any]:
    """Return all that PM2 knows of an entry, secrets included, as it calls it."""
    known: dict[str, Any] = {
        **entry.facts.more,
        "name": entry.name,
        "pm_exec_path": entry.script,
        "pm_cwd": entry.cwd,
        "env": dict(entry.env),
        "status": entry.status,
        "pm_uptime": int(entry.started * 1000),
        "created_at": None if entry.created is None else int(entry.created * 1000),
        "pm_id": entry.pm_id,
        "restart_time": entry.restarts,
        "unstable_restarts": entry.unstable,
    }
    if entry.args:
        known["args"] = list(entry.args)
    if entry.exit_code is not None:
        known["exit_code"] = entry.exit_code
    if entry.backoff is not None:
        known["prev_restart_delay"] = entry.backoff
    return known


def closed(entry: Entry, known: dict[str, Any]) -> Entry:
    """Return an entry that knows this instead."""
    return entry._replace(
        name=known["name"],
        script=known["pm_exec_path"],
        cwd=known["pm_cwd"],
        args=tuple(known.get("args", ())),
        env=tuple(known.get("env", {}).items()),
        facts=Facts({name: value for name, value in known.items() if name not in OWN}),
    )


def fresh(known: dict[str, Any], pm_id: int, home: str) -> Entry:
    """Return a new entry that knows this; only what a dump may hold is taken from an older life."""
    created, code = known.get("created_at"), known.get("exit_code")
    entry = Entry(
        pm_id=pm_id,
        name="",
        script="",
        cwd="",
        args=(),
        env=(),
        home=home,
        created=None if created is None else created / 1000,
        started=known.get("pm_uptime", 0) / 1000,
        exit_code=code,
        backoff=known.get("prev_restart_delay"),
    )
    return closed(entry, known)


@functools.lru_cache(maxsize=4096)
def listed(entry: Entry) -> str:
    """Write an item of `jlist`."""
    return json.dumps(item(entry), separators=(",", ":"), ensure_ascii=False)


def item(entry: Entry) -> dict[str, Any]:
    """Return an item of `jlist`."""
    runs = entry.status == "online" and bool(entry.pid)
    head = {} if entry.pid is None else {"pid": entry.pid}
    return {
        **head,
        "name": entry.name,
        "pm2_env": opened(entry),
        "pm_id": entry.pm_id,
        "monit": {"memory": MEMORY_BYTES if runs else 0, "cpu": 0},
    }
