"""Locks: a wheel is installed by the lock that it carries, or not at all."""

from __future__ import annotations

from sim.goods import lock
from sim.states import start
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment, offers


def scenarios() -> list[Scenario]:
    """Return the scenarios of wheels whose lock does not fit, and of one without any."""
    told = {
        "dependency_changed": (
            *("The index has another file of a dependency than the one locked.", 2),
            lock.changed("fastapi"),
        ),
        "dependency_unlocked": ("The lock lacks what the wheel needs.", 2, lock.without("uvicorn")),
        "older_than_its_lock": ("A wheel from before there was a lock.", 0, b""),
    }
    return [
        deployment(
            name, story, changed(start.one_release, offers("X", locked=held), name), "X", end
        )
        for name, (story, end, held) in told.items()
    ]
