"""Retention, decided purely: which backups may go."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.model import moment_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Known:
    """A backup that lies there: its id, and the release it holds if it is a usable pair."""

    stamp: str
    holds: str | None


def expired(
    known: Sequence[Known],
    *,
    now: float,
    keep_days: float,
    keep_pairs_min: int,
    keep_pairs_max: int,
    protected: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the ids of the backups to delete, oldest last.

    Never the newest usable pair of each of the last `keep_pairs_min` releases, whatever its age:
    many failed attempts back up the same release again and must not push the others out. Of the
    rest those older than `keep_days`, and the oldest beyond `keep_pairs_max` in all.
    """
    newest_first = sorted(known, key=lambda backup: backup.stamp, reverse=True)
    newest_of: dict[str, str] = {}
    for backup in newest_first:
        if backup.holds is not None:
            newest_of.setdefault(backup.holds, backup.stamp)
    safe = {*list(newest_of.values())[:keep_pairs_min], *protected}
    return tuple(
        backup.stamp
        for place, backup in enumerate(newest_first)
        if backup.stamp not in safe
        and (place >= keep_pairs_max or now - _taken(backup.stamp) > keep_days * DAY_S)
    )


@functools.lru_cache(maxsize=256)
def _taken(stamp: str) -> float:
    """Return when a backup was taken; mostly the same ones lie there."""
    return moment_of(stamp)
