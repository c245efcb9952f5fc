"""Each story of the control side ends as it says, and so does a share of its faults."""

from dataclasses import replace

import pytest

from deploy.errors import Refused
from sim.control import catalogue, sweep
from sim.control.telling import PREFIX
from sim.stories import repertoire
from sim.stories.run import identify
from sim.sweep.shares import FAST

NAMES = [f"{PREFIX}{name}" for name in catalogue.STORIES]
SHARE = replace(FAST, control=0.03, seed=7)


@pytest.mark.parametrize("name", NAMES)
def test_a_story_ends_as_it_says(name: str) -> None:
    run = repertoire.tell(name)
    assert (run.violation, run.void) == (None, False)
    assert run.verdicts[0] == str(catalogue.STORIES[name.removeprefix(PREFIX)].ends)


@pytest.mark.parametrize("name", NAMES)
def test_a_share_of_its_faults_breaks_no_oracle(name: str) -> None:
    (ids, *more) = sweep.chunks([name], SHARE)
    for run_id in [*ids, *(each for chunk in more for each in chunk)][:12]:
        run = repertoire.replay(run_id)
        assert (run.id, run.violation, run.void) == (run_id, None, False)


def test_the_same_id_gives_the_same_trace() -> None:
    run_id = f"{PREFIX}release:0.shell.send@send#1=lost"
    first, second = repertoire.replay(run_id), repertoire.replay(run_id)
    assert first.digest == second.digest
    assert first.trace == second.trace


def test_what_a_person_does_on_a_host_is_no_fault_of_the_control_side() -> None:
    with pytest.raises(Refused, match="no fault of the control side"):
        repertoire.replay(f"{PREFIX}release:0.clock.sleep@watch#1=daemon_dies")


def test_every_operation_of_the_control_side_is_struck() -> None:
    struck = {
        fault.site.op
        for name in ("release", "restore", "fleet", "killed_in_change")
        for (fault,) in sweep.plans_of(repertoire.tell(f"{PREFIX}{name}"))
    }
    assert struck >= {
        *("forge.build", "store.get", "store.head", "store.put", "shell.presence", "shell.send"),
        *("shell.standings", "shell.tagged", "notifier.tell", "clock.sleep"),
    }


LOST = (
    "release:0.shell.send@send#1=lost",
    "release:0.shell.send@send#1=slow",
    "release:0.shell.send@send#1=error",
    "fleet:0.shell.send@send#2=lost",
)


@pytest.mark.parametrize("which", LOST)
def test_a_lost_reply_leads_to_one_deployment_or_none(which: str) -> None:
    """L24, I10: what may have been sent is looked for, and never sent again."""
    run = repertoire.replay(PREFIX + which)
    assert (run.violation, run.void) == (None, False)
    assert run.verdicts[0] in {"0", "2", "3"}
    sent = [effect for effect in run.trace if effect.op == "shell.send" and effect.command == 0]
    assert len({effect.detail.split()[-1] for effect in sent}) == len(sent)


def test_a_person_who_ends_it_early_begins_nothing() -> None:
    run = repertoire.replay(f"{PREFIX}slow_service:0.clock.sleep@watch#1=sigint")
    assert (run.violation, run.verdicts[0]) == (None, "2")


def test_a_person_who_ends_it_late_leaves_the_host_at_work() -> None:
    run = repertoire.replay(f"{PREFIX}works_long:0.clock.sleep@watch#20=sigint")
    assert (run.violation, run.verdicts[0]) == (None, "3")
    assert not any(effect.op == "shell.cancel" for effect in run.trace)


def test_the_stories_are_many_enough_for_a_thousand_runs() -> None:
    runs = sum(1 + len(sweep.plans_of(repertoire.tell(name))) for name in NAMES)
    assert runs >= 1000


def test_an_unknown_story_is_refused() -> None:
    with pytest.raises(Exception, match="there is no story 'nosuch'"):
        repertoire.tell(f"{PREFIX}nosuch")


def test_ids_of_a_share_are_drawn_by_the_seed() -> None:
    def drawn(seed: int) -> list[str]:
        shares = replace(FAST, control=0.1, seed=seed)
        return [each for chunk in sweep.chunks([NAMES[0]], shares) for each in chunk]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1)[0] == identify(NAMES[0], ())
