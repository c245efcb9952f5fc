"""The logs of PM2's apps: shown, and emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programs.pm2.terminal import blue, bold_gray, gray, green, red
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller

LINES = 15
LABEL_WIDTH = 10
PATHS = (("out", "pm_out_log_path"), ("err", "pm_err_log_path"))


def tail(caller: Caller, target: str) -> None:
    """Print the last lines of the logs of an app, or of all."""
    words, terminal = caller.words, caller.terminal
    assert words.options.get("nostream"), "the fake pm2 streams no logs"
    given = words.text("lines")
    lines = int(given) if given is not None and given.isdigit() else LINES
    if lines <= 0:
        return
    plural = "es" if target == "all" else ""
    terminal.say(
        bold_gray(
            f"[TAILING] Tailing last {lines} lines for [{target}] process{plural} "
            "(change the value with --lines option)"
        )
    )
    only = {"out": "err", "err": "out"}
    left_out = {hidden for shown, hidden in only.items() if words.options.get(shown)}
    shown: set[str] = set()
    for entry in caller.entries():
        if target not in ("all", entry.name, str(entry.pm_id)):
            continue
        for kind, key in PATHS:
            path = entry.facts.more.get(key, "/dev/null")
            if kind in left_out or path in shown or path == "/dev/null":
                continue
            shown.add(path)
            _print(caller, path, kind, f"{entry.pm_id}|{entry.name}", lines)


def _print(caller: Caller, path: str, kind: str, label: str, lines: int) -> None:
    node = caller.world.disk.node(path)
    if type(node) is not File:
        return
    caller.terminal.say(f"{gray(f'{path} last {lines} lines:')}")
    colour = {"out": green, "err": red}.get(kind, blue)
    for line in node.content.decode().split("\n")[:-1][-lines:]:
        if caller.words.options.get("raw"):
            (caller.terminal.fail(line, prefix="") if kind == "err" else caller.terminal.say(line))
        else:
            caller.terminal.say(f"{colour(f'{label:<{LABEL_WIDTH}} | ')}{line}")
    caller.terminal.say("")


def flush(caller: Caller, target: str | None) -> None:
    """Empty the logs of an app, or of all and PM2's own."""
    if target is None:
        caller.terminal.told(f"Flushing {caller.home}/pm2.log")
    for entry in caller.entries():
        if target not in (None, entry.name, str(entry.pm_id)):
            continue
        caller.terminal.told("Flushing:")
        for _, key in PATHS:
            path = entry.facts.more.get(key)
            if path:
                caller.terminal.told(path)
                caller.world.disk.put(path, b"", durable=True)
    caller.terminal.told("Logs flushed")
