"""Stories of a service that did not run what everybody thought it ran."""

import pytest

from deploy.model import Restore
from deploy.settings import with_host_settings
from deploy.verdict import of
from sim.goods import wheels
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.ports.files import SimFiles
from sim.ports.host import host_of
from sim.states import hosts, start
from sim.states.places import APP, BASE, CONFIG
from sim.states.start import request, run_pm2
from tests.stories.telling import ask, offered, served, told


def test_i39_pm2_keeps_running_the_old_code() -> None:
    """I39: for a month site-packages was updated while PM2 ran the old run directory."""
    world = offered("B")
    assert ask(world, request("B")).exit_code == 0
    process = truth.service_process(world)
    assert process is not None
    assert process.serving is not None
    installed = f"{APP}/venv/lib/python3.11/site-packages/ai_app"
    trees = [truth.tree_at(world, place) for place in (process.cwd, truth.LIVE, installed)]
    assert trees == [wheels.app_files(wheels.wheel("B"))] * 3
    assert process.serving.record is not None
    assert process.serving.record["sha"] == wheels.sha("B")


def test_i39_pm2_runs_the_installed_copy() -> None:
    """I39: code and commit are right, the place is not: never a success."""
    run = told("runs_the_installed_copy")
    assert (run.verdicts[0], run.serves) == ("1", "A")


def test_i17_pm2_says_stopped_for_a_moment() -> None:
    """I17: a good release was rolled back, for a look at the wrong moment."""
    for look in (1, 2):
        run = told(f"upgrade:0.run.pm2@verify#{look}=dips")
        assert (run.verdicts, run.serves, run.violation) == (["0"], "B", None)


def test_i39_a_release_that_says_it_is_the_old_one() -> None:
    """I39: health was 200 throughout; the commit it names is not the one meant."""
    run = told("serves_the_old_release")
    assert (run.verdicts, run.serves) == (["1"], "A")


def test_i39_an_entry_of_pm2_keeps_its_old_directory() -> None:
    """I39: `pm2 start` of what is online is a restart with the old paths."""
    run = told("pinned_entry")
    assert (run.verdicts, run.serves) == (["0"], "C")


def test_l17_an_app_that_crashes_in_a_loop_is_online_in_every_poll() -> None:
    """L17: `pm2 describe` exits 0 for it."""
    for name in ("crashes_at_start", "crashes_after_a_second", "crashes_late"):
        assert (told(name).verdicts, told(name).serves) == (["1"], "A")


def test_l18_a_stranger_on_the_port_answers_200() -> None:
    """L18: an answer counts only from the process that PM2 owns, and strangers are left alone."""
    assert told("stranger_on_port").verdicts == ["2"]
    assert told("started_by_hand").verdicts == ["1"]
    assert told("level_3").verdicts[0] == "3"


def test_l18_one_answer_of_a_stranger_is_not_the_services() -> None:
    """L18: a web server's welcome page is a 200 too."""
    run = told("upgrade:0.http.get@verify#1=stranger")
    assert run.verdicts == ["0"]
    assert told("answers_another_status").verdicts == ["1"]


def test_i15_the_old_process_still_holds_the_port() -> None:
    """I15: Errno 98, and a kill under a live entry races its restart: the entry goes first."""
    for name in ("stubborn", "pm2_daemon_dead", "pm2_duplicated"):
        run = told(name)
        assert run.verdicts == ["0"]


@pytest.mark.parametrize("name", ["pm2_empty", "pm2_stopped", "pm2_errored", "pm2_duplicated"])
def test_l04_ai_service_is_missing_from_pm2s_table_or_down(name: str) -> None:
    """L04: deploy stopped before `pm2 start`, and said success."""
    run = told(name)
    assert (run.verdicts, run.serves) == (["0"], "C")


def test_l05_a_rollback_works_from_an_empty_table_too() -> None:
    """L05: a rollback stopped before it restored."""
    world = start.two_releases().fork()
    hosts.pm2_is_empty(SimOperator(world))
    assert ask(world, Restore()).exit_code == 0
    assert served(world) == "A"


def test_i17_a_slow_release_is_given_its_time() -> None:
    """I17: waits were cut, and good releases rolled back before their model had loaded."""
    for name, serves in (("slow_start", "X"), ("slow_warm_up", "X"), ("restore_slow", "X")):
        run = told(name)
        assert (run.verdicts, run.serves) == (["0"], serves)


def test_i17_a_dead_process_is_noticed_early() -> None:
    """I17: nobody waits a minute for what has died."""
    run = told("crashes_at_start")
    change = [effect.at for effect in run.trace if effect.step in ("verify", "point_to_previous")]
    assert change[-1] - change[0] < sum(CONFIG.deploy_waits_s) / 2


def test_i18_a_wrong_health_path_does_not_roll_everything_back() -> None:
    """I18, L20: 404 for ever; the check fails before the deploy, against what serves now."""
    world = offered("B")
    settings = f"{BASE}/infra/deploy.json"
    world.disk.put(settings, b'{"health_path": "/api/health"}', durable=True)
    verdict = of(host_of(world, with_host_settings(CONFIG, SimFiles(world))), request("B"))
    assert verdict.exit_code == 2
    assert "404" in verdict.message
    assert "health_path" in verdict.message
    assert served(world) == "A"


def test_i18_a_404_is_told_apart_from_a_refused_connection() -> None:
    """I18: no minute of retries for a path that is not there."""
    for name in ("answers_404", "answers_404_unproxied"):
        run = told(name)
        asked = [e for e in run.trace if e.op == "http.get" and "health" in e.detail]
        assert run.verdicts == ["1"]
        assert len([e for e in asked if e.step == "verify"]) < 10


def test_l12_no_request_is_served_by_a_mixed_tree() -> None:
    """L12: files were replaced under the live process; every moment of a deployment is watched."""
    for name in ("upgrade", "adoption", "restore_by_stamp"):
        assert told(name).verdicts == ["0"]


def test_l19_caddy_fails_and_somebody_sees_it() -> None:
    """L19: the outcome includes a probe through Caddy where it is configured."""
    assert told("proxy_down").verdicts == ["2"]
    assert told("stale_proxy").verdicts == ["0"]
    assert told("upgrade:0.run.caddy@reload_proxy#1=fails").verdicts[0] == "1"


def test_i46_a_reboot_brings_back_what_is_live() -> None:
    """I46: what should be live was known to a shell variable only."""
    world = offered("B")
    assert ask(world, request("B")).exit_code == 0
    world.machine.lose_power()
    run_pm2(SimOperator(world), "resurrect")
    assert served(world) == "B"


def test_i46_the_empty_list_of_a_daemon_that_died_is_not_saved() -> None:
    """I46: saved by force, it would make the next boot forget the other tenants."""
    assert told("pm2_daemon_dead").verdicts == ["0"]
