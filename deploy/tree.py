"""Trees of files: their digests, the plan that makes one equal another, and carrying it out."""

from __future__ import annotations

import functools
import hashlib
import shlex
from typing import TYPE_CHECKING, NamedTuple

from deploy.errors import Damaged, Remains
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from deploy.host import Host
    from deploy.ports import Files, Reader


SMALL = 64 * 1024
"""Only what has no more bytes is remembered: a host has little memory."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex; a file that is proven again is mostly the same."""
    return _known(content) if len(content) <= SMALL else hashlib.sha256(content).hexdigest()


@functools.lru_cache(maxsize=256)
def _known(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_code(path: str) -> bool:
    """Say whether a file belongs to a release.

    Compiled files do not: Python matches a `.pyc` to its source by whole seconds and size alone.
    """
    return "__pycache__" not in path.split("/")


def digests(reader: Reader, root: str, *, besides: Collection[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of every file below `root`, keyed by relative path.

    Links are left out, and so are the top-level names in `besides` (the host's own kept files).
    By hash alone two empty `__init__.py` would collide; by size and time a restored backup
    would be skipped.
    """
    return {
        entry.path: digest(reader.read(f"{root}/{entry.path}"))
        for entry in reader.walk(root)
        if entry.kind is Kind.FILE
        and is_code(entry.path)
        and entry.path.partition("/")[0] not in besides
    }


class Plan(NamedTuple):
    """What makes a target tree equal a source: the paths to copy and the paths to delete."""

    copy: tuple[str, ...]
    delete: tuple[str, ...]


def plan(source: Mapping[str, str], target: Mapping[str, str]) -> Plan:
    """Decide how to make `target` equal `source`, both given as digests by path."""
    copy = sorted(path for path, sha256 in source.items() if target.get(path) != sha256)
    return Plan(tuple(copy), tuple(sorted(set(target) - set(source))))


def difference(expected: Mapping[str, str], found: Mapping[str, str]) -> str | None:
    """Say how `found` differs from `expected`; None where they are the same."""
    if found == expected:
        return None
    needed = plan(expected, found)
    missing = [path for path in needed.copy if path not in found]
    changed = [path for path in needed.copy if path in found]
    parts = (("missing", missing), ("changed", changed), ("too many", list(needed.delete)))
    return "; ".join(f"{word}: {_some(paths)}" for word, paths in parts if paths)


def _some(paths: list[str]) -> str:
    shown = ", ".join(paths[:3])
    return shown if len(paths) <= len(paths[:3]) else f"{shown} and {len(paths) - 3} more"


def verify(
    reader: Reader, root: str, expected: Mapping[str, str], *, besides: Collection[str] = ()
) -> None:
    """Prove that the tree at `root` holds exactly the expected files; raise `Damaged` if not."""
    try:
        differs = difference(expected, digests(reader, root, besides=besides))
    except FileNotFoundError as error:
        raise Damaged(f"{root} is not there") from error
    if differs is not None:
        raise Damaged(f"{root} differs from its manifest ({differs})")


def sync(files: Files, source: str, target: str, expected: Mapping[str, str]) -> None:
    """Make the tree at `target` hold exactly the `expected` files of `source`.

    The copies are durable after the next `flush` only, and proven by whoever completes the tree
    with a manifest.
    """
    files.make_directory(target)
    needed = plan(expected, digests(files, target))
    for path in needed.delete:
        files.remove(f"{target}/{path}")
    for folder in sorted({path.rpartition("/")[0] for path in needed.copy} - {""}):
        files.make_directory(f"{target}/{folder}")
    for path in needed.copy:
        files.copy(f"{source}/{path}", f"{target}/{path}")


DISCARDED = ".discarded_"
"""How the name of a tree begins that is being removed."""


class Left(NamedTuple):
    """What could not be removed: where it lies, and why."""

    path: str
    error: OSError


def discard(host: Host, paths: Iterable[str]) -> None:
    """Remove trees; raise `OSError` where one could not be, the others gone."""
    for each in taken_away(host, paths):
        raise each.error


def see_gone(left: Sequence[Left]) -> None:
    """Raise `Remains` where something could not be removed, with the command that does it."""
    if left:
        told = "; ".join(f"{path} ({error.strerror or error})" for path, error in left)
        names = " ".join(shlex.quote(path) for path, _ in left)
        raise Remains(f"this could not be removed: {told}", f"Remove it: sudo rm -r {names}")


def taken_away(host: Host, paths: Iterable[str]) -> tuple[Left, ...]:
    """Remove trees so that none is ever seen half: renamed where it lies, then file by file.

    What an interrupted removal left of the same tree goes with it. Files of another user in one
    keep none of the others: what could not be removed is returned.
    """
    left = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        grave = path if name.startswith(DISCARDED) else f"{folder}/{DISCARDED}{name}"
        try:
            try:
                _take_away(host, path, grave)
            except OSError:  # it may pass
                _take_away(host, path, grave)
        except OSError as error:
            there = (each for each in (grave, path) if host.files.kind(each) is not None)
            left += [Left(each, error) for each in dict.fromkeys(there)]
    return tuple(left)


def _take_away(host: Host, path: str, grave: str) -> None:
    if host.files.kind(grave) is not None:
        host.files.remove(grave)
    kind = host.files.kind(path)
    if kind is Kind.DIRECTORY:
        host.files.rename(path, grave)
        host.files.remove(grave)
    elif kind is not None:
        host.files.remove(path)
