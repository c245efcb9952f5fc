"""Choices: which backup a restore takes when none is named."""

from __future__ import annotations

from deploy.model import Restore
from sim.people.operator import Operator
from sim.states import hosts, past, start
from sim.states.start import Change, changed, request, settled
from sim.stories.scenario import Scenario, offers, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios: the one restored is named again once all is mended."""
    return [
        _newest(
            "restore_skips_failed",
            "D was left for C and C for B: the default is A.",
            was_left_twice,
            "A",
        ),
        _newest(
            "restore_skips_unhealthy",
            "The newest backup is of a release that a person had edited: the default is A.",
            was_edited_before,
            "A",
        ),
        _newest(
            "restore_after_a_failure",
            "B serves again after a failed deployment: the default is not B but A.",
            past.remembers_a_failure,
            "A",
        ),
        _newest("restore_slow", "The restored release takes most of a minute.", was_slow, "X"),
    ]


def _newest(name: str, story: str, change: Change, target: str) -> Scenario:
    """Return a restore without an id, on a host that serves B."""
    begin, again = changed(start.two_releases, change), past.the(past.newest_of(target))
    return restore(name, story, begin, Restore(), to=target, again=again)


def was_left_twice(o: Operator) -> None:
    """C and D went live; then a person restored C, and then B."""
    offers("D")(o)
    settled(o, request("C"), request("D"))
    for letter in "CB":
        settled(o, past.the(past.newest_of(letter))(o))


def was_edited_before(o: Operator) -> None:
    """B was edited by hand when C went live."""
    hosts.live_is_edited(o)
    settled(o, request("C"))


def was_slow(o: Operator) -> None:
    """A slow release went live, and then C."""
    offers("X", '{"ready_s": 50}')(o)
    settled(o, request("X"), request("C"))
