"""What the suite of uv runs on: the program itself on a host of real parts, and the fake."""

import base64
import hashlib
import io
import itertools
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from deploy.adapters.files import LocalFiles
from deploy.ports import Entry, Kind, Marks, Result
from sim.ports.commands import SimCommands
from sim.ports.files import SimFiles
from sim.sandbox.host import ENV, SandboxHost
from sim.world import World
from tests.contracts.sandboxes import fresh_host
from tests.wheels import DIST_INFO, METADATA, TAGS

APP = {"ai_app/__init__.py": b"", "ai_app/api/main.py": b"one\n", "ai_app/old.py": b"old\n"}
NUMBERS = itertools.count(1)


def wheel(
    needs: Sequence[str] = (),
    files: Mapping[str, bytes] = APP,
    *,
    without: str = "",
    changed: Mapping[str, bytes] = {},
) -> bytes:
    """Build a wheel; `changed` are members that its record does not know."""
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    extras = "Provides-Extra: more\n" if "extra" in requires else ""
    members: dict[str, str | bytes] = {**files}
    members[f"{DIST_INFO}/METADATA"] = METADATA + extras + requires
    members[f"{DIST_INFO}/WHEEL"] = TAGS
    members[f"{DIST_INFO}/extra_metadata/requirements.txt"] = "# of it\n"
    members[f"{DIST_INFO}/RECORD"] = record(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in {**members, **changed}.items():
            if name != f"{DIST_INFO}/{without}":
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def record(members: Mapping[str, str | bytes]) -> str:
    """Write the record of these members."""
    lines = []
    for name, content in members.items():
        data = content.encode() if isinstance(content, str) else content
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{DIST_INFO}/RECORD,,\n"])


class Looker(Protocol):
    """What is looked at on a host."""

    def kind(self, path: str) -> Kind | None:
        """As `Reader`."""

    def read(self, path: str) -> bytes:
        """As `Reader`."""

    def names(self, path: str) -> tuple[str, ...]:
        """As `Reader`."""

    def walk(self, path: str) -> tuple[Entry, ...]:
        """As `Reader`."""

    def target(self, path: str) -> str:
        """As `Reader`."""

    def resolve(self, path: str) -> str:
        """As `Reader`."""

    def marks(self, path: str) -> Marks:
        """As `Reader`."""


class Installer(Protocol):
    """A host with uv; its paths are its own."""

    root: str
    """A directory of this test alone."""
    python: str
    """The version of its interpreter, as `3.11`."""
    reader: Looker

    def uv(self, *words: str) -> Result:
        """Run uv."""

    def put(self, path: str, content: bytes) -> None:
        """Write a file, and the directories above it."""

    def directory(self, path: str) -> None:
        """Make a directory."""

    def link(self, path: str, target: str) -> None:
        """Make a link."""

    def index(self, *, up: bool) -> None:
        """Let the package index be reached, or not."""

    def forget(self) -> None:
        """Empty uv's cache."""


@dataclass
class Inside:
    """The files of a sandbox, as the reading half of a files port sees them from within."""

    host: SandboxHost
    files: LocalFiles = field(default_factory=LocalFiles)

    def _at(self, path: str) -> str:
        folder, name = posixpath.split(path)
        return f"{self._to(folder)}/{name}"

    def _to(self, path: str) -> str:
        real = self.host.resolve(path)
        shared = real.startswith("/usr/")  # a sandbox has this machine's own
        return real if shared else str(self.host.outside(real))

    def kind(self, path: str) -> Kind | None:
        return self.files.kind(self._at(path))

    def target(self, path: str) -> str:
        return self.files.target(self._at(path))

    def read(self, path: str) -> bytes:
        return self.files.read(self._to(path))

    def names(self, path: str) -> tuple[str, ...]:
        return self.files.names(self._to(path))

    def walk(self, path: str) -> tuple[Entry, ...]:
        return self.files.walk(self._to(path))

    def resolve(self, path: str) -> str:
        return self.host.resolve(path)

    def marks(self, path: str) -> Marks:
        return self.files.marks(self._at(path))


@dataclass
class RealInstaller:
    """The uv of a sandbox."""

    host: SandboxHost
    python: str
    root: str = ""
    cache: str = "/home/ubuntu/.cache/uv"

    def __post_init__(self) -> None:
        self.root = f"/home/ubuntu/test-{next(NUMBERS)}"
        self.directory(self.root)
        self.reader: Looker = Inside(self.host)

    def uv(self, *words: str) -> Result:
        env = {**ENV, "UV_CACHE_DIR": self.cache, "UV_HTTP_RETRIES": "0"}
        return self.host.run("uv", *words, env=env)

    def put(self, path: str, content: bytes) -> None:
        self.host.put(path, content)

    def directory(self, path: str) -> None:
        self.host.run("mkdir", "-p", path)

    def link(self, path: str, target: str) -> None:
        self.host.run("ln", "-sfn", target, path)

    def index(self, *, up: bool) -> None:
        if up:
            self.host.open_index()
        else:
            self.host.cut_index()

    def forget(self) -> None:
        self.cache = f"/home/ubuntu/cache-{next(NUMBERS)}"


@dataclass
class SimInstaller:
    """The fake uv of a world."""

    world: World = field(default_factory=World)
    root: str = "/home/ubuntu/test"
    python: str = "3.11"

    def __post_init__(self) -> None:
        self.world.disk.make_directory("/usr/bin")
        self.world.disk.put("/usr/bin/python3.11", b"ELF", 0o755, durable=True)
        self.world.disk.make_directory(self.root)
        self.reader: Looker = SimFiles(self.world)

    def uv(self, *words: str) -> Result:
        return SimCommands(self.world).run(("uv", *words), timeout_s=600)

    def put(self, path: str, content: bytes) -> None:
        self.world.disk.make_directory(path.rpartition("/")[0])
        self.world.disk.put(path, content, durable=True)

    def directory(self, path: str) -> None:
        self.world.disk.make_directory(path)

    def link(self, path: str, target: str) -> None:
        self.world.disk.link(path, target)

    def index(self, *, up: bool) -> None:
        self.world.index_up = up

    def forget(self) -> None:
        self.world.packages.clear()


@contextmanager
def real() -> Iterator[Callable[[], Installer]]:
    """Give installers of one host of real parts."""
    with fresh_host() as host:
        said = host.run("/usr/bin/python3", "-c", "import sys; print(*sys.version_info[:2])").out
        python = ".".join(said.split())

        def made() -> RealInstaller:
            host.open_index()
            return RealInstaller(host, python)

        yield made


@contextmanager
def simulated() -> Iterator[Callable[[], Installer]]:
    """Give installers of fresh worlds."""
    yield SimInstaller


INSTALLERS = {"real": real, "simulated": simulated}
