"""This machine as a host: the adapters put together, and what a run takes from its surroundings."""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import deploy
from deploy.adapters.clock import LocalClock
from deploy.adapters.commands import LocalCommands
from deploy.adapters.files import LocalFiles
from deploy.adapters.http import LocalHttp
from deploy.adapters.log import ConsoleLog
from deploy.adapters.processes import LocalProcesses
from deploy.config import check_base
from deploy.errors import Refused
from deploy.host import Host
from deploy.settings import with_host_settings

if TYPE_CHECKING:
    from deploy.config import Config


def local_host(config: Config) -> Host:
    """Return this machine, worked on as the user who runs the deployer."""
    home = pwd.getpwuid(os.geteuid()).pw_dir  # not $HOME: SSM sets none, sudo may leave another's
    clock = LocalClock()
    return Host(
        config=config,
        layout=config.layout,
        files=LocalFiles(),
        commands=LocalCommands(home),
        http=LocalHttp(),
        clock=clock,
        processes=LocalProcesses(),
        log=ConsoleLog(clock),
        home=home,
    )


def settled(probe: Host) -> Host:
    """Return a host with its own settings, its base directory without links.

    A process's working directory, compared with it, never has any. Raises `Refused`.
    """
    config = replace(probe.config, base=check_base(probe.files.resolve(probe.config.base)))
    try:
        found = with_host_settings(config, probe.files)
    except OSError as error:
        raise Refused(f"{error.filename} cannot be read: {error.strerror}") from error
    return replace(probe, config=found, layout=found.layout)


def variable(name: str) -> str | None:
    """Return an environment variable; None where it is not set."""
    return os.environ.get(name)


def standard_input(bytes_max: int) -> bytes:
    """Return what was given on standard input, and a byte more where it is longer than allowed."""
    return sys.stdin.buffer.read(bytes_max + 1)


def called() -> str:
    """Return how this deployer was called, so that it can be called again from anywhere."""
    # Not by sys.argv: what runs a package in a file puts the name of its module there.
    where = os.path.abspath(os.path.dirname(deploy.__path__[0]))
    return f"python3 {shlex.quote(where)}" if os.path.isfile(where) else "python3 -m deploy"
