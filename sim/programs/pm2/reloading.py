"""Reloading, which in fork mode is a restart; a lock keeps others from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programs.pm2 import actions, source, starting
from sim.programs.pm2.terminal import Exit

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller

RELOAD_LOCK_MS = 30_000


def reload(caller: Caller, words: list[str]) -> None:
    """Reload what a word means, unless somebody else does in the same half minute."""
    disk, path = caller.world.disk, f"{caller.home}/reload.lock"
    now_ms = int(caller.world.machine.now * 1000)
    held = disk.read(path) if disk.node(path) is not None else b""
    if held and now_ms - int(held) < RELOAD_LOCK_MS and not caller.words.options.get("force"):
        left_s = (RELOAD_LOCK_MS - (now_ms - int(held))) // 1000
        caller.terminal.fail(
            f"Reload already in progress, please try again in {left_s} seconds or use --force"
        )
        raise Exit(1)
    try:
        if source.is_config(words[0]):
            starting.from_file(caller, words[0], "reloadProcessId")
        else:
            actions.refuse_environment(caller)
            actions.operate(caller, "reloadProcessId", words[0])
    finally:
        disk.put(path, b"", durable=True)
