"""The end of a life: all is mended, and one more deployment of a good release must do."""

from __future__ import annotations

from contextlib import suppress

from deploy import status
from sim.days import fronts, people, requests
from sim.days.life import CONFIG_OF_DAYS, Life
from sim.days.people import Vain
from sim.oracles import truth
from sim.oracles.violation import Violation
from sim.people.operator import Operator
from sim.ports.host import host_of
from sim.states.places import CONFIG, PM2_HOME

LAST = "D"
"""The release that is deployed at the end, with a reason: it may have been rolled back before."""
MENDING = (
    fronts.stranger_leaves,
    people.mend_pm2_config,
    fronts.mend_caddy,
    people.resurrect,
)


def mend(life: Life) -> None:
    """Mend what is wrong beside the deployer's own work; from here on nothing strikes."""
    life.world.heal()
    person = life.person
    person.let_lock_go()
    person.make_room()
    person.open_index()
    for act in MENDING:
        with suppress(Vain):
            life.meddle(act)


def converge(life: Life) -> None:
    """Raise `Violation` unless one more deployment of a good release ends well, and all agrees."""
    mend(life)
    life.rest()
    requests.deploy(life, LAST, force=True)
    if life.verdicts[-1] != "0":
        raise Violation("converges", f"all is mended, yet a good release gives {life.verdicts[-1]}")
    life.rest()
    requests.recover(life)
    _agrees(life)
    _tenants_are_there(life.person, () if life.forgot_tenant else ("backend",))


def _agrees(life: Life) -> None:
    """The host says of itself what is so: nothing is open, and no account differs from another."""
    found = status.survey(host_of(life.world, CONFIG_OF_DAYS))
    if found.unclosed is not None or found.drift:
        raise Violation("converges", f"it is not closed: {found.unclosed}, {found.drift}")
    served = truth.served(life.world, life.known)
    if served != LAST:
        raise Violation("converges", f"{served} serves")


def _tenants_are_there(o: Operator, others: tuple[str, ...]) -> None:
    """All would come back after a reboot but what people have forgotten themselves."""
    dump = o.read(f"{PM2_HOME}/dump.pm2")
    for name in (CONFIG.app_name, *others):
        if f'"{name}"'.encode() not in dump:
            raise Violation("tenants", f"after a reboot {name} would not come back")
