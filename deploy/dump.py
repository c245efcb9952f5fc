"""What PM2 brings back after a reboot: its dump."""

from __future__ import annotations

import functools
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deploy import pm2
from deploy.environments import last_lines
from deploy.errors import CommandFailed
from deploy.parsing import parsed
from deploy.unfinished import unfinished

if TYPE_CHECKING:
    from deploy.host import Host


def save(host: Host) -> None:
    """Save the process list for the next boot; of another tenant nothing is forgotten.

    After PM2's daemon has died its list is empty while the tenants run on as orphans: saved as it
    is, they would not come back after a reboot. So what was saved before and is not in the list
    stays saved. PM2 writes its list and the copy of it in place and flushes neither: cut off there,
    both may be empty. So it writes beside them, which is led to by the environment, and what it
    wrote takes the place of its list whole.
    """
    path = host.files.resolve(f"{pm2.home(host)}/dump.pm2")
    beside = f"{path}.new"
    for left in (beside, unfinished(path)):  # PM2 would take the first for the list before
        if host.files.kind(left) is not None:
            host.files.remove(left)
    before = _saved_before(host, path)
    present = {row.name for row in pm2.rows(host)}
    result = pm2.command(host, "save", "--force", PM2_DUMP_FILE_PATH=beside)
    if result.code != 0:
        raise CommandFailed(f"pm2 save failed: {last_lines(result)}")
    content = host.files.read(beside)
    listed = _entries_in(content)
    if not present <= _names_of(listed):
        raise CommandFailed("pm2 save wrote a list that lacks an app")
    stays = tuple(entry for entry in before if _stays(host, entry, _names_of(listed)))
    _tell_who_is_not_listed(host, _names_of(listed), _names_of(stays))
    if stays:
        content = json.dumps([*listed, *stays]).encode()
    kept = path if host.files.kind(path) is not None else beside
    host.files.write(path, content, host.files.marks(kept).mode)
    host.files.remove(beside)


def _tell_who_is_not_listed(host: Host, listed: frozenset[str], stays: frozenset[str]) -> None:
    """Tell what a reboot does with whom PM2 does not list, and how each comes back into its list.

    What is not listed may run on as an orphan. `pm2 resurrect` would start it a second time, beside
    itself; for this service a deployment ends the orphan first.
    """
    app, others = host.config.app_name, sorted(stays - {host.config.app_name})
    if app not in listed and _is_live(host):
        back = "would come back as it was saved before" if app in stays else "would not come back"
        host.log.note(
            f"PM2 does not list {app}; after a reboot {app} {back}; to list it: deploy it once more"
        )
    if others:
        host.log.note(
            f"kept in what PM2 brings back, though not in its list: {', '.join(others)}; "
            "once none of them runs, bring them back with: pm2 resurrect"
        )


def _stays(host: Host, entry: dict[str, Any], listed: frozenset[str]) -> bool:
    """Say whether what was saved before stays so: this service where there is a live release."""
    if entry["name"] in listed:
        return False
    return entry["name"] != host.config.app_name or _is_live(host)


def _is_live(host: Host) -> bool:
    return host.files.kind(host.layout.current) is not None


def _saved_before(host: Host, path: str) -> tuple[dict[str, Any], ...]:
    """Return what PM2 would bring back; nothing where its dump is damaged, read twice."""
    if host.files.kind(path) is None:
        return ()
    # One bad read must not forget a tenant.
    return _entries_in(host.files.read(path)) or _entries_in(host.files.read(path))


@functools.lru_cache(maxsize=16)
def _entries_in(dump: bytes) -> tuple[dict[str, Any], ...]:
    """Return the entries that PM2 saved, mostly what it saved before; none where it is damaged."""
    with suppress(ValueError, TypeError, KeyError):
        return tuple(entry for entry in parsed(dump) if entry["name"])
    return ()


def _names_of(entries: tuple[dict[str, Any], ...]) -> frozenset[str]:
    return frozenset(entry["name"] for entry in entries)
