"""Releases on the host: the pointer, the links that lead through it, and adoption."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deploy import environments, records, tree
from deploy.errors import Damaged
from deploy.layout import LINKED, Layout
from deploy.model import Release
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from deploy.host import Host
    from deploy.ports import Reader


def current(reader: Reader, layout: Layout) -> str | None:
    """Return the directory of the release the pointer names; None where there is no pointer.

    A pointer that a person wrote is read as it is meant: with a slash behind it, from the root on.
    """
    if reader.kind(layout.current) is not Kind.LINK:
        return None
    named = leads_to(reader, layout.current)
    if is_ours(layout, named):
        return named
    real = reader.resolve(named)  # it may lead through a link above the base directory
    is_real = posixpath.dirname(real) == reader.resolve(layout.releases)
    return f"{layout.releases}/{posixpath.basename(real)}" if is_real else named


def leads_to(reader: Reader, link: str) -> str:
    """Return the path that a link names, one step on its way."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(link), reader.target(link)))


def is_ours(layout: Layout, directory: str) -> bool:
    """Say whether this is where a release of ours lies."""
    return posixpath.dirname(directory) == layout.releases


def manifest(reader: Reader, directory: str) -> Release:
    """Return what a release is; raise `Damaged` where its directory was never completed."""
    found = records.load(reader, Release, f"{directory}/manifest.json")
    if found is None:
        raise Damaged(f"{directory} has no manifest.json: it was never completed")
    return found


def complete(host: Host, directory: str, release: Release) -> None:
    """Write the manifest, last: from here on the directory is a release."""
    host.files.write(f"{directory}/manifest.json", records.encode(release))


def where(reader: Reader, layout: Layout, name: str) -> str:
    """Return where an environment lies: one still to be adopted is a link, and lies at `venv`."""
    path = f"{layout.environments}/{name}"
    return f"{layout.app}/venv" if reader.kind(path) is Kind.LINK else path


def prove(reader: Reader, layout: Layout, directory: str, kept: Collection[str]) -> Release:
    """Prove that a release is whole, code and environment; raise `Damaged` where it is not."""
    release = manifest(reader, directory)
    prove_files(reader, directory, release, kept)
    if release.environment is not None:
        path = where(reader, layout, release.environment)
        environments.prove(reader, path, release.packages)
        if release.source == "wheel":
            tree.verify(reader, f"{environments.site_packages(reader, path)}/ai_app", release.files)
    return release


def prove_files(reader: Reader, root: str, release: Release, kept: Collection[str]) -> None:
    """Prove that the code and the loose files at `root` are the release's."""
    tree.verify(reader, f"{root}/ai_app", release.files, besides=kept)
    for name, sha256 in release.loose.items():
        if tree.digest(reader.read(f"{root}/{name}")) != sha256:
            raise Damaged(f"{root}/{name} differs from its manifest")


def point(host: Host, directory: str) -> None:
    """Make `directory` the live release in one rename, code and environment together."""
    host.files.link(host.layout.current, f"releases/{directory.rpartition('/')[2]}")
    for name in LINKED:
        place, present = f"{host.layout.app}/{name}", f"{directory}/{name}"
        if host.files.kind(present) is None:
            if host.files.kind(place) is Kind.LINK:
                host.files.remove(place)
        elif host.files.kind(place) is None:
            host.files.link(place, f"current/{name}")


def unpoint(host: Host) -> None:
    """Take the pointer and its links away: nothing is live."""
    for name in (*LINKED, "current"):
        if host.files.kind(f"{host.layout.app}/{name}") is Kind.LINK:
            host.files.remove(f"{host.layout.app}/{name}")


def lies_in_real_directories(reader: Reader, layout: Layout) -> bool:
    """Say whether the run directory is a real one, as the predecessor left it."""
    return reader.kind(layout.live) is Kind.DIRECTORY
