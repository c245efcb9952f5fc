"""Stories of hosts of which it was not certain what is live: the advice of a refusal mends them."""

import pytest

from sim.catalogue import detours, displaced, pointers
from sim.goods import wheels
from sim.oracles import truth
from sim.people.operator import Told
from sim.people.person import SimOperator
from sim.states import past, start
from sim.states.places import CONFIG
from sim.states.start import request
from sim.stories import scenarios
from tests.deploy.clinic import obey

REFUSED = [
    each.name
    for catalogue in (pointers, detours, displaced)
    for each in catalogue.scenarios()
    if each.ends == 2 and not each.fatal
]
NOTHING_LEFT = ("pointer_is_a_file",)
"""Whose releases were deleted with the rest: there is nothing to go back to."""


def deploy(o: SimOperator, letter: str) -> Told:
    told = o.deploy(CONFIG, request(letter))
    assert told is not None
    return told


@pytest.mark.parametrize("name", REFUSED)
def test_the_advice_of_a_refusal_mends_it_and_what_serves_serves_on(name: str) -> None:
    world, known = scenarios.named(name).start().fork(), scenarios.known_trees(name)
    o, served = SimOperator(world), truth.served(world, known)
    start.offer(o, "X", wheels.wheel("X", past.CRASHES))
    for _ in range(4):  # one cure may bring the next thing to light
        told = deploy(o, "X")
        if told.exit_code != 2:
            break
        obey(world, told.message.partition("  next: ")[2])
        world.pass_time(60)
        assert truth.served(world, known) == served
    assert told.exit_code == (3 if name in NOTHING_LEFT else 1), told.message
    if name not in NOTHING_LEFT:
        assert truth.served(world, known) == (served or "B")
    assert deploy(o, "C").exit_code == 0
    assert truth.served(world, known) == "C"
