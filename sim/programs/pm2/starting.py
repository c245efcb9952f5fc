"""Starting: from a configuration, from a script, or what is known by a name already."""

from __future__ import annotations

import functools
import posixpath
from typing import TYPE_CHECKING, Any

from sim.programs.pm2 import actions, daemon, resolving, source
from sim.programs.pm2.resolving import App, CannotStart, Checked
from sim.programs.pm2.table import ENDED
from sim.programs.pm2.terminal import PREFIX, Exit
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.programs.pm2.caller import Caller


def apps_in(caller: Caller, name: str) -> list[App]:
    """Read the apps of a configuration; end where there is none, or it is wrong."""
    node = caller.world.disk.node(caller.absolute(name))
    if type(node) is not File:
        caller.terminal.fail(f"File {name} not found")
        raise Exit(1)
    try:
        checked = _checked(node.content.decode(), name)
    except source.Malformed as error:
        caller.terminal.fail(f"File {name} malformated\nSyntaxError: {error}")
        raise Exit(1) from None
    return resolving.verified(caller, checked)


@functools.lru_cache(maxsize=64)
def _checked(text: str, name: str) -> tuple[Checked, ...]:
    """Read and check a configuration once: it seldom changes."""
    said = source.read(text, name)
    apps = said
    if isinstance(said, dict):
        apps = said.get("apps") or said.get("pm2") or said
    return tuple(map(resolving.checked, apps if isinstance(apps, list) else [apps]))


def from_file(caller: Caller, name: str, action: str = "restartProcessId") -> None:
    """Restart the apps of a configuration that are known, start those that are not."""
    apps = apps_in(caller, name)
    caller.env["PM2_JSON_PROCESSING"] = "true"
    chosen = _chosen(caller, apps)
    environment = caller.words.text("env")
    present = {entry.name for entry in caller.entries()}
    names = [app.get("name") for app in chosen]
    for known in sorted({name for name in names if name in present}, key=names.index):
        _restart(caller, [app for app in apps if app.get("name") == known], action, environment)
        names.remove(known)
    if names:
        missing = ", ".join(str(name or "") for name in names)
        caller.terminal.warn(f"Applications {missing} not running, starting...")
    failed = False
    for app in [app for app in apps if app.get("name") in names]:
        failed |= not _start(caller, app, environment)
    if failed:
        raise Exit(1)


def _chosen(caller: Caller, apps: list[App]) -> list[App]:
    """Return the apps that are meant, in their namespaces."""
    only = caller.words.text("only")
    wanted = None if only is None else only.replace(" ", ",").split(",")
    chosen = [app for app in apps if wanted is None or app.get("name") in wanted]
    for app in chosen:
        if not app.get("namespace"):
            app["namespace"] = caller.words.text("namespace") or "default"
        app["username"] = "ubuntu"
    return chosen


def _restart(caller: Caller, apps: list[App], action: str, environment: str | None) -> None:
    env: dict[str, Any] = dict(caller.env)
    conf: App = {}
    for app in apps:
        merged = resolving.merged(caller, app, environment)
        env |= merged
        conf = {key: value for key, value in app.items() if key != "exec_mode"}
        conf["env"] = merged
    env["updateEnv"] = True
    actions.operate(caller, action, str(conf["name"]), env, conf)


def _start(caller: Caller, app: App, environment: str | None) -> bool:
    try:
        ready = resolving.resolved(caller, app)
    except CannotStart as error:
        caller.terminal.fail(f"Error: {error}")
        return False
    ready["env"][ready["name"]] = {}
    ready["env"] = resolving.merged(caller, ready, environment)
    entries = daemon.prepare(caller.world, caller.home, ready)
    caller.terminal.told(f"App [{entries[0].name}] launched ({len(entries)} instances)")
    return True


def one(caller: Caller, word: str) -> None:
    """Start what a word means: a configuration, an app that is known, or a script."""
    if source.is_config(word):
        from_file(caller, word)
    elif actions.is_number(word) or (_is_plain(word) and _is_known(caller, word)):
        _again(caller, word)
    else:
        _script(caller, word)


def _is_plain(word: str) -> bool:
    return "/" not in word and not posixpath.splitext(word)[1]


def _is_known(caller: Caller, word: str) -> bool:
    found = actions.known_as(caller, word) or actions.in_namespace(caller, word)
    return word == "all" or bool(found)


def _again(caller: Caller, word: str) -> None:
    env = dict(caller.env) if caller.words.options.get("update-env") else {}
    actions.operate(caller, "restartProcessId", word, env, actions.from_options(caller))
    caller.terminal.told("Process successfully started")


def _script(caller: Caller, script: str) -> None:
    """Start a script, unless it runs already."""
    app = _described(caller, script)
    path = caller.absolute(script)
    same = [each for each in caller.entries() if (each.script, each.name) == (path, app["name"])]
    if same and same[-1].status in ENDED:
        _again(caller, same[-1].name)
        return
    if same and not caller.words.options.get("force"):
        caller.terminal.fail("Script already launched, add -f option to force re-execution")
        raise Exit(1)
    try:
        ready = resolving.resolved(caller, app)
    except CannotStart as error:
        caller.terminal.fail(str(error))
        raise Exit(1) from None
    ready["env"][ready["name"]] = {}
    ready["env"]["PM2_HOME"] = caller.home
    count = int(ready["instances"])
    plural = "s" if count > 1 else ""
    caller.terminal.say(
        f"{PREFIX}Starting {ready['pm_exec_path']} in {ready['exec_mode']} "
        f"({count} instance{plural})"
    )
    daemon.prepare(caller.world, caller.home, ready)
    caller.terminal.told("Done.")


def _described(caller: Caller, script: str) -> App:
    """Make an app of a script and the options of the command."""
    words = caller.words
    given: App = {"script": script, "filter_env": [], "watch": False}
    options = ("name", "cwd", "namespace", "interpreter", "instances", "output", "error", "log")
    for option in (*options, "max-memory-restart", "min-uptime", *actions.NUMBERS):
        if words.text(option) is not None:
            given[option.replace("-", "_")] = words.text(option)
    given["namespace"] = given.get("namespace") or "default"
    if words.options.get("no-autorestart"):
        given["autorestart"] = False
    if words.options.get("force"):
        given["force"] = True
    if words.rest is not None:
        given["args"] = list(words.rest)
    return resolving.verified(caller, [resolving.checked(given)])[0]


def act_on_file(caller: Caller, name: str, action: str) -> None:
    """Stop or delete what a configuration names."""
    act = daemon.stop if action == "stopProcessId" else daemon.delete
    only = caller.words.text("only")
    for app in apps_in(caller, name):
        if only is not None and only != app["name"]:
            continue
        for entry in actions.known_as(caller, str(app["name"])):
            act(caller.world, caller.home, entry.pm_id)
            caller.terminal.told(f"[{entry.name}]({entry.pm_id}) \u2713")
