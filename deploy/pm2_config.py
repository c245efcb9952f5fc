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
const port = (args) => (/(?:^|\\s)--port[=\\s]+(\\d+)(?=\\s|$)/.exec(args) || [])[1];
const words = (args) => [].concat(args || []).join(" ");
const app = ({ name, script, cwd, args }) => ({ name, script, cwd, port: port(words(args)) });
let told;
try {
  const found = require(path);
  const apps = [].concat(found.apps || found.pm2 || found);
  told = { apps: apps.map(app) };
} catch (error) {
  told = { error: String(error && error.name) };
}
console.log(JSON.stringify(told));
"""
"""Tells of each app what it is called and starts, where and on which port, and of an error its kind
alone: a line of such a file, its other arguments or its environment may hold a secret."""


class App(NamedTuple):
    """What the configuration starts under one name."""

    name: str
    cwd: str
    """Where it runs; not absolute where PM2 would take it as seen from whoever calls it."""
    script: str
    """The program, as seen from there."""
    port: str | None
    """Where it is told to listen, if its arguments say so."""


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
        if not _runs_live(host, app):
            raise Refused(
                f"PM2's configuration {path} runs {name!r} in {app.cwd or 'no place of its own'}, "
                f"not in {host.layout.live}: what serves now could not be started again either",
                f"Correct its cwd; see: grep -n cwd {path}",
            )
        if app.port not in (None, str(host.config.port)):
            raise Refused(
                f"PM2's configuration {path} has {name!r} listen on port {app.port}, and it is"
                f" looked for on {host.config.port}",
                f"Correct port in infra/deploy.json, or that file; see: grep -n port {path}",
            )
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
        return tuple(_app(each) for each in told["apps"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandFailed(f"what node says of {path} is no list of apps") from None


def _app(item: dict[str, str]) -> App:
    cwd = item.get("cwd") or ""
    script = posixpath.normpath(posixpath.join(cwd, item.get("script") or ""))
    return App(str(item.get("name")), cwd, script, item.get("port"))


def _runs_live(host: Host, app: App) -> bool:
    """Say whether an app runs where what is live is found, whoever starts it from wherever."""
    places = (host.layout.live, f"{host.layout.current}/ai_app")
    ways = [host.files.resolve(place) for place in places]
    return app.cwd.startswith("/") and host.files.resolve(app.cwd) in ways
