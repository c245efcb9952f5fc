"""The holder of a host that stays up: a process of its own, which the host ends with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from deploy.adapters.log import say
from sim.sandbox import ground, named, parts, production
from sim.sandbox.deployer import ROOT
from sim.sandbox.host import SandboxHost

READY = "\0ready"
"""The last line of a holder whose host is up."""
LOG = "holder.log"


def start(name: str, wheel: Path | None, told: Callable[[str], None]) -> int:
    """Start a holder of its own session and pass on what it says until its host is up.

    Return 0, or the exit code of a holder that could not. Interrupted, it takes its host away.
    """
    argv = [sys.executable, "-m", "sim", "host", "hold", name]
    argv += [] if wheel is None else ["--wheel", str(wheel.resolve())]
    holder = subprocess.Popen(
        argv,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert holder.stdout is not None
    try:
        with holder.stdout as said:
            for line in said:
                if line.rstrip("\n") == READY:
                    return _let_go(holder)
                told(line.rstrip("\n"))
        return holder.wait()
    except BaseException:
        holder.terminate()
        holder.wait()
        raise


def _let_go(holder: subprocess.Popen[str]) -> int:
    """Leave a holder to itself: it is to outlive this process."""
    holder.returncode = 0  # or the interpreter would warn of a child that nobody waits for
    return 0


def hold(name: str, wheel: Path | None) -> int:
    """Hold a host until told to end; say what is done until it is up."""
    signal.signal(signal.SIGTERM, _end)
    found = parts.find()
    host = SandboxHost(ground.fresh(), found)
    try:
        named.remember(name, host.ground.root)
        host.power_on()
        for step in production.equip(host):
            say(step)
        if wheel is not None:
            for line in production.deploy(host, wheel):
                say(line)
        say(READY)
        _fall_silent(host.ground.root / LOG)
        while True:
            signal.pause()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        named.forget(name)
        host.down()


def _end(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)


def _fall_silent(log: Path) -> None:
    """Let go of the terminal, and of whoever waits for this process to say something."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(descriptor, stream.fileno())
    os.close(descriptor)
