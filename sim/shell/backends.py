"""The backends that let testinfra look at our hosts: `sim://NAME` and `sandbox://NAME`.

Testinfra has no types that a checker may read: what comes from it is `Any`.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from testinfra import backend, host  # type: ignore[import-untyped]
from testinfra.backend.base import BaseBackend, CommandResult  # type: ignore[import-untyped]

from deploy.ports import Result
from sim.sandbox import named
from sim.sandbox.ground import HOME
from sim.sandbox.host import ENV
from sim.sandbox.process import SandboxProcess
from sim.shell import forms, worlds
from sim.shell.ubuntu import furnish
from sim.world import World

TIMEOUT_S = 60.0
Host = Any
"""A host of testinfra, whose attributes are made at run time."""


def register() -> None:
    """Let testinfra know both."""
    for kind in (SimBackend, SandboxBackend):
        backend.BACKENDS[kind.NAME] = f"{__name__}.{kind.__name__}"


class SimBackend(BaseBackend):  # type: ignore[misc]
    """Looks at a simulated world: an own one, or the one that the name stands for."""

    NAME = "sim"

    def __init__(self, hostname: str, *args: object, **kwargs: object) -> None:
        super().__init__(hostname, *args, **kwargs)
        self._encoding = "UTF-8"

    @functools.cached_property
    def world(self) -> World:
        """The world; made when it is first looked at."""
        return worlds.named(self.hostname)

    def run(self, command: str, *args: str, **_: object) -> CommandResult:
        """Run a command of a known form; raise `UnknownCommand` for any other."""
        line = self.get_command(command, *args)
        return _told(self, line, forms.run(self.world, line))


class SandboxBackend(BaseBackend):  # type: ignore[misc]
    """Looks at a host of real parts: one that is up under this name."""

    NAME = "sandbox"

    def __init__(self, hostname: str, *args: object, **kwargs: object) -> None:
        super().__init__(hostname, *args, **kwargs)
        self._encoding = "UTF-8"

    @functools.cached_property
    def channel(self) -> Path:
        """The directory in which the host's agent is reached."""
        return named.find(self.hostname).run

    def run(self, command: str, *args: str, **_: object) -> CommandResult:
        """Run a command in the host's own shell."""
        line = self.get_command(command, *args)
        argv = ("/bin/sh", "-c", line)
        with SandboxProcess(self.channel, argv, env=ENV, cwd=HOME, stdin=b"") as process:
            return _told(self, line, process.wait(TIMEOUT_S))


def _told(told: BaseBackend, line: str, result: Result) -> CommandResult:
    return told.result(result.code, line.encode(), result.out, result.err)


def of_world(world: World, name: str = "world") -> Host:
    """Return a host of testinfra that is this world."""
    made = SimBackend(name)
    made.world = furnish(world)
    return _host(made)


def of_sandbox(channel: Path, name: str = "fresh") -> Host:
    """Return a host of testinfra that is the sandbox whose agent is reached in this directory."""
    made = SandboxBackend(name)
    made.channel = channel
    return _host(made)


def _host(made: BaseBackend) -> Host:
    """Return a host of its own: those that testinfra makes by name are kept and shared."""
    found = host.Host(made)
    made.set_host(found)
    return found
