"""The oracles of a long life: what may not grow, nor be forgotten, however often it happens."""

from __future__ import annotations

from deploy.config import Config
from sim.oracles import struck, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS

RELEASES_MAX = 2
"""The live one, and the one before it."""

REPORTS_MAX = 2
"""A command writes its own, and that of what it closed first."""


TAKING = ("files.lock", "files.rename", "files.remove")
"""What must succeed before something that was brought is gone: others may be at work with it."""


def judge(case: Case, config: Config, *, is_struck: bool = False) -> None:
    """Let every oracle look; raise the first `Violation`. `is_struck`: a fault was in the way."""
    if not is_struck:
        reports_are_bounded(case, config)
    pointer_is_on_record(case, config)
    disk_is_bounded(case, config)
    record_names_what_serves(case, config)
    failure_is_remembered(case, config)


def reports_are_bounded(case: Case, config: Config) -> None:
    """Reports are kept up to a number, whatever they tell of; and the one just written."""
    if truth.phase(case.world) is not None or case.verdict.report is None:
        return
    kept = truth.names(case.world, config.layout.reports)
    if len(kept) > config.keep_reports_max + 1:
        raise Violation("disk", f"{len(kept)} reports are kept")
    before = truth.names(case.begun, config.layout.reports)
    gone = sorted(set(before) - set(kept))
    if gone and len(before) + REPORTS_MAX <= config.keep_reports_max:
        raise Violation("report", f"{gone[0]} went, of {len(before)} in all")


def disk_is_bounded(case: Case, config: Config) -> None:
    """After a deployment that was closed, what lies there is bounded, after years too."""
    report, world = case.verdict.report, case.world
    if report is None or report.exit_code not in (0, 1) or truth.phase(world) is not None:
        return
    backups = [name for name in truth.names(world, BACKUPS) if name.startswith("code_")]
    pairs_max = config.keep_pairs_max + config.keep_pairs_min + 1  # and the one just made
    bounds = {
        "releases": (len(truth.names(world, f"{APP}/releases")), RELEASES_MAX),
        "backups": (len(backups), pairs_max),
        "environments": (
            len(truth.names(world, f"{APP}/environments")),
            pairs_max + RELEASES_MAX,
        ),
        "deployers": (len(truth.names(world, config.layout.deployers)), 1),
        "deliveries": (len(_deliveries(case, config.layout.incoming)), 1),
    }
    for what, (number, most) in bounds.items():
        if number > most:
            raise Violation("disk", f"{number} {what} lie there, {most} at most may")


def _deliveries(case: Case, incoming: str) -> list[str]:
    """Return what was brought and lies there still, but for what a fault has held back."""
    if struck.at(case, ("files.names",), incoming):
        return []
    there = truth.names(case.world, incoming)
    return [name for name in there if not struck.at(case, TAKING, f"{incoming}/{name}")]


def pointer_is_on_record(case: Case, config: Config) -> None:
    """Once all is closed, however, what is pointed to is what is on record as proven."""
    world = case.world
    if truth.phase(world) is not None:
        return
    pointed = truth.pointed(world)
    record = truth.document(world, config.layout.record)
    told = None if record is None else record["release"]
    if told != pointed:
        raise Violation("closed", f"all is closed, {told} is on record, pointed to is {pointed}")


def record_names_what_serves(case: Case, config: Config) -> None:
    """The record of what is live names the commit that the process names which serves."""
    report, world = case.verdict.report, case.world
    if report is None or report.exit_code not in (0, 1) or truth.phase(world) is not None:
        return
    record, process = truth.document(world, config.layout.record), truth.service_process(world)
    if record is None or process is None or process.serving is None:
        raise Violation("record", "a deployment was closed, and nothing serves or is on record")
    said = (process.serving.record or {}).get("sha")
    if said is not None and record["sha"] not in (None, said):
        raise Violation("record", f"{record['sha']} is on record, {said} serves")


def failure_is_remembered(case: Case, config: Config) -> None:
    """A release that was left is remembered, or it would be deployed again by mistake.

    So is one that was rolled back, and one that a person has restored another instead of.
    """
    report, world = case.verdict.report, case.world
    if report is None or case.recovering or case.closes or truth.phase(world) is not None:
        return
    before, now = (truth.document(each, config.layout.record) for each in (case.begun, world))
    digest = None
    if report.outcome == "rolled back":
        digest = report.asked["sha256"]
    elif report.outcome == "succeeded" and report.command == "restore" and before is not None:
        digest = before["wheel_sha256"]
    if now is not None and now["wheel_sha256"] == digest:
        return  # it was deployed over itself
    if digest is not None and digest not in (truth.document(world, config.layout.failures) or {}):
        raise Violation("memory", f"the wheel {digest[:12]} was left and is forgotten")
