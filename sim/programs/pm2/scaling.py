"""More or fewer of the same app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programs.pm2 import actions, daemon
from sim.programs.pm2.terminal import Exit

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller


def scale(caller: Caller, words: list[str]) -> None:
    """Start or delete entries until there are as many as wanted."""
    name, wanted = words[0], words[1]
    ids = [entry.pm_id for entry in actions.known_as(caller, name)]
    if not ids:
        caller.terminal.fail(f"Application {name} not found")
        raise Exit(1)
    change = int(wanted) - (0 if wanted.startswith("+") else len(ids))
    if change == 0:
        caller.terminal.fail("Nothing to do")
        raise Exit(1)
    for _ in range(change):
        caller.terminal.told("Scaling up application")
        daemon.duplicate(caller.world, caller.home, ids[0])
    for pm_id in ids[: max(0, -change)]:
        actions.operate(caller, "deleteProcessId", str(pm_id))
