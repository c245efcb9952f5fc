"""PM2 as it really behaves: argument lists, and reading what it prints."""

from __future__ import annotations

import functools
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from deploy.environments import last_lines
from deploy.errors import CommandFailed
from deploy.parsing import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import Host
    from deploy.ports import Process, Result


class Row(NamedTuple):
    """One process in PM2's table; `pid` is 0 where PM2 never got one."""

    name: str
    pid: int
    status: str
    restarts: int
    cwd: str = ""
    """Where it is started, as PM2 was told; empty where it does not say."""


def rows(host: Host) -> tuple[Row, ...]:
    """Return the whole table. `describe` is no use: its exit code only says "known"."""
    result = command(host, "jlist", "--silent")
    if result.code != 0:
        raise CommandFailed(f"pm2 jlist failed: {last_lines(result)}")
    return rows_in(result.out)


def of_service(host: Host) -> tuple[Row, ...]:
    """Return the rows of this service: none, one, or, after a mishap, several."""
    return tuple(row for row in rows(host) if row.name == host.config.app_name)


@functools.lru_cache(maxsize=64)
def rows_in(text: str) -> tuple[Row, ...]:
    """Read what `jlist` printed, mostly the same text again while a release is waited for.

    Raises `CommandFailed`. Nothing of the text is told: each entry holds its environment, and so
    its secrets.
    """
    return tuple(_row(item) for item in _json_list(text))


def _json_list(text: str) -> list[dict[str, Any]]:
    """Take the list out of what PM2 printed: banners and warnings may stand before it."""
    for line in reversed(text.splitlines()):
        if line.startswith("["):
            try:
                found = parsed(line)
            except ValueError:
                continue
            if isinstance(found, list):
                return found
    raise CommandFailed(f"pm2 jlist printed no list in {len(text)} characters")


def _row(item: dict[str, Any]) -> Row:
    try:
        env = item["pm2_env"]
        pid, cwd = item.get("pid") or 0, env.get("pm_cwd") or ""
        return Row(item["name"], pid, env["status"], env["restart_time"], cwd)
    except (KeyError, TypeError) as error:
        raise CommandFailed(f"pm2 jlist printed an entry without {error}") from error


def version(host: Host) -> str:
    """Ask PM2 which one it is; where its daemon does not run, that begins an empty one.

    Raises `CommandFailed` where the program does not work.
    """
    told = command(host, "--version")
    words = told.out.split()
    if told.code != 0 or not words:
        raise CommandFailed(f"pm2 --version does not work: {last_lines(told)}")
    return words[-1]


def runs(host: Host, place: str | None = None) -> bool:
    """Say whether PM2's daemon of this home runs, without asking PM2: that would begin one."""
    path = f"{place or home(host)}/pm2.pid"
    try:
        return host.processes.named(int(host.files.read(path))) is not None
    except (OSError, ValueError):
        return False


def delete(host: Host) -> None:
    """Take the service out of PM2's table and end its process; other tenants stay."""
    result = command(host, "delete", host.config.app_name)
    if result.code != 0 and of_service(host):
        raise CommandFailed(f"pm2 delete failed: {last_lines(result)}")


def start(host: Host) -> None:
    """Start the service from its configuration, as a new entry.

    To be called once `delete` was: an entry that exists would keep its old working directory,
    script and arguments. PM2 returns once the process is spawned, and says nothing where its
    configuration names no such app: whether there is one and whether it serves is for the health
    check.
    """
    config = host.layout.pm2_config
    result = command(host, "start", config, "--only", host.config.app_name, "--env", "production")
    if result.code != 0:
        raise CommandFailed(f"pm2 start failed: {last_lines(result)}")


def home(host: Host) -> str:
    """Return PM2_HOME. Unset, as in an SSM script, versions of PM2 disagree on it."""
    return host.config.pm2_home or f"{host.home}/.pm2"


def running(host: Host) -> Iterator[Process]:
    """Yield what runs under a pid that PM2 wrote down for the service, whether it serves or not.

    PM2 takes its note away when the process has ended, but for one of a daemon that was killed: the
    process may run on as an orphan, of which the next daemon's table says nothing.
    """
    notes = f"{home(host)}/pids"
    if host.files.kind(notes) is None:
        return
    wanted = re.compile(re.escape(host.config.app_name) + r"-[0-9]+\.pid")
    for name in filter(wanted.fullmatch, host.files.names(notes)):
        for pid in _pids_in(host, f"{notes}/{name}"):
            process = host.processes.named(pid)
            if process is not None:
                yield process


def _pids_in(host: Host, note: str) -> list[int]:
    """Return what a note of PM2 says: none where it is damaged or just taken away.

    It is read twice, for one bad read would hide an orphan, and whatever either says is looked at.
    """
    with suppress(FileNotFoundError):
        said = {host.files.read(note), host.files.read(note)}
        return sorted(int(text) for text in said if text.isdigit())
    return []


def command(host: Host, *arguments: str, **added: str) -> Result:
    """Have PM2 do what these arguments say, with these variables beside its own."""
    return host.commands.run(
        (host.config.pm2, *arguments),
        timeout_s=host.config.command_timeout_s,
        env={"HOME": host.home, "PM2_HOME": home(host), **added},
    )
