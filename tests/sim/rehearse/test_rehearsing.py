"""The answer of a rehearsal: go where all is well, and no-go with the reason where it is not."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from deploy import deployment, tree
from deploy.model import Apply, Restore
from deploy.snapshot import Snapshot
from sim.goods import wheels
from sim.harm.faults import SIGNAL
from sim.people.operator import Operator
from sim.rehearse import staging, sweeping
from sim.rehearse.answer import Answer, document, render
from sim.rehearse.building import config_of
from sim.rehearse.planned import Plan
from sim.rehearse.reducing import reduced
from sim.rehearse.rehearsing import Wish, order_of, rehearse, replayed
from sim.states import hosts, past, pm2_configs, start
from sim.states.past import newest, oldest, the
from sim.states.places import BACKUPS, BASE
from sim.stories import scenarios
from sim.sweep import plans, pool
from tests.sim.rehearse.hosts import after, applying, of_scenario, restoring, seen

pytestmark = pytest.mark.lengthy

LATE_S = 30.0
PLENTY_S = 600.0
"""A sweep is cut short by nothing but its end, however busy the machine is."""
ON_TWO = start.two_releases


def asked(found: Snapshot, plan: Plan, *, seconds: float = 25.0, workers: int = 0) -> Answer:
    """Rehearse a plan on a snapshot that was taken just now."""
    fresh = replace(found, taken=sweeping.now())
    cores = workers or pool.cores()
    return rehearse(Wish(snapshot=fresh, plan=plan, seconds=seconds, workers=cores))


# ------------------------------------------------------------------ go


@pytest.mark.parametrize(
    "plan",
    [applying("C"), restoring(the(newest), ON_TWO)],
    ids=["deployment", "restore"],
)
def test_a_healthy_host_says_go_once_every_fault_was_struck(plan: Plan) -> None:
    answer = asked(seen(start.two_releases().fork()), plan, seconds=PLENTY_S)
    assert answer.goes, render(answer)
    assert (answer.code, answer.exit_code, answer.reasons) == (0, 0, ())
    assert answer.swept is not None
    assert answer.swept.once == answer.swept.once_all > 500
    assert answer.swept.lasting == answer.swept.lasting_all > 200
    assert render(answer).startswith("GO\nthe host: /home/ubuntu/refit, as it was at ")
    assert document(answer)["answer"] == "go"


def test_a_sweep_that_is_cut_short_is_no_go() -> None:
    answer = asked(seen(start.one_release().fork()), applying("B"), seconds=0.0, workers=1)
    assert (answer.code, answer.exit_code) == (2, 0)
    (reason,) = answer.against
    assert reason.text.startswith("only 0 of ")
    assert "--seconds" in reason.mend
    assert "swept: 0 of " in render(answer)


def test_a_broken_oracle_is_no_go_and_is_seen_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "RESTORE", ())  # the way back leads nowhere
    found, plan = seen(start.one_release().fork()), applying("B")
    answer = asked(found, plan, seconds=PLENTY_S, workers=1)
    (reason,) = answer.against
    assert (answer.code, reason.about) == (2, "oracle")
    assert answer.swept is not None
    assert answer.swept.faults in reason.mend
    again = replayed(Wish(snapshot=found, plan=plan), answer.swept.faults)
    assert again.violation is not None
    assert str(again.violation) in reason.text


def test_what_is_not_struck_is_an_error_of_a_file_like_one_that_is() -> None:
    order = order_of(Wish(snapshot=seen(start.one_release().fork()), plan=applying("B")))
    run = sweeping.clean(staging.small(order))
    struck = set(sweeping.faults_of(run))
    left_out = set(plans.single_faults(run.trace)) - struck
    left_out = {fault for fault in left_out if fault.kind != SIGNAL}
    assert {replace(fault, kind="error") for fault in left_out} <= struck
    assert {fault.kind for fault in left_out} == {"denied", "full", "inodes", "readonly"}
    assert {fault.kind for fault in left_out if fault.forever} == {"denied"}


# ------------------------------------------------------------------ no-go


def edited(o: Operator) -> None:
    o.remove(f"{BACKUPS}/code_{newest(o)}/ai_app/{wheels.NEEDS}")


NO_GO: Mapping[str, tuple[Callable[[Operator], None], str, str]] = {
    "a damaged backup": (past.newest_backup_is_damaged, "backup", "is damaged (changed: prompts"),
    "an old damaged backup": (past.backup_is_damaged, "backup", "is damaged"),
    "a backup that lacks a file": (edited, "backup", "missing: prompts/match.txt"),
    "a full disk": (hosts.disk_is_full, "disk", "1 MiB are free, 512 are needed"),
    "no interpreter": (hosts.no_interpreter, "interpreter", "uv finds no Python 3.11"),
    "no index": (hosts.index_is_down, "index", "does not reach its package index"),
    "a stranger on the port": (hosts.stranger_holds_the_port, "port", "app/ai-old holds port 8000"),
    "an open journal": (past.could_not_go_back, "journal", "was left open while changing"),
    "a damaged journal": (past.journal_is_damaged, "journal", "is damaged: how far"),
    "another deployer": (hosts.rival_deploys, "lock", "another deployer holds the lock"),
    "a foreign owner": (hosts.app_is_foreign, "planned", "belongs to another user"),
    "no configuration of PM2": (pm2_configs.is_lost, "planned", "ecosystem.ai.config.js"),
}


@pytest.mark.parametrize("case", sorted(NO_GO))
def test_what_is_wrong_is_no_go_in_time_with_its_reason_and_what_mends_it(case: str) -> None:
    change, about, text = NO_GO[case]
    answer = asked(after(change, start.three_releases), applying("B"))
    assert (answer.code, answer.goes) == (2, False)
    found = [reason for reason in answer.against if reason.about == about]
    assert found, render(answer)
    assert text in found[0].text
    assert all(reason.mend for reason in answer.reasons)
    assert answer.seconds < LATE_S
    assert render(answer).startswith("NO-GO: ")
    assert document(answer)["answer"] == "no-go"


@pytest.mark.parametrize(
    "name", ["crashes_at_start", "unimportable", "wheel_damaged", "wrong_commit", "refused_again"]
)
def test_a_release_that_would_not_serve_is_no_go(name: str) -> None:
    scenario = scenarios.named(name)
    _, found, plan = of_scenario(scenario)
    answer = asked(found, plan)
    assert (answer.code, answer.exit_code) == (2, scenario.ends)
    assert answer.against[-1].about == "planned"
    assert answer.swept is None


def test_an_old_snapshot_one_of_the_future_and_one_of_another_base() -> None:
    found = seen(start.one_release().fork())
    now = sweeping.now()
    for taken, base, about in (
        (now - 3601, BASE, "age"),
        (now + 3600, BASE, "age"),
        (now, "/srv/other", "base"),
    ):
        wish = Wish(snapshot=replace(found, taken=taken), plan=applying("B"), base=base)
        assert [reason.about for reason in rehearse(wish).against] == [about]
    old = Wish(snapshot=replace(found, taken=now - 60), plan=applying("B"), age_max_s=30)
    assert "at most 30 are allowed" in rehearse(old).against[0].text


def test_a_host_that_the_simulator_does_not_know_is_no_go() -> None:
    found = seen(start.one_release().fork())
    other = replace(found, settings={**found.settings, "kept": ["media"]})
    said = [reason.text for reason in asked(other, applying("B")).against]
    assert "the simulator has no host with kept=['media']" in said[0]


# ------------------------------------------------------------------ what holds back, and when


def against(found: Snapshot, plan: Plan) -> list[str]:
    return [reason.about for reason in asked(found, plan, seconds=0.0, workers=1).against]


def test_a_damaged_backup_holds_a_restore_back_only_where_it_leads_elsewhere() -> None:
    three, old = start.three_releases, after(past.backup_is_damaged, start.three_releases)
    new = after(past.newest_backup_is_damaged, three)
    assert against(old, restoring()) == ["sweep"]
    assert against(old, restoring(the(newest), three)) == ["sweep"]
    assert "backup" in against(old, restoring(the(oldest), three))
    assert against(new, restoring()) == ["backup"]
    assert against(new, restoring(the(oldest), three)) == ["sweep"]


def test_with_a_reason_one_may_go_on_over_a_journal() -> None:
    found = after(past.journal_is_damaged)
    assert "journal" in against(found, applying("C"))
    assert against(found, applying("C", force="it was looked at")) == ["sweep"]


def test_a_service_that_does_not_serve_is_only_told() -> None:
    answer = asked(after(hosts.pm2_is_empty), applying("C"), seconds=0.0, workers=1)
    told = [reason.about for reason in answer.reasons if not reason.holds_back]
    assert told == ["service"]


def test_a_restore_of_what_is_not_there_is_no_go() -> None:
    found = seen(start.three_releases().fork())
    answer = asked(found, Plan(request=Restore(backup_id="20250101000000")))
    assert (answer.code, answer.exit_code) == (2, 2)


# ------------------------------------------------------------------ small, and of the same shape


def test_a_large_wheel_on_a_large_host_is_swept_as_a_small_one() -> None:
    code = {
        **wheels.app_files(wheels.wheel("B")),
        **{f"services/part_{part}.py": b"# part\n" * 2000 for part in range(400)},
    }
    plan = replace(applying("B"), wheel=wheels.packed(code))
    found = seen(start.one_release().fork())
    order = order_of(Wish(snapshot=found, plan=plan))
    run = sweeping.clean(staging.small(order))
    tiny = sweeping.clean(staging.small(order_of(Wish(snapshot=found, plan=applying("B")))))
    assert (run.violation, run.verdicts) == (None, ["0"])
    assert len(run.trace) <= len(tiny.trace) + 20
    whole = staging.whole(order)
    assert whole.setting.known["the planned release"] == code
    assert asked(found, plan, seconds=0.0, workers=1).exit_code == 0


@pytest.mark.parametrize(
    ("sha256", "code"), [("0" * 64, 2), (tree.digest(wheels.wheel("B")), 0)], ids=["other", "same"]
)
def test_the_digest_that_ci_published_is_asked_of_the_very_wheel(sha256: str, code: int) -> None:
    plan = applying("B")
    assert isinstance(plan.request, Apply)
    named = replace(plan, request=replace(plan.request, sha256=sha256))
    found = seen(start.one_release().fork())
    assert asked(found, named, seconds=0.0, workers=1).exit_code == code
    if code == 0:
        run = sweeping.clean(staging.small(order_of(Wish(snapshot=found, plan=named))))
        assert run.verdicts == ["0"]


def test_the_small_host_keeps_what_differs() -> None:
    _, found, _ = of_scenario(scenarios.named("restore_damaged"))
    config = config_of(found)
    little = reduced(found, config, None, None)
    ours, theirs = ([(each.path, each.changed) for each in one.trees] for one in (found, little))
    assert ours == theirs
