"""PM2's configuration of the service, read as PM2 reads it, before anything depends on it.

It is a program in JavaScript, so Node reads it; where it is wrong nothing could be started, the
release that serves now neither.
"""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from deploy.environments import last_lines
from deploy.errors import CommandFailed, Refused
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import Host

READER = """
const path = process.argv[1];
let told;
try {
  const found = require(path);
  const apps = [].concat(found.apps || found.pm2 || found);
  told = { apps: apps.map(({ name, script, cwd }) => ({ name, script, cwd })) };
} catch (error) {
  told = { error: String(error && error.name) };
}
console.log(JSON.stringify(told));
"""
"""Tells of each app what it is called and starts, and of an error its kind alone: a line of such a
file, or the environment that it gives, may hold a secret."""


class App(NamedTuple):
    """What the configuration starts under one name."""

    name: str
    script: str
    """The absolute path of the program."""


def prove(host: Host, environment: str) -> None:
    """Prove that the service could be started from it, with this environment behind `venv`.

    Raises `Refused` where it could not, `CommandFailed` where Node does not say.
    """
    if not host.config.service:
        return
    path, name = host.layout.pm2_config, host.config.app_name
    named = [app for app in apps(host) if app.name == name]
    if not named:
        raise Refused(
            f"PM2's configuration {path} has no app {name!r}: what serves now could not be "
            "started again either",
            f"Correct it, or app_name in infra/deploy.json; see: grep -n name {path}",
        )
    for app in named:
        venv = f"{host.layout.app}/venv/"
        script = app.script
        if script.startswith(venv):
            script = f"{environment}/{script.removeprefix(venv)}"
        if host.files.kind(host.files.resolve(script)) is not Kind.FILE:
            raise Refused(
                f"PM2's configuration {path} starts {app.script}, and there is no {script}: what "
                "serves now could not be started again either",
                f"Correct its script; see: grep -n script {path}",
            )


def apps(host: Host) -> tuple[App, ...]:
    """Return what the configuration starts; raise `Refused` where PM2 could not read it."""
    path = host.layout.pm2_config
    result = host.commands.run(
        (host.config.node, "-e", READER, path), timeout_s=host.config.command_timeout_s
    )
    if result.code != 0:
        raise CommandFailed(f"node could not look at {path}: {last_lines(result)}")
    try:
        told = json.loads(result.out)
        if "error" in told:
            raise Refused(
                f"PM2's configuration {path} cannot be read: {told['error']}; what serves now "
                "could not be started again either",
                f"Correct it; where it is wrong tells: node {path}",
            )
        return tuple(_app(each, path) for each in told["apps"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandFailed(f"what node says of {path} is no list of apps") from None


def _app(item: dict[str, str], path: str) -> App:
    """Read one app. PM2 takes a script relative to its cwd, else to where the file lies."""
    base = posixpath.join(posixpath.dirname(path), item.get("cwd") or "")
    script = posixpath.normpath(posixpath.join(base, item.get("script") or ""))
    return App(str(item.get("name")), script)
