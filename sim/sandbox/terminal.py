"""A program inside of a sandbox with the standard files of this process, or with its terminal."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import termios
import threading
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from deploy.adapters.log import warn
from sim.sandbox.channel import AgentError, HungUp, channel
from sim.sandbox.ground import HOME
from sim.sandbox.host import ENV
from sim.sandbox.parts import PYTHON
from sim.sandbox.process import KILLED

SHELL = ("bash", "-l")
ON_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execvp(sys.argv[1], sys.argv[1:])\n"
)
"""Makes its standard input the terminal of its session, or the shell had no job control."""
NOT_FOUND = 127
PART = 1 << 16


def run(place: Path, argv: Sequence[str], files: Sequence[int] = (0, 1, 2)) -> int:
    """Run a program on these open files; return its exit code, as a shell would tell it."""
    env = {**ENV, "TERM": os.environ.get("TERM", "dumb")}
    request = {"do": "run", "argv": list(argv), "env": env, "cwd": HOME}
    try:
        with channel(place) as agent:
            agent.ask(request, files)
            code = int(agent.reply()["code"])
    except AgentError as error:
        warn(f"{argv[0]}: {error.strerror}")
        return NOT_FOUND
    except HungUp:
        warn("the host is gone")
        return KILLED
    return code if code >= 0 else 128 - code


def shell(place: Path) -> int:
    """Give a login shell: on a terminal of its own where this process has one."""
    if not os.isatty(0):
        return run(place, SHELL)
    master, slave = os.openpty()
    ended, end = os.pipe()
    codes: list[int] = []

    def carry_out() -> None:
        codes.append(run(place, (PYTHON, "-I", "-c", ON_TERMINAL, *SHELL), (slave,) * 3))
        os.close(end)

    try:
        with _raw(), _sized(master):
            thread = threading.Thread(target=carry_out, daemon=True)
            thread.start()
            _pass_on(master, ended)
            thread.join()
    finally:
        for descriptor in (master, slave, ended):
            os.close(descriptor)
    return codes[0]


def _pass_on(master: int, ended: int) -> None:
    """Carry bytes between this terminal and the one inside until the program has ended."""
    sources = [0, master, ended]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if master in ready:
            os.write(1, os.read(master, PART))
        elif ended in ready:
            return
        if 0 in ready:
            typed = os.read(0, PART)
            if typed:
                os.write(master, typed)
            else:
                sources.remove(0)


@contextmanager
def _raw() -> Iterator[None]:
    """Let every key go through, Ctrl-C too, and put the terminal back as it was."""
    before = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


@contextmanager
def _sized(master: int) -> Iterator[None]:
    """Keep the terminal inside as large as this one."""

    def resize(_: int = 0, __: FrameType | None = None) -> None:
        with suppress(OSError):
            fcntl.ioctl(master, termios.TIOCSWINSZ, fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8))

    resize()
    before = signal.signal(signal.SIGWINCH, resize)
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)
