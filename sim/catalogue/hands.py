"""Hands: what people installed, emptied and restarted, which the next command finds."""

from __future__ import annotations

from dataclasses import replace

from sim.people.operator import Operator
from sim.states import past, start
from sim.states.past import newest, the
from sim.states.places import APP, CONFIG
from sim.states.start import changed, request, settled
from sim.stories.scenario import Scenario, deployment, restore

INSTALLED = "fastapi-0.133.0.dist-info"
"""What a person installs: an older version than any lock names."""


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one, two = start.one_release, start.two_releases
    return [
        replace(
            restore(
                "restore_hand_installed",
                "Somebody installed another version than the lock's: a rebuild has that one again.",
                changed(two, another_version_was_installed),
                the(newest),
                to="B",
            ),
            only_modelled="the index of a sandbox has what the lock names, and nothing else",
        ),
        deployment(
            "reports_emptied",
            "Somebody emptied the folder of reports.",
            changed(one, reports_are_emptied),
            "B",
            0,
        ),
    ]


def another_version_was_installed(o: Operator) -> None:
    """Into B's environment; then C came, and somebody made room."""
    environment = o.resolve(f"{APP}/venv")
    (version,) = o.names(f"{environment}/lib")
    site = f"{environment}/lib/{version}/site-packages"
    (locked,) = (name for name in o.names(site) if name.startswith("fastapi-"))
    o.rename(f"{site}/{locked}", f"{site}/{INSTALLED}")
    settled(o, request("C"))
    past.environments_are_lost(o)


def reports_are_emptied(o: Operator) -> None:
    """All of them are deleted, the folder stays."""
    for name in o.names(CONFIG.layout.reports):
        o.remove(f"{CONFIG.layout.reports}/{name}")
