"""The oracles of what a host remembers can fail: reasons, reports, lists, and the last answers."""

import json
from dataclasses import replace

import pytest

from sim.effect import Effect
from sim.oracles import accounts, effects, honesty, next_boot, recorded, reporting, wording
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.states.places import CONFIG, PM2_HOME
from sim.states.start import request
from sim.storage.nodes import File
from tests.sim.test_accounts import carried_out
from tests.sim.test_excuses import with_effect
from tests.sim.test_finer_oracles import reported
from tests.sim.test_oracles import gone_back, upgraded

FAILURES, JOURNAL = CONFIG.layout.failures, CONFIG.layout.journal


def rewritten(case: Case, path: str, old: bytes, new: bytes) -> Case:
    node = case.world.disk.node(path)
    assert type(node) is File
    assert old in node.content
    case.world.disk.put(path, node.content.replace(old, new), durable=True)
    return case


def test_the_reason_that_is_remembered_is_the_one_that_was_told() -> None:
    case = carried_out(request("X"), "crashes_at_start", "X")
    reporting.a_failure_is_remembered(case)
    assert case.verdict.report is not None
    reason = (case.verdict.report.reason or "").encode()
    other = rewritten(case, FAILURES, reason, b"interrupted")
    with pytest.raises(Violation, match="remembered is 'interrupted'"):
        reporting.a_failure_is_remembered(other)
    with pytest.raises(Violation, match="remembered is 'interrupted'"):
        reporting.a_failure_is_remembered(with_effect(other, "files.write", FAILURES, "full"))
    reporting.a_failure_is_remembered(with_effect(other, "files.write", JOURNAL, "full"))


def test_a_recovery_tells_the_reason_that_was_noted() -> None:
    case = gone_back()
    assert case.verdict.report is not None
    name, begun = case.verdict.report.deployment, case.begun.fork()
    noted = f'{{"deployment": "{name}", "phase": "changing", "reason": "noted"}}'
    begun.disk.put(JOURNAL, noted.encode(), durable=True)
    recovered = replace(case, begun=begun, recovering=True)
    with pytest.raises(Violation, match="noted was 'noted'"):
        reporting.a_failure_is_remembered(recovered)


def test_a_journal_that_nobody_could_read_is_put_by() -> None:
    case, begun = upgraded(), upgraded().begun.fork()
    begun.disk.put(JOURNAL, b'{"checksum": "00', durable=True)
    late = replace(case, begun=begun)
    with pytest.raises(Violation, match="is gone"):
        reporting.what_is_set_aside_stays(late)
    place = f"{CONFIG.layout.reports}/journal-damaged.json"
    case.world.disk.put(place, b'{"checksum": "00', durable=True)
    reporting.what_is_set_aside_stays(late)


def test_a_report_that_could_be_kept_is_there() -> None:
    case = upgraded()
    assert case.verdict.report is not None
    path = f"{CONFIG.layout.reports}/{case.verdict.report.deployment}.json"
    case.world.disk.remove(path)
    with pytest.raises(Violation, match="there is no"):
        accounts.report_tells_all(with_effect(case, "files.remove", path, "error OSError"))
    accounts.report_tells_all(with_effect(case, "files.write", path, "full OSError"))


def test_nothing_is_recorded_where_nothing_is_live() -> None:
    case = reported(upgraded(), outcome="cleared")
    with pytest.raises(Violation, match="nothing is live, recorded is"):
        recorded.record_is_true(case)


def test_the_copy_of_the_list_of_pm2_is_damaged() -> None:
    case = upgraded()
    case = replace(case, begun=case.begun.fork(), asked=case.asked.fork())
    next_boot.the_copy_of_the_list_stays(case)
    path = f"{PM2_HOME}/dump.pm2.bak"
    for world in (case.begun, case.asked):
        world.disk.put(path, b'[{"name": "backend"}]', durable=True)
    case.world.disk.put(path, b'[{"name"', durable=True)
    with pytest.raises(Violation, match="cannot be read any more"):
        next_boot.the_copy_of_the_list_stays(case)


def test_an_app_would_come_back_twice() -> None:
    case = upgraded()
    next_boot.tenants_come_back(case)
    path = f"{PM2_HOME}/dump.pm2"
    entries = json.loads(case.world.disk.read(path))
    twice = json.dumps([*entries, *entries]).encode()
    case.world.disk.put(path, twice, durable=True)
    with pytest.raises(Violation, match="would run 2 times"):
        next_boot.tenants_come_back(case)
    scaled = replace(case, asked=case.asked.fork())
    scaled.asked.disk.put(path, twice, durable=True)
    next_boot.tenants_come_back(scaled)


def test_others_may_read_what_pm2_has_saved() -> None:
    case = upgraded()
    case = replace(case, begun=case.begun.fork(), asked=case.asked.fork())
    path = f"{PM2_HOME}/dump.pm2"
    SimOperator(case.start).keep_private(path)
    with pytest.raises(Violation, match="others may read"):
        next_boot.tenants_come_back(case)
    SimOperator(case.world).keep_private(path)
    next_boot.tenants_come_back(case)


def test_it_is_told_not_to_come_back_and_would() -> None:
    case = upgraded()
    next_boot.reboot_brings_it_back(case)
    case.world.said.append("after a reboot ai-service would not come back")
    with pytest.raises(Violation, match="and would"):
        next_boot.reboot_brings_it_back(case)


@pytest.mark.parametrize("outcome", ["404", "503 Unreachable", "silent Unreachable"])
def test_the_proxy_did_not_answer_at_last(outcome: str) -> None:
    case = upgraded()
    effects.the_proxy_answered(case)
    with pytest.raises(Violation, match="told as done"):
        effects.the_proxy_answered(with_effect(case, "http.get", CONFIG.proxy_url, outcome))


def test_bounded_what_is_fetched_from_nowhere_takes_no_build() -> None:
    case = upgraded()
    last = case.world.trace[-1]
    slow = Effect(last.at + 400, 0, "run.uv", "stage_environment", 1, "uv pip --offline", "ok")
    case.world.trace.append(slow)
    with pytest.raises(Violation, match="took 400 s"):
        effects.each_ends_in_time(replace(case, effects=case.effects + 1))


def test_the_next_command_is_of_files_alone_too() -> None:
    case = upgraded()
    said = f"{case.verdict.message}\n  next: deploy recover --base {CONFIG.base}"
    told = replace(case, verdict=replace(case.verdict, message=said), service=False)
    with pytest.raises(Violation, match="look for a service"):
        wording.next_command_fits(told)


def test_a_change_is_open_after_all() -> None:
    case = upgraded()
    for phase, honest in (("committed", True), ("changing", False)):
        case.world.disk.put(JOURNAL, f'{{"phase": "{phase}"}}'.encode(), durable=True)
        if honest:
            honesty.no_change_is_open(case)
            continue
        with pytest.raises(Violation, match="a change is open still"):
            honesty.no_change_is_open(case)
