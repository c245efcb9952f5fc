"""All that is told: scenarios of one host, stories of the control side, and races."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sim.control.genre import CONTROL
from sim.days.genre import DAYS
from sim.harm.faults import Plan, parse_plan
from sim.race.genre import RACES
from sim.stories import scenarios, story
from sim.stories.genre import Attend, Genre
from sim.stories.run import Run
from sim.sweep import plans
from sim.sweep.shares import Shares


def _watched(name: str, plan: Plan, attend: Attend) -> Run:
    telling = story.Telling(scenarios.named(name), plan)
    attend(telling.world, "host")
    return telling.tell()


HOST = Genre(
    prefix="",
    names=scenarios.names,
    vet=scenarios.vet,
    tell=lambda name, plan: story.tell(scenarios.named(name), plan),
    briefly=lambda name, plan, settled: story.tell(scenarios.named(name), plan, settled=settled),
    chunks=plans.chunks,
    watched=_watched,
    listed=lambda: (
        (name, scenario.ends, scenario.story) for name, scenario in scenarios.everything().items()
    ),
)
"""The scenarios of one host, whose names have no prefix."""

PASTED = re.compile(r"[\s\\'\"`\u2018\u2019\u201c\u201d]+")
"""What comes along when an id is copied, and is never part of one."""

GENRES = (HOST, CONTROL, DAYS, RACES)


def genre_of(name: str) -> Genre:
    """Return the genre that a name belongs to."""
    return next(each for each in reversed(GENRES) if name.startswith(each.prefix))


def names() -> tuple[str, ...]:
    """Return the names of all, the scenarios of a host first."""
    return tuple(name for genre in GENRES for name in genre.names())


def tell(name: str, plan: Plan = ()) -> Run:
    """Tell the one of this name under a plan; raise `Refused` where there is none."""
    return genre_of(name).tell(name, plan)


def vet(name: str) -> None:
    """Raise `Refused` where nothing has this name."""
    genre_of(name).vet(name)


def replay(run_id: str) -> Run:
    """Run what an id says; raise `Refused` where it is none."""
    name, plan = parse(run_id)
    return tell(name, plan)


def parse(run_id: str) -> tuple[str, Plan]:
    """Read an id as people paste it: in quotes, escaped for a shell, broken into lines."""
    name, _, plan = PASTED.sub("", run_id).partition(":")
    return name, parse_plan(plan)


def chunks(wanted: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work as ids of runs, in chunks, the same ones for the same seed."""
    wanted = tuple(wanted)
    for genre in GENRES:
        yield from genre.chunks((name for name in wanted if genre_of(name) is genre), shares)


def listed() -> Iterator[tuple[str, int, str]]:
    """Give of each its name, the exit code without faults, and what it tells."""
    for genre in GENRES:
        yield from genre.listed()
