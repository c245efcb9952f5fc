"""The stories of who takes long, by whichever clock, and all the same ends well."""

from __future__ import annotations

from collections.abc import Mapping

from sim.aws.fleet import Pace
from sim.control import troubles
from sim.control.asking import releasing
from sim.control.stories import Story

C = releasing("C")

SLOW: Mapping[str, Story] = {
    "slow_service": Story(
        told="Systems Manager takes its time for everything",
        ask=C,
        ends=0,
        serves="C",
        pace=Pace(appears_s=4, delivers_s=20, cancels_s=3),
    ),
    "works_long": Story(
        told="the host works for 25 minutes", ask=C, ends=0, serves="C", trouble=troubles.works_long
    ),
    "clock_behind": Story(
        told="the host's clock is behind",
        ask=C,
        ends=0,
        serves="C",
        trouble=troubles.clock_is_behind,
    ),
    "appears_late": Story(
        told="the host begins before Systems Manager shows that it has the command",
        ask=C,
        ends=0,
        serves="C",
        pace=Pace(appears_s=6, delivers_s=1, cancels_s=1),
    ),
    "hangs_a_while": Story(
        told="the host hangs for a quarter of an hour in the change, and goes on in time",
        ask=C,
        ends=0,
        serves="C",
        trouble=troubles.hangs_a_while,
    ),
    "chatters": Story(told="1 MB of output", ask=C, ends=0, serves="C", trouble=troubles.chatters),
}
