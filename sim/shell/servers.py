"""The programs that a deployment uses, asked by hand: PM2, uv, Caddy, Python; and `curl`."""

from __future__ import annotations

from deploy.errors import CommandFailed, Unreachable
from deploy.ports import Result
from sim.ports.commands import SimCommands
from sim.ports.network import SimHttp
from sim.states.places import HOME, PM2_HOME
from sim.world import World

PYTHON = "Python 3.10.12"
"""The system's own on Ubuntu 22.04."""
PM2 = "7.0.4"
"""The version that the fake PM2 was verified against."""
TIMEOUT_S = 60.0
REFUSED, LATE, CUT_OFF, MISSING = 7, 28, 52, 127


def pm2(world: World, words: list[str], _: str) -> Result | None:
    """Ask PM2 about itself; what would change anything is no question."""
    match words:
        case ["--version"]:
            return Result(0, f"{PM2}\n", "")
        case ["jlist", "--silent"]:
            return _asked(world, "pm2", *words)
    return None


def uv(world: World, words: list[str], _: str) -> Result | None:
    """Ask uv for its version."""
    return _asked(world, "uv", *words) if words == ["--version"] else None


def caddy(world: World, words: list[str], _: str) -> Result | None:
    """Ask Caddy for its version."""
    return _asked(world, "caddy", *words) if words == ["version"] else None


def python3(_: World, words: list[str], __: str) -> Result | None:
    """Ask the system's Python for its version."""
    return Result(0, f"{PYTHON}\n", "") if words == ["--version"] else None


def _asked(world: World, *argv: str) -> Result:
    try:
        return SimCommands(world).run(
            argv, timeout_s=TIMEOUT_S, env={"HOME": HOME, "PM2_HOME": PM2_HOME}
        )
    except CommandFailed as error:
        return Result(MISSING, "", f"{error}\n")


def curl(world: World, words: list[str], _: str) -> Result | None:
    """Ask a server; what is written out behind the body may hold the status."""
    match words:
        case ["--silent", "--show-error", "--max-time", seconds, "--write-out", form, url]:
            shown = form.replace("\\n", "\n")
            try:
                answer = SimHttp(world).get(url, timeout_s=float(seconds))
            except Unreachable as error:
                told = str(error)
                code = LATE if "within" in told else CUT_OFF if "closed" in told else REFUSED
                return Result(code, shown.replace("%{http_code}", "000"), f"curl: {told}\n")
            said = answer.body.decode("utf-8", "surrogateescape")
            return Result(0, said + shown.replace("%{http_code}", f"{answer.status:03}"), "")
    return None
