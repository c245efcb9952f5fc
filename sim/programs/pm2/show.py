"""What PM2 shows of its entries: tables, descriptions, and plain lists."""

from __future__ import annotations

import functools
import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sim.programs.pm2.drawing import drawn, head, pairs
from sim.programs.pm2.items import item, listed, opened
from sim.programs.pm2.terminal import (
    WARNING,
    Exit,
    bold,
    bold_cyan,
    bold_inverse,
    colour_of,
    gray,
    green,
    inverse_bold,
    white_italic,
)

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller
    from sim.programs.pm2.table import Entry

NAME_WIDTH, NAME_WIDTH_MAX = 11, 40
UNITS = ((31_536_000, "Y"), (2_592_000, "M"), (86_400, "D"), (3600, "h"), (60, "m"))
NOT_SHOWN = frozenset(("env", "args", "node_args"))


def rows(caller: Caller) -> None:
    """Print the list, as every command that changes something does in the end."""
    if caller.terminal.silent:
        return
    if caller.words.options.get("mini-list"):
        for entry in caller.entries():
            _small(caller, entry)
        return
    entries = sorted(caller.entries(), key=lambda entry: entry.name)
    longest = max((len(entry.name) + 5 for entry in entries), default=NAME_WIDTH)
    shown = tuple(_row(entry, _uptime(caller, entry)) for entry in entries)
    caller.terminal.say(drawn(head(min(longest, NAME_WIDTH_MAX)), shown))


@functools.lru_cache(maxsize=1024)
def _row(entry: Entry, uptime: str) -> tuple[str, ...]:
    """Write a row once: most entries are as they were when the list was printed last."""
    more = entry.facts.more
    memory = item(entry)["monit"]["memory"]
    return (
        bold_cyan(entry.pm_id),
        entry.name,
        str(more.get("namespace", "N/A")),
        str(more.get("version", "N/A")),
        inverse_bold("fork"),
        "N/A" if entry.pid is None else str(entry.pid),
        uptime,
        str(entry.restarts),
        colour_of(entry.status),
        "0%",
        f"{memory / 1024**2:.1f}mb" if memory else "0b",
        bold("ubuntu"),
        gray("disabled"),
    )


def _uptime(caller: Caller, entry: Entry) -> str:
    """Write how long an entry has been online, in its largest unit."""
    if entry.status != "online":
        return "0"
    seconds = caller.world.machine.now - entry.started
    for unit_s, letter in UNITS:
        if seconds // unit_s > 1:
            return f"{int(seconds // unit_s)}{letter}"
    return f"{int(seconds)}s"


def _small(caller: Caller, entry: Entry) -> None:
    more = entry.facts.more
    memory = item(entry)["monit"]["memory"]
    caller.terminal.say(
        f"+--- {entry.name}\nnamespace : {more.get('namespace')}\n"
        f"version : {more.get('version')}\n"
        f"pid : {'undefined' if entry.pid is None else entry.pid}\npm2 id : {entry.pm_id}\n"
        f"status : {entry.status}\nmode : fork\nrestarted : {entry.restarts}\n"
        f"uptime : {_uptime(caller, entry)}\n"
        f"memory usage : {f'{memory / 1024**2:.1f}mb ' if memory else '0b '}\n"
        f"error log : {more.get('pm_err_log_path')}\nwatching : no\n"
        f"PID file : {more.get('pm_pid_path')}\n"
    )


def raw(caller: Caller) -> None:
    """Print the list as JSON, silent or not."""
    entries, table = caller.entries(), caller.table
    if table.listing[0] != entries:
        table.listing = entries, f"[{','.join(listed(entry) for entry in entries)}]"
    caller.terminal.write(table.listing[1])


def pretty(caller: Caller) -> None:
    """Print the list as JavaScript would, or nearly."""
    items = [item(entry) for entry in caller.entries()]
    caller.terminal.write(json.dumps(items, indent=2) if items else "[]")


def described(caller: Caller, target: str) -> None:
    """Describe the entries of this name or id; that there are any is all the exit code says."""
    found = [each for each in caller.entries() if target in (each.name, str(each.pm_id))]
    if not found:
        caller.terminal.fail(f"{target} doesn't exist", prefix=WARNING)
        raise Exit(1)
    for entry in found:
        title = f" Describing process with id {entry.pm_id} - name {entry.name} "
        caller.terminal.say(bold_inverse(title))
        caller.terminal.say(pairs(_facts(caller, entry)))
        caller.terminal.say(inverse_bold(" Divergent env variables from local env "))
        caller.terminal.say(pairs(_divergent(caller, entry)))
        caller.terminal.say("")
        for hint in (
            " Add your own code metrics: http://bit.ly/code-metrics",
            f" Use `pm2 logs {entry.name} [--lines 1000]` to display logs",
            f" Use `pm2 env {entry.pm_id}` to display environment variables",
        ):
            caller.terminal.say(white_italic(hint))
        hint = white_italic(" Use `pm2 monit` to monitor CPU and Memory usage")
        caller.terminal.say(f"{hint} {entry.name}")


def _divergent(caller: Caller, entry: Entry) -> list[tuple[str, str]]:
    known = {key: value for key, value in opened(entry).items() if key not in NOT_SHOWN}
    return [
        (name, str(known[name]))
        for name, value in caller.env.items()
        if known.get(name) and known[name] != value
    ]


def _facts(caller: Caller, entry: Entry) -> list[tuple[str, str]]:
    more = entry.facts.more
    created = entry.created
    limit = more.get("max_memory_restart")
    return [
        ("status", colour_of(entry.status)),
        ("name", entry.name),
        ("namespace", str(more.get("namespace", "N/A"))),
        ("version", str(more.get("version", "N/A"))),
        ("restarts", str(entry.restarts)),
        *([("max memory restart", str(limit))] if limit else []),
        ("uptime", _uptime(caller, entry)),
        ("script path", entry.script),
        ("script args", " ".join(entry.args) if entry.args else "N/A"),
        ("error log path", str(more.get("pm_err_log_path"))),
        ("out log path", str(more.get("pm_out_log_path"))),
        ("pid path", str(more.get("pm_pid_path"))),
        ("interpreter", str(more.get("exec_interpreter"))),
        ("interpreter args", ",".join(more.get("node_args", [])) or "N/A"),
        ("script id", str(entry.pm_id)),
        ("exec cwd", entry.cwd),
        ("exec mode", str(more.get("exec_mode"))),
        ("node.js version", "N/A"),
        ("node env", str(dict(entry.env).get("NODE_ENV", "N/A"))),
        ("watch & reload", "\u2718"),
        ("unstable restarts", str(entry.unstable)),
        ("created at", "N/A" if created is None else _iso(created)),
    ]


def _iso(moment: float) -> str:
    text = datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def environment(caller: Caller, target: str) -> None:
    """Print every variable of an entry."""
    found = [each for each in caller.entries() if target == str(each.pm_id)]
    for entry in found:
        for name, value in opened(entry).items():
            if name not in NOT_SHOWN:
                caller.terminal.say(f"{name}: {green(_as_text(value))}")
    if not found:
        caller.terminal.fail(f"Modules with id {target} not found")
        raise Exit(1)


def _as_text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
