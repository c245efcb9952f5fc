"""Hosts for tests of the rehearsal: snapshots of simulated ones, and plans for them."""

from deploy import snapshot
from deploy.config import Config
from deploy.model import Apply, Restore
from deploy.snapshot import Snapshot
from sim.goods import wheels
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.rehearse.planned import Plan
from sim.states import start
from sim.states.places import CONFIG
from sim.states.start import Change, Start, changed
from sim.stories.scenario import Request, Scenario
from sim.world import World


def seen(world: World, config: Config = CONFIG) -> Snapshot:
    """Take a snapshot and read it again."""
    return snapshot.parse(snapshot.take(host_of(world, config)))


def after(change: Change, begin: Start = start.two_releases) -> Snapshot:
    """Return the snapshot of a host to which something happened."""
    return seen(changed(begin, change)().fork())


def of_scenario(scenario: Scenario) -> tuple[World, Snapshot, Plan]:
    """Return the host a scenario begins on, its snapshot, and what it asks for as a plan."""
    world = scenario.start().fork()
    request = scenario.asked(SimOperator(world))
    found = seen(world, scenario.config)
    wheel = world.disk.read(request.wheel) if isinstance(request, Apply) else None
    return world, found, Plan(request=request, wheel=wheel)


def applying(letter: str, *, force: str | None = None) -> Plan:
    """Return the plan to deploy the commit that a letter stands for."""
    request = Apply(wheel=wheels.FILE_NAME, sha=wheels.sha(letter), force=force)
    return Plan(request=request, wheel=wheels.wheel(letter))


def restoring(wanted: Request | None = None, begin: Start = start.three_releases) -> Plan:
    """Return the plan to restore a backup: the newest usable one where none is said."""
    if wanted is None or isinstance(wanted, Apply | Restore):
        return Plan(request=wanted or Restore())
    return Plan(request=wanted(SimOperator(begin())))
