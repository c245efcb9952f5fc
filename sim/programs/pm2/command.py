"""A fake PM2, verified against 7.0.4: stale entries, noise, optimistic statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programs.pm2 import (
    actions,
    daemon,
    dump,
    logs,
    reloading,
    scaling,
    show,
    signals,
    source,
    starting,
)
from sim.programs.pm2.caller import USER_HOME, Caller
from sim.programs.pm2.daemon import KILL_TIMEOUT_S
from sim.programs.pm2.table import Table
from sim.programs.pm2.terminal import ERROR, Exit, bold
from sim.programs.pm2.usage import STRICT, UNMODELLED
from sim.programs.pm2.words import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from deploy.ports import Result
    from sim.world import World

__all__ = ["KILL_TIMEOUT_S", "run"]

CALL_S = 0.15
"""What node needs to read all of PM2."""
USAGE = """usage: pm2 [options] <command>

pm2 -h, --help             all available commands and options
pm2 examples               display pm2 usage examples
pm2 <command> -h           help on a specific command

Access pm2 files in ~/.pm2"""
OPERATE = {"delete": "deleteProcessId", "stop": "stopProcessId", "restart": "restartProcessId"}
LISTS = (
    *("start", "startOrRestart", "startOrReload", "startOrGracefulReload"),
    *("reset", "list", "sendSignal", "scale"),
)
"""Commands that end with the list; so do those that stop and restart, and `resurrect`."""


def run(
    world: World, arguments: Sequence[str], env: Mapping[str, str], cwd: str = USER_HOME
) -> Result:
    """Run one command of PM2; any of them starts the daemon where none runs."""
    caller = Caller(world, arguments, env, cwd)
    if "-v" in arguments and "--" not in arguments:
        caller.terminal.write("7.0.4\n")
        return caller.terminal.result(0)
    if not arguments:
        caller.terminal.say(USAGE)
        return caller.terminal.result(1)
    caller.wake()
    world.pass_time(CALL_S)
    if caller.table.entries:
        caller.forget_ended()
    try:
        caller.words = read(arguments, caller.terminal)
        _dispatch(caller)
    except Exit as ended:
        return caller.terminal.result(ended.code)
    return caller.terminal.result(0)


def _dispatch(caller: Caller) -> None:
    command, operands = caller.words.command, caller.words.operands
    if command in STRICT and operands:
        caller.terminal.told(f"\nUnknown command argument: {operands[0]}")
        caller.terminal.write("\n  Usage: pm2 [cmd] app\n")
        raise Exit(1)
    if command in OPERATE:
        for word in operands:
            _operate(caller, command, word)
        show.rows(caller)
        return
    act = COMMANDS.get(command)
    assert act is not None or command not in UNMODELLED, f"the fake pm2 knows no {command} yet"
    if act is None:
        caller.terminal.say(ERROR + bold("Command not found\n"))
        caller.terminal.say(USAGE)
        raise Exit(1)
    act(caller, operands)
    if command in (*LISTS, "resurrect"):
        show.rows(caller)


def _operate(caller: Caller, command: str, word: str) -> None:
    action = OPERATE[command]
    if source.is_config(word):
        if command == "restart":
            starting.from_file(caller, word, action)
        else:
            starting.act_on_file(caller, word, action)
        return
    if command == "restart":
        actions.refuse_environment(caller)
    actions.operate(caller, action, word)


def _start(caller: Caller, words: list[str]) -> None:
    for word in words or ["ecosystem.config.js"]:
        starting.one(caller, word)


def _reset(caller: Caller, words: list[str]) -> None:
    known = actions.known_as(caller, words[0])
    ids = [entry.pm_id for entry in (caller.entries() if words[0] == "all" else known)]
    if actions.is_number(words[0]):
        ids = [int(words[0])]
    elif not ids and words[0] != "all":
        caller.terminal.fail("Unknown process name", prefix="")
        raise Exit(1)
    for pm_id in ids:
        if pm_id in caller.table.entries:
            daemon.reset(caller.world, caller.home, pm_id)
        else:
            caller.terminal.fail(f"Error: {pm_id} id unknown", prefix="")
        caller.terminal.told(f"Resetting meta for process id {pm_id}")


def _pids(caller: Caller, words: list[str]) -> None:
    found = [entry for entry in caller.entries() if not words or entry.name == words[0]]
    caller.terminal.say("\n".join("" if each.pid is None else str(each.pid) for each in found))


def _ids(caller: Caller, words: list[str]) -> None:
    found = ", ".join(str(entry.pm_id) for entry in actions.known_as(caller, words[0]))
    caller.terminal.say(f"[ {found} ]" if found else "[]")


def _kill(caller: Caller, _: list[str]) -> None:
    if caller.table.entries:
        actions.operate(caller, "deleteProcessId", "all")
    else:
        caller.terminal.fail("No process found", prefix=caller.warning)
    caller.terminal.told("[v] All Applications Stopped")
    caller.world.machine.tables[caller.home] = Table()
    caller.world.disk.remove(f"{caller.home}/pm2.pid")
    caller.terminal.told("[v] PM2 Daemon Stopped")


def _ignore(_: Caller, __: list[str]) -> None:
    """Do nothing but what every command does."""


COMMANDS: Mapping[str, Callable[[Caller, list[str]], None]] = {
    "": _ignore,
    "start": _start,
    "reload": reloading.reload,
    "startOrRestart": lambda caller, words: starting.from_file(caller, words[0]),
    "startOrReload": lambda c, words: starting.from_file(c, words[0], "reloadProcessId"),
    "startOrGracefulReload": lambda c, w: starting.from_file(c, w[0], "reloadProcessId"),
    "jlist": lambda caller, _: show.raw(caller),
    "list": _ignore,
    "describe": lambda caller, words: show.described(caller, words[0]),
    "env": lambda caller, words: show.environment(caller, words[0]),
    "pid": _pids,
    "id": _ids,
    "reset": _reset,
    "ping": lambda caller, _: caller.terminal.say("{ msg: 'pong' }"),
    "save": lambda caller, _: dump.save(caller),
    "cleardump": lambda caller, _: dump.clear(caller),
    "resurrect": lambda caller, _: dump.bring_back(caller),
    "kill": _kill,
    "flush": lambda caller, words: logs.flush(caller, words[0] if words else None),
    "logs": lambda caller, words: logs.tail(caller, words[0] if words else "all"),
    "reloadLogs": lambda c, _: c.terminal.say("Reloading all logs...\nAll logs reloaded"),
    "scale": scaling.scale,
    "sendSignal": signals.send,
    "prettylist": lambda caller, _: show.pretty(caller),
}
