"""The line of a `run` step, read by a real shell: what it would call, and with which words."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.workflows.tokens import NotUnderstood

OPERATORS = frozenset("();<>|&")
CALLED = ".called"
STAND_IN = """#!/bin/sh
printf '%s\\0' "$0" "$@" > {called}
"""
"""A program that only notes how it was called."""


@dataclass(frozen=True)
class Line:
    """What came of a line."""

    code: int
    """As the shell ended: not 0 where there is no such program, or for `exit 1`."""
    argv: tuple[str, ...] | None
    """None where it called nothing."""
    said: str


def check(line: str) -> None:
    """Raise for all but one simple command on one line."""
    if "\n" in line.strip() or "`" in line or "*" in line:
        raise NotUnderstood(f"more than one simple command: {line!r}")
    for word in shlex.shlex(line, posix=True, punctuation_chars=True):
        if set(word) <= OPERATORS:
            raise NotUnderstood(f"more than one simple command, for its {word!r}: {line!r}")


def place(program: Path) -> None:
    """Put a program somewhere that notes how it was called."""
    program.parent.mkdir(parents=True, exist_ok=True)
    called = program.parent / CALLED
    program.write_text(STAND_IN.format(called=shlex.quote(str(called))))
    program.chmod(0o755)


def read(line: str, env: Mapping[str, str], folder: Path) -> Line:
    """Let a shell read a line as a runner does; the programs there were placed before."""
    check(line)
    noted = [*folder.rglob(CALLED), *Path(env["PATH"]).glob(CALLED)]
    for each in noted:
        each.unlink()
    command = ("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", line)
    done = subprocess.run(
        command, check=False, capture_output=True, env=dict(env), cwd=folder, timeout=60
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    found = [*folder.rglob(CALLED), *Path(env["PATH"]).glob(CALLED)]
    if not found:
        return Line(done.returncode, None, said)
    (called,) = found
    argv = [os.fsdecode(word) for word in called.read_bytes().split(b"\0")[:-1]]
    return Line(done.returncode, (_named(argv[0], folder), *argv[1:]), said)


def _named(program: str, folder: Path) -> str:
    path = Path(program)
    inside = path.is_absolute() and path.is_relative_to(folder)
    return path.relative_to(folder).as_posix() if inside or not path.is_absolute() else path.name
