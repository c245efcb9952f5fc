"""Which release it is that a process serves: the letter of its scenario, or its own name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sim.goods import wheels
from sim.machinery.running import Running
from sim.machinery.service import Serving
from sim.oracles import truth
from sim.states.places import CONFIG, UPLOADS
from sim.storage.nodes import File
from sim.world import World

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OFFERED = "/tmp"  # noqa: S108 - of the simulated host


@dataclass(slots=True)
class Labels:
    """Remembers each: a process serves what it started with, so its label never changes."""

    known: dict[bytes, tuple[str, truth.Tree]] = field(default_factory=dict)
    """The letter and the code of each wheel that was ever offered."""
    commits: dict[str, str] = field(default_factory=dict)
    """The commit by the label."""
    _found: dict[int, tuple[Serving, str]] = field(default_factory=dict)

    def of(self, world: World, process: Running) -> str:
        """Name the release that a process of the service serves."""
        serving = process.serving
        assert serving is not None
        known = self._found.get(id(serving))
        if known is None:
            self._found[id(serving)] = known = serving, self._label(world, serving)
        return known[1]

    def _label(self, world: World, serving: Serving) -> str:
        self._learn(world)
        tree = {
            path: node.content
            for path, node in serving.tree.items()
            if type(node) is File
            and path.partition("/")[0] not in CONFIG.kept
            and "__pycache__" not in path
        }
        sha = (serving.record or {}).get("sha", "")
        letter = next((letter for letter in LETTERS if wheels.sha(letter) == sha), "")
        release = serving.code.removesuffix("/ai_app")
        found = next((label for label, whole in self.known.values() if whole == tree), "")
        if not found:
            found = letter or release.rpartition("/")[2]
            if _is_edited(world, release, tree):
                found = f"{found}, edited"
        if sha:
            self.commits.setdefault(found, sha)
        return found

    def _learn(self, world: World) -> None:
        """Read the wheels that were offered to the host: what may ever be served."""
        for letter in truth.names(world, OFFERED):
            node = world.disk.node(UPLOADS.format(letter=letter))
            if type(node) is File and node.content not in self.known:
                label = "A" if letter == "old" else letter
                self.known[node.content] = label, wheels.app_files(node.content)


def _is_edited(world: World, release: str, tree: truth.Tree) -> bool:
    """Say whether code is not what the manifest of its release says; false without a manifest."""
    manifest = truth.document(world, f"{release}/manifest.json") or {}
    files = manifest.get("files")
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in tree.items()}
    return files is not None and files != digests
