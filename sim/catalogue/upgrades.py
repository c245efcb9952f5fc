"""Upgrades: good releases, and releases that are broken each in its own way."""

from __future__ import annotations

import json

from sim.goods import wheels
from sim.people.operator import Operator
from sim.states import start
from sim.states.past import CRASHES
from sim.states.start import changed, offer, request, settled
from sim.stories.scenario import Scenario, deployment, good, offers

BEHAVIOURS = {
    "unimportable": ('{"imports": false}', 2),
    "ends_at_import": ('{"ends": true}', 2),
    "prints_at_import": ('{"prints": "loading ..."}', 0),
    "crashes_at_start": (CRASHES, 1),
    "crashes_after_a_second": ('{"fails_after_s": 1.2}', 1),
    "crashes_late": ('{"dies_s": 2.5}', 1),
    "never_ready": ('{"warming_s": 9999}', 1),
    "never_listens": ('{"ready_s": 9999}', 1),
    "answers_404": ('{"health": 404}', 1),
    "answers_500": ('{"health": 500}', 1),
    "serves_the_old_release": (json.dumps({"says": wheels.sha("A")}), 1),
    "slow_start": ('{"ready_s": 50}', 0),
    "slow_warm_up": ('{"warming_s": 40}', 0),
    "stubborn": ('{"stubborn": true}', 0),
}
"""How a release may behave, and the exit code that its deployment must end with."""


def scenarios() -> list[Scenario]:
    """Return the scenarios of upgrades."""
    lacking = changed(start.one_release, offers("X", data=False), "offered what lacks data")
    fresh = changed(start.bare, offers("X", CRASHES), "offered what crashes")
    lacks = "The release lacks a data file that A had and cannot start without it."
    cleared = "The very first release crashes: nothing to go back to, the host is left clean."
    return [
        deployment("first_deploy", "A host without the service gets A.", start.bare, "A", 0),
        deployment("upgrade", "A host that serves A gets B.", start.one_release, "B", 0),
        deployment("redeploy", "The same commit is deployed again.", start.one_release, "A", 0),
        deployment("third", "A host with a backup gets C.", start.two_releases, "C", 0),
        deployment("lacks_data", lacks, lacking, "X", 1),
        deployment("first_deploy_crashes", cleared, fresh, "X", 3, fatal=True),
        *(_behaving(name, *told) for name, told in BEHAVIOURS.items()),
        *_of_old_wheels(),
    ]


def _of_old_wheels() -> list[Scenario]:
    """Return the scenarios of a wheel that cannot say which commit it was built from."""
    story = "A wheel from before there was a `release.json` is deployed"
    return [
        deployment("wheel_unnamed", f"{story}.", changed(start.one_release, is_unnamed), "X", 0),
        deployment(
            "unnamed_and_after",
            f"{story}; the next release crashes.",
            changed(start.one_release, serves_an_unnamed_one),
            "Y",
            1,
        ),
    ]


def is_unnamed(o: Operator) -> None:
    """An artifact of last year is offered."""
    offer(o, "X", wheels.wheel("X", record=False))


def serves_an_unnamed_one(o: Operator) -> None:
    """An artifact of last year is live."""
    is_unnamed(o)
    settled(o, request("X"))
    offers("Y", CRASHES)(o)


def _behaving(name: str, behaviour: str, ends: int) -> Scenario:
    story = f"A host that serves A gets a release: {name.replace('_', ' ')}."
    return deployment(name, story, good("X", behaviour), "X", ends)
