"""What the tests of real parts share: the wheel of this checkout, built once."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandboxes import shared

ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture(scope="session")
def real_wheel(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the wheel of this checkout; workers side by side build one."""
    folder = shared(tmp_path_factory, "wheel")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list(folder.glob("*.whl")):
            build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir")
            subprocess.run((*build, str(folder), str(ROOT)), check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel.read_bytes()
