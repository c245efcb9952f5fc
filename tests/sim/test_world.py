"""The one function through which every effect passes: counting, striking, recording, dying."""

from collections.abc import Callable

import pytest

from sim.harm.faults import Fault, Site, parse_plan
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.ports.files import SimFiles
from sim.programs.pm2.table import PM2_HOME
from sim.stories import scenarios, story
from sim.world import Crash, World


def world_under(plan: str = "") -> World:
    world = World()
    world.disk.make_directory("/d")
    world.load(parse_plan(plan))
    return world


def test_an_effect_is_named_by_command_operation_step_and_number() -> None:
    world = world_under()
    files = SimFiles(world)
    files.write("/d/one", b"1")
    world.step = "fetch"
    files.write("/d/two", b"2")
    files.write("/d/two", b"3")
    world.begin(1)
    files.write("/d/two", b"4")
    assert [str(effect.site) for effect in world.trace] == [
        "0.files.write@begin#1",
        "0.files.write@fetch#1",
        "0.files.write@fetch#2",
        "1.files.write@begin#1",
    ]


def test_a_fault_strikes_its_site_and_once() -> None:
    world = world_under("0.files.write@begin#2=error")
    files = SimFiles(world)
    files.write("/d/one", b"1")
    with pytest.raises(OSError, match="Input/output error"):
        files.write("/d/two", b"2")
    files.write("/d/three", b"3")
    assert files.names("/d") == ("one", "three")
    assert [effect.outcome for effect in world.trace] == ["ok", "error OSError", "ok", "ok"]


def test_a_lasting_fault_strikes_its_operation_until_it_is_mended() -> None:
    world = world_under("0.files.write@begin#2=error!")
    files = SimFiles(world)
    files.write("/d/one", b"1")
    for name in ("two", "three"):
        with pytest.raises(OSError, match="Input/output error"):
            files.write(f"/d/{name}", b"")
    files.link("/d/link", "one")  # another operation
    world.heal()
    files.write("/d/four", b"4")
    assert files.names("/d") == ("four", "link", "one")


def test_lost_is_done_and_yet_reported_as_failed() -> None:
    world = world_under("0.files.write@begin#1=lost")
    with pytest.raises(OSError, match="Input/output error"):
        SimFiles(world).write("/d/one", b"1")
    assert world.disk.read("/d/one") == b"1"


@pytest.mark.parametrize(("kind", "there"), [("kill", False), ("kill_after", True)])
def test_a_kill_comes_before_or_after_the_effect(kind: str, there: bool) -> None:
    world = world_under(f"0.files.write@begin#1={kind}")
    with pytest.raises(Crash):
        SimFiles(world).write("/d/one", b"1")
    assert (world.disk.node("/d/one") is not None) is there


def test_a_crash_after_strikes_even_where_the_effect_fails() -> None:
    world = world_under("0.files.rename@begin#1=kill_after")
    with pytest.raises(Crash):
        SimFiles(world).rename("/d/nothing", "/d/else")


def test_no_handler_of_errors_catches_a_crash_or_a_violation() -> None:
    assert not issubclass(Crash, Exception)
    assert not issubclass(Violation, Exception)


def touch_all(files: SimFiles) -> list[Callable[[], object]]:
    return [
        lambda: files.write("/d/late", b""),
        lambda: files.link("/d/late", "x"),
        lambda: files.remove("/d/one"),
        lambda: files.names("/d"),
        lambda: files.flush("/d"),
    ]


def test_the_dead_touch_nothing_their_finally_blocks_included() -> None:
    world = world_under("0.files.write@begin#2=kill_after")
    files = SimFiles(world)
    files.write("/d/one", b"1")
    acts = touch_all(files)

    def dying() -> None:
        try:
            files.write("/d/two", b"2")
        finally:
            for act in acts:
                with pytest.raises(Crash):
                    act()

    with pytest.raises(Crash):
        dying()
    assert world.disk.names("/d") == ("one", "two")
    assert len(world.trace) == 2


def test_death_frees_the_lock_and_the_next_command_lives() -> None:
    world = world_under("0.files.write@begin#1=kill")
    files = SimFiles(world)
    with pytest.raises(Crash), files.lock("/d/lock"):
        files.write("/d/one", b"1")
    world.begin(1)
    with files.lock("/d/lock"):
        files.write("/d/one", b"1")
    assert world.disk.read("/d/one") == b"1"


@pytest.mark.parametrize("kind", ["power_nothing", "power_torn.1"])
def test_power_ends_every_process_and_undoes_what_was_not_flushed(kind: str) -> None:
    world = world_under(f"0.files.copy@begin#1={kind}")
    world.machine.tables[PM2_HOME].daemon, world.machine.proxy = True, 8000
    files = SimFiles(world)
    files.write("/d/one", b"1234")
    with pytest.raises(Crash):
        files.copy("/d/one", "/d/two")
    left = world.disk.node("/d/two")
    assert left is None if kind == "power_nothing" else world.disk.read("/d/two") == b"12"
    assert world.disk.read("/d/one") == b"1234"
    assert not world.machine.daemon
    assert world.machine.listener(80) is None


def test_a_guard_looks_after_every_effect_that_changes_the_world() -> None:
    seen: list[str] = []

    class Recording:
        def after(self, world: World, op: str, touched: tuple[str, ...]) -> None:
            del world
            seen.append(f"{op} {' '.join(touched)}")

        def meddled(self, world: World, path: str) -> None:
            del world
            seen.append(f"somebody {path}")

    world = world_under("0.files.link@begin#1=error")
    world.guard = Recording()
    files = SimFiles(world)
    files.write("/d/one", b"1")
    files.read("/d/one")
    with pytest.raises(OSError, match="Input/output error"):
        files.link("/d/two", "one")
    SimOperator(world).put("/d/one", b"2")
    assert seen == ["files.write /d/one", "files.link /d/two", "somebody /d/one"]


def test_a_plan_that_never_fires_voids_its_run() -> None:
    fault = Fault(Site(0, "files.write", "fetch", 999), "error")
    run = story.tell(scenarios.named("upgrade"), (fault,))
    assert run.void
    assert run.violation is None
