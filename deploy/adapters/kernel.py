"""What Linux can do and Python does not offer: exchange, syncfs, locks and mounts seen."""

from __future__ import annotations

import ctypes
import functools
import os
import signal

AT_FDCWD = -100
RENAME_EXCHANGE = 2
PR_SET_PDEATHSIG = 1
"""Numbers of the kernel's interface: fcntl.h, fs.h and prctl.h."""
LOCKS = "/proc/locks"
MOUNTS = "/proc/self/mountinfo"
"""One mount a line: its number, its parent's, the device of its file system."""


@functools.lru_cache(maxsize=1)
def libc() -> ctypes.CDLL:
    """Return the C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def exchange(first: str, second: str) -> None:
    """Swap two paths in one atomic act; raise the `OSError` that names both."""
    paths = (AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second))
    if libc().renameat2(*paths, RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), first, None, second)


def sync_file_system(descriptor: int, path: str) -> None:
    """Make the whole file system of an open file durable; raise the `OSError` that names it."""
    if libc().syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)


def locked(path: str) -> bool:
    """Say whether anybody holds a lock on a file, by the kernel's own list.

    It names the device of the file system, which on overlayfs and btrfs is not that of the file.
    """
    descriptor = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        number, devices = os.fstat(descriptor).st_ino, _devices(descriptor)
    finally:
        os.close(descriptor)
    names = {f"{major:02x}:{minor:02x}:{number}" for major, minor in devices}
    with open(LOCKS, encoding="ascii") as lines:
        return any(names.intersection(line.split()) for line in lines)


def _devices(descriptor: int) -> list[tuple[int, int]]:
    """Return the device that an open file says it is on, and that of what is mounted there."""
    device = os.fstat(descriptor).st_dev
    with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as lines:
        mounts = {line.split()[1] for line in lines if line.startswith("mnt_id:")}
    with open(MOUNTS, encoding="ascii", errors="replace") as lines:
        found = [words[2].split(":") for words in map(str.split, lines) if words[0] in mounts]
    return [(os.major(device), os.minor(device)), *((int(one), int(two)) for one, two in found)]


def mount_of(descriptor: int) -> int:
    """Return the number of the mount that an open file is on.

    By the device alone a directory that is bound to another of its file system shows nothing.
    """
    with open(f"/proc/self/fdinfo/{descriptor}", "rb") as lines:
        return int(next(line for line in lines if line.startswith(b"mnt_id:")).split()[1])


def die_with(parent: int) -> None:
    """Have the kernel kill this process once `parent` dies; for a child, before it executes.

    A deployer killed in the middle must not leave a program behind that goes on writing. The
    signal is not inherited: a daemon that the program starts stays.
    """
    libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)
