"""GitHub as our workflows meet it: events, environments, lines of jobs, checks and statuses."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.workflows import scopes, stepping
from tests.workflows.documents import Document, is_hourly
from tests.workflows.expressions import condition, filled, given
from tests.workflows.lines import Lines
from tests.workflows.programs import Programs
from tests.workflows.runs import CANCELLED, FAILURE, SKIPPED, Flow, Job, Run, State
from tests.workflows.tokens import NotUnderstood


@dataclass(kw_only=True)
class Environment:
    """A place to deploy to: its secrets, who may use it, and whether a person is asked."""

    secrets: dict[str, str] = field(default_factory=dict)
    refs: tuple[str, ...] = ("refs/heads/main",)
    answer: str | None = "approved"
    """What its reviewers say: approved, rejected, or None where nobody has looked yet."""
    answers: dict[int, str | None] = field(default_factory=dict)
    """What they say to one run, by its number, where that is something else."""


@dataclass(kw_only=True)
class GitHub:
    """One repository: its branches, its workflows, and all that runs of them left."""

    workflows: Mapping[str, Document]
    programs: Programs
    folder: Path
    environments: dict[str, Environment] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)
    artifacts: dict[str, list[str]] = field(default_factory=dict)
    """What was uploaded, by name: the files."""
    on_job: Callable[[Job], None] = lambda _: None
    """Is told of each job that ended."""

    # -------------------------------------------------------------- events

    def push(self, branch: str, sha: str, message: str = "") -> list[Run]:
        """A commit arrives on a branch."""
        self.branches[branch] = sha
        if "[skip ci]" in message:
            return []
        return self._began("push", f"refs/heads/{branch}", sha, branch)

    def pull_request(self, number: int, sha: str) -> list[Run]:
        """A pull request is opened, or gets another commit."""
        return self._began("pull_request", f"refs/pull/{number}/merge", sha, None)

    def dispatch(self, path: str, branch: str = "main", **inputs: Any) -> Run:  # noqa: ANN401
        """A person begins a run; a value that its form does not offer is refused by GitHub."""
        document = self.workflows[path]
        declared = (document["on"]["workflow_dispatch"] or {}).get("inputs", {})
        ref, sha = f"refs/heads/{branch}", self.branches[branch]
        run = Run(number=len(self.runs) + 1, path=path, event="workflow_dispatch", ref=ref, sha=sha)
        return self._begin(run, scopes.inputs(declared, inputs))

    def an_hour_passes(self) -> list[Run]:
        """What is scheduled for each hour begins, on the newest commit of main."""
        return self._began("schedule", "refs/heads/main", self.branches["main"], None)

    def _began(self, event: str, ref: str, sha: str, branch: str | None) -> list[Run]:
        begun = []
        for path, document in self.workflows.items():
            asked = document["on"]
            if event not in asked:
                continue
            if event == "schedule" and not any(is_hourly(each["cron"]) for each in asked[event]):
                continue
            filters = {} if event == "schedule" else asked[event] or {}
            if set(filters) - {"branches"}:
                raise NotUnderstood(f"{event}: {filters}")
            if branch is None or branch in filters.get("branches", [branch]):
                number = len(self.runs) + 1
                run = Run(number=number, path=path, event=event, ref=ref, sha=sha)
                begun.append(self._begin(run, {}))
        return begun

    def _begin(self, run: Run, inputs: dict[str, Any]) -> Run:
        document = self.workflows[run.path]
        run.flow = self._flow(run, document, inputs, None)
        self.runs.append(run)
        scope = scopes.of_run(self, run.flow)
        run.name = filled(document.get("run-name", document["name"]), scope)
        wanted = document.get("concurrency")
        if wanted is not None:
            run.group = filled(wanted["group"], scope)
            in_progress = given(wanted.get("cancel-in-progress", False), scope)
            for loser in self.lines.join(run.group, run, queue=wanted.get("queue", "single")):
                self.cancel(loser)
            holder = self.lines.holder(run.group)
            if in_progress and isinstance(holder, Run) and holder is not run:
                self.cancel(holder)
        self.settle()
        return run

    def _flow(
        self, run: Run, document: Document, inputs: dict[str, Any], caller: Job | None
    ) -> Flow:
        flow = Flow(run=run, document=document, inputs=inputs, caller=caller)
        for name, spec in document["jobs"].items():
            flow.jobs[name] = Job(id=name, flow=flow, spec=spec)
        return flow

    # -------------------------------------------------------------- what people do

    def answer(self, environment: str, answer: str) -> None:
        """The reviewers of an environment look at all that waits there."""
        self.environments[environment].answer = answer
        self.settle()

    def cancel(self, run: "Run | Job") -> None:
        """End a run, or a job that lost its place in a line; what has begun is interrupted."""
        if isinstance(run, Job):
            run.ends(CANCELLED)
            self.on_job(run)
            return
        run.cancelled = True
        for job in run.flow.all_jobs():
            if job.state in (State.LINED_UP, State.UNAPPROVED):
                self._left(job, CANCELLED)
            elif job.state is State.RUNNING:
                self.programs.interrupt()

    # -------------------------------------------------------------- what happens by itself

    def settle(self) -> None:
        """Let everything happen that can."""
        while any(self._moved(job) for job in self._jobs()):
            pass
        for run in self.runs:
            if run.state is not State.DONE and run.flow.result is not None:
                run.state = State.DONE
                if run.group is not None:
                    self.lines.leave(run.group, run)
                self.settle()

    def _jobs(self) -> Iterator[Job]:
        for run in list(self.runs):
            if run.group is None or self.lines.holder(run.group) is run or run.cancelled:
                yield from list(run.flow.all_jobs())

    def _moved(self, job: Job) -> bool:
        before = job.state
        if job.state is State.NEW and all(need.state is State.DONE for need in job.needs):
            self._consider(job)
        elif job.state is State.LINED_UP and self.lines.holder(str(job.group)) is job:
            job.state = State.UNAPPROVED
        elif job.state is State.UNAPPROVED:
            self._enter(job)
        elif job.state is State.CALLING:
            self._called_ended(job)
        return job.state is not before

    def _consider(self, job: Job) -> None:
        """Skip a job, or let it begin: its place in a line comes before a person's approval."""
        scope = scopes.of_job(self, job)
        if not condition(job.spec.get("if"), scope):
            self._left(job, SKIPPED)
            return
        if "uses" in job.spec:
            self._call(job)
            return
        wanted = job.spec.get("concurrency")
        if wanted is None:
            job.state = State.UNAPPROVED
            return
        job.group, job.state = filled(wanted["group"], scope), State.LINED_UP
        for loser in self.lines.join(job.group, job, queue=wanted.get("queue", "single")):
            self.cancel(loser)

    def _enter(self, job: Job) -> None:
        name = job.spec.get("environment")
        if name is None:
            self._run(job)
            return
        place = self.environments.setdefault(name, Environment(refs=(job.run.ref,)))
        if job.run.ref not in place.refs:
            job.run.log.append(f"{job.run.ref} is not allowed to deploy to {name}")
            self._left(job, FAILURE)
            return
        answer = place.answers.get(job.run.number, place.answer)
        if answer == "rejected":
            self._left(job, FAILURE)
        elif answer == "approved":
            self._run(job)

    def _run(self, job: Job) -> None:
        job.state = State.RUNNING
        result = stepping.carry_out(self, job)
        self._left(job, result)

    def _left(self, job: Job, result: str) -> None:
        job.ends(result)
        if job.group is not None:
            self.lines.leave(job.group, job)
        self.on_job(job)

    def _call(self, job: Job) -> None:
        path = str(job.spec["uses"]).removeprefix("./")
        document = self.workflows[path]
        scope = scopes.of_job(self, job)
        handed = {name: given(value, scope) for name, value in job.spec.get("with", {}).items()}
        inputs = scopes.inputs(document["on"]["workflow_call"]["inputs"], handed)
        job.called, job.state = self._flow(job.run, document, inputs, job), State.CALLING

    def _called_ended(self, job: Job) -> None:
        assert job.called is not None
        result = job.called.result
        if result is not None:
            self._left(job, result)
