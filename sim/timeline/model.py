"""The nouns of a timeline: lanes, rows, spans, and the chronicle that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sim.stories.run import Run

Change = tuple[str, str | None]
"""A place in the state of a lane, and what is there now; None for nothing."""


class Kind(Enum):
    """What a row tells of."""

    EFFECT = "effect"
    """An act or a look of whoever runs there; everything else is in no trace."""
    OWN = "own"
    """Something that a process did by itself."""
    ASKED = "asked"
    TOLD = "told"
    DEED = "deed"
    """Something that somebody else did to the host."""
    MENDED = "mended"


class State(Enum):
    """How the service's port answers."""

    SERVES = "serves"
    WARMING = "warming"
    ILL = "ill"
    STRANGER = "stranger"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Served:
    """What whoever asks the service gets: how, and of which release."""

    state: State
    label: str = ""
    note: str = ""
    """What it answers, where that is no good answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a timeline."""

    at: float
    lane: int
    actor: int = 0
    """Which of the deployers that are at work there."""
    kind: Kind
    command: int
    op: str = ""
    step: str = ""
    number: int = 0
    detail: str = ""
    outcome: str = "ok"
    changes: tuple[Change, ...] = ()
    thing: object = None
    """What was asked or told itself."""

    @property
    def site(self) -> str:
        """Where it happened, as a replay id writes it."""
        return f"{self.command}.{self.op}@{self.step}#{self.number}"

    @property
    def struck(self) -> str:
        """The kind of fault that struck here; empty where none did."""
        word = self.outcome.partition(" ")[0]
        return "" if self.kind is not Kind.EFFECT or word == "ok" else word


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One command, as it was asked for, and what came of it."""

    lane: int
    actor: int
    command: int
    asked: str
    asked_row: int
    began: float
    ended: float = 0.0
    told_row: int | None = None
    exit_code: int | None = None
    """None where it was killed."""
    message: str = ""
    failed_step: str | None = None
    reason: str | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, the same was served."""

    begin: float
    end: float
    served: Served


@dataclass(slots=True, kw_only=True)
class Lane:
    """One world: what it was like at first, and what it served."""

    name: str
    base: str
    """The directory below which the service lives; paths there are shown from it."""
    begin: Mapping[str, str] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    actors: list[str] = field(default_factory=list)
    """What to call each deployer that is at work there; one alone needs no name."""
    serves: bool = True
    """It has a service; the control side has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """All that is known of one run."""

    run: Run
    story: str
    ends: int | None
    """The exit code without faults; None where nobody says."""
    began: float
    ended: float
    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]
    tellings: tuple[Telling, ...]
    releases: Mapping[str, str] = field(default_factory=dict)
    """The commit of each release by its label, where it has one."""
    diverges: int | None = None
    """The first row that is not as in the clean run; None where there is none."""
    instead: str = ""
    """What the clean run did there."""
