"""Tests of the gate itself: the real rehearsal, between a real snapshot and a real release."""

import pytest

from sim.goods import wheels
from sim.states.places import BASE
from tests.workflows.production import Production

pytestmark = pytest.mark.lengthy

GATE = "Would this release go well there?"


def test_a_release_is_rehearsed_on_a_likeness_of_the_host(production: Production) -> None:
    production.rehearsal = None
    run = production.pushed("C")
    said = run.job("cd-prod / release").step(GATE).said
    assert said.startswith("GO")
    assert f"planned: apply {wheels.sha('C')}" in said
    assert (run.conclusion, production.serves) == ("success", "C")


def test_a_release_that_would_crash_never_comes_near_the_host(production: Production) -> None:
    production.rehearsal = None
    production.behaviour["C"] = '{"fails_after_s": 0.5}'
    run = production.pushed("C")
    said = run.job("cd-prod / release").step(GATE).said
    assert said.startswith("NO-GO")
    assert "without faults: exit 1" in said
    assert (run.conclusion, production.serves, production.changes) == ("failure", "B", [])


def test_a_rollback_to_a_damaged_backup_is_no_go(production: Production) -> None:
    production.rehearsal = None
    (station,) = production.estate.stations.values()
    disk, backups = station.world.disk, f"{BASE}/backups/ai"
    folder = next(name for name in disk.names(backups) if name.startswith("wheel_"))
    path = f"{backups}/{folder}/{wheels.FILE_NAME}"
    disk.put(path, disk.read(path)[:-1], durable=True)
    run = production.roll_back(backup_id=folder)
    said = run.job("rollback").step("Would this rollback go well there?").said
    assert said.startswith("NO-GO")
    assert (run.conclusion, production.serves, production.changes) == ("failure", "B", [])


def test_a_rollback_is_rehearsed_too(production: Production) -> None:
    production.rehearsal = None
    run = production.roll_back()
    assert run.job("rollback").step("Would this rollback go well there?").said.startswith("GO")
    assert (run.conclusion, production.serves) == ("success", "A")
