"""The tally of a sweep: what a number of runs came to, added up over all workers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sim.race import telling as race
from sim.stories.run import Run
from sim.sweep import probes
from sim.sweep.cells import Cell, are_counted, cell_of

TWICE = 250
"""One run of so many is told twice, the first of each worker's portion among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A run that broke an oracle, or proved nothing."""

    id: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Findings that are likely of one cause: one oracle speaks, of one scenario."""

    first: Finding
    often: int


@dataclass(slots=True)
class Tally:
    """What a number of runs came to."""

    runs: int = 0
    alike: int = 0
    """Of these, the runs that were not told further than to a world that was known."""
    pairs: int = 0
    """Of these, the runs with more than one fault."""
    effects: int = 0
    deployments: int = 0
    busy_s: float = 0.0
    """Processor seconds spent, over all workers."""
    findings: list[Finding] = field(default_factory=list)
    void: int = 0
    endings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How many runs of a scenario, by the operation struck, ended in which way."""
    judged: set[Cell] = field(default_factory=set)
    """The cells that were struck, and the run judged."""
    heard: set[str] = field(default_factory=set)
    """The probes that were hit."""
    sample: dict[str, str] = field(default_factory=dict)
    """Digests of some runs by their ids, to be told once more."""
    seen: Counter[str] = field(default_factory=Counter)
    """How often each thing happened in the lives of hosts."""
    digest: str = ""

    def count(self, run: Run) -> None:
        """Count one run."""
        self.runs += 1
        self.alike += run.alike
        self.pairs += len(run.plan) > 1
        self.effects += run.effects
        self.deployments += run.deployments
        struck = run.plan[-1].site.op if run.plan else "nothing"
        scenario, _, order = run.scenario.partition("~")
        if not scenario.startswith(race.PREFIX):  # a race is one scenario, in whatever order
            scenario += f"~{order}" if order else ""
        self.endings[scenario, struck, " then ".join(run.verdicts)] += 1
        self.seen.update(run.seen)
        digest = run.digest
        self.digest = hashlib.sha256(f"{self.digest}{run.id}{digest}".encode()).hexdigest()
        if self.runs % TWICE == 1 and not run.alike:
            self.sample[run.id] = digest
        if run.violation is not None:
            self.findings.append(Finding(id=run.id, what=str(run.violation)))
        elif run.void:
            self.void += 1
            self.findings.append(Finding(id=run.id, what="void: a planned fault never fired"))
        elif are_counted(run.scenario):
            self.judged.update(cell_of(run.scenario, fault) for fault in run.plan)

    def listen(self, run: Run, missing: Collection[str]) -> None:
        """Hear which of the missing probes a run has hit."""
        self.heard |= probes.heard(run.said, missing)

    def kinds(self) -> list[Kind]:
        """Sort the findings by scenario and oracle; the kind with the most of them comes first."""
        found: dict[tuple[str, str], list[Finding]] = {}
        for each in self.findings:
            scenario = each.id.partition(":")[0].partition("~")[0]
            found.setdefault((scenario, each.what.partition(":")[0]), []).append(each)
        kinds = [Kind(first=same[0], often=len(same)) for same in found.values()]
        return sorted(kinds, key=lambda kind: -kind.often)

    def add(self, other: Tally) -> None:
        """Add what another worker found, in the order the work was given out."""
        self.runs += other.runs
        self.alike += other.alike
        self.pairs += other.pairs
        self.effects += other.effects
        self.deployments += other.deployments
        self.busy_s += other.busy_s
        self.void += other.void
        self.findings += other.findings
        self.endings += other.endings
        self.seen += other.seen
        self.judged |= other.judged
        self.heard |= other.heard
        self.sample |= other.sample
        self.digest = hashlib.sha256(f"{self.digest}{other.digest}".encode()).hexdigest()
