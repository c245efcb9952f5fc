"""A race: a host, and what several deployers do on it at once."""

from __future__ import annotations

from dataclasses import dataclass

from sim.race.deeds import Deed
from sim.states.start import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Several deeds on one host, without any order between them."""

    name: str
    told: str
    start: Start
    deeds: tuple[Deed, ...]
    ends: int
    """The exit code of the first where each waits for the one before."""
    before: Start | None = None
    """The host before a deployment that was left open in `start`."""
    large: bool = False
    """Too many orders to try each: they are drawn."""
