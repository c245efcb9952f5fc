"""The processes of this machine and who listens where, as /proc tells it."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from deploy.ports import Process

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
LISTENING = "0A"
LOOKS = 3
PAUSE_S = 0.02
"""A process that is just ending holds its port a moment longer than its files can be seen."""

HIDDEN = Process(0, 0, "", ())
GONE = (FileNotFoundError, ProcessLookupError)


class LocalProcesses:
    """The port `Processes`."""

    def listener(self, port: int) -> Process | None:
        for look in range(LOOKS):
            if look:
                time.sleep(PAUSE_S)
            sockets = _listening(port)
            if not sockets:
                return None
            holders = {pid: _describe(pid) for pid in _pids() if _holds(pid, sockets)}
            # Of a server and its workers, who share the socket, the server counts.
            for _, process in sorted(holders.items()):
                if process is not None and process.parent not in holders:
                    return process
        return HIDDEN

    def named(self, pid: int) -> Process | None:
        state, _ = _state(pid)
        return None if state in ("", "Z", "X") else _describe(pid)

    def end(self, pid: int, *, force: bool) -> None:
        if pid <= 0:  # to the kernel a whole group of processes, and to us a hidden one
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL if force else signal.SIGTERM)


def _listening(port: int) -> set[str]:
    """Return what the sockets that listen on a port are called in a process's files."""
    found = set()
    for table in TABLES:
        with suppress(FileNotFoundError), open(table, encoding="ascii") as lines:
            for line in lines:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{fields[9]}]")
    return found


def _pids() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdecimal())


def _holds(pid: int, sockets: set[str]) -> bool:
    folder = f"/proc/{pid}/fd"
    try:
        for name in os.listdir(folder):
            with suppress(*GONE):
                if os.readlink(f"{folder}/{name}") in sockets:
                    return True
    except (*GONE, PermissionError):
        return False
    return False


def _describe(pid: int) -> Process | None:
    _, parent = _state(pid)
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            argv = tuple(os.fsdecode(word) for word in file.read().split(b"\0")[:-1])
        return Process(pid, parent, os.readlink(f"/proc/{pid}/cwd"), argv)
    except GONE:
        return None
    except PermissionError:
        return Process(pid, parent, "", ())


def _state(pid: int) -> tuple[str, int]:
    """Return a process's state and its parent; ("", 0) where it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except GONE:
        return "", 0
    return fields[0].decode(), int(fields[1])
