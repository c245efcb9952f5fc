"""What PM2 has saved: hosts that differ in what a reboot would bring back."""

from __future__ import annotations

from sim.people.operator import Operator
from sim.states.places import APP, PM2_HOME


def by_real_paths(o: Operator) -> None:
    """Somebody started the service by the paths of its release, not by the links, and saved it."""
    dump = o.read(f"{PM2_HOME}/dump.pm2").decode()
    for name in ("ai_app", "venv"):
        dump = dump.replace(f"{APP}/{name}", o.resolve(f"{APP}/{name}"))
    o.put(f"{PM2_HOME}/dump.pm2", dump.encode())


def is_private(o: Operator) -> None:
    """What PM2 has saved holds secrets of its apps: somebody lets nobody else read it."""
    o.keep_private(f"{PM2_HOME}/dump.pm2")
