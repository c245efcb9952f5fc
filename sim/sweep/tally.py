"""The tally of a sweep: what a number of runs came to, added up over all workers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sim.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A run that broke an oracle, or proved nothing."""

    id: str
    what: str


@dataclass(slots=True)
class Tally:
    """What a number of runs came to."""

    runs: int = 0
    effects: int = 0
    deployments: int = 0
    busy_s: float = 0.0
    """Processor seconds spent, over all workers."""
    findings: list[Finding] = field(default_factory=list)
    void: int = 0
    endings: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """How many runs of a scenario, by the operation struck, ended in which way."""
    digest: str = ""

    def count(self, run: Run) -> None:
        """Count one run."""
        self.runs += 1
        self.effects += run.effects
        self.deployments += run.deployments
        struck = run.plan[-1].site.op if run.plan else "nothing"
        key = (run.scenario, struck, " then ".join(run.verdicts))
        self.endings[key] = self.endings.get(key, 0) + 1
        self.digest = hashlib.sha256(f"{self.digest}{run.id}{run.digest}".encode()).hexdigest()
        if run.violation is not None:
            self.findings.append(Finding(id=run.id, what=str(run.violation)))
        elif run.void:
            self.void += 1
            self.findings.append(Finding(id=run.id, what="void: a planned fault never fired"))

    def add(self, other: Tally) -> None:
        """Add what another worker found, in the order the work was given out."""
        self.runs += other.runs
        self.effects += other.effects
        self.deployments += other.deployments
        self.busy_s += other.busy_s
        self.void += other.void
        self.findings += other.findings
        for key, number in other.endings.items():
            self.endings[key] = self.endings.get(key, 0) + number
        self.digest = hashlib.sha256(f"{self.digest}{other.digest}".encode()).hexdigest()
