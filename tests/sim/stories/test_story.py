"""Stories: each ends as it says, and its id gives the same trace everywhere."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim.stories import repertoire, scenarios, story
from sim.stories.run import written
from sim.sweep import plans, shares
from tests.sim import portable

SCENARIOS = sorted(scenarios.everything())
FAULTED = (
    "upgrade:0.files.write@stage_code#1=lost",
    "upgrade:0.run.pm2@start#1=kill_after",
    "restore_by_stamp:0.files.copy@stage_backup#2=power_torn.1",
    "adoption_broken:0.files.exchange@adopt#1=power_nothing",
)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_story_ends_as_it_says_without_faults(name: str) -> None:
    scenario = scenarios.named(name)
    run = story.tell(scenario)
    assert run.violation is None
    assert not run.void
    assert run.verdicts[0] == str(scenario.ends)
    assert run.id == name


def test_there_are_enough_stories_and_each_is_told_in_a_sentence() -> None:
    assert len(SCENARIOS) >= 20
    for scenario in scenarios.everything().values():
        assert scenario.story.endswith(".")
        assert scenario.ends in (0, 1, 2, 3)


@pytest.mark.parametrize("run_id", ["upgrade", *FAULTED])
def test_an_id_gives_the_same_trace_twice(run_id: str) -> None:
    first, second = repertoire.replay(run_id), repertoire.replay(run_id)
    assert first.id == run_id
    assert first.violation is None
    assert not first.void
    assert written(first.trace) == written(second.trace)
    assert first.digest == second.digest


@pytest.mark.lengthy
def test_an_id_gives_the_same_trace_in_any_process(root: Path) -> None:
    """Nothing of the machine is in a run, be it of which genre; assertions may be left out.

    The session `portable` tells all of them, and under every Python.
    """
    ids = [*SCENARIOS[::4], *FAULTED, *(next(iter(genre.names())) for genre in repertoire.GENRES)]
    here = portable.digests(ids)
    assert here == portable.digests(ids)
    for number, surroundings in enumerate(portable.SURROUNDINGS):
        elsewhere = portable.elsewhere(sys.executable, ids, surroundings, root)
        assert elsewhere == here, f"surroundings {number}"


def test_a_crash_is_recovered_from_and_the_request_then_done() -> None:
    run = repertoire.replay("upgrade:0.files.link@point_to_new#1=kill_after")
    assert run.verdicts == ["crash", "1", "0"]
    assert run.serves == "B"


def test_a_refusal_leaves_what_served() -> None:
    run = repertoire.replay("unimportable")
    assert (run.verdicts, run.serves) == (["2"], "A")


def test_a_sweep_gives_the_same_work_for_the_same_seed_and_other_for_another() -> None:
    fast = shares.FAST
    other = replace(fast, seed=fast.seed + 1)
    first = list(plans.chunks(["upgrade"], fast))
    assert first == list(plans.chunks(["upgrade"], fast))
    assert first != list(plans.chunks(["upgrade"], other))
    assert first[0][0] == "upgrade"
    assert max(map(len, first)) <= plans.CHUNK
