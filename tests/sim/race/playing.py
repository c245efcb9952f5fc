"""Races as the tests of the oracles want them: run in an order, not judged yet."""

from collections.abc import Callable

import pytest

from sim.oracles.violation import Violation
from sim.race import catalogue
from sim.race.order import Order
from sim.race.playing import Play, play_of


def played(name: str, *numbers: int) -> Play:
    """Run a race in an order, and judge nothing."""
    race = catalogue.named(name)
    play, order = play_of(race, range(len(race.deeds))), Order(list(numbers), len(race.deeds))
    play.run(order.choose, order.hear)
    assert not order.unspent
    return play


def said_by(oracle: Callable[[Play], None], play: Play) -> str:
    """Return the name of the oracle that a violation gives."""
    with pytest.raises(Violation) as found:
        oracle(play)
    return found.value.oracle
