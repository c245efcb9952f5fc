"""What comes of deployers that wait for each other: the only endings that a race may have."""

from __future__ import annotations

import functools
from itertools import permutations

from sim.oracles import honesty, truth
from sim.oracles.restorable import usable_pairs
from sim.oracles.violation import Violation
from sim.race import catalogue
from sim.race.oracles import is_busy
from sim.race.order import Order
from sim.race.playing import Play, play_of
from sim.states.places import APP, CONFIG

Outcome = tuple[tuple[tuple[int, int], ...], tuple[object, ...]]


def is_serial(play: Play) -> None:
    """The end is what some order of those that were not refused as busy gives, one by one."""
    serious = tuple(part.number for part in play.parts if part.deed.changes and not is_busy(part))
    found = outcome(play, serious)
    wanted = outcomes(play.race.name, serious)
    if found not in wanted:
        raise Violation("serial", f"no order gives {found}; there is {sorted(map(str, wanted))}")


@functools.cache
def outcomes(name: str, numbers: tuple[int, ...]) -> frozenset[Outcome]:
    """Return what the deployers of a race may come to where each waits for the one before."""
    return frozenset(_one_by_one(name, each) for each in permutations(numbers))


def _one_by_one(name: str, numbers: tuple[int, ...]) -> Outcome:
    play = play_of(catalogue.named(name), numbers)
    order = Order([], len(numbers))
    play.run(order.choose, order.hear)
    return outcome(play, tuple(sorted(numbers)))


def outcome(play: Play, numbers: tuple[int, ...]) -> Outcome:
    """Return what came of a race, but for names and hours."""
    told = {part.number: part.told for part in play.parts}
    codes = []
    for number in numbers:
        said = told[number]
        codes.append((number, -1 if said is None else said.exit_code))
    return tuple(codes), essence(play)


def essence(play: Play) -> tuple[object, ...]:
    """Return what a host has come to, but for names and hours."""
    world, known = play.world.copy(), play.known
    world.pass_time(honesty.SETTLE_S)
    live = truth.label_of(truth.tree_at(world, truth.LIVE), known)
    backups = tuple(sorted(usable_pairs(world, known)))
    folder = f"{APP}/releases"
    releases = [
        truth.tree_at(world, f"{folder}/{name}/ai_app") for name in truth.names(world, folder)
    ]
    record = truth.document(world, CONFIG.layout.record) or {}
    return (
        live,
        truth.served(world, known),
        truth.phase(world),
        backups,
        tuple(sorted(str(truth.label_of(tree, known)) for tree in releases)),
        record.get("sha"),
        len(truth.document(world, CONFIG.layout.failures) or {}),
    )
