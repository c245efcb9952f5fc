"""Starts processes that write to one place at the same moment."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

WRITER = Path(__file__).with_name("writer.py")
AI_APP = Path(__file__).resolve().parents[4] / "ai_app"
PERSONS_EACH = 100_000
"""The ids of one process are so far from another's."""

Process = subprocess.Popen[str]


@contextmanager
def writers(url: str, *, processes: int, count: int) -> Iterator[list[Process]]:
    """Give processes that have begun, each to put `count` mentors, as the service is run."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    (sys.executable, str(WRITER), url, str(number * PERSONS_EACH), str(count)),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    cwd=AI_APP,
                    env={"PYTHONPATH": str(AI_APP)},
                    text=True,
                )
            )
            for number in range(1, processes + 1)
        ]
        for process in started:
            stack.callback(process.kill)
        assert [said(process).readline() for process in started] == ["ready\n"] * processes
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        yield started


def said(process: Process) -> IO[str]:
    assert process.stdout is not None
    return process.stdout
