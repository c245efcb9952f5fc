"""A power loss: the images it may leave of a disk that not everybody has flushed.

After "All file systems are not created equal" (ALICE): what was not flushed may be lost whole, kept
whole, or kept in part. Names are entries of directories, data is what files hold; a directory or a
link is nothing but its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.storage.nodes import File
from sim.storage.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.storage.disk import Disk
    from sim.storage.pending import Unflushed

NOTHING, ALL, NAMES, DATA = "power_nothing", "power_all", "power_names", "power_data"
DROP, TORN, AMID = "power_drop", "power_torn", "power_amid"
WHOLE = (NOTHING, ALL, NAMES, DATA)
"""Images of all that waits for a flush: none of it, all of it, empty files, no new name."""
SINGLE = (DROP, TORN)
"""Images of one write, by its number from 1 on, while all the others are kept."""
LOSSES = (*WHOLE, *SINGLE, AMID)


class Powered(Protocol):
    """A world that power may be lost in."""

    disk: Disk


def fail(disk: Disk, kind: str) -> bool:
    """Leave of a disk what a kind of power loss does; say whether that kind makes sense here."""
    sort, _, number = kind.partition(".")
    waiting = list(disk.pending)
    if sort in SINGLE:
        waiting = waiting[int(number) - 1 : int(number)]
    for each in reversed(waiting):  # a directory is dealt with after what lies in it
        SPOIL[sort](each)
    disk.pending.clear()
    disk.paths = Paths(disk.root)
    return sort not in SINGLE or bool(waiting)


def images(world: Powered) -> tuple[str, ...]:
    """Return the kinds of power loss that leave different disks of a world as it is now."""
    waiting = tuple(world.disk.pending)
    if not waiting:
        return (ALL,)
    files = [each for each in waiting if type(each.now) is File]
    found = [NOTHING, ALL]
    found += [NAMES] if any(_content(each) for each in files) else []
    found += [DATA] if any(type(each.before) is File for each in files) else []
    if len(waiting) > 1:
        found += [f"{DROP}.{place}" for place in range(1, len(waiting) + 1)]
    found += [f"{TORN}.{place}" for place, each in enumerate(waiting, 1) if len(_content(each)) > 1]
    return tuple(found)


def _content(each: Unflushed) -> bytes:
    return each.now.content if type(each.now) is File else b""


def _cut(each: Unflushed, length: int) -> None:
    if type(each.now) is File:
        each.parent[each.name] = File(each.now.content[:length], each.now.mode)


def _keep_data(each: Unflushed) -> None:
    """Without its name a new file is nowhere; what was written in place of another is there."""
    if type(each.now) is not File or type(each.before) is not File:
        each.undo()


SPOIL: dict[str, Callable[[Unflushed], None]] = {
    NOTHING: lambda each: each.undo(),
    ALL: lambda _: None,
    NAMES: lambda each: _cut(each, 0),
    DATA: _keep_data,
    DROP: lambda each: each.undo(),
    TORN: lambda each: _cut(each, len(_content(each)) // 2),
    AMID: lambda _: None,
}
