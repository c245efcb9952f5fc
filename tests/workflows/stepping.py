"""The steps of a job, one after the other, each with its own environment and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from tests.workflows import actions, scopes, words
from tests.workflows.expressions import Scope, condition, filled
from tests.workflows.programs import Call
from tests.workflows.runs import CANCELLED, FAILURE, SKIPPED, SUCCESS, Job, StepRecord
from tests.workflows.tokens import NotUnderstood

if TYPE_CHECKING:
    from tests.workflows.github import GitHub

ENTRIES = {
    *("name", "id", "if", "uses", "with", "run", "env", "timeout-minutes"),
    *("continue-on-error", "working-directory"),
}
PREINSTALLED = ("sudo",)
"""Programs that a runner has before any step."""


def carry_out(here: "GitHub", job: Job) -> str:
    """Run the steps of a job on a fresh runner; return its result."""
    permissions(job)
    folder = Path(mkdtemp(prefix=f"{job.id}-", dir=here.folder))
    runner = Runner(here, job, folder)
    for program in PREINSTALLED:
        words.place(runner.programs / program)
    for spec in job.spec["steps"]:
        if set(spec) - ENTRIES:
            raise NotUnderstood(f"{set(spec) - ENTRIES} in a step of {job.name}")
        record = runner.step(spec)
        job.steps.append(record)
        job.run.log.append(f"[{job.name}] {record.name}: {record.outcome}\n{record.said}".rstrip())
    outcomes = [step.outcome for step in job.steps]
    scope = runner.scope()
    if FAILURE not in outcomes and CANCELLED not in outcomes:
        asked = job.spec.get("outputs", {})
        job.outputs = {name: filled(value, scope) for name, value in asked.items()}
    if CANCELLED in outcomes:
        return CANCELLED
    return FAILURE if FAILURE in outcomes else SUCCESS


class Runner:
    """A fresh machine: a folder for the checkout, programs, and an environment that grows."""

    def __init__(self, here: "GitHub", job: Job, folder: Path) -> None:
        self.here, self.job = here, job
        self.workspace, self.programs = folder / "work", folder / "bin"
        self.workspace.mkdir()
        self.programs.mkdir()
        self.kept: dict[str, str] = {}
        """What steps left in GITHUB_ENV."""
        self.token = token_of(job)

    def scope(self, env: Mapping[str, str] | None = None) -> Scope:
        """Give what the next step may speak of."""
        spoken = {**self._declared(), **self.kept, **(env or {})}
        return scopes.of_step(self.here, self.job, spoken, self.token)

    def _declared(self) -> dict[str, str]:
        """Return what the workflow and the job say that the environment is."""
        given: dict[str, Any] = {
            **self.job.flow.document.get("env", {}),
            **self.job.spec.get("env", {}),
        }
        scope = scopes.of_step(self.here, self.job, {}, self.token)
        return {name: filled(value, scope.without("env", "steps")) for name, value in given.items()}

    def step(self, spec: Mapping[str, Any]) -> StepRecord:
        """Run one step, or skip it."""
        named = spec.get("name") or spec.get("uses") or spec.get("run")
        record = StepRecord(name=str(named), id=spec.get("id"), outcome=SKIPPED)
        if not condition(spec.get("if"), self.scope().without("secrets")):
            return record
        scope = self.scope()
        record.env = {name: filled(value, scope) for name, value in spec.get("env", {}).items()}
        scope = self.scope(record.env)
        before = self.job.run.cancelled
        if "uses" in spec:
            handed = {name: filled(value, scope) for name, value in spec.get("with", {}).items()}
            code, record.said = actions.carry_out(self, str(spec["uses"]), handed)
        else:
            code = self._shell(spec, record)
        record.outcome = SUCCESS if code == 0 else FAILURE
        if self.job.run.cancelled and not before:
            record.outcome = CANCELLED
        if record.outcome == FAILURE and spec.get("continue-on-error"):
            raise NotUnderstood(f"continue-on-error hides a failure: {record.name}")
        return record

    def _shell(self, spec: Mapping[str, Any], record: StepRecord) -> int:
        files = {name: self.workspace.parent / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV")}
        for path in files.values():
            path.write_text("")
        env = {**self._surroundings(), **self._declared(), **self.kept, **record.env}
        env |= {name: str(path) for name, path in files.items()}
        folder = self.workspace / spec.get("working-directory", ".")
        line = words.read(filled(spec["run"], self.scope(record.env)), env, folder)
        record.argv, record.said, code = line.argv, line.said, line.code
        if line.argv is not None:
            call = Call(line.argv, env, self)
            code = self.here.programs.call(call)
            record.said = "\n".join(call.said)
        record.outputs = _entries(files["GITHUB_OUTPUT"].read_text())
        self.kept |= _entries(files["GITHUB_ENV"].read_text())
        return code

    def _surroundings(self) -> dict[str, str]:
        """Return what a runner sets by itself; it is all there is of this kind."""
        run = self.job.run
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": "https://api.github.com",
            "GITHUB_EVENT_NAME": run.event,
            "GITHUB_REF": run.ref,
            "GITHUB_REPOSITORY": scopes.REPOSITORY,
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_RUN_ID": str(run.number),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": run.sha,
            "GITHUB_WORKSPACE": str(self.workspace),
            "HOME": str(self.workspace.parent),
            "PATH": str(self.programs),
        }


def token_of(job: Job) -> str:
    """Return the token of a job, which is good for as long as it runs."""
    return f"ghs_{job.run.number}_{job.name.replace(' / ', '_').replace('-', '_')}"


def permissions(job: Job) -> dict[str, str]:
    """Return what the token of a job may do: what it is given, within what its caller has."""
    document = job.flow.document
    own = job.spec.get("permissions", document.get("permissions"))
    if not isinstance(own, dict):
        raise NotUnderstood(f"the permissions of {job.name}: {own}")
    caller = job.flow.caller
    if caller is None:
        return own
    most = permissions(caller)
    beyond = {name for name, right in own.items() if most.get(name) not in (right, "write")}
    if beyond:
        raise NotUnderstood(f"{job.name} asks for {beyond}, which its caller does not have")
    return own


def _entries(text: str) -> dict[str, str]:
    """Read a file of outputs, or of variables: `name=value`, or a block between two marks."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        if "<<" in line.partition("=")[0]:
            name, _, mark = line.partition("<<")
            block = []
            for inner in lines:
                if inner == mark:
                    break
                block.append(inner)
            found[name] = "\n".join(block)
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise NotUnderstood(f"no entry: {line!r}")
        found[name] = value
    return found
