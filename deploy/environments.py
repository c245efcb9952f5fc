"""Environments: one directory of interpreter and installed packages for each release."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from deploy import lock, tree
from deploy.errors import CommandFailed, Damaged
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy.host import Host
    from deploy.ports import Reader, Result

APP = "refit-ai-service"
DIGEST = re.compile(r"(sha256:)?[0-9a-f]{64}")
IMPORTED = "the entry module is imported"
"""What the proof of an import says at its end: an exit code of 0 alone proves nothing."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""PM2 paints even what goes to a file, once PM2_HOME is set."""


def site_packages(reader: Reader, environment: str) -> str:
    """Find where packages are installed, by listing: never by importing, never through cwd."""
    try:
        found = [name for name in reader.names(f"{environment}/lib") if name.startswith("python")]
    except FileNotFoundError:
        found = []
    if len(found) != 1:
        raise Damaged(f"{environment} is no environment: lib/ holds {found or 'nothing'}")
    return f"{environment}/lib/{found[0]}/site-packages"


def packages(reader: Reader, environment: str) -> tuple[str, ...]:
    """Return the installed distributions as `name==version`, sorted, as their metadata lies."""
    return _distributions(reader.names(site_packages(reader, environment)))


@functools.lru_cache(maxsize=16)
def _distributions(names: tuple[str, ...]) -> tuple[str, ...]:
    """Read a listing of packages once: a deployment proves the same environments several times."""
    found = (re.fullmatch(r"([^-]+)-(.+)\.dist-info", name) for name in names)
    return tuple(
        sorted(f"{hit[1].lower().replace('_', '-')}=={hit[2]}" for hit in found if hit is not None)
    )


def lay_out_lock(
    host: Host, directory: str, content: bytes | None, pins: Sequence[str] = ()
) -> None:
    """Lay the lock that a wheel carries into the directory of the wheel, where `build` looks.

    It has nothing to say of an installation, told by its pins, that somebody changed by hand.
    """
    if content is None:
        return
    others = lock.contradicted(content, pins)
    if others:
        host.log.note(f"not installed by the lock: {', '.join(others)}")
        return
    host.files.write(f"{directory}/{lock.NAME}", content)


def build(
    host: Host, environment: str, wheel: str, *, pins: Sequence[str] = (), sha256: str | None = None
) -> None:
    """Make an environment and install a wheel into it; nothing live is near it.

    Where a lock lies beside the wheel, nothing of other bytes than it names is installed.
    With `pins`, the very versions of a former installation are put back, from uv's cache where it
    has them, so that a restore needs no index. Raises `CommandFailed` with uv's last lines.
    """
    config = host.config
    _make(host, environment)
    into = ("pip", "install", "--no-python-downloads", "--python", f"{environment}/bin/python")
    if not pins:
        _uv(host, *into, *_wanted(host, wheel, sha256), timeout_s=config.build_timeout_s)
        return
    others = [pin for pin in pins if not is_app(pin)]
    exact = (*into, "--no-deps", *_locked(host, wheel), wheel, *others)
    try:
        _uv(host, *exact, "--offline", timeout_s=config.offline_timeout_s)
    except CommandFailed:
        host.log.note("uv's cache does not hold every package of the backup: asking the index")
        _make(host, environment)  # half an installed package counts as installed
        _uv(host, *exact, timeout_s=config.build_timeout_s)


def _wanted(host: Host, wheel: str, sha256: str | None) -> tuple[str, ...]:
    """Ask for a wheel with what it needs, all of it as its lock says.

    What the lock lacks is refused, but for what the host's own extras bring: these are no part of
    the lock, which then only says what they may share with the app.
    """
    locked, extras = _locked(host, wheel), ",".join(host.config.extras)
    if extras:
        return (*locked, f"{wheel}[{extras}]")
    if not locked or sha256 is None:
        return (*locked, wheel)
    return ("--require-hashes", *locked, f"{APP} @ file://{quote(wheel)}#sha256={sha256}")


def _locked(host: Host, wheel: str) -> tuple[str, ...]:
    """Name the lock that lies beside a wheel, where it carries one."""
    path = f"{wheel.rpartition('/')[0]}/{lock.NAME}"
    return ("--constraint", path) if host.files.kind(path) is Kind.FILE else ()


def _make(host: Host, environment: str) -> None:
    """Make an empty environment in the place of whatever is there."""
    host.files.make_directory(environment.rpartition("/")[0])
    tree.discard(host, [environment])
    made = ("venv", "--no-python-downloads", "--python", host.config.python, environment)
    _uv(host, *made, timeout_s=host.config.command_timeout_s)


def is_app(pin: str) -> bool:
    """Say whether a pin is of this service itself, which comes from its wheel."""
    return pin.startswith(f"{APP}==")


def _uv(host: Host, *arguments: str, timeout_s: float) -> None:
    result = host.commands.run((host.config.uv, *arguments), timeout_s=timeout_s)
    if result.code != 0:
        raise CommandFailed(f"uv {arguments[0]} failed: {last_lines(result)}")


def last_lines(result: Result, count: int = 6) -> str:
    """Return the last lines a program wrote, without its colours: the error is in the tail."""
    plain = COLOUR.sub("", result.err or result.out)
    told = [line.strip() for line in plain.splitlines() if line.strip()]
    lines = [line for line in told if not DIGEST.fullmatch(line)]  # dozens, where one is wrong
    return " | ".join(lines[-count:]) or f"exit code {result.code}, no output"


def prove(reader: Reader, environment: str, recorded: Sequence[str]) -> None:
    """Prove that an environment is whole and holds the recorded packages; raise `Damaged`."""
    if reader.kind(reader.resolve(f"{environment}/bin/python")) is not Kind.FILE:
        raise Damaged(f"{environment}/bin/python leads to no interpreter")
    found = packages(reader, environment)
    if found != tuple(recorded):
        differs = sorted(set(found).symmetric_difference(recorded))
        raise Damaged(f"{environment} holds other packages than recorded: {', '.join(differs)}")


def import_app(host: Host, environment: str, code: str) -> None:
    """Prove that the entry module imports from `code` alone with what `environment` holds.

    It reads the host's own `.env` for that, as it will once it lies live: a line that it cannot
    take would fail each start, that of the release before too. What it compiles is kept: the first
    start would otherwise do it while nobody is served.
    Raises `CommandFailed` with the last lines of the traceback.
    """
    result = host.commands.run(
        # On a line of its own, whatever the import has printed before.
        (f"{environment}/bin/python", "-c", f"import api.main; print('', {IMPORTED!r}, sep='\\n')"),
        timeout_s=host.config.command_timeout_s,
        cwd=code,
        env={"PYTHONPATH": code, "REFIT_ENV_FILE": f"{host.layout.app}/.env"},
    )
    mend = f"Mend the release, or the line of {host.layout.app}/.env that it cannot take"
    if result.code != 0:
        raise CommandFailed(f"the entry module does not import: {last_lines(result)}", mend)
    if IMPORTED not in result.out.splitlines():
        said = "the entry module does not import: it ends the program, with success"
        raise CommandFailed(said, mend)
