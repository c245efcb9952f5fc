"""What is pointed to now, with the lock or without it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from deploy import releases, steady
from deploy.errors import DeployError

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.model import Release


def live_release(host: Host) -> Release | None:
    """Return the release pointed to now; None where there is none, or it cannot be read.

    It is read without the lock too: where the pointer changes meanwhile, another is pointed to.
    """
    with suppress(OSError, DeployError):
        return steady.seen(
            lambda: steady.pointer(host.files, host.layout), lambda: _pointed_to(host)
        )[0]
    return None


def _pointed_to(host: Host) -> tuple[Release | None]:
    directory = releases.current(host.files, host.layout)
    return (None if directory is None else releases.manifest(host.files, directory),)


def identity(release: Release | None) -> dict[str, str | None] | None:
    """Return what tells a release from others, as reports and replies have it."""
    if release is None:
        return None
    return {"release": release.name, "sha": release.sha, "version": release.version}
