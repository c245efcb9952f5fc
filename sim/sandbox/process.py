"""A program that runs in a sandbox, held from outside."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from deploy.ports import Result
from sim.sandbox.channel import AgentError, Channel, HungUp, channel

KILLED = 137
"""The exit code of a program that the power failure ended, as a shell says it of SIGKILL."""


class SandboxProcess:
    """A running program of a sandbox; leaving the block it is used in ends it."""

    def __init__(
        self,
        run: Path,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str,
        stdin: bytes = b"",
        into: tuple[int, int] | None = None,
    ) -> None:
        """Start it; what it writes is caught, or goes `into` two open files."""
        self._run = run
        with ExitStack() as stack:
            given = _memory(stack, stdin)
            out, err = _memory(stack), _memory(stack)
            self._channel: Channel = stack.enter_context(channel(run))
            request = {"do": "run", "argv": list(argv), "env": dict(env), "cwd": cwd}
            files = [given.fileno(), *(into or (out.fileno(), err.fileno()))]
            self.pid = int(self._channel.ask(request, files)["pid"])
            self._out, self._err = out, err
            self._stack = stack.pop_all()

    def wait(self, timeout_s: float) -> Result:
        """Wait for its end; raise `TimeoutError` where there is none in time."""
        self._channel.connection.settimeout(timeout_s)
        try:
            code = int(self._channel.reply()["code"])
        except HungUp:
            code = KILLED
        except socket.timeout as error:  # noqa: UP041 - no alias of TimeoutError before 3.10
            raise TimeoutError(f"no end within {timeout_s:g} s: {self.said()[-300:]}") from error
        return Result(code, _text(self._out), _text(self._err))

    def said(self) -> str:
        """Return what it wrote until now, on both its streams."""
        return _text(self._out) + _text(self._err)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send it a signal, and to nothing else."""
        self._signal(self.pid, number)

    def kill_group(self) -> None:
        """Kill it and all that it started in its process group."""
        self._signal(-self.pid, signal.SIGKILL)

    def _signal(self, pid: int, number: int) -> None:
        try:
            with channel(self._run) as other:
                other.ask({"do": "kill", "pid": pid, "signal": int(number)})
        except (AgentError, HungUp):
            return

    def __enter__(self) -> SandboxProcess:  # noqa: PYI034 - `Self` is younger than Python 3.10
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up: the agent kills it and its group where it still runs."""
        self.close()

    def close(self) -> None:
        """Hang up; again is no error."""
        self._stack.close()


def _memory(stack: ExitStack, content: bytes = b"") -> BinaryIO:
    """Open a file in memory for a program to read or write: it never fills up, as a pipe does."""
    file: BinaryIO = stack.enter_context(os.fdopen(os.memfd_create("stream"), "rb+"))
    file.write(content)
    file.seek(0)
    return file


def _text(file: BinaryIO) -> str:
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), size, 0).decode("utf-8", errors="replace")
