"""Hands: what people installed, emptied and restarted, which the next command finds."""

from __future__ import annotations

from sim.people.operator import Operator
from sim.states import past, start
from sim.states.past import newest, the
from sim.states.places import APP, CONFIG, PM2_HOME
from sim.states.start import Change, changed, request, settled
from sim.stories.scenario import Scenario, deployment, restore

INSTALLED = "fastapi-0.133.0.dist-info"
"""What a person installs: an older version than any lock names."""


LISTS = {
    "list_of_nothing": ("The list that PM2 saved is JSON, and no list.", b"null"),
    "list_without_names": ("An entry of the list that PM2 saved has no name.", b"[{}]"),
}
"""What PM2 would bring back nothing of, though it can be read."""


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one, two = start.one_release, start.two_releases
    return [
        restore(
            "restore_hand_installed",
            "Somebody installed another version than the lock names: a rebuild has that one again.",
            changed(two, another_version_was_installed),
            the(newest),
            to="B",
        ),
        deployment(
            "reports_emptied",
            "Somebody emptied the folder of reports.",
            changed(one, reports_are_emptied),
            "B",
            0,
        ),
        *(
            deployment(name, story, changed(one, pm2_saved(content), name), "B", 0)
            for name, (story, content) in LISTS.items()
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


def pm2_saved(content: bytes) -> Change:
    """Return the change that PM2's list for the next boot is this."""

    def change(o: Operator) -> None:
        o.put(f"{PM2_HOME}/dump.pm2", content)

    return change


def reports_are_emptied(o: Operator) -> None:
    """All of them are deleted, the folder stays."""
    for name in o.names(CONFIG.layout.reports):
        o.remove(f"{CONFIG.layout.reports}/{name}")
