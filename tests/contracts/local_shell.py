"""A shell of this machine, for agents under test: real scripts, in groups of their own."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from tempfile import mkdtemp
from threading import Thread
from typing import IO

REAPED_S = 5
"""How long what was killed may take to be gone."""


@dataclass
class LocalRunning:
    """A script that runs here; threads copy what it writes, to its end, into files."""

    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path
    copying: list[Thread] = field(default_factory=list)

    def copy(self, source: IO[bytes] | None, target: Path) -> None:
        assert source is not None

        def work() -> None:
            with source, target.open("wb") as file:
                copyfileobj(source, file)

        target.touch()
        thread = Thread(target=work, daemon=True)
        thread.start()
        self.copying.append(thread)

    def wait(self, seconds: float) -> int | None:
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        for thread in self.copying:
            thread.join(seconds)
        return None if any(thread.is_alive() for thread in self.copying) else code

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(REAPED_S)
        for thread in self.copying:
            thread.join(REAPED_S)


@dataclass
class LocalShell:
    """The port `Shell` of the agent, over `sh` of this machine."""

    root: Path
    started: list[LocalRunning] = field(default_factory=list)

    def run(
        self, script: bytes, *, env: Mapping[str, str], timeout_s: float, cwd: str
    ) -> LocalRunning:
        del timeout_s  # the agent kills
        self.root.mkdir(parents=True, exist_ok=True)
        place = Path(mkdtemp(dir=self.root))
        file = place / "_script.sh"
        file.write_bytes(script)
        file.chmod(0o700)
        process = subprocess.Popen(
            ("sh", "-c", str(file)),
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        running = LocalRunning(process, place / "stdout", place / "stderr")
        running.copy(process.stdout, running.stdout)
        running.copy(process.stderr, running.stderr)
        self.started.append(running)
        return running

    def alive(self) -> int:
        """Count the processes of all groups that were started, the dead not yet buried apart."""
        groups = {str(running.process.pid) for running in self.started}
        found = 0
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                words = entry.read_text(errors="replace").rpartition(")")[2].split()
                found += words[2] in groups and words[0] != "Z"
        return found
