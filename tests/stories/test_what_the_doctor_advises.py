"""Stories of whoever obeys the doctor, on every host: what serves serves on, and comes back."""

from contextlib import suppress

import pytest

from deploy.doctor.examination import examine
from deploy.doctor.finding import Finding, Level
from deploy.doctor.leftovers import JOURNAL
from sim.oracles import truth
from sim.people import obeying
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states.places import BASE, CONFIG
from sim.stories import scenarios
from sim.world import World
from tests.deploy import clinic

SETTLES_S = 60.0
ROUNDS = 3
"""One cure may bring the next thing to light."""
GONE = {
    "adoption_without_environment": "there is no environment any more",
    "linked_inside": "a file of the code is a link, and is put in its place: the code is another",
    "live_unfounded": "the live environment is gone",
    "no_interpreter": "the interpreter is gone",
    "pointer_is_a_file": "the releases are gone",
    "restore_unfounded": "the live environment is gone",
}
"""Hosts whose service nothing that moves files could start anew, and why."""
HOSTS = tuple(name for name in scenarios.names() if scenarios.named(name).config.base == BASE)


def served(world: World, name: str) -> str | None:
    return truth.served(world, scenarios.known_trees(name))


def started_anew(world: World, name: str) -> str | None:
    """Return what serves once PM2 has started the service anew."""
    SimOperator(world).pm2("restart", CONFIG.app_name)
    world.pass_time(SETTLES_S)
    return served(world, name)


def done(world: World, finding: Finding) -> bool:
    """Do what a finding advises, where that is something for a shell; say whether it was."""
    commands = obeying.commands_in(finding.mend)
    if "kill " in finding.mend:
        clinic.obey(world, finding.mend)
    elif commands:
        obeying.obey(world, commands)
    else:
        return False
    world.pass_time(SETTLES_S)
    return True


@pytest.mark.parametrize("name", HOSTS)
def test_each_thing_that_it_advises_can_be_done_and_takes_away_nothing(name: str) -> None:
    world = scenarios.named(name).start()
    before, anew = served(world, name), started_anew(world.fork(), name)
    for finding in examine(host_of(world.fork(), CONFIG)):
        fork = world.fork()
        if finding.level is not Level.OK and done(fork, finding):
            assert before in (None, served(fork, name)), finding
            assert anew in (None, started_anew(fork, name)), finding


@pytest.mark.parametrize("name", HOSTS)
def test_whoever_does_all_of_it_still_has_what_served(name: str) -> None:
    world = scenarios.named(name).start().fork()
    before = served(world, name)
    for _ in range(ROUNDS):
        findings = [each for each in examine(host_of(world, CONFIG)) if each.level is not Level.OK]
        if any(each.about == JOURNAL for each in findings):
            return  # it is to be closed, and what serves then is told by other stories
        for each in findings:
            with suppress(OSError, AssertionError):  # what was advised before has done it already
                done(world, each)
    assert before is None or (started_anew(world, name) == before) is (name not in GONE)
