"""What may be wrong on the way to a host and on it, and what mends that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

from deploy.control import artifact
from sim.control.estate import Estate
from sim.goods import wheels
from sim.harm.faults import parse_plan
from sim.people.person import SimOperator
from sim.states.places import CONFIG, HEALTH_URL, PORT, TENANT_PORT
from sim.states.start import SETTLE_S, request
from sim.storage.nodes import flipped

SLOW_S = 25 * 60.0


def nothing(_: Estate) -> None:
    """All is well."""


def is_left_open(estate: Estate) -> None:
    """A deployment by hand was killed once the new release was started."""
    station = estate.stations[estate.instances[0]]
    person = SimOperator(station.world)
    person.deploy(CONFIG, request("C"), ("0.run.pm2@start#1=kill_after",))
    person.wait(SETTLE_S)
    estate.world.pass_time(station.world.machine.now - estate.world.machine.now)


def is_offline(estate: Estate) -> None:
    """The agent does not answer."""
    estate.fleet.connect(estate.instances[0], estate.world.machine.now, online=False)


def is_online(estate: Estate) -> None:
    """The agent answers again."""
    estate.fleet.connect(estate.instances[0], estate.world.machine.now, online=True)


def goes_offline_later(estate: Estate) -> None:
    """The agent is lost in the middle of the first command, for an hour."""
    station = estate.stations[estate.instances[0]]
    station.lost_for_s = 3600.0


def clock_is_behind(estate: Estate) -> None:
    """The host's clock is 45 seconds behind: a deployment seems to begin before it was asked."""
    for station in estate.stations.values():
        station.world.ahead_s = -45.0


def works_long(estate: Estate) -> None:
    """The host works for 25 minutes."""
    for station in estate.stations.values():
        station.slow_s = SLOW_S


def works_too_long(estate: Estate) -> None:
    """The host works for longer than a command may last, and then as fast as ever."""
    estate.stations[estate.instances[0]].hangs_s = 3600.0


def hangs_a_while(estate: Estate) -> None:
    """The first deployer hangs for a part of the time that a command may last."""
    estate.stations[estate.instances[0]].hangs_s = 900.0


def is_quick_again(estate: Estate) -> None:
    """The host works as fast as ever."""
    for station in estate.stations.values():
        station.slow_s = station.hangs_s = 0.0


def chatters(estate: Estate) -> None:
    """Each script writes 1 MB."""
    estate.stations[estate.instances[0]].chatter = b"x" * 1_000_000


def dies_at(plan: str) -> Callable[[Estate], None]:
    """Return the trouble that the first script's deployer meets faults on its host."""

    def trouble(estate: Estate) -> None:
        estate.stations[estate.instances[0]].plans[0] = parse_plan(plan)

    return trouble


def another_is_at_work(estate: Estate) -> None:
    """The first deployer is killed in the change, and then somebody else's has the lock."""
    dies_at("0.run.pm2@stop#1=kill_after")(estate)
    estate.stations[estate.instances[0]].rival_from = 1


def nobody_is_at_work(estate: Estate) -> None:
    """The lock is free again."""
    for station in estate.stations.values():
        station.rival_from, station.world.rival = inf, False


def last_cannot(estate: Estate) -> None:
    """The package index of the last host is down, and its uv has fetched nothing before."""
    world = estate.stations[estate.instances[-1]].world
    world.index_up = False
    world.packages.clear()


def last_can(estate: Estate) -> None:
    """The package index is back."""
    estate.stations[estate.instances[-1]].world.index_up = True


def probes_another_path(estate: Estate) -> None:
    """The secret of the repository names another health check than the host probes."""
    estate.env["HEALTH_CHECK_URL"] = HEALTH_URL.replace("/health", "/ready")


def probes_another_port(estate: Estate) -> None:
    """The secret names the host's own address, and a port on which something else listens."""
    path = estate.env["HEALTH_CHECK_URL"].rpartition(f":{PORT}")[2]
    estate.env["HEALTH_CHECK_URL"] = f"http://127.0.0.1:{TENANT_PORT}{path}"


def probes_the_same(estate: Estate) -> None:
    """Both name the same health check again."""
    estate.env["HEALTH_CHECK_URL"] = HEALTH_URL


def reports_are_emptied(estate: Estate) -> None:
    """Somebody emptied the folder of reports."""
    disk, folder = estate.stations[estate.instances[0]].world.disk, CONFIG.layout.reports
    for name in disk.names(folder):
        disk.remove(f"{folder}/{name}")
    disk.flush()


def wheel_is_flipped(letter: str) -> Callable[[Estate], None]:
    """Return the trouble that a bit of a published wheel has flipped in the store."""

    def trouble(estate: Estate) -> None:
        key = artifact.key(wheels.sha(letter), wheels.FILE_NAME)
        estate.bucket.things[key] = replace(
            estate.bucket.things[key], content=flipped(wheels.wheel(letter))
        )

    return trouble


def wheel_is_back(letter: str) -> Callable[[Estate], None]:
    """Return the mending: the wheel that was published lies in the store again."""

    def mend(estate: Estate) -> None:
        key = artifact.key(wheels.sha(letter), wheels.FILE_NAME)
        estate.bucket.things[key] = replace(estate.bucket.things[key], content=wheels.wheel(letter))

    return mend


def is_broken(letter: str, behaviour: str) -> Callable[[Estate], None]:
    """Return the trouble that a published commit behaves in this way."""

    def trouble(estate: Estate) -> None:
        estate.publish(letter, behaviour)

    return trouble
