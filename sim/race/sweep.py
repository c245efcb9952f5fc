"""The sweep of races: each order that makes a difference, drawn orders, and deaths in between."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice

from sim.harm.faults import CRASHES, Fault, Plan, Site, faults_at
from sim.oracles.violation import Violation
from sim.race import catalogue, performance, telling
from sim.race.exploring import Explorer
from sim.race.order import numbers_of
from sim.race.performance import Performance
from sim.race.playing import Play, play_of
from sim.race.races import Race
from sim.race.stage import EXACT
from sim.race.turns import Choose, Turn
from sim.stories.likeness import Settled
from sim.stories.run import Run
from sim.sweep.shares import SPREAD, Shares

DEEP = "deep"
EXPLORED = 30
"""Orders of a race that are explored where not everything is."""
EXPLORED_DEEP = 50_000
"""More than any has that is not large: should one grow, a deep sweep still ends."""
DRAWN = 8
"""Orders that are drawn of a race which has too many to try each."""
DRAWN_DEEP = 3000
DEATHS = 0.25
"""The share of deaths that is tried where not everything is."""
SWITCHES_MAX = 6
"""How often the turn changes in an order that is drawn."""


def chunks(names: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work, one line for all orders of a race: who does it finds out which they are.

    The same lines for the same seed. To find the orders is to run them.
    """
    for name in names:
        size = DEEP if shares.others >= 1 else f"{shares.whole:g}"
        yield [f"{name}{SPREAD}{size},{shares.seed}"]


def spread(line: str, settled: Settled) -> Iterator[Run]:
    """Tell the runs that a line stands for: `race.NAME~?SHARE,SEED`."""
    name, _, size = line.partition(SPREAD)
    share, _, seed = size.partition(",")
    race = catalogue.named(name.removeprefix(telling.PREFIX))
    deep = share == DEEP
    yield from runs_of(race, seed, settled, deep=deep, share=1 if deep else float(share))


def runs_of(race: Race, seed: str, settled: Settled, *, deep: bool, share: float) -> Iterator[Run]:
    """Tell the runs of one race; the one in which each waits for the other is first.

    An order is known once the race was run in it: that very run is judged.
    """
    chance = random.Random(f"{seed} {race.name}")
    clean = telling.tell(telling.written(race.name, ()), settled=settled)
    yield clean
    if clean.violation is not None:
        return
    for performed in performances(race, chance, deep=deep, share=share):
        if performed.numbers:
            yield telling.told(performed, settled=settled)
    for name, plan in deaths(race, clean, deep=deep):
        if deep or chance.random() < DEATHS * share:
            yield telling.tell(name, plan, settled=settled)


def performances(
    race: Race, chance: random.Random, *, deep: bool, share: float
) -> Iterator[Performance]:
    """Run the orders to try: each that makes a difference or, of a large race, drawn ones."""
    if race.large:
        for numbers in switched_once(race):
            if deep or chance.random() < share / 8:
                yield performance.in_order(_play(race), numbers)
        yield from drawn(race, chance, DRAWN_DEEP if deep else int(DRAWN * share))
        return
    yield from islice(explored(race), EXPLORED_DEEP if deep else int(EXPLORED * share))


def explored(race: Race) -> Iterator[Performance]:
    """Run a race in each order that makes a difference."""
    now: Play
    broke: Violation | None

    def play(choose: Choose, hear: Callable[[Turn], None]) -> None:
        nonlocal now, broke
        now = _play(race)
        now.prints = EXACT
        broke = performance.run(now, choose, lambda turn, _: hear(turn))

    for turns in Explorer(play, len(race.deeds)).orders():
        yield Performance(now, numbers_of(turns), broke)


def _play(race: Race) -> Play:
    return play_of(race, range(len(race.deeds)))


def switched_once(race: Race) -> Iterator[list[int]]:
    """Give the orders in which one deployer does all it does between two turns of another."""
    first, second = turns_of(race, 0), turns_of(race, 1)
    yield from ([number] for number in range(1, first))
    yield from ([0, number] for number in range(1, second))


def drawn(race: Race, chance: random.Random, times: int) -> Iterator[Performance]:
    """Run drawn orders of a race that has too many; what no turn came to is left out of one."""
    longest = sum(turns_of(race, number) for number in range(len(race.deeds)))
    for _ in range(times):
        switches = chance.randint(1, SWITCHES_MAX)
        wanted = [chance.randint(0, longest // switches) for _ in range(switches)]
        yield performance.as_far_as_it_goes(_play(race), wanted)


def turns_of(race: Race, number: int) -> int:
    """Return how many turns a deployer takes who is alone."""
    play = play_of(race, (number,))
    with suppress(Violation):
        play.run(lambda enabled: enabled[0], lambda _, __: None)
    return play.taken


def turns_before_the_lock(race: Race, number: int) -> int:
    """Return how many turns a deployer takes, alone, before it asks for the lock."""
    play = play_of(race, (number,))
    (part,) = play.parts
    asked: list[int] = []

    def hear(_: Turn, __: list[int]) -> None:
        if part.found is not None and not asked:
            asked.append(play.taken - 1)

    with suppress(Violation):
        play.run(lambda enabled: enabled[0], hear)
    return asked[0] if asked else play.taken


def deaths(race: Race, clean: Run, *, deep: bool) -> Iterator[tuple[str, Plan]]:
    """Give the orders and plans in which one dies in the middle, and the other finds what it left.

    The other comes once it is dead; or it has looked at the host before, and now asks for the lock.
    """
    if race.large or not all(deed.changes for deed in race.deeds):
        return
    waits = turns_before_the_lock(race, 1)
    for effect in clean.trace:
        if effect.command != 0:
            continue
        for fault in _deadly(effect.site, deep=deep):
            yield telling.written(race.name, ()), (fault,)
            yield telling.written(race.name, (0, waits)), (fault,)


def _deadly(site: Site, *, deep: bool) -> tuple[Fault, ...]:
    """Return the deaths at a site: by a kill, and where everything is tried, by a loss of power."""
    found = tuple(fault for fault in faults_at(site) if fault.sort in CRASHES)
    return found if deep else tuple(fault for fault in found if fault.kind == "kill_after")
