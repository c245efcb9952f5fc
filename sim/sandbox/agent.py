"""The agent inside a sandbox: it starts programs and hands sockets out.

It is run as a file, of the standard library alone, by the host's own Python. One connection to
its socket is one request: a line of JSON, with open files beside it (SCM_RIGHTS). It begins as
root of its namespaces, opens the low ports to everybody, and goes on as the user of the host.

Dying is simple: whoever made the sandbox holds the other end of the leash. When it closes, this
process ends every other one that it may signal, which is all of them, and then itself.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Request = dict[str, Any]
CLONE_NEWUSER = 0x10000000
"""From sched.h."""
USER = 1000
SOCKET = "/run/agent.sock"
FILES_MAX = 8
LAID_DOWN = "/mnt/home"
LOW_PORTS = "/proc/sys/net/ipv4/ip_unprivileged_port_start"


def become_user() -> None:
    """Open port 80 to every user, then be the ordinary user of this host."""
    with open(LOW_PORTS, "w", encoding="ascii") as file:
        file.write("0")
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{USER} 0 1"),
        ("gid_map", f"{USER} 0 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(content)


def fill_home() -> None:
    """Copy what was laid down into a home of limited size."""
    if os.path.isdir(LAID_DOWN):
        subprocess.run(["cp", "-a", f"{LAID_DOWN}/.", "/home"], check=True)


def serve() -> None:
    """Answer requests for ever, each in a thread of its own."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(SOCKET)
        server.listen(64)
        while True:
            connection, _ = server.accept()
            threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection: socket.socket) -> None:
    """Carry out one request; a mistake in it is told to whoever made it."""
    with connection:
        line, files = receive(connection)
        if not line:
            return
        request = json.loads(line)
        try:
            REQUESTS[request["do"]](connection, request, files)
        except OSError as error:
            send(connection, {"error": error.strerror or str(error), "errno": error.errno})
        finally:
            for file in files:
                os.close(file)


def receive(connection: socket.socket) -> tuple[bytes, list[int]]:
    """Read one line and the open files that came with it."""
    line, files = b"", list[int]()
    while not line.endswith(b"\n"):
        part, ancillary, _, _ = connection.recvmsg(1 << 16, socket.CMSG_SPACE(4 * FILES_MAX))
        if not part:
            return b"", files
        line += part
        for _, kind, data in ancillary:
            if kind == socket.SCM_RIGHTS:
                files += struct.unpack(f"{len(data) // 4}i", data)
    return line, files


def send(connection: socket.socket, reply: Request, *files: int) -> None:
    """Send one line, with open files beside it."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack(f"{len(files)}i", *files))]
    connection.sendmsg([json.dumps(reply).encode() + b"\n"], rights if files else [])


def run(connection: socket.socket, request: Request, files: list[int]) -> None:
    """Start a program on the given standard files; tell its pid, then how it ended.

    It is killed with its whole group when whoever asked is gone before it ended.
    """
    stdin, stdout, stderr = files
    process = subprocess.Popen(
        request["argv"],
        cwd=request["cwd"],
        env=request["env"],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    send(connection, {"pid": process.pid})
    ended = threading.Event()
    threading.Thread(target=watch, args=(connection, process, ended), daemon=True).start()
    code = process.wait()
    ended.set()
    try:
        send(connection, {"code": code})
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def watch(
    connection: socket.socket, process: subprocess.Popen[bytes], ended: threading.Event
) -> None:
    """Kill a program whose caller hung up."""
    try:
        while connection.recv(1):
            pass
    except OSError:
        pass
    if not ended.is_set():
        signal_group(process.pid)


def signal_group(pid: int) -> None:
    """Kill a process group, if it is still there."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def kill(connection: socket.socket, request: Request, _: list[int]) -> None:
    """Send a signal to a process."""
    os.kill(request["pid"], request["signal"])
    send(connection, {})


def connect(connection: socket.socket, request: Request, _: list[int]) -> None:
    """Hand out a socket connected to a port of this host."""
    with socket.create_connection(("127.0.0.1", request["port"]), timeout=5) as made:
        made.settimeout(None)
        send(connection, {}, made.fileno())


def listen(connection: socket.socket, request: Request, _: list[int]) -> None:
    """Hand out a socket that listens on a port of this host: outside, somebody answers it."""
    with socket.create_server(("127.0.0.1", request["port"]), backlog=128) as made:
        send(connection, {}, made.fileno())


REQUESTS: dict[str, Callable[[socket.socket, Request, list[int]], None]] = {
    "run": run,
    "kill": kill,
    "connect": connect,
    "listen": listen,
}


def end_with(leash: int) -> None:
    """End once whoever holds the other end of the leash is gone, and all that runs here first."""
    os.read(leash, 1)
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # or the first process would wait for the daemons to end
    os._exit(0)


def main() -> None:
    """Serve until the leash is let go; without one, until killed."""
    leash = int(sys.argv[1])
    become_user()
    fill_home()
    if leash >= 0:
        # A daemon that holds it would keep nobody alive.
        fcntl.fcntl(leash, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        threading.Thread(target=end_with, args=(leash,), daemon=True).start()
    serve()


if __name__ == "__main__":
    main()
