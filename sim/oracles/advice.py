"""The oracle of advice: what a person is told to do, and goes by, can be done and is so."""

from __future__ import annotations

import argparse
import contextlib
import functools
import io
import re
import shlex
from collections.abc import Callable

from deploy import arguments
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.struck import BY_ROOT
from sim.oracles.violation import Violation
from sim.states.places import BACKUPS, BASE, CONFIG

COMMAND = re.compile(rf"{re.escape(CONFIG.program)} ((?:recover|status)\b[^;\n]*)")
NAMED = re.compile(r"no backup \S+: (.*)")
LOGS = re.compile(r"pm2 logs (\S+)")
SOCKETS = re.compile(r"ss -ltnp 'sport = :([0-9]+)'")
PATHS = re.compile(r"(?:previous release is|new one|backups are in|See:? ?(?:du -sh)?) (/[^\s,]+)")
FREE, NEEDED = re.compile(r"only (\S+) MiB are free"), re.compile(r"(\S+) MiB are needed")
ROOM_MIB = CONFIG.free_bytes_min // 2**20
DIFFERS = re.compile(r"differs from its manifest \(([^)]*)\)")
LISTED = re.compile(
    r"(?:missing|changed|too many): [^\s,]+(?:, [^\s,]+)*(?: and [1-9][0-9]* more)?"
)
NEXT = "\n  next: "
PERSON = 3


def can_be_followed(case: Case) -> None:
    """Each command in the message is one of ours, for this host; what it names is there."""
    said = case.verdict.message
    if case.verdict.exit_code and not said.partition(NEXT)[2].removesuffix("None"):
        raise Violation("advice", f"nothing is said of what to do next: {said}")
    commands = COMMAND.findall(said)
    for words in commands:
        _is_ours(case, words)
    is_called = case.verdict.exit_code == PERSON and "CLEARED" not in said
    if is_called and not commands and "--force" not in said and "then: recover" not in said:
        raise Violation("advice", f"a person is called, without a command: {said}")
    there = [name for name in truth.names(case.world, BACKUPS) if name.startswith("code_")]
    newest = f"the newest is {max(there)}" if there else "there is none at all"
    claims: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
        ("word on the newest backup", NAMED, lambda words: words == newest),
        ("app of PM2", LOGS, lambda name: name == CONFIG.app_name),
        ("port of the service", SOCKETS, lambda port: port == str(CONFIG.port)),
        ("place of this host", PATHS, lambda path: path.startswith(f"{BASE}/")),
        ("room that is too little", FREE, lambda mib: float(mib) < ROOM_MIB),
        ("room that a release needs", NEEDED, lambda mib: mib == str(ROOM_MIB)),
        ("list of files", DIFFERS, _names_files),
        ("thing that is there still", BY_ROOT, lambda paths: _are_there(case, paths)),
    )
    for what, form, is_so in claims:
        for name in form.findall(said):
            if not is_so(name):
                raise Violation("advice", f"{name} is no {what}: {said}")


def _is_ours(case: Case, words: str) -> None:
    """See that a command is meant for this host."""
    options = _read(words)
    if options.base != BASE:
        raise Violation("advice", f"{words!r} is for another host")
    if options.no_service is case.service:
        raise Violation("advice", f"{words!r}, and the service is {case.service}")


def _are_there(case: Case, paths: str) -> bool:
    return all(case.world.disk.node(path, follow=False) is not None for path in shlex.split(paths))


@functools.lru_cache(maxsize=64)
def _read(words: str) -> argparse.Namespace:
    """Read a command as the deployer will: once, for it takes as long as a tenth of a run."""
    complaints = io.StringIO()
    try:
        with contextlib.redirect_stderr(complaints):
            return arguments.parse(shlex.split(words.rstrip(". ")))
    except SystemExit:
        told = complaints.getvalue().strip().rpartition("\n")[2]
        raise Violation("advice", f"{words!r} is no command: {told}") from None


def _names_files(said: str) -> bool:
    """Say whether it is told by name what is missing, changed or too many; of many, of some."""
    return all(LISTED.fullmatch(part) is not None for part in said.split("; "))
