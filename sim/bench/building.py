"""The real wheel of this checkout, built where none was given."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.errors import Refused

ROOT = Path(__file__).resolve().parent.parent.parent
SHA = "0" * 40
"""Each measured release is given a commit of its own anyway."""


def wheel(folder: Path) -> bytes:
    """Build the wheel into a directory; raise `Refused` with the last line where it cannot be."""
    argv = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    env = {**os.environ, "REFIT_RELEASE_SHA": SHA}
    done = subprocess.run(argv, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise Refused(f"the wheel cannot be built: {said}", "pip install --group sandbox")
    (built,) = folder.glob("*.whl")
    return built.read_bytes()
