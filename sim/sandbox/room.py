"""Room on the disk of a sandbox: a home of limited size, and a file that fills it."""

from __future__ import annotations

from sim.sandbox.host import SandboxHost
from sim.states.places import HOME

FILLER = f"{HOME}/filler"
ROOM_BYTES = 64 * 1024 * 1024
"""How much larger than its content a disk is made before it is filled."""


def limit(host: SandboxHost) -> None:
    """Limit the home of a host that is down to little more than what it holds."""
    home = host.ground.outside("/home")
    used = sum(path.lstat().st_blocks * 512 for path in home.rglob("*"))
    host.disk_bytes = used + ROOM_BYTES


def fill(host: SandboxHost, *, leaving: int) -> None:
    """Fill the home up but for so many bytes."""
    free = int(host.run("sh", "-c", "df -B1 --output=avail /home | tail -1").out)
    host.run("fallocate", "-l", str(free - leaving), FILLER)
