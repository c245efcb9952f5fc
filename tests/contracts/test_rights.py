"""What the kernel refuses the user of a host: what is root's, and what is mounted.

The real half needs root, who makes the places, mounts over some, and goes on as somebody else.
"""

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.ports import Files
from sim.ports.files import SimFiles
from sim.world import World
from tests.contracts.conftest import ROOT

FOLDERS = ("one/theirs", "one/ours/theirs", "one/mounted", "one/holder/mounted", "two/theirs/in")
THEIRS = ("one/theirs", "one/theirs-file", "one/ours/theirs", "two/theirs")
MOUNTED = ("one/mounted", "one/holder/mounted")
ACTS: dict[str, tuple[str, tuple[str | bytes, ...], int]] = {
    "their directory for a link elsewhere": ("exchange", ("one/theirs", "two/link"), errno.EACCES),
    "a link for their directory elsewhere": ("exchange", ("one/link", "two/theirs"), errno.EACCES),
    "their directory, elsewhere": ("rename", ("one/theirs", "two/new"), errno.EACCES),
    "their directory, under another name": ("rename", ("one/theirs", "one/new"), 0),
    "their file for a link elsewhere": ("exchange", ("one/theirs-file", "two/link"), 0),
    "a directory that holds theirs": ("exchange", ("one/ours", "two/link"), 0),
    "out of their directory": ("rename", ("two/theirs/in", "two/new"), errno.EACCES),
    "a link in their directory": ("link", ("two/theirs/new", "x"), errno.EACCES),
    "a file in their directory": ("write", ("two/theirs/new", b""), errno.EACCES),
    "a directory in theirs": ("make_directory", ("two/theirs/new/newer",), errno.EACCES),
    "a removal in theirs": ("remove", ("two/theirs/in",), errno.EACCES),
    "a removal of a tree of theirs": ("remove", ("two/theirs",), errno.EACCES),
    "a removal of their empty directory": ("remove", ("one/theirs",), 0),
    "a write over their file": ("write", ("one/theirs-file", b"ours"), 0),
    "a mount for a link": ("exchange", ("one/mounted", "two/link"), errno.EBUSY),
    "a link for a mount": ("exchange", ("two/link", "one/mounted"), errno.EBUSY),
    "a mount, under another name": ("rename", ("one/mounted", "one/new"), errno.EBUSY),
    "a directory that holds a mount": ("exchange", ("one/holder", "two/link"), 0),
    "onto a mount": ("rename", ("one/ours", "one/mounted/new"), errno.EXDEV),
    "a removal of a mount": ("remove", ("one/mounted",), errno.EBUSY),
}
MOUNTS = (("one", "one/ours", "one/link", "two/link"), ("one/mounted", "two/link/."))
"""Paths that are on one mount; the second is another, but of the same file system."""
REAL = """
import sys
sys.path.insert(0, {root!r})
from tests.contracts.test_rights import as_somebody
as_somebody({places!r})
"""


def act(files: Files, place: str, name: str) -> int:
    """Do one act; return the number of the error, 0 where there is none."""
    method, given, _ = ACTS[name]
    paths = [
        each if isinstance(each, bytes) or "/" not in each else f"{place}/{each}" for each in given
    ]
    try:
        getattr(files, method)(*paths)
    except OSError as error:
        return error.errno or -1
    return 0


def as_somebody(places: dict[str, str]) -> None:
    """Bind directories over others, become somebody else, do each act in its place, and tell."""
    for place in places.values():
        for path in MOUNTED:
            argv = ("mount", "--bind", f"{place}/source", f"{place}/{path}")
            subprocess.run(argv, check=True)
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    files = LocalFiles()
    found = [mounts(files, place) for place in places.values()]
    numbers = {name: act(files, place, name) for name, place in places.items()}
    sys.stdout.write(json.dumps([found, numbers]))


def mounts(files: Files, place: str) -> list[int]:
    """Return how many mounts each row of paths is on, and how many all are."""
    found = [{files.mount(f"{place}/{path}") for path in row} for row in MOUNTS]
    return [*map(len, found), len(set().union(*found))]


@pytest.mark.parametrize("name", ACTS)
def test_the_simulated_disk_refuses_the_same(name: str) -> None:
    world = World()
    for path in FOLDERS:
        world.disk.make_directory(f"/place/{path}")
    world.disk.put("/place/one/theirs-file", b"", durable=True)
    world.disk.link("/place/one/link", "x")
    world.disk.link("/place/two/link", "../one/mounted")
    world.disk.foreign = frozenset(f"/place/{path}" for path in THEIRS)
    world.disk.mounts = frozenset(f"/place/{path}" for path in MOUNTED)
    files = SimFiles(world)
    assert mounts(files, "/place") == [1, 1, 2]
    assert act(files, "/place", name) == ACTS[name][2]


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can make what is not ours")
def test_the_kernel_refuses_so(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(0o755)
    places = {name: tmp_path / str(number) for number, name in enumerate(ACTS)}
    for place in places.values():
        _lay_out(place)
    told = {name: str(place) for name, place in places.items()}
    argv = ("unshare", "--mount", sys.executable, "-c", REAL.format(root=str(ROOT), places=told))
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip("nothing can be mounted here")
    assert done.returncode == 0, done.stderr
    found, numbers = json.loads(done.stdout)
    assert found == [[1, 1, 2]] * len(ACTS)
    assert numbers == {name: number for name, (_, _, number) in ACTS.items()}


def _lay_out(place: Path) -> None:
    for path in (*FOLDERS, "source"):
        (place / path).mkdir(parents=True)
    (place / "one/theirs-file").touch()
    (place / "one/link").symlink_to("x")
    (place / "two/link").symlink_to("../one/mounted")
    for each in (place, *place.rglob("*")):
        if str(each.relative_to(place)) not in THEIRS:
            os.chown(each, 65534, 65534, follow_symlinks=False)
