"""Patterns: one line is exactly the runs that it stands for."""

from collections.abc import Callable

import pytest

from deploy.errors import Refused
from sim.stories import repertoire
from sim.stories.run import Run
from sim.sweep import patterns
from sim.sweep.patterns import faults_after

CRASH = "upgrade:0.files.link@point_to_new#1=kill_after"
FIRST = "first_deploy:0.files.link@point_to_new#1=kill_after"
"""The shortest way back: there is no release before that would start again."""
PREPARING = "upgrade:0.files.copy@stage_code#1=kill_after"


def told(pattern: str) -> list[Run]:
    runs: list[Run] = []
    patterns.run(pattern, set(), runs.append)
    return runs


def test_an_id_is_one_run() -> None:
    assert [run.id for run in told(CRASH)] == [CRASH]


def test_a_step_stands_for_each_of_its_crashes() -> None:
    runs = told("upgrade:@point_to_new=?")
    kinds = {run.plan[0].sort for run in runs}
    assert kinds >= {"kill_after", "kill_amid", "power_all"}
    assert all(run.plan[0].site.step == "point_to_new" for run in runs)
    assert all(run.verdicts[0] == "crash" for run in runs)
    assert not any(run.violation or run.void for run in runs)


def test_the_parts_of_a_step_are_the_whole_of_it() -> None:
    whole = [run.id for run in told("upgrade:@flush=?")]
    parts = [run.id for part in (1, 2, 3) for run in told(f"upgrade:@flush/{part}/3=?")]
    assert sorted(parts) == sorted(whole)
    assert len(set(whole)) == len(whole)


def test_a_crash_that_was_recorded_is_told_as_from_the_beginning() -> None:
    recorded = {run.id: run for run in told("restore_by_stamp:@point_to_new=?") if not run.alike}
    for run_id, run in sorted(recorded.items()):
        assert repertoire.replay(run_id).digest == run.digest


def test_a_fault_strikes_once_more_as_long_as_there_is_one_more_to_strike() -> None:
    refused = "upgrade:0.http.get@verify#1=refused"
    ids = [run.id for run in told(f"{refused}*?3")]
    assert ids == [refused, f"{refused}*2", f"{refused}*3"]
    alone = "upgrade:0.files.copy@stage_code#1=error"
    assert [run.id for run in told(f"{alone}*?3")] == [alone]
    followed = [run.id for run in told(f"{refused}*?2+?2")]
    assert (followed[0], followed[-1]) == (refused, f"{refused}*2")
    assert len(followed) > 2


@pytest.mark.lengthy
def test_every_fault_on_the_way_back_follows_the_first() -> None:
    first, *seconds = told(f"{FIRST}+?")
    after = list(faults_after(first))
    assert [run.plan for run in seconds] == [(*first.plan, fault) for fault in after]
    assert {fault.site.command for fault in after} == {1}
    assert "verify" in {fault.site.step for fault in after}
    assert not any(run.violation or run.void for run in seconds)


@pytest.mark.lengthy
def test_a_share_of_them_is_drawn_the_same_each_time() -> None:
    some = [run.id for run in told(f"{PREPARING}+?5")]
    assert 1 < len(some) < len(told(f"{PREPARING}+?")) / 5
    assert some == [run.id for run in told(f"{PREPARING}+?5")]


def test_what_a_program_did_not_begin_again_does_not_follow() -> None:
    """The program that wrote was at work before its write failed."""
    first = told("upgrade:0.uv.write@build_environment#3=full")[0]
    ops = [fault.site.op for fault in faults_after(first) if fault.site.step == "build_environment"]
    assert "run.uv" not in ops


@pytest.mark.parametrize("pattern", ["upgrade:nonsense", "nothing", "nothing:@flush=?"])
def test_a_pattern_of_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(Refused):
        told(pattern)


@pytest.mark.parametrize("name", ["control.release", "upgrade"])
def test_every_genre_is_told_by_its_own_words(name: str) -> None:
    heed: Callable[[Run], None] = lambda run: names.append(run.scenario)  # noqa: E731
    names: list[str] = []
    patterns.run(name, set(), heed)
    assert names == [name]
