"""Faults: small values that strike one effect, once or from there on until it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from deploy.errors import Refused
from sim.events import EVENTS


class Site(NamedTuple):
    """Where an effect happens: a label that survives edits elsewhere.

    The command of the story (0 is the first), the operation, the step, and the how-manieth of its
    kind in that step.
    """

    command: int
    op: str
    step: str
    number: int

    def __str__(self) -> str:
        """Write it as it stands in a replay id."""
        return f"{self.command}.{self.op}@{self.step}#{self.number}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a plan."""

    site: Site
    kind: str
    forever: bool = False
    """Strikes every later effect of the same operation too, until it is mended."""

    def __str__(self) -> str:
        """Write it as it stands in a replay id."""
        return f"{self.site}={self.kind}{'!' if self.forever else ''}"


Plan = tuple[Fault, ...]

CRASHES = ("kill", "kill_after", "lost_power", "torn_power")
"""The deployer is killed before or after an effect; the power fails after it, with two images."""

KINDS = {
    "files.read": ("error", "corrupt"),
    "files.names": ("error",),
    "files.walk": ("error",),
    "files.make_directory": ("error", "lost"),
    "files.write": ("error", "lost", "full"),
    "files.copy": ("error", "full", "corrupt"),
    "files.link": ("error", "lost"),
    "files.rename": ("error", "lost"),
    "files.exchange": ("error", "lost"),
    "files.remove": ("error", "half"),
    "files.flush": ("error",),
    "files.lock": ("taken",),
    "files.free_bytes": ("error", "none"),
    "run.uv": ("fails", "hangs", "lost", "missing", "tells"),
    "run.python": ("fails", "hangs", "tells"),
    "run.pm2": ("fails", "hangs", "lost", "missing", "noise", "dips"),
    "run.caddy": ("fails", "hangs", "lost", "missing"),
    "http.get": ("refused", "silent", "404", "500", "stranger"),
    "http.put": ("refused", "silent", "403", "500", "lost"),
    "processes.listener": ("hidden",),
    "processes.end": ("ignored",),
    "uv.write": ("full",),
    "store.put": ("error", "lost", "slow", "throttled", "denied"),
    "store.get": ("error", "slow", "throttled", "denied", "corrupt"),
    "store.head": ("error", "slow", "throttled", "denied"),
    "store.keys": ("error", "slow", "throttled", "denied"),
    "shell.send": ("error", "lost", "slow", "throttled", "denied"),
    "shell.read": ("error", "slow", "throttled", "denied", "late"),
    "shell.standings": ("error", "slow", "throttled", "denied", "late"),
    "shell.find": ("error", "slow", "throttled", "denied"),
    "shell.cancel": ("error", "lost", "slow", "throttled", "denied"),
    "shell.presence": ("error", "slow", "throttled", "denied"),
    "shell.tagged": ("error", "slow", "throttled", "denied"),
    "forge.build": ("error", "slow", "throttled", "denied"),
    "forge.newest": ("error", "slow", "throttled", "denied"),
    "forge.record": ("error", "lost", "slow", "throttled", "denied"),
    "notifier.tell": ("error", "lost", "slow", "throttled", "denied"),
}
"""What can go wrong with each operation, crashes apart.

`dips`: PM2's table says `stopped`, as for some milliseconds between a crash and the restart.
`lost`: done, but reported as failed. `tells`: failed, with a secret of the host in its last lines.
"""

INTERRUPTION = "sigint"
"""A person ends the control side; the sweep of hosts kills deployers instead."""
INTERRUPTIBLE = ("clock.sleep", "store.", "shell.", "forge.")

FOREVER = frozenset(
    (
        *("error", "full", "fails", "hangs", "missing", "refused", "500", "hidden", "noise"),
        *("slow", "throttled", "denied"),
    )
)
"""Kinds that last in the real world: a full disk, a dead index, an expired key."""

CHANGING = frozenset(
    (
        *("files.make_directory", "files.write", "files.copy", "files.link", "files.rename"),
        *("files.exchange", "files.remove", "files.flush", "run.uv", "run.pm2", "run.caddy"),
        *("processes.end", "uv.write", "clock.sleep"),
    )
)
"""Operations that change the world: a crash around any other equals one around its neighbour."""

PROGRAM_WRITES = frozenset(("uv.write",))


def faults_at(site: Site) -> tuple[Fault, ...]:
    """Return every single fault that may strike at a site."""
    found = []
    for kind in KINDS.get(site.op, ()):
        found.append(Fault(site, kind))
        if kind in FOREVER:
            found.append(Fault(site, kind, forever=True))
    if site.op in CHANGING:
        found += [Fault(site, kind) for kind in CRASHES if kind != "kill"]
    return tuple(found)


_WRITTEN = re.compile(r"([0-9]+)\.([a-z_.0-9]+)@([a-z_]+)#([0-9]+)=([a-z_0-9]+)(!?)")


def parse_plan(text: str) -> Plan:
    """Read a plan as a replay id writes it; raise `Refused` where it is none."""
    plan = []
    for part in filter(None, text.split("+")):
        found = _WRITTEN.fullmatch(part)
        if found is None:
            raise Refused(f"{part!r} is no fault", "Faults look like 0.files.write@fetch#2=error!")
        command, op, step, number, kind, forever = found.groups()
        interrupts = kind == INTERRUPTION and op.startswith(INTERRUPTIBLE)
        if not interrupts and kind not in (*KINDS.get(op, ()), *CRASHES, *EVENTS):
            raise Refused(
                f"{kind!r} is no fault of {op}", f"It has: {', '.join(KINDS.get(op, ()))}"
            )
        site = Site(int(command), op, step, int(number))
        plan.append(Fault(site, kind, forever == "!"))
    return tuple(plan)
