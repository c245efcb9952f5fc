"""Likeness of estates: no request that may come can tell two of one mark apart."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.control.forge import MAIN
from deploy.control.ports import Order
from sim.aws.bucket import Thing
from sim.aws.command import Command, Turn
from sim.control import catalogue, likeness, sweep, telling
from sim.control.estate import Estate
from sim.control.postbox import Postbox
from sim.control.station import Station
from sim.control.stint import Stint
from sim.ports.forge import Repository
from sim.states.places import APP, CONFIG
from sim.stories import repertoire

STORY = catalogue.named("fleet")
MOMENT = 1_800_000_000.0
ORDER = Order(instances=("i-00000000000000001",), script="true", mark="mark")


def first(estate: Estate) -> Station:
    return estate.stations[estate.instances[0]]


def put(path: str) -> Callable[[Estate], None]:
    def change(estate: Estate) -> None:
        disk = first(estate).world.disk
        disk.make_directory(path.rpartition("/")[0])
        disk.put(path, b"{}", durable=True)

    return change


def sent(estate: Estate, run: Stint | None = None) -> Turn:
    turn = Turn(instance=estate.instances[0], sent=MOMENT, run=run)
    command = Command(id="a", order=ORDER, sent=MOMENT, turns={turn.instance: turn})
    estate.fleet.commands["a"] = command
    return turn


def pops(of: Callable[[Repository], dict[str, Any]]) -> Callable[[Estate], None]:
    def change(estate: Estate) -> None:
        of(estate.forge).popitem()

    return change


def leaves(estate: Estate) -> None:
    station = first(estate)
    postbox = Postbox(station.bucket, [(MOMENT, "url", b"")])
    stint = Stint(station=station, order=ORDER, began=MOMENT, number=0, postbox=postbox)
    station.stints.append(stint)


def begins(estate: Estate) -> None:
    station = first(estate)
    station.stints.append(Stint(station=station, order=ORDER, began=MOMENT, number=0))


CHANGES: dict[str, Callable[[Estate], None]] = {
    "the moment": lambda estate: estate.world.pass_time(1.0),
    "the control side's disk": lambda estate: estate.world.disk.put("/out", b"", durable=True),
    "the environment": lambda estate: estate.env.update(HEALTH_CHECK_URL="other"),
    "a bucket that is gone": lambda estate: setattr(estate.bucket, "there", False),
    "a thing more": lambda estate: estate.bucket.things.update(more=Thing(b"", None)),
    "a branch": lambda estate: estate.forge.branches[MAIN].clear(),
    "a check": pops(lambda forge: forge.runs),
    "a status": pops(lambda forge: forge.statuses),
    "an agent that is lost": lambda estate: estate.fleet.connect(
        estate.instances[0], MOMENT, online=False
    ),
    "an agent that was lost": lambda estate: setattr(
        estate.fleet.agents[estate.instances[0]], "since", MOMENT
    ),
    "an agent nobody knows": lambda estate: estate.fleet.forget(estate.instances[0], MOMENT),
    "an agent to be lost": lambda estate: estate.fleet.due.append((MOMENT, "i-1", False)),
    "a command": lambda estate: setattr(sent(estate), "sent", None),
    "a host": put(f"{APP}/more"),
    "a report": put(f"{CONFIG.layout.reports}/a-report.json"),
    "a host that hangs": lambda estate: setattr(first(estate), "hangs_s", 1.0),
    "a host to be lost": lambda estate: setattr(first(estate), "lost_for_s", 1.0),
    "a host that is slow": lambda estate: setattr(first(estate), "slow_s", 1.0),
    "a host that chatters": lambda estate: setattr(first(estate), "chatter", b"x"),
    "a script": begins,
    "a reply on its way": leaves,
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_can_be_told_apart_bears_another_mark(what: str) -> None:
    estate, other = STORY.estate(), STORY.estate()
    assert likeness.mark(estate) == likeness.mark(other)
    CHANGES[what](other)
    assert likeness.mark(estate) != likeness.mark(other)


def test_a_reply_on_its_way_is_more_than_a_script() -> None:
    estate, other = STORY.estate(), STORY.estate()
    begins(estate)
    leaves(other)
    assert likeness.mark(estate) != likeness.mark(other)


def test_what_a_report_says_is_told_to_who_asks() -> None:
    estate, other = STORY.estate(), STORY.estate()
    path = f"{CONFIG.layout.reports}/a-report.json"
    for each, content in ((estate, b"1"), (other, b"2")):
        put(path)(each)
        first(each).world.disk.put(path, content, durable=True)
    assert likeness.mark(estate) != likeness.mark(other)


@pytest.mark.parametrize("now", [{"over": MOMENT}, {"cancel_asked": MOMENT}, {"sent": None}])
def test_how_a_command_stands_is_told_apart(now: dict[str, Any]) -> None:
    estate, other = STORY.estate(), STORY.estate()
    sent(estate)
    turn = sent(other)
    for name, value in now.items():
        setattr(turn, name, value)
    assert likeness.mark(estate) != likeness.mark(other)


def test_an_estate_with_a_script_under_way_is_not_at_rest() -> None:
    estate = STORY.estate()
    assert likeness.at_rest(estate)
    begins(estate)
    turn = sent(estate, run=first(estate).stints[0])
    assert not likeness.at_rest(estate)
    turn.outcome = MOMENT, turn.now
    assert likeness.at_rest(estate)


@pytest.mark.lengthy
@pytest.mark.parametrize("name", ["release_crashes", "killed_in_change", "offline"])
def test_what_is_not_told_further_would_have_ended_as_it_did_elsewhere(name: str) -> None:
    """The same runs, told to their ends, find nothing that those cut short have missed."""
    clean = telling.tell(name)
    settled: set[int] = set()
    endings: set[str] = set()
    alike = 0
    plans = sweep.plans_of(clean)[::9]
    for plan in plans:
        short, whole = telling.tell(name, plan, settled=settled), telling.tell(name, plan)
        assert (short.violation, short.void) == (whole.violation, whole.void) == (None, False)
        assert whole.verdicts[: len(short.verdicts)] == short.verdicts
        assert whole.trace[: len(short.trace)] == short.trace
        endings.add(f"{whole.verdicts[1]} {whole.serves}")
        assert not repertoire.replay(whole.id).alike
        alike += short.alike
    assert len(settled) + alike == len(plans)
    assert alike
    assert len(endings) == 1, "all of them end as the first that was told to its end"
