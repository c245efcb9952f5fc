"""Trees of files as the kernel shows them: what a path is, and all that lies below one."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from deploy.ports import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


def kind_of(mode: int) -> Kind:
    """Say what a mode means; sockets and the like count as files, which `read` then refuses."""
    if stat.S_ISLNK(mode):
        return Kind.LINK
    return Kind.DIRECTORY if stat.S_ISDIR(mode) else Kind.FILE


def below(root: str, folder: str) -> Iterator[Entry]:
    """Give all that lies below a directory, links not followed, in no order."""
    with os.scandir(f"{root}/{folder}") as entries:
        found = list(entries)
    for entry in found:
        kind = kind_of(entry.stat(follow_symlinks=False).st_mode)
        yield Entry(f"{folder}{entry.name}", kind)
        if kind is Kind.DIRECTORY:
            yield from below(root, f"{folder}{entry.name}/")


def make_directory(path: str) -> None:
    """Make a directory that others may look into, whatever the umask: Caddy has its own user."""
    masked = os.umask(0o022)
    try:
        os.mkdir(path, 0o755)
    finally:
        os.umask(masked)
