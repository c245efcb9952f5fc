"""The oracles of what is told beside the verdict: how it came to this, and what was really done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.ports import Kind
from deploy.report import Report
from sim.oracles import struck, truth
from sim.oracles.accounts import iso
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, CONFIG
from sim.storage.nodes import File

PROOF, CHECK = "verify", "check"
DEPENDENCIES = {
    "apply": "installed with the wheel",
    "code only": "not restored",
    "kept": "restored with the code",
    "rebuilt": "rebuilt from the backup's wheel",
}


def dependencies_are_told(case: Case) -> None:
    """The report says of the dependencies what was done with them, and of a failure: nothing."""
    report = case.verdict.report
    if report is None or case.recovering:
        return
    done = _done(case)
    wanted = DEPENDENCIES[done] if report.exit_code == 0 else "unchanged"
    if report.exit_code == 0 and report.live is None and done in ("kept", "rebuilt"):
        wanted = "restored"
    if not report.dependencies.startswith(wanted):
        raise Violation("report", f"it says {report.dependencies!r}, and they were {wanted!r}")


def _done(case: Case) -> str:
    """Say what happened to the environment, by which one is live and whether it was there."""
    report = case.verdict.report
    if report is not None and report.command == "apply":
        return "apply"
    if case.code_only:
        return "code only"
    live = truth.named(case.world, f"{APP}/venv")
    return "kept" if case.asked.disk.node(live) is not None else "rebuilt"


def a_failure_names_its_step(case: Case) -> None:
    """Whoever reads of a failure learns in which step, and why; of a success, of none."""
    report = case.verdict.report
    if report is None or case.recovering:
        return
    if report.exit_code == 0 and (report.failed_step, report.reason) != (None, None):
        raise Violation("report", f"done, yet {report.failed_step} failed: {report.reason}")
    if report.exit_code != 0 and not (report.reason and (report.failed_step or _died(report))):
        raise Violation("report", f"{report.outcome}, and no step or no reason is named")


def a_refusal_advises(case: Case) -> None:
    """Whom the check turns away, where no fault was in its way, is told what to do about it."""
    report = case.verdict.report
    if report is None or report.outcome != "refused" or report.failed_step != CHECK:
        return
    if not report.advice and not case.world.fired:
        raise Violation("report", f"refused, and nothing is advised: {report.reason}")


def the_safety_backup_is_named(case: Case) -> None:
    """Whoever restored learns where the state of before lies, as long as it does."""
    report = case.verdict.report
    if report is None or report.command != "restore":
        return
    name = f"safety_before_rollback_{report.deployment.partition('-')[0]}"
    path = f"{BACKUPS}/{name}" if name in truth.names(case.world, BACKUPS) else None
    if report.safety_backup != path:
        raise Violation("report", f"the state of before lies in {path}, it says otherwise")


def links_left_behind_are_named(case: Case) -> None:
    """Whoever deploys learns of each link in the code of before that no release has."""
    report, disk = case.verdict.report, case.begun.disk
    if report is None or report.exit_code or case.recovering or case.world.fired:
        return
    code, told = disk.canonical(truth.LIVE), "".join(report.log)
    for path, kind in disk.walk(code) if type(disk.node(code)) is dict else ():
        is_left = kind is Kind.LINK and path.partition("/")[0] not in CONFIG.kept
        if is_left and path not in told:
            raise Violation("report", f"the new release is without {path}, and nobody is told")


def a_failure_is_remembered(case: Case) -> None:
    """Whoever asks for what was rolled back is told the reason that was told then."""
    report, world = case.verdict.report, case.world
    if report is None or report.outcome not in ("rolled back", "cleared"):
        return
    opened = truth.document(case.begun, truth.JOURNAL) or {}
    noted = opened.get("reason") if report.deployment == opened.get("deployment") else None
    if case.recovering and noted and report.reason != noted:
        raise Violation("report", f"noted was {noted!r}, it says {report.reason!r}")
    digest, record = report.asked["sha256"], truth.document(world, CONFIG.layout.record) or {}
    if digest is None or digest == record.get("wheel_sha256") or truth.phase(world) is not None:
        return
    found = (truth.document(world, CONFIG.layout.failures) or {}).get(digest)
    unwritten = struck.at(case, ("files.write",), truth.JOURNAL)
    if found != report.reason and not (
        found == "interrupted" and (unwritten or (not noted and _died(report)))
    ):
        raise Violation("record", f"it went back for {report.reason!r}, remembered is {found!r}")


def _died(report: Report) -> bool:
    return (report.reason or "").startswith("it was interrupted")


def what_is_set_aside_stays(case: Case) -> None:
    """A journal that nobody could read is for a person to read: it is put by, byte for byte."""
    node, folder = case.begun.disk.node(truth.JOURNAL), CONFIG.layout.reports
    if type(node) is not File or truth.phase(case.begun) != "damaged":
        return
    now = case.world.disk.node(truth.JOURNAL)
    places = [
        now,
        *(case.world.disk.node(f"{folder}/{name}") for name in truth.names(case.world, folder)),
    ]
    if not any(type(each) is File and each.content == node.content for each in places):
        raise Violation("report", "the journal that nobody could read is gone")


def the_record_says_how(case: Case) -> None:
    """The record of what is live says how it came to be so."""
    report, record = case.verdict.report, truth.document(case.world, CONFIG.layout.record)
    if report is None or report.exit_code not in (0, 1) or not record:
        return
    if truth.phase(case.world) is not None:
        return
    _is_since_the_proof(case, record)
    restored = f"restore {report.asked['backup']}"
    wanted = {0: "apply" if report.command == "apply" else restored, 1: "rolled back"}
    if record.get("how") != wanted[report.exit_code]:
        raise Violation(
            "record", f"it says {record.get('how')!r}, not {wanted[report.exit_code]!r}"
        )


def _told_again(case: Case) -> set[str]:
    """Return the reports of what this command closed: one that cannot be kept goes, if it can."""
    layout = CONFIG.layout
    found = (truth.document(case.begun, path) for path in (layout.journal, layout.journal_before))
    return {f"{journal.get('deployment')}.json" for journal in found if journal}


def _is_since_the_proof(case: Case, record: Mapping[str, Any]) -> None:
    """It is live since it was proven, not since somebody asked for it."""
    proven = [effect.at for effect in case.done if effect.step == PROOF]
    after_s = case.done[-1].at - proven[-1] if proven else case.seconds
    if record["since"] < iso(case.ended - after_s - 1):
        raise Violation("record", f"live since {record['since']}, proven {after_s:.0f} s ago")


def the_newest_reports_stay(case: Case) -> None:
    """Of many reports the oldest go: each is named for the moment its deployment began.

    Those just written stay, though a clock that was set back gives them an old name.
    """
    folder, report = CONFIG.layout.reports, case.verdict.report
    own = _told_again(case) | ({f"{report.deployment}.json"} if report is not None else set())
    stay = set(truth.names(case.world, folder)) - own
    gone = set(truth.names(case.begun, folder)) - stay - own
    if gone and stay and max(gone) > min(stay):
        raise Violation("report", f"{max(gone)} went, and the older {min(stay)} stays")
