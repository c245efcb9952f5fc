"""All that is told: the scenarios of one host, and the stories of the control side behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim import scenarios, story, sweep
from sim.control import catalogue, telling
from sim.control import sweep as control_sweep
from sim.faults import Plan, parse_plan
from sim.run import Run
from sim.sweep import Shares


def names() -> tuple[str, ...]:
    """Return the names of all, the scenarios of a host first."""
    return (*scenarios.names(), *(f"{telling.PREFIX}{name}" for name in catalogue.STORIES))


def tell(name: str, plan: Plan = ()) -> Run:
    """Tell the one of this name under a plan; raise `Refused` where there is none."""
    if name.startswith(telling.PREFIX):
        return telling.tell(name.removeprefix(telling.PREFIX), plan)
    return story.tell(scenarios.named(name), plan)


def vet(name: str) -> None:
    """Raise `Refused` where nothing has this name."""
    if name.startswith(telling.PREFIX):
        catalogue.named(name.removeprefix(telling.PREFIX))
    else:
        scenarios.named(name)


def replay(run_id: str) -> Run:
    """Run what an id says; raise `Refused` where it is none."""
    name, _, plan = run_id.partition(":")
    return tell(name, parse_plan(plan))


def chunks(wanted: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work as ids of runs, in chunks, the same ones for the same seed."""
    wanted = tuple(wanted)
    beyond = [name for name in wanted if name.startswith(telling.PREFIX)]
    yield from sweep.chunks((name for name in wanted if name not in beyond), shares)
    yield from control_sweep.chunks(beyond, shares)


def listed() -> Iterator[tuple[str, int, str]]:
    """Give of each its name, the exit code without faults, and what it tells."""
    for name, scenario in scenarios.everything().items():
        yield name, scenario.ends, scenario.story
    for name, each in catalogue.STORIES.items():
        yield f"{telling.PREFIX}{name}", each.ends, each.told
