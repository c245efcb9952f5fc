"""The workshop: where an artifact is made and proven, from a checkout, by programs of the machine.

It is put together for this machine by `deploy.control.workshop.local`, and in the simulator of a
simulated disk and programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.control.blotting import blot
from deploy.environments import last_lines
from deploy.errors import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.ports import Clock, Commands, Files, Log, Result

SECRETS = (
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "DISCORD_WEBHOOK"),
    *("GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
)
"""What a job's environment holds and no build needs: packages may run code of their own there."""
_SILENCED = dict.fromkeys(SECRETS, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What an artifact is made with."""

    files: Files
    commands: Commands
    clock: Clock
    log: Log
    root: str
    """The top directory of the checkout."""
    place: str
    """An empty directory of this run alone."""
    python: str
    """The interpreter that builds: it has `build` and the build backend."""
    uv: str = "uv"

    def run(
        self,
        *argv: str,
        timeout_s: float,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> str:
        """Run a program that must succeed, far from the secrets; return what it wrote.

        Raises `CommandFailed` with its last lines where it does not.
        """
        where = self.place if cwd is None else cwd
        added = {**_SILENCED, **(env or {})}
        try:
            result = self.commands.run(argv, timeout_s=timeout_s, cwd=where, env=added)
        except CommandFailed as error:  # it quotes the last words of a program cut off
            raise CommandFailed(blot(error.reason, ()), blot(error.advice, ())) from None
        if result.code != 0:
            raise CommandFailed(f"{_named(argv)} failed: {said(result)}")
        return result.out


def _named(argv: tuple[str, ...]) -> str:
    """Return the program and its first words: enough to know which call it was."""
    program, *words = [word for word in argv if word not in ("env", "-i") and "=" not in word]
    return " ".join((program.rpartition("/")[2], *words[:2])).partition("\n")[0]


def said(result: Result) -> str:
    """Return the last lines a program wrote, without the credentials of an address in them."""
    return blot(last_lines(result), ())
