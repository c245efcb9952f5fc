"""Command lines of the forms that a simulated shell knows; any other is an error, never an answer.

It is no shell: it reads words, quoted as `shlex.quote` does it, and pipes between programs. What
a real shell would expand, substitute or redirect is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

from deploy.ports import Result
from sim.shell import accounts, files, listings, processes, servers, texts
from sim.world import World

WORD = r"(?:'[^']*'|\"[^\"$`\\]*\"|[A-Za-z0-9_@%+=:,./-]|\{\})+"
SIMPLE = rf"{WORD}(?: +{WORD})*"
PIPELINE = re.compile(rf"{SIMPLE}(?: \| {SIMPLE})*")
PART = re.compile(rf"{WORD}|\|")

Program = Callable[[World, list[str], str], "Result | None"]
"""Takes the words behind its name and its standard input; None where it does not know the words."""

PROGRAMS: dict[str, Program] = {
    "caddy": servers.caddy,
    "cat": files.cat,
    "command": accounts.command,
    "curl": servers.curl,
    "cut": texts.cut,
    "find": listings.find,
    "getent": accounts.getent,
    "grep": texts.grep,
    "id": accounts.id_,
    "ls": listings.ls,
    "md5sum": files.md5sum,
    "pm2": servers.pm2,
    "ps": processes.ps,
    "python3": servers.python3,
    "readlink": files.readlink,
    "realpath": files.realpath,
    "sed": texts.sed,
    "sha256sum": files.sha256sum,
    "ss": processes.ss,
    "stat": files.stat,
    "test": files.test,
    "uname": accounts.uname,
    "uv": servers.uv,
}


class UnknownCommand(Exception):
    """A command line that the simulated shell does not know: it must not be answered."""

    def __init__(self, command: str) -> None:
        super().__init__(f"the simulated shell knows no such command: {command}")


def run(world: World, command: str) -> Result:
    """Run a command line on a simulated host; raise `UnknownCommand` where its form is unknown."""
    result = Result(0, "", "")
    for words in _stages(command):
        program = PROGRAMS.get(words[0].removeprefix("/usr/bin/"))
        found = None if program is None else program(world, words[1:], result.out)
        if found is None:
            raise UnknownCommand(command)
        result = found
    return result


def _stages(command: str) -> list[list[str]]:
    """Return the words of each program of a pipeline."""
    if PIPELINE.fullmatch(command) is None:
        raise UnknownCommand(command)
    stages: list[list[str]] = [[]]
    for part in PART.findall(command):
        if part == "|":
            stages.append([])
        else:
            stages[-1] += shlex.split(part)
    return stages
