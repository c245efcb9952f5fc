"""What lies on a simulated disk: files, links and directories, and the kernel's errors."""

from __future__ import annotations

import errno
import functools
import posixpath
from dataclasses import dataclass
from enum import Enum
from typing import Union

from deploy.ports import Entry, Kind


@dataclass(frozen=True, slots=True)
class File:
    """A file: forks of a disk share it, so it is never changed, only replaced."""

    content: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


Directory = dict[str, "Node"]
Node = Union[File, Link, Directory]  # noqa: UP007 - evaluated, and it names itself


class Image(Enum):
    """What a power loss leaves of a file that no one flushed."""

    LOST = "lost"
    """Nothing: neither name nor data."""
    TORN = "torn"
    """The name, and half of the data."""


LINKS_MAX = 40
NAME_MAX = 255
MESSAGES = {
    errno.EAGAIN: "Resource temporarily unavailable",
    errno.EEXIST: "File exists",
    errno.EINVAL: "Invalid argument",
    errno.EIO: "Input/output error",
    errno.EISDIR: "Is a directory",
    errno.ENAMETOOLONG: "File name too long",
    errno.ELOOP: "Too many levels of symbolic links",
    errno.ENOENT: "No such file or directory",
    errno.ENOSPC: "No space left on device",
    errno.ENOTDIR: "Not a directory",
    errno.ENOTEMPTY: "Directory not empty",
}


def failure(code: int, path: str) -> OSError:
    """Return the very error the kernel would give."""
    return OSError(code, MESSAGES[code], path)


def kind_of(node: Node | None) -> Kind | None:
    """Say what a node is."""
    if node is None:
        return None
    if type(node) is dict:
        return Kind.DIRECTORY
    return Kind.FILE if type(node) is File else Kind.LINK


def copied(directory: Directory) -> Directory:
    """Return an independent tree; files and links are frozen and shared."""
    return {name: copied(node) if type(node) is dict else node for name, node in directory.items()}


def gather(directory: Directory, prefix: str, found: list[Entry]) -> None:
    """Add all that lies below a directory to `found`."""
    for name, node in directory.items():
        path = prefix + name
        if type(node) is dict:
            found.append(Entry(path, Kind.DIRECTORY))
            gather(node, path + "/", found)
        else:
            found.append(Entry(path, Kind.FILE if type(node) is File else Kind.LINK))


@functools.lru_cache(maxsize=4096)
def parts_of(path: str) -> tuple[str, ...]:
    """Return the names in a path."""
    return tuple(part for part in path.split("/") if part)


@functools.lru_cache(maxsize=4096)
def led_on(parts: tuple[str, ...], place: int, target: str) -> str:
    """Put the target of a link in the place of the link; before it the path has no links."""
    begin = "" if target.startswith("/") else "/" + "/".join(parts[:place])
    return posixpath.normpath("/".join([begin, target, *parts[place + 1 :]]).replace("//", "/"))
