"""Crashes: what a recorded run yields is what its id gives, told from the beginning."""

import random
from collections import Counter

import pytest

from sim.harm.faults import Fault, Plan, Site, parse_plan
from sim.storage import power
from sim.stories import crashes, scenarios, story
from sim.stories.crashes import Branch
from sim.stories.run import Run
from sim.stories.story import Telling

STORIES = ("upgrade", "adoption_broken", "restore_fails")
SHARE = 0.006
"""Of thousands of crashes: each is told twice."""


def told_both_ways(name: str, plan: Plan, share: float, *further: Fault) -> list[tuple[Run, Run]]:
    """Tell a seeded share of the crashes of a story, from the crash on and from the beginning."""
    scenario, chance, both = scenarios.named(name), random.Random(name), []

    def tell(branch: Branch) -> None:
        if chance.random() < share:
            run = branch.take(*further).tell()
            both.append((run, story.tell(scenario, run.plan)))

    crashes.record(Telling(scenario, plan), tell)
    return both


@pytest.mark.parametrize("name", STORIES)
def test_what_is_recorded_is_what_the_id_gives(name: str) -> None:
    both = told_both_ways(name, (), SHARE)
    assert len(both) > len(STORIES)
    for recorded, replayed in both:
        assert recorded == replayed, replayed.id
        assert not recorded.void


def test_a_crash_of_the_recovery_and_one_after_a_fault_are_recorded_too() -> None:
    for plan in (
        "0.files.link@point_to_new#1=power_nothing",
        "0.run.pm2@start#1=fails",
        "0.run.pm2@start#1=hangs!",
        "0.run.uv@build_environment#2=daemon_dies",
    ):
        for recorded, replayed in told_both_ways("upgrade", parse_plan(plan), SHARE / 4):
            assert recorded == replayed, replayed.id


def test_a_branch_goes_on_with_faults_that_are_still_to_come() -> None:
    further = Fault(Site(1, "files.read", "begin", 1), "error", times=2)
    for recorded, replayed in told_both_ways("upgrade", (), SHARE / 4, further):
        assert recorded == replayed, replayed.id
        assert recorded.id.endswith(f"+{further}")


def test_every_kind_of_crash_is_met_and_each_once() -> None:
    run, found = crashes.every(Telling(scenarios.named("upgrade"), ()))
    assert run == story.tell(scenarios.named("upgrade"))
    assert max(Counter(found).values()) == 1
    met = {"kill_amid", "kill_after", *power.LOSSES} - {power.DATA}  # nothing is replaced in place
    assert {fault.sort for fault in found} == met


def test_a_number_beyond_what_there_is_proves_nothing() -> None:
    for kind in ("kill_amid.4", "power_amid.4", "power_drop.2", "power_torn.1"):
        run = story.tell(scenarios.named("upgrade"), parse_plan(f"0.files.write@begin#1={kind}"))
        assert run.void, kind
    run = story.tell(scenarios.named("upgrade"), parse_plan("0.files.write@begin#1=kill_amid.3"))
    assert not run.void
