"""The files of this machine: every change is whole and durable when it returns."""

from __future__ import annotations

import errno
import fcntl
import os
import posixpath
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from deploy.adapters import kernel
from deploy.adapters.naming import about
from deploy.adapters.trees import below, kind_of, make_directory
from deploy.ports import Entry, Kind, Marks
from deploy.unfinished import unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class LocalFiles:
    """The port `Files`; its reading half alone is the port `Reader`."""

    def kind(self, path: str) -> Kind | None:
        try:
            return kind_of(os.lstat(path).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read(self, path: str) -> bytes:
        with about(path), _opened(path) as file:
            return file.read()

    def names(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(os.listdir(path)))

    def walk(self, path: str) -> tuple[Entry, ...]:
        return tuple(sorted(below(path, ""), key=lambda entry: entry.path))

    def target(self, path: str) -> str:
        return os.readlink(path)

    def resolve(self, path: str) -> str:
        return os.path.realpath(path)

    def free_bytes(self, path: str) -> int:
        free = os.statvfs(path)
        return free.f_bavail * free.f_frsize

    def free_inodes(self, path: str) -> int:
        free = os.statvfs(path)
        return free.f_favail if free.f_files else sys.maxsize  # btrfs counts none: it has no bound

    def marks(self, path: str) -> Marks:
        found = os.lstat(path)
        return Marks(stat.S_IMODE(found.st_mode), found.st_uid == os.geteuid())

    def owned(self, path: str) -> bool:
        mine = os.stat(path).st_uid == os.geteuid()
        return mine and os.access(path, os.W_OK | os.X_OK, effective_ids=True)

    def mount(self, path: str) -> int:
        with _descriptor(path, os.O_PATH | os.O_NOFOLLOW) as descriptor:
            return kernel.mount_of(descriptor)

    def held(self, path: str) -> bool:
        return self.kind(path) is Kind.FILE and kernel.locked(path)

    def make_directory(self, path: str) -> None:
        missing = []
        while not os.path.isdir(path):
            missing.append(path)
            path = posixpath.dirname(path)
        for directory in reversed(missing):
            make_directory(directory)
            _sync_directory(posixpath.dirname(directory))

    def write(self, path: str, content: bytes, mode: int = 0o644) -> None:
        with about(path), _replacing(path) as beside, _new_file(beside, mode) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync_directory(posixpath.dirname(path))

    def copy(self, source: str, target: str) -> None:
        with about(source), _opened(source) as original, about(target):
            mode = stat.S_IMODE(os.fstat(original.fileno()).st_mode)
            with suppress(FileNotFoundError):
                os.unlink(target)  # written in place, a hard link of it would change as well
            with _new_file(target, mode) as file:
                shutil.copyfileobj(original, file)

    def link(self, path: str, target: str) -> None:
        with about(path), _replacing(path) as beside:
            os.symlink(target, beside)
        _sync_directory(posixpath.dirname(path))

    def rename(self, source: str, target: str) -> None:
        os.rename(source, target)
        _sync_parents(source, target)

    def exchange(self, first: str, second: str) -> None:
        kernel.exchange(first, second)
        _sync_parents(first, second)

    def remove(self, path: str) -> None:
        kind = self.kind(path)
        if kind is None:
            return
        if kind is Kind.DIRECTORY:
            with about(path):
                shutil.rmtree(path)
        else:
            os.unlink(path)
        _sync_directory(posixpath.dirname(path))

    def flush(self, path: str) -> None:
        with about(path), _descriptor(path, os.O_RDONLY) as descriptor:
            kernel.sync_file_system(descriptor, path)

    @contextmanager
    def lock(self, path: str) -> Iterator[None]:
        # Never inherited: a program that outlives the deployer must not hold its lock.
        with _descriptor(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield


@contextmanager
def _replacing(path: str) -> Iterator[str]:
    """Yield the name to write under, beside `path`, and put what lies there in its place.

    The name is the same for each write of `path`: what a killed one left is overwritten.
    """
    beside = unfinished(path)
    with suppress(FileNotFoundError):
        os.unlink(beside)
    try:
        yield beside
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """Open a regular file to read: a pipe would block for ever, a device has no end."""
    with _descriptor(path, os.O_RDONLY | os.O_NONBLOCK) as descriptor:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
            raise OSError(number, os.strerror(number), path)
        with open(descriptor, "rb", closefd=False) as file:
            yield file


@contextmanager
def _new_file(path: str, mode: int) -> Iterator[BinaryIO]:
    with open(os.open(path, NEW_FILE, 0o600), "wb") as file:
        os.fchmod(file.fileno(), mode)  # what was asked for, whatever the umask
        yield file


@contextmanager
def _descriptor(path: str, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _sync_directory(path: str) -> None:
    """Make the names in a directory durable: a file's own fsync does not."""
    with about(path), _descriptor(path, os.O_RDONLY | os.O_DIRECTORY) as descriptor:
        os.fsync(descriptor)


def _sync_parents(first: str, second: str) -> None:
    for folder in sorted({posixpath.dirname(first), posixpath.dirname(second)}):
        _sync_directory(folder)
