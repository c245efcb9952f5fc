"""How PM2 takes the end of a process: restarts, counts, delays, and when it gives up."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.pm2_bench import START, WORLDS, Bench, app, opened


@pytest.fixture(params=WORLDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with opened(request.param) as made:
        made.pm2("ping")
        yield made


def crashing(bench: Bench, life_s: float, **more: Any) -> None:  # noqa: ANN401 - any key of an app
    bench.behave(fails_after_s=life_s)
    bench.config(app(**more))
    bench.start()


def test_a_crash_at_once_is_online_in_almost_every_poll_until_fifteen_restarts(
    bench: Bench,
) -> None:
    crashing(bench, 0.2)
    seen = [bench.row()["status"] for _ in range(8)]
    assert seen.count("online") >= 5
    bench.until(lambda: bench.row()["status"] == "errored")
    row = bench.row()
    assert (row["restart_time"], row["unstable_restarts"], row["exit_code"]) == (15, 0, 1)
    assert (row["pid"], row["created_at"]) == (0, None)
    bench.wait(1)
    assert bench.row()["restart_time"] == 15


def test_short_lives_are_counted(bench: Bench) -> None:
    crashing(bench, 0.3)
    bench.wait(3)
    row = bench.row()
    assert 3 <= row["restart_time"] <= 12
    assert row["restart_time"] <= row["unstable_restarts"] <= row["restart_time"] + 1


@pytest.mark.parametrize(("life_s", "least", "most"), [(1.2, 1, 5), (2.5, 1, 3)])
def test_longer_lives_are_never_unstable(
    bench: Bench, life_s: float, least: int, most: int
) -> None:
    crashing(bench, life_s)
    bench.wait(5)
    row = bench.row()
    assert least <= row["restart_time"] <= most
    assert row["unstable_restarts"] == 0


def test_lives_of_almost_a_second_do_not_end_in_errored_within_a_while(bench: Bench) -> None:
    crashing(bench, 0.85)
    bench.wait(4)
    assert bench.row()["status"] in ("online", "stopped")
    assert 2 <= bench.row()["restart_time"] <= 6


def test_max_restarts_counts_the_ends_not_the_restarts(bench: Bench) -> None:
    crashing(bench, 0.2, max_restarts=3)
    bench.until(lambda: bench.row()["status"] == "errored")
    assert bench.row()["restart_time"] == 2


def test_min_uptime_makes_longer_lives_unstable(bench: Bench) -> None:
    crashing(bench, 0.6, max_restarts=3, min_uptime="2s")
    bench.until(lambda: bench.row()["status"] == "errored")
    assert bench.row()["restart_time"] == 2


def test_what_is_errored_can_be_restarted_and_deleted(bench: Bench) -> None:
    crashing(bench, 0.1, max_restarts=2)
    bench.until(lambda: bench.row()["status"] == "errored")
    assert bench.pm2("describe", "ai").code == 0
    bench.behave()
    assert bench.pm2("restart", "ai").code == 0
    bench.until_served()
    assert bench.row()["restart_time"] == 1
    assert bench.pm2("delete", "ai").code == 0


def test_an_errored_app_can_be_stopped(bench: Bench) -> None:
    crashing(bench, 0.1, max_restarts=2)
    bench.until(lambda: bench.row()["status"] == "errored")
    assert bench.pm2("stop", "ai").code == 0
    assert bench.row()["status"] == "stopped"


def test_a_delayed_restart_waits_with_a_stale_pid(bench: Bench) -> None:
    crashing(bench, 0.2, restart_delay=3000)
    bench.until(lambda: bench.row()["status"] == "waiting restart")
    row = bench.row()
    assert (row["restart_time"], row["exit_code"], row["pid"] > 0) == (0, 1, True)
    assert not bench.ground.alive(row["pid"])
    bench.until(lambda: bench.row()["restart_time"] == 1)


def test_what_waits_cannot_be_restarted(bench: Bench) -> None:
    crashing(bench, 0.1, restart_delay=20000)
    bench.until(lambda: bench.row()["status"] == "waiting restart")
    pid = bench.row()["pid"]
    said = bench.pm2(*START)
    assert f"Process with pid {pid} already exists" in said.err
    assert bench.row()["status"] == "waiting restart"


def test_what_waits_can_be_stopped_and_deleted(bench: Bench) -> None:
    crashing(bench, 0.1, restart_delay=1500)
    bench.until(lambda: bench.row()["status"] == "waiting restart")
    assert bench.pm2("stop", "ai").code == 0
    bench.wait(2)
    assert (bench.row()["status"], bench.row()["restart_time"]) == ("stopped", 0)
    assert bench.pm2("delete", "ai").code == 0


def test_what_is_given_up_after_delays_says_that_it_waits(bench: Bench) -> None:
    crashing(bench, 0.1, restart_delay=100, max_restarts=3)
    bench.until(lambda: bench.row()["pid"] == 0)
    row = bench.row()
    assert (row["status"], row["restart_time"]) == ("waiting restart", 2)
    assert (row["unstable_restarts"], row["created_at"]) == (0, None)
    bench.wait(1)
    assert bench.row()["restart_time"] == 2


def test_the_delay_may_grow_by_half_each_time(bench: Bench) -> None:
    crashing(bench, 0.1, exp_backoff_restart_delay=100)
    bench.until(lambda: bench.row().get("prev_restart_delay", 0) >= 337)
    bench.until(lambda: bench.row()["prev_restart_delay"] == 757)
    assert bench.row()["restart_time"] in (5, 6)


@pytest.mark.parametrize("key", [{"autorestart": False}, {"stop_exit_codes": [1]}], ids=str)
def test_an_end_may_be_the_end(bench: Bench, key: dict[str, Any]) -> None:
    crashing(bench, 0.2, **key)
    bench.until(lambda: bench.row()["status"] == "stopped" and bench.row()["pid"] == 0)
    bench.wait(0.5)
    row = bench.row()
    assert (row["restart_time"], row["unstable_restarts"], row["exit_code"]) == (0, 1, 1)


def test_other_exit_codes_are_restarted(bench: Bench) -> None:
    crashing(bench, 0.2, stop_exit_codes=[0])
    bench.until(lambda: bench.row()["restart_time"] > 1)


def test_without_autostart_it_is_stopped_from_the_beginning(bench: Bench) -> None:
    bench.config(app(autostart=False))
    bench.start()
    assert (bench.row()["status"], bench.row()["pid"]) == ("stopped", 0)


def test_an_import_that_fails(bench: Bench) -> None:
    bench.behave(imports=False)
    bench.start()
    bench.until(lambda: bench.row()["restart_time"] >= 2)
    assert bench.row()["exit_code"] == 1
    assert bench.ground.listener(8000) is None


def test_an_app_that_dies_after_it_served(bench: Bench) -> None:
    bench.behave(dies_s=0.5)
    bench.start()
    bench.until_served()
    bench.until(lambda: bench.row()["restart_time"] >= 1)
    bench.until_served()


def test_a_taken_port_is_a_crash_loop_that_looks_online(bench: Bench) -> None:
    bench.ground.occupy(8000)
    holder = bench.ground.listener(8000)
    bench.start()
    bench.until(lambda: bench.row()["restart_time"] >= 2)
    assert bench.row()["exit_code"] == 3
    assert bench.ground.get(8000) == "stranger"
    assert bench.ground.listener(8000) == holder


def test_what_is_killed_is_there_again_at_once(bench: Bench) -> None:
    bench.start()
    bench.until_served()
    bench.wait(1.2)
    before = bench.row()["pid"]
    bench.ground.kill(before)
    bench.wait(0.5)
    row = bench.row()
    assert (row["status"], row["restart_time"], row["pid"] == before) == ("online", 1, False)
    assert (row["unstable_restarts"], row["exit_code"]) == (0, 0)


def test_a_signal_through_pm2_ends_it_and_it_comes_back(bench: Bench) -> None:
    bench.start()
    bench.until_served()
    said = bench.pm2("sendSignal", "SIGTERM", "ai")
    assert said.out.startswith("[PM2] Sending signal to process name ai\nsuccessfully sent signal")
    bench.until(lambda: bench.row()["restart_time"] == 1)


def test_an_app_that_ignores_the_signal_is_killed_after_its_time(bench: Bench) -> None:
    bench.behave(stubborn=True)
    bench.start()
    bench.until_served()
    pid = bench.row()["pid"]
    assert bench.pm2("stop", "ai").code == 0
    assert not bench.ground.alive(pid)
    assert (bench.row()["status"], bench.row()["exit_code"]) == ("stopped", 0)


def test_a_stop_within_the_first_second_counts_as_unstable(bench: Bench) -> None:
    bench.config(app(min_uptime=60_000))
    bench.start()
    bench.pm2("stop", "ai")
    assert bench.row()["unstable_restarts"] == 1
    bench.pm2("restart", "ai")
    assert bench.row()["unstable_restarts"] == 0
