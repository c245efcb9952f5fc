"""Contents for digests: a snapshot holds none, so each digest gets one, and always the same.

What verified on the real host then verifies here, and what did not does not, in the same way: two
files are equal here where they were equal there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from deploy import tree
from deploy.model import Release
from deploy.snapshot import Snapshot
from sim.goods import wheels
from sim.states.places import CONFIG

EMPTY = tree.digest(b"")
MAIN, RECORD = "api/main.py", "release.json"
NEEDS_S = 1.0
"""A release that crashes in a loop lives about as long: longer than PM2 calls unstable."""
GOOD: Mapping[str, object] = {"requires": ["fastapi", "uvicorn"]}
OK, NOT_FOUND = 200, 404


@dataclass(slots=True)
class Contents:
    """What stands for the content of each file that a snapshot names by digest."""

    known: Mapping[str, bytes]
    """Contents that are really known, such as those of the wheel to deploy."""
    mains: dict[str, Mapping[str, object]] = field(default_factory=dict)
    """Entry modules, and how each behaves."""
    records: dict[str, str] = field(default_factory=dict)
    """Release records, and the commit that each names."""
    wheels: dict[str, Release] = field(default_factory=dict)
    """Wheels, and what each holds."""
    made: dict[str, bytes] = field(default_factory=dict)

    def of(self, sha256: str) -> bytes:
        """Return the content that stands for a digest."""
        found = self.made.get(sha256)
        if found is None:
            found = self.made[sha256] = self._made(sha256)
        return found

    def new(self, sha256: str) -> str:
        """Return the digest of what stands for a digest."""
        return tree.digest(self.of(sha256))

    def _made(self, sha256: str) -> bytes:
        if sha256 in self.known:
            return self.known[sha256]
        if sha256 == EMPTY:
            return b""
        if sha256 in self.mains:
            return f"# {sha256}\n\nSIM = {json.dumps(self.mains[sha256])}\n".encode()
        if sha256 in self.records:
            said = {"sha": self.records[sha256], "version": "0.1.0", "of": sha256}
            return json.dumps(said).encode()
        if sha256 in self.wheels:
            release = self.wheels[sha256]
            code = {path: self.of(digest) for path, digest in release.files.items()}
            return wheels.packed(code, release.version or "0.1.0")
        return f"# {sha256}\n".encode()

    def release(self, release: Release) -> Release:
        """Return a manifest rewritten for these contents."""
        sha256 = release.wheel_sha256
        return replace(
            release,
            wheel_sha256=None if sha256 is None else self.new(sha256),
            files={path: self.new(digest) for path, digest in release.files.items()},
            loose={path: self.new(digest) for path, digest in release.loose.items()},
        )


def contents_of(
    snapshot: Snapshot, known: Mapping[str, bytes], planned: Release | None = None
) -> Contents:
    """Return the contents for a snapshot: entry modules that behave, records that name commits."""
    found = Contents(known=known)
    trees = [*snapshot.releases.values(), *(each.release for each in snapshot.backups.values())]
    trees += [] if planned is None else [planned]
    for release in trees:
        _learn(found, release.files, release.sha)
        if release.wheel_sha256 is not None and (
            release.source == "wheel" or release.wheel_sha256 not in found.wheels
        ):
            found.wheels[release.wheel_sha256] = release
    for environment in snapshot.environments.values():
        _learn(found, environment.app, None)
    for path, node in snapshot.nodes.items():
        if path.endswith(f"/ai_app/{MAIN}"):
            found.mains.setdefault(node.sha256, GOOD)
        if path.endswith(f"/ai_app/{RECORD}"):
            found.records.setdefault(node.sha256, "")
    _name_live(snapshot, found)
    _predecessors(snapshot, found)
    return found


def _learn(found: Contents, files: Mapping[str, str], sha: str | None) -> None:
    if MAIN in files:
        found.mains.setdefault(files[MAIN], GOOD)
    if RECORD in files and (sha is not None or files[RECORD] not in found.records):
        found.records[files[RECORD]] = sha or ""


def live_file(snapshot: Snapshot, name: str) -> str:
    """Return the digest of a file in the run directory; empty where there is none."""
    base = f"{snapshot.base}/app/ai"
    pointer = snapshot.nodes.get(f"{base}/current")
    folder = base if pointer is None else f"{base}/{pointer.target}"
    node = snapshot.nodes.get(f"{folder}/ai_app/{name}")
    return "" if node is None else node.sha256


def _name_live(snapshot: Snapshot, found: Contents) -> None:
    """Let what is live say and behave as it was seen to."""
    said = snapshot.version.words.get("sha", "")
    record, main = live_file(snapshot, RECORD), live_file(snapshot, MAIN)
    if record and not found.records.get(record):
        found.records[record] = said
    behaviour = seen(snapshot)
    if record and said and found.records.get(record) != said:
        behaviour["says"] = said
    if main and behaviour:
        found.mains[main] = {**GOOD, **behaviour}


def seen(snapshot: Snapshot) -> dict[str, object]:
    """Return how the live release was seen to behave, where that is not well."""
    port, health = snapshot.settings["port"], snapshot.health
    name = snapshot.settings["app_name"]
    rows = [row for row in snapshot.pm2.rows if row.name == name]
    restarts = [row for row in rows if row.restarts and row.status not in ("stopped", "errored")]
    if snapshot.owners.get(str(port)) is None:
        return {"fails_after_s": 1.2} if restarts and rows[0].uptime_s < NEEDS_S * 120 else {}
    if health.status is None:
        return {"warming_s": 9999}
    if health.status == NOT_FOUND and snapshot.settings["health_path"] != CONFIG.health_path:
        return {}  # the settings name a path that is none: that says nothing of the release
    if health.status != OK:
        return {"health": health.status}
    status = health.words.get("status", "")
    return {} if status == "ok" else {"status": status}


def _predecessors(snapshot: Snapshot, found: Contents) -> None:
    """Give the wheels of backups without a manifest what the code beside them holds."""
    for path, node in snapshot.nodes.items():
        folder, _, name = path.rpartition("/")
        code = folder.replace("/wheel_", "/code_")
        if not name.endswith(".whl") or folder == code or code in snapshot.backups:
            continue
        begin = f"{code}/ai_app/"
        files = {
            each.removeprefix(begin): inner.sha256
            for each, inner in snapshot.nodes.items()
            if each.startswith(begin) and inner.sha256
        }
        if MAIN in files:
            release = Release(name=code, source="predecessor", wheel=name, files=files)
            found.wheels.setdefault(node.sha256, release)
