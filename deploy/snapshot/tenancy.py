"""PM2's table, dump and configuration, without the environment of anybody."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deploy import pm2, pm2_config, reference
from deploy.environments import last_lines
from deploy.errors import CommandFailed, Refused
from deploy.parsing import parsed
from deploy.ports import Kind
from deploy.snapshot import words
from deploy.snapshot.surroundings import App, Pm2, Row

if TYPE_CHECKING:
    from deploy.host import Host

ROWS_MAX = 200
SAID = re.compile(
    r"""\b(script|args|cwd|interpreter)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)"""
)
NAMED = re.compile(r"""\bname["']?\s*:\s*["'`]([^"'`]+)["'`]""")


def look(host: Host, now: float) -> Pm2:
    """Look at PM2 without starting it: asked while its daemon does not run, it would begin one."""
    runs, trouble = pm2.runs(host), ""
    rows: tuple[Row, ...] = ()
    if runs:
        try:
            rows = _rows(host, now)
        except CommandFailed as error:
            trouble = error.reason
    saved, saved_app = _saved(host)
    app = _app(host)
    return Pm2(
        runs=runs,
        rows=rows,
        saved=saved,
        saved_app=saved_app,
        app=app,
        trouble=trouble,
        unusable=_unusable(host, app),
    )


def _rows(host: Host, now: float) -> tuple[Row, ...]:
    """Return the table. Raises `CommandFailed`, telling nothing of the text."""
    result = host.commands.run(
        (host.config.pm2, "jlist", "--silent"),
        timeout_s=host.config.command_timeout_s,
        env={"HOME": host.home, "PM2_HOME": pm2.home(host)},
    )
    if result.code != 0:
        raise CommandFailed(f"pm2 jlist failed: {words.plain(host, last_lines(result))}")
    pm2.rows_in(result.out)  # says what is wrong with it
    line = next(line for line in reversed(result.out.splitlines()) if line.startswith("["))
    try:
        return tuple(_row(host, item, now) for item in parsed(line)[:ROWS_MAX])
    except (ValueError, KeyError, TypeError) as error:
        raise CommandFailed(f"pm2 jlist printed no table: {type(error).__name__}") from error


def _row(host: Host, item: dict[str, Any], now: float) -> Row:
    """Take the few facts out of an item that are nobody's secret."""
    env = item["pm2_env"]
    since = env.get("pm_uptime") or 0
    is_online = env["status"] == "online"
    return Row(
        name=str(item["name"]),
        pm_id=int(item.get("pm_id", env.get("pm_id", 0))),
        pid=int(item.get("pid") or 0),
        status=str(env["status"]),
        restarts=int(env["restart_time"]),
        uptime_s=max(0.0, round(now - since / 1000, 1)) if is_online else 0.0,
        cwd=str(env.get("pm_cwd", "")),
        script=str(env.get("pm_exec_path", "")),
        args=words.plain(host, _joined(env.get("args"))),
        interpreter=str(env.get("exec_interpreter", "")),
    )


def _saved(host: Host) -> tuple[tuple[str, ...] | None, App | None]:
    """Return the names that PM2 would bring back, and what it would start of this service."""
    try:
        found = parsed(host.files.read(f"{pm2.home(host)}/dump.pm2"))
        names = tuple(sorted({str(item["name"]) for item in found}))
        ours = [item for item in found if item["name"] == host.config.app_name]
        return names, _saved_app(host, ours[0]) if ours else None
    except (OSError, ValueError, TypeError, KeyError):
        return None, None


def _saved_app(host: Host, item: dict[str, Any]) -> App:
    return App(
        script=str(item.get("pm_exec_path", "")),
        args=words.plain(host, _joined(item.get("args"))),
        cwd=str(item.get("pm_cwd", "")),
        interpreter=str(item.get("exec_interpreter", "")),
    )


def _joined(args: object) -> str:
    """Return arguments as one line, however PM2 holds them."""
    return " ".join(map(str, args)) if isinstance(args, list) else str(args or "")


def _app(host: Host) -> App | None:
    """Return what PM2 is told of the service, as far as it can be read without running it."""
    path = host.layout.pm2_config
    if host.files.kind(path) is not Kind.FILE:
        return None
    content = host.files.read(path)
    with suppress(Refused):
        if content == reference.ecosystem(host.config):
            return _said_in(host, content.decode(), as_reference=True)
    return _said_in(host, content.decode(errors="replace"), as_reference=False)


def _unusable(host: Host, app: App | None) -> str:
    """Say in a word why nothing could be started from the configuration, as a deployment would.

    Patterns cannot tell, so Node is asked; where it does not say, nothing is said against it.
    """
    is_reference = app is not None and app.as_reference
    if is_reference or host.files.kind(host.layout.pm2_config) is not Kind.FILE:
        return ""
    try:
        apps = pm2_config.apps(host)
    except Refused:
        return "unreadable"
    except CommandFailed:
        return ""
    named = [each for each in apps if each.name == host.config.app_name]
    if len(named) != 1:
        return "another"
    wrong = pm2_config.complaint(host, named[0])
    return "" if wrong is None else "unfit"


def _said_in(host: Host, text: str, *, as_reference: bool) -> App | None:
    """Read the fields of one app, whatever JavaScript stands about them."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("//"))
    text = "\n".join(lines)
    begins = [(found.start(), found[1]) for found in NAMED.finditer(text)]
    places = [place for place, name in begins if name == host.config.app_name]
    if len(places) != 1:
        return None
    begin = text.rfind("{", 0, places[0])
    later = [place for place, _ in begins if place > places[0]]
    end = text.rfind("{", 0, later[0]) if later else len(text)
    found = {hit[1]: hit[2] or hit[3] or hit[4] or "" for hit in SAID.finditer(text, begin, end)}
    if not found.get("script") or any("${" in value for value in found.values()):
        return None
    return App(
        script=found["script"],
        args=words.plain(host, found.get("args", "")),
        cwd=found.get("cwd", ""),
        interpreter=found.get("interpreter", ""),
        as_reference=as_reference,
    )
