"""Each oracle of the locks, of half pairs, of restless services and of odd words can fail."""

import json
from dataclasses import replace

import pytest

from sim.oracles import belongings, manifests, traces, wording
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS
from sim.states.start import request
from sim.storage.nodes import File
from tests.sim.test_candid_oracles import accuses, saying
from tests.sim.test_finer_oracles import reported
from tests.sim.test_oracles import deployed, gone_back, upgraded


def backup_saying(case: Case, *, healthy: bool = True, **release: object) -> Case:
    """Return the case as if the backup that was made said so."""
    assert case.verdict.report is not None
    path = f"{BACKUPS}/code_{case.verdict.report.backup}/manifest.json"
    node = case.world.disk.node(path)
    assert type(node) is File
    found = json.loads(node.content)
    told = json.dumps({**found, "healthy": healthy, "release": {**found["release"], **release}})
    case.world.disk.put(path, told.encode(), durable=True)
    return case


# ------------------------------------------------------------------ what is told


@pytest.mark.parametrize("odd", ["it runs None", "\x1b[31m[PM2][ERROR] \x1b[39mno", "no room. "])
def test_what_is_no_word_is_not_told(odd: str) -> None:
    assert not accuses(wording.words_are_for_people, saying("it runs nothing"))
    assert accuses(wording.words_are_for_people, saying(odd))
    case = upgraded()
    case.world.said.append(odd)
    assert accuses(wording.words_are_for_people, case)


def test_who_is_told_of_digests_is_told_whose_they_are() -> None:
    told = "uv pip failed: {}Expected: | Computed:"
    assert not accuses(wording.programs_are_quoted, saying(told.format("Hash mismatch for `x` | ")))
    assert accuses(wording.programs_are_quoted, saying(told.format("")))


def test_a_failed_proof_that_leads_nowhere() -> None:
    assert not accuses(wording.a_failed_proof_leads_to_the_log, gone_back())
    assert accuses(wording.a_failed_proof_leads_to_the_log, reported(gone_back(), advice=None))


# ------------------------------------------------------------------ what is installed


@pytest.mark.parametrize("change", ["gone", "another", "not named"])
def test_packages_that_were_not_held_to_the_lock(change: str) -> None:
    case = upgraded()
    assert not accuses(belongings.the_lock_was_held_to, case)
    path = case.world.disk.canonical(f"{APP}/current") + "/requirements.lock"
    if change == "gone":
        case.world.disk.remove(path)
    elif change == "another":
        case.world.disk.put(path, b"", durable=True)
    else:
        case.world.trace[:] = [
            each._replace(detail=each.detail.replace("--constraint", "--find-links"))
            for each in case.world.trace
        ]
    assert accuses(belongings.the_lock_was_held_to, case)


def test_a_refusal_of_what_could_be_seen_at_sight_comes_late() -> None:
    name = "holds_a_kept_file"
    case = deployed(request("X"), name, target="X", request=request("X"))
    assert not accuses(traces.refused_at_sight, case)
    late = replace(case.verdict, report=upgraded().verdict.report)
    assert accuses(traces.refused_at_sight, replace(case, verdict=late))


# ------------------------------------------------------------------ backups and releases


def test_a_backup_without_the_wheel_that_is_there() -> None:
    assert not accuses(manifests.a_backup_has_its_wheel, upgraded())
    case = backup_saying(upgraded(), wheel=None, wheel_sha256=None)
    assert accuses(manifests.a_backup_has_its_wheel, case)


def test_a_backup_without_a_wheel_that_is_gone() -> None:
    case = deployed(request("C"), "wheel_lost", target="C", had="B")
    assert not accuses(manifests.a_backup_has_its_wheel, case)


def test_a_service_that_dies_every_few_seconds_is_not_called_healthy() -> None:
    case = deployed(request("B"), "adoption_flaps")
    assert not accuses(manifests.health_is_remembered, case)
    with pytest.raises(Violation, match="dies again and again"):
        manifests.health_is_remembered(backup_saying(case, healthy=True))


def test_a_release_that_keeps_its_environment_says_so() -> None:
    case = upgraded()
    assert not accuses(manifests.manifests_are_true, case)
    assert accuses(manifests.manifests_are_true, replace(case, code_only=True))
