"""What an apply or a restore would do, told by a host that can only be looked at.

A `View` holds nothing that could change the host: the type checker proves a preview harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy import (
    backups,
    checks,
    deployment,
    journal,
    movable,
    planning,
    releases,
    staging,
    steady,
    strays,
    tree,
    wheel,
)
from deploy.errors import Damaged, DeployError, Refused
from deploy.model import Command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.host import View
    from deploy.model import Apply, Journal, Restore

SHOWN_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What would happen, without anything having happened."""

    facts: tuple[str, ...]
    copied: tuple[str, ...]
    """Files of the run directory that would be new or changed."""
    deleted: tuple[str, ...]
    """Files of the run directory that would be gone."""
    steps: tuple[tuple[str, str, str], ...]
    """Phase, name and summary of each step, in order."""


def forecast(view: View, request: Apply | Restore) -> Forecast:
    """Say what would happen; raise `Refused` where the request would be refused as it is."""
    return steady.seen(lambda: steady.marks(view), lambda: _forecast(view, request))


def _forecast(view: View, request: Apply | Restore) -> Forecast:
    plan = planning.plan(view, request)
    checks.files(view)
    checks.disk(view)
    movable.vet(view, plan)
    strays.vet(view, plan)
    try:
        files, fact = _chosen(view, plan)
    except Damaged as error:
        raise Refused(error.reason, error.advice or "See: rollback list") from error
    live = _live_files(view)
    needed = tree.plan(files, live)
    return Forecast(
        facts=(*_unclosed(view), fact, *_facts(view, plan)),
        copied=needed.copy,
        deleted=needed.delete,
        steps=_steps(plan),
    )


def _chosen(view: View, plan: Journal) -> tuple[Mapping[str, str], str]:
    """Return the files that the new run directory would hold, and where they come from."""
    if plan.wheel is not None:
        name = plan.wheel.rpartition("/")[2]
        found = wheel.inspect(view.files.read(plan.wheel), name, plan.sha256)
        return found.files, f"would deploy {name} of {plan.sha}, version {found.version}"
    chosen = staging.choose(view, plan)
    known = chosen.release.sha or "a commit that is not recorded"
    return chosen.release.files, f"would restore code_{chosen.id} of {known}"


def _live_files(view: View) -> dict[str, str]:
    try:
        return tree.digests(view.files, view.layout.live, besides=view.config.kept)
    except FileNotFoundError:
        return {}


def _unclosed(view: View) -> tuple[str, ...]:
    found = journal.peek(view.files, view.layout)
    if found is None:
        return ()
    if steady.is_at_work(view.files, view.layout):
        return (f"would be refused now: {found.deployment} is at work, {found.phase.value}",)
    return (f"would first close {found.deployment}, interrupted while {found.phase.value}",)


def _facts(view: View, plan: Journal) -> tuple[str, ...]:
    if plan.previous is None:
        return ("nothing is live: a failure would leave the host as empty as it is",)
    if plan.command is Command.APPLY:
        backup = backups.pair(view.layout, plan.stamp).code
    else:
        backup = backups.safety(view.layout, plan.stamp).code
    facts = [f"would go back to {_label(view, plan.previous)} on failure, backed up as {backup}"]
    if plan.adopts:
        facts.append(f"would adopt the real directories in {view.layout.app} as {plan.previous}")
    if plan.code_only:
        facts.append("would keep the installed packages as they are")
    return tuple(facts)


def _label(view: View, directory: str) -> str:
    try:
        return releases.manifest(view.files, directory).label
    except (DeployError, OSError):
        return directory.rpartition("/")[2]


def _steps(plan: Journal) -> tuple[tuple[str, str, str], ...]:
    phases = {
        "prepare": deployment.PREPARATION[plan.command],
        "change": deployment.CHANGE,
        "finish": (*deployment.RESUME, *deployment.FINISH),
    }
    return tuple(
        (phase, step.__name__, (step.__doc__ or "").partition("\n")[0])
        for phase, steps in phases.items()
        for step in steps
    )


def render(found: Forecast) -> str:
    """Write a forecast for a person."""
    lines = [*found.facts]
    lines += _listed("copied", found.copied) + _listed("deleted", found.deleted)
    lines += [f"{phase:8} {name}: {summary}" for phase, name, summary in found.steps]
    return "\n".join([*lines, "nothing was changed: this was a preview"])


def _listed(word: str, paths: tuple[str, ...]) -> list[str]:
    shown = [f"    {path}" for path in paths[:SHOWN_MAX]]
    more = [f"    and {len(paths) - SHOWN_MAX} more"] if len(paths) > SHOWN_MAX else []
    return [f"{len(paths)} files of the run directory would be {word}", *shown, *more]
