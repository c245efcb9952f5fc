"""A reason against what is planned, and what is asked to find one."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.snapshot import Snapshot
from sim.rehearse.planned import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something about a host, and the command or the act that mends it."""

    about: str
    text: str
    mend: str
    holds_back: bool = True
    """False: worth knowing, and no reason against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a snapshot beside what is planned."""

    snapshot: Snapshot
    plan: Plan
    base: str
    now: float
    """The time of day of whoever asks."""
    age_max_s: float
