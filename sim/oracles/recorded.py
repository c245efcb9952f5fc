"""The oracle of the record: it and the pointer name one release, the one that is live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.oracles import truth
from sim.oracles.accounts import iso
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, CONFIG
from sim.world import World

NOTHING_LIVE = (None, "preparing")
"""Phases in which a deployment that is left open has touched neither."""
BEFORE = CONFIG.layout.journal_before
"""The journal of what such a deployment began over."""


def names_what_is_live(case: Case, live: str | None) -> None:
    """The record and the pointer name one release, and its manifest is there."""
    record, pointed = _said_of(case.world)
    if case.recovering and _nothing_live_was_open(case.begun):
        if (record, pointed) != _said_of(case.begun):
            raise Violation("record", "nothing live was open, yet the record or the pointer moved")
        return
    if live is None and record is None and pointed is None:
        return
    if case.recovering and record is None and case.had == live:
        return
    if record is None or record["release"] != pointed:
        raise Violation("record", f"recorded is {record and record['release']}, pointed {pointed}")
    failures = truth.document(case.world, CONFIG.layout.failures) or {}
    if record["wheel_sha256"] in failures:
        raise Violation("record", "what was proven is still remembered as a failure")


def _nothing_live_was_open(world: World) -> bool:
    return truth.phase(world) in NOTHING_LIVE and truth.document(world, BEFORE) is None


def record_is_true(case: Case) -> None:
    """What is put on record as live is what its manifest says, since when and how."""
    report, path = case.verdict.report, CONFIG.layout.record
    record = truth.document(case.world, path)
    closed = truth.phase(case.world) is None
    if record and closed and report is not None and report.outcome == "cleared":
        raise Violation("record", f"nothing is live, recorded is {record['release']}")
    if case.request is None:
        return
    if not record or record == truth.document(case.begun, path):
        return
    manifest = truth.document(case.world, f"{APP}/releases/{record['release']}/manifest.json")
    if not manifest:
        return
    for name in ("sha", "version", "wheel_sha256"):
        if record[name] != manifest[name]:
            raise Violation("record", f"its {name} is {record[name]}, not {manifest[name]}")
    if not iso(case.ended - case.seconds) <= record["since"] <= iso(case.ended):
        raise Violation("record", f"live since {record['since']}, it is {iso(case.ended)}")


def _said_of(world: World) -> tuple[Mapping[str, Any] | None, str | None]:
    """Return what the record says is live, and which release the pointer names."""
    return truth.document(world, CONFIG.layout.record), truth.pointed(world)
