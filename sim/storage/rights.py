"""Who may change what on a simulated disk, and what is mounted there, as the kernel has it.

Root's directories may be read and not changed. A directory of another user can change places
within its parent, but not go to another parent: its `..` would have to be written. A file or a link
can. Where something is mounted nothing can be moved, and nothing goes from one mount to another.
`tests/contracts/test_files.py` tries the same on real files.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from sim.storage.nodes import failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.storage.disk import Disk


def vet(disk: Disk, op: str, *paths: str) -> None:
    """Raise the kernel's error where the user of the host may not change something so."""
    if op in ("rename", "exchange"):
        _vet_move(disk, *paths, both=op == "exchange")
    elif op == "remove":
        _vet_removal(disk, *paths)
    else:
        _vet_change(disk, *paths)


def _vet_change(disk: Disk, *paths: str) -> None:
    """Refuse a change of a name in a directory that belongs to another user."""
    if not disk.foreign:
        return
    for path in paths:
        folder = _real(disk, path).rpartition("/")[0]
        while folder and disk.node(folder) is None:  # it will be made first
            folder = folder.rpartition("/")[0]
        if folder in disk.foreign:
            raise failure(errno.EACCES, path)


def _vet_move(disk: Disk, source: str, target: str, *, both: bool) -> None:
    """Refuse another parent to a directory of another user, or to one of `both`."""
    if not disk.foreign:
        return
    _vet_change(disk, source, target)
    places = [_real(disk, path) for path in (source, target)]
    if places[0].rpartition("/")[0] == places[1].rpartition("/")[0]:
        return
    for place in places if both else places[:1]:
        if place in disk.foreign and type(disk.node(place, follow=False)) is dict:
            raise failure(errno.EACCES, source)


def _vet_removal(disk: Disk, path: str) -> None:
    """Refuse the removal of a tree of which not all may be removed."""
    if not (disk.foreign or disk.mounts) or disk.node(path, follow=False) is None:
        return
    _vet_change(disk, path)
    real = _real(disk, path)
    for place in sorted(disk.foreign | disk.mounts):
        if not f"{place}/".startswith(f"{real}/"):
            continue
        node = disk.node(place, follow=False)
        if place in disk.mounts:
            raise failure(errno.EBUSY, place)
        if type(node) is dict and node:
            raise failure(errno.EACCES, place)


def vet_mounts(disk: Disk, source: str, target: str) -> None:
    """Raise the kernel's error, whoever moves something, for what is mounted."""
    if not disk.mounts:
        return
    mounts = {
        mount_of(disk, disk.canonical(path.rpartition("/")[0] or "/")) for path in (source, target)
    }
    if len(mounts) > 1:
        raise failure(errno.EXDEV, source)
    if disk.mounts & {_real(disk, source), _real(disk, target)}:
        raise failure(errno.EBUSY, source)


def mount_of(disk: Disk, path: str) -> int:
    """Return the number of the mount that a path itself is on; raise where nothing is there."""
    if disk.node(path, follow=False) is None:
        raise failure(errno.ENOENT, path)
    real, mounts = _real(disk, path), ["", *sorted(disk.mounts)]
    return max(n for n, each in enumerate(mounts) if f"{real}/".startswith(f"{each}/"))


def carry(disk: Disk, moves: Mapping[str, str]) -> None:
    """Let owners and mounts go with what is moved, by the paths from which and to which."""
    if disk.foreign or disk.mounts:
        real = {_real(disk, old): _real(disk, new) for old, new in moves.items()}
        disk.foreign = frozenset(_carried(path, real) for path in disk.foreign)
        disk.mounts = frozenset(_carried(path, real) for path in disk.mounts)


def forget(disk: Disk, path: str) -> None:
    """Forget the owners of what is removed."""
    if disk.foreign:
        gone = f"{_real(disk, path)}/"
        disk.foreign = frozenset(each for each in disk.foreign if not f"{each}/".startswith(gone))


def _carried(path: str, moves: Mapping[str, str]) -> str:
    for old, new in moves.items():
        if f"{path}/".startswith(f"{old}/"):
            return f"{new}{path[len(old) :]}"
    return path


def _real(disk: Disk, path: str) -> str:
    return disk.canonical(path, follow=False)
