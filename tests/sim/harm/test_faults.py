"""Faults: every kind is implemented, and a plan is read back as it was written."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.config import Config
from deploy.errors import CommandFailed, Refused, Unreachable
from deploy.host import Host
from sim.harm.events import ANYWHERE, EVENTS
from sim.harm.faults import (
    CHANGING,
    CRASHES,
    FOREVER,
    KINDS,
    SIGNAL,
    Fault,
    Site,
    faults_at,
    once_more,
    parse_plan,
)
from sim.harm.kinds import NUMBERED, TIMES_MAX
from sim.ports.host import host_of
from sim.stories import scenarios, story
from sim.stories.run import identify
from sim.world import Crash, World

sites = st.builds(
    Site,
    command=st.integers(0, 9),
    op=st.sampled_from(sorted(KINDS)),
    step=st.text("abz_", min_size=1, max_size=20),
    number=st.integers(1, 10**6),
)
crashes = st.sampled_from(CRASHES).flatmap(
    lambda sort: (
        st.integers(1, 500).map(lambda number: f"{sort}.{number}")
        if sort in NUMBERED
        else st.just(sort)
    )
)
faults = sites.flatmap(
    lambda site: (
        st.builds(
            Fault,
            site=st.just(site),
            kind=st.one_of(st.sampled_from([*KINDS[site.op], *sorted(EVENTS)]), crashes),
        )
        | st.builds(
            Fault,
            site=st.just(site),
            kind=st.sampled_from(KINDS[site.op]),
            forever=st.just(value=True),
        )
        | st.builds(
            Fault,
            site=st.just(site),
            kind=st.sampled_from(KINDS[site.op]),
            times=st.integers(1, TIMES_MAX),
        )
    )
)


@pytest.mark.lengthy
@given(st.lists(faults, max_size=5).map(tuple))
def test_a_plan_is_read_back_as_it_was_written(plan: tuple[Fault, ...]) -> None:
    _, _, text = identify("upgrade", plan).partition(":")
    assert parse_plan(text) == plan


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "0.files.write@fetch#1",
        "0.files.write@fetch=error",
        "x.files.write@fetch#1=error",
        "0.files.write@fetch#1=404",
        "0.files.nothing@fetch#1=error",
        "0.files.write@fetch#1=error!!",
    ],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_plan(text)
    assert caught.value.advice


def test_a_site_offers_each_kind_once_and_for_ever_where_that_lasts() -> None:
    found = [str(fault).partition("=")[2] for fault in faults_at(Site(0, "run.uv", "fetch", 1))]
    crashes = ["kill_after", "power_nothing", "power_names"]
    lasting = ["fails!", "hangs!", "missing!", "slow!"]
    assert sorted(found) == sorted([*KINDS["run.uv"], *lasting, *crashes, *ANYWHERE, SIGNAL])
    assert all(kind in FOREVER or not kind.endswith("!") for kind in KINDS["run.uv"])


def test_a_crash_is_tried_only_around_what_changes_the_world() -> None:
    assert "files.read" not in CHANGING
    kinds = {fault.kind for fault in faults_at(Site(0, "files.read", "fetch", 1))}
    assert not kinds & set(CRASHES)


def world_with_something() -> World:
    world = World()
    world.disk.make_directory("/d/full")
    for name in ("one", "two", "full/three"):
        world.disk.put(f"/d/{name}", b"something", durable=True)
    world.disk.put("/usr-python", b"ELF", durable=True)
    return world


ACTS: dict[str, Callable[[World], object]] = {
    "files.read": lambda w: host(w).files.read("/d/one"),
    "files.names": lambda w: host(w).files.names("/d"),
    "files.walk": lambda w: host(w).files.walk("/d"),
    "files.make_directory": lambda w: host(w).files.make_directory("/d/new"),
    "files.write": lambda w: host(w).files.write("/d/new", b""),
    "files.copy": lambda w: host(w).files.copy("/d/one", "/d/new"),
    "files.link": lambda w: host(w).files.link("/d/new", "one"),
    "files.rename": lambda w: host(w).files.rename("/d/one", "/d/new"),
    "files.exchange": lambda w: host(w).files.exchange("/d/one", "/d/two"),
    "files.remove": lambda w: host(w).files.remove("/d/full"),
    "files.flush": lambda w: host(w).files.flush("/d"),
    "files.lock": lambda w: host(w).files.lock("/d/lock"),
    "files.free_bytes": lambda w: host(w).files.free_bytes("/d"),
    "files.free_inodes": lambda w: host(w).files.free_inodes("/d"),
    "run.uv": lambda w: host(w).commands.run(("uv", "--version"), timeout_s=9),
    "run.python": lambda w: host(w).commands.run(("/e/bin/python", "-c", "0"), timeout_s=9),
    "run.pm2": lambda w: host(w).commands.run(("pm2", "jlist"), timeout_s=9),
    "run.caddy": lambda w: host(w).commands.run(("caddy", "reload", "--config", "/f"), timeout_s=9),
    "http.get": lambda w: host(w).http.get("http://localhost:8000/", timeout_s=5),
    "http.put": lambda w: host(w).http.put("http://localhost:8000/", b"", timeout_s=5),
    "clock.sleep": lambda w: host(w).clock.sleep(1),
    "processes.listener": lambda w: host(w).processes.listener(80),
    "processes.end": lambda w: host(w).processes.end(1000, force=True),
}


def host(world: World) -> Host:
    return host_of(world, Config(base="/d"))


def outcome(world: World, op: str) -> object:
    try:
        return ACTS[op](world)
    except (OSError, CommandFailed, Unreachable, Crash) as error:
        return (type(error).__name__, str(error))


CELLS = [(op, kind) for op in ACTS for kind in KINDS[op]]


@pytest.mark.parametrize(("op", "kind"), CELLS, ids=[f"{op}-{kind}" for op, kind in CELLS])
def test_every_kind_of_every_operation_strikes(op: str, kind: str) -> None:
    world = world_with_something()
    world.load(parse_plan(f"0.{op}@begin#1={kind}"))
    outcome(world, op)
    assert [str(fault) for fault in world.fired] == [f"0.{op}@begin#1={kind}"]
    assert world.trace[-1].outcome.split()[0] == kind


def test_a_fault_strikes_as_often_as_it_says_and_has_fired_only_then() -> None:
    world = world_with_something()
    plan = parse_plan("0.files.read@begin#2=error*2")
    world.load(plan)
    said = [outcome(world, "files.read") for _ in range(2)]
    assert not world.fired
    said += [outcome(world, "files.read") for _ in range(2)]
    assert world.fired == set(plan)
    assert [type(each) for each in said] == [bytes, tuple, tuple, bytes]


def test_a_fault_that_struck_too_seldom_proves_nothing() -> None:
    often = parse_plan("0.files.copy@stage_code#1=error*2")
    run = story.tell(scenarios.named("upgrade"), often)
    assert run.void
    (once,) = parse_plan("0.files.copy@stage_code#1=error")
    first = story.tell(scenarios.named("upgrade"), (once,))
    assert once_more(once, [effect.site for effect in first.trace]) is None


def test_a_fault_may_strike_once_more_where_its_own_run_was_led_on() -> None:
    (once,) = parse_plan("0.http.get@verify#1=refused")
    run = story.tell(scenarios.named("upgrade"), (once,))
    twice = once_more(once, [effect.site for effect in run.trace])
    assert str(twice) == "0.http.get@verify#1=refused*2"
    assert twice is not None
    assert not story.tell(scenarios.named("upgrade"), (twice,)).void


@pytest.mark.parametrize("text", ["error*0", "error*1", "error*02", "error*100", "kill_after*2"])
def test_what_cannot_happen_so_often_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_plan(f"0.files.write@fetch#1={text}")


@pytest.mark.parametrize("text", ["kill_amid", "power_drop", "power_all.1", "error.1"])
def test_a_number_stands_where_it_belongs_and_only_there(text: str) -> None:
    with pytest.raises(Refused):
        parse_plan(f"0.files.write@fetch#1={text}")


def test_a_disk_that_became_read_only_is_so_for_all() -> None:
    world = world_with_something()
    world.load(parse_plan("0.files.write@begin#1=readonly!"))
    for op in ("files.write", "files.copy", "files.remove", "files.rename", "files.lock"):
        assert "Read-only file system" in str(outcome(world, op)), op
    assert outcome(world, "files.read") == b"something"
    world.heal()
    assert outcome(world, "files.write") is None


def test_a_copy_for_which_there_is_no_room_stays_in_half() -> None:
    world = world_with_something()
    world.load(parse_plan("0.files.copy@begin#1=full"))
    assert "No space left" in str(outcome(world, "files.copy"))
    assert world.disk.read("/d/new") == b"some"


def test_a_program_that_writes_can_fill_the_disk() -> None:
    run = story.tell(scenarios.named("upgrade"), parse_plan("0.uv.write@build_environment#2=full"))
    assert not run.void
    assert run.verdicts[0] == "2"


def test_a_hang_takes_its_timeout_and_silence_too() -> None:
    for op, seconds in (("run.uv", 9.0), ("http.get", 5.0)):
        world = world_with_something()
        began = world.machine.now
        world.load(parse_plan(f"0.{op}@begin#1={'hangs' if op == 'run.uv' else 'silent'}"))
        outcome(world, op)
        assert world.machine.now - began == seconds


def test_corruption_keeps_the_size() -> None:
    world = world_with_something()
    world.load(parse_plan("0.files.read@begin#1=corrupt+0.files.copy@begin#1=corrupt"))
    read = host(world).files.read("/d/one")
    host(world).files.copy("/d/one", "/d/new")
    for found in (read, world.disk.read("/d/new")):
        assert len(found) == len(b"something")
        assert found != b"something"


def test_every_event_is_known_to_plans() -> None:
    assert {"previous_is_edited", "stranger_takes_the_port"} <= set(EVENTS)
    for name in EVENTS:
        assert parse_plan(f"0.run.pm2@start#1={name}")[0].kind == name
