"""What a sandbox fetches once and keeps: PM2 from npm, and the wheels its package index offers."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from packaging.markers import Marker

from deploy.errors import Refused
from sim.goods import lock

PM2 = "pm2@7.0.4"
"""The version that the fake PM2 was verified against."""
FETCH_TIMEOUT_S = 600


def home() -> Path:
    """Return the directory of what is kept."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "refit-sim"


def pm2() -> Path:
    """Return a directory with PM2 in `node_modules`, installed by npm once."""

    def install(folder: Path) -> None:
        _run("npm", "install", "--no-fund", "--no-audit", "--prefix", str(folder), PM2)

    return _kept(PM2.replace("@", "-"), install)


def packages(python: str) -> Path:
    """Return a directory of wheels for one version of Python, laid out as an index (PEP 503).

    It holds what the lock of this checkout names, by its digests, and nothing else.
    """
    wanted = _for(python)

    def download(folder: Path) -> None:
        flat, asked = folder / "flat", folder / lock.NAME
        asked.write_text(wanted, encoding="utf-8")
        only = ("--no-deps", "--only-binary", ":all:", "--python-version", python)
        words = ("-q", "--require-hashes", *only, "-d", str(flat), "-r", str(asked))
        _run(sys.executable, "-m", "pip", "download", *words)
        for wheel in sorted(flat.iterdir()):
            name = re.sub(r"[-_.]+", "-", wheel.name.partition("-")[0]).lower()
            (folder / "simple" / name).mkdir(parents=True, exist_ok=True)
            wheel.rename(folder / "simple" / name / wheel.name)
        flat.rmdir()

    digest = hashlib.sha256(wanted.encode()).hexdigest()[:8]
    return _kept(f"packages-{python}-{digest}", download)


def _for(python: str) -> str:
    """Return the rows of the lock that are for one version of Python, without their markers.

    pip would weigh these for the Python that runs it, which may be another one.
    """
    target = {"python_version": python, "python_full_version": f"{python}.0"}
    rows = []
    for row in lock.ROW.finditer(lock.content().decode()):
        marker = row[0].partition("\n")[0].rstrip(" \\").partition(";")[2].strip()
        if not marker or Marker(marker).evaluate(target):
            rows.append(f"{row[1]}=={row[2]} \\{row[3]}\n")
    return "".join(rows)


def _kept(name: str, fetch: Callable[[Path], None]) -> Path:
    """Return a kept directory, fetched whole or not at all, once for all who ask at one time."""
    place = home() / name
    with _alone(name):
        if not place.exists():
            fetched = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=place.parent))
            try:
                fetch(fetched)
                fetched.rename(place)
            finally:
                shutil.rmtree(fetched, ignore_errors=True)
    return place


@contextmanager
def _alone(name: str) -> Iterator[None]:
    home().mkdir(parents=True, exist_ok=True)
    with (home() / f".{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(*argv: str) -> None:
    done = subprocess.run(
        argv, check=False, capture_output=True, text=True, timeout=FETCH_TIMEOUT_S
    )
    if done.returncode != 0:
        said = " | ".join(done.stderr.strip().splitlines()[-3:])
        raise Refused(f"{' '.join(argv[:3])} failed: {said}", "Is the package registry reachable?")
