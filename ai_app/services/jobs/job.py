"""A job: what is asked for, what became of it, and what can go wrong when asking."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Report: TypeAlias = Callable[[str, int, int], None]
"""Tells a phase, how much of it is done, and of how much; raises `JobCancelled` to end the work."""
Work: TypeAlias = Callable[[Report], object]
"""What a job does; what it returns is kept as its result."""


class State(str, Enum):
    """Where a job is; from the last three it goes nowhere."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is in its phase."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it was at one moment; times in seconds of the clock that the queue was given."""

    job_id: str
    kind: str
    state: State
    submitted_at_s: float
    started_at_s: float | None = None
    ended_at_s: float | None = None
    progress: Progress | None = None
    """What was reported last; None before the first word."""
    result: object = None
    """What the work returned, once it is done."""
    problem: str | None = None
    """Why it failed, as a sentence for the client."""


class JobCancelled(Exception):
    """Whoever asked for this does not want it any more: stop."""


class QueueFull(Exception):
    """As many jobs wait as may: try again later."""


class QueueClosed(Exception):
    """The service does not run, or stops: ask it again when it does."""
