"""What the contract suites run on: each real adapter, and what stands in for it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.ports import Files
from sim.harm.faults import Fault, Site
from sim.machinery.running import Running
from sim.ports.files import SimFiles
from sim.world import Crash, World

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from deploy.adapters.files import LocalFiles
with LocalFiles().lock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Place:
    """Files, and an empty directory of theirs to work in."""

    files: Files
    root: str
    world: World | None = None
    """The world they lie in, where they are simulated."""

    def __truediv__(self, name: str) -> str:
        return f"{self.root}/{name}"

    def hard_link(self, name: str, other: str) -> None:
        """Let a file have another name, as uv's cache does."""
        if self.world is None:
            os.link(self / name, self / other)
        else:
            folder, _ = self.world.disk.place(self / other)
            node = self.world.disk.node(self / name)
            assert node is not None
            folder[other.rpartition("/")[2]] = node

    @contextmanager
    def rival(self, path: str, *, dies: bool = False) -> Iterator[None]:
        """Let another deployer hold a lock, until the end or until it is killed."""
        if self.world is None:
            with holder(path) as process:
                if dies:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                yield
            return
        self.world.rival = not dies
        if dies:
            self.world.load((Fault(Site(0, "files.write", "begin", 1), "kill_after"),))
            with suppress(Crash), self.files.lock(path):
                self.files.write(f"{self.root}/by-the-dead", b"")
            self.world.begin(1)
            self.files.remove(f"{self.root}/by-the-dead")
        yield
        self.world.rival = False

    @contextmanager
    def program(self) -> Iterator[None]:
        """Start a program that outlives whoever started it."""
        if self.world is not None:
            self.world.machine.spawn(Running(parent=1, name="daemon", cwd="/", argv=("daemon",)))
            yield
            return
        child = subprocess.Popen(("sleep", "60"), close_fds=False)
        yield
        child.kill()
        child.wait()


@contextmanager
def holder(path: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process that holds a lock of this machine, until it is told to end."""
    argv = (sys.executable, "-c", HOLDER, path)
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, cwd=ROOT, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process


def simulated() -> Place:
    """Give an empty directory of a fresh world."""
    world = World()
    world.disk.make_directory("/place")
    return Place(SimFiles(world), "/place", world)


FILES: dict[str, Callable[[Path], Place]] = {
    "local": lambda path: Place(LocalFiles(), str(path.resolve())),
    "simulated": lambda _: simulated(),
}


@pytest.fixture(params=sorted(FILES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give each implementation of the files port in turn."""
    return FILES[request.param](tmp_path)
