"""Mishaps of HTTP: no answer, a late one, or one that is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from deploy.errors import Unreachable
from deploy.ports import Answer

if TYPE_CHECKING:
    from sim.world import World

SLOW = 0.9
"""So much of its time a slow answer takes."""
BROKEN = {
    "refused": "Connection refused",
    "lost": "Connection reset by peer",
    "cut": "IncompleteRead(7 bytes read, 8 more expected)",
}
ODD = {
    "stranger": Answer(200, b"<html>It works!</html>"),
    "garbage": Answer(200, b"\x00\xff{"),
    "nothing": Answer(200, b""),
    "moved": Answer(302, b""),
}
"""Whole answers of whom nobody has asked."""


def failing(
    world: World, shown: str, timeout_s: float
) -> Callable[[str, Callable[[], Answer]], Answer]:
    """Return how a request fails, in the way of each kind of fault."""

    def strike(kind: str, act: Callable[[], Answer]) -> Answer:
        if kind == "silent":
            world.pass_time(timeout_s)
            raise late(shown, timeout_s)
        if kind in ("lost", "cut"):  # it was asked, and did what it was asked for
            act()
        if kind in BROKEN:
            raise Unreachable(f"{shown} gave no answer: {BROKEN[kind]}")
        if kind == "slow":
            world.pass_time(timeout_s * SLOW)
            return act()
        return ODD.get(kind) or Answer(int(kind), b'{"detail":"simulated"}')

    return strike


def late(shown: str, timeout_s: float) -> Unreachable:
    """Return the error of a request that had no answer in time."""
    return Unreachable(f"{shown} gave no answer within {timeout_s:g} s")
