"""How the stories are told: a host, a request, and what is really so afterwards."""

import io
import zipfile

from deploy import verdict
from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.goods import wheels
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG, UPLOADS
from sim.stories import repertoire
from sim.stories.run import Run
from sim.world import World


def told(run_id: str) -> Run:
    """Tell a scenario, under the faults its id names; every oracle has looked."""
    run = repertoire.replay(run_id)
    assert run.violation is None
    assert not run.void
    return run


def ask(world: World, request: Apply | Restore | None) -> Verdict:
    """Let the deployer carry out a request on a host."""
    return verdict.of(host_of(world, CONFIG), request)


def offered(letter: str, behaviour: str = "{}", *, begin: World | None = None) -> World:
    """Return a host that serves A, or another one, and is offered a wheel."""
    world = (begin or start.one_release()).fork()
    start.offer(SimOperator(world), letter, wheels.wheel(letter, behaviour))
    return world


def served(world: World) -> str | None:
    """Name the release that really answers."""
    world.pass_time(60)
    offers = {
        letter: world.disk.read(UPLOADS.format(letter=letter))
        for letter in truth.names(world, "/tmp")  # noqa: S108 - of the simulated host
    }
    known = {
        letter: wheels.app_files(content)
        for letter, content in offers.items()
        if zipfile.is_zipfile(io.BytesIO(content))
    }
    return truth.served(world, known)
