"""The programs of a host: their versions, and what uv could install; nothing is installed."""

from __future__ import annotations

import posixpath
import sys
from typing import TYPE_CHECKING

from deploy import environments, pm2, tree
from deploy.errors import CommandFailed, Damaged
from deploy.ports import Kind
from deploy.snapshot.model import Environment
from deploy.snapshot.surroundings import Programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from deploy.host import Host, View
    from deploy.model import Release
    from deploy.snapshot.model import Node

NEEDED = "fastapi"
"""The package that the index is asked for: each release of this service needs it."""
SETS_MAX = 10
"""Sets of packages that uv's cache is asked for."""
ASKED_S = 20.0
TRIAL = (
    *("pip", "install", "--dry-run", "--no-python-downloads", "--no-deps"),
    *("--break-system-packages", "--python"),
)
"""What uv would do. It writes nothing, into a system's own Python the least."""


def look(host: Host, recorded: Iterable[Release]) -> Programs:
    """Ask each program which one it is, and uv what it could do; none of them is started for it."""
    config = host.config
    interpreter = _interpreter(host)
    service = config.service
    return Programs(
        python=".".join(str(number) for number in sys.version_info[:3]),
        uv=_version(host, config.uv, "--version"),
        pm2=_version(host, config.pm2, "-v") if service else None,  # that alone starts no daemon
        caddy=_version(host, config.caddy, "version") if service else None,
        interpreter=interpreter,
        index=_index(host, interpreter),
        cached=_cached(host, interpreter, recorded),
    )


def _version(host: Host, program: str, word: str) -> str | None:
    """Return the last line that looks like a version; PM2's banners stand before it."""
    said = _said(host, (program, word))
    if said is None or not said.strip():
        return None
    return said.strip().splitlines()[-1][:80]


def _interpreter(host: Host) -> str | None:
    config = host.config
    asked = (config.uv, "python", "find", "--no-python-downloads", config.python)
    said = _said(host, asked)
    return None if said is None else said.strip() or None


def _said(host: Host, argv: Sequence[str]) -> str | None:
    """Return what a program printed; None where it is missing, failed or did not end."""
    env = {"HOME": host.home, "PM2_HOME": pm2.home(host)}
    try:
        # From the root: uv would also find the environment of the directory it is run in.
        result = host.commands.run(argv, timeout_s=ASKED_S, cwd="/", env=env)
    except CommandFailed:
        return None
    return result.out + result.err if result.code == 0 else None


def _index(host: Host, interpreter: str | None) -> bool | None:
    if interpreter is None:
        return None
    argv = (host.config.uv, *TRIAL, interpreter, "--no-cache", "--reinstall", NEEDED)
    return _said(host, argv) is not None


def _cached(host: Host, interpreter: str | None, recorded: Iterable[Release]) -> tuple[str, ...]:
    """Return the recorded packages that uv could install without an index.

    Offline uv plans even to download what it lacks: only its words tell. Asked to reinstall it
    would look at no cache.
    """
    found: set[str] = set()
    if interpreter is None:
        return ()
    sets = dict.fromkeys(
        tuple(pin for pin in release.packages if not environments.is_app(pin))
        for release in recorded
    )
    for pins in [each for each in sets if each][:SETS_MAX]:
        said = _said(host, (host.config.uv, *TRIAL, interpreter, "--offline", *pins))
        if said is not None and "Would download" not in said:
            found.update(pins)
    return tuple(sorted(found))


def look_into(view: View, nodes: Mapping[str, Node]) -> dict[str, Environment]:
    """Look into each environment, as far as a deployment would."""
    layout = view.layout
    places = [
        path
        for path, node in nodes.items()
        if node.kind is Kind.DIRECTORY
        and (posixpath.dirname(path) == layout.environments or path == f"{layout.app}/venv")
        and not posixpath.basename(path).startswith(tree.DISCARDED)
    ]
    return {path: _environment(view, path) for path in sorted(places)}


def _environment(view: View, path: str) -> Environment:
    files = view.files
    python = files.resolve(f"{path}/bin/python")
    interpreter = python if files.kind(python) is Kind.FILE else ""
    try:
        site = environments.site_packages(files, path)
        app = f"{site}/ai_app"
        return Environment(
            interpreter=interpreter,
            library=posixpath.basename(posixpath.dirname(site)),
            packages=environments.packages(files, path),
            app=tree.digests(files, app) if files.kind(app) is Kind.DIRECTORY else {},
            script=_script(view, f"{path}/bin/uvicorn"),
        )
    except (Damaged, OSError):
        return Environment(interpreter=interpreter)


def _script(view: View, path: str) -> str:
    """Return the interpreter that a console script names; long ones stand behind `exec`."""
    if view.files.kind(path) is not Kind.FILE:
        return ""
    lines = view.files.read(path).decode(errors="replace").splitlines()[:2]
    if not lines or not lines[0].startswith("#!"):
        return ""
    if lines[0] == "#!/bin/sh" and "exec" in lines[-1]:
        return lines[1].partition("'exec' ")[2].split("'")[1] if "'exec' '" in lines[1] else ""
    return lines[0][2:].strip()
