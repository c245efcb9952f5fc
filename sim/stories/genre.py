"""A genre: one kind of what is told, known by how its names begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sim.harm.faults import Plan
from sim.stories.likeness import Settled
from sim.stories.run import Run
from sim.sweep.shares import Shares
from sim.world import World

Attend = Callable[[World, str], None]
"""Hears of each world of a run, and what to call it, before anything happens there."""
CONTROL_PREFIX, RACE_PREFIX = "control.", "race."
"""How the names of two genres begin: their faults strike cells of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """One kind of what is told; a name in it is written with its prefix everywhere."""

    prefix: str
    """How every name of it begins; empty for the scenarios of one host."""
    names: Callable[[], Iterable[str]]
    """Gives every name that a sweep begins with, in a fixed order."""
    vet: Callable[[str], None]
    """Raises `Refused` where nothing has this name."""
    tell: Callable[[str, Plan], Run]
    """Tells the one of this name under a plan; raises `Refused` where there is none."""
    briefly: Callable[[str, Plan, Settled], Run] | None = None
    """Tells it as far as a world that is settled, and adds what is so then; None: to its end."""
    chunks: Callable[[Iterable[str], Shares], Iterator[list[str]]]
    """Gives out the work on these names as ids of runs, the same ones for the same seed."""
    spread: Callable[[str, Settled], Iterable[Run]] | None = None
    """Tells the runs that a line of its chunks stands for; None where each line is an id."""
    watched: Callable[[str, Plan, Attend], Run] | None = None
    """Tells one before somebody who looks on; None where nobody can."""
    listed: Callable[[], Iterable[tuple[str, int, str]]]
    """Gives of each its name, the exit code without faults, and what it tells."""
