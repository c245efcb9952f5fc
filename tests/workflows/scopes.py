"""What an expression may speak of, by where it stands: GitHub's table of contexts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.workflows.expressions import Names, Scope
from tests.workflows.runs import CANCELLED, FAILURE, SUCCESS, Flow, Job, StepRecord
from tests.workflows.tokens import NotUnderstood

if TYPE_CHECKING:
    from tests.workflows.github import GitHub

REPOSITORY = "re-fit/ai"
SECRETS = (
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "EC2_INSTANCE_ID", "S3_ARTIFACTS_BUCKET"),
    *("SERVER_BASE_PATH", "HEALTH_CHECK_URL", "DISCORD_WEBHOOK"),
)
"""All there are, by the contract. One that nobody has set is an empty string."""
VARIABLES = ("AWS_REGION",)
CHOICES: Mapping[str, type] = {"boolean": bool, "choice": str, "string": str}


def inputs(declared: Mapping[str, Any], handed: Mapping[str, Any]) -> dict[str, Any]:
    """Return all inputs of a run, with their defaults; raise for one that its form refuses."""
    if set(handed) - set(declared):
        raise NotUnderstood(f"no such input: {set(handed) - set(declared)}")
    found = {}
    for name, entry in declared.items():
        kind = entry["type"]
        if entry.get("required") and "default" not in entry and name not in handed:
            raise NotUnderstood(f"the input {name} is required")
        value = handed.get(name, entry.get("default", False if kind == "boolean" else ""))
        if not isinstance(value, CHOICES[kind]):
            raise NotUnderstood(f"{name}: {value!r} is no {kind}")
        if kind == "choice" and value not in entry["options"]:
            raise NotUnderstood(f"{name}: {value!r} is none of {entry['options']}")
        found[name] = value
    return found


@dataclass(frozen=True)
class Known(Mapping[str, object]):
    """Names that exist, of which only some are set: the others are empty, none else is there."""

    names: tuple[str, ...]
    given: Mapping[str, str]

    def __getitem__(self, name: str) -> object:
        if name not in self.names:
            raise KeyError(name)
        return self.given.get(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def github(here: "GitHub", flow: Flow) -> dict[str, object]:
    """Return the context `github`."""
    run = flow.run
    return {
        "ref": run.ref,
        "sha": run.sha,
        "event_name": run.event,
        "repository": REPOSITORY,
        "run_id": str(run.number),
        "run_attempt": "1",
        "workspace": str(here.folder),
    }


def of_run(here: "GitHub", flow: Flow) -> Scope:
    """Give what `run-name` and the concurrency of a workflow may speak of."""
    variables = Known(VARIABLES, here.variables)
    contexts: dict[str, Names] = {"github": github(here, flow), "vars": variables}
    return Scope(contexts={**contexts, "inputs": flow.inputs}, status={})


def needs(job: Job) -> Names:
    """Return the context `needs`: the jobs it names itself, and no others."""
    return {
        need.id: {"result": need.result, "outputs": {**_declared(need), **need.outputs}}
        for need in job.needs
    }


def _declared(job: Job) -> dict[str, str | None]:
    return dict.fromkeys(job.spec.get("outputs", {}))


def of_job(here: "GitHub", job: Job) -> Scope:
    """Give what the condition, the inputs and the concurrency of a job may speak of."""
    before = job.ancestors()
    results = [each.result for each in before]
    cancelled = job.run.cancelled
    return Scope(
        contexts={**of_run(here, job.flow).contexts, "needs": needs(job)},
        status={
            "success": lambda: not cancelled and all(result == SUCCESS for result in results),
            "failure": lambda: not cancelled and FAILURE in results,
            "cancelled": lambda: cancelled,
            "always": lambda: True,
        },
    )


def of_step(here: "GitHub", job: Job, env: Mapping[str, str], token: str) -> Scope:
    """Give what a step may speak of; its condition not of secrets."""
    outcomes = [step.outcome for step in job.steps]
    failed, cancelled = FAILURE in outcomes, CANCELLED in outcomes
    contexts = {
        **of_job(here, job).contexts,
        "github": {**github(here, job.flow), "token": token},
        "env": env,
        "steps": {step.id: _step(step, job) for step in job.steps if step.id is not None},
        "secrets": Known(SECRETS, secrets(here, job)),
    }
    return Scope(
        contexts=contexts,
        status={
            "success": lambda: not failed and not cancelled,
            "failure": lambda: failed and not cancelled,
            "cancelled": lambda: cancelled,
            "always": lambda: True,
        },
    )


def _step(step: StepRecord, job: Job) -> Names:
    """Return what is known of a step; an output it never gave is there where it did not succeed."""
    missing = {} if step.outcome == SUCCESS else dict.fromkeys(asked_outputs(job, step.id))
    return {"outcome": step.outcome, "outputs": {**missing, **step.outputs}}


def asked_outputs(job: Job, step: str | None) -> Iterable[str]:
    """Give the outputs of a step that anything in its job asks for."""
    marker = f"steps.{step}.outputs."
    text = repr(job.spec)
    return (part.split("}")[0].split()[0] for part in text.split(marker)[1:])


def secrets(here: "GitHub", job: Job) -> Mapping[str, str]:
    """Return the secrets that a job gets: the repository's, then those of its environment.

    A called workflow gets none, of an environment neither, unless its caller hands them on.
    """
    caller = job.flow.caller
    if caller is not None and caller.spec.get("secrets") != "inherit":
        return {}
    place = here.environments.get(str(job.spec.get("environment")))
    return {**here.secrets, **({} if place is None else place.secrets)}
