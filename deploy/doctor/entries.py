"""What PM2 runs, from its table, and what it should run, from the reference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy import pm2, reference
from deploy.environments import last_lines
from deploy.errors import CommandFailed
from deploy.parsing import parsed

if TYPE_CHECKING:
    from deploy.host import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of PM2's table, as far as the reference has a say in it."""

    status: str
    restarts: int
    script: str
    args: str
    cwd: str


def of_service(host: Host) -> tuple[Entry, ...]:
    """Return the entries of this service. Raises `CommandFailed`, telling nothing of the text."""
    result = host.commands.run(
        (host.config.pm2, "jlist", "--silent"),
        timeout_s=host.config.command_timeout_s,
        env={"HOME": host.home, "PM2_HOME": pm2.home(host)},
    )
    if result.code != 0:
        raise CommandFailed(f"pm2 jlist failed: {last_lines(result)}")
    try:
        line = next(line for line in result.out.splitlines() if line.startswith("[{"))
        items: list[dict[str, Any]] = parsed(line)
        named = [item["pm2_env"] for item in items if item["name"] == host.config.app_name]
        return tuple(_entry(env) for env in named)
    except StopIteration:
        return ()
    except (ValueError, KeyError, TypeError) as error:
        raise CommandFailed(f"pm2 jlist printed no table: {type(error).__name__}") from error


def _entry(env: dict[str, Any]) -> Entry:
    args = env.get("args") or ()
    return Entry(
        status=env["status"],
        restarts=env["restart_time"],
        script=env["pm_exec_path"],
        args=args if isinstance(args, str) else " ".join(map(str, args)),
        cwd=env["pm_cwd"],
    )


def wanted(host: Host) -> Entry:
    """Return the entry that the reference asks for."""
    text = reference.ecosystem(host.config).decode()
    (app,) = json.loads(text.partition("module.exports =")[2].strip().rstrip(";"))["apps"]
    return Entry(
        status="online", restarts=0, script=app["script"], args=app["args"], cwd=app["cwd"]
    )
