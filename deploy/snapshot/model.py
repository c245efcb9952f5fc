"""What a snapshot says of a host, as frozen values: names, links and digests, never contents."""

# What stands in a field's annotation is read when a snapshot is: nothing here is for types alone.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.model import Backup, Journal, Live, Release
from deploy.ports import Kind
from deploy.snapshot.surroundings import Owner, Pm2, Programs, Proxy, Said

FORMAT = 1
"""Grows when a reader of the former format would misread the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One path of the host, links not followed."""

    kind: Kind
    mode: int = 0o644
    mine: bool = True
    """It belongs to the user who took the snapshot."""
    target: str = ""
    """Where a link leads."""
    size: int | None = None
    sha256: str = ""
    """Empty where the content is nobody's business, or could not be read."""
    mounted: bool = False
    """Something is mounted there: it cannot be moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """An environment, without the thousands of files in it."""

    interpreter: str = ""
    """Where `bin/python` leads; empty where it leads to no file."""
    library: str = ""
    """The name below `lib`, such as `python3.11`; empty where there is not exactly one."""
    packages: tuple[str, ...] = ()
    app: Mapping[str, str] = field(default_factory=dict)
    """Digests of the installed copy of the app."""
    script: str = ""
    """The interpreter that `bin/uvicorn` names; empty where there is no such script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a release, a backup or the live tree is what its manifest says."""

    path: str
    what: str
    """`release`, `backup`, `safety backup` or `live`."""
    digest: str
    """One digest over the names and digests of its code."""
    sha: str | None = None
    healthy: bool | None = None
    """What the manifest of a backup says."""
    verified: bool | None = None
    """None where there is no manifest to verify it by."""
    damaged_manifest: bool = False
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    environment: str = ""
    """What is wrong with its environment; empty where it is whole, or has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A host at one moment."""

    taken: float
    taken_at: str
    where: str
    deployer: str
    base: str
    home: str
    settings: Mapping[str, Any]
    nodes: Mapping[str, Node]
    left_out: tuple[str, ...]
    """Trees that were not looked into: the snapshot is bounded."""
    environments: Mapping[str, Environment]
    releases: Mapping[str, Release]
    """What is said by the manifests of releases, by path."""
    backups: Mapping[str, Backup]
    """The same of backups; of two equal halves, by the path of the code."""
    damaged: tuple[str, ...]
    """Records and manifests that cannot be read."""
    live: Live | None
    journal: Journal | None
    failures: Mapping[str, str]
    trees: tuple[Standing, ...]
    leftovers: tuple[str, ...]
    locked: bool
    keys: Mapping[str, tuple[str, ...]]
    """Names of the keys that each `.env` file sets."""
    programs: Programs
    pm2: Pm2
    owners: Mapping[str, Owner | None]
    """Who listens, by port; None for nobody."""
    free_bytes: int
    free_inodes: int
    proxy: Proxy
    health: Said
    version: Said
