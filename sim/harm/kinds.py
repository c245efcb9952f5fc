"""The kinds of faults, by the operation that they strike, and the kinds of crashes."""

from __future__ import annotations

from sim.storage import power

CRASHES = ("kill", "kill_amid", "kill_after", *power.LOSSES)
"""The deployer is killed before, amid or after an effect; the power fails after it or amid it."""
NUMBERED = ("kill_amid", power.AMID, *power.SINGLE)
"""Crashes with a number behind a dot: so many strokes are done, or that write is meant."""
CRASHES_ANYWHERE = ("kill_after", power.NOTHING, power.NAMES)
"""Crashes that are possible wherever the world is changed."""
TIMES_MAX = 99
"""Beyond any bound of a deployer."""

MISREAD = ("corrupt", "short")
"""A file is read otherwise than it lies there: a byte is another, or somebody is writing it."""

_MAKING = ("error", "lost", "full", "inodes", "denied", "readonly")
_MOVING = ("error", "lost", "denied", "readonly")
_RUNNING = ("fails", "hangs", "late", "slow", "missing")
_TABLE = ("noise", "dips", "launching", "waiting", "errored", "twice", "empty", "bare", "cut")
_ASKING = ("error", "slow", "throttled", "denied")
_TELLING = ("error", "lost", "slow", "throttled", "denied")
KINDS = {
    "files.read": ("error", *MISREAD, "denied"),
    "files.names": ("error", "denied"),
    "files.walk": ("error", "denied"),
    "files.make_directory": (*_MAKING, "half"),
    "files.write": _MAKING,
    "files.copy": (*_MAKING, "half", "corrupt"),
    "files.link": _MAKING,
    "files.rename": _MOVING,
    "files.exchange": _MOVING,
    "files.remove": (*_MOVING, "half"),
    "files.flush": ("error", "lost"),
    "files.lock": ("taken", "error", "denied", "readonly"),
    "files.free_bytes": ("error", "none"),
    "files.free_inodes": ("error", "none"),
    "run.uv": (*_RUNNING, "lost", "killed", "tells"),
    "run.python": (*_RUNNING, "killed", "tells"),
    "run.pm2": (*_RUNNING, "lost", *_TABLE),
    "run.node": (*_RUNNING, "killed", "cut"),
    "run.caddy": (*_RUNNING, "lost", "idle"),
    "uv.write": ("full", "inodes", "readonly", "killed"),
    "http.get": (
        *("refused", "silent", "slow", "cut", "404", "500", "503", "moved"),
        *("stranger", "garbage", "nothing"),
    ),
    "http.put": ("refused", "silent", "slow", "cut", "403", "500", "503", "lost"),
    "processes.listener": ("hidden",),
    "processes.listeners": ("hidden",),
    "processes.end": ("ignored", "denied"),
    "clock.sleep": ("late",),
    "store.put": _TELLING,
    "store.get": (*_ASKING, "corrupt", "late"),
    "store.head": (*_ASKING, "late"),
    "store.keys": (*_ASKING, "late"),
    "shell.send": _TELLING,
    "shell.read": (*_ASKING, "late", "cut"),
    "shell.standings": (*_ASKING, "late"),
    "shell.find": (*_ASKING, "late"),
    "shell.cancel": _TELLING,
    "shell.presence": (*_ASKING, "away"),
    "shell.tagged": _ASKING,
    "forge.build": (*_ASKING, "late"),
    "forge.newest": _ASKING,
    "forge.record": _TELLING,
    "notifier.tell": _TELLING,
}
"""What can go wrong with each operation, crashes apart.

`lost` is done and reported as failed, `late` too, once the time for it is over; of what is only
looked at, `late` knows nothing new yet. `slow` takes long: a program ends in time, a request does
not. `half` fails before its last stroke. `tells` fails with a secret of the host in its last lines.
Words of PM2's table hold for one look: it says `stopped` for some milliseconds between a crash and
the restart, which is `dips`. `cut`: it exits before its pipe is drained. `idle`: Caddy says it has
reloaded, and has not.
"""

SHARED = {
    "full": ("files.make_directory", "files.write", "files.copy", "uv.write"),
    "inodes": ("files.make_directory", "files.write", "files.copy", "files.link", "uv.write"),
    "readonly": tuple(op for op, kinds in KINDS.items() if "readonly" in kinds),
}
"""Where a kind that lasts strikes: these are states of the disk, and not of one operation."""

SIGNAL = "sigterm"
"""The deployer of a host is asked to end, just before an effect."""
INTERRUPTION = "sigint"
"""A person ends the control side; the sweep of hosts kills deployers instead."""
INTERRUPTIBLE = ("clock.sleep", "store.", "shell.", "forge.")

FOREVER = frozenset(
    (
        *("error", "full", "inodes", "denied", "readonly"),
        *("fails", "hangs", "missing", "noise", "idle"),
        *("refused", "silent", "500", "503", "hidden", "ignored"),
        *("slow", "throttled"),
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
