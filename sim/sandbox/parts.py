"""The real parts of a sandbox: programs that it shares with this machine, and where they lie."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import Refused
from sim.sandbox import stores

PYTHON = "/usr/bin/python3"
"""The host's own Python, which runs the deployer and the agent: the system's, as on EC2."""
PYTHON_MIN = (3, 10)
TRIAL = (
    *("bwrap", "--unshare-user", "--unshare-pid", "--unshare-net", "--uid", "0", "--gid", "0"),
    *("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"),
)
NAMESPACES = (
    "Allow user namespaces: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 "
    "kernel.unprivileged_userns_clone=1"
)
DEBIAN = {
    "bwrap": "apt-get install bubblewrap",
    "node": "apt-get install nodejs",
    "npm": "apt-get install npm",
    "rsync": "apt-get install rsync",  # what the predecessor copied with, on its host too
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Programs of this machine that a sandbox runs; all but the last two are files."""

    node: Path
    uv: Path
    caddy: Path
    pm2: Path
    """A directory with PM2 in `node_modules`."""
    packages: Path
    """A directory with the wheels that the package index of a sandbox offers."""


def obstacle() -> str | None:
    """Say in one line why this machine can hold no sandbox, and the cure; None where it can."""
    if platform.system() != "Linux":
        return f"{platform.system()} has no namespaces; run this on Linux, in a container or a VM"
    for program, cure in DEBIAN.items():
        if shutil.which(program) is None:
            return f"{program} is not installed; install it: {cure}"
    if _python_version() < PYTHON_MIN:
        return f"{PYTHON} is not there or older than 3.10; install it: apt-get install python3"
    for program in ("uv", "caddy"):
        if _beside(program) is None:
            return f"{program} is not installed; install it: pip install --group sandbox"
    trial = subprocess.run(TRIAL, check=False, capture_output=True, text=True)
    if trial.returncode != 0:
        why = (trial.stderr.strip().splitlines() or ["it does not run"])[-1]
        return f"bubblewrap cannot make namespaces here ({why}). {NAMESPACES}"
    return None


def _python_version() -> tuple[int, ...]:
    """Return the version of the host's own Python; nothing where there is none."""
    ask = "import sys; print(*sys.version_info[:2])"
    try:
        said = subprocess.run((PYTHON, "-c", ask), check=False, capture_output=True, text=True)
    except OSError:
        return ()
    return tuple(int(word) for word in said.stdout.split())


def python_version() -> str:
    """Return the version of the interpreter that a sandbox makes environments with, as `3.11`."""
    return ".".join(str(number) for number in _python_version())


def _beside(program: str) -> Path | None:
    """Find a program that pip installed: on the PATH, or beside this Python."""
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    found = shutil.which(program, path=places)
    return None if found is None else Path(found).resolve()


def find() -> Parts:
    """Return the parts, fetching what is not kept yet; raise `Refused` where that cannot be."""
    why = obstacle()
    if why is not None:
        raise Refused(why)
    node, uv, caddy = (_beside(program) for program in ("node", "uv", "caddy"))
    assert node is not None
    assert uv is not None
    assert caddy is not None
    return Parts(
        node=node, uv=uv, caddy=caddy, pm2=stores.pm2(), packages=stores.packages(python_version())
    )
