"""This machine as a host: the adapters put together, and what a run takes from its surroundings."""

from __future__ import annotations

import os
import pwd
import sys
from typing import TYPE_CHECKING

from deploy.adapters.clock import LocalClock
from deploy.adapters.commands import LocalCommands
from deploy.adapters.files import LocalFiles
from deploy.adapters.http import LocalHttp
from deploy.adapters.log import ConsoleLog
from deploy.adapters.processes import LocalProcesses
from deploy.host import Host

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


def variable(name: str) -> str | None:
    """Return an environment variable; None where it is not set."""
    return os.environ.get(name)


def called() -> str:
    """Return how this deployer was called, so that it can be called again from anywhere."""
    program = os.path.abspath(sys.argv[0])
    return f"python3 {program}" if program.endswith(".pyz") else "python3 -m deploy"
