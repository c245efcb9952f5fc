"""A process of a simulated machine."""

from __future__ import annotations

from typing import NamedTuple

from sim.machinery.service import Serving, Wire


class Running(NamedTuple):
    """A process: it serves what it started with, whatever happens to its files later."""

    parent: int
    name: str
    cwd: str
    argv: tuple[str, ...]
    pid: int = 0
    port: int = 0
    aside: bool = False
    """It listens on an address of IPv6 of its own: another has room on all of IPv4."""
    started: float = 0.0
    bound: bool = False
    serving: Serving | None = None
    """None for processes that are not this service."""
    wire: Wire | None = None
    """What it answers where it is not this service; None for a plain 200."""
