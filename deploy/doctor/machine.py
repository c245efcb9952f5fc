"""The machine under the service: room on the disk, uv, and the interpreter it builds with."""

from __future__ import annotations

import posixpath
import shlex
from typing import TYPE_CHECKING

from deploy.doctor.finding import Finding, ok, wrong
from deploy.environments import last_lines
from deploy.errors import CommandFailed

if TYPE_CHECKING:
    from deploy.host import Host, View

MIB = 1024 * 1024
INODES_MIN = 60_000
"""A release with torch has some 30,000 files, and its environment lies beside the one before."""


def disk(view: View) -> list[Finding]:
    """Look for the room, in bytes and in files, that another release needs."""
    base, needed = view.layout.base, view.config.free_bytes_min
    free, inodes = view.files.free_bytes(base), view.files.free_inodes(base)
    seen = f"{free // MIB} MiB and {inodes} more files are free under {base}"
    found = []
    if free < needed:
        mend = f"du -sh {view.layout.backups} {view.layout.environments}"
        found.append(wrong("disk", f"{seen}; {needed // MIB} MiB are needed", mend))
    if inodes < INODES_MIN:
        mend = f"du -s --inodes {view.layout.base} /var/* | sort -n | tail"
        found.append(wrong("inodes", f"{seen}; room for {INODES_MIN} files is needed", mend))
    return found or [ok("disk", seen)]


def uv(host: Host) -> list[Finding]:
    """Look for uv, and for the interpreter that new environments are made with."""
    config = host.config
    try:
        result = host.commands.run((config.uv, "--version"), timeout_s=config.command_timeout_s)
    except CommandFailed as error:
        return [wrong("uv", error.reason, "python3 -m pip install --user uv")]
    if result.code != 0:
        return [wrong("uv", f"it does not work: {last_lines(result)}", f"{config.uv} --version")]
    return [ok("uv", result.out.strip()), *_interpreter(host)]


def _interpreter(host: Host) -> list[Finding]:
    config = host.config
    # From the root: uv would also find the environment of the directory it is run in.
    found = host.commands.run(
        (config.uv, "python", "find", "--no-python-downloads", config.python),
        timeout_s=config.command_timeout_s,
        cwd="/",
    )
    if found.code != 0:
        mend = f"sudo apt-get install python{config.python} python{config.python}-venv"
        return [wrong("interpreter", f"uv finds no Python {config.python} on this host", mend)]
    return [ok("interpreter", f"Python {config.python} is {found.out.strip()}")]


def owners(view: View, home: str) -> list[Finding]:
    """Look for what belongs to another user where the deployer works: it could not go on there.

    What others keep below the same base directory is theirs, and stays so.
    """
    whole, single = _ours(view), _shared(view)
    theirs, alone = (
        [path for path in paths if not _is_mine(view, path)] for paths in (whole, single)
    )
    if not theirs and not alone:
        return [
            ok("owners", f"everything looked at below {view.layout.base} belongs to who runs this")
        ]
    given = (("chown -R", theirs), ("chown", alone))
    calls = [
        f"sudo {call} --reference={home} {shlex.join(paths)}" for call, paths in given if paths
    ]
    said = f"of another user are {' '.join((*theirs, *alone))}"
    return [wrong("owners", said, " && ".join(calls))]


def _is_mine(view: View, path: str) -> bool:
    return view.files.kind(path) is None or view.files.marks(path).mine


def _ours(view: View) -> list[str]:
    """Return what is this service's alone: its directories, all in them, and its files."""
    layout, files = view.layout, view.files
    folders = (
        *(layout.app, layout.releases, layout.environments, layout.state, layout.reports),
        *(layout.backups, layout.logs),
    )
    found = []
    for folder in folders:
        if files.kind(folder) is not None:
            found += [folder, *(f"{folder}/{name}" for name in files.names(folder))]
    found += [layout.pm2_config, layout.caddy_site, layout.caddy_route, layout.settings]
    return list(dict.fromkeys(found))


def _shared(view: View) -> list[str]:
    """Return the directories in which the deployer makes something beside what others keep."""
    layout = view.layout
    writes = (posixpath.dirname(layout.pm2_config), posixpath.dirname(layout.caddy_site))
    lacks = any(view.files.kind(folder) is None for folder in writes)
    return [layout.base, *([posixpath.dirname(layout.settings)] if lacks else []), *writes]
