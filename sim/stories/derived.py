"""Derived scenarios: one of the catalogue on a barer host, or without what somebody does in it.

`upgrade~on.bare` is the request of `upgrade` on a host in the state `bare`, from which its own
start was made; `level_3~alone` is `level_3` without its events. Such a name is known wherever one
of the catalogue is, so that an id which bears it can be run by anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from deploy.errors import Refused
from sim.states.start import Start
from sim.stories.scenario import Scenario

ALONE, ON = "alone", "on."
PLAIN = re.compile(r"[a-z_]+")
"""What the name of a state is where it can be a word of a name."""


def derive(scenario: Scenario, word: str) -> Scenario:
    """Return a scenario changed as a word says; raise `Refused` where it says nothing of it."""
    name = f"{scenario.name}~{word}"
    if word == ALONE and scenario.events:
        return replace(scenario, name=name, events=())
    if word.startswith(ON):
        for state in barer(scenario):
            if state.name == word.removeprefix(ON):
                return replace(scenario, name=name, start=state)
    raise Refused(f"{word!r} makes nothing of {scenario.name}", "See: python -m sim list")


def barer(scenario: Scenario) -> Iterator[Start]:
    """Yield the states from which the start of a scenario was made, the barest first."""
    for state in scenario.start.chain[:-1]:
        if PLAIN.fullmatch(state.name):
            yield state


def words(scenario: Scenario) -> Iterator[str]:
    """Yield the words that would make something of a scenario."""
    if scenario.events:
        yield ALONE
    yield from (f"{ON}{state.name}" for state in barer(scenario))


def meaning(word: str) -> str:
    """Say what a word leaves out."""
    return "its events" if word == ALONE else f"what came after {word.removeprefix(ON)}"
