"""What PM2 does to entries that are there: by name, id, namespace, pattern, or all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sim.programs.pm2 import daemon
from sim.programs.pm2.daemon import Refuses
from sim.programs.pm2.terminal import IMMUTABLE, WARNING, Exit

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller
    from sim.programs.pm2.table import Entry

UNKNOWN = {
    "restartProcessId": "God db process id unknown",
    "reloadProcessId": "PM2 ID unknown",
    "stopProcessId": "{id} : id unknown",
    "deleteProcessId": "{id} : id unknown",
}
CHANGES = {"name": "name", "namespace": "namespace", "cwd": "cwd"}
NUMBERS = {
    "kill-timeout": "kill_timeout",
    "restart-delay": "restart_delay",
    "exp-backoff-restart-delay": "exp_backoff_restart_delay",
    "max-restarts": "max_restarts",
    "listen-timeout": "listen_timeout",
}
ALWAYS: dict[str, Any] = {
    "filter_env": [],
    "merge_logs": True,
    "instance_var": "NODE_APP_INSTANCE",
    "windowsHide": True,
    "kill_retry_time": 100,
    "username": "ubuntu",
    "km_link": False,
}
"""What a restart without a file sets, asked or not."""


def from_options(caller: Caller) -> dict[str, Any]:
    """Return what the options of a command change in an app."""
    words, app = caller.words, dict(ALWAYS)
    for option, key in CHANGES.items():
        if words.text(option) is not None:
            app[key] = words.text(option)
    for option, key in NUMBERS.items():
        given = words.text(option)
        if given is not None and given.isdigit():
            app[key] = int(given)
    if words.options.get("no-autorestart"):
        app["autorestart"] = False
    if words.rest is not None:
        app["args"] = list(words.rest)
    return app


def known_as(caller: Caller, target: str) -> list[Entry]:
    """Return the entries that have this name, or run this script."""
    path = caller.absolute(target)
    return [entry for entry in caller.entries() if target == entry.name or path == entry.script]


def in_namespace(caller: Caller, target: str) -> list[Entry]:
    """Return the entries of a namespace."""
    return [each for each in caller.entries() if each.facts.more.get("namespace") == target]


def operate(
    caller: Caller,
    action: str,
    target: str,
    env: dict[str, Any] | None = None,
    app: dict[str, Any] | None = None,
) -> None:
    """Do something to all that a word means; end where it means nothing."""
    restarts = action in ("restartProcessId", "reloadProcessId")
    if restarts and app is None:
        app = from_options(caller)
        env = {**caller.env} if caller.words.options.get("update-env") else {}
    ids = _meant(caller, target)
    shown = ", ".join(f"'{each}'" if isinstance(each, str) else str(each) for each in ids)
    caller.terminal.told(f"Applying action {action} on app [{target}](ids: [ {shown} ])")
    for each in ids:
        _act(caller, action, target, each, (env or {}, app or {}))


def _meant(caller: Caller, target: str) -> list[int | str]:
    if target == "all":
        found = [entry.pm_id for entry in caller.entries()]
    elif len(target) > 1 and target[0] == target[-1] == "/":
        pattern = re.compile(target.replace("/", ""))
        found = [each.pm_id for each in caller.entries() if pattern.search(each.name)]
    else:
        entries = known_as(caller, target) or in_namespace(caller, target)
        found = [entry.pm_id for entry in entries]
        if not found and is_number(target):
            return [target]
        if not found:
            caller.terminal.fail(f"Process or Namespace {target} not found")
            raise Exit(1)
    if not found:
        caller.terminal.fail("No process found", prefix=WARNING)
        raise Exit(1)
    return list(found)


def is_number(text: str) -> bool:
    """Say whether JavaScript takes a word for a number."""
    return re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", text) is not None


def _act(
    caller: Caller,
    action: str,
    target: str,
    number: int | str,
    new: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    world, home = caller.world, caller.home
    pm_id = int(float(number))
    if pm_id not in caller.table.entries:
        caller.terminal.fail(UNKNOWN[action].format(id=number))
        raise Exit(1)
    name = caller.table.entries[pm_id].name
    try:
        if action == "stopProcessId":
            name = name if daemon.stop(world, home, pm_id) else target
        elif action == "deleteProcessId":
            name = name if daemon.delete(world, home, pm_id) else target
        else:
            daemon.restart(world, home, pm_id, *new)
            name = caller.table.entries[pm_id].name
    except Refuses as refusal:
        caller.terminal.fail(str(refusal))
        raise Exit(1) from None
    caller.terminal.told(f"[{name}]({number}) \u2713")


def refuse_environment(caller: Caller) -> None:
    """End where an environment is named without a file; say what a restart leaves as it is."""
    if caller.words.text("env") is not None:
        text = "Using --env [env] without passing the ecosystem.config.js does not work"
        caller.terminal.fail(text)
        raise Exit(1)
    if not caller.words.options.get("update-env"):
        caller.terminal.say(IMMUTABLE)
