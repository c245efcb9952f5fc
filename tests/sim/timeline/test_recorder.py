"""Who looks on changes nothing, and has seen the world as it is: at every row, and at the end."""

from dataclasses import replace

import pytest

from sim.effect import Effect
from sim.harm.faults import parse_plan
from sim.oracles import ending
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG
from sim.stories import repertoire
from sim.stories.run import Run
from sim.timeline import page, recording
from sim.timeline.model import Chronicle, Kind, Lane, State
from sim.timeline.recorder import Recorder
from sim.timeline.stage import LOOKS, PERSON, state_of
from sim.timeline.state import Sight
from sim.world import World
from tests.sim.timeline.chronicles import FAULT, KILLED, told

APP = "disk/home/ubuntu/refit/app"
EVERY = 5
"""Of the many effects that only look, every so manieth is enough."""
RUNS = (
    "upgrade",
    FAULT,
    KILLED,
    "upgrade:0.files.write@fetch#1=power_names",
    "level_3",
    "flaps",
    "control.fleet_crashes",
    "control.works_too_long",
    "control.killed_in_change",
)


def watched(run_id: str) -> tuple[Recorder, str]:
    name, _, plan = run_id.partition(":")
    recorder, tell = Recorder(), repertoire.genre_of(name).watched
    assert tell is not None
    return recorder, tell(name, parse_plan(plan), recorder.attend).digest


def state_at_the_end(chronicle: Chronicle, number: int, lane: Lane) -> dict[str, str]:
    state = dict(lane.begin)
    for row in chronicle.rows:
        for place, word in row.changes if row.lane == number else ():
            if word is None:
                del state[place]
            else:
                state[place] = word
    return state


@pytest.mark.parametrize("run_id", RUNS)
def test_looking_on_changes_nothing(run_id: str) -> None:
    assert watched(run_id)[1] == repertoire.replay(run_id).digest


@pytest.mark.parametrize("run_id", RUNS)
def test_the_changes_lead_from_the_first_state_to_the_last(run_id: str) -> None:
    recorder, _ = watched(run_id)
    chronicle = recording.written(recorder, repertoire.replay(run_id), "", None)
    for number, stage in enumerate(recorder.stages):
        state = state_at_the_end(chronicle, number, stage.lane)
        really = dict(Sight(recorder.labels, stage.actors).changes(stage.world))
        # What happened after the last row, and in the oracles, is in no row.
        places = {place for place in {*state, *really} if place.startswith(APP)}
        assert {place for place in places if state.get(place) != really.get(place)} == set()


@pytest.mark.parametrize("run_id", RUNS)
def test_what_was_served_is_told_without_a_gap(run_id: str) -> None:
    chronicle = told(run_id)
    for lane in chronicle.lanes:
        if lane.serves:
            moments = [span.begin for span in lane.spans]
            assert moments == [chronicle.began, *(span.end for span in lane.spans[:-1])]
            assert lane.spans[-1].end == chronicle.ended


@pytest.mark.parametrize("run_id", RUNS)
def test_the_rows_of_a_lane_never_go_back_in_time(run_id: str) -> None:
    chronicle = told(run_id)
    moments = [row.at for row in chronicle.rows]
    assert moments == sorted(moments)
    effects = [row for row in chronicle.rows if row.kind is Kind.EFFECT and row.step != PERSON]
    assert len({(row.lane, row.site) for row in effects}) == len(effects)


def test_a_release_takes_the_place_of_another() -> None:
    (lane,) = told("upgrade").lanes
    assert [(span.served.state, span.served.label) for span in lane.spans] == [
        (State.SERVES, "A"),
        (State.NOTHING, ""),
        (State.SERVES, "B"),
    ]


def test_a_bad_answer_is_no_service() -> None:
    (lane,) = told("answers_500").lanes
    ill = [span.served for span in lane.spans if span.served.state is State.ILL]
    assert [(each.label, each.note) for each in ill] == [("X", "500")]


def test_a_release_that_warms_up_serves_from_the_moment_it_is_ready() -> None:
    (lane,) = told("slow_warm_up").lanes
    warming = [span for span in lane.spans if span.served.state is State.WARMING]
    assert [round(span.end - span.begin) for span in warming] == [40]


def test_downtime_begins_when_the_process_ends_and_not_when_pm2_returns() -> None:
    chronicle = told("upgrade")
    ends = next(row for row in chronicle.rows if row.op == "process.ends")
    pm2 = next(row for row in chronicle.rows if row.op == "run.pm2" and row.step == "stop")
    assert chronicle.lanes[0].spans[1].begin == ends.at < pm2.at


def test_what_never_was_is_not_told() -> None:
    """A script that was killed was first carried out to its end, and then led back."""
    chronicle = told("control.works_too_long")
    commands = [row.command for row in chronicle.rows if row.kind is Kind.ASKED and row.lane == 1]
    assert commands == sorted(set(commands))


def test_the_first_difference_is_what_the_clean_run_did_not_do() -> None:
    chronicle = told(FAULT)
    struck = next(number for number, row in enumerate(chronicle.rows) if row.struck)
    assert chronicle.diverges == struck + 1
    assert chronicle.instead.startswith("0.run.caddy@reload_proxy#1")


def test_a_clean_run_differs_nowhere() -> None:
    assert told("upgrade").diverges is None


def test_where_nobody_can_look_on_what_was_done_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = replace(repertoire.HOST, watched=None)
    monkeypatch.setattr(repertoire, "GENRES", (blind,))
    chronicle = recording.chronicle(FAULT)
    assert chronicle.lanes[0].spans == ()
    assert [row.site for row in chronicle.rows] == [
        str(effect.site) for effect in repertoire.replay(FAULT).trace
    ]
    assert "pm2" in page.render(chronicle)


def test_a_world_that_nobody_can_read_is_told_as_far_as_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending, "ORACLES", (lambda _: 1 / 0,))
    chronicle = recording.chronicle("upgrade")
    assert chronicle.run.violation is not None
    assert chronicle.run.violation.oracle == "unreadable"
    assert chronicle.rows[-1].kind is Kind.TOLD


@pytest.mark.lengthy
@pytest.mark.parametrize("run_id", ["flaps", KILLED, "control.killed_in_change"])
def test_every_row_shows_the_world_as_it_was_after_it(run_id: str) -> None:
    name, _, plan = run_id.partition(":")
    recorder, wrong = Recorder(), list[str]()

    def sees(world: World, effect: Effect) -> None:
        recorder.sees(world, effect)
        stage = next(each for each in recorder.stages if each.machine is world.machine)
        really = dict(Sight(recorder.labels, stage.actors).changes(stage.world))
        state = state_of(stage) if effect.number % EVERY == 0 or effect.op not in LOOKS else really
        differs = {at for at in {*state, *really} if state.get(at) != really.get(at)}
        wrong.extend(f"{effect.site}: {at}" for at in differs)

    def attend(world: World, called: str) -> None:
        recorder.attend(world, called)
        world.onlooker = sees

    tell = repertoire.genre_of(name).watched
    assert tell is not None
    tell(name, parse_plan(plan), attend)
    assert wrong == []


def test_two_deployers_on_one_host_are_told_apart() -> None:
    world, recorder = start.one_release().fork(), Recorder()
    recorder.attend(world, "host")
    seats = [world.beside(), world.beside()]
    for number, seat in enumerate(seats):
        seat.begin(number * 10)
    hosts = [host_of(seat, CONFIG) for seat in seats]
    for host in (*hosts, *hosts):
        host.clock.sleep(1)
    chronicle = recording.written(recorder, Run(scenario="two", plan=()), "", None)
    assert [row.actor for row in chronicle.rows] == [1, 2, 1, 2]
    assert chronicle.lanes[0].actors == ["host", "deployer 1", "deployer 2"]
    assert "deployer 2" in page.render(chronicle)
