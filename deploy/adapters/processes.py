"""The processes of this machine and who listens where, as /proc tells it."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from deploy.ports import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
LISTENING = "0A"
IPV6, ANY, MAPPED = 32, "0" * 32, "0000000000000000FFFF0000"
"""How /proc writes an address: how long one of IPv6 is, all of them, and IPv4 in disguise."""
LOOKS = 3
PAUSE_S = 0.02
"""A process that is just ending holds its port a moment longer than its files can be seen."""

HIDDEN = Process(0, 0, "", ())
GONE = (FileNotFoundError, ProcessLookupError)


class LocalProcesses:
    """The port `Processes`."""

    def listener(self, port: int) -> Process | None:
        found = _looked(port, lambda seen: seen[0].pid != 0)
        return found[0] if found else None

    def listeners(self, port: int) -> tuple[Process, ...]:
        return _looked(port, lambda seen: all(each.pid for each in seen))

    def named(self, pid: int) -> Process | None:
        state, _ = _state(pid)
        return None if state in ("", "Z", "X") else _describe(pid)

    def end(self, pid: int, *, force: bool) -> None:
        if pid <= 0:  # to the kernel a whole group of processes, and to us a hidden one
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL if force else signal.SIGTERM)


def _looked(port: int, enough: Callable[[tuple[Process, ...]], bool]) -> tuple[Process, ...]:
    """Look who listens until enough of them are seen, some times at most."""
    seen: tuple[Process, ...] = ()
    for look in range(LOOKS):
        if look:
            time.sleep(PAUSE_S)
        seen = _seen(port)
        if not seen or enough(seen):
            break
    return seen


def _seen(port: int) -> tuple[Process, ...]:
    """Return who listens, those aside last; of a server and its workers the server counts."""
    sockets = _listening(port)
    held = {pid: _held(pid, sockets) for pid in _pids()} if sockets else {}
    found = set()
    for socket, aside in sockets.items():
        holders = {pid: _describe(pid) for pid, their in held.items() if socket in their}
        servers = {each for each in holders.values() if each and each.parent not in holders}
        found |= {each._replace(aside=aside) for each in servers or {HIDDEN}}
    return tuple(sorted(found, key=lambda each: (each.aside, not each.pid, each)))


def _listening(port: int) -> dict[str, bool]:
    """Return what the sockets that listen on a port are called in a process's files.

    With each it says whether it stands aside: it has an address of IPv6 of its own.
    """
    found = {}
    for table in TABLES:
        with suppress(FileNotFoundError), open(table, encoding="ascii") as lines:
            for line in lines:
                fields = line.split()
                address, _, number = fields[1].rpartition(":")
                if fields[3] == LISTENING and int(number, 16) == port:
                    found[f"socket:[{fields[9]}]"] = _is_aside(address)
    return found


def _is_aside(address: str) -> bool:
    """Say whether it is one of IPv6 which is neither all of them nor one of IPv4 in disguise."""
    return len(address) == IPV6 and address != ANY and not address.startswith(MAPPED)


def _pids() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdecimal())


def _held(pid: int, sockets: Collection[str]) -> set[str]:
    folder, found = f"/proc/{pid}/fd", set()
    with suppress(*GONE, PermissionError):
        for name in os.listdir(folder):
            with suppress(*GONE):
                found.add(os.readlink(f"{folder}/{name}"))
    return found.intersection(sockets)


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
