"""The stage of a story on real parts: a host brought to its start, by the steps the model took."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.sandbox import deployer, ground
from sim.sandbox.host import SandboxHost
from sim.sandbox.operator import SandboxOperator
from sim.sandbox.parts import Parts
from sim.states.start import Start

KEPT = "kept"
"""Holds the hosts at their checkpoints, each as its files lie with the power off."""


class Stage:
    """Hosts on demand, in a directory where those at a checkpoint are kept for the next story."""

    def __init__(self, folder: Path, parts: Parts) -> None:
        self.folder = folder
        self.parts = parts

    @contextmanager
    def set(self, start: Start) -> Iterator[SandboxOperator]:
        """Yield a host as a story begins on it, and take all of it away in the end."""
        operator = self._brought_to(start)
        try:
            yield operator
        finally:
            operator.down()

    def _brought_to(self, start: Start) -> SandboxOperator:
        if start.checkpoint:
            return self._copy_of(self._kept(start))
        assert start.parent is not None
        operator = self._brought_to(start.parent)
        start.change(operator)
        return operator

    def _kept(self, start: Start) -> Path:
        """Return the place of a checkpoint, built once for all who ask at one time."""
        place = self.folder / KEPT / start.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with (place.parent / f".{start.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.exists():
                self._build(start, place)
        return place

    def _build(self, start: Start, place: Path) -> None:
        operator = self._bare() if start.parent is None else self._brought_to(start.parent)
        try:
            start.change(operator)
            operator.host.lose_power()
            (place.parent / f"{start.name}.offset").write_text(str(operator.offset_s))
            operator.host.ground.keep(place)
        finally:
            operator.down()

    def _bare(self) -> SandboxOperator:
        host = SandboxHost(ground.fresh(self.folder), self.parts)
        host.power_on()
        deployer.install(host)
        return SandboxOperator(host)

    def _copy_of(self, place: Path) -> SandboxOperator:
        host = SandboxHost(ground.copied(place, self.folder), self.parts)
        offset = (place.parent / f"{place.name}.offset").read_text()
        operator = SandboxOperator(host, float(offset))
        operator.boot()
        return operator
