"""After a race: whatever came of it, what is open is closed, and one more command succeeds."""

from __future__ import annotations

from deploy import verdict
from deploy.host import Host
from deploy.model import Apply
from deploy.verdict import Verdict
from sim.oracles import honesty, truth
from sim.oracles.violation import Violation
from sim.people import mending
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.race.playing import COMMANDS, Play
from sim.states import start
from sim.states.places import CONFIG
from sim.stories.guard import led_back_to, watch_of
from sim.world import World

FIRST = 9 * COMMANDS
"""The number of the first command once a race is over."""
LETTER = "C"
"""What is deployed then; every host of a race is offered it."""


def converges(play: Play) -> None:
    """All is mended: a recovery closes what is open, and the next deployment ends well."""
    world, person = play.world, SimOperator(play.world)
    if world.machine.power_failures:
        mending.boot(person)
    world.heal()
    mending.mend(person)
    if truth.phase(world) is not None:
        _told(play, world, FIRST, None)
    if truth.phase(world) is not None:
        raise Violation("converges", "all is mended, yet the journal stays open")
    request = start.request(LETTER, force="the race is over")
    told = _told(play, world, FIRST + 1, request)
    world.pass_time(honesty.SETTLE_S)
    if told.exit_code != 0 or truth.served(world, play.known) != LETTER:
        raise Violation("converges", f"one more deployment gives {told.exit_code}: {told.message}")
    left = truth.names(world, CONFIG.layout.incoming)
    if left:
        raise Violation("leak", f"{CONFIG.layout.incoming} holds {', '.join(left)}")


def _told(play: Play, world: World, command: int, request: Apply | None) -> Verdict:
    world.begin(command)
    had = truth.label_of(truth.tree_at(world, led_back_to(world)), play.known)
    world.guard = watch_of(world, play.known, had=had)
    host: Host = host_of(world, CONFIG)
    try:
        return verdict.of(host, request)
    finally:
        world.guard = None
