"""The stories of the control side, as a genre of what is told."""

from __future__ import annotations

from collections.abc import Iterator

from sim.control import catalogue, sweep, telling
from sim.harm.faults import Plan
from sim.stories.genre import Attend, Genre
from sim.stories.likeness import Settled
from sim.stories.run import Run

PREFIX = telling.PREFIX


def _names() -> tuple[str, ...]:
    return tuple(f"{PREFIX}{name}" for name in catalogue.STORIES)


def _vet(name: str) -> None:
    catalogue.named(name.removeprefix(PREFIX))


def _tell(name: str, plan: Plan) -> Run:
    return telling.tell(name.removeprefix(PREFIX), plan)


def _briefly(name: str, plan: Plan, settled: Settled) -> Run:
    return telling.tell(name.removeprefix(PREFIX), plan, settled=settled)


def _watched(name: str, plan: Plan, attend: Attend) -> Run:
    return telling.tell(name.removeprefix(PREFIX), plan, attend)


def _listed() -> Iterator[tuple[str, int, str]]:
    for name, story in catalogue.STORIES.items():
        yield f"{PREFIX}{name}", story.ends, story.told


CONTROL = Genre(
    prefix=PREFIX,
    names=_names,
    vet=_vet,
    tell=_tell,
    briefly=_briefly,
    watched=_watched,
    chunks=sweep.chunks,
    listed=_listed,
)
