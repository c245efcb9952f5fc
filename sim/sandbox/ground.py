"""The ground a sandbox stands on: its directories, laid out as on a fresh host."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX = "refit-host-"
INDEX_PORT = 3141
HOME = "/home/ubuntu"
ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/bash\nubuntu:x:1000:1000::/home/ubuntu:/bin/bash\n",
    "group": "root:x:0:\nubuntu:x:1000:\n",
    "hosts": "127.0.0.1 localhost refit\n::1 localhost\n",
    "hostname": "refit\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "resolv.conf": "",
    "uv/uv.toml": (
        'python-downloads = "never"\n'
        f'[[index]]\nurl = "http://127.0.0.1:{INDEX_PORT}/simple"\ndefault = true\n'
    ),
    "pip.conf": f"[global]\nindex-url = http://127.0.0.1:{INDEX_PORT}/simple\n",
}
DISK = ("home", "tmp", "var", "etc")
DIRECTORIES = ("home/ubuntu", "tmp", "run", "var/log", "var/tmp", "etc/caddy")


class Ground:
    """The directories of one host, held by a lock that dies with this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def outside(self, path: str) -> Path:
        """Return where a path of the host lies on this machine, its own links not followed."""
        return self.root / path.lstrip("/")

    def keep(self, place: Path) -> None:
        """Put a copy of it, the power being off, at a place where it is found whole or not."""
        building = place.with_name(f".{place.name}.building")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        _copy(self.root, building)
        building.rename(place)

    def remove(self) -> None:
        """Take it all away."""
        _remove(self.root)
        os.close(self._lock)


def fresh(parent: Path | None = None) -> Ground:
    """Lay out a host that nothing was ever deployed to; clear what dead processes left."""
    ground = _made(parent)
    for name in DIRECTORIES:
        (ground.root / name).mkdir(parents=True)
    (ground.root / "tmp").chmod(0o1777)
    for name, content in ETC.items():
        path = ground.root / "etc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return ground


def copied(source: Path, parent: Path | None = None) -> Ground:
    """Lay out a host as another one lies, which must be at rest."""
    ground = _made(parent)
    _copy(source, ground.root)
    return ground


def _copy(source: Path, target: Path) -> None:
    """Copy what a host has on its disk; what it has in memory went with the power."""
    (target / "run").mkdir()
    for name in DISK:
        # Hard links within stay so, as uv made them: a copy of each would be another disk.
        copier = _Copier()
        shutil.copytree(
            source / name, target / name, symlinks=True, ignore=_sockets, copy_function=copier
        )


def _sockets(folder: str, names: list[str]) -> list[str]:
    """Return what a daemon that died left of its sockets: nothing can copy one."""
    return [name for name in names if stat.S_ISSOCK(os.lstat(f"{folder}/{name}").st_mode)]


def _made(parent: Path | None) -> Ground:
    place = parent or Path(tempfile.gettempdir())
    clear(place)
    return Ground(Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)))


def clear(place: Path) -> None:
    """Remove the hosts whose process is gone: nobody holds their lock."""
    for root in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            descriptor = os.open(root / "lock", os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(root)
            finally:
                os.close(descriptor)


def _remove(root: Path) -> None:
    """Remove a tree, directories that their owner may not write included."""

    def allow(path: str) -> None:
        with suppress(OSError):
            Path(path).chmod(0o700)

    for folder, _, _ in os.walk(root):
        if not os.access(folder, os.W_OK | os.X_OK):
            allow(folder)
    shutil.rmtree(root, ignore_errors=True)


class _Copier:
    """Copies files as `shutil.copy2`, and as hard links what is hard-linked in the source."""

    def __init__(self) -> None:
        self._copies: dict[tuple[int, int], str] = {}

    def __call__(self, source: str, target: str) -> str:
        status = os.lstat(source)
        known = self._copies.get((status.st_dev, status.st_ino))
        if known is not None:
            os.link(known, target)
            return target
        if status.st_nlink > 1:
            self._copies[status.st_dev, status.st_ino] = target
        return str(shutil.copy2(source, target, follow_symlinks=False))
