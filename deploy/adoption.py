"""Adoption: real directories of an older host become a first release and links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import environments, releases, tree
from deploy.layout import LINKED, LOOSE
from deploy.model import Release
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.layout import Layout
    from deploy.ports import Reader


def lay_out(host: Host, directory: str) -> Release:
    """Prepare to adopt real directories: a release that has a manifest and stands empty.

    Its places hold the very links that will change places with the real directories. Nothing live
    is touched.
    """
    layout, name = host.layout, directory.rpartition("/")[2]
    host.files.make_directory(directory)
    host.files.make_directory(layout.environments)
    real = {entry for entry in LINKED if host.files.kind(f"{layout.app}/{entry}") is not None}
    for entry in sorted(real - {"venv"}):
        host.files.link(f"{directory}/{entry}", f"current/{entry}")
    if "venv" in real:
        host.files.link(f"{directory}/venv", f"../../environments/{name}")
        host.files.link(f"{layout.environments}/{name}", "current/venv")
    release = Release(
        name=name,
        source="adopted",
        environment=name if "venv" in real else None,
        packages=environments.packages(host.files, f"{layout.app}/venv") if "venv" in real else (),
        files=tree.digests(host.files, layout.live, besides=host.config.kept),
        loose={
            entry: tree.digest(host.files.read(f"{layout.app}/{entry}"))
            for entry in LOOSE
            if entry in real
        },
    )
    releases.complete(host, directory, release)
    return release


def move(host: Host, directory: str) -> None:
    """Move real directories into their release, and leave links; done again, it goes on."""
    layout = host.layout
    if host.files.kind(layout.current) is None:
        host.files.link(layout.current, f"releases/{directory.rpartition('/')[2]}")
    for entry in unmoved(host.files, layout):
        holder = f"{directory}/{entry}"
        if entry == "venv":
            holder = f"{layout.environments}/{directory.rpartition('/')[2]}"
        host.files.exchange(f"{layout.app}/{entry}", holder)


def unmoved(reader: Reader, layout: Layout) -> tuple[str, ...]:
    """Return the names at which real files or directories lie still, where links should be."""
    return tuple(
        name for name in LINKED if reader.kind(f"{layout.app}/{name}") not in (None, Kind.LINK)
    )
