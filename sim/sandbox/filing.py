"""The files of a sandbox in the hands of a person."""

from __future__ import annotations

import os

from deploy.ports import Kind
from sim.sandbox import spots
from sim.sandbox.host import SandboxHost


class SandboxFiling:
    """Who has the files of a host of real parts in hand."""

    def __init__(self, host: SandboxHost) -> None:
        """`host`: whose files they are."""
        self.host = host

    def kind(self, path: str) -> Kind | None:
        return spots.kind(self.host, path)

    def names(self, path: str) -> tuple[str, ...]:
        place = self.host.outside(self.host.resolve(path))
        return tuple(sorted(os.listdir(place))) if place.is_dir() else ()

    def read(self, path: str) -> bytes:
        return self.host.read(path)

    def resolve(self, path: str) -> str:
        return self.host.resolve(path)

    def put(self, path: str, content: bytes) -> None:
        self.host.put(path, content)

    def link(self, path: str, target: str) -> None:
        spots.remove(self.host, path)
        spot = spots.spot(self.host, path)
        spot.parent.mkdir(parents=True, exist_ok=True)
        spot.symlink_to(target)

    def rename(self, source: str, target: str) -> None:
        spots.spot(self.host, source).rename(spots.spot(self.host, target))

    def remove(self, path: str) -> None:
        spots.remove(self.host, path)

    def keep_private(self, path: str) -> None:
        spots.spot(self.host, path).chmod(0o600)

    def take_ownership(self, path: str) -> None:
        spot = spots.spot(self.host, path)
        private = not spot.stat().st_mode & 0o077
        spot.chmod(0o000 if private else 0o555)  # one user alone can own anything in a sandbox

    def mount(self, path: str) -> None:
        raise NotImplementedError(f"{path}: only the kernel's root mounts anything")
