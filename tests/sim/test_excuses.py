"""A fault excuses what it has kept from being done, and nothing beside that."""

from dataclasses import replace

import pytest

from sim.effect import Effect
from sim.harm.faults import parse_plan
from sim.oracles import (
    accounts,
    bounds,
    honesty,
    manifests,
    next_boot,
    retention,
    traces,
    truth,
)
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.states.places import APP, BACKUPS, CONFIG, PM2_HOME
from sim.states.start import request
from sim.storage import nodes
from sim.storage.nodes import File
from tests.sim.test_accounts import carried_out
from tests.sim.test_finer_oracles import reported
from tests.sim.test_oracles import accusation, gone_back, upgraded

INCOMING = f"{APP}/.deploy/incoming"


def with_effect(case: Case, op: str, detail: str, outcome: str, *, step: str = "prune") -> Case:
    """Return the case as if this, too, had been done in the command."""
    last = case.world.trace[-1]
    case.world.trace.append(Effect(last.at, 0, op, step, 1, detail, outcome))
    return replace(case, effects=case.effects + 1)


def with_file(case: Case, path: str) -> Case:
    case.world.disk.make_directory(path.rpartition("/")[0])
    case.world.disk.put(path, b"", durable=True)
    return case


# ------------------------------------------------------------------ leaks


def test_what_was_brought_stays_where_its_lock_cannot_be_taken() -> None:
    case = with_file(upgraded(), f"{INCOMING}/1/lock")
    assert accusation(case) == "leak"
    held_back = with_effect(case, "files.lock", f"{INCOMING}/1/lock", "error OSError")
    traces.nothing_leaks(held_back)


@pytest.mark.parametrize(
    "path", [f"{BACKUPS}/.partial_1/x", f"{APP}/environments/spare/x", f"{APP}/.deploy/rubbish"]
)
@pytest.mark.parametrize("op", ["files.lock", "files.names", "files.remove"])
def test_no_failure_elsewhere_excuses_a_leak(op: str, path: str) -> None:
    case = with_effect(upgraded(), op, f"{INCOMING}/1/lock", "error OSError")
    assert accusation(with_file(case, path)) == "leak"


@pytest.mark.parametrize(
    ("op", "path"),
    [("files.make_directory", CONFIG.layout.state), ("files.lock", CONFIG.layout.lock)],
)
def test_whoever_never_had_the_lock_clears_nothing_away(op: str, path: str) -> None:
    left = f"{APP}/.deploy/.journal.json.writing"
    case = with_file(upgraded(), left)
    lay_there = replace(case, begun=case.world, verdict=replace(case.verdict, report=None))
    assert accusation(lay_there) == "leak"
    refused = with_effect(lay_there, op, path, "denied PermissionError", step="begin")
    traces.nothing_leaks(refused)
    assert accusation(replace(refused, verdict=case.verdict)) == "leak"
    new = replace(refused, begun=case.begun)
    assert accusation(new) == "leak"


@pytest.mark.parametrize("path", [f"{BACKUPS}/.partial_1", f"{APP}/environments/spare"])
def test_a_backup_that_could_not_be_removed_leaves_the_journal_open(path: str) -> None:
    case = with_effect(upgraded(), "files.remove", path, "error OSError")
    assert accusation(with_file(case, f"{path}/x")) == "leak"


def test_what_a_killed_write_left_may_stay_where_it_could_not_be_removed() -> None:
    path = f"{APP}/.deploy/.journal.json.unfinished"
    case = with_file(upgraded(), path)
    assert accusation(case) == "leak"
    held_back = with_effect(case, "files.remove", path, "denied PermissionError", step="begin")
    traces.nothing_leaks(held_back)


# ------------------------------------------------------------------ accounts


def test_a_report_may_not_say_what_is_live_where_its_manifest_was_unread() -> None:
    case = forgotten(reported(upgraded(), live=None))
    name = truth.names(case.world, f"{APP}/releases")[-1]
    other = with_effect(case, "files.read", f"{APP}/.env", "error OSError")
    with pytest.raises(Violation, match="nothing is live"):
        accounts.report_tells_all(other)
    path = f"{APP}/releases/{name}/manifest.json"
    accounts.report_tells_all(with_effect(case, "files.read", path, "error OSError"))


def forgotten(case: Case) -> Case:
    """Return the case as if its report could not have been kept."""
    assert case.verdict.report is not None
    path = f"{CONFIG.layout.reports}/{case.verdict.report.deployment}.json"
    case.world.disk.remove(path)
    return with_effect(case, "files.write", path, "full OSError")


def test_a_copy_of_the_report_lacks_what_was_noted_later_only_where_it_had_to_stay() -> None:
    case = reported(upgraded(), log=("something else",))
    assert case.verdict.report is not None
    path = f"{CONFIG.layout.reports}/{case.verdict.report.deployment}.json"
    unwritten = with_effect(case, "files.write", path, "full OSError")
    with pytest.raises(Violation, match="kept is another than was told: log"):
        accounts.report_tells_all(unwritten)
    accounts.report_tells_all(with_effect(unwritten, "files.remove", path, "error OSError"))


def test_nobody_interrupted_it_whatever_else_has_failed() -> None:
    reason = "it was interrupted while changing"
    case = replace(gone_back(), request=request("X"), seconds=10**4)
    assert case.verdict.report is not None
    told = forgotten(with_effect(reported(case, reason=reason), "run.uv", "", "fails"))
    with pytest.raises(Violation, match="nobody interrupted it"):
        accounts.report_tells_all(told)
    log = (*case.verdict.report.log, "an error nobody foresaw: OSError")
    accounts.report_tells_all(reported(told, log=log))


def test_a_fault_does_not_excuse_a_moment_that_is_not_so() -> None:
    case = carried_out(request("B"), "upgrade", "B")
    longer = replace(case, ended=case.ended + 60, seconds=case.seconds + 60)
    late = with_effect(longer, "run.pm2", "", "slow")
    with pytest.raises(Violation, match="ended"):
        accounts.report_tells_all(forgotten(late))


# ------------------------------------------------------------------ retention, health, at sight


def test_a_fault_does_not_excuse_a_backup_that_is_due() -> None:
    case = carried_out(request("B"), "old_backups", "B")
    case.world.disk.make_directory(f"{BACKUPS}/code_20200101000000")
    (fault,) = parse_plan("0.http.get@verify#1=slow")
    case.world.fired.add(fault)
    with pytest.raises(Violation, match="should be gone"):
        retention.backups_go_when_due(replace(case, asked=case.world.fork()))


def called_unhealthy(name: str, outcome: str) -> Case:
    case = carried_out(request("B"), name, "B")
    assert case.verdict.report is not None
    path = f"{BACKUPS}/code_{case.verdict.report.backup}/manifest.json"
    node = case.world.disk.node(path)
    assert type(node) is File
    told = node.content.replace(b'"healthy": true', b'"healthy": false')
    case.world.disk.put(path, told, durable=True)
    return with_effect(case, "http.get", "", outcome, step="back_up")


def test_only_who_must_be_looked_at_is_not_known_to_serve_well() -> None:
    manifests.health_is_remembered(called_unhealthy("adoption", "silent Unreachable"))
    for name, outcome in (("adoption", "ok"), ("upgrade", "silent Unreachable")):
        with pytest.raises(Violation, match="its backup does not say so"):
            manifests.health_is_remembered(called_unhealthy(name, outcome))


def test_what_failed_before_the_lock_does_not_excuse_the_lock() -> None:
    case = carried_out(replace(request("B"), sha="0" * 40), "upgrade", "B")
    early = with_effect(case, "files.read", "", "corrupt", step="begin")
    traces.refused_at_sight(early)
    late = with_effect(early, "files.lock", CONFIG.layout.lock, "ok", step="begin")
    with pytest.raises(Violation, match="at sight"):
        traces.refused_at_sight(late)
    traces.refused_at_sight(with_effect(late, "files.read", "", "error OSError", step="begin"))


def of_another_minute(content: bytes, chance: int) -> bytes:
    """Flip a bit in the moment of a wheel's first member: all that it holds is whole."""
    assert content.startswith(b"PK")
    place = 10 + chance % 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_a_wheel_that_was_misread_excuses_the_lock_where_its_failure_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nodes, "flipped", of_another_minute)
    plan = parse_plan("0.files.read@begin#1=corrupt")
    remembered = carried_out(request("X"), "refused_again", "X", plan)
    assert remembered.verdict.exit_code == 2
    assert [each for each in remembered.done if each.op == "files.lock"]
    traces.refused_at_sight(remembered)


def test_a_wheel_that_was_misread_excuses_nothing_that_the_first_look_could_tell() -> None:
    case = carried_out(replace(request("B"), sha="0" * 40), "upgrade", "B")
    misread = with_effect(case, "files.read", request("B").wheel, "corrupt", step="begin")
    late = with_effect(misread, "files.lock", CONFIG.layout.lock, "ok", step="begin")
    with pytest.raises(Violation, match="at sight"):
        traces.refused_at_sight(late)
    known = carried_out(request("X"), "refused_again", "X")
    locked = with_effect(known, "files.lock", CONFIG.layout.lock, "ok", step="begin")
    with pytest.raises(Violation, match="at sight"):
        traces.refused_at_sight(locked)


# ------------------------------------------------------------------ bounds, edits


def test_each_thing_that_lasts_and_struck_excuses_the_time_of_a_command() -> None:
    case = upgraded()
    faults = parse_plan(
        "0.run.uv@check#1=slow!+0.http.get@verify#1=refused!+0.run.pm2@stop#1=slow!"
    )
    case.world.lasting.update({fault.site.op: fault for fault in faults})
    for op, outcome in (("run.uv", "slow"), ("http.get", "refused Unreachable"), ("run.pm2", "ok")):
        last = case.world.trace[-1]
        case.world.trace.append(Effect(last.at, 0, op, "verify", 1, "", outcome))
    case = replace(case, effects=case.effects + 3)
    bounds.bounded(replace(case, seconds=2 * bounds.SECONDS_MAX))
    with pytest.raises(Violation, match="for one command"):
        bounds.bounded(replace(case, seconds=2 * bounds.SECONDS_MAX + 1))


def test_a_way_back_may_lack_edits_and_nothing_else() -> None:
    case = replace(gone_back(), edited=True)
    honesty.told_is_true(case)
    path = case.world.disk.canonical(f"{truth.LIVE}/api/main.py")
    case.world.disk.put(path, b"edited", durable=True)
    honesty.told_is_true(replace(case, edits=frozenset({"api/main.py"})))
    with pytest.raises(Violation, match="exit 1, but A serves"):
        honesty.told_is_true(replace(case, edits=frozenset({"needs.txt"})))


def test_a_daemon_that_died_excuses_what_is_not_saved_where_that_is_told() -> None:
    case = carried_out(request("A"), "first_deploy", "A")
    SimOperator(case.world).kill_pm2()
    case.world.disk.put(f"{PM2_HOME}/dump.pm2", b"[]", durable=True)
    with pytest.raises(Violation, match="after a reboot"):
        next_boot.reboot_brings_it_back(case)
    case.world.said.append("after a reboot ai-service would not come back")
    next_boot.reboot_brings_it_back(case)
    before = replace(case, begun=case.world.fork())  # it had died before, and was started again
    with pytest.raises(Violation, match="after a reboot"):
        next_boot.reboot_brings_it_back(before)
