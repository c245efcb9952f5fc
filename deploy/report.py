"""The report: what is live now, how it got there, and what to do next, for people and machines."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from deploy import advising, backups, filing
from deploy.model import Command, Outcome, iso_of
from deploy.pointed import identity, live_release

if TYPE_CHECKING:
    from deploy.errors import StepFailed
    from deploy.host import Host
    from deploy.model import Journal, Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The truth about a deployment once it has ended, written to `.deploy/reports/`."""

    deployment: str
    command: str
    outcome: str
    exit_code: int
    level: int
    """1: what was asked for serves; 2: the way back was taken; 3: a person must act; 0: refused."""
    started: str
    ended: str
    live: dict[str, str | None] | None
    """The release pointed to now; None where there is none."""
    asked: dict[str, str | None]
    dependencies: str
    """What was really done with them."""
    failed_step: str | None
    reason: str | None
    advice: str | None
    safety_backup: str | None
    backup: str | None
    """Id of the backup that an apply made of the release before; None where there was none."""
    log: tuple[str, ...]


def conclude(
    host: Host,
    plan: Journal,
    outcome: Outcome,
    failure: StepFailed | None,
    remains: StepFailed | None = None,
) -> Report:
    """Say how a deployment ended, and keep it on the host. A report never changes the outcome.

    `remains` says what could not be removed at its end. Where it cannot be kept, an earlier one of
    the same deployment goes: none is better than a false one.
    """
    report = _report(host, plan, outcome, failure)
    if remains is not None:
        told = f"{remains.reason[:1].upper()}{remains.reason[1:]}. {remains.advice}"
        report = replace(report, advice=f"{report.advice}; then: {told}" if report.advice else told)
    path = f"{host.layout.reports}/{plan.deployment}.json"
    content = json.dumps(document(report), sort_keys=True, ensure_ascii=False)
    try:
        host.files.make_directory(host.layout.reports)
        host.files.write(path, content.encode(errors="backslashreplace"))
    except OSError as error:
        host.log.note(f"the report could not be kept: {error.strerror}")
        with suppress(OSError):
            host.files.remove(path)
        filing.forget_old(host, path)  # which may well make the room that was missing
        return replace(report, log=tuple(host.log.lines()))
    filing.forget_old(host, path)
    return report


def document(report: Report) -> dict[str, object]:
    """Return a report as JSON writes it."""
    return {name: getattr(report, name) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Report))


def _report(host: Host, plan: Journal, outcome: Outcome, failure: StepFailed | None) -> Report:
    live = live_release(host)
    ended_well = outcome is Outcome.SUCCEEDED
    reason = failure.reason if failure is not None else plan.reason
    if reason is None and not ended_well:
        reason = f"it was interrupted while {plan.phase.value}"
    return Report(
        deployment=plan.deployment,
        command=plan.command.value,
        outcome=outcome.value,
        exit_code=outcome.exit_code,
        level=_LEVELS[outcome],
        started=iso_of(plan.started),
        ended=iso_of(host.clock.now()),
        live=identity(live),
        asked={
            "sha": plan.sha,
            "sha256": plan.sha256,
            "backup": plan.chosen or plan.asked,
            "errand": plan.errand,
        },
        dependencies=_dependencies(plan, live, ended_well=ended_well),
        failed_step=None if ended_well else (failure.step if failure else plan.failed_step),
        reason=None if ended_well else reason,
        advice=advising.advice(host, plan, outcome, failure),
        safety_backup=_safety(host, plan),
        backup=plan.stamp if plan.command is Command.APPLY and plan.previous else None,
        log=tuple(host.log.lines()),
    )


_LEVELS = {
    Outcome.SUCCEEDED: 1,
    Outcome.ROLLED_BACK: 2,
    Outcome.CLEARED: 3,
    Outcome.NEEDS_PERSON: 3,
    Outcome.REFUSED: 0,
}


def _dependencies(plan: Journal, live: Release | None, *, ended_well: bool) -> str:
    if not ended_well:
        return "unchanged"
    if plan.command is Command.APPLY:
        return "installed with the wheel"
    if plan.code_only:
        return "not restored: the code alone was asked for"
    if live is None:
        return "restored, but the release cannot be read to say how"
    rebuilt = live.environment == plan.environment.rpartition("/")[2]
    return "rebuilt from the backup's wheel" if rebuilt else "restored with the code"


def _safety(host: Host, plan: Journal) -> str | None:
    if plan.command is Command.APPLY:
        return None
    path = backups.safety(host.layout, plan.stamp).code
    try:
        return path if host.files.kind(path) is not None else None
    except OSError:
        return None


def render(report: Report) -> str:
    """Write a report for the person at the terminal: the verdict first."""
    live = report.live
    serves = "nothing is live" if live is None else f"live: {live['sha'] or live['release']}"
    refused = report.outcome == Outcome.REFUSED.value
    said = "REFUSED, nothing live was touched" if refused else report.outcome.upper()
    lines = [f"{said}: {serves} ({report.deployment})"]
    if report.reason is not None:
        step = f"{report.failed_step}: " if report.failed_step else ""
        lines.append(f"  why: {step}{report.reason}")
    if report.exit_code == 0:
        lines.append(f"  dependencies: {report.dependencies}")
    if report.advice:
        lines.append(f"  next: {report.advice}")
    return "\n".join(lines)
