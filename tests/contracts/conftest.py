"""What the contract suites run on: each real adapter, and what stands in for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.ports import Files
from sim.files import SimFiles
from sim.world import World


@dataclass(frozen=True)
class Place:
    """Files, and an empty directory of theirs to work in."""

    files: Files
    root: str

    def __truediv__(self, name: str) -> str:
        return f"{self.root}/{name}"


def simulated() -> Place:
    """Give an empty directory of a fresh world."""
    world = World()
    world.disk.make_directory("/place")
    return Place(SimFiles(world), "/place")


FILES: dict[str, Callable[[Path], Place]] = {
    "local": lambda path: Place(LocalFiles(), str(path.resolve())),
    "simulated": lambda _: simulated(),
}


@pytest.fixture(params=sorted(FILES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give each implementation of the files port in turn."""
    return FILES[request.param](tmp_path)
