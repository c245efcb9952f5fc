"""Whether pyproject.toml, requirements.lock and requirements.txt agree: from their texts alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from scripts.dependencies import listing, lock, manifest, ranges
from scripts.dependencies.errors import Refused
from scripts.dependencies.lock import Lock

REMAKE = "make the lock: nox -s lock"
MERGE = "merge what was edited: nox -s merge-requirements"
ADDRESS = re.compile(r"://|^-|(?<![\w.])/", re.MULTILINE)


def complaints(root: Path) -> tuple[str, ...]:
    """Say where they disagree, each with what to run; nothing where they agree."""
    texts = {}
    for name in (manifest.NAME, lock.NAME, listing.NAME):
        try:
            texts[name] = (root / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return (f"{name} is not there; {REMAKE}",)
    try:
        found = lock.read(texts[lock.NAME])
        return (
            *of_lock(texts[manifest.NAME], texts[lock.NAME]),
            *_of_listing(texts[listing.NAME], found),
        )
    except Refused as error:
        return tuple(error.reasons)


def of_lock(pyproject: str, text: str) -> tuple[str, ...]:
    """Say where a lock is not one of this pyproject.toml."""
    found, wanted = lock.read(text), manifest.requirements(manifest.entries(pyproject))
    python = manifest.python(pyproject)
    faults = []
    if found.wanted != wanted or found.python != python:
        faults.append(f"{lock.NAME} was made for other dependencies; {REMAKE}")
    if ADDRESS.search(text):
        faults.append(f"{lock.NAME} holds an address, an option or a path; {REMAKE}")
    for each in wanted:
        faults += _unfit(each, found)
    return tuple(faults)


def _unfit(wanted: Requirement, found: Lock) -> Iterator[str]:
    rows = found.of(wanted.name)
    if not rows and wanted.marker is None:
        yield f"{lock.NAME} lacks {wanted.name}; {REMAKE}"
    for row in rows:
        if not wanted.specifier.contains(row.version, prereleases=True):
            bound = ranges.spelled(wanted.specifier)
            yield f"{lock.NAME} has {wanted.name} {row.version}, outside of {bound}; {REMAKE}"


def _of_listing(text: str, found: Lock) -> Iterator[str]:
    if listing.is_edited(text.encode(), found):
        yield f"{listing.NAME} was edited; {MERGE}"
    elif text != listing.written(found):
        yield f"{listing.NAME} is not what the lock says; {REMAKE}"
