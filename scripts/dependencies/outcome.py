"""What came of a merge: whether the lock holds what was asked for, and what is told of it."""

from __future__ import annotations

from scripts.dependencies import manifest
from scripts.dependencies.lock import Lock
from scripts.dependencies.merging import Merge


def missed(asked: Merge, lock: Lock) -> tuple[str, ...]:
    """Say which pins a lock does not hold: an unchanged one would come back as another edit."""
    return tuple(
        f"{name}=={version} cannot be locked: it is {found[0].version if found else 'not needed'}"
        for name, version in asked.pins.items()
        for found in [lock.of(name)]
        if not found or any(row.version != version for row in found)
    )


def told(asked: Merge, pyproject: str) -> tuple[str, ...]:
    """Say what was done, for the one who edited."""
    entries = manifest.entries(pyproject)
    return (
        *(f"removed: {entries[place]}" for place in sorted(asked.edit.removed)),
        *(
            f"changed: {entries[n]} -> {new}; does its comment still hold?"
            for n, new in asked.edit.replaced.items()
        ),
        *(f"added: {entry}" for entry, _ in asked.edit.added),
        *(f"locked: {name}=={version}" for name, version in asked.pins.items()),
        *(f"locked anew: {name}" for name in sorted(asked.released)),
    )
