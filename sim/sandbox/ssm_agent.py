"""The agent of Systems Manager on a sandbox's host: it runs what was sent, as the real one does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deploy.control.ports import ERR_CHARACTERS_MAX, OUT_CHARACTERS_MAX, Order
from sim.aws.command import Ended

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin"
"""That of the agent's systemd unit, which its scripts inherit."""


class Running(Protocol):
    """A script that was started, and where what it writes is caught."""

    @property
    def stdout(self) -> Path:
        """The file with its whole standard output so far."""

    @property
    def stderr(self) -> Path:
        """The file with its whole error output so far."""

    def wait(self, seconds: float) -> int | None:
        """Wait at most so long; return its exit code, -N for signal N, None while it goes on.

        A script is over when nobody holds its outputs open any more: one that leaves a program in
        the background with them goes on (amazon-ssm-agent, `ExecuteCommand`: Go's `Wait` copies
        them to their end).
        """

    def kill(self) -> None:
        """Kill its whole process group and reap it; no error where it is over."""


class Shell(Protocol):
    """Root's shell on a host."""

    def run(self, script: bytes, *, env: Mapping[str, str], timeout_s: float, cwd: str) -> Running:
        """Start a script, written to an executable file, with `sh -c FILE` in a group of its own.

        A first line `#!...` counts, therefore. `env` is the whole environment. After `timeout_s`
        the agent kills it; the shell need not. Raises `OSError` where it cannot start.
        """


@dataclass(slots=True)
class Real:
    """A script that really runs; its times are those of the service's clock."""

    began: float
    running: Running
    how: Ended | None = field(default=None)

    def ended(self, now: float) -> Ended | None:
        code = self.running.wait(0) if self.how is None else None
        if code is not None:
            self.how = Ended(
                at=now,
                code=code,
                out=_head(self.running.stdout, OUT_CHARACTERS_MAX),
                err=_head(self.running.stderr, ERR_CHARACTERS_MAX),
            )
        return self.how

    def kill(self, at: float) -> None:
        del at  # the clock is a real one: it is now
        self.running.kill()


@dataclass(frozen=True, slots=True)
class NeverStarted:
    """A script that could not even start: its working directory is not there."""

    began: float
    why: str

    def ended(self, now: float) -> Ended | None:
        del now
        return Ended(at=self.began, code=1, err=f"{self.why}\n".encode())

    def kill(self, at: float) -> None:
        """Nothing runs."""


def starting(
    shell: Shell, clock: Callable[[], float], region: str
) -> Callable[[str, Order, float], Real | NeverStarted]:
    """Return how the agent begins a script through a shell.

    Rule: amazon-ssm-agent, `runscript.go` and `executers.go`: the lines joined and ended by a
    newline; its own environment, which has no HOME, and two names more.
    """

    def start(instance: str, order: Order, at: float) -> Real | NeverStarted:
        env = {
            "PATH": PATH,
            "LANG": "C.UTF-8",
            "AWS_SSM_INSTANCE_ID": instance,
            "AWS_SSM_REGION_NAME": region,
        }
        try:
            running = shell.run(
                f"{order.script}\n".encode(),
                env=env,
                timeout_s=order.execution_s,
                cwd=order.directory,
            )
        except OSError as error:
            return NeverStarted(at, f"{order.directory}: {error.strerror}")
        return Real(clock(), running)

    return start


def _head(file: Path, length_max: int) -> bytes:
    """Read as much as can be kept, and one byte more, which tells that there is more."""
    with file.open("rb") as opened:
        return opened.read(length_max + 1)
