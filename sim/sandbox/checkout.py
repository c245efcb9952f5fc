"""The wheel of this checkout, built as a release does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.errors import Refused
from sim.sandbox.deployer import ROOT


def build(folder: Path) -> Path:
    """Build the wheel; the same commit gives the same bytes. Raises `Refused` where it fails."""
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    asked = ("git", "-C", str(ROOT), "log", "-1", "--format=%ct")
    moment = subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()
    env = {**os.environ, **({"SOURCE_DATE_EPOCH": moment} if moment else {})}
    done = subprocess.run(
        (*command, str(ROOT)), check=False, capture_output=True, text=True, env=env
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Refused(f"the wheel cannot be built: {''.join(said)}", "Or give one: --wheel FILE")
    (wheel,) = folder.glob("*.whl")
    return wheel
