"""How much of the fault space a sweep tries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How much of the fault space to sweep: of the whole scenarios, and of all the others."""

    whole: float
    others: float
    seed: int


FAST = Shares(whole=0.06, others=0.01, seed=1)
USUAL = Shares(whole=1, others=0.03, seed=1)
DEEP = Shares(whole=1, others=1, seed=1)
