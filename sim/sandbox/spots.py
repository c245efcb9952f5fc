"""Spots of a sandbox: where the paths of its host lie on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.ports import Kind
from sim.sandbox.host import SandboxHost


def spot(host: SandboxHost, path: str) -> Path:
    """Return where a path itself lies on this machine: its last part is not followed."""
    folder, _, name = path.rpartition("/")
    return host.outside(host.resolve(folder or "/")) / name


def kind(host: SandboxHost, path: str) -> Kind | None:
    """Say what a path itself is; None where there is nothing."""
    place = spot(host, path)
    if place.is_symlink():
        return Kind.LINK
    if place.is_dir():
        return Kind.DIRECTORY
    return Kind.FILE if place.exists() else None


def remove(host: SandboxHost, path: str) -> None:
    """Remove a file, a link or a tree; no error where there is none."""
    place = spot(host, path)
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
