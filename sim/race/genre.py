"""The races, as a genre of what is told."""

from __future__ import annotations

from collections.abc import Iterator

from sim.race import catalogue, sweep, telling
from sim.stories.genre import Genre

PREFIX = telling.PREFIX


def _names() -> tuple[str, ...]:
    return tuple(f"{PREFIX}{name}" for name in catalogue.everything())


def _vet(name: str) -> None:
    race, _ = telling.parted(name)
    catalogue.named(race)


def _listed() -> Iterator[tuple[str, int, str]]:
    for name, race in catalogue.everything().items():
        yield f"{PREFIX}{name}", race.ends, race.told


RACES = Genre(
    prefix=PREFIX,
    names=_names,
    vet=_vet,
    tell=telling.tell,
    briefly=lambda name, plan, settled: telling.tell(name, plan, settled=settled),
    watched=telling.tell,
    chunks=sweep.chunks,
    spread=sweep.spread,
    listed=_listed,
)
