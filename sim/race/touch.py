"""What one turn reads and changes, and whether the order of two turns makes any difference."""

from __future__ import annotations

from typing import NamedTuple

from sim.states.places import APP, BASE, PM2_HOME

MACHINE, PACKAGES, PENDING, ELSEWHERE = "machine", "packages", "pending", "elsewhere"
"""What is no path: the processes, uv's cache, what nobody flushed, other machines.

The clock is none of it. Orders that differ in nothing but the hour at which something was looked at
are one: how long a thing takes is the simulator's guess, in what order things happen is not.
"""
HELD = "held:"
"""Before the path of a lock: whether somebody holds it."""
BELOW, ENTRIES = "/**", "/*"
"""At the end of a path that is read: all that lies below it, or the names in it."""


class Touch(NamedTuple):
    """What a turn reads and what it changes; a path that is changed stands for all below it."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()

    def __or__(self, other: object) -> Touch:
        """Return what both touch."""
        assert isinstance(other, Touch)
        return Touch(self.reads | other.reads, self.writes | other.writes)


NOTHING = Touch()
EVERYTHING = Touch(frozenset({BELOW}), frozenset({MACHINE, PACKAGES, PENDING, ELSEWHERE, "/"}))

_RUN = ("environments", "releases", "ai_app", "venv")
PROCESSES = Touch(
    frozenset(
        (
            *(f"{APP}/{name}{BELOW}" for name in _RUN),
            *(f"{BASE}/{name}{BELOW}" for name in ("infra", "app/backend", "logs")),
            *(f"{PM2_HOME}{BELOW}", f"/usr{BELOW}", f"{APP}/current"),
        )
    ),
    frozenset((MACHINE, PENDING, PM2_HOME, f"{BASE}/logs")),
)
"""What PM2 may do, asked or by itself: end, start, write down."""


def reading(*what: str) -> Touch:
    """Return the touch of a look."""
    return Touch(frozenset(what))


def writing(*what: str) -> Touch:
    """Return the touch of a change."""
    return Touch(frozenset(), frozenset(what))


def commute(one: Touch, other: Touch) -> bool:
    """Say whether two turns, done in either order, lead to the same."""
    if not one.writes and not other.writes:
        return True
    if any(_collide(a, b) for a in one.writes for b in other.writes):
        return False
    if any(_sees(read, write) for read in one.reads for write in other.writes):
        return False
    return not any(_sees(read, write) for read in other.reads for write in one.writes)


def _collide(one: str, other: str) -> bool:
    return one == other or _lies_in(one, other) or _lies_in(other, one)


def _sees(read: str, write: str) -> bool:
    """Say whether a look at `read` can tell that `write` was changed."""
    if not write.startswith("/"):
        return read == write
    if read.endswith(BELOW):
        return _collide(read[: -len(BELOW)] or "/", write)
    if read.endswith(ENTRIES):
        folder = read[: -len(ENTRIES)]
        return write.rpartition("/")[0] == folder or _lies_in(folder, write)
    return _lies_in(read, write)


def _lies_in(path: str, folder: str) -> bool:
    """Say whether a path is another one, or lies below it."""
    return path == folder or path.startswith(folder if folder == "/" else f"{folder}/")
