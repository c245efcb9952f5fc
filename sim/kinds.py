"""The kinds of faults, by the operation that they strike, and the kinds of crashes."""

from __future__ import annotations

from sim import power

CRASHES = ("kill", "kill_amid", "kill_after", *power.LOSSES)
"""The deployer is killed before, amid or after an effect; the power fails after it or amid it."""
NUMBERED = ("kill_amid", power.AMID, *power.SINGLE)
"""Crashes with a number behind a dot: so many strokes are done, or that write is meant."""
CRASHES_ANYWHERE = ("kill_after", power.NOTHING, power.NAMES)
"""Crashes that are possible wherever the world is changed."""
TIMES_MAX = 99
"""Beyond any bound of a deployer."""

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
