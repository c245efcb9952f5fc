"""The oracles of what is kept in writing: the report and the record."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any

from deploy.deployment import CHANGE, PREPARATION, RESTORE, RESUME
from deploy.model import Apply, Restore
from deploy.report import Report
from sim.harm.kinds import MISREAD
from sim.oracles import struck, truth
from sim.oracles.case import Case
from sim.oracles.digests import digest
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, CONFIG
from sim.storage.nodes import File, Link

WORDS = {
    "succeeded": (0, 1),
    "rolled back": (1, 2),
    "refused": (2, 0),
    "cleared": (3, 3),
    "needs a person": (3, 3),
}
"""The outcomes a report may tell, each with its exit code and its level."""
STEPS = {s.__name__ for t in (*PREPARATION.values(), CHANGE, RESTORE, RESUME) for s in t}
NAMES = tuple(field.name for field in fields(Report))
UNFORESEEN, SIGNALLED = "an error nobody foresaw", "interrupted by "
"""What the log says where a run ended as a kill ends it, and was closed all the same."""
MAKING = ("files.make_directory",)
NAME = re.compile(r"[0-9]{14}-(?:[0-9a-f]{12}|restored)")
SENTENCE = re.compile(r"[A-Z][^\n]*\.")
SLACK_S = 5.0
"""As long may writing the report down take, where a fault makes that slow."""


@functools.lru_cache(maxsize=1024)
def iso(moment: float) -> str:
    """Write a moment as the records of a host have it."""
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds")


def report_tells_all(case: Case) -> None:
    """A report is kept as it was told, and each of its fields says what was and is."""
    report = case.verdict.report
    if report is None:
        return
    values = ((name, getattr(report, name)) for name in NAMES)
    told = {k: list(value) if isinstance(value, tuple) else value for k, value in values}
    path = f"{CONFIG.layout.reports}/{report.deployment}.json"
    kept = truth.document(case.world, path)
    if kept is None and not _could_not_be_written(case, path):
        raise Violation("report", f"there is no {path}")
    if kept is not None and kept != told:
        differs = sorted(name for name in told if kept.get(name) != told[name])
        older = differs == ["log"] or kept == truth.document(case.begun, path)
        if older and _stays_as_it_was(case, report):
            return
        raise Violation("report", f"kept is another than was told: {', '.join(differs)}")
    if WORDS.get(report.outcome) != (report.exit_code, report.level):
        raise Violation("report", f"{report.outcome}, {report.exit_code}, level {report.level}")
    if NAME.fullmatch(report.deployment) is None:
        raise Violation("report", f"a deployment is not called {report.deployment}")
    _names_its_reasons(case, report)
    _names_what_is_live(case, report)
    is_older = report.started < iso(_began(case)) and case.verdict.exit_code not in (0, 1)
    if case.recovering or case.request is None or is_older:
        return  # that one told of an earlier deployment, which it closed
    _was_under_way(case, report)
    if isinstance(case.request, Apply):
        _answers_apply(case, case.request, report)
    else:
        _answers_restore(case, case.request, report)


def _stays_as_it_was(case: Case, report: Report) -> bool:
    """Say whether it could neither be written nor be removed: what lies there is an older one."""
    path = f"{CONFIG.layout.reports}/{report.deployment}.json"
    return _could_not_be_written(case, path) and struck.at(case, ("files.remove",), path)


def _could_not_be_written(case: Case, path: str) -> bool:
    """Say whether it could not, or its directory could not be made."""
    folder = CONFIG.layout.reports
    return struck.at(case, ("files.write",), path) or struck.at(case, MAKING, folder)


def _began(case: Case) -> float:
    return case.ended - case.seconds


def _names_its_reasons(case: Case, report: Report) -> None:
    well = report.outcome == "succeeded"
    if well != (report.reason is None):
        raise Violation("report", f"{report.outcome}, and the reason is {report.reason}")
    if report.outcome in ("cleared", "needs a person") and not report.advice:
        raise Violation("report", f"{report.outcome}, and nothing is advised")
    if well and report.advice and not struck.let_be(case):
        raise Violation("report", f"it succeeded, yet advises: {report.advice}")


def _names_what_is_live(case: Case, report: Report) -> None:
    node = case.world.disk.node(f"{APP}/current", follow=False)
    manifest = truth.document(case.world, f"{APP}/current/manifest.json")
    if type(node) is not Link or not manifest:
        if report.live is not None:
            raise Violation("report", f"it says {report.live} is live, nothing is")
        return
    wanted = {"release": manifest["name"], "sha": manifest["sha"], "version": manifest["version"]}
    if report.live is not None and report.live != wanted:
        raise Violation("report", f"it says {report.live} is live, it is {wanted}")
    unread = struck.at(case, ("files.read",), f"{APP}/releases/{manifest['name']}/manifest.json")
    if report.live is None and not unread:
        raise Violation("report", f"it says nothing is live, it is {wanted}")


def _was_under_way(case: Case, report: Report) -> None:
    """The times are those of this command, and what failed is a step that was announced."""
    ended = case.ended
    if not iso(_began(case)) <= report.started <= report.ended <= iso(ended):
        raise Violation("report", f"from {report.started} to {report.ended}, not {iso(ended)}")
    if report.ended < iso(ended - SLACK_S):
        raise Violation("report", f"ended {report.ended}, it was {iso(ended)}")
    if not report.log:
        raise Violation("report", "its log is empty")
    steps = _announced(report)
    if (report.reason or "").startswith("it was interrupted"):
        if any(line.startswith(SIGNALLED) for line in report.log):
            return
        if any(UNFORESEEN in line for line in report.log) and any(struck.failed(case)):
            return
        raise Violation("report", f"nobody interrupted it, yet: {report.reason}")
    if report.outcome != "succeeded" and report.failed_step not in {*steps, "journal"}:
        raise Violation("report", f"{report.failed_step} failed, announced were {sorted(steps)}")


def _announced(report: Report) -> set[str]:
    """Return the steps that the log announces, each with one sentence of what it does."""
    found = set()
    for line in report.log:
        name, colon, summary = line.partition(": ")
        if not colon or name not in STEPS:
            continue
        found.add(name)
        if not SENTENCE.fullmatch(summary):
            raise Violation("report", f"the step {name} says what it does by {summary!r}")
    return found


def _answers_apply(case: Case, request: Apply, report: Report) -> None:
    node = case.asked.disk.node(request.wheel)
    sha256 = digest(node.content) if type(node) is File else None
    if report.exit_code != 0 and _was_misread(case, request.wheel):
        sha256 = report.asked["sha256"]  # that of what was read, which then was found out
    mark = {"errand": request.errand}
    wanted = {"sha": request.sha, "sha256": sha256, "backup": None, **mark}
    if report.command != "apply" or report.asked != wanted:
        raise Violation("report", f"asked was {wanted}, it says {report.command} {report.asked}")
    if report.safety_backup is not None:
        raise Violation("report", f"an apply has no safety backup {report.safety_backup}")
    if not case.closes and (report.backup is None) != (case.had is None):
        raise Violation("report", f"backup {report.backup}, and {case.had} was live")
    made = truth.names(case.world, BACKUPS)
    if report.backup and report.exit_code in (0, 1) and f"code_{report.backup}" not in made:
        raise Violation("report", f"there is no backup {report.backup}")


def _was_misread(case: Case, path: str) -> bool:
    return any(
        effect.op == "files.read" and effect.detail == path
        for effect in case.world.trace
        if effect.outcome in MISREAD
    )


def _answers_restore(case: Case, request: Restore, report: Report) -> None:
    asked: Mapping[str, Any] = report.asked
    if report.command != "restore" or asked["sha256"] is not None or report.backup is not None:
        raise Violation("report", f"a restore of {request.backup_id}: {report.command} {asked}")
    if asked.get("errand") != request.errand:
        raise Violation("report", f"{request.errand} asked for it, it says {asked.get('errand')}")
    named = (request.backup_id or "").rpartition("_")[2]
    if named and asked["backup"] != named:
        raise Violation("report", f"asked was {named}, it says {asked['backup']}")
    manifest = truth.document(case.asked, f"{BACKUPS}/code_{asked['backup']}/manifest.json")
    is_of = manifest["release"]["sha"] if manifest else None
    if report.exit_code in (0, 1) and asked["sha"] != is_of:
        raise Violation("report", f"the backup is of {is_of}, it says {asked['sha']}")
    safety = report.safety_backup
    if safety is not None and case.world.disk.node(safety) is None and report.exit_code != 0:
        raise Violation("report", f"there is no safety backup {safety}")
