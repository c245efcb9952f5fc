"""Root's shell on a sandbox, as the agent of Systems Manager starts scripts there.

A sandbox has but one user: what root would run is run as the user of the host, with root's
environment.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

from sim.sandbox.host import SandboxHost
from sim.sandbox.process import SandboxProcess

FOLDER = "/var/tmp"  # noqa: S108 - of the host
GONE_S = 5.0
"""How long what was killed may take to be gone."""
NOTHING_S = 0.001


@dataclass(slots=True)
class SandboxRunning:
    """A script that runs in a sandbox; threads copy what it writes, to its end, into files."""

    process: SandboxProcess
    stdout: Path
    stderr: Path
    copying: tuple[threading.Thread, ...]
    code: int | None = None

    def wait(self, seconds: float) -> int | None:
        """Wait at most so long; None while it goes on, or somebody holds its outputs open."""
        if self.code is None:
            with suppress(TimeoutError):
                self.code = self.process.wait(max(seconds, NOTHING_S)).code
                self.process.close()
        for thread in self.copying if self.code is not None else ():
            thread.join(seconds)
        return None if any(thread.is_alive() for thread in self.copying) else self.code

    def kill(self) -> None:
        """Kill its whole process group."""
        self.process.kill_group()
        self.wait(GONE_S)


@dataclass(frozen=True, slots=True)
class SandboxShell:
    """`sim.sandbox.ssm_agent.Shell` on a host of real parts."""

    host: SandboxHost

    def run(
        self, script: bytes, *, env: Mapping[str, str], timeout_s: float, cwd: str
    ) -> SandboxRunning:
        """Start a script; what it writes is kept on the host, as the agent keeps it."""
        del timeout_s  # the agent kills
        folder = Path(tempfile.mkdtemp(prefix="ssm-", dir=self.host.outside(FOLDER)))
        inside = f"{FOLDER}/{folder.name}/_script.sh"
        self.host.put(inside, script, 0o700)
        files = (folder / "stdout", folder / "stderr")
        pipes = [os.pipe() for _ in files]
        into = (pipes[0][1], pipes[1][1])
        try:
            process = SandboxProcess(
                self.host.ground.root / "run", ("sh", "-c", inside), env=env, cwd=cwd, into=into
            )
        finally:
            for descriptor in into:
                os.close(descriptor)
        copying = tuple(_copying(pipe[0], file) for pipe, file in zip(pipes, files, strict=True))
        return SandboxRunning(process, *files, copying)


def _copying(source: int, target: Path) -> threading.Thread:
    """Copy what comes out of a pipe into a file, until nobody holds its other end."""
    target.touch()

    def copy() -> None:
        with os.fdopen(source, "rb") as written, target.open("wb") as file:
            copyfileobj(written, file)

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    return thread
