"""The races themselves: how each ends, that an id gives the same run, that no order is lost."""

import random
from dataclasses import replace

import pytest

from deploy.errors import Refused
from sim.harm.faults import parse_plan
from sim.race import catalogue, serial, sweep, telling
from sim.race.order import Order
from sim.race.performance import Performance
from sim.race.playing import play_of
from sim.race.stage import EXACT
from sim.race.turns import Turn
from sim.storage.nodes import Directory
from sim.stories import repertoire
from sim.sweep.shares import FAST

NAMES = [f"{telling.PREFIX}{name}" for name in catalogue.everything()]


@pytest.mark.parametrize("name", NAMES)
def test_a_race_of_deployers_who_wait_ends_as_it_says(name: str) -> None:
    run = repertoire.tell(name)
    assert (run.violation, run.void) == (None, False)
    assert run.verdicts[0] == str(catalogue.named(name.removeprefix(telling.PREFIX)).ends)


KEPT = (
    "race.two_operators~13~200",
    "race.operator_and_ci~392~2~5",
    "race.recover_changed~12~300",
    "race.files~200",
    "race.two_operators:0.files.link@point_to_new#1=kill_after",
    "race.recover_twice~0~8:0.files.remove@prune#1=kill_after",
    "race.operator_and_ci~0~18:0.files.copy@back_up#2=power_nothing",
)


@pytest.mark.parametrize("run_id", KEPT)
def test_the_same_id_gives_the_same_trace(run_id: str) -> None:
    first, second = repertoire.replay(run_id), repertoire.replay(run_id)
    assert (first.id, first.violation, first.void) == (run_id, None, False)
    assert first.trace == second.trace


def test_a_number_that_is_never_reached_makes_a_run_void() -> None:
    assert repertoire.tell("race.recover_twice~9000").void


@pytest.mark.parametrize("name", ["race.nosuch", "race.two_operators~x", "race.two_operators~-1"])
def test_what_is_no_race_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        repertoire.vet(name)
    with pytest.raises(Refused):
        repertoire.tell(name)


def test_the_second_is_refused_while_the_first_is_at_work_and_touches_nothing() -> None:
    """L24: two deployments 34 seconds apart interleaved."""
    run = repertoire.tell("race.two_operators~200")
    assert (run.verdicts, run.serves) == (["0", "2"], "C")  # C is what is deployed afterwards


def test_the_lock_of_a_dead_deployer_is_free() -> None:
    run = repertoire.replay("race.two_operators:0.files.copy@back_up#1=kill_after")
    assert run.verdicts == ["crash", "0"]


@pytest.mark.lengthy
@pytest.mark.parametrize("name", ["recover_twice", "recover_finished", "boot_and_deploy"])
def test_orders_that_are_drawn_come_to_nothing_that_was_not_explored(name: str) -> None:
    """What a reduction leaves out leads to nothing new, in a real race as in a small one."""
    race = catalogue.named(name)
    explored = {ending(performed) for performed in sweep.explored(race)}
    chance = random.Random(name)
    for performed in sweep.drawn(race, chance, 12):
        assert ending(performed) in explored


def ending(performed: Performance) -> tuple[object, ...]:
    said = (part.told.message if part.told else "" for part in performed.play.parts)
    return (*(text.partition("(")[0] for text in said), serial.essence(performed.play))


@pytest.mark.lengthy
@pytest.mark.parametrize("name", ["recover_twice", "adoption_status"])
def test_the_run_in_which_an_order_is_found_is_the_run_of_its_id(name: str) -> None:
    ((line,),) = sweep.chunks([f"{telling.PREFIX}{name}"], replace(FAST, whole=0.4))
    runs = list(sweep.spread(line, set()))
    orders = {run.scenario for run in runs}
    assert len(orders) > 5
    for run in runs:
        again = repertoire.replay(run.id)
        assert again.trace[: len(run.trace)] == run.trace
        assert (again.verdicts, again.void) == (run.verdicts, run.void)
        assert run.alike or (again.digest, again.said) == (run.digest, run.said)


@pytest.mark.parametrize(
    "name", ["two_operators", "operator_and_ci", "recover_changed", "adoption"]
)
def test_a_turn_changes_nothing_that_it_did_not_announce(name: str) -> None:
    """The reduction rests on it: what a turn touches is told before."""
    race = catalogue.named(name)
    play, order = play_of(race, range(len(race.deeds))), Order([30], len(race.deeds))
    play.prints = EXACT
    before = flat(play.world.disk.root, "")

    def hear(turn: Turn, over: list[int]) -> None:
        nonlocal before
        order.hear(turn, over)
        now = flat(play.world.disk.root, "")
        changed = {path for path, _ in before.items() ^ now.items()}
        loose = {path for path in changed if not announced(path, turn)}
        assert not loose, (sorted(loose)[:3], sorted(turn.touch.writes))
        before = now

    play.run(order.choose, hear)


def flat(directory: Directory, prefix: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, node in directory.items():
        path = f"{prefix}/{name}"
        if type(node) is dict:
            found[path] = "directory"
            found |= flat(node, path)
        else:
            found[path] = node
    return found


def announced(path: str, turn: Turn) -> bool:
    return any(path == write or path.startswith(f"{write}/") for write in turn.touch.writes)


def test_a_fast_sweep_gives_the_same_ids_and_has_deaths_in_it() -> None:
    names = ["race.recover_twice"]
    ((line,),) = sweep.chunks(names, FAST)
    first, second = ([run.id for run in sweep.spread(line, set())] for _ in range(2))
    assert first == second
    ((whole,),) = sweep.chunks(names, replace(FAST, whole=1))
    every = [run.id for run in sweep.spread(whole, set())]
    assert any("kill_after" in each for each in every)
    assert any("~" in each and ":" not in each for each in every)
    assert len(set(every)) == len(every)


def test_a_host_on_which_one_more_deployment_is_known_to_end_well_is_not_asked_for_it_again() -> (
    None
):
    settled: set[int] = set()
    first, again = (telling.tell(KEPT[0], settled=settled) for _ in range(2))
    assert (first.alike, again.alike, len(settled)) == (False, True, 1)
    assert not repertoire.replay(KEPT[0]).alike
    name, _, plan = KEPT[4].partition(":")
    other = telling.tell(name, parse_plan(plan), settled=settled)  # it died: another host
    assert (other.alike, len(settled)) == (False, 2)


def test_a_race_that_is_cut_short_would_have_ended_well() -> None:
    settled: set[int] = set()
    ((line,),) = sweep.chunks(["race.recover_twice"], replace(FAST, whole=1))
    runs = list(sweep.spread(line, settled))
    for short in runs:
        whole = repertoire.replay(short.id)
        assert (short.verdicts, short.violation) == (whole.verdicts, whole.violation)
        assert whole.trace[: len(short.trace)] == short.trace
        assert whole.serves == "C"
    assert len(settled) + sum(run.alike for run in runs) == len(runs)
    assert len(settled) < len(runs)
