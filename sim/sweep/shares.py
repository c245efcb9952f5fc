"""How much of the fault space a sweep tries."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = (
    *("first_deploy", "upgrade", "crashes_at_start", "restore_by_stamp", "restore_fails"),
    "adoption_broken",
)
"""Scenarios that are always swept whole; the others differ from one of them in their start."""

SMALL = ("upgrade", "restore_fails", "adoption_broken")
"""Small worlds, of which pairs of faults are tried: they lead through every tuple and phase."""

SPREAD = "~?"
"""Between the name of a story and how much of it is meant, where a line stands for many ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How much of the fault space to sweep, each figure from 0 for nothing to 1 for all."""

    whole: float
    """Of the crashes of scenarios that are swept whole, of races and of made-up lives."""
    singles: float
    """Of the single faults of scenarios that are swept whole."""
    control: float
    """Of the single faults of the stories of the control side."""
    often: float
    """Of the faults that pass, those that also strike again and again."""
    others: float
    """Of all other scenarios."""
    pairs: float
    """Of the second faults after each first one, in small worlds."""
    covers: bool
    """Beside the shares, strikes every cell that is surveyed at least once."""
    seed: int


FAST = Shares(
    whole=0.06, singles=0.06, control=0.06, often=0.1, others=0.005, pairs=0, covers=False, seed=1
)
USUAL = Shares(
    whole=1, singles=0.25, control=0.4, often=0.1, others=0.01, pairs=0.001, covers=True, seed=1
)
DEEP = Shares(whole=1, singles=1, control=1, often=1, others=1, pairs=0.05, covers=True, seed=1)
"""Every pair makes ten million runs: they are tried a share a night, with another seed each."""
