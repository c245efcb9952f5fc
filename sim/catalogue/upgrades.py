"""Upgrades: good releases, and releases that are broken each in its own way."""

from __future__ import annotations

import json

from sim import start, wheels
from sim.scenario import Scenario, deployment, good, put
from sim.start import changed

DIES_LATE = '{"dies_s": 2.5}'


def scenarios() -> list[Scenario]:
    """Return the scenarios of upgrades."""
    broken = {
        "unimportable": ('{"imports": false}', 2),
        "crashes_at_start": ('{"fails_after_s": 0.3}', 1),
        "crashes_after_a_second": ('{"fails_after_s": 1.2}', 1),
        "crashes_late": (DIES_LATE, 1),
        "never_ready": ('{"warming_s": 9999}', 1),
        "never_listens": ('{"ready_s": 9999}', 1),
        "answers_404": ('{"health": 404}', 1),
        "answers_500": ('{"health": 500}', 1),
        "serves_the_old_release": (json.dumps({"says": wheels.sha("A")}), 1),
        "slow_start": ('{"ready_s": 50}', 0),
        "slow_warm_up": ('{"warming_s": 40}', 0),
        "stubborn": ('{"stubborn": true}', 0),
    }
    found = [
        deployment("first_deploy", "A host without the service gets A.", start.bare, "A", 0),
        deployment("upgrade", "A host that serves A gets B.", start.one_release, "B", 0),
        deployment("redeploy", "The same commit is deployed again.", start.one_release, "A", 0),
        deployment("third", "A host with a backup gets C.", start.two_releases, "C", 0),
        deployment(
            "lacks_data",
            "B lacks a data file that A had and cannot start without it.",
            good("X", data=False),
            "X",
            1,
        ),
        deployment(
            "first_deploy_crashes",
            "The very first release crashes: nothing to go back to, the host is left clean.",
            changed(start.bare, lambda world: put(world, "X", '{"fails_after_s": 0.3}')),
            "X",
            3,
            fatal=True,
        ),
    ]
    for name, (behaviour, ends) in broken.items():
        story = f"A host that serves A gets a release that {name.replace('_', ' ')}."
        found.append(deployment(name, story, good("X", behaviour), "X", ends))
    return found
