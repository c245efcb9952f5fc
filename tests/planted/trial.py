"""The trial of one bug: a copy of the deployer, the bug in it, and a hunt of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from tests.planted.bug import Bug, planted

ROOT = Path(__file__).resolve().parents[2]
HUNT_S_MAX = 180


class Found(TypedDict):
    """What a hunt came to."""

    runs: int
    id: str | None
    """What replays it, where the bug is planted."""
    oracle: str | None
    reason: str | None


def tried(bug: Bug, into: Path) -> Found:
    """Plant a bug in a copy and hunt for it."""
    copy = copied(into)
    planted(bug, copy)
    return hunted(copy, bug.scenarios, bug.faults)


def copied(into: Path) -> Path:
    """Copy the deployer."""
    shutil.copytree(ROOT / "deploy", into / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    return into


def hunted(copy: Path, scenarios: tuple[str, ...], faults: str) -> Found:
    """Hunt in a process of its own, which imports the copy of the deployer."""
    done = ran(copy, "tests.planted.hunt", *scenarios, "--faults", faults)
    assert done.returncode == 0, done.stderr
    found: Found = json.loads(done.stdout)
    return found


def ran(copy: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a module where it imports the copy of the deployer, and all else from here."""
    return subprocess.run(
        (sys.executable, "-m", module, *words),
        cwd=copy,
        env={**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=HUNT_S_MAX,
    )
