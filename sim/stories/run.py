"""What came of one scenario under one plan, and the line that replays it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from operator import itemgetter

from sim.effect import Effect
from sim.harm.faults import Plan
from sim.oracles.violation import Violation

TOLD = itemgetter(*map(Effect._fields.index, ("op", "detail", "outcome")))
"""What the digest of a trace takes of each effect: not a loop of Python's, for there are many."""


@dataclass(slots=True)
class Run:
    """What came of a scenario under a plan."""

    scenario: str
    plan: Plan
    verdicts: list[str] = field(default_factory=list)
    """One word for each command: an exit code or `crash`."""
    serves: str | None = None
    violation: Violation | None = None
    void: bool = False
    """A planned fault never fired: the run proves nothing."""
    alike: bool = False
    """It came to a world from which it is known how it goes on, and so was not told further."""
    mended_at: int | None = None
    """The first command for which all is mended: from there on no fault strikes; None before."""
    effects: int = 0
    deployments: int = 0
    """Begun by somebody on the host itself: what a second of the simulator is measured by."""
    trace: list[Effect] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """All that the deployer told, its last words included."""
    spelled: str = ""
    """The id that tells the same deed by deed, where what is told was made up by chance."""
    seen: dict[str, int] = field(default_factory=dict)
    """How often each thing happened, where that is counted."""

    @property
    def id(self) -> str:
        """The one line that replays this run."""
        return self.spelled or identify(self.scenario, self.plan)

    @property
    def digest(self) -> str:
        """The digest of the trace: the same id gives the same on every machine."""
        last = self.trace[-1].at if self.trace else 0
        said = (*map(" ".join, map(TOLD, self.trace)), str(last))
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def identify(scenario: str, plan: Plan) -> str:
    """Write the id of a run: the scenario, and the faults of its plan."""
    return ":".join([scenario, "+".join(str(fault) for fault in plan)]).rstrip(":")


def written(trace: list[Effect]) -> str:
    """Write a trace, one effect a line."""
    return "".join(
        f"{effect.at:.3f} {effect.site} {effect.detail} [{effect.outcome}]\n" for effect in trace
    )
