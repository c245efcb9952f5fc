"""A performance: a race that was run in one order, and waits to be judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.oracles.violation import Violation
from sim.race.order import Order
from sim.race.playing import Play
from sim.race.turns import Choose, Turn


@dataclass(frozen=True, slots=True)
class Performance:
    """What a race came to in one order."""

    play: Play
    numbers: Sequence[int]
    """The order, as an id writes it."""
    broke: Violation | None = None
    """What ended it before its time."""
    unspent: bool = False
    """Some numbers were never reached: it is the order of another run."""


def in_order(play: Play, numbers: Sequence[int]) -> Performance:
    """Run a race in the order that numbers say."""
    order = Order(list(numbers), len(play.parts))
    broke = run(play, order.choose, order.hear)
    return Performance(play, numbers, broke, order.unspent)


def as_far_as_it_goes(play: Play, numbers: Sequence[int]) -> Performance:
    """Run a race in an order that was made up: what no turn comes to is no part of it."""
    order = Order(list(numbers), len(play.parts))
    broke = run(play, order.choose, order.hear)
    return Performance(play, numbers[: len(numbers) - len(order.numbers)], broke)


def run(play: Play, choose: Choose, hear: Callable[[Turn, list[int]], None]) -> Violation | None:
    """Run a race as decided; return what an oracle objected to on the way."""
    try:
        play.run(choose, hear)
    except Violation as violation:
        return violation
    return None
