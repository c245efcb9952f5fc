"""Settings: what the deployer or the service is told of a host, and cannot use."""

from __future__ import annotations

from dataclasses import replace

from sim.people.operator import Operator
from sim.states import start
from sim.states.places import APP, CONFIG
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment, good


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one = start.one_release
    return [
        replace(
            deployment(
                "wrong_health_path", "The host is told of a path that is none.", one, "B", 2
            ),
            config=replace(CONFIG, health_path="/healthz"),
            fatal=True,
        ),
        deployment(
            "setting_unfit",
            "Somebody has mistyped a line of `.env`: whatever reads it does not start.",
            changed(good("X", '{"numbers": ["REQUESTS_MAX"]}'), has_an_unfit_setting),
            "X",
            2,
        ),
    ]


def has_an_unfit_setting(o: Operator) -> None:
    """Nobody has started anything since."""
    place = f"{APP}/.env"
    kept = o.read(place) if o.kind(place) is not None else b""
    o.put(place, kept + b"REQUESTS_MAX=many\n")
