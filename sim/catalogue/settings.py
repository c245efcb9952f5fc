"""Settings: what the deployer or the service is told of a host, and cannot use."""

from __future__ import annotations

from dataclasses import replace

from sim.people.operator import Operator
from sim.states import start
from sim.states.places import APP, CONFIG, HOME
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment, good

WRONG = {
    "wrong_health_path": (
        "The host is told of a path that is none.",
        replace(CONFIG, health_path="/healthz"),
    ),
    "wrong_version_path": (
        "Where a release tells its commit is written wrong.",
        replace(CONFIG, version_path="/version"),
    ),
    "wrong_proxy_url": (
        "The proxy is asked for a path that it does not know.",
        replace(CONFIG, proxy_url=f"{CONFIG.proxy_url}z"),
    ),
    "wrong_proxy_port": (
        "The proxy is asked on a port on which it does not listen.",
        replace(CONFIG, proxy_url=CONFIG.proxy_url.replace("localhost", "localhost:81")),
    ),
    "wrong_pm2_home": (
        "The service is looked for in a PM2 that does not run it.",
        replace(CONFIG, pm2_home=f"{HOME}/.pm3"),
    ),
    "wrong_port": (
        "The service is looked for on a port on which it does not listen.",
        replace(CONFIG, port=CONFIG.port + 1),
    ),
}
"""Settings that would have every release rolled back, and the one before it too."""


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one = start.one_release
    return [
        *(
            replace(deployment(name, told, one, "B", 2), config=config, fatal=True)
            for name, (told, config) in WRONG.items()
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
