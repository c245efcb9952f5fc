"""The programs of this machine, each in a process group of its own that dies with the deployer."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from deploy.adapters import kernel
from deploy.errors import CommandFailed
from deploy.ports import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LAST_WORDS = 300
"""Characters of what a program wrote that a message about its timeout quotes."""


class LocalCommands:
    """The port `Commands`."""

    def __init__(self, home: str) -> None:
        self._home = home

    def run(
        self,
        argv: Sequence[str],
        *,
        timeout_s: float,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        program = self._find(argv[0])
        path = os.pathsep.join((*self._folders(), os.path.dirname(program)))
        # SSM sets no HOME, and sudo may leave another user's; the PATH leads to pm2's own node.
        own = {**os.environ, "HOME": self._home, "PATH": path, "LC_ALL": "C.UTF-8"}
        # Where the deployer was called may be closed to its user, or a release that is gone.
        cwd = own["PWD"] = "/" if cwd is None else cwd
        with _memory("out") as out, _memory("err") as err:
            with _child((program, *argv[1:]), cwd, {**own, **(env or {})}, out, err) as process:
                try:
                    code = process.wait(timeout_s)
                except subprocess.TimeoutExpired as error:
                    said = (_text(err) or _text(out)).strip()[-LAST_WORDS:]
                    raise CommandFailed(
                        f"{' '.join(argv[:2])} did not end within {timeout_s:g} s"
                        + (f"; its last words: {said}" if said else "")
                    ) from error
            return Result(code, _text(out), _text(err))

    def _folders(self) -> tuple[str, ...]:
        """Where programs lie: an SSM script has a PATH without the user's own folders."""
        given = [folder for folder in os.get_exec_path() if folder.startswith("/")]
        beside = os.path.dirname(sys.executable)
        return (*given, f"{self._home}/.local/bin", "/usr/local/bin", beside)

    def _find(self, name: str) -> str:
        found = shutil.which(name, path=os.pathsep.join(self._folders()))
        if found is None:
            where = "there" if "/" in name else f"in {', '.join(dict.fromkeys(self._folders()))}"
            raise CommandFailed(
                f"the program {name} is not {where}, or may not be executed",
                f"Install {os.path.basename(name)}, or name its path in infra/deploy.json",
            )
        return found


@contextmanager
def _child(
    argv: Sequence[str], cwd: str, env: Mapping[str, str], out: BinaryIO, err: BinaryIO
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program; its whole group is killed when it is left before its end."""
    kernel.libc()  # loaded before the fork: after it only the kernel is called
    try:
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            # Safe: the deployer has one thread, so no lock is held across the fork.
            preexec_fn=functools.partial(kernel.die_with, os.getpid()),  # noqa: PLW1509
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CommandFailed(f"{argv[0]} cannot be run: {error}") from error
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _memory(name: str) -> Iterator[BinaryIO]:
    """Yield a file in memory for a program to write to.

    Unlike a pipe it never fills up, is never cut off (node leaves a pipe unwritten when it exits)
    and does not stay open with a daemon that the program started.
    """
    with os.fdopen(os.memfd_create(name), "rb+") as file:
        yield file


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace")
