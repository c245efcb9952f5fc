"""Runs of workflows and their jobs, as GitHub keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.workflows.documents import Document

SUCCESS, FAILURE, CANCELLED, SKIPPED = "success", "failure", "cancelled", "skipped"


class State(Enum):
    """How far a job, or a run as a whole, has come."""

    NEW = "new"
    LINED_UP = "pending"
    """It waits for its turn in a concurrency group."""
    UNAPPROVED = "waiting"
    """It waits for a person, at the environment it names."""
    CALLING = "calling"
    """It is another workflow, under way."""
    RUNNING = "in progress"
    DONE = "completed"


@dataclass(eq=False, kw_only=True)
class Run:
    """One run of a workflow: what began it, and its jobs."""

    number: int
    path: str
    event: str
    ref: str
    sha: str
    name: str = ""
    flow: "Flow" = field(init=False)
    state: State = State.NEW
    group: str | None = None
    cancelled: bool = False
    log: list[str] = field(default_factory=list)

    @property
    def conclusion(self) -> str | None:
        """How it ended, as GitHub shows it; None before."""
        if self.cancelled:
            return CANCELLED
        return self.flow.result

    @property
    def text(self) -> str:
        """All that it wrote."""
        return "\n".join(self.log)

    def job(self, name: str) -> "Job":
        """Return a job by its name, `caller / job` for one of a called workflow."""
        return {each.name: each for each in self.flow.all_jobs()}[name]


@dataclass(eq=False, kw_only=True)
class Flow:
    """The jobs of one workflow in a run, of which one may call another workflow."""

    run: Run
    document: Document
    inputs: dict[str, Any]
    caller: "Job | None" = None
    jobs: "dict[str, Job]" = field(default_factory=dict)

    def all_jobs(self) -> "Iterator[Job]":
        """Give the jobs, those of called workflows included."""
        for job in self.jobs.values():
            yield job
            if job.called is not None:
                yield from job.called.all_jobs()

    @property
    def result(self) -> str | None:
        """How its jobs ended together: skipped ones do not count, which is the trap."""
        results = [job.result for job in self.jobs.values()]
        if None in results:
            return None
        for worst in (FAILURE, CANCELLED, SUCCESS):
            if worst in results:
                return worst
        return SKIPPED


@dataclass(eq=False, kw_only=True)
class Job:
    """One job: what its workflow says of it, and what became of it."""

    id: str
    flow: Flow
    spec: dict[str, Any]
    state: State = State.NEW
    result: str | None = None
    outputs: dict[str, str | None] = field(default_factory=dict)
    called: Flow | None = None
    group: str | None = None
    steps: "list[StepRecord]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name as a check has it."""
        caller = self.flow.caller
        return self.id if caller is None else f"{caller.name} / {self.id}"

    @property
    def run(self) -> Run:
        """The run that it is of."""
        return self.flow.run

    @property
    def needs(self) -> "list[Job]":
        """The jobs it waits for."""
        named = self.spec.get("needs", [])
        return [self.flow.jobs[name] for name in ([named] if isinstance(named, str) else named)]

    def ancestors(self) -> "set[Job]":
        """Return all that it waits for, whatever the distance: `success()` looks at these."""
        return {job for need in self.needs for job in {need, *need.ancestors()}}

    def ends(self, result: str) -> None:
        """Note how it ended."""
        self.state, self.result = State.DONE, result

    def step(self, name: str) -> "StepRecord":
        """Return what became of a step, by its name, its id, or how its command begins."""
        return next(step for step in self.steps if name in (step.name, step.id))


@dataclass(eq=False, kw_only=True)
class StepRecord:
    """What became of a step."""

    name: str
    id: str | None
    outcome: str
    argv: tuple[str, ...] | None = None
    env: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    said: str = ""
