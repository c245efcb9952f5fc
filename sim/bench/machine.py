"""The machine that was measured on, and what ran there."""

from __future__ import annotations

import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from sim.sandbox.host import SandboxHost
from sim.sandbox.parts import PYTHON
from sim.sweep.pool import cores

ROOT = Path(__file__).resolve().parent.parent.parent


def facts(host: SandboxHost) -> dict[str, object]:
    """Return the cores and the versions of the real parts, as they say themselves."""

    def said(*argv: str) -> str:
        result = host.run(*argv)
        return (result.out or result.err).strip().splitlines()[-1].strip()

    return {
        "cores": cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": said(PYTHON, "--version"),
        "pm2": said("pm2", "--version"),
        "uv": said("uv", "--version"),
        "caddy": said("caddy", "version").partition(" ")[0],
    }


def today() -> str:
    """Return the date, in UTC."""
    return datetime.now(timezone.utc).date().isoformat()


def commit() -> str | None:
    """Return the commit of this checkout, and whether it was edited since; None without git."""
    argv = ("git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*")
    try:
        done = subprocess.run(argv, check=False, capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() or None
