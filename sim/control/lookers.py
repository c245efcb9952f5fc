"""The stories of those who only look, and of who closes what there is nothing to close of."""

from __future__ import annotations

from collections.abc import Mapping

from sim.control import troubles
from sim.control.asking import listing, looking, photographing, recovering, releasing
from sim.control.stories import Story

LOOKING: Mapping[str, Story] = {
    "recovers_nothing": Story(
        told="nothing is open, and of the last deployment no report is left",
        ask=recovering,
        ends=0,
        serves="B",
        trouble=troubles.reports_are_emptied,
    ),
    "recovery_is_refused": Story(
        told="the host's deployer is killed in the change, and another one is at work there since",
        ask=releasing("C"),
        ends=3,
        serves="B",
        trouble=troubles.another_is_at_work,
        mend=troubles.nobody_is_at_work,
        again=0,
    ),
    "looks_again": Story(
        told="a file cannot be read at the first look",
        ask=looking,
        ends=0,
        serves="B",
        trouble=troubles.dies_at("0.files.read@begin#1=error"),
        looks=True,
    ),
    "looks_at_open": Story(
        told="the status of a host on which a change is open",
        ask=looking,
        ends=0,
        serves="C",
        trouble=troubles.is_left_open,
        looks=True,
    ),
    "lists_at_open": Story(
        told="the backups of a host on which a change is open",
        ask=listing,
        ends=0,
        serves="C",
        trouble=troubles.is_left_open,
        looks=True,
    ),
    "photographs_open": Story(
        told="a snapshot of a host on which a change is open",
        ask=photographing,
        ends=0,
        serves="C",
        trouble=troubles.is_left_open,
        looks=True,
    ),
}
