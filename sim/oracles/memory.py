"""The oracle of memory: a release that was left is known as such, and why."""

from __future__ import annotations

from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import BACKUPS, CONFIG


def what_was_left_is_remembered(case: Case) -> None:
    """A wheel that was rolled back is remembered with the reason, whoever asked for it.

    Nobody else is: a wheel is remembered because of what happened to it.
    """
    report, world = case.verdict.report, case.world
    if report is None or truth.phase(world) is not None or case.edited or case.meddled:
        return
    if case.closes:  # the one before, which it closed first, is remembered too
        return
    known = truth.document(world, CONFIG.layout.failures) or {}
    before = truth.document(case.begun, CONFIG.layout.failures) or {}
    record = truth.document(world, CONFIG.layout.record) or {}
    if report.outcome in ("rolled back", "cleared"):
        left = _wheel_of(case)
        if left is None or left == record.get("wheel_sha256"):
            return
        unwritten = "interrupted" if world.fired or case.recovering else report.reason
        if known.get(left) not in (report.reason, unwritten):
            told = known.get(left)
            raise Violation("memory", f"{left[:12]} is remembered for {told!r}: {report.reason}")
        return
    news = sorted(set(known) - set(before) - {"checksum"})
    left_for = f"an operator restored code_{report.asked['backup']} instead"
    for digest in news:
        if report.command != "restore" or known[digest] != left_for:
            raise Violation("memory", f"{digest[:12]} is remembered for {known[digest]!r}")


def _wheel_of(case: Case) -> str | None:
    """Return the digest of the wheel that was tried."""
    report = case.verdict.report
    assert report is not None
    if report.command == "apply":
        return report.asked["sha256"]
    manifest = truth.document(case.asked, f"{BACKUPS}/code_{report.asked['backup']}/manifest.json")
    return manifest["release"]["wheel_sha256"] if manifest else None
