"""The operator: what a person with a shell can do to a host, simulated or made of real parts.

Start states, conditions and what happens in the middle of a deployment are written once, in these
words, and so happen alike in the model and in the sandbox. Paths are absolute POSIX strings of
the host. Nothing here is an effect of the deployer: no fault strikes it, no oracle counts it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from deploy.config import Config
from deploy.model import Apply, Restore
from deploy.ports import Answer, Kind, Process, Result
from sim.states.places import HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one command of the deployer said."""

    exit_code: int
    message: str
    report: Mapping[str, Any] | None
    """The report as JSON holds it; None where there is none."""


class Operator(Protocol):
    """A person with a shell on the host, and with the power switch."""

    # -- time

    def now(self) -> float:
        """Return the host's time of day, in seconds since the epoch, UTC."""

    def wait(self, seconds: float) -> None:
        """Let seconds really pass: processes start, crash and are restarted in them."""

    def pass_days(self, days: float) -> None:
        """Let days pass in which nothing happens: the deployer's clock moves on."""

    def step_clock(self, seconds: float) -> None:
        """Set the clock forward or, below zero, back: the time of day is another at once."""

    # -- files

    def kind(self, path: str) -> Kind | None:
        """Say what `path` itself is; None where there is nothing."""

    def names(self, path: str) -> tuple[str, ...]:
        """Return the sorted names in a directory; none where it is not there."""

    def read(self, path: str) -> bytes:
        """Return the content of the file that `path` leads to."""

    def resolve(self, path: str) -> str:
        """Return `path` with every link followed."""

    def put(self, path: str, content: bytes) -> None:
        """Write the file that `path` leads to, durably, its directories too.

        A new file takes the place of the old one: what was hard-linked to it stays as it is.
        """

    def link(self, path: str, target: str) -> None:
        """Put a link to `target` at `path`, in place of a file or of another link."""

    def rename(self, source: str, target: str) -> None:
        """Move what is at `source`."""

    def remove(self, path: str) -> None:
        """Remove a file, a link or a tree; no error where there is none."""

    def keep_private(self, path: str) -> None:
        """Let nobody but the user of the host read the file at `path`."""

    def take_ownership(self, path: str) -> None:
        """Do something as root there: the user of the host may no longer write `path`."""

    def mount(self, path: str) -> None:
        """Bind another directory of the same file system, with the same files, over `path`."""

    def fill_disk(self, *, leaving: int) -> None:
        """Use up the disk but for `leaving` bytes."""

    def make_room(self) -> None:
        """Take away again what has filled the disk."""

    # -- programs and processes

    def run(self, *argv: str) -> Result:
        """Run a program of the host as its user, to its end."""

    def pm2(self, *arguments: str, cwd: str = HOME) -> Result:
        """Run one command of PM2 as the user of the host, with PM2_HOME set, from a directory."""

    def get(self, url: str) -> Answer | None:
        """Ask a server of the host; None where there is no answer."""

    def listener(self, port: int) -> Process | None:
        """Return the process that listens on a port of the host."""

    def kill(self, pid: int) -> None:
        """End a process with SIGKILL."""

    def kill_pm2(self) -> None:
        """End PM2's daemon with SIGKILL: an app of Node's ends soon, others run on as orphans."""

    def occupy(self, port: int, *, aside: bool = False) -> None:
        """Start a program of somebody else's that binds a port and answers every request.

        `aside` it has `[::1]` alone, and leaves room for others on IPv4.
        """

    def start_by_hand(self) -> None:
        """Start the live release outside of PM2, ready at once."""

    def start_proxy(self) -> None:
        """Start Caddy with its configuration; nothing where there is none."""

    def stop_proxy(self) -> None:
        """End Caddy."""

    def lose_power(self) -> None:
        """End every process of the host at once."""

    def boot(self) -> None:
        """Let the power come back: PM2 resurrects what it saved, Caddy starts."""

    # -- the surroundings

    def cut_index(self) -> None:
        """Take the package index away."""

    def open_index(self) -> None:
        """Let the package index be reached again."""

    def forget_packages(self) -> None:
        """Empty uv's cache."""

    def remove_interpreter(self) -> None:
        """Take away the interpreter that new environments are made with, and old ones were."""

    # -- the deployer

    def deploy(
        self, config: Config, request: Apply | Restore | None, events: Sequence[str] = ()
    ) -> Told | None:
        """Run the deployer once; None only recovers. Return None where it was killed.

        `events` are faults as a replay id writes them (`0.run.pm2@start#1=proxy_dies`), the
        command number left as it stands there.
        """

    def is_locked(self) -> bool:
        """Say whether a deployer is at work: it holds its lock."""

    def hold_lock(self) -> None:
        """Be a second deployer at work: hold its lock."""

    def let_lock_go(self) -> None:
        """Be that deployer at its end."""
