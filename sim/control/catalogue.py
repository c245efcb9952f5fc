"""The stories of the control side, by name."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.errors import Refused
from sim.control import troubles
from sim.control.asking import releasing, restoring
from sim.control.delays import SLOW
from sim.control.lookers import LOOKING
from sim.control.stories import Story
from sim.states import start

C = releasing("C")
CRASHES = troubles.is_broken("C", '{"fails_after_s": 0.5}')

ONE_HOST: Mapping[str, Story] = {
    "release": Story(told="a release that is good", ask=C, ends=0, serves="C"),
    "first": Story(
        told="a first deployment", ask=releasing("A"), ends=0, serves="A", begin=start.bare
    ),
    "restore": Story(told="the newest usable backup", ask=restoring, ends=0, serves="A"),
    "release_crashes": Story(
        told="a release that crashes: the host goes back by itself",
        ask=C,
        ends=1,
        serves="B",
        trouble=CRASHES,
    ),
    "release_unpublished": Story(
        told="a commit that was never published", ask=releasing("D"), ends=2, serves="B"
    ),
}
FAILING: Mapping[str, Story] = {
    "offline": Story(
        told="the agent does not answer",
        ask=C,
        ends=2,
        serves="B",
        trouble=troubles.is_offline,
        mend=troubles.is_online,
        again=0,
    ),
    "lost_later": Story(
        told="the agent is lost for an hour while the host works, which leaves its reply",
        ask=C,
        ends=0,
        serves="C",
        trouble=troubles.goes_offline_later,
    ),
    "works_too_long": Story(
        told="the host hangs in the middle of the change, until its time is over",
        ask=C,
        ends=1,
        serves="B",
        trouble=troubles.works_too_long,
        mend=troubles.is_quick_again,
        again=0,
    ),
    "killed_in_preparation": Story(
        told="the host's deployer is killed while it prepares",
        ask=C,
        ends=2,
        serves="B",
        trouble=troubles.dies_at("0.run.uv@build_environment#2=kill_after"),
        again=0,
    ),
    "killed_in_change": Story(
        told="the host's deployer is killed in the middle of the change",
        ask=C,
        ends=1,
        serves="B",
        trouble=troubles.dies_at("0.files.link@point_to_new#1=kill_after"),
        again=0,
    ),
    "killed_at_the_end": Story(
        told="the host's deployer is killed once the new release is proven",
        ask=C,
        ends=0,
        serves="C",
        trouble=troubles.dies_at("0.run.pm2@save_processes#1=kill_after"),
    ),
}
UNFETCHED: Mapping[str, Story] = {
    "other_health_check": Story(
        told="the secret names another health check than the host's settings",
        ask=C,
        ends=2,
        serves="B",
        trouble=troubles.probes_another_path,
        mend=troubles.probes_the_same,
        again=0,
    ),
    "other_port": Story(
        told="the secret names the health check of another tenant",
        ask=C,
        ends=2,
        serves="B",
        trouble=troubles.probes_another_port,
        mend=troubles.probes_the_same,
        again=0,
    ),
    "wheel_flipped": Story(
        told="a bit of the published wheel has flipped in the store",
        ask=C,
        ends=2,
        serves="B",
        trouble=troubles.wheel_is_flipped("C"),
        mend=troubles.wheel_is_back("C"),
        again=0,
    ),
    "store_busy": Story(
        told="the store answers the host 503 as often as it asks",
        ask=C,
        ends=2,
        serves="B",
        trouble=troubles.dies_at("0.http.get@begin#1=503!"),
        again=0,
    ),
    "store_stumbles": Story(
        told="the store answers the host 500, and then well",
        ask=C,
        ends=0,
        serves="C",
        trouble=troubles.dies_at("0.http.get@begin#1=500"),
    ),
    "store_keeps": Story(
        told="what was brought to the host cannot be taken away after it was deployed",
        ask=C,
        ends=0,
        serves="C",
        trouble=troubles.dies_at("0.files.remove@prune#3=denied"),
    ),
}
MANY_HOSTS: Mapping[str, Story] = {
    "fleet": Story(told="a canary, then two more", ask=C, ends=0, serves="C", hosts=3),
    "fleet_crashes": Story(
        told="three hosts, and the canary goes back",
        ask=C,
        ends=1,
        serves="B",
        hosts=3,
        trouble=CRASHES,
    ),
    "fleet_limit": Story(
        told="the last of three hosts cannot, which is more than is borne: all go back",
        ask=C,
        ends=1,
        serves="B",
        hosts=3,
        trouble=troubles.last_cannot,
        mend=troubles.last_can,
        again=0,
    ),
    "fleet_borne": Story(
        told="the last of three hosts cannot, which is borne",
        ask=releasing("C", failures_max=1),
        ends=3,
        serves="C",
        hosts=3,
        trouble=troubles.last_cannot,
        mend=troubles.last_can,
        again=0,
    ),
}
STORIES: Mapping[str, Story] = {**ONE_HOST, **SLOW, **FAILING, **UNFETCHED, **LOOKING, **MANY_HOSTS}


def named(name: str) -> Story:
    """Return a story; raise `Refused` where there is none of this name."""
    if name not in STORIES:
        raise Refused(f"there is no story {name!r}", f"Known: {', '.join(STORIES)}")
    return STORIES[name]
