"""What the contract suites run on: each real adapter, and what stands in for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.ports import Files


@dataclass(frozen=True)
class Place:
    """Files, and an empty directory of theirs to work in."""

    files: Files
    root: str

    def __truediv__(self, name: str) -> str:
        return f"{self.root}/{name}"


FILES: dict[str, Callable[[Path], Place]] = {
    "local": lambda path: Place(LocalFiles(), str(path.resolve())),
}


@pytest.fixture(params=sorted(FILES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give each implementation of the files port in turn."""
    return FILES[request.param](tmp_path)
