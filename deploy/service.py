"""The service on its port: ended without touching another tenant, started anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy import pm2
from deploy.errors import CommandFailed

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.ports import Process

DAEMON = re.compile(r"PM2 v\S+: God Daemon \((/.*)\)")
TICK_S = 0.25
"""How often the port is looked at while it is being freed."""


def stop(host: Host) -> None:
    """Take the service out of PM2 and see it gone, orphans of a dead daemon included.

    A kill under a live PM2 entry would race its restart, so the entry goes first. Only processes
    of this service are ended: the port's clients (the proxy holds some) and strangers are not ours.
    An orphan that does not listen yet is about to, amid files that are no longer its own.
    """
    pm2.delete(host)
    ticks = int(host.config.port_free_timeout_s / TICK_S)
    for tick in range(ticks):
        holder = in_the_way(host) or _orphan(host)
        if holder is None:
            return
        if not is_ours(host, holder):
            raise CommandFailed(stranger(host, holder))
        if tick in (ticks // 4, ticks // 2):
            pm2.delete(host)  # again: that it had none may be a bad look
            host.processes.end(holder.pid, force=tick >= ticks // 2)
        host.clock.sleep(TICK_S)
    raise CommandFailed(f"the service was ended, yet holds port {host.config.port} or is about to")


def in_the_way(host: Host) -> Process | None:
    """Return who holds the port, but for a stranger beside whom the service finds room."""
    holder = host.processes.listener(host.config.port)
    if holder is None or is_ours(host, holder):
        return holder
    return (
        None if all(each.aside for each in host.processes.listeners(host.config.port)) else holder
    )


def _orphan(host: Host) -> Process | None:
    """Return a process of the service that does not listen; None where there is none."""
    return next((each for each in pm2.running(host) if is_ours(host, each)), None)


def keep(host: Host) -> bool:
    """Leave the service alone where it runs from the live release; else end it and start that.

    Return whether it answers already: what PM2 is about to start has yet to show that it does.
    PM2's dump may name the paths of the release before, and so bring that one back after a reboot.
    """
    holder = in_the_way(host)
    if holder is not None and not holder.pid:  # hidden for a moment is not hidden for good
        holder = in_the_way(host)
    if holder is None:
        if not any(_starts_live(host, row) for row in pm2.of_service(host)):
            stop(host)
            pm2.start(host)
        return False
    if not is_ours(host, holder):
        raise CommandFailed(stranger(host, holder))
    if holder.cwd == host.files.resolve(host.layout.live):
        return True
    stop(host)
    pm2.start(host)
    return False


def _starts_live(host: Host, row: pm2.Row) -> bool:
    """Say whether an entry is about to serve the live release, as far as PM2 tells.

    One that was restarted often is online too: started anew it may do, where the cause has gone.
    """
    live = host.files.resolve(host.layout.live)
    often = row.restarts > host.config.restarts_max
    return row.status == "online" and not often and host.files.resolve(row.cwd or live) == live


def is_ours(host: Host, process: Process) -> bool:
    """Say whether a process runs this service: its working directory lies in the app directory.

    A working directory never has a link in it; the app directory may be one, to another volume.
    """
    return process.cwd.startswith(f"{host.files.resolve(host.layout.app)}/")


def is_under_pm2(host: Host, process: Process) -> bool:
    """Say whether PM2 runs this process as the service, or the one that it is a worker of."""
    pids = {row.pid for row in pm2.of_service(host) if row.pid}
    return not pids.isdisjoint((process.pid, process.parent))


def other_pm2(host: Host, process: Process) -> str | None:
    """Return the home of a PM2 that runs this process and is not ours; None where none is seen to.

    A daemon says in its name where its home is, as far as there is room for that.
    """
    above = host.processes.named(process.parent)
    said = DAEMON.fullmatch(above.argv[0]) if above is not None and above.argv else None
    if said is None or host.files.resolve(said[1]) == host.files.resolve(pm2.home(host)):
        return None
    return said[1]


def stranger(host: Host, process: Process) -> str:
    """Say who holds the port."""
    who = f"process {process.pid} ({' '.join(process.argv[:2])})" if process.pid else "a process"
    where = process.cwd or "of another user"
    return f"port {host.config.port} is held by {who} in {where}, which is not this service"
