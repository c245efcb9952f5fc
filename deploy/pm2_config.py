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
const app = (each) => ({
  name: each.name,
  script: each.script || each.exec,
  interpreter: each.exec_interpreter || each.interpreter,
  cwd: each.cwd,
  port: port(words(each.args)),
  instances: each.instances,
  mode: each.exec_mode,
});
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
"""Tells of each app what it is called and how it is started, and of an error its kind alone: a line
of such a file, its other arguments or its environment may hold a secret."""


class App(NamedTuple):
    """How the configuration starts what has one name."""

    name: str
    cwd: str
    """Where it runs; not absolute where PM2 would take it as seen from whoever calls it."""
    script: str
    """The program, as seen from there."""
    interpreter: str
    """What runs it; empty where PM2 chooses, which takes any text for a program of Node."""
    port: str | None
    """Where it is told to listen, if its arguments say so."""
    instances: str
    mode: str


class Complaint(NamedTuple):
    """Why the service could not be started so, and the key that is to be corrected."""

    text: str
    key: str
    instead: str = ""
    """What may be wrong as well."""


def prove(host: Host, environment: str) -> None:
    """Prove that the service could be started from it, with this environment behind `venv`.

    Raises `Refused` where it could not, `CommandFailed` where Node does not say.
    """
    if not host.config.service:
        return
    path, name = host.layout.pm2_config, host.config.app_name
    named = [app for app in apps(host) if app.name == name]
    if len(named) != 1:
        raise Refused(
            f"PM2's configuration {path} has {len(named) or 'no'} app{'s' * (len(named) > 1)}"
            f" {name!r}: what serves now could not be started again either",
            f"Correct it, or app_name in infra/deploy.json; see: grep -n name {path}",
        )
    found = complaint(host, named[0]) or _lacks_its_program(host, named[0], environment)
    if found is not None:
        raise Refused(
            f"PM2's configuration {path} {found.text}: what serves now could not be started again"
            " either",
            f"Correct its {found.key}{found.instead}; see: grep -n {found.key} {path}",
        )


def complaint(host: Host, app: App) -> Complaint | None:
    """Say what is wrong with the service's app, by what the health check asks of a start."""
    live = host.layout.live
    if not _runs_live(host, app):
        return Complaint(f"runs it in {app.cwd or 'no place of its own'}, not in {live}", "cwd")
    if app.instances not in ("", "1"):
        return Complaint(f"starts {app.instances} of it, not one", "instances")
    if app.mode.startswith("cluster"):
        return Complaint("has Node run it, in cluster mode", "exec_mode")
    if app.port not in (None, str(host.config.port)):
        said = f"has it listen on port {app.port}, and it is looked for on {host.config.port}"
        return Complaint(said, "port", ", or port in infra/deploy.json")
    venv = f"{host.layout.app}/venv/"
    is_own = app.interpreter == "none" or app.interpreter.startswith(venv)
    is_own = is_own or (not app.interpreter and not _is_text(host, app.script))
    if app.script.startswith(venv) and not is_own:
        return Complaint(f"has {app.interpreter or 'node'} run {app.script}", "interpreter")
    return None


def _is_text(host: Host, script: str) -> bool:
    """Say whether PM2 would take a program for one of Node: it runs what is binary as it is."""
    path = host.files.resolve(script)
    return host.files.kind(path) is Kind.FILE and b"\0" not in host.files.read(path)[:512]


def _lacks_its_program(host: Host, app: App, environment: str) -> Complaint | None:
    venv, script = f"{host.layout.app}/venv/", app.script
    if script.startswith(venv):
        script = f"{environment}/{script.removeprefix(venv)}"
    if host.files.kind(host.files.resolve(script)) is not Kind.FILE:
        return Complaint(f"starts {app.script}, and there is no {script}", "script")
    return None


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


def _app(item: dict[str, object]) -> App:
    def text(key: str) -> str:
        return "" if item.get(key) is None else str(item[key])

    cwd, port = text("cwd"), text("port")
    script = posixpath.normpath(posixpath.join(cwd, text("script")))
    return App(
        name=text("name"),
        cwd=cwd,
        script=script,
        interpreter=text("interpreter"),
        port=port or None,
        instances=text("instances"),
        mode=text("mode"),
    )


def _runs_live(host: Host, app: App) -> bool:
    """Say whether an app runs where what is live is found, whoever starts it from wherever."""
    places = (host.layout.live, f"{host.layout.current}/ai_app")
    ways = [host.files.resolve(place) for place in places]
    return app.cwd.startswith("/") and host.files.resolve(app.cwd) in ways
