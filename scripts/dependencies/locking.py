"""Making the lock: uv resolves, from the registry's metadata alone; nothing is downloaded whole."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.dependencies import agreement, listing, lock, manifest
from scripts.dependencies.errors import Refused
from scripts.dependencies.files import replace

RESOLVE = ("uv", "pip", "compile", "--quiet", "--universal", "--no-header", "--no-annotate")
BUILT = ("uv", "pip", "compile", "--quiet", "--no-deps", "--only-binary", ":all:")
ONE_VERSION = ("--fork-strategy", "fewest")
"""One version for every Python: what is tested on the newest is what a host on 3.11 runs."""
NOWHERE = ("--no-emit-index-url", "--no-emit-find-links")
MACHINES = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28")
"""Where it has to be installed without a compiler: where it is tested, and the host. Of glibc the
least that every distribution is there built for; that of Ubuntu 22.04, 2.35, takes those."""
TIMEOUT_S = 600
OLDEST = re.compile(r">=\s*([0-9.]+)")

Resolver = Callable[[str, str | None, Sequence[str]], str]
"""Resolves the text of a pyproject.toml, keeping to the former lock, with more words for uv."""


def resolve(pyproject: str, former: str | None, more: Sequence[str]) -> str:
    """Let uv resolve every dependency; see that all are there built, and each extra fits on top.

    The extras stay out of the lock. Which torch a host wants is a matter of the host, of an index
    of its own even, and the digests of one would be wrong for the next. They are installed by their
    ranges with the lock as constraint, so what an extra shares with the app is locked for it too.
    """
    oldest = OLDEST.search(manifest.python(pyproject))
    if oldest is None:
        raise Refused(f"{manifest.NAME}: requires-python names no oldest Python")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / manifest.NAME).write_text(pyproject, encoding="utf-8")
        if former is not None:
            (folder / lock.NAME).write_text(former, encoding="utf-8")
        words = (*RESOLVE, *ONE_VERSION, *NOWHERE, "--python-version", oldest[1], manifest.NAME)
        _run(folder, *words, "--generate-hashes", "--output-file", lock.NAME, *more)
        _run(folder, *words, "--all-extras", "--constraint", lock.NAME)
        for machine in MACHINES:
            on = ("--python-platform", machine, "--python-version", oldest[1])
            _run(folder, *BUILT, *on, lock.NAME)
        return (folder / lock.NAME).read_text(encoding="utf-8")


def _run(folder: Path, *words: str) -> None:
    try:
        done = subprocess.run(
            words, cwd=folder, check=False, capture_output=True, text=True, timeout=TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(f"uv cannot resolve: {error}") from error
    if done.returncode != 0:
        raise Refused("uv finds no versions that fit:", *done.stderr.strip().splitlines())


def made(
    pyproject: str, former: str | None, more: Sequence[str] = (), *, resolver: Resolver = resolve
) -> str:
    """Make a lock for this pyproject.toml; raise `Refused` unless it is one."""
    wanted = manifest.requirements(manifest.entries(pyproject))
    resolved = resolver(pyproject, former, more)
    text = lock.written(wanted, manifest.python(pyproject), _rows(resolved))
    faults = agreement.of_lock(pyproject, text)
    if faults:
        raise Refused(*faults)
    return text


def _rows(resolved: str) -> str:
    """Leave out the comments: those of the former lock, which uv carries over, and its own."""
    return "\n".join(line for line in resolved.splitlines() if not line.startswith("#"))


def write(root: Path, *, pyproject: str | None = None, text: str) -> None:
    """Write what was made, the source first; each file is replaced whole, where it changes."""
    contents = {
        manifest.NAME: pyproject,
        lock.NAME: text,
        listing.NAME: listing.written(lock.read(text)),
    }
    for name, content in contents.items():
        target = root / name
        if content is not None and not (
            target.is_file() and target.read_bytes() == content.encode()
        ):
            replace(target, content.encode())
