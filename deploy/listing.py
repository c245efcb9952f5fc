"""The list of backups: the newest of each half, with what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from deploy import backups, steady
from deploy.errors import Damaged
from deploy.model import STAMP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deploy.host import View

SHOWN_MAX = 10
HALVES = ("code", "wheel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One half of a backup, as the list shows it."""

    id: str
    sha: str | None
    version: str | None
    state: str
    """`healthy`, `not healthy`, `unverified` (it carries no manifest) or `damaged`."""


def survey(view: View) -> dict[str, tuple[Item, ...]]:
    """Return the newest backups of each half, newest first, as they were at one moment."""
    return steady.seen(lambda: _there(view), lambda: _survey(view))


def _there(view: View) -> tuple[str, ...]:
    """Return the names of all backups: while they stay the same, so does what they hold."""
    folder = view.layout.backups
    return view.files.names(folder) if view.files.kind(folder) is not None else ()


def _survey(view: View) -> dict[str, tuple[Item, ...]]:
    return {
        half: tuple(
            _item(view, half, stamp)
            for stamp in backups.stamps(view.files, view.layout, half)[:SHOWN_MAX]
        )
        for half in HALVES
    }


def _item(view: View, half: str, stamp: str) -> Item:
    name, place = f"{half}_{stamp}", backups.pair(view.layout, stamp)
    try:
        found = backups.load(view.files, backups.Place(getattr(place, half), place.wheel))
    except (Damaged, OSError):
        return Item(id=name, sha=None, version=None, state="damaged")
    if found is None:
        return Item(id=name, sha=None, version=None, state="unverified")
    state = "healthy" if found.healthy else "not healthy"
    return Item(id=name, sha=found.release.sha, version=found.release.version, state=state)


def render(found: Mapping[str, Sequence[Item]]) -> str:
    """Write the list for a person, in the words that operators know."""
    lines = []
    for half in HALVES:
        lines.append(f"{half} backups, the newest {SHOWN_MAX}:")
        lines += [f"  - {_line(item)}" for item in found[half]] or ["  (none)"]
    return "\n".join(lines)


def _line(item: Item) -> str:
    moment = datetime.strptime(item.id.rpartition("_")[2], STAMP)  # noqa: DTZ007 - as it is named
    when = f" ({moment:%b %d %H:%M})"
    known = "" if item.sha is None else f" {item.sha[:12]}"
    return f"{item.id}{when}{known} {item.state}"
