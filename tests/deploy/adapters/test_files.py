"""Tests of the files of this machine: what the port cannot show, modes, deaths and odd files."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.ports import Kind
from deploy.unfinished import UNFINISHED

FILES = LocalFiles()
HOLDER = """
import sys
from deploy.adapters.files import LocalFiles
with LocalFiles().lock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_modes_are_what_was_asked_for_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        FILES.write(str(tmp_path / "plain"), b"")
        FILES.write(str(tmp_path / "secret"), b"", mode=0o600)
        (tmp_path / "script").touch()
        (tmp_path / "script").chmod(0o755)
        FILES.copy(str(tmp_path / "script"), str(tmp_path / "copy"))
        FILES.make_directory(str(tmp_path / "in" / "folder"))
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "plain") == 0o644
    assert mode_of(tmp_path / "secret") == 0o600
    assert mode_of(tmp_path / "copy") == 0o755
    assert mode_of(tmp_path / "in") == mode_of(tmp_path / "in" / "folder") == 0o755


def test_a_copy_leaves_other_names_of_the_old_file_alone(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("shared by many environments")
    os.link(tmp_path / "old", tmp_path / "copy")
    (tmp_path / "new").write_text("new")
    FILES.copy(str(tmp_path / "new"), str(tmp_path / "copy"))
    assert (tmp_path / "old").read_text() == "shared by many environments"


def test_what_a_killed_write_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / f".file{UNFINISHED}").write_text("half")
    (tmp_path / f".link{UNFINISHED}").symlink_to("half")
    FILES.write(str(tmp_path / "file"), b"whole")
    FILES.link(str(tmp_path / "link"), "file")
    assert FILES.names(str(tmp_path)) == ("file", "link")


def test_a_write_that_fails_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = str(tmp_path / "file")
    FILES.write(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        FILES.write(path, b"new")
    assert caught.value.filename == path
    assert FILES.names(str(tmp_path)) == ("file",)
    assert FILES.read(path) == b"old"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert FILES.kind(str(tmp_path / "pipe")) is Kind.FILE
    with pytest.raises(OSError, match="Invalid argument"):
        FILES.read(str(tmp_path / "pipe"))
    with pytest.raises(OSError, match="Invalid argument"):
        FILES.copy(str(tmp_path / "pipe"), str(tmp_path / "copy"))
    with pytest.raises(OSError, match="Invalid argument"):
        FILES.read("/dev/zero")


def test_names_that_are_no_text_are_kept(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    FILES.write(f"{tmp_path}/{name}", b"x")
    assert FILES.names(str(tmp_path)) == (name,)
    assert FILES.walk(str(tmp_path))[0].path == name


def test_what_belongs_to_another_is_not_ours_even_if_it_can_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(tmp_path, 12345, -1)
        another = str(tmp_path)
    else:
        another = "/tmp"  # noqa: S108 - root's, and everybody may write there
    assert os.access(another, os.W_OK)
    assert not FILES.owned(another)


def test_a_lock_is_freed_by_death(root: Path, tmp_path: Path) -> None:
    lock = str(tmp_path / "lock")
    with subprocess.Popen(
        (sys.executable, "-c", HOLDER, lock),
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BlockingIOError), FILES.lock(lock):
            pytest.fail("two hold it")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with FILES.lock(lock):
        pass


def test_a_lock_is_not_inherited(tmp_path: Path) -> None:
    with FILES.lock(str(tmp_path / "lock")):
        child = subprocess.Popen(("sleep", "60"), close_fds=False)
    try:
        with FILES.lock(str(tmp_path / "lock")):
            pass
    finally:
        child.kill()
        child.wait()
