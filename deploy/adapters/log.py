"""What the operator is told, at once; a terminal that is gone is no error."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from deploy.ports import Clock


class ConsoleLog:
    """The port `Log`, on standard error: standard output is for the result."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: list[str] = []

    def step(self, name: str, summary: str) -> None:
        self._say(f"{name}: {summary}")

    def note(self, text: str) -> None:
        self._say(f"  {text}")

    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)

    def _say(self, text: str) -> None:
        moment = datetime.fromtimestamp(self._clock.now(), timezone.utc)
        line = f"[{moment:%H:%M:%S}] {text}"
        self._lines.append(line)
        warn(line)


def say(text: str, stream: TextIO | None = None) -> None:
    """Print to standard output, or to `stream`; a reader that went away never stops a deployment.

    Its session lost, a deployment would otherwise die of the next line it prints.
    """
    stream = sys.stdout if stream is None else stream
    try:
        print(_printable(text, stream), file=stream, flush=True)
    except (OSError, ValueError):
        _silence(stream)


def warn(text: str) -> None:
    """Print to standard error."""
    say(text, sys.stderr)


def _printable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, errors="backslashreplace").decode(encoding)


def _silence(stream: TextIO) -> None:
    """Lead a broken stream to nowhere: flushed at exit, it would change the exit code to 120."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
