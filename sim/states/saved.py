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


def never(o: Operator) -> None:
    """Nobody has ever saved what PM2 runs."""
    o.remove(f"{PM2_HOME}/dump.pm2")
    o.remove(f"{PM2_HOME}/dump.pm2.bak")


def is_damaged(o: Operator) -> None:
    """What PM2 has saved holds secrets, so nobody else may read it; and it was cut off."""
    path = f"{PM2_HOME}/dump.pm2"
    dump = o.read(path)
    o.put(path, dump[: len(dump) // 2])
    o.keep_private(path)
