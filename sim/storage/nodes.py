"""What lies on a simulated disk: files, links and directories, and the kernel's errors."""

from __future__ import annotations

import errno
import functools
import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Union

from deploy.ports import Entry, Kind


class File(NamedTuple):
    """A file: forks of a disk share it, so it is never changed, only replaced.

    A tuple, as a link is: a run makes thousands, and a frozen dataclass takes twice as long.
    """

    content: bytes
    mode: int = 0o644


PROGRAM = b"\x7fELF\x02\x01\x01\x00"
"""What a program of the machine begins with; a script is text."""


def is_program(node: Node | None) -> bool:
    """Say whether a file is no text: where PM2's `isBinaryFile` looks, in its first 512 bytes."""
    return type(node) is File and b"\0" in node.content[:512]


class Link(NamedTuple):
    """A symbolic link."""

    target: str


Directory = dict[str, "Node"]
Node = Union[File, Link, Directory]  # noqa: UP007 - evaluated, and it names itself


LINKS_MAX = 40
NAME_MAX = 255
MESSAGES = {
    errno.EACCES: "Permission denied",
    errno.EAGAIN: "Resource temporarily unavailable",
    errno.EBUSY: "Device or resource busy",
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
    errno.EROFS: "Read-only file system",
    errno.EXDEV: "Invalid cross-device link",
}


def failure(code: int, path: str) -> OSError:
    """Return the very error the kernel would give."""
    return OSError(code, MESSAGES[code], path)


BROKEN = {
    "denied": errno.EACCES,
    "full": errno.ENOSPC,
    "inodes": errno.ENOSPC,
    "readonly": errno.EROFS,
}


def broken(kind: str, path: str) -> OSError:
    """Return the error of a failing disk."""
    return failure(BROKEN.get(kind, errno.EIO), path)


def flipped(content: bytes, chance: int = 0) -> bytes:
    """Return the content with one byte changed, its size kept; which one and how is by chance.

    Two accidents do not make the same error: with one chance for all, a bad copy would agree with
    a bad read of its original. An empty file has nothing that could be wrong.
    """
    if not content:
        return content
    wrong = 1 + chance % 7
    place = (len(content) // 2 + chance) % len(content)
    return content[:place] + bytes([content[place] ^ wrong]) + content[place + 1 :]


def misread(kind: str, content: bytes, chance: int) -> bytes:
    """Return what a reader gets of a file that reads badly, or that somebody writes just then."""
    return content[: len(content) // 2] if kind == "short" else flipped(content, chance)


KINDS: Mapping[type, Kind] = {dict: Kind.DIRECTORY, File: Kind.FILE, Link: Kind.LINK}


def copied(directory: Directory, found: dict[int, Directory]) -> Directory:
    """Return an independent tree; files and links are frozen and shared.

    `found` has each copy by the id of its directory, which is copied once whoever asks again.
    """
    known = found.get(id(directory))
    if known is not None:
        return known
    twin = found[id(directory)] = directory.copy()
    for name, node in directory.items():
        if type(node) is dict:
            twin[name] = copied(node, found)
    return twin


def directories_in(directory: Directory) -> Iterator[Directory]:
    """Give a directory and all below it."""
    yield directory
    for node in directory.values():
        if type(node) is dict:
            yield from directories_in(node)


def gather(directory: Directory, prefix: str, found: list[Entry]) -> None:
    """Add all that lies below a directory to `found`."""
    for name, node in directory.items():
        path = prefix + name
        found.append(Entry(path, KINDS[type(node)]))
        if type(node) is dict:
            gather(node, path + "/", found)


@functools.lru_cache(maxsize=4096)
def led_on(link: str, target: str) -> str:
    """Return where a link leads that lies at this real path."""
    begin = "" if target.startswith("/") else link.rpartition("/")[0]
    return posixpath.normpath(f"{begin}/{target}".replace("//", "/"))
