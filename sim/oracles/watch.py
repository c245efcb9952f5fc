"""The oracle of every moment: it looks after each effect that changed the world."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.unfinished import unfinished
from sim.machinery.standing import GONE
from sim.oracles import listed, truth
from sim.oracles.truth import LIVE, Tree
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, BASE, CONFIG, PM2_HOME
from sim.world import World

OURS = (f"{APP}/releases/", f"{APP}/environments/", f"{APP}/.deploy", f"{BASE}/backups/ai")
TOP = tuple(
    f"{APP}/{name}"
    for name in (
        *("ai_app", "venv", "pyproject.toml", "requirements.txt", "current"),
        *("releases", "environments", "shared"),
    )
)
DUMP = f"{PM2_HOME}/dump.pm2"
"""PM2's list for the next boot, which is put in its place whole."""
BESIDE = tuple(unfinished(path) for path in (*TOP, DUMP))
"""What a write of one of them leaves that was killed."""
ALLOWED = (*OURS, *TOP, *BESIDE, DUMP)
LOCK, STATE = CONFIG.layout.lock, CONFIG.layout.state
UNSHARED = (f"{APP}/.deploy/incoming",)
"""Each instruction has a place of its own there, so it needs no lock."""
PROGRAMS = ("run.", "processes.")
COMPLETING = ("files.write", "files.rename")
LISTING = (*COMPLETING, "files.copy", "files.make_directory", "files.remove")
"""What may bring a backup into sight, or take something out of one that is in sight."""
COMPLETED = re.compile(
    rf"({APP}/releases/[^/]+(?<!-adopted))/manifest\.json"
    rf"|({BASE}/backups/ai/(?:code|safety_before_rollback)_[0-9]+)(?:/manifest\.json)?"
)
"""What makes a release or a backup exist; one that is adopted gets its code later."""


@dataclass(slots=True)
class Watch:
    """Looks after each change: at the files that were touched, the live tree, and who serves it."""

    known: Mapping[str, Tree]
    proven: str | None
    """Directory of the release that served when the command began."""
    environment: str | None
    had: str | None
    """Label of the release that lay live when the story began; None where none did."""
    edited: bool = False
    """Somebody else changed the host's files: what they did is not held against us."""
    edits: set[str] = field(default_factory=set)
    """Where in the code they did."""
    unlike: frozenset[int] = frozenset()
    """Processes that served other files than lie there before this command began."""
    live: str = ""
    """Where the run directory really lies, as of the last change of a link or a name."""

    def after(self, world: World, op: str, touched: tuple[str, ...]) -> None:
        """Raise `Violation` where the world is as it must never be."""
        if op.startswith(PROGRAMS):
            if op == "processes.end":
                _may_be_ended(world, touched[0])
            return
        last = touched[-1]
        if op in LISTING and last.startswith(BACKUPS) and not self.edited:
            listed.is_whole(world, last)
        places = [self._ours(world, op, path) for path in touched]
        if op in ("files.remove", "files.rename"):
            self._keeps_the_way_back(world, touched[0])
        if op == "files.exchange":
            _moves_nothing_in_use(world, touched)
        for place in places:
            if self._concerns_live(place):
                self._live_is_whole(world)
                break
        completed = COMPLETED.fullmatch(touched[-1]) if op in COMPLETING else None
        if completed is not None and not self.edited and not world.dead:
            self._is_complete(world, completed[1] or completed[2])

    def meddled(self, world: World, path: str) -> None:
        """Hear that somebody else changes a file of ours: from there on it is not held against us.

        What a person does to the pointer, the records or the backups is no such thing.
        """
        real = truth.named(world, path)
        live = truth.named(world, LIVE)  # it may be another since this command began
        if path == LIVE or real.startswith((f"{self.proven}/", f"{live}/")):
            self.edited = True
            self.edits.add(real.partition("/ai_app/")[2])

    def _is_complete(self, world: World, place: str) -> None:
        """A backup or a release has every file once it has its manifest; `prove` reads them."""
        manifest = truth.document(world, f"{place}/manifest.json")
        if manifest is None:
            return
        if not manifest.get("before", place):
            raise Violation("complete", f"{place} does not say what it was taken before")
        paths = set(truth.tree_at(world, f"{place}/ai_app") or ())
        if all(paths != set(whole) for whole in self.known.values()):
            raise Violation("complete", f"{place} has a manifest, but only {sorted(paths)}")

    def _concerns_live(self, path: str) -> bool:
        """Say whether a change at `path` can change what the run directory holds."""
        if path in TOP or (path.startswith(self.live) and path[len(self.live) :].startswith("/")):
            return True
        return len(path) < len(self.live) and self.live.startswith(f"{path}/")

    def _ours(self, world: World, op: str, path: str) -> str:
        """Return where a change really happened, which must be a place of the service's."""
        real = path
        if not path.startswith(OURS):
            real = truth.named(world, path, follow=False)
            if not real.startswith(ALLOWED):
                raise Violation("outside", f"{op} touched {real}, which is not the service's")
        alone = LOCK in world.locks or path.startswith(UNSHARED)
        if not alone and not world.dead and path != STATE:
            raise Violation("lock", f"{op} touched {path} without the lock")
        return real

    def _keeps_the_way_back(self, world: World, path: str) -> None:
        if self.edited:
            return
        for kept in (self.proven, self.environment):
            if kept is None or not f"{kept}/".startswith(f"{path}/"):
                continue
            if truth.phase(world) not in ("committed", "returned"):
                raise Violation("way back", f"{path} went before the new release was proven")

    def _live_is_whole(self, world: World) -> None:
        """The run directory is one whole release, and the one that a live process started with."""
        self.live = truth.named(world, LIVE)
        if self.edited:
            return
        tree = truth.tree_at(world, LIVE)
        label = truth.label_of(tree, self.known)
        if self.live == LIVE and label is not None:
            current = world.disk.canonical(f"{APP}/current/ai_app", follow=False)
            if type(world.disk.node(current, follow=False)) is dict:
                raise Violation(
                    "pointer", f"the pointer leads to {current}, the run directory does not"
                )
        if label == "?":
            raise Violation("torn", f"the run directory is no whole release: {sorted(tree or ())}")
        if label is None and self.had is not None:
            raise Violation("torn", "the run directory is gone")
        for process in world.machine.processes.values():
            if process.serving is None or process.serving.code != process.cwd.removesuffix(GONE):
                continue
            if process.pid in self.unlike:
                continue
            if process.bound and truth.started_with(process.serving) != tree:
                raise Violation(
                    "mixed", f"process {process.pid} serves while its files become {label}"
                )


def _moves_nothing_in_use(world: World, touched: tuple[str, ...]) -> None:
    """The run directory is moved only while no process of the service runs in it."""
    for process in world.machine.processes.values():
        if process.serving is not None and truth.named(world, process.cwd, follow=False) in touched:
            raise Violation("mixed", f"{process.cwd} was moved under process {process.pid}")


def _may_be_ended(world: World, name: str) -> None:
    """A process may be ended that is of this service, and that PM2 does not start again."""
    if name != CONFIG.app_name:
        raise Violation("tenants", f"{name} was ended, which is not this service")
    if any(entry.name == name for entry in world.machine.entries.values()):
        raise Violation("owner", f"{name} was killed under PM2, which starts it again")
