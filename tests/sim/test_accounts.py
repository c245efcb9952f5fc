"""The oracles of what is written down can fail: one field is another, and the right one sees it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from deploy import verdict
from deploy.model import Apply, Restore
from sim.effect import Effect
from sim.harm.faults import Plan
from sim.oracles import (
    accounts,
    manifests,
    proof,
    recorded,
    reporting,
    retention,
    traces,
    truth,
    wording,
)
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.ports.files import SimFiles
from sim.ports.host import host_of
from sim.states import past
from sim.states.places import APP, BACKUPS, CONFIG, HEALTH_URL
from sim.states.start import request
from sim.storage.nodes import File
from sim.stories import scenarios


def carried_out(asked: Apply | Restore, name: str, target: str, plan: Plan = ()) -> Case:
    """Carry a request out on the host of a scenario; return what it is to be judged by."""
    begun = scenarios.named(name).start()
    world, known = begun.fork(), scenarios.known_trees(name)
    world.load(plan)
    began = world.machine.now
    told = verdict.of(host_of(world, CONFIG), asked)
    return Case(
        world=world,
        asked=begun,
        begun=begun,
        known=known,
        target=target,
        had=truth.label_of(truth.tree_at(begun, truth.LIVE), known),
        verdict=told,
        recovering=False,
        power_failed=False,
        effects=len(world.trace),
        seconds=world.machine.now - began,
        edited=False,
        sound=True,
        request=asked,
        ended=world.machine.now,
    )


def upgraded() -> Case:
    return carried_out(request("B"), "upgrade", "B")


def gone_back() -> Case:
    return carried_out(request("X"), "crashes_at_start", "X")


def restored() -> Case:
    start = scenarios.named("restore_by_stamp").start()
    return carried_out(past.the(past.oldest)(SimOperator(start)), "restore_by_stamp", "A")


def judge(case: Case) -> None:
    for oracle in (
        accounts.report_tells_all,
        wording.message_is_true,
        recorded.record_is_true,
        retention.backups_go_when_due,
        manifests.manifests_are_true,
        manifests.health_is_remembered,
        reporting.dependencies_are_told,
        reporting.a_failure_names_its_step,
        reporting.the_record_says_how,
    ):
        oracle(case)


def accusation(case: Case) -> str:
    with pytest.raises(Violation) as caught:
        judge(case)
    return caught.value.oracle


def rewritten(case: Case, path: str, **fields: object) -> None:
    """Change fields of a JSON document on the host."""
    node = case.world.disk.node(path)
    assert type(node) is File
    content = json.dumps({**json.loads(node.content), **fields}).encode()
    case.world.disk.put(path, content, durable=True)


def told(case: Case, **fields: Any) -> Case:  # noqa: ANN401 - whatever a report holds
    """Tell and keep another report."""
    assert case.verdict.report is not None
    report = replace(case.verdict.report, **fields)
    rewritten(case, f"{CONFIG.layout.reports}/{report.deployment}.json", **fields)
    return replace(case, verdict=replace(case.verdict, report=report))


@pytest.mark.parametrize("end", [upgraded, gone_back, restored])
def test_an_honest_account_is_not_accused(end: Callable[[], Case]) -> None:
    judge(end())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("command", "restore"),
        ("outcome", "rolled back"),
        ("level", 2),
        ("started", "2026-01-01T00:00:00+00:00"),
        ("ended", "2126-01-01T00:00:00+00:00"),
        ("live", None),
        ("asked", {"sha": "0" * 40, "sha256": None, "backup": None}),
        ("dependencies", "unchanged"),
        ("failed_step", "stop"),
        ("reason", "it is Friday"),
        ("advice", "try again"),
        ("safety_backup", "/somewhere"),
        ("backup", None),
        ("backup", "20200101000000"),
        ("log", ()),
    ],
)
def test_a_report_of_a_success_says_another_thing(field: str, value: object) -> None:
    assert accusation(told(upgraded(), **{field: value})) in ("report", "message")


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", None), ("failed_step", None), ("failed_step", "dance"), ("level", 1)],
)
def test_a_report_of_a_failure_says_another_thing(field: str, value: object) -> None:
    assert accusation(told(gone_back(), **{field: value})) == "report"


def test_only_a_failure_tells_the_digest_of_a_wheel_that_was_misread() -> None:
    for case, wanted in ((gone_back(), None), (upgraded(), "report")):
        assert isinstance(case.request, Apply)
        assert case.verdict.report is not None
        other = told(case, asked={**case.verdict.report.asked, "sha256": "0" * 64})
        with pytest.raises(Violation, match="asked was"):
            accounts.report_tells_all(other)
        path = case.request.wheel
        case.world.trace.append(Effect(0, 0, "files.read", "begin", 3, path, "corrupt"))
        if wanted is None:
            accounts.report_tells_all(other)
        else:
            assert accusation(other) == wanted


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asked", {"sha": None, "sha256": None, "backup": "20200101000000"}),
        ("dependencies", "rebuilt from the backup's wheel"),
        ("backup", "20200101000000"),
    ],
)
def test_a_report_of_a_restore_says_another_thing(field: str, value: object) -> None:
    assert accusation(told(restored(), **{field: value})) in ("report", "message")


def test_a_report_of_a_restore_does_not_say_which_commit_came_back() -> None:
    case = restored()
    assert case.verdict.report is not None
    other = told(case, asked={**case.verdict.report.asked, "sha": None})
    with pytest.raises(Violation, match="the backup is of"):
        accounts.report_tells_all(other)


def test_a_refusal_of_the_check_says_what_to_do() -> None:
    case = carried_out(request("C"), "disk_full", "C")
    reporting.a_refusal_advises(case)
    with pytest.raises(Violation, match="nothing is advised"):
        reporting.a_refusal_advises(told(case, advice=None))


def test_another_report_is_kept_than_was_told() -> None:
    case = upgraded()
    assert case.verdict.report is not None
    path = f"{CONFIG.layout.reports}/{case.verdict.report.deployment}.json"
    rewritten(case, path, dependencies="unchanged")
    assert accusation(case) == "report"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SUCCEEDED", "REFUSED, nothing live was touched"),
        ("live: ", "was: "),
        ("  dependencies: ", "  "),
        ("\n", "\n  next: drink tea\n"),
        ("\n", "\n- "),
    ],
)
def test_a_message_says_another_thing(old: str, new: str) -> None:
    case = upgraded()
    message = case.verdict.message.replace(old, new, 1)
    changed = replace(case, verdict=replace(case.verdict, message=message))
    assert accusation(changed) == "message"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sha", "0" * 40),
        ("version", None),
        ("since", "2020-01-01T00:00:00+00:00"),
        ("how", "rolled back"),
    ],
)
def test_a_record_says_another_thing(field: str, value: object) -> None:
    case = upgraded()
    rewritten(case, CONFIG.layout.record, **{field: value})
    assert accusation(case) == "record"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "another"),
        ("files", {}),
        ("loose", {}),
        ("wheel", None),
        ("wheel_sha256", "0" * 64),
        ("packages", []),
        ("environment", "another"),
    ],
)
def test_a_manifest_of_a_release_says_another_thing(field: str, value: object) -> None:
    case = upgraded()
    rewritten(case, f"{APP}/current/manifest.json", **{field: value})
    found = replace(case, verdict=replace(case.verdict, report=None))
    assert accusation(found) in ("manifest", "record")


@pytest.mark.parametrize(("field", "value"), [("id", "2"), ("healthy", False), ("before", "?")])
def test_a_manifest_of_a_backup_says_another_thing(field: str, value: object) -> None:
    case = upgraded()
    (name,) = (each for each in truth.names(case.world, BACKUPS) if each.startswith("code_"))
    for half in (name, name.replace("code_", "wheel_")):
        rewritten(case, f"{BACKUPS}/{half}/manifest.json", **{field: value})
    assert accusation(case) == "manifest"


def test_a_backup_stays_that_is_due() -> None:
    case = carried_out(request("B"), "old_backups", "B")
    case.world.disk.make_directory(f"{BACKUPS}/code_20200101000000")
    late = replace(case, asked=case.world.fork())
    with pytest.raises(Violation) as caught:
        retention.backups_go_when_due(late)
    assert caught.value.oracle == "retention"


def test_a_backup_goes_that_is_not_due() -> None:
    case = carried_out(request("C"), "third", "C")
    names = [name for name in truth.names(case.world, BACKUPS) if name.startswith("code_")]
    case.world.disk.remove(f"{BACKUPS}/{names[0]}")
    case.world.disk.remove(f"{BACKUPS}/{names[0].replace('code_', 'wheel_')}")
    assert accusation(case) == "retention"


# ------------------------------------------------------------------ at sight, the lock, the proof


def test_what_is_refused_at_sight_wrote_a_lock() -> None:
    asked = replace(request("B"), sha="0" * 40)
    case = carried_out(asked, "upgrade", "B")
    traces.refused_at_sight(case)
    SimFiles(case.world).make_directory(CONFIG.layout.state)
    late = replace(case, effects=case.effects + 1)
    with pytest.raises(Violation, match="at sight"):
        traces.refused_at_sight(late)


def test_a_lock_is_held_after_the_end() -> None:
    case = upgraded()
    traces.lock_is_free(case)
    held = SimFiles(case.world).lock(CONFIG.layout.lock)
    held.__enter__()
    with pytest.raises(Violation, match="held after the end"):
        traces.lock_is_free(case)


def asked_at(*moments: float, looked: Sequence[float] = (1.0, 4.0)) -> list[Effect]:
    """Return a trace of a start, and of the health check and PM2's table asked at moments."""
    said = [(0.0, "run.pm2", "pm2 start x")]
    said += [(at, "http.get", HEALTH_URL) for at in moments]
    said += [(at, "run.pm2", "pm2 jlist --silent") for at in looked]
    return [Effect(at, 0, op, "verify", 1, detail, "ok") for at, op, detail in sorted(said)]


@pytest.mark.parametrize(
    ("trace", "said"),
    [
        (asked_at(1, 2, 3), "after 3 answers"),
        (asked_at(1, 2, 2.5, 4), "its answers came at"),
        (asked_at(1, 2, 3, 4, looked=(1.0,)), "not compared"),
        (asked_at(1, 2, 3, 4, looked=(4.0,)), "not compared"),
        (asked_at(1, 2, 3, 4, looked=(1.0, 5.0)), "not compared"),
    ],
)
def test_a_release_is_believed_too_soon(trace: list[Effect], said: str) -> None:
    proof.check("redeploy", asked_at(1, 2, 3, 4), proof.APPLIED)
    with pytest.raises(Violation, match=said):
        proof.check("redeploy", trace, proof.APPLIED)


def test_a_release_is_asked_more_often_than_it_need_be() -> None:
    proof.check("upgrade", asked_at(1, 2, 3, 4, looked=(1.0, 2.0, 4.0)), proof.APPLIED)
    for trace in (asked_at(1, 2, 3, 4), asked_at(1, 2, 3, 4, 5, looked=(1.0, 2.0, 5.0))):
        with pytest.raises(Violation, match="were asked for"):
            proof.check("upgrade", trace, proof.APPLIED)


@pytest.mark.parametrize(("name", "after"), [("never_ready", 20.0), ("crashes_at_start", 60.0)])
def test_a_release_is_given_up_too_soon_or_too_late(name: str, after: float) -> None:
    begun = Effect(0.0, 0, "run.pm2", "start", 1, "pm2 start x", "ok")
    ended = Effect(after, 0, "run.pm2", "stop", 1, "pm2 delete x", "ok")
    back = [
        effect._replace(at=effect.at + after)
        for effect in asked_at(1, 2, 3, looked=(1.0, 2.0, 3.0))
    ]
    with pytest.raises(Violation, match="given up"):
        proof.check(name, [begun, ended, *back], proof.RETURNED)
