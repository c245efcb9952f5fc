"""From the app of a configuration to what PM2 keeps of it: paths, interpreter, environment."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

from sim.programs.pm2 import schema
from sim.programs.pm2.source import copied
from sim.programs.pm2.terminal import Exit, bold
from sim.storage.nodes import is_program

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.programs.pm2.caller import Caller

App = dict[str, Any]
Checked = tuple[App, list[str]]
"""What is kept of an app, and what is wrong with it."""
INTERPRETERS = {
    ".sh": "bash",
    ".py": "python",
    ".rb": "ruby",
    ".php": "php",
    ".pl": "perl",
    ".js": "node",
    ".ts": "bun",
    ".tsx": "bun",
}
NODE = "/usr/bin/node"
LOGS = (("log", "pm_log_path"), ("out", "pm_out_log_path"), ("error", "pm_err_log_path"))
NOWHERE = ("NULL", "/dev/null")


class CannotStart(Exception):
    """An app that cannot be started at all."""


def verified(caller: Caller, apps: Iterable[Checked]) -> list[App]:
    """Return the apps of a configuration, to be changed; end where one is wrong."""
    found = []
    for kept, wrong in apps:
        for text in wrong:
            caller.terminal.warn(text)
        if wrong:
            raise Exit(1)
        found.append(copied(kept))
    return found


def checked(given: Any) -> Checked:  # noqa: ANN401 - whatever the file holds
    """Check an app."""
    return schema.checked(_named(copied(given) if isinstance(given, dict) else {}))


def _named(app: App) -> App:
    """Give an app what PM2 gives every app: a name, a user, one file for its logs."""
    for alias in ("cmd", "command"):
        if app.get(alias) and not app.get("script"):
            app["script"] = app.pop(alias)
    app.setdefault("env", {})
    app["username"] = "ubuntu"
    if not app.get("name") and app.get("script"):
        app["name"] = posixpath.splitext(posixpath.basename(app["script"]))[0]
    if app.get("exec_mode"):
        app["exec_mode"] = re.sub(r"^(fork|cluster)$", r"\1_mode", app["exec_mode"])
    if app.get("time"):
        app["log_date_format"] = "YYYY-MM-DDTHH:mm:ss"
    if app.get("instances") == "max":
        app["instances"] = 0
    clustered = app.get("exec_mode") == "cluster_mode"
    if not clustered and not app.get("instances") and app.get("merge_logs") is None:
        app["merge_logs"] = True
    return app


def resolved(caller: Caller, app: App) -> App:
    """Return an app with its paths and its environment; raise `CannotStart` where it has none."""
    app = {name: copied(value) for name, value in app.items()}
    if not app.get("script"):
        raise CannotStart("No script path - aborting")
    cwd = caller.cwd
    if app.get("cwd"):
        cwd = caller.absolute(app["cwd"])
        caller.env["PWD"] = app["cwd"]
    app.setdefault("node_args", [])
    if app.get("port"):
        app["env"]["PORT"] = app["port"]
    path = posixpath.normpath(posixpath.join(cwd, app["script"]))
    if caller.world.disk.node(path) is None:
        elsewhere = caller.which(app["script"])
        if elsewhere is None:
            raise CannotStart(f"Script not found: {path}")
        path = elsewhere
    del app["script"]
    app["pm_exec_path"], app["pm_cwd"] = path, cwd
    app["env"] = {**_let_through(caller.env, app.get("filter_env")), **app["env"]}
    app["exec_interpreter"] = _interpreter(caller, app)
    app.setdefault("exec_mode", "fork_mode")
    app.setdefault("instances", 1)
    _place_logs(caller, app, cwd)
    app["env"]["PM2_HOME"] = caller.home
    app["km_link"] = False
    return app


def _let_through(env: dict[str, str], kept_out: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the caller's environment but for what the app keeps out."""
    if kept_out is True:
        return {}
    if isinstance(kept_out, str):
        return {name: value for name, value in env.items() if name != kept_out}
    words = kept_out or []
    return {k: v for k, v in env.items() if not any(word in k for word in words)}


def _interpreter(caller: Caller, app: App) -> str:
    """Return what runs the script: as said, by its ending, or node for any text."""
    said: str | None = app.get("exec_interpreter")
    ending = posixpath.splitext(app["pm_exec_path"])[1]
    if said is None and ending in INTERPRETERS:
        said = INTERPRETERS[ending]
        if said == "python" and caller.which("python") is None and caller.which("python3"):
            said = "python3"
    elif said is None:
        said = "none" if is_program(caller.world.disk.node(app["pm_exec_path"])) else NODE
    if "python" in said:
        app["env"]["PYTHONUNBUFFERED"] = "1"
    if said not in ("none", "node", NODE) and caller.which(said) is None:
        raise CannotStart(
            f"Interpreter {said} is NOT AVAILABLE in PATH. (type 'which {said}' to double check.)"
        )
    return said


def _place_logs(caller: Caller, app: App, cwd: str) -> None:
    """Say where the logs and the pid go; make their directories."""
    stem = re.sub(r"[^a-zA-Z0-9\\.\-]", "-", app.get("name", ""))
    for kind, key in (*LOGS, ("pid", "pm_pid_path")):
        said = app.pop(f"{kind}_file", None)
        if kind == "log" and not said:
            continue
        if not said or said is True:
            folder, ending = ("pids", "pid") if kind == "pid" else ("logs", "log")
            middle = f"-{kind}" if kind in ("out", "error") else ""
            app[key] = f"{caller.home}/{folder}/{stem}{middle}.{ending}"
        elif said in NOWHERE:
            app[key] = "/dev/null"
        else:
            app[key] = posixpath.normpath(posixpath.join(cwd, said))
            _make_folder(caller, posixpath.dirname(app[key]))


def _make_folder(caller: Caller, folder: str) -> None:
    if caller.world.disk.node(folder) is not None:
        return
    caller.terminal.fail(f"Folder does not exist: {folder}", prefix=caller.warning)
    caller.terminal.told(f"Creating folder: {folder}")
    caller.world.disk.make_directory(folder)


def merged(caller: Caller, app: App, environment: str | None) -> dict[str, Any]:
    """Return the environment of an app, with that of the named kind over it."""
    env = {
        name: json.dumps(value, separators=(",", ":"))
        if isinstance(value, dict | list) or value is None
        else value
        for name, value in app["env"].items()
    }
    if environment is None:
        return env
    if f"env_{environment}" not in app:
        text = f"Environment [{environment}] is not defined in process file"
        caller.terminal.warn(bold(text))
    return {**env, **app.get(f"env_{environment}", {})}
