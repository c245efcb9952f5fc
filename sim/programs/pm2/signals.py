"""Signals that PM2 passes on to the processes of its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programs.pm2.actions import is_number
from sim.programs.pm2.terminal import Exit

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller

DEADLY = ("SIGKILL", "9")
ENDING = (*DEADLY, "SIGINT", "SIGTERM", "SIGHUP", "2", "15", "1")


def send(caller: Caller, words: list[str]) -> None:
    """Send a signal by name or id."""
    signal, target = words[0], words[1]
    kind = "id" if is_number(target) else "name"
    caller.terminal.told(f"Sending signal to process {kind} {target}")
    found = [each for each in caller.entries() if target in (str(each.pm_id), each.name)]
    if not found:
        words_ = "Unknown process name" if kind == "name" else f"{target} id unknown"
        caller.terminal.fail(words_, prefix="")
        raise Exit(1)
    machine = caller.world.machine
    for entry in found:
        process = machine.processes.get(entry.pid or -1)
        if process is None or signal not in ENDING:
            continue
        stubborn = process.serving is not None and process.serving.behaviour.stubborn
        if signal in DEADLY or not stubborn:
            machine.exit(process.pid)
    caller.terminal.say(f"successfully sent signal {signal} to process {kind} {target}")
