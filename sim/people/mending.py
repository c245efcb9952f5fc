"""What is done to a host between two commands: the power is back, a person has mended it."""

from __future__ import annotations

from deploy.ports import Process
from sim.people.operator import Operator
from sim.states.places import APP, CADDYFILE, CONFIG, PORT

BOOT_S = 5.0


def boot(o: Operator) -> None:
    """The power is back: PM2 brings back what it saved, Caddy starts."""
    o.boot()
    o.wait(BOOT_S)


def _is_the_service(o: Operator, holder: Process) -> bool:
    """Say whether a process is this service, by where it stands or by the program that it runs."""
    runs_ours = any(word.startswith(f"{APP}/") for word in holder.argv)
    return runs_ours or holder.cwd.startswith(f"{o.resolve(APP)}/")


def mend(o: Operator) -> None:
    """A person mends what was wrong with the host beside the deployer's own work."""
    holder = o.listener(PORT)
    if holder is not None and not _is_the_service(o, holder):
        o.kill(holder.pid)
    if o.kind(CADDYFILE) is not None and o.get(CONFIG.caddy_admin_url) is None:
        o.start_proxy()
