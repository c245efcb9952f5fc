"""Likeness: two worlds bear one mark where nothing that may come can tell them apart."""

from collections.abc import Callable

import pytest

from sim.oracles.violation import Violation
from sim.states import start
from sim.states.places import APP, CONFIG
from sim.stories import likeness, scenarios, story
from sim.sweep import plans
from sim.world import World

REPORT = f"{CONFIG.layout.reports}/a-report.json"


def put(path: str, content: bytes, mode: int = 0o644) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.disk.make_directory(path.rpartition("/")[0])
        world.disk.put(path, content, mode, durable=True)

    return change


CHANGES: dict[str, Callable[[World], None]] = {
    "a file more": put(f"{APP}/more", b""),
    "a byte": put(f"{APP}/.env", b"another"),
    "a mode": put("/usr/bin/node", b"ELF", 0o644),
    "a link": lambda world: world.disk.link(f"{APP}/current", "releases/another"),
    "a report": put(REPORT, b"{}"),
    "the moment": lambda world: world.pass_time(1.0),
    "the room": lambda world: setattr(world.disk, "free", 1),
    "a process": lambda world: world.machine.exit(min(world.machine.processes)),
    "the daemon": lambda world: world.machine.kill_daemon(),
    "the proxy": lambda world: setattr(world.machine, "proxy", None),
    "the index": lambda world: setattr(world, "index_up", False),
    "the cache": lambda world: world.packages.clear(),
    "a rival": lambda world: setattr(world, "rival", True),
    "the clock": lambda world: setattr(world, "ahead_s", 60.0),
    "a power failure": lambda world: setattr(world.machine, "power_failures", 1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_can_be_told_apart_bears_another_mark(what: str) -> None:
    world, other = start.one_release().fork(), start.one_release().fork()
    assert likeness.mark(world) == likeness.mark(other)
    CHANGES[what](other)
    assert likeness.mark(world) != likeness.mark(other)


def test_what_a_report_says_makes_no_difference() -> None:
    world, other = start.one_release().fork(), start.one_release().fork()
    put(REPORT, b"one")(world)
    put(REPORT, b"other")(other)
    assert likeness.mark(world) == likeness.mark(other)


def test_what_went_badly_once_is_tried_again() -> None:
    def fails() -> None:
        raise Violation("converges", "it does not")

    settled: set[int] = set()
    for _ in range(2):
        with pytest.raises(Violation):
            likeness.gone_on(settled, lambda: 1, fails)
    assert not settled
    assert [likeness.gone_on(settled, lambda: 1, lambda: None) for _ in range(2)] == [False, True]


def test_nothing_is_known_to_who_tells_all() -> None:
    went: list[int] = []
    assert not any(likeness.gone_on(None, lambda: 1, lambda: went.append(1)) for _ in range(2))
    assert went == [1, 1]


@pytest.mark.lengthy
def test_what_is_not_told_further_would_have_ended_as_it_did_elsewhere() -> None:
    """The same runs, told to their ends, find nothing that those cut short have missed."""
    scenario = scenarios.named("restore_fails")
    single = plans.single_faults(story.tell(scenario).trace)
    # what is refused at sight ends at once, and so comes to no world that others came to
    faults = [each for each in single if each.site.step != "check"][::29]
    settled: set[int] = set()
    alike = 0
    for fault in faults:
        short = story.tell(scenario, (fault,), settled=settled)
        whole = story.tell(scenario, (fault,))
        assert whole.violation is None
        assert short.violation is None
        assert whole.verdicts[: len(short.verdicts)] == short.verdicts
        if short.alike:
            alike += 1
            assert whole.verdicts[len(short.verdicts) :] == [str(scenario.ends)]
    assert alike > len(faults) // 4
