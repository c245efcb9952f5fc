"""The disk of a sandbox, seen from outside: links lead where they lead inside."""

from __future__ import annotations

import errno
import os
from pathlib import Path

LINKS_MAX = 1000
"""Parts of a path, links followed: more are a loop."""


def resolved(root: Path, path: str) -> str:
    """Return a path of the host below `root` with every link followed; a missing tail stays."""
    found, left = "", path.split("/")
    for _ in range(LINKS_MAX):
        while left and left[0] in ("", "."):
            left = left[1:]
        if not left:
            return found or "/"
        name, left = left[0], left[1:]
        if name == "..":
            found = found.rpartition("/")[0]
            continue
        place = root / f"{found}/{name}".lstrip("/")
        if place.is_symlink():
            target = os.readlink(place)
            found, left = ("" if target.startswith("/") else found), [*target.split("/"), *left]
        else:
            found = f"{found}/{name}"
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)


def put(place: Path, content: bytes, mode: int) -> None:
    """Write a file, durably, in the place of the old one; its directories are made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.chmod(mode)
    new.replace(place)
