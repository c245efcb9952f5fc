"""What every Ubuntu host has, put on the disk of a simulated one: programs, accounts, its name."""

from __future__ import annotations

from sim.storage.nodes import PROGRAM
from sim.world import World

OWNER, ADMINISTRATOR = "ubuntu", "root"
HOME = "/home/ubuntu"
OWNED = (HOME, "/tmp")  # noqa: S108 - a path of the simulated host
"""What lies below these belongs to the user of the host."""
PROGRAMS = (
    *("caddy", "cat", "curl", "cut", "find", "getent", "grep", "id", "ls", "md5sum", "pm2", "ps"),
    *("python3", "readlink", "realpath", "sed", "sh", "sha256sum", "ss", "stat", "uname", "uv"),
)
TEXTS = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\nubuntu:x:1000:1000::/home/ubuntu:/bin/bash\n",
    "/etc/group": "root:x:0:\nubuntu:x:1000:\n",
    "/etc/os-release": 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n',
}
LINKS = {"/bin": "usr/bin", "/sbin": "usr/sbin"}


def furnish(world: World) -> World:
    """Put on the disk what is missing of it, and return the world."""
    disk = world.disk
    disk.make_directory("/usr/sbin")
    disk.make_directory("/etc")
    disk.make_directory("/usr/bin")
    for path, content, mode in (
        *((f"/usr/bin/{name}", PROGRAM, 0o755) for name in PROGRAMS),
        *((path, text.encode(), 0o644) for path, text in TEXTS.items()),
    ):
        if disk.node(path) is None:
            disk.put(path, content, mode, durable=True)
    for path, target in LINKS.items():
        if disk.node(path, follow=False) is None:
            disk.link(path, target)
    return world
