"""An effect: one thing that a deployer did to the world or learned from it."""

from __future__ import annotations

from typing import NamedTuple

from sim.harm.faults import Site


class Effect(NamedTuple):
    """One line of a trace."""

    at: float
    command: int
    op: str
    step: str
    number: int
    detail: str
    outcome: str

    @property
    def paths(self) -> list[str]:
        """Return what it concerned, of files one path or two."""
        return self.detail.split(" -> ")

    @property
    def site(self) -> Site:
        """Where it happened."""
        return Site(self.command, self.op, self.step, self.number)
