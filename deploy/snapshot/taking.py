"""Taking a snapshot: every look at a host in one place. Nothing of it changes anything."""

from __future__ import annotations

import posixpath
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from deploy import __version__, dotenv, steady, tree
from deploy.config import UNSETTABLE, Config
from deploy.errors import Refused
from deploy.model import iso_of
from deploy.ports import Kind
from deploy.snapshot import disk, document, front, kept, listening, programs, standing, tenancy
from deploy.snapshot.model import Snapshot
from deploy.snapshot.surroundings import Pm2, Proxy, Said
from deploy.unfinished import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.host import Host, View
    from deploy.snapshot.model import Node

NAME = "/etc/hostname"
NAME_MAX = 100


def take(host: Host) -> bytes:
    """Return a snapshot of the host as a document. Raises `Refused` for a base that is none."""
    return document.encode(look(host))


def look(host: Host) -> Snapshot:
    """Look at everything and change nothing."""
    view = host.view()
    if view.files.kind(view.layout.base) is not Kind.DIRECTORY:
        raise Refused(f"{view.layout.base} is no directory", "Create it, or give another --base")
    before = steady.marks(view)
    listing = disk.look(view)
    records = kept.look(host, listing.nodes)
    environments = programs.look_into(view, listing.nodes)
    snapshot = Snapshot(
        taken=view.now,
        taken_at=iso_of(view.now),
        where=_name(view),
        deployer=__version__,
        base=view.layout.base,
        home=host.home,
        settings=_settings(host.config),
        nodes=listing.nodes,
        left_out=tuple(listing.left_out),
        environments=environments,
        releases=records.releases,
        backups=records.backups,
        damaged=tuple(records.damaged),
        live=records.live,
        journal=records.journal,
        failures=records.failures,
        trees=(),
        leftovers=_leftovers(listing.nodes),
        locked=view.files.held(view.layout.lock),
        keys=_keys(view),
        programs=programs.look(host, records.recorded),
        free_bytes=view.files.free_bytes(view.layout.base),
        free_inodes=view.files.free_inodes(view.layout.base),
        **_service(host, view.now),
    )
    moved = steady.marks(view) != before  # somebody was at work, even if nobody is any more
    trees = standing.judge(view.layout, snapshot)
    return replace(snapshot, trees=trees, locked=snapshot.locked or moved)


def _service(host: Host, now: float) -> dict[str, Any]:
    """Look at what runs; where the files alone are deployed, there is nothing to look at."""
    config = host.config
    if not config.service:
        return {"pm2": Pm2(), "owners": {}, "proxy": Proxy(), "health": Said(), "version": Said()}
    table, before = tenancy.look(host, now), front.look(host)
    passes = (*before.passes, *(before.would_pass or ()))
    return {
        "pm2": table,
        "owners": listening.owners(host, table, passes),
        "proxy": before,
        "health": front.health(host, config.health_path),
        "version": front.health(host, config.version_path),
    }


def _name(view: View) -> str:
    try:
        return view.files.read(NAME).decode(errors="replace").strip()[:NAME_MAX]
    except OSError:
        return ""


def _settings(config: Config) -> dict[str, Any]:
    """Return the settings in force, as `infra/deploy.json` would say them."""
    found = {field.name: getattr(config, field.name) for field in fields(Config)[UNSETTABLE:]}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in found.items()
    }


def _leftovers(nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """Return what interrupted runs left: half-written, half-made and half-removed."""
    begins = (tree.DISCARDED, ".partial_", "safety_before_rollback_")
    return tuple(
        path
        for path in sorted(nodes)
        if path.endswith(UNFINISHED) or posixpath.basename(path).startswith(begins)
    )


def _keys(view: View) -> dict[str, tuple[str, ...]]:
    """Return the names of what the `.env` files set."""
    found = {}
    for path in (f"{view.layout.app}/.env", f"{view.layout.live}/.env"):
        try:
            keys = dotenv.keys(view.files, path)
        except OSError:
            continue
        if keys:
            found[path] = tuple(sorted(keys))
    return found
