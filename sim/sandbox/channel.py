"""The way to the agent of a sandbox: one request a connection, open files beside it."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PART_MAX = 1 << 16


class AgentError(OSError):
    """The agent says no: an error number of the host and its words."""


class HungUp(OSError):
    """The sandbox ended in the middle of a request: its power failed."""


class Channel:
    """A connection to the agent."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._read = b""
        self._files: list[int] = []

    def ask(self, request: Mapping[str, object], files: Sequence[int] = ()) -> dict[str, Any]:
        """Send one request and return the first reply to it."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack(f"{len(files)}i", *files))]
        line = json.dumps(request).encode() + b"\n"
        try:
            sent = self.connection.sendmsg([line], rights if files else [])
            if sent < len(line):  # a quick program may have ended, and the agent hung up, by now
                self.connection.sendall(line[sent:])
        except ConnectionError as error:
            raise HungUp(*error.args) from error
        return self.reply()

    def ask_for_socket(self, request: Mapping[str, object]) -> socket.socket:
        """Send a request whose reply is a socket of the host."""
        self.ask(request)
        return socket.socket(fileno=self._files.pop())

    def reply(self) -> dict[str, Any]:
        """Return the next reply; raise `AgentError` where it says no, `HungUp` where none comes."""
        while b"\n" not in self._read:
            try:
                part, ancillary, _, _ = self.connection.recvmsg(PART_MAX, socket.CMSG_SPACE(4))
            except ConnectionError as error:
                raise HungUp(*error.args) from error
            if not part:
                raise HungUp("the sandbox ended before it replied")
            self._read += part
            for _, kind, data in ancillary:
                if kind == socket.SCM_RIGHTS:
                    self._files += struct.unpack(f"{len(data) // 4}i", data)
        line, _, self._read = self._read.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise AgentError(found["errno"], found["error"])
        return found


@contextmanager
def channel(run: Path) -> Iterator[Channel]:
    """Connect to the agent whose socket lies in the directory `run`.

    The name goes through an open directory: the kernel allows a socket 107 characters of it.
    """
    try:
        folder = os.open(run, os.O_PATH | os.O_DIRECTORY)
    except FileNotFoundError as error:
        raise HungUp("the sandbox is gone") from error
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(f"/proc/self/fd/{folder}/agent.sock")
            except (ConnectionError, FileNotFoundError) as error:
                raise HungUp("no agent answers in the sandbox") from error
            yield Channel(connection)
    finally:
        os.close(folder)
