"""The lives of hosts, as a genre of what is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.days import telling
from sim.days.sequences import SEQUENCES
from sim.days.telling import PREFIX, SWARM
from sim.harm.faults import Plan, parse_plan
from sim.stories.genre import Attend, Genre
from sim.stories.run import Run
from sim.sweep.shares import Shares

CHUNK = 10
SWARMS, SWARMS_DEEP = 600, 20_000
"""So many lives are made up by chance in a sweep of the usual size, and in a deep one."""
DONE = 0


def _names() -> Iterator[str]:
    yield from (f"{PREFIX}{words}" for words in SEQUENCES)
    yield f"{PREFIX}{SWARM}"


def _listed() -> Iterator[tuple[str, int, str]]:
    for words, told in SEQUENCES.items():
        yield f"{PREFIX}{words}", DONE, told
    yield f"{PREFIX}{SWARM}", DONE, "Lives made up by chance, numbered from one seed."


def chunks(names: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work as ids: each life that is named, and for the swarm as many as it has."""
    for name in names:
        if name != f"{PREFIX}{SWARM}":
            yield [name]
            continue
        number = SWARMS_DEEP if shares.others >= 1 else round(SWARMS * shares.whole)
        ids = [f"{name}~{shares.seed}~{each}" for each in range(number)]
        for begin in range(0, number, CHUNK):
            yield ids[begin : begin + CHUNK]


def _watched(name: str, plan: Plan, attend: Attend) -> Run:
    if name.startswith(f"{PREFIX}{SWARM}"):
        spelled, _, faults = telling.tell(name, plan).id.partition(":")
        return telling.tell(spelled, parse_plan(faults), attend)
    return telling.tell(name, plan, attend)


DAYS = Genre(
    prefix=PREFIX,
    names=_names,
    vet=telling.vet,
    tell=telling.tell,
    chunks=chunks,
    watched=_watched,
    listed=_listed,
)
