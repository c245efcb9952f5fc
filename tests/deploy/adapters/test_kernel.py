"""What the kernel says of locks: on every file system, on those with devices of their own too."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LAID = """
mount -t tmpfs above {above} && mkdir {above}/upper {above}/work {above}/both &&
mount -t overlay both -o lowerdir={below},upperdir={above}/upper,workdir={above}/work {above}/both
"""
ASKED = """
import sys
from deploy.adapters.files import LocalFiles
files, path = LocalFiles(), sys.argv[1]
with files.lock(path):
    held = files.held(path)
print(held, files.held(path))
"""


def among(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a shell where nobody else sees what it mounts."""
    argv = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
    return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("place", ["both", "upper"])
def test_a_lock_is_seen_where_the_layers_of_a_file_system_are_on_two_devices(
    place: str, tmp_path: Path
) -> None:
    above, below = tmp_path / "above", tmp_path / "below"
    above.mkdir()
    below.mkdir()
    laid = LAID.format(above=above, below=below).strip()
    try:
        if among(laid).returncode != 0:
            pytest.skip("nobody may mount an overlay here")
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    asked = f"{laid} && {sys.executable} -c '{ASKED}' {above}/{place}/lock"
    done = among(asked)
    assert done.stdout.split() == ["True", "False"], done.stderr
